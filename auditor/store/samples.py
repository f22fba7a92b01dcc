"""Availability samples: one look at a home page each, kept beside the runs and owned by none of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Engine, delete, select

from auditor.model import Outcome
from auditor.store.opening import upsert
from auditor.store.packing import storable
from auditor.store.schema import sample
from auditor.store.store_faults import reading, writing
from auditor.store.times import milliseconds, moment

KEPT = timedelta(days=400)
"""A year, by which the indicators are reported, and a month."""

LOOKED_BACK = timedelta(days=100)
"""How far back days are counted; a window of more days is never full."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a site's home page. `opened` is None where the look says nothing of the site."""

    subject: str
    at: datetime
    opened: bool | None
    outcome: Outcome
    status: int | None = None
    elapsed_ms: int = 0
    detail: str = ""


def record_samples(engine: Engine, samples: Iterable[Sample], now: datetime) -> None:
    """Add samples to the store, and let go of those that are older than KEPT. Raises RunFailed."""
    rows = [
        {
            "subject": one.subject,
            "at": milliseconds(one.at),
            "opened": None if one.opened is None else int(one.opened),
            "outcome": one.outcome.value,
            "status": one.status,
            "elapsed_ms": one.elapsed_ms,
            "detail": storable(one.detail[:300]),
        }
        for one in samples
    ]
    with writing(engine) as connection:
        if rows:
            connection.execute(upsert(engine, sample).on_conflict_do_nothing(), rows)
        connection.execute(delete(sample).where(sample.c.at < milliseconds(now - KEPT)))


def opened_at(engine: Engine, subject: str, as_of: date, zone: tzinfo) -> list[tuple[datetime, bool]]:
    """Return when samples of a site were taken and whether it opened, those left out that say nothing of it.

    From LOOKED_BACK before the end of `as_of` in `zone` up to that end.
    """
    end = datetime.combine(as_of + timedelta(days=1), time(), zone)
    with reading(engine) as connection:
        rows = connection.execute(
            select(sample.c.at, sample.c.opened).where(
                sample.c.subject == subject,
                sample.c.opened.is_not(None),
                sample.c.at >= milliseconds(end - LOOKED_BACK),
                sample.c.at < milliseconds(end),
            )
        ).all()
    return [(moment(row.at), bool(row.opened)) for row in rows]
