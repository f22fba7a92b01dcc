"""Links of a site that lead where they lead by a long way, or from https back to http."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from auditor.facts.link_targets import KIND_WORDS, places_of
from auditor.facts.stored_run import StoredRun
from auditor.model import Location, Outcome, SiteObservation
from auditor.store.look_notes import downgraded, read_notes
from auditor.store.schema import look, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of


@dataclass(frozen=True, slots=True)
class RedirectReading:
    """A link of a site that opened after redirects. `way` are the addresses that redirected, as many as `hops`.

    `downgraded`: the way led from https to http. `kinds` are the LinkKind values it is linked by; `referrers` are at
    most 20 of `referrer_count` pages.
    """

    url: str
    final_url: str
    hops: int
    way: tuple[str, ...] = ()
    downgraded: bool = False
    referrers: tuple[Location, ...] = ()
    referrer_count: int = 0
    kinds: frozenset[int] = frozenset()

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["RedirectReading"]:
        """Yield the links of a site that opened after several redirects, or after one from https to http."""
        if seen := run.get(SiteObservation, subject):
            yield from read_redirects(run.engine, run.id, seen)


def read_redirects(engine: Engine, run: str, site: SiteObservation) -> Iterator[RedirectReading]:
    """Yield each linked address of a site that opened after two or more redirects, or after one from https to http.

    In the order the addresses were first seen. Raises RunFailed where the store fails.
    """
    final = url.alias("final")
    with reading(engine) as connection:
        rows = connection.execute(
            select(
                look.c.url_id, look.c.notes,
                func.coalesce(url.c.address, url.c.key).label("address"),
                func.coalesce(final.c.address, final.c.key).label("final_address"),
            )
            .join(url, url.c.id == look.c.url_id)
            .outerjoin(final, final.c.id == look.c.final_id)
            .where(look.c.run == run, look.c.outcome == Outcome.OK.value, look.c.notes.is_not(None))
        ).all()  # fmt: skip
        ways = {row.url_id: row for row in rows if read_notes(row.notes).hops}
        places = places_of(connection, run, site, ways) if ways else {}
        pages = addresses_of(connection, sorted({page_id for one in places.values() for page_id, _, _ in one.first}))
    for target, place in sorted(places.items()):
        row = ways[target]
        hops = read_notes(row.notes).hops
        ended = row.final_address or row.address
        yield RedirectReading(
            url=row.address,
            final_url=ended,
            hops=len(hops),
            way=tuple(hop.url for hop in hops),
            downgraded=downgraded(hops, ended),
            referrers=tuple(
                Location(pages.get(page_id, ""), text, KIND_WORDS.get(kind, "")) for page_id, text, kind in place.first
            ),
            referrer_count=place.count,
            kinds=frozenset(place.kinds),
        )
