"""The newest date a site's home page shows, and whether a newer one may have gone unseen."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from auditor.extract.incomplete_pages import CUT
from auditor.facts.home_page import HomePage, find_home_page
from auditor.facts.site_columns import ColumnReading, shows_its_date
from auditor.facts.stored_run import StoredRun
from auditor.model import UNDECIDED, Link, LinkKind, ListItem, Outcome, PageKind, SiteObservation
from auditor.model.public_hosts import bare_host, is_government
from auditor.model.urls import is_page_like, key, same_site
from auditor.reading.columns import NOT_SHOWN, with_article_years, without_year
from auditor.store.recorder import What
from auditor.store.schema import frontier, look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of, looked_at, seen_pages

SECOND_LEVEL = 1
ASKED_AT_ONCE = 500
NUMBER = re.compile(r"\d")
"""Addresses of articles hold a date or a number; those of log-in, search and plain menu pages mostly do not."""


@dataclass(frozen=True, slots=True)
class HomeReading:
    """A site's home page. `newest` is the newest item date on it, or for a pure navigation home page
    (`navigation_only`) on any second-level page. `outcome` other than OK: the home was not seen.
    `looks` counts looks that agreed on `outcome`, spread in time.

    `title`, `meta` (lower-case names), `links` and `footer` are those of the page and its frames together;
    `footer` maps footer elements to what was seen of each (`extract/site_marks.py`). `written_by` says what may write
    more on the page that was not seen: 'scripts', a 'footer_script', an unread 'frame', '' nothing.
    `rendered`: what a browser showed once scripts had run is in it."""

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    dated: int = 0
    items: int = 0
    navigation_only: bool = False
    script_filled: bool = False
    complete: bool = True
    looks: int = 1
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    footer: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    rendered: bool = False

    @classmethod
    def read(cls, run: StoredRun, subject: str) -> "HomeReading | None":
        """Return the site's home page, None when it was never asked for."""
        seen = run.get(SiteObservation, subject)
        if seen is None:
            return None
        registered = run.by_id[subject].url
        if seen.outcome is not Outcome.OK or not seen.home:
            looks = _agreeing_looks(run, seen, (registered, *seen.homes))
            return cls(registered, seen.outcome, seen.status, seen.detail, complete=False, looks=looks)
        return read_home(run.engine, run.id, seen, registered, run.as_of, run.each(ColumnReading, subject))


def _agreeing_looks(run: StoredRun, seen: SiteObservation, addresses: Sequence[str]) -> int:
    """Return how many looks at the home page, or at where it leads, agreed on what was observed of it."""
    with reading(run.engine) as connection:
        looks = connection.execute(
            select(func.max(look.c.looks))
            .join(url, url.c.id == look.c.url_id)
            .where(
                look.c.run == run.id,
                look.c.outcome == seen.outcome.value,
                url.c.key.in_([key(address) for address in addresses]),
            )
        ).scalar()
    return looks or 1


@dataclass(frozen=True, slots=True)
class _Target:
    """A page the home page links to, or shows in a frame. `outcome` None: not looked at; `what` None: never queued."""

    url: str
    outcome: str | None
    what: int | None
    kind: str | None
    published: str | None
    framed: bool


def read_home(
    engine: Engine, run: str, seen: SiteObservation, registered: str, as_of: date, columns: Iterable[ColumnReading]
) -> HomeReading:
    """Return the home page of a site that answered.

    Its newest date is the newest of the dates in its lists and of the articles it links to, frames included; a
    home page with neither is a navigation page and is judged by its second-level pages (〔2019〕19号, 首页更新).
    It is not complete where a page it links to, and gives no date of, was not seen: that may be the newest.
    """
    with reading(engine) as connection:
        home = find_home_page(connection, run, seen.home)
        if home is None:
            return HomeReading(registered, Outcome.OK, seen.status, "home page read elsewhere", complete=False)
        targets = list(_targets(connection, run, seen.subject, home))
        addresses = addresses_of(connection, [*home.texts])
    items = with_article_years(home.items, _shown(home.items, targets))
    by_list = [(item.on, item.url) for item in items if item.on is not None and item.on <= as_of]
    by_article = list(_articles(targets, as_of))
    newest = max([*by_list, *by_article], default=None)
    navigation_only = newest is None
    source = "list" if newest in by_list else "article"
    if navigation_only:
        newest, source = _second_level(columns, home)
    elif source == "article" and newest:
        source = _article_source(engine, run, newest[1])
    unseen = [*_unseen(targets, items, seen.home), *_nowhere(items)]
    return HomeReading(
        url=registered,
        outcome=Outcome.OK,
        status=seen.status,
        detail=f"linked pages not seen: {len(unseen)}, such as {unseen[0][:200]}" if unseen else "",
        newest=newest[0] if newest else None,
        newest_url=newest[1] if newest else "",
        newest_source=source if newest else "",
        dated=len(by_list),
        items=len(items),
        navigation_only=navigation_only,
        script_filled=home.script_filled,
        complete=not home.script_filled and not unseen,
        title=home.title,
        meta=home.meta,
        links=tuple(
            Link(addresses[target], int(LinkKind.ANCHOR), home.texts[target])
            for target in home.links
            if target in addresses and target in home.texts
        ),
        footer=home.footer,
        rendered=home.rendered,
        written_by="frame" if home.written_by == CUT or _may_hold_more(home, addresses, seen.home) else home.written_by,
    )


def _may_hold_more(home: HomePage, addresses: Mapping[int, str], own: str) -> bool:
    """Say whether a frame that was not read is the site's own or another government host's, no widget."""
    frames = [addresses.get(target, "") for target in home.unread]
    return any(same_site(frame, own) or is_government(bare_host(frame)) for frame in frames if frame)


def _targets(connection: Connection, run: str, subject: str, home: HomePage) -> Iterator[_Target]:
    query = (
        select(
            url.c.id, func.coalesce(url.c.address, url.c.key).label("url"), look.c.outcome, page.c.kind,
            page.c.published,
        )
        .outerjoin(look, looked_at(run))
        .outerjoin(page, seen_pages(run))
    )  # fmt: skip
    for start in range(0, len(home.links), ASKED_AT_ONCE):
        chunk = home.links[start : start + ASKED_AT_ONCE]
        what = _queued(connection, run, subject, chunk)
        for row in connection.execute(query.where(url.c.id.in_(chunk)).order_by(url.c.id)):
            yield _Target(row.url, row.outcome, what.get(row.id), row.kind, row.published, row.id in home.framed)


def _shown(items: Iterable[ListItem], targets: Iterable[_Target]) -> dict[str, date | None]:
    shown = {key(target.url): date.fromisoformat(target.published) for target in targets if target.published}
    return {address: shown.get(key(address)) for address in without_year(items)}


def _queued(connection: Connection, run: str, subject: str, ids: Sequence[int]) -> dict[int, int]:
    rows = connection.execute(
        select(frontier.c.url_id, frontier.c.what).where(
            frontier.c.run == run, frontier.c.subject == subject, frontier.c.url_id.in_(ids)
        )
    )
    return {row.url_id: row.what for row in rows}


def _articles(targets: Iterable[_Target], as_of: date) -> Iterator[tuple[date, str]]:
    for target in targets:
        if target.kind == PageKind.ARTICLE and target.published:
            day = date.fromisoformat(target.published)
            if day <= as_of:
                yield day, target.url


def _article_source(engine: Engine, run: str, address: str) -> str:
    with reading(engine) as connection:
        return "article" if shows_its_date(connection, run, address) else NOT_SHOWN


def _second_level(columns: Iterable[ColumnReading], home: HomePage) -> tuple[tuple[date, str] | None, str]:
    """Return the newest date of the columns one click away, and its source."""
    deepest = SECOND_LEVEL + bool(home.framed)
    dated = [
        (column.newest, column.newest_url, column.newest_source)
        for column in columns
        if column.newest is not None and (column.level if column.depth is None else column.depth) <= deepest
    ]
    if not dated:
        return None, ""
    on, address, source = max(dated)
    return (on, address), NOT_SHOWN if source == NOT_SHOWN else "second_level"


def _unseen(targets: Iterable[_Target], items: Sequence[ListItem], home: str) -> Iterator[str]:
    """Yield pages of the site that were not seen and whose date the home page does not tell.

    Where its lists bear dates, links beside them count only with an address that may be an article's: a menu
    entry that gave no answer hides no headline.
    """
    listed = {key(item.url): item.on for item in items}
    has_dates = any(item.on for item in items)
    for target in targets:
        if target.kind is not None or (target.outcome and Outcome(target.outcome) not in UNDECIDED):
            continue
        own = target.what == What.PAGE if target.what is not None else _is_own_page(target.url, home)
        name = key(target.url)
        told = listed.get(name) is not None
        headline = target.framed or name in listed or not has_dates or NUMBER.search(target.url.split("/", 3)[-1])
        if own and headline and not told:
            yield target.url


def _nowhere(items: Sequence[ListItem]) -> Iterator[str]:
    """Yield the rows of lists without any date that lead nowhere, such as those a script opens."""
    if not any(item.on for item in items):
        yield from (item.text for item in items if not item.url)


def _is_own_page(address: str, home: str) -> bool:
    return same_site(address, home) and is_page_like(address)
