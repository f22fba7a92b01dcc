"""Keep evidence of a run's vetoes and major findings; nothing that goes wrong here fails the run."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from auditor.collect.registered_hosts import registered_hosts
from auditor.config.settings import Settings
from auditor.evidence.excerpt import Seen, excerpt
from auditor.evidence.showing import Scene, basis, pages_of, scene, to_show, with_rows
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.screenshot import TAKEN, ScreenshotTaker, Shot, screenshot_taker
from auditor.fetch.client import Client
from auditor.fetch.pace.host_pace import Pace
from auditor.model import AccountReading, Outcome, SiteObservation, Subject, SubjectKind
from auditor.model.audit import Audit, StandingFinding
from auditor.model.progress import Progress
from auditor.rules import Rule, Severity
from auditor.store.evidence_files import KeptFile, NewFile, carry_evidence, keep_files, kept_evidence, note_shot
from auditor.store.packing import unpack
from auditor.store.page_as_seen import page_as_seen
from auditor.store.schema import observation
from auditor.store.store_faults import reading, store_faults

AT_ONCE = 50
LONGEST_S = 20 * 60.0
"""How long one run takes screenshots; those left are taken the next night."""

FAILURES_A_HOST = 2
PASSING = frozenset({"", Outcome.TIMEOUT.value, Outcome.NETWORK.value, Outcome.RATE_LIMITED.value})
"""What came of a screenshot that another night may do better."""


class EvidenceStage:
    """Keeps the evidence of one judged run in the store. `run` is called once, after consolidation."""

    def __init__(
        self, engine: Engine, settings: Settings, subjects: Sequence[Subject], rules: Sequence[Rule], audit: Audit,
        progress: Progress, pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self._pace = pace
        self._engine = engine
        self._settings = settings
        self._subjects = subjects
        self._by_id = {subject.id: subject for subject in subjects}
        self._rules = {rule.id: rule for rule in rules}
        self._audit = audit
        self._run = audit.run.id
        self._progress = progress
        self._observed: dict[str, bytes] = {}
        self._bases: dict[str, str] = {}

    async def run(self) -> None:
        """Write the excerpts, then take the screenshots; what a finding has of an earlier night it keeps."""
        self._progress.stage("evidence")
        findings = [one for one in self._audit.findings if to_show(one)]
        self._bases = {one.fingerprint: basis(one) for one in findings}
        if not findings:
            return
        try:
            if self._audit.previous is not None:
                carry_evidence(self._engine, self._audit.previous.id, self._run, self._bases)
            self._read_observations()
            self._write_excerpts(findings)
            await self._take_screenshots(findings)
        except Exception as fault:  # evidence is worth having, the report is worth more
            self._progress.note(f"evidence: left off: {type(fault).__name__}: {fault}")

    def _read_observations(self) -> None:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(observation.c.subject, observation.c.blob).where(
                    observation.c.run == self._run, observation.c.kind.in_(("site", "account"))
                )
            )
            self._observed = {row.subject: row.blob for row in rows}

    def _write_excerpts(self, findings: Sequence[StandingFinding]) -> None:
        kept = kept_evidence(self._engine, self._run)
        waiting: list[NewFile] = []
        for one in findings:
            there = kept.get(one.fingerprint, {}).get(f"{one.fingerprint}.txt")
            if there is not None and there.basis == self._bases[one.fingerprint]:
                continue
            try:
                body = excerpt(
                    self._audit, one, self._rules.get(one.rule), self._seen(one), ZoneInfo(self._settings.zone)
                )
            except Exception as fault:  # one finding's surprise leaves the others theirs
                self._progress.note(f"evidence {one.fingerprint}: no excerpt: {type(fault).__name__}: {fault}")
                continue
            waiting.append(NewFile(one.fingerprint, f"{one.fingerprint}.txt", body, self._bases[one.fingerprint]))
            if len(waiting) == AT_ONCE:
                keep_files(self._engine, self._run, waiting, datetime.now(UTC))
                waiting = []
        keep_files(self._engine, self._run, waiting, datetime.now(UTC))

    def _seen(self, finding: StandingFinding) -> Seen:
        looks = (page_as_seen(self._engine, self._run, address) for address in pages_of(finding))
        subject = self._by_id.get(finding.subject)
        account = None
        if subject is not None and subject.kind is SubjectKind.ACCOUNT and subject.id in self._observed:
            with store_faults(self._engine):
                account = unpack(self._observed[subject.id], AccountReading)
        return Seen(subject, [look for look in looks if look is not None], account)

    def _home(self, site: str) -> str:
        subject = self._by_id.get(site)
        if subject is None or subject.kind is not SubjectKind.SITE or site not in self._observed:
            return ""
        with store_faults(self._engine):
            return unpack(self._observed[site], SiteObservation).home

    async def _take_screenshots(self, findings: Sequence[StandingFinding]) -> None:
        most = self._settings.evidence.screenshots
        lack = missing(self._settings.browser.executable)
        if not most or lack:
            return
        wanted = self._scenes(findings, kept_evidence(self._engine, self._run))[:most]
        if not wanted:
            return
        hosts = registered_hosts(self._subjects, self._settings)
        by_page: dict[tuple[str, Outcome], list[Scene]] = {}
        for one in wanted:
            by_page.setdefault((one.url, one.outcome), []).append(one)
        try:
            async with (
                asyncio.timeout(LONGEST_S),
                Client(self._settings.fetch, hosts, pace=self._pace) as client,
                screenshot_taker(client, self._settings.browser) as camera,
            ):
                await self._visit(camera, by_page)
        except TimeoutError:
            self._progress.note("evidence: no time for all screenshots; the rest is for the next run")

    def _scenes(self, findings: Sequence[StandingFinding], kept: Mapping[str, Mapping[str, KeptFile]]) -> list[Scene]:
        """Return what is to be photographed: what was never tried first, vetoes before others."""
        found: list[tuple[bool, bool, Scene]] = []
        for one in findings:
            files = kept.get(one.fingerprint, {})
            noted = files.get(f"{one.fingerprint}.txt")
            if noted is None or f"{one.fingerprint}.png" in files or noted.shot not in PASSING:
                continue
            rule = self._rules.get(one.rule)
            where = scene(one, rule, self._home(one.subject)) if rule is not None else None
            if where is not None:
                found.append((noted.shot != "", one.severity is not Severity.VETO, where))
        return [where for _, _, where in sorted(found, key=lambda one: one[:2])]

    async def _visit(self, camera: ScreenshotTaker, by_page: Mapping[tuple[str, Outcome], Sequence[Scene]]) -> None:
        failures: dict[str, int] = {}
        for (url, outcome), scenes in by_page.items():
            host = url.split("/")[2]
            if failures.get(host, 0) >= FAILURES_A_HOST:
                continue
            look = page_as_seen(self._engine, self._run, url)
            if look is None or look.outcome is not outcome:
                continue
            sought = [with_rows(one, look.facts).sought for one in scenes]
            shots = await camera.take(url, {url, look.shown_at}, outcome, sought)
            self._keep(shots)
            failures[host] = failures.get(host, 0) + any(shot.state in PASSING for shot in shots)

    def _keep(self, shots: Sequence[Shot]) -> None:
        now = datetime.now(UTC)
        taken = [one for one in shots if one.state == TAKEN]
        files = [NewFile(one.key, f"{one.key}.png", one.png, self._bases[one.key]) for one in taken]
        keep_files(self._engine, self._run, files, now)
        for one in shots:
            note_shot(self._engine, self._run, one.key, f"{one.key}.txt", one.state[:16])
