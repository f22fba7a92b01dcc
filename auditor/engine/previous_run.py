"""Earlier runs: which one a run is compared with; several registers and ad-hoc checks may share one store."""

from collections.abc import Collection, Iterator

from sqlalchemy import Engine

from auditor.config.settings import Settings
from auditor.errors import BadInput
from auditor.model.audit import Audit, RunInfo
from auditor.store.opening import open_store
from auditor.store.run_records import finished_runs, stored_audit

AD_HOC = "addresses given"
"""What stands in place of the register's path in runs of bare addresses."""


def previous_audit(engine: Engine, run: RunInfo, registered: Collection[str]) -> Audit | None:
    """Return the newest finished run before `run` of the same register, None where there is none.

    That is the newest one under the same path, else under another path, that shares a subject with `registered`.
    """
    earlier = [one for one in finished_runs(engine) if one.started_at < run.started_at]
    for one in sorted(_newest_of_each(earlier), key=lambda one: one.inventory != run.inventory):
        audit = stored_audit(engine, one.id)
        if audit and not {standing.subject.id for standing in audit.standings}.isdisjoint(registered):
            return audit
    return None


def newest_audit(engine: Engine) -> Audit | None:
    """Return the newest finished run of a register, of bare addresses where there is no other; None without any."""
    runs = finished_runs(engine)
    newest = next((one for one in runs if one.inventory != AD_HOC), runs[0] if runs else None)
    return stored_audit(engine, newest.id) if newest else None


def newest_of_register(engine: Engine) -> Audit:
    """Return the newest finished run of a register. Raises BadInput where there is none yet."""
    audit = newest_audit(engine)
    if audit is None or audit.run.inventory == AD_HOC:
        raise BadInput("there is no finished run of a register to recheck yet; start one with `auditor run`")
    return audit


def newest_register(settings: Settings) -> str:
    """Return the register's path of the newest run. Raises BadInput where there is no run of a register yet."""
    engine = open_store(settings.store)
    try:
        return newest_of_register(engine).run.inventory
    finally:
        engine.dispose()


def load_audit(settings: Settings, run: str | None) -> Audit:
    """Return the audit of a run, of the register's newest finished one for None; BadInput where there is none."""
    engine = open_store(settings.store)
    try:
        audit = stored_audit(engine, run) if run else newest_audit(engine)
    finally:
        engine.dispose()
    if audit is None:
        raise BadInput("there is no finished run yet; start one with 'auditor run'")
    return audit


def history(settings: Settings) -> list[RunInfo]:
    """Return the finished runs of the store, newest first."""
    engine = open_store(settings.store)
    try:
        return finished_runs(engine)
    finally:
        engine.dispose()


def audits_of_registers(engine: Engine) -> Iterator[Audit]:
    """Yield the newest finished run of each register, then those of bare addresses, each newest first."""
    newest = list(_newest_of_each(finished_runs(engine)))
    for one in sorted(newest, key=lambda one: one.inventory == AD_HOC):
        if audit := stored_audit(engine, one.id):
            yield audit


def _newest_of_each(runs: list[RunInfo]) -> Iterator[RunInfo]:
    seen = set()
    for one in runs:
        if one.inventory not in seen:
            seen.add(one.inventory)
            yield one
