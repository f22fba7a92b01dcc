"""Write the report of a stored run, with the decisions of today."""

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from auditor.config.settings import Settings
from auditor.consolidate.waivers import with_waivers
from auditor.engine.previous_run import load_audit
from auditor.model.audit import Audit
from auditor.report.folder import write_report
from auditor.rules.registry import Registry, load
from auditor.store.evidence_files import evidence_body, kept_evidence
from auditor.store.opening import open_store
from auditor.store.review_entries import decisions_of


def rerender(settings: Settings, run: str | None) -> Path:
    """Write the report of a stored run again, without any request, and return its folder; None: the newest run."""
    audit = load_audit(settings, run)
    newest = run is None or load_audit(settings, None).run.id == audit.run.id
    engine = open_store(settings.store)
    try:
        return write_stored_report(engine, audit, load(), settings, latest=newest)
    finally:
        engine.dispose()


def write_stored_report(engine: Engine, audit: Audit, registry: Registry, settings: Settings, *, latest: bool) -> Path:
    """Write the report of a run that the store holds, and return its folder; `latest` makes it the latest one."""
    kept = kept_evidence(engine, audit.run.id)
    decisions = decisions_of(engine)
    return write_report(
        with_waivers(audit, decisions.waivers, registry.rules),
        registry.rules,
        settings.out,
        settings.lang,
        settings.formats,
        zone=ZoneInfo(settings.zone),
        latest=latest,
        evidence=[one.file for files in kept.values() for one in files.values()],
        body_of=partial(evidence_body, engine),
        decisions=decisions,
    )
