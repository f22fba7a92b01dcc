"""The pages of a site as checks read them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, select

from auditor.facts.site_reading import WholeSite
from auditor.facts.stored_run import StoredRun
from auditor.model import ColumnClass, FoundDate, ListState, PageKind
from auditor.reading.site_model import PageReading as FoundPage
from auditor.store.packing import unpack_facts
from auditor.store.schema import page, url
from auditor.store.store_faults import reading

AT_ONCE = 200
ASKED_FOR_CODE = 20
KINDS = [kind.value for kind in PageKind]
LONG_CODE = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as the store remembers it (no text, no links).

    `depth` counts clicks from the home page. `name` is the page's column, `trail` its breadcrumb, `origin` its 来源 as
    written. `characters` counts its main text. `soft_404` holds the words that say the page does not exist. `listed`
    counts the items of its own list. `date_doubt` as in PageFacts. `alone` is the kind that the page shows by itself,
    None where that was not asked: the reading of its whole site may tell another.
    """

    url: str
    kind: PageKind
    title: str
    published: FoundDate | None
    dates: tuple[FoundDate, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    heading: str = ""
    name: str = ""
    column_class: ColumnClass | None = None
    list_state: ListState = ListState.NONE
    listed: int = 0
    trail: tuple[str, ...] = ()
    origin: str = ""
    characters: int = 0
    soft_404: str = ""
    date_doubt: str = ""
    alone: PageKind | None = None

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["PageReading"]:
        """Yield the pages of a site that were seen, nearest to the home page first."""
        whole = WholeSite.read(run, subject)
        for one in page_readings(run.engine, run.id, subject):
            yield in_its_site(one, whole.pages.get(one.url))


READ = "shown"
"""`source` of a date that the page shows."""


def in_its_site(one: PageReading, found: FoundPage | None) -> PageReading:
    """Return a page as the reading of its whole site has it: kind, headline and the day that it shows.

    The page's own reading stays where that of the site is silent: for the home page, pages of a template seen too
    rarely, and an article of which no day was found.
    """
    one = replace(one, alone=one.kind)
    if found is None or one.kind is PageKind.HOME or one.soft_404:
        return one
    kind = PageKind.OTHER if found.kind is PageKind.HOME else found.kind
    if kind is PageKind.OTHER and not found.framed:
        kind = one.kind
    heading = found.headline if kind is PageKind.ARTICLE and found.headline else one.heading
    if kind is not PageKind.ARTICLE or found.day is None or found.day_source != READ:
        return replace(one, kind=kind, heading=heading)
    if one.published is not None and one.published.on == found.day and one.published.source == READ:
        return replace(one, kind=kind, heading=heading)
    day = FoundDate(found.day, READ, found.day.isoformat())
    dates = (day, *(each for each in one.dates if each.source != READ))
    return replace(one, kind=kind, heading=heading, published=day, dates=dates)


def page_readings(engine: Engine, run: str, site: str) -> Iterator[PageReading]:
    """Yield the pages of a site that were seen, nearest to the home page first, then by address.

    A soft 404 is of no kind; the home page at a second address (index.html) is a home page there too.
    """
    with reading(engine) as connection:
        home = (page.c.subject == site, page.c.seen_run == run, page.c.kind == PageKind.HOME.value)
        homes = set(connection.execute(select(page.c.body_hash).where(*home)).scalars()) - {None}
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.facts, page.c.kind, page.c.depth, page.c.characters, page.c.body_hash)
            .join(url, url.c.id == page.c.url_id)
            .where(page.c.subject == site, page.c.seen_run == run, page.c.kind.in_(KINDS))
            .order_by(page.c.depth, url.c.key)
        )
        for row in rows:
            facts = unpack_facts(row.facts)
            yield PageReading(
                url=facts.url,
                kind=PageKind.HOME if row.body_hash in homes else PageKind(row.kind),
                title=facts.title,
                published=facts.published,
                dates=facts.dates,
                meta=facts.meta,
                depth=row.depth,
                heading=facts.heading,
                name=facts.column_name,
                column_class=facts.column_class,
                list_state=facts.list_state,
                listed=len(facts.items),
                trail=facts.trail,
                origin=facts.origin,
                characters=row.characters,
                soft_404=facts.soft_404,
                date_doubt=facts.date_doubt,
            )


def long_site_code(run: StoredRun, site: str) -> str:
    """Return the SiteIDCode of 12 digits that one of the pages nearest to the home page bears, '' when none does."""
    with reading(run.engine) as connection:
        rows = connection.execute(
            select(page.c.facts)
            .where(page.c.subject == site, page.c.seen_run == run.id, page.c.kind.in_(KINDS))
            .order_by(page.c.depth, page.c.url_id)
            .limit(ASKED_FOR_CODE)
        ).scalars()
        for facts in rows:
            code = unpack_facts(facts).meta.get("siteidcode", "").strip()
            if LONG_CODE.fullmatch(code):
                return code
    return ""
