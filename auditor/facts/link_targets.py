"""Link targets that are not plainly fine, with the pages that hold them: expanded once, at the end of a run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from sqlalchemy import Connection, Engine, delete, func, insert, or_, select

from auditor.facts.stored_run import StoredRun
from auditor.model import LinkKind, Location, Outcome, SiteObservation
from auditor.model.urls import key
from auditor.store.look_notes import read_notes
from auditor.store.packing import pack, unpack, unpack_ids, unpack_texts
from auditor.store.recorder import What
from auditor.store.schema import doubtful, frontier, look, page, url
from auditor.store.store_faults import reading, writing
from auditor.store.url_addresses import addresses_of

MOST_LOCATIONS = 20
"""Places listed a finding (docs/contract.md 3)."""

KIND_WORDS = {kind.value: kind.name.lower() for kind in LinkKind}


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One link target of a site that is not plainly fine, with everything known of it this run.

    `looks` counts looks that agreed on `outcome`, spread in time (this run and earlier ones).
    `soft_404` holds the words or the reason that say a page answered 200 does not exist ('' = none).
    `internal` is True for targets on the site itself. `referrers` are at most 20 of `referrer_count`.
    `risk` is what a page of a foreign host has become ('' = nothing noticed), `risk_words` what says so.
    `kinds` are the LinkKind values it is linked by. `on_home` is True when the home page holds it.
    `rendered`: the last look was a browser's.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    looks: int = 1
    soft_404: str = ""
    internal: bool = True
    on_home: bool = False
    referrers: tuple[Location, ...] = ()
    referrer_count: int = 0
    kinds: frozenset[int] = frozenset()
    risk: str = ""
    risk_words: tuple[str, ...] = ()
    rendered: bool = False

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["TargetReading"]:
        """Yield every link target of the site that is a fault, a soft 404, a risk or undecided."""
        if run.once(_expanded, subject):
            yield from stored_doubtful(run.engine, run.id, subject)


def _expanded(run: StoredRun, subject: str) -> bool:
    seen = run.get(SiteObservation, subject)
    if seen:
        expand_doubtful(run.engine, run.id, seen)
    return seen is not None


@dataclass(slots=True)
class Places:
    """Where a target is held: on how many pages, by which kinds of links, and first (page id, text, kind)."""

    count: int = 0
    on_home: bool = False
    kinds: set[int] = field(default_factory=set)
    first: list[tuple[int, str, int]] = field(default_factory=list)


def expand_doubtful(engine: Engine, run: str, site: SiteObservation) -> None:
    """Store, for one site, every linked target that is a fault, a soft 404, a risk or undecided in this run."""
    with reading(engine) as connection:
        readings = _doubtful_looks(connection, run)
        places = places_of(connection, run, site, readings) if readings else {}
        away = _external(connection, run, site.subject, places)
        pages = addresses_of(connection, sorted({page_id for one in places.values() for page_id, _, _ in one.first}))
    rows = [
        {
            "run": run,
            "subject": site.subject,
            "url_id": target,
            "blob": pack(_finished(readings[target], place, pages, internal=target not in away)),
        }
        for target, place in sorted(places.items())
    ]
    with writing(engine) as connection:
        connection.execute(delete(doubtful).where(doubtful.c.run == run, doubtful.c.subject == site.subject))
        if rows:
            connection.execute(insert(doubtful), rows)


def _doubtful_looks(connection: Connection, run: str) -> dict[int, TargetReading]:
    final = url.alias("final")
    rows = connection.execute(
        select(
            look.c.url_id, look.c.outcome, look.c.status, look.c.detail, look.c.soft_404, look.c.looks,
            look.c.notes,
            func.coalesce(url.c.address, url.c.key).label("address"),
            func.coalesce(final.c.address, final.c.key).label("final_address"),
        )
        .join(url, url.c.id == look.c.url_id)
        .outerjoin(final, final.c.id == look.c.final_id)
        .where(
            look.c.run == run,
            or_(look.c.outcome != Outcome.OK.value, look.c.soft_404 != "", look.c.notes.is_not(None)),
        )
    )  # fmt: skip
    noted = [(row, read_notes(row.notes)) for row in rows]
    return {
        row.url_id: TargetReading(
            url=row.address,
            outcome=Outcome(row.outcome),
            status=row.status,
            detail=row.detail,
            final_url=row.final_address or "",
            looks=row.looks,
            soft_404=row.soft_404,
            risk=notes.risk,
            risk_words=notes.risk_words,
            rendered=notes.rendered,
        )
        for row, notes in noted
        if row.outcome != Outcome.OK.value or row.soft_404 or notes.risk
    }


def places_of(
    connection: Connection, run: str, site: SiteObservation, readings: Mapping[int, object]
) -> dict[int, Places]:
    """Return, for the target ids that are keys of `readings` (at least one), where pages of the site hold them."""
    wanted = np.zeros(max(readings) + 1, dtype=bool)
    wanted[list(readings)] = True
    home_ids = _home_ids(connection, site)
    places: dict[int, Places] = {}
    rows = connection.execution_options(yield_per=500).execute(
        select(page.c.url_id, page.c.links, page.c.link_kinds, page.c.link_texts)
        .where(page.c.subject == site.subject, page.c.seen_run == run)
        .order_by(page.c.depth, page.c.url_id)
    )
    for row in rows:
        targets = unpack_ids(row.links)
        hits = np.flatnonzero(wanted[np.minimum(targets, len(wanted) - 1)] & (targets < len(wanted)))
        if not len(hits):
            continue
        texts = unpack_texts(row.link_texts)
        for position in hits.tolist():
            place = places.setdefault(int(targets[position]), Places())
            place.count += 1
            place.on_home |= row.url_id in home_ids
            place.kinds.add(row.link_kinds[position])
            if len(place.first) < MOST_LOCATIONS:
                place.first.append((row.url_id, texts[position], row.link_kinds[position]))
    return places


def _home_ids(connection: Connection, site: SiteObservation) -> frozenset[int]:
    homes = {key(address) for address in (*site.homes, site.home)}
    return frozenset(connection.execute(select(url.c.id).where(url.c.key.in_(homes))).scalars())


def _external(connection: Connection, run: str, subject: str, places: dict[int, Places]) -> frozenset[int]:
    rows = connection.execute(
        select(frontier.c.url_id).where(
            frontier.c.run == run, frontier.c.subject == subject, frontier.c.what == int(What.EXTERNAL)
        )
    )
    return frozenset(number for number in rows.scalars() if number in places)


def _finished(reading: TargetReading, place: Places, pages: dict[int, str], *, internal: bool) -> TargetReading:
    return replace(
        reading,
        internal=internal,
        on_home=place.on_home,
        referrers=tuple(
            Location(pages.get(page_id, ""), text, KIND_WORDS.get(kind, "")) for page_id, text, kind in place.first
        ),
        referrer_count=place.count,
        kinds=frozenset(place.kinds),
    )


def stored_doubtful(engine: Engine, run: str, subject: str) -> Iterator[TargetReading]:
    """Yield what `expand_doubtful` stored, in the order the targets were first seen."""
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=500).execute(
            select(doubtful.c.blob)
            .where(doubtful.c.run == run, doubtful.c.subject == subject)
            .order_by(doubtful.c.url_id)
        )
        for blob in rows.scalars():
            yield unpack(blob, TargetReading)
