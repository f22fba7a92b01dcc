"""Documents that were read for leaks: what is kept of each from night to night, never its text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from auditor.facts.link_targets import KIND_WORDS, Places, places_of
from auditor.facts.stored_run import StoredRun
from auditor.model import Leak, Location, PageKind, SiteObservation, Validators
from auditor.store.packing import unpack
from auditor.store.schema import attachment, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of

READ_AGAIN = frozenset({"over_budget", "no_file_reader", "timeout"})
"""Reasons for not having read a document that another night may do away with."""

PAGES = tuple(kind.value for kind in PageKind)


@dataclass(frozen=True, slots=True)
class LeakReading:
    """What one page of a site, or a document on it, shows and must not; everything is masked.

    `attachment` is the kind of the document ('' = a page). `unread` is why it was not read, or not to its end ('' =
    it was), `detail` one line on that. `locations` are at most 20 of `location_count` pages that link to a document.
    """

    url: str
    title: str
    leaks: tuple[Leak, ...] = ()
    attachment: str = ""
    unread: str = ""
    detail: str = ""
    locations: tuple[Location, ...] = ()
    location_count: int = 0

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["LeakReading"]:
        """Yield the pages and documents of a site that show what they must not, and documents that were not read."""
        yield from run.once(_leaks, subject)


def _leaks(run: StoredRun, subject: str) -> tuple[LeakReading, ...]:
    seen = run.get(SiteObservation, subject)
    return tuple(read_leaks(run.engine, run.id, seen)) if seen else ()


@dataclass(frozen=True, slots=True)
class KeptAttachment:
    """What an earlier run keeps of a document: validators, and the row as it stands."""

    validators: Validators
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LeakFacts:
    """The part of PageFacts that is read here; the rest of the stored facts is skipped."""

    url: str
    title: str = ""
    heading: str = ""
    leaks: tuple[Leak, ...] = ()


def kept_attachment(connection: Connection, url_id: int, reader: str) -> KeptAttachment | None:
    """Return what is kept of a document, None where nothing is, or other code read it, or it is to be read again."""
    row = connection.execute(select(attachment).where(attachment.c.url_id == url_id)).mappings().one_or_none()
    connection.rollback()
    if row is None or row["reader"] != reader or row["unread"] in READ_AGAIN:
        return None
    return KeptAttachment(Validators(row["etag"], row["last_modified"]), dict(row))


def count_read(connection: Connection, run: str, site: str) -> int:
    """Return how many documents of a site were read anew in a run that was interrupted."""
    mine = (attachment.c.subject == site, attachment.c.read_run == run, attachment.c.unread != "over_budget")
    count = connection.execute(select(func.count()).select_from(attachment).where(*mine)).scalar_one()
    connection.rollback()
    return count


def read_leaks(engine: Engine, run: str, site: SiteObservation) -> Iterator[LeakReading]:
    """Yield the pages of a site with leaks, then its documents that leak or were not read, in the order found."""
    with reading(engine) as connection:
        facts = connection.execution_options(yield_per=200).execute(
            select(page.c.facts)
            .where(page.c.subject == site.subject, page.c.seen_run == run, page.c.kind.in_(PAGES))
            .order_by(page.c.depth, page.c.url_id)
        )
        for blob in facts.scalars():
            seen = unpack(blob, LeakFacts)
            if seen.leaks:
                yield LeakReading(seen.url, seen.heading or seen.title, seen.leaks)
        mine = (attachment.c.subject == site.subject, attachment.c.seen_run == run)
        rows = connection.execute(
            select(
                attachment.c.url_id, attachment.c.leaks, attachment.c.unread, attachment.c.detail, attachment.c.kind,
                func.coalesce(url.c.address, url.c.key).label("address"),
            )
            .join(url, url.c.id == attachment.c.url_id)
            .where(*mine)
            .where((attachment.c.leaks.is_not(None)) | (attachment.c.unread != ""))
            .order_by(attachment.c.url_id)
        ).all()  # fmt: skip
        places = places_of(connection, run, site, {row.url_id: None for row in rows}) if rows else {}
        wanted = sorted({number for one in places.values() for number, _, _ in one.first})
        pages = addresses_of(connection, wanted)
    for row in rows:
        place = places.get(row.url_id, Places())
        yield LeakReading(
            url=row.address,
            title=next((text for _, text, _ in place.first if text), ""),
            leaks=unpack(row.leaks, tuple[Leak, ...]) if row.leaks else (),
            attachment=row.kind or "file",
            unread=row.unread,
            detail=row.detail,
            locations=tuple(
                Location(pages.get(number, ""), text, KIND_WORDS.get(kind, "")) for number, text, kind in place.first
            ),
            location_count=place.count,
        )
