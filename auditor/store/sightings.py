"""What earlier readings of accounts came to: one short row each, kept beside the runs for a year."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from auditor.model import AccountReading, ReadingOutcome, Sighting
from auditor.store.packing import storable, unpack
from auditor.store.schema import observation, sighting
from auditor.store.store_faults import reading, store_faults
from auditor.store.times import milliseconds, moment

KEPT = timedelta(days=400)
"""A year, by which accounts are reported, and a month."""

MOST = 100
KNOWN = frozenset(ReadingOutcome)
SAW_POSTS = (ReadingOutcome.OK.value, ReadingOutcome.OK_EMPTY.value)


def row_of(run: str, on: date, seen: AccountReading) -> dict[str, object]:
    """Return the row that keeps a reading made in `run` for the day `on`."""
    days = [*(post.published_at for post in seen.posts), seen.last_post_at]
    newest = max((day for day in days if day and day <= seen.at), default=None)
    return {
        "subject": seen.account_id,
        "run": run,
        "day": on.isoformat(),
        "at": milliseconds(seen.at),
        "adapter": seen.adapter[:40],
        "outcome": seen.outcome.value,
        "source": storable(seen.source_url[:500]),
        "detail": storable(seen.detail[:300]),
        "newest": milliseconds(newest) if newest else None,
        "as_of": milliseconds(seen.as_of) if seen.as_of else None,
        "posts": len(seen.posts),
    }


def earlier_sightings(engine: Engine, subject: str, run: str, before: date) -> tuple[Sighting, ...]:
    """Return what readings of other runs, for days before `before`, came to; newest first, at most MOST.

    `before` is exclusive: a second reading on the same day is no second opinion (docs/contract.md 4.13).
    """
    with reading(engine) as connection:
        rows = connection.execute(
            select(sighting)
            .where(sighting.c.subject == subject, sighting.c.run != run, sighting.c.day < before.isoformat())
            .order_by(sighting.c.day.desc(), sighting.c.at.desc())
            .limit(MOST)
        ).all()
    return tuple(
        Sighting(
            on=date.fromisoformat(row.day),
            at=moment(row.at),
            adapter=row.adapter,
            outcome=ReadingOutcome(row.outcome),
            source_url=row.source,
            detail=row.detail,
            newest=moment(row.newest) if row.newest is not None else None,
            as_of=moment(row.as_of) if row.as_of is not None else None,
            posts=row.posts,
        )
        for row in rows
        if row.outcome in KNOWN
    )


def last_good_reading(engine: Engine, subject: str, run: str, up_to: date) -> AccountReading | None:
    """Return the newest reading of an account by another run, for a day up to `up_to` (inclusive), that saw its posts.

    None where there is none, or where what it saw is kept no longer.
    """
    with reading(engine) as connection:
        blob = connection.execute(
            select(observation.c.blob)
            .join(sighting, (sighting.c.run == observation.c.run) & (sighting.c.subject == observation.c.subject))
            .where(
                sighting.c.subject == subject,
                sighting.c.run != run,
                sighting.c.day <= up_to.isoformat(),
                sighting.c.outcome.in_(SAW_POSTS),
                observation.c.kind == "account",
            )
            .order_by(sighting.c.day.desc(), sighting.c.at.desc())
            .limit(1)
        ).scalar()
    if blob is None:
        return None
    with store_faults(engine):
        return unpack(blob, AccountReading)


def forget_old_sightings(connection: Connection, now: datetime) -> None:
    """Let go of sightings older than KEPT."""
    connection.execute(delete(sighting).where(sighting.c.at < milliseconds(now - KEPT)))
