"""Pages of a site that answer in a run and that no chain of links from its home page leads to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, and_, func, or_, select

from auditor.extract.validity_marks import article_title
from auditor.facts.stored_run import StoredRun
from auditor.model import UNDECIDED, ListState, Outcome, PageKind, SiteObservation
from auditor.model.urls import is_view, key
from auditor.reading.columns import first_pages
from auditor.store.packing import unpack_facts, unpack_ids
from auditor.store.recorder import What
from auditor.store.schema import frontier, look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of
from auditor.text.special_pages import in_disclosure_area

MOST = 300
AT_ONCE = 500
JUDGED = (PageKind.ARTICLE.value, PageKind.COLUMN.value)
_ARCHIVE = re.compile(r"归档|历史|往期|存档|回收站|旧版")
_OTHER_EDITION = re.compile(r"/(?:m|wap|mobile|h5|archive|archives|old|history)/|/(?:404|error|search|login)\b", re.I)


@dataclass(frozen=True, slots=True)
class UnlinkedPage:
    """A page that answers and that no chain of links from the home page leads to.

    `listed`: the walk read it, for the sitemap or an earlier finding named it; else it is one that the run before knew
    and this one only looked at. `published` is the day it shows.
    """

    url: str
    title: str
    kind: PageKind
    listed: bool = True
    published: date | None = None
    disclosure: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkedPages:
    """The pages of a site that nothing leads to. `gap` is why the walk cannot tell ('' = it can), a code of reasons.

    `scripted`: pages of the site hold links that only a script can open.
    """

    gap: str = ""
    detail: str = ""
    pages: tuple[UnlinkedPage, ...] = ()
    scripted: bool = False

    @classmethod
    def read(cls, run: StoredRun, subject: str) -> "UnlinkedPages | None":
        """Return the pages of a site that answer and that no chain of links from its home page leads to."""
        seen = run.get(SiteObservation, subject)
        return read_unlinked(run.engine, run.id, seen) if seen else None


@dataclass(slots=True)
class _Walk:
    """The pages of a walk: targets and body by id, and where addresses redirect to."""

    targets: dict[int, list[int]]
    bodies: dict[int, bytes]
    moved: dict[int, int]


def read_unlinked(engine: Engine, run: str, seen: SiteObservation) -> UnlinkedPages:
    """Return the pages of a site that nothing leads to, at most MOST, those its sitemap names before others.

    Home pages at other addresses, views of a linked page, further pages of a linked list, archives, other editions of
    the site and pages that say they do not exist are left out. `gap` says why the walk does not tell.
    """
    with reading(engine) as connection:
        if gap := _gap(connection, run, seen):
            return UnlinkedPages(gap[0], gap[1])
        walk = _read_walk(connection, run, seen.subject)
        homes = _ids(connection, (seen.home, *seen.homes))
        reached = _reached(walk, homes)
        here = [one for one in walk.targets if one not in reached]
        gone = _forgotten(connection, run, seen.subject, reached)
        found = _judged(connection, [*sorted(here), *gone], frozenset(gone), reached)
        scripted = _scripted(connection, run, seen.subject) if found else False
    return UnlinkedPages(pages=tuple(found), scripted=scripted)


def _gap(connection: Connection, run: str, seen: SiteObservation) -> tuple[str, str] | None:
    """Return the reason and detail why a walk cannot tell what nothing leads to, None where it can."""
    if seen.cut or seen.not_reached:
        return "partial", ", ".join([*seen.cut, *(["not_reached"] if seen.not_reached else [])])
    unread = connection.execute(
        select(func.count())
        .select_from(look)
        .join(frontier, and_(frontier.c.run == look.c.run, frontier.c.url_id == look.c.url_id))
        .where(
            look.c.run == run, frontier.c.subject == seen.subject, frontier.c.what == int(What.PAGE),
            look.c.outcome.in_([outcome.value for outcome in UNDECIDED]),
        )
    ).scalar_one()  # fmt: skip
    if unread:
        return "partial", str(unread)
    filled = connection.execute(
        select(func.count()).where(
            page.c.subject == seen.subject, page.c.seen_run == run, page.c.list_state == ListState.SCRIPT_FILLED.value
        )
    ).scalar_one()
    return ("script_filled", str(filled)) if filled else None


def _read_walk(connection: Connection, run: str, site: str) -> _Walk:
    walk = _Walk({}, {}, {})
    rows = connection.execution_options(yield_per=200).execute(
        select(page.c.url_id, page.c.links, page.c.body_hash).where(page.c.subject == site, page.c.seen_run == run)
    )
    for row in rows:
        walk.targets[row.url_id] = unpack_ids(row.links).tolist()
        walk.bodies[row.url_id] = row.body_hash or b""
    moved = connection.execute(
        select(look.c.url_id, look.c.final_id).where(
            look.c.run == run, look.c.subject == site, look.c.final_id.is_not(None)
        )
    )
    walk.moved = {row.url_id: row.final_id for row in moved}
    return walk


def _reached(walk: _Walk, homes: Iterable[int]) -> frozenset[int]:
    """Return every id that links lead to from the home pages; pages of one body are reached together."""
    alike: dict[bytes, list[int]] = {}
    for one, body in walk.bodies.items():
        if body:
            alike.setdefault(body, []).append(one)
    found: set[int] = set()
    waiting = list(homes)
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        waiting += walk.targets.get(one, ())
        waiting += alike.get(walk.bodies.get(one, b""), ())
        if one in walk.moved:
            waiting.append(walk.moved[one])
    return frozenset(found)


def _forgotten(connection: Connection, run: str, site: str, reached: frozenset[int]) -> list[int]:
    """Return the pages of earlier runs that this one only looked at, and that answered."""
    rows = connection.execute(
        select(page.c.url_id)
        .join(look, and_(look.c.run == run, look.c.url_id == page.c.url_id))
        .outerjoin(frontier, and_(frontier.c.run == run, frontier.c.url_id == page.c.url_id))
        .where(
            page.c.subject == site, page.c.seen_run != run, look.c.subject == site, look.c.final_id.is_(None),
            look.c.outcome == Outcome.OK.value, look.c.soft_404 == "", frontier.c.seq.is_(None),
        )
        .order_by(page.c.url_id)
    ).scalars()  # fmt: skip
    return [one for one in rows if one not in reached]


def _judged(
    connection: Connection, ids: list[int], gone: frozenset[int], reached: frozenset[int]
) -> list[UnlinkedPage]:
    linked = {key(address) for address in addresses_of(connection, sorted(reached)).values()}
    found: list[UnlinkedPage] = []
    for start in range(0, len(ids), AT_ONCE):
        rows = connection.execute(
            select(page.c.url_id, page.c.kind, page.c.facts).where(
                page.c.url_id.in_(ids[start : start + AT_ONCE]), page.c.kind.in_(JUDGED)
            )
        ).all()
        rows_by = {row.url_id: row for row in rows}
        for one in ids[start : start + AT_ONCE]:
            if one in rows_by and len(found) < MOST:
                row = rows_by[one]
                found += _orphan(row.facts, PageKind(row.kind), linked, listed=one not in gone)
    return found


def _orphan(blob: bytes, kind: PageKind, linked: set[str], *, listed: bool) -> list[UnlinkedPage]:
    """Return the page as one that nothing leads to, [] where it rightly has no link of its own."""
    facts = unpack_facts(blob)
    path = "/" + facts.url.split("/", 3)[-1]
    names = (facts.column_name, *facts.trail)
    if facts.soft_404 or facts.refresh or facts.archived or _OTHER_EDITION.search(path):
        return []
    if any(_ARCHIVE.search(name) for name in names) or any(key(one) in linked for one in first_pages(facts.url)):
        return []
    if key(facts.url) in linked or (("?" in path or "print" in path.lower()) and is_view(facts.url, linked)):
        return []
    title = article_title(facts.meta, facts.heading, facts.title)
    day = facts.published.on if facts.published else None
    return [UnlinkedPage(facts.url, title, kind, listed, day, in_disclosure_area(facts))]


def _scripted(connection: Connection, run: str, site: str) -> bool:
    """Return whether links of the site open by scripts alone, so that one of them may lead to a page."""
    rows = connection.execute(
        select(page.c.facts).where(
            page.c.subject == site,
            page.c.seen_run == run,
            or_(page.c.kind == PageKind.COLUMN.value, page.c.kind == PageKind.HOME.value),
        )
    ).scalars()
    return any(unpack_facts(blob).empty_links for blob in rows)


def _ids(connection: Connection, addresses: Iterable[str]) -> list[int]:
    keys = {key(address) for address in addresses if address}
    return list(connection.execute(select(url.c.id).where(url.c.key.in_(keys))).scalars())


def forgotten_pages(connection: Connection, run: str, previous: str, site: str, most: int) -> Mapping[int, str]:
    """Return id → address of at most `most` pages that the run before knew to be there and this one did not ask for."""
    before = look.alias("before")
    rows = connection.execute(
        select(page.c.url_id, func.coalesce(url.c.address, url.c.key).label("address"))
        .join(url, url.c.id == page.c.url_id)
        .outerjoin(frontier, and_(frontier.c.run == run, frontier.c.url_id == page.c.url_id))
        .outerjoin(before, and_(before.c.run == previous, before.c.url_id == page.c.url_id))
        .where(
            page.c.subject == site, page.c.seen_run != run, page.c.kind.in_(JUDGED), frontier.c.seq.is_(None),
            or_(page.c.seen_run == previous, before.c.outcome == Outcome.OK.value),
        )
        .order_by(page.c.url_id)
        .limit(most)
    ).all()  # fmt: skip
    connection.rollback()
    return {row.url_id: row.address for row in rows}
