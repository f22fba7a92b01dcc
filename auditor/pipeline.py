"""The stages in order: register, collect, extract, check, consolidate, evidence, report.

A nightly run, a check of bare addresses and a recheck are three plans of one run (`Plan`); `_run` holds the stages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from auditor.config.settings import Settings
from auditor.consolidate import Sight, Terms, consolidate
from auditor.consolidate.exit_code import exit_code
from auditor.consolidate.history import pages_to_see_again
from auditor.consolidate.rechecked import Recheck, note_of, rechecked, to_recheck, wanted_addresses
from auditor.consolidate.waivers import holds
from auditor.engine.ad_hoc import ad_hoc_subjects, judged_as_pages, single_pages, without_sheets
from auditor.engine.local import Collected, CollectTask, collect, extractor_version
from auditor.engine.no_network import invalid_without_network, refuse_outage
from auditor.engine.own_columns import own_classes
from auditor.engine.previous_run import AD_HOC, newest_of_register, previous_audit
from auditor.engine.run_looks import Looks
from auditor.engine.run_notes import run_notes
from auditor.errors import ExitCode
from auditor.evidence.stage import EvidenceStage
from auditor.facts.availability import SampleDay
from auditor.facts.earlier_readings import LastGoodReading, with_last_readings
from auditor.facts.reach import reach
from auditor.facts.shared_faults import SharedFault, shared_faults, with_shared_faults
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.fetch.pace.host_pace import Pace
from auditor.follow_up.stored_report import write_stored_report
from auditor.inventory import Register, chosen
from auditor.model import AccountReading, Subject, SubjectKind, SubjectStanding
from auditor.model.audit import Audit, RunInfo, StandingFinding
from auditor.model.progress import Progress
from auditor.rules import Limits, by_id
from auditor.rules.judge import judge
from auditor.rules.registry import Registry, limits_in_force, load_for
from auditor.store.opening import written_store
from auditor.store.overlay import overlay
from auditor.store.review_entries import decisions_of
from auditor.store.run_records import begin_recheck, begin_run, finish_run, report_written
from auditor.version import __version__


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run looks at, what it compares with, and what it leaves behind.

    `subjects` are those the audit tells of. `sought` are the findings of `previous` that a recheck looks for, and
    `wanted` maps the only subjects it looks at to the only addresses it asks for them; None: everything is looked at,
    and new findings count. `report` says whether a report is written and becomes the latest.
    """

    run: RunInfo
    register: Register
    subjects: tuple[Subject, ...]
    previous: Audit | None = None
    sought: Sequence[StandingFinding] = ()
    wanted: Mapping[str, Sequence[str]] | None = None
    report: bool = True

    @property
    def looked_at(self) -> tuple[Subject, ...]:
        """Return the subjects that are asked for anything."""
        return tuple(one for one in self.subjects if self.wanted is None or one.id in self.wanted)

    @property
    def judged(self) -> tuple[Subject, ...]:
        """Return the subjects that rules judge: all but the sites that are not looked at."""
        near = self.looked_at
        return tuple(one for one in self.subjects if one.kind is not SubjectKind.SITE or one in near)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished run: its audit, the folder of its report (None: none was asked for), its exit code.

    `recheck` says what became of the findings that a recheck looked for, None after any other run.
    """

    audit: Audit
    folder: Path | None
    exit_code: ExitCode
    recheck: Recheck | None = None


async def nightly(settings: Settings, register: Register, progress: Progress) -> Done:
    """Audit the register and write the report.

    An interrupted run of the same register and day is resumed. Raises AuditorError; what was collected
    is kept.
    """
    registry = load_for(settings)
    subjects = chosen(register.subjects, settings.only)
    with written_store(settings.store) as engine:
        plan = _whole(engine, settings, register, subjects)
        return await _run(engine, plan, settings, registry, progress, Pace(settings.fetch))


async def ad_hoc(urls: Sequence[str], settings: Settings, progress: Progress) -> Done:
    """Audit sites, pages or feeds by their addresses, without register and report.

    A page is not judged as a site. With an empty `settings.store` nothing is kept. Raises AuditorError.
    """
    registry = load_for(settings)
    pace = Pace(settings.fetch)
    subjects, settings = await ad_hoc_subjects(urls, settings, pace)
    register = Register(subjects=tuple(subjects), path=Path(AD_HOC), notes=())
    with (
        TemporaryDirectory(prefix="auditor-") as folder,
        written_store(settings.store or f"sqlite:///{folder}/auditor.db") as engine,
    ):
        plan = replace(_whole(engine, settings, register, register.subjects), report=False)
        return await _run(engine, plan, settings, registry, progress, pace)


async def recheck(settings: Settings, register: Register, progress: Progress) -> Done | None:
    """Look again at what the newest run left open, and write the report; None where nothing is open.

    `settings.only` narrows it to some subjects. An interrupted recheck of the same run and day is resumed. Raises
    AuditorError; what was collected is kept.
    """
    registry = load_for(settings)
    with written_store(settings.store) as engine:
        now = datetime.now(UTC)
        as_of = _day(settings, now)
        previous = newest_of_register(engine)
        before = {one.subject.id for one in previous.standings}
        subjects = tuple(one for one in register.subjects if one.id in before)
        accepted = {mark for mark, waiver in decisions_of(engine).waivers.items() if holds(waiver, as_of)}
        sought = to_recheck(previous, chosen(subjects, settings.only), accepted)
        if not sought:
            return None
        run = begin_recheck(engine, previous.run, as_of=as_of, version=__version__, now=now)
        wanted = wanted_addresses(sought, subjects, by_id(registry.rules))
        plan = Plan(run, register, subjects, previous, sought, wanted)
        return await _run(engine, plan, settings, registry, progress, Pace(settings.fetch))


def _day(settings: Settings, now: datetime) -> date:
    return settings.as_of or now.astimezone(ZoneInfo(settings.zone)).date()


def _whole(engine: Engine, settings: Settings, register: Register, subjects: tuple[Subject, ...]) -> Plan:
    """Return the plan of a run that looks at everything of these subjects, begun or resumed."""
    now = datetime.now(UTC)
    inventory, as_of = str(register.path), _day(settings, now)
    run = begin_run(engine, inventory=inventory, subjects=subjects, as_of=as_of, version=__version__, now=now)
    return Plan(run, register, subjects, previous_audit(engine, run, [one.id for one in register.subjects]))


async def _run(
    engine: Engine, plan: Plan, settings: Settings, registry: Registry, progress: Progress, pace: Pace
) -> Done:
    """Take a plan through the stages."""
    progress.stage("collect")
    with invalid_without_network(engine, plan.run):
        collected = await collect(engine, _collect_task(plan, settings, registry, pace), progress)
    view = _view(engine, settings, plan, plan.looked_at)
    refuse_outage(engine, plan.run, view, plan.looked_at)
    if plan.wanted is not None and plan.previous is not None:
        overlay(engine, plan.run.id, plan.previous.run.id)
        view = _view(engine, settings, plan, plan.judged)
    found = _consolidated(engine, plan, settings, registry, view, collected, progress)
    audit = found.audit if isinstance(found, Recheck) else found
    finish_run(engine, audit, reported=not plan.report)
    folder = None
    if plan.report:
        await EvidenceStage(engine, settings, plan.subjects, registry.rules, audit, progress, pace).run()
        progress.stage("report")
        folder = write_stored_report(engine, audit, registry, settings, latest=True)
        report_written(engine, audit.run.id)
    return Done(audit, folder, exit_code(audit, settings), found if isinstance(found, Recheck) else None)


def _collect_task(plan: Plan, settings: Settings, registry: Registry, pace: Pace) -> CollectTask:
    everything = plan.wanted is None
    return CollectTask(
        subjects=plan.subjects,
        folder=plan.register.path.resolve().parent,
        run=plan.run.id,
        previous_run=plan.previous.run.id if plan.previous else None,
        as_of=plan.run.as_of,
        extractor=extractor_version(),
        settings=settings,
        remembered=pages_to_see_again(plan.previous, by_id(registry.rules)) if everything else {},
        wanted=plan.wanted,
        pace=pace,
    )


def _view(engine: Engine, settings: Settings, plan: Plan, subjects: Sequence[Subject]) -> StoredView:
    register = None if plan.run.inventory == AD_HOC else plan.register.subjects
    return StoredView(
        engine, plan.run.id, subjects, plan.run.as_of, ZoneInfo(settings.zone), classes=own_classes(settings),
        register=register, canaries=frozenset(settings.accounts.canaries),
    )  # fmt: skip


def _sight(view: StoredView, looks: Looks, settings: Settings) -> Sight:
    return Sight(
        looks.outcome, looks.gone, partial(view.each, ColumnReading), partial(view.get, AccountReading),
        lambda site: tuple(view.each(SampleDay, site)), partial(_last_good, view), ZoneInfo(settings.zone),
        partial(reach, view),
    )  # fmt: skip


def _last_good(view: StoredView, account: str) -> AccountReading | None:
    found = view.get(LastGoodReading, account)
    return found.reading if found else None


def _consolidated(
    engine: Engine, plan: Plan, settings: Settings, registry: Registry, view: StoredView, collected: Collected,
    progress: Progress,
) -> Audit | Recheck:  # fmt: skip
    """Judge what was seen, and put the audit together with the run before."""
    limits = {rule.id: limits_in_force(rule, settings) for rule in registry.rules}
    silent = registry.by_role("silent_account")
    faults, standings = _with_faults(view, limits[silent.id] if silent else None)
    pages = single_pages(plan.run, standings)
    progress.stage("check")
    judgement = judged_as_pages(judge(view, registry.rules, settings), pages, registry.rules)
    progress.stage("consolidate")
    run = replace(
        plan.run, finished_at=datetime.now(UTC), requests=collected.requests, bytes=collected.bytes,
        pages=collected.pages, posts=collected.posts,
    )  # fmt: skip
    again = plan.wanted is not None
    looks = Looks(engine, run.id, run.started_at if again else None)
    whole = _view(engine, settings, plan, plan.subjects) if again else view
    sight = _sight(whole, looks, settings)
    terms = Terms(
        registry.rules, limits, decisions_of(engine).waivers, registry.not_loaded,
        () if again else run_notes(plan.register, plan.subjects, view, settings, collected, faults.values()),
        settings.plan,
    )  # fmt: skip
    seen, registered = tuple((standings | pages).values()), [one.id for one in plan.register.subjects]
    if plan.wanted is None or plan.previous is None:
        audit = consolidate(run, seen, judgement, terms, sight, previous=plan.previous, registered=registered)
        return without_sheets(audit, pages)
    found = rechecked(
        run, plan.previous, seen, judgement, terms, sight,
        sought={one.fingerprint for one in plan.sought}, touched=frozenset(plan.wanted), registered=set(registered),
    )  # fmt: skip
    return replace(found, audit=replace(found.audit, notes=(note_of(found, plan.previous.run, settings.lang),)))


def _with_faults(view: StoredView, limits: Limits | None) -> tuple[dict[str, SharedFault], dict[str, SubjectStanding]]:
    """Return the faults that accounts share, and the standings with these and what earlier runs saw as reasons."""
    standings = {one.id: view.standing(one.id) for one in view.subjects()}
    if limits is None:
        return {}, standings
    faults = shared_faults(view, limits.values)
    return faults, with_last_readings(view, with_shared_faults(standings, faults), limits["unseen"])
