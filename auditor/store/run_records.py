"""The runs of a store: begin or resume one, finish it, and read back finished audits."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from auditor.errors import BadInput, RunFailed
from auditor.model import Outcome, ReadingOutcome, Subject
from auditor.model.audit import Audit, RunInfo
from auditor.store.packing import expand, squeeze
from auditor.store.pruning import prune
from auditor.store.schema import look, observation, run, sighting
from auditor.store.store_faults import reading, store_faults, writing
from auditor.store.times import milliseconds, moment

RESUMED_WITHIN = timedelta(hours=24)
COLLECTING, JUDGED, FINISHED, ABANDONED, INVALID = "collecting", "judged", "finished", "abandoned", "invalid"
"""Where a run is: looking, its audit stored but no report of it written, through, given up half-way, or ended because
our own network was down (resumed like one that is still looking)."""

WITH_AUDIT = (JUDGED, FINISHED)
RESUMABLE = (COLLECTING, JUDGED, INVALID)
DOUBTED = (Outcome.DNS, Outcome.REFUSED, Outcome.TLS, Outcome.TIMEOUT, Outcome.NETWORK, Outcome.ROBOTS)
"""What looks may come to for want of a network."""
UNHEARD = tuple(one.value for one in (ReadingOutcome.NETWORK, ReadingOutcome.TIMEOUT, ReadingOutcome.TLS))
"""The same of readings of accounts."""


def register_hash(subjects: Sequence[Subject]) -> str:
    """Return a hash of what the register asks for, independent of row order and file format."""
    parts = sorted(f"{s.id}\0{s.kind}\0{s.url}\0{s.source}\0{s.status}" for s in subjects)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def begin_run(
    engine: Engine, *, inventory: str, subjects: Sequence[Subject], as_of: date, version: str, now: datetime
) -> RunInfo:
    """Return a new run, or the unfinished one of the same register and day, marked resumed.

    A run without its report is unfinished. It is resumed within RESUMED_WITHIN by the same tool version; else
    it is left as it is, abandoned where it was not judged. So is one that a later run was finished after.
    """
    wanted = register_hash(subjects)
    with writing(engine) as connection:
        resumed = _unfinished(connection, (wanted, as_of.isoformat(), version), now)
        if resumed is not None:
            return resumed
        prune(connection, now, WITH_AUDIT)
        name = _free_name(connection, now)
        connection.execute(
            insert(run).values(
                id=name, started_at=milliseconds(now), as_of=as_of.isoformat(), inventory=inventory,
                register_hash=wanted, tool_version=version, state=COLLECTING,
            )
        )  # fmt: skip
    return RunInfo(name, moment(milliseconds(now)), None, as_of, inventory, version)


def begin_recheck(engine: Engine, before: RunInfo, *, as_of: date, version: str, now: datetime) -> RunInfo:
    """Return a run that looks again at what the run `before` left open, or the unfinished one of the same day.

    Nothing is pruned, for it stands on what `before` saw.
    """
    wanted = f"recheck {before.id}"
    with writing(engine) as connection:
        rows = connection.execute(
            select(run).where(
                run.c.state.in_(RESUMABLE), run.c.register_hash == wanted,
                run.c.as_of == as_of.isoformat(), run.c.tool_version == version,
            )
        ).all()  # fmt: skip
        for row in rows:
            if now - moment(row.started_at) < RESUMED_WITHIN:
                connection.execute(update(run).where(run.c.id == row.id).values(resumed=1, state=_at_work(row.state)))
                return replace(_info(row), finished_at=None, resumed=True)
        name = _free_name(connection, now)
        connection.execute(
            insert(run).values(
                id=name, started_at=milliseconds(now), as_of=as_of.isoformat(), inventory=before.inventory,
                register_hash=wanted, tool_version=version, state=COLLECTING, recheck_of=before.id,
            )
        )  # fmt: skip
    began = moment(milliseconds(now))
    return RunInfo(name, began, None, as_of, before.inventory, version, recheck_of=before.id)


def _free_name(connection: Connection, now: datetime) -> str:
    taken = set(connection.execute(select(run.c.id)).scalars())
    name = stem = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    number = 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _unfinished(connection: Connection, wanted: tuple[str, str, str], now: datetime) -> RunInfo | None:
    rows = connection.execute(select(run).where(run.c.state.in_(RESUMABLE)).order_by(run.c.started_at.desc())).all()
    newest = connection.execute(select(func.max(run.c.started_at)).where(run.c.state == FINISHED)).scalar() or 0
    for row in rows:
        mine = run.c.id == row.id
        same = (row.register_hash, row.as_of, row.tool_version) == wanted and row.started_at >= newest
        if same and now - moment(row.started_at) < RESUMED_WITHIN:
            connection.execute(update(run).where(mine).values(resumed=1, state=_at_work(row.state)))
            return replace(_info(row), finished_at=None, resumed=True)
        left = FINISHED if row.state == JUDGED else ABANDONED
        connection.execute(update(run).where(mine).values(state=left))
    return None


def invalidate_run(engine: Engine, name: str) -> None:
    """Mark a run invalid for want of a network, and forget what it could not see, so that resuming it asks again."""
    lost = [outcome.value for outcome in DOUBTED]
    with writing(engine) as connection:
        connection.execute(delete(observation).where(observation.c.run == name))
        connection.execute(delete(sighting).where(sighting.c.run == name, sighting.c.outcome.in_(UNHEARD)))
        connection.execute(delete(look).where(look.c.run == name, look.c.outcome.in_(lost)))
        connection.execute(update(run).where(run.c.id == name).values(state=INVALID))


def _at_work(state: str) -> str:
    return COLLECTING if state == INVALID else state


def finish_run(engine: Engine, audit: Audit, *, reported: bool = True) -> None:
    """Store a finished audit with its run; `reported` False: the run ends with `report_written`, not yet."""
    info = audit.run
    if info.finished_at is None:
        raise ValueError("a finished run has an end")
    with writing(engine) as connection:
        connection.execute(
            update(run).where(run.c.id == info.id).values(
                finished_at=milliseconds(info.finished_at), state=FINISHED if reported else JUDGED,
                requests=info.requests,
                bytes=info.bytes, pages=info.pages, posts=info.posts, audit=squeeze(msgspec.json.encode(audit)),
            )
        )  # fmt: skip
    _fold_log(engine)


def report_written(engine: Engine, name: str) -> None:
    """Store that the report of a judged run is written: the same command begins a new run."""
    with writing(engine) as connection:
        connection.execute(update(run).where(run.c.id == name, run.c.state == JUDGED).values(state=FINISHED))


def _fold_log(engine: Engine) -> None:
    """Fold SQLite's write-ahead log back into its file; where that fails now, a later run does it."""
    if engine.dialect.name == "sqlite":
        with suppress(RunFailed), reading(engine) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def finished_runs(engine: Engine) -> list[RunInfo]:
    """Return finished runs, newest first."""
    with reading(engine) as connection:
        columns = [column for column in run.c if column.name != "audit"]
        rows = connection.execute(
            select(*columns).where(run.c.state.in_(WITH_AUDIT)).order_by(run.c.started_at.desc(), run.c.id.desc())
        )
        return [_info(row) for row in rows]


def stored_audit(engine: Engine, name: str | None = None, *, before: datetime | None = None) -> Audit | None:
    """Return the audit of a run, or of the newest finished one (started before `before`, exclusive).

    None where there is none yet. Raises BadInput for a name that no finished run bears.
    """
    query = select(run.c.audit).where(run.c.state.in_(WITH_AUDIT))
    if name is not None:
        query = query.where(run.c.id == name)
    if before is not None:
        query = query.where(run.c.started_at < milliseconds(before))
    with reading(engine) as connection:
        blob = connection.execute(query.order_by(run.c.started_at.desc(), run.c.id.desc()).limit(1)).scalar()
    if blob is None:
        if name is not None:
            raise BadInput(f"no finished run is called {name!r}; 'auditor runs' lists them")
        return None
    with store_faults(engine):
        return msgspec.json.decode(expand(blob), type=Audit)


def _info(row: Row[tuple[object, ...]]) -> RunInfo:
    return RunInfo(
        id=row.id,
        started_at=moment(row.started_at),
        finished_at=moment(row.finished_at) if row.finished_at else None,
        as_of=date.fromisoformat(row.as_of),
        inventory=row.inventory,
        tool_version=row.tool_version,
        resumed=bool(row.resumed),
        requests=row.requests,
        bytes=row.bytes,
        pages=row.pages,
        posts=row.posts,
        recheck_of=row.recheck_of or "",
    )
