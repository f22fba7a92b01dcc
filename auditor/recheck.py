"""Look again at the open findings of the newest run, and at nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from auditor import __version__
from auditor.config.settings import Settings
from auditor.consolidate import Terms
from auditor.consolidate.rechecked import Recheck, rechecked, to_recheck, wanted_addresses
from auditor.consolidate.waivers import holds
from auditor.engine.local import Collected, Errand, collect
from auditor.engine.no_network import invalid_without_network, refuse_outage
from auditor.engine.previous_run import AD_HOC, newest_audit
from auditor.engine.run_looks import Looks
from auditor.errors import BadInput
from auditor.evidence.stage import EvidenceStage
from auditor.fetch.pace.host_pace import Pace
from auditor.inventory import Register
from auditor.model import Subject, SubjectKind
from auditor.model.audit import Audit, RunInfo
from auditor.model.progress import Progress
from auditor.pipeline import (
    DORMANT,
    Done,
    chosen,
    exit_code,
    extractor_version,
    registry_of,
    sight_of,
    view_of,
    with_faults,
    write_out,
)
from auditor.rules.judge import judge
from auditor.rules.registry import Registry, limits_in_force
from auditor.store.opening import open_store, sole_writer
from auditor.store.overlay import overlay
from auditor.store.review_entries import decisions_of
from auditor.store.run_records import begin_recheck, finish_run, report_written

NOTE = {
    "zh": "本报告是对 {run} 的复查，只查当时未整改的 {sought} 个问题：已整改 {repaired}，仍在 {standing}，"
    "未能看到 {unseen}。其余内容沿用该次检查。",
    "en": "This is a recheck of {run} and looked at its {sought} open findings only: {repaired} repaired, "
    "{standing} still there, {unseen} not seen. All else is as that run found it.",
}


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A finished recheck, and what became of the findings."""

    done: Done
    recheck: Recheck


def newest_register(settings: Settings) -> str:
    """Return the register's path of the newest run. Raises BadInput where there is no run of a register yet."""
    engine = open_store(settings.store)
    try:
        audit = newest_audit(engine)
    finally:
        engine.dispose()
    if audit is None or audit.run.inventory == AD_HOC:
        raise BadInput("there is no finished run of a register to recheck yet; start one with `auditor run`")
    return audit.run.inventory


async def recheck(settings: Settings, register: Register, progress: Progress) -> Rechecked | None:
    """Look again at what the newest run left open, and write the report; None where nothing is open.

    `settings.only` narrows it to some subjects. An interrupted recheck of the same run and day is resumed. Raises
    AuditorError; what was collected is kept.
    """
    registry = registry_of(settings)
    engine = open_store(settings.store)
    try:
        with sole_writer(engine):
            return await _recheck(engine, settings, register, registry, progress)
    finally:
        engine.dispose()


async def _recheck(
    engine: Engine, settings: Settings, register: Register, registry: Registry, progress: Progress
) -> Rechecked | None:
    now = datetime.now(UTC)
    as_of = settings.as_of or now.astimezone(ZoneInfo(settings.zone)).date()
    previous = newest_audit(engine)
    if previous is None or previous.run.inventory == AD_HOC:
        raise BadInput("there is no finished run of a register to recheck yet; start one with `auditor run`")
    before = {one.subject.id for one in previous.standings}
    subjects = tuple(one for one in register.subjects if one.id in before)
    accepted = {mark for mark, waiver in decisions_of(engine).waivers.items() if holds(waiver, as_of)}
    sought = to_recheck(previous, chosen(subjects, settings.only), accepted)
    if not sought:
        return None
    run = begin_recheck(engine, previous.run, as_of=as_of, version=__version__, now=now)
    wanted = wanted_addresses(sought, subjects)
    errand = Errand(
        subjects=subjects,
        folder=register.path.resolve().parent,
        run=run.id,
        previous_run=previous.run.id,
        as_of=as_of,
        extractor=extractor_version(),
        settings=settings,
        wanted=wanted,
        pace=Pace(settings.fetch),
    )
    progress.stage("collect")
    with invalid_without_network(engine, run):
        collected = await collect(engine, errand, progress)
    touched = tuple(one for one in subjects if one.id in wanted)
    refuse_outage(engine, run, view_of(engine, settings, register, run, touched), touched)
    overlay(engine, run.id, previous.run.id)
    scene = _Scene(engine, settings, register, registry, subjects, wanted)
    found = _judged(scene, _finished(run, collected), previous, {one.fingerprint for one in sought}, progress)
    finish_run(engine, found.audit, reported=False)
    await EvidenceStage(engine, settings, subjects, registry.rules, found.audit, progress, errand.pace).run()
    progress.stage("report")
    folder = write_out(engine, found.audit, registry, settings, latest=True)
    report_written(engine, run.id)
    return Rechecked(Done(found.audit, folder, exit_code(found.audit, settings)), found)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a recheck judges with: the register's subjects of the run before, and the addresses asked for, by subject
    looked at."""

    engine: Engine
    settings: Settings
    register: Register
    registry: Registry
    subjects: Sequence[Subject]
    wanted: Mapping[str, Sequence[str]]


def _judged(scene: _Scene, run: RunInfo, previous: Audit, sought: Collection[str], progress: Progress) -> Recheck:
    """Judge the sites looked at and all that is no site, on what was seen now and by the run before."""
    settings, registry = scene.settings, scene.registry
    near = tuple(one for one in scene.subjects if one.kind is not SubjectKind.SITE or one.id in scene.wanted)
    view = view_of(scene.engine, settings, scene.register, run, near)
    limits = {rule.id: limits_in_force(rule, settings) for rule in registry.rules}
    _, standings = with_faults(view, {one.id: view.standing(one.id) for one in near}, limits.get(DORMANT))
    progress.stage("check")
    judgement = judge(view, registry.rules, settings)
    progress.stage("consolidate")
    terms = Terms(
        registry.rules, limits, not_loaded=registry.not_loaded, waivers=decisions_of(scene.engine).waivers,
        plan=settings.plan,
    )  # fmt: skip
    looks = Looks(scene.engine, run.id, run.started_at)
    whole = view_of(scene.engine, settings, scene.register, run, scene.subjects)
    sight = sight_of(whole, looks, settings)
    found = rechecked(
        run, previous, tuple(standings.values()), judgement, terms, sight,
        sought=sought, touched=frozenset(scene.wanted), registered={one.id for one in scene.register.subjects},
    )  # fmt: skip
    return replace(found, audit=replace(found.audit, notes=(_note(found, previous.run, settings.lang),)))


def _finished(run: RunInfo, collected: Collected) -> RunInfo:
    return replace(
        run, finished_at=datetime.now(UTC), requests=collected.requests, bytes=collected.bytes, pages=collected.pages,
        posts=collected.posts,
    )  # fmt: skip


def _note(found: Recheck, before: RunInfo, lang: str) -> str:
    counts = {"repaired": len(found.repaired), "standing": len(found.standing), "unseen": len(found.unseen)}
    return NOTE[lang].format(run=before.id, sought=sum(counts.values()), **counts)
