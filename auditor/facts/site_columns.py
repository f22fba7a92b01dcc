"""The columns of a site: their lists joined, and which of their newest dates stand on a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection, Engine, select

from auditor.extract.published import ADDRESS, DOCUMENT
from auditor.facts.site_reading import WholeSite
from auditor.facts.stored_run import StoredRun
from auditor.model import ColumnClass, ListState, PageFacts, PageKind, SiteObservation
from auditor.model.urls import key
from auditor.reading.columns import NOT_SHOWN, Column, ListPage, join_columns
from auditor.reading.site_model import ColumnFound, State, Trust
from auditor.reading.sketch import address_hash
from auditor.reading.trust import OWN
from auditor.rules.limit import is_column
from auditor.store.packing import unpack_facts, unpack_ids
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of, looked_at, seen_pages

ASKED_AT_ONCE = 500
GUESSED = frozenset({ADDRESS, DOCUMENT})


@dataclass(frozen=True, slots=True)
class ColumnReading(Column):
    """One column of a site as checks read it; its fields are those of Column."""

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["ColumnReading"]:
        """Yield the columns of a site, nearest to the home page first."""
        yield from run.once(_columns, subject)


def _columns(run: StoredRun, site: str) -> tuple[ColumnReading, ...]:
    if run.get(SiteObservation, site) is None:
        return ()
    whole = WholeSite.read(run, site)
    if whole.sketched:
        found = [*_found_columns(run, site, whole), *_alone(run, site, whole)]
        return tuple(sorted(found, key=lambda one: (one.depth or 0, one.url)))
    joined = join_columns(_list_pages(run, site), run.as_of, partial(_published, run))
    columns = [ColumnReading(*(getattr(one, field.name) for field in fields(one))) for one in joined]
    return tuple(with_own_classes(with_sources(run.engine, run.id, columns), run.classes.get(site, {})))


RARE = "its template was seen too rarely"
LEAST_FRAMED = 0.5
"""Share of pages of known templates below which a site is too small for its pages to explain each other."""


def _alone(run: StoredRun, site: str, whole: WholeSite) -> Iterator[ColumnReading]:
    """Yield what looks like a column by itself on pages that the reading of the whole site made nothing of.

    On a site too small to show what repeats these are suspected at most. Elsewhere nothing is said of them but that
    they were not understood, or that a script fills them.
    """
    loose = {address for address, one in whole.pages.items() if one.kind is PageKind.OTHER}
    small = sum(one.framed for one in whole.pages.values()) < LEAST_FRAMED * len(whole.pages)
    lists = [each for each in _list_pages(run, site) if each.facts.url in loose or not each.facts.sketch]
    lists = [replace(each, facts=replace(each.facts, sketch=b"")) for each in lists]
    for one in join_columns(lists, run.as_of, partial(_published, run)):
        column = ColumnReading(*(getattr(one, field.name) for field in fields(one)))
        found = whole.pages.get(one.url)
        rare = found is None or not found.framed
        if rare and small:
            yield _with_own_class(replace(column, trust=Trust.SUSPECTED, doubts=(RARE,)), run.classes.get(site, {}))
        elif rare or one.list_state is ListState.SCRIPT_FILLED:
            yield replace(column, trust=Trust.UNKNOWN, doubts=(RARE,) if rare else (SCRIPT_DOUBT,))


STATES = {
    State.FILLED: ListState.FILLED,
    State.PARENT: ListState.PARENT,
    State.LINK_OUT: ListState.LINK_OUT,
    State.SCRIPTED: ListState.SCRIPT_FILLED,
    State.BLANK: ListState.EMPTY,
}
BLANK = frozenset({ListState.EMPTY, ListState.UNDER_CONSTRUCTION})
SOURCES = {
    "ColumnType": "ColumnType", "ColumnName": "ColumnName", "breadcrumb": "trail", "step": "trail", "title": "title",
    "heading": "heading", "navigation": "navigation", "link": "navigation", OWN: OWN,
}  # fmt: skip
"""Kinds of evidence for a class, as `class_source` tells them, in the order in which one is told."""


def _found_columns(run: StoredRun, site: str, whole: WholeSite) -> Iterator[ColumnReading]:
    wanted = [address for one in whole.columns.values() for address in one.pages]
    kept = _pages_at(run, site, wanted)
    by_hash = {address_hash(address): address for address in whole.pages}
    for one in whole.columns.values():
        seen = [kept[address] for address in one.pages if address in kept]
        head = kept.get(one.url)
        alone = head.facts if head else None
        if one.state is State.UNREAD and alone and (alone.kind, alone.list_state) == (PageKind.OTHER, ListState.NONE):
            continue  # A site map or the like: neither the site nor the page alone shows a list there.
        yield _column_of(run, one, head, seen, by_hash, whole)


@dataclass(frozen=True, slots=True)
class _ListPage:
    """What the store keeps of a list's page: its facts, clicks from the home page, ids of its links."""

    facts: PageFacts
    depth: int
    links: bytes


def _pages_at(run: StoredRun, site: str, addresses: Sequence[str]) -> dict[str, _ListPage]:
    keys = list({key(address) for address in addresses})
    found = {}
    with reading(run.engine) as connection:
        for start in range(0, len(keys), ASKED_AT_ONCE):
            rows = connection.execute(
                select(page.c.facts, page.c.depth, page.c.links)
                .join(url, url.c.id == page.c.url_id)
                .where(page.c.subject == site, page.c.seen_run == run.id)
                .where(url.c.key.in_(keys[start : start + ASKED_AT_ONCE]))
            )
            for row in rows:
                facts = replace(unpack_facts(row.facts), sketch=b"")
                found[facts.url] = _ListPage(facts, row.depth, row.links)
    return found


def _column_of(
    run: StoredRun,
    one: ColumnFound,
    head: _ListPage | None,
    seen: Sequence[_ListPage],
    by_hash: Mapping[int, str],
    whole: WholeSite,
) -> ColumnReading:
    state, trust, doubts = _state_of(one, head.facts if head else None)
    return ColumnReading(
        url=one.url,
        name=one.name,
        column_class=one.column_class,
        class_source=_class_source(one) if one.column_class else "",
        list_state=state,
        newest=one.newest,
        newest_url=_address_of(run, one.newest_url, by_hash, seen),
        newest_source=one.newest_source,
        items=one.items,
        dated=one.dated,
        undated_articles=0,
        future=one.future,
        level=one.level,
        archived=head.facts.archived if head else "",
        pages=one.pages,
        rendered=any(each.facts.rendered for each in seen),
        messages=tuple(dict.fromkeys(message for each in seen for message in each.facts.messages)),
        depth=head.depth if head else 1,
        trust=trust,
        doubts=doubts,
        shows=tuple(address for address in one.shows if address in whole.columns),
    )


SCRIPT_DOUBT = "a script may fill its list"


def _state_of(one: ColumnFound, head: PageFacts | None) -> tuple[ListState, Trust, tuple[str, ...]]:
    """Return the state of a list, how far it bears a finding, and its doubts: a list that a script fills is unseen."""
    state = STATES.get(one.state, ListState.NONE)
    kept = head.list_state if head is not None else ListState.NONE
    if kept in BLANK and state in BLANK | {ListState.SCRIPT_FILLED} and (state in BLANK or (head and head.rendered)):
        return kept, one.trust, one.doubts
    free = one.column_class is ColumnClass.NO_LIMIT and kept is ListState.FILLED
    if state is ListState.NONE and (kept is ListState.PARENT or free):
        return kept, one.trust, one.doubts
    if kept is ListState.SCRIPT_FILLED and not one.dated:
        return kept, one.trust, one.doubts
    if kept is ListState.SCRIPT_FILLED and one.trust is Trust.CONFIRMED:
        return state, Trust.SUSPECTED, (*one.doubts, SCRIPT_DOUBT)
    return state, one.trust, one.doubts


def _class_source(one: ColumnFound) -> str:
    told = {each.what for each in one.evidence if each.about == "class" and not each.against}
    if OWN in told:
        return OWN
    return next((source for kind, source in SOURCES.items() if kind in told), "")


def _address_of(run: StoredRun, target: int, by_hash: Mapping[int, str], seen: Sequence[_ListPage]) -> str:
    """Return the address of an item, '' where it has none: of a page read, else of a link on the list's pages."""
    if target <= 0:
        return ""
    if target in by_hash:
        return by_hash[target]
    ids = sorted({int(number) for each in seen for number in unpack_ids(each.links)})
    with reading(run.engine) as connection:
        addresses = addresses_of(connection, ids).values()
    return next((address for address in addresses if address_hash(address) == target), "")


def _list_pages(run: StoredRun, site: str) -> Iterator[ListPage]:
    with reading(run.engine) as connection:
        seen = (page.c.subject == site, page.c.seen_run == run.id)
        bodies = select(page.c.body_hash).where(*seen, page.c.kind == PageKind.HOME.value)
        homes = set(connection.execute(bodies).scalars()) - {None}
        rows = connection.execution_options(yield_per=200).execute(
            select(page.c.facts, page.c.depth, page.c.body_hash)
            .where(*seen, page.c.kind == PageKind.COLUMN.value)
            .order_by(page.c.depth, page.c.url_id)
        )
        for row in rows:
            if row.body_hash in homes:
                continue
            yield ListPage(unpack_facts(row.facts), row.depth, row.body_hash or b"")


def _published(run: StoredRun, addresses: Sequence[str]) -> Mapping[str, date | None]:
    by_key = {key(address): address for address in addresses}
    keys = list(by_key)
    shown: dict[str, date | None] = {}
    with reading(run.engine) as connection:
        for start in range(0, len(keys), ASKED_AT_ONCE):
            rows = connection.execute(
                select(url.c.key, page.c.published)
                .outerjoin(look, looked_at(run.id))
                .join(page, seen_pages(run.id))
                .where(url.c.key.in_(keys[start : start + ASKED_AT_ONCE]))
            )
            for row in rows:
                shown[by_key[row.key]] = date.fromisoformat(row.published) if row.published else None
    return shown


def with_own_classes(columns: Iterable[ColumnReading], classes: Mapping[str, ColumnClass]) -> list[ColumnReading]:
    """Return the columns, those that `classes` names (by name or address) in the class written there."""
    return [_with_own_class(column, classes) for column in columns]


def _with_own_class(column: ColumnReading, classes: Mapping[str, ColumnClass]) -> ColumnReading:
    for wanted, kind in classes.items():
        if is_column(wanted, column.name, column.url):
            return replace(column, column_class=kind, class_source=OWN)
    return column


def shows_its_date(connection: Connection, run: str, address: str) -> bool:
    """Say whether the page at an address prints or declares when it was published.

    A date in the address or under the text (成文日期) may lie before the day it was put up: it can show that a
    column is alive, never that it is not.
    """
    row = connection.execute(
        select(page.c.facts)
        .select_from(url)
        .outerjoin(look, looked_at(run))
        .join(page, seen_pages(run))
        .where(url.c.key == key(address))
    ).first()
    published = unpack_facts(row.facts).published if row else None
    return published is None or published.source not in GUESSED


def with_sources(engine: Engine, run: str, columns: Iterable[ColumnReading]) -> list[ColumnReading]:
    """Return the columns, those whose newest article does not show its date marked as such (`newest_source`)."""
    with reading(engine) as connection:
        return [
            replace(column, newest_source=NOT_SHOWN)
            if column.newest_source == "article" and not shows_its_date(connection, run, column.newest_url)
            else column
            for column in columns
        ]


CONTRADICTIONS = {
    "page 1 of the list was not read": "head_unread",
    "several pages show this very list": "shared_list",
    "an article shows a later day": "later_article",
    RARE: "template_unread",
    SCRIPT_DOUBT: "script_filled",
}

NOT_READ = frozenset({"head_unread", "template_unread"})
"""Reasons for which a site is seen in part only."""


def contradiction(column: ColumnReading) -> str:
    """Return the reason why nothing can be said of a column whose reading contradicts itself."""
    told = column.doubts[0] if column.doubts else ""
    return next((reason for words, reason in CONTRADICTIONS.items() if told.startswith(words)), "contradicted")
