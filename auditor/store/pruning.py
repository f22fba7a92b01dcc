"""What is let go when a new run begins, so that a nightly store does not grow for ever."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, and_, delete, func, or_, select

from auditor.store.schema import cut, doubtful, evidence, evidence_file, frontier, look, observation, run
from auditor.store.sightings import forget_old_sightings
from auditor.store.times import milliseconds

LOOKS_KEPT = timedelta(days=8)
"""The week that availability is judged over (〔2019〕19号), and a day."""

OBSERVATIONS_KEPT = timedelta(days=100)
"""The 90 days that accounts are compared over (docs/contract.md 4.11), and some more."""


EVIDENCE_KEPT = timedelta(days=100)
"""A quarter, in which findings are mended and reviewed, and some more; what stays open is carried along."""


def prune(connection: Connection, now: datetime, finished: Collection[str]) -> None:
    """Delete what only the runs that have ended needed; `finished` are the states of runs that have an audit.

    Audits, pages and addresses stay, and all of the newest finished run. Older looks, observations and evidence go
    with their age, those of runs that came to no end at once.
    """
    for working in (frontier, cut, doubtful):
        connection.execute(delete(working))
    _delete_before(connection, look, now - LOOKS_KEPT, finished)
    _delete_before(connection, observation, now - OBSERVATIONS_KEPT, finished)
    _delete_before(connection, evidence, now - EVIDENCE_KEPT, finished)
    forget_old_sightings(connection, now)
    connection.execute(delete(evidence_file).where(evidence_file.c.sha256.not_in(select(evidence.c.sha256))))


def _delete_before(connection: Connection, table: Table, oldest: datetime, finished: Collection[str]) -> None:
    newest = select(func.max(run.c.started_at)).where(run.c.state.in_(finished)).scalar_subquery()
    old = and_(run.c.started_at < milliseconds(oldest), run.c.started_at < newest)
    gone = select(run.c.id).where(or_(old, run.c.state.not_in(finished)))
    connection.execute(delete(table).where(table.c.run.in_(gone)))
