"""The stages in order: register, collect, extract, check, consolidate, evidence, report."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from auditor import __version__
from auditor.collect.availability_samples import WITHIN_S, take_samples
from auditor.config.settings import Settings
from auditor.consolidate import Sight, Terms, consolidate
from auditor.consolidate.history import pages_to_see_again
from auditor.consolidate.waivers import with_waivers
from auditor.engine.ad_hoc import ad_hoc_subjects, is_home, judged_as_pages, page_standing, without_sheets
from auditor.engine.browser_notes import browser_note
from auditor.engine.local import Errand, collect
from auditor.engine.no_network import invalid_without_network, refuse_outage
from auditor.engine.own_columns import own_classes, unmatched
from auditor.engine.previous_run import AD_HOC, newest_audit, previous_audit
from auditor.engine.robots_notes import robots_notes
from auditor.engine.run_looks import Looks
from auditor.errors import BadInput, ExitCode
from auditor.evidence.stage import EvidenceStage
from auditor.facts.availability import SampleDay
from auditor.facts.earlier_readings import LastGoodReading, with_last_readings
from auditor.facts.reach import reach
from auditor.facts.shared_faults import SharedFault, lost_canaries, said_once, shared_faults, with_shared_faults
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.fetch.pace.host_pace import Pace
from auditor.inventory import Register
from auditor.model import AccountReading, Outcome, RegisterStatus, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import Audit, RunInfo
from auditor.model.progress import Progress
from auditor.report.folder import write_report
from auditor.rules import Limits, Severity
from auditor.rules.judge import judge
from auditor.rules.registered import closed_and_unread
from auditor.rules.registry import Registry, limit_faults, limits_for, limits_in_force, load
from auditor.store.evidence_files import evidence_body, kept_evidence
from auditor.store.opening import open_store, sole_writer
from auditor.store.review_entries import decisions_of
from auditor.store.run_records import begin_run, finish_run, finished_runs, report_written, stored_audit
from auditor.store.samples import Sample, record_samples

SEVERITIES = tuple(Severity)
SAMPLED = "site-unreachable"
DORMANT = "account-dormant"
READS_PAGES = ("extract", "reading", "text", "model")


@dataclass(frozen=True, slots=True)
class Done:
    """A finished run: its audit, the folder of its report (None: none was asked for), its exit code."""

    audit: Audit
    folder: Path | None
    exit_code: ExitCode


async def nightly(settings: Settings, register: Register, progress: Progress) -> Done:
    """Audit the register and write the report.

    An interrupted run of the same register and day is resumed. Raises AuditorError; what was collected
    is kept.
    """
    registry = registry_of(settings)
    subjects = chosen(register.subjects, settings.only)
    engine = open_store(settings.store)
    try:
        with sole_writer(engine):
            pace = Pace(settings.fetch)
            audit = await _audit(engine, settings, register, subjects, registry, progress, pace)
            finish_run(engine, audit, reported=False)
            await EvidenceStage(engine, settings, subjects, registry.rules, audit, progress, pace).run()
            progress.stage("report")
            folder = write_out(engine, audit, registry, settings, latest=True)
            report_written(engine, audit.run.id)
    finally:
        engine.dispose()
    return Done(audit, folder, exit_code(audit, settings))


async def ad_hoc(urls: Sequence[str], settings: Settings, progress: Progress) -> Done:
    """Audit sites, pages or feeds by their addresses, without register and report.

    A page is not judged as a site. With an empty `settings.store` nothing is kept. Raises AuditorError.
    """
    registry = registry_of(settings)
    pace = Pace(settings.fetch)
    subjects, settings = await ad_hoc_subjects(urls, settings, pace)
    register = Register(subjects=tuple(subjects), path=Path(AD_HOC), notes=())
    with TemporaryDirectory(prefix="auditor-") as folder:
        engine = open_store(settings.store or f"sqlite:///{folder}/auditor.db")
        try:
            with sole_writer(engine):
                audit = await _audit(engine, settings, register, subjects, registry, progress, pace)
                finish_run(engine, audit)
        finally:
            engine.dispose()
    return Done(audit, None, exit_code(audit, settings))


async def probe_sites(settings: Settings, register: Register) -> list[Sample]:
    """Take and keep one availability sample of every site that the register does not call closed.

    Raises AuditorError; samples may be taken while a run is at work.
    """
    registry = registry_of(settings)
    sites = [
        one
        for one in chosen(register.subjects, settings.only)
        if one.kind is SubjectKind.SITE and one.status is not RegisterStatus.CLOSED
    ]
    rule = registry.get(SAMPLED)
    within_s = limits_for(rule, settings)["seconds"] if rule else WITHIN_S
    engine = open_store(settings.store)
    try:
        samples = await take_samples(sites, settings, within_s)
        record_samples(engine, samples, datetime.now(UTC))
    finally:
        engine.dispose()
    return samples


def chosen(subjects: Sequence[Subject], only: Sequence[str]) -> tuple[Subject, ...]:
    """Return the subjects named by `only`, all where it is empty; raises BadInput for an id nobody has."""
    known = {subject.id for subject in subjects}
    strangers = sorted(set(only) - known)
    if strangers:
        raise BadInput(
            f"--only {', '.join(strangers)}: no such id in the register; 'auditor inventory check' lists the ids"
        )
    return tuple(subject for subject in subjects if not only or subject.id in only)


async def _audit(
    engine: Engine, settings: Settings, register: Register, subjects: Sequence[Subject], registry: Registry,
    progress: Progress, pace: Pace | None = None,
) -> Audit:  # fmt: skip
    now = datetime.now(UTC)
    as_of = settings.as_of or now.astimezone(ZoneInfo(settings.zone)).date()
    run = begin_run(engine, inventory=str(register.path), subjects=subjects, as_of=as_of, version=__version__, now=now)
    registered = [subject.id for subject in register.subjects]
    previous = previous_audit(engine, run, registered)
    errand = Errand(
        subjects=subjects,
        folder=register.path.resolve().parent,
        run=run.id,
        previous_run=previous.run.id if previous else None,
        as_of=as_of,
        extractor=extractor_version(),
        settings=settings,
        remembered=pages_to_see_again(previous),
        pace=pace,
    )
    progress.stage("collect")
    with invalid_without_network(engine, run):
        collected = await collect(engine, errand, progress)
    view = view_of(engine, settings, None if run.inventory == AD_HOC else register, run, subjects)
    refuse_outage(engine, run, view, subjects)
    limits = {rule.id: limits_in_force(rule, settings) for rule in registry.rules}
    faults, standings = with_faults(view, {one.id: view.standing(one.id) for one in subjects}, limits.get(DORMANT))
    pages = _single_pages(run, standings)
    progress.stage("check")
    judgement = judged_as_pages(judge(view, registry.rules, settings), pages, registry.rules)
    progress.stage("consolidate")
    finished = replace(
        run, finished_at=datetime.now(UTC), requests=collected.requests, bytes=collected.bytes,
        pages=collected.pages, posts=collected.posts,
    )  # fmt: skip
    terms = Terms(
        registry.rules,
        limits,
        not_loaded=registry.not_loaded,
        waivers=decisions_of(engine).waivers,
        plan=settings.plan,
        notes=(
            *(note.text(settings.lang, register.path.name) for note in register.notes),
            *unmatched(view, settings),
            *browser_note(collected.no_browser, settings.lang),
            *robots_notes(subjects, collected.slow, settings),
            *lost_canaries(settings.accounts.canaries, registered, settings.lang),
            *said_once(faults.values(), settings.lang),
        ),
    )
    sight = sight_of(view, Looks(engine, run.id), settings)
    seen = tuple((standings | pages).values())
    audit = consolidate(finished, seen, judgement, terms, sight, previous=previous, registered=registered)
    return without_sheets(audit, pages)


def view_of(
    engine: Engine, settings: Settings, register: Register | None, run: RunInfo, subjects: Sequence[Subject]
) -> StoredView:
    """Return what is judged of a run; `register` None: there is none (an ad-hoc run)."""
    return StoredView(
        engine, run.id, subjects, run.as_of, ZoneInfo(settings.zone), classes=own_classes(settings),
        register=register.subjects if register else None, canaries=frozenset(settings.accounts.canaries),
    )  # fmt: skip


def sight_of(view: StoredView, looks: Looks, settings: Settings) -> Sight:
    """Return what consolidation may look up of a run."""
    return Sight(
        looks.outcome, looks.gone, partial(view.each, ColumnReading), partial(view.get, AccountReading),
        lambda site: tuple(view.each(SampleDay, site)), partial(_last_good, view), ZoneInfo(settings.zone),
        partial(reach, view),
    )  # fmt: skip


def _last_good(view: StoredView, account: str) -> AccountReading | None:
    found = view.get(LastGoodReading, account)
    return found.reading if found else None


def with_faults(
    view: StoredView, standings: Mapping[str, SubjectStanding], limits: Limits | None
) -> tuple[dict[str, SharedFault], dict[str, SubjectStanding]]:
    """Return the faults that accounts share, and the standings with these and what earlier runs saw as reasons."""
    if limits is None:
        return {}, dict(standings)
    faults = shared_faults(view, limits.values)
    return faults, with_last_readings(view, with_shared_faults(standings, faults), limits["unseen"])


def _single_pages(run: RunInfo, standings: Mapping[str, SubjectStanding]) -> dict[str, SubjectStanding]:
    """Return the standings of pages and parts of sites that were given by their addresses, of no whole site."""
    return {
        subject: page_standing(one)
        for subject, one in standings.items()
        if run.inventory == AD_HOC and one.subject.kind is SubjectKind.SITE and not is_home(one.subject.url)
    }


def registry_of(settings: Settings) -> Registry:
    """Return the rules installed. Raises BadInput where the settings name limits they do not have."""
    registry = load()
    faults = limit_faults(registry, settings)
    if faults:
        raise BadInput("\n".join(faults))
    return registry


def extractor_version() -> str:
    """Return a name that changes whenever the code that reads pages does, so that stored facts are not stale."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for source in sorted(path for folder in READS_PAGES for path in (root / folder).rglob("*.py")):
        digest.update(source.read_bytes())
    return f"{__version__}-{digest.hexdigest()[:16]}"


def exit_code(audit: Audit, settings: Settings) -> ExitCode:
    """Return 1 for open findings at or above --fail-on; with --strict 3 where subjects are unknown or anything was not
    seen for a fault of ours; else 0."""
    if settings.fail_on != "never":
        heavy = SEVERITIES[: SEVERITIES.index(Severity(settings.fail_on)) + 1]
        if any(finding.severity in heavy and finding.status != "waived" for finding in audit.findings):
            return ExitCode.FINDINGS
    unseen = [one for one in audit.standings if one.state is SubjectState.UNKNOWN and not closed_and_unread(one)]
    ours = any(one.reason == Outcome.INTERNAL for one in audit.unknown)
    if settings.strict and (unseen or ours):
        return ExitCode.NOT_OBSERVED
    return ExitCode.DONE


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


def rerender(settings: Settings, run: str | None) -> Path:
    """Write the report of a stored run again, without any request, and return its folder."""
    audit = load_audit(settings, run)
    newest = run is None or load_audit(settings, None).run.id == audit.run.id
    engine = open_store(settings.store)
    try:
        return write_out(engine, audit, load(), settings, latest=newest)
    finally:
        engine.dispose()


def write_out(engine: Engine, audit: Audit, registry: Registry, settings: Settings, *, latest: bool) -> Path:
    """Write the report of a stored run with the decisions of today, and return its folder."""
    kept = kept_evidence(engine, audit.run.id)
    decisions = decisions_of(engine)
    return write_report(
        with_waivers(audit, decisions.waivers),
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


def history(settings: Settings) -> list[RunInfo]:
    """Return the finished runs of the store, newest first."""
    engine = open_store(settings.store)
    try:
        return finished_runs(engine)
    finally:
        engine.dispose()
