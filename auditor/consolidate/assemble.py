"""Put a finished audit together from one run's verdicts and the run before."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.config.settings import PlanSettings
from auditor.consolidate.fingerprint import canonical
from auditor.consolidate.history import (
    SEEN_IN_PART,
    earlier_findings,
    gone_and_carried,
    judging,
    names_of,
    not_seen_again,
    reason_code,
    trend,
    usual_walks,
)
from auditor.consolidate.item_3 import item_three
from auditor.consolidate.item_25 import item_twenty_five
from auditor.consolidate.item_27 import item_twenty_seven
from auditor.consolidate.run_view import Sight
from auditor.consolidate.standing_findings import standing_findings
from auditor.model import SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import (
    AccountProposal,
    Audit,
    ItemThreeProposal,
    NotSeen,
    RuleCount,
    RunInfo,
    SiteSheet,
    StandingFinding,
    Waiver,
)
from auditor.rules import Limits, Rule, by_id
from auditor.rules.judge import Judgement
from auditor.rules.registered import closed_and_unread, target_of

MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run is judged on: the rules loaded, their limits by rule id, decisions of people by
    fingerprint, rules that could not be loaded, remarks for the report, what the plan of item 27 counts with."""

    rules: Sequence[Rule]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    not_loaded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    plan: PlanSettings = field(default_factory=PlanSettings)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of one run with what turns them into plans."""

    run: RunInfo
    judgement: Judgement
    terms: Terms
    sight: Sight

    def item_3(
        self, findings: Sequence[StandingFinding], standings: Sequence[SubjectStanding]
    ) -> tuple[ItemThreeProposal, ...]:
        """Return the plan of item 3 for these findings."""
        return item_three(findings, by_id(self.terms.rules), standings, self.sight)

    def item_25(
        self, findings: Sequence[StandingFinding], standings: Iterable[SubjectStanding]
    ) -> tuple[SiteSheet, ...]:
        """Return the sheets of the sites among `standings`."""
        terms = self.terms
        return item_twenty_five(
            standings, findings, self.judgement, terms.rules, terms.limits, self.sight, self.run.as_of
        )

    def item_27(
        self, findings: Sequence[StandingFinding], standings: Iterable[SubjectStanding]
    ) -> tuple[AccountProposal, ...]:
        """Return the plan of item 27 for the accounts among `standings`."""
        terms = self.terms
        return item_twenty_seven(
            standings, findings, self.judgement, terms.rules, terms.limits, self.sight, self.run.as_of, terms.plan
        )

    def gone_and_carried(
        self, earlier: Iterable[StandingFinding], standings: Mapping[str, SubjectStanding], usual: Mapping[str, float]
    ) -> tuple[tuple[StandingFinding, ...], tuple[StandingFinding, ...]]:
        """Return (resolved, carried) of earlier findings that this run did not find (`history.gone_and_carried`)."""
        rules = judging(self.terms.rules, self.judgement)
        return gone_and_carried(earlier, standings, self.judgement, rules, self.sight, usual)


def consolidate(
    run: RunInfo,
    standings: Sequence[SubjectStanding],
    judgement: Judgement,
    terms: Terms,
    sight: Sight,
    *,
    previous: Audit | None = None,
    registered: Collection[str] | None = None,
) -> Audit:
    """Return the finished audit. Pure; reads no clock.

    `standings` are the subjects of this run in register order. `registered` are the ids of the whole
    register (None: those of `standings`): earlier findings of a subject in neither are dropped and counted,
    earlier findings of a registered subject that this run left out are carried.
    """
    verdicts = Verdicts(run, judgement, terms, sight)
    subjects = {one.subject.id: one for one in standings}
    known = set(subjects) | set(registered or ())
    earlier = earlier_findings(previous)
    kept = {mark: one for mark, one in earlier.items() if still_registered(one, known, registered)}
    first_seen = {mark: one.first_seen for mark, one in kept.items()}
    findings = standing_findings(judgement.findings, subjects, first_seen, terms.waivers, run.as_of)
    present = {one.fingerprint for one in findings}
    absent = [one for mark, one in kept.items() if mark not in present]
    usual = previous.walks if previous else {}
    resolved, carried = verdicts.gone_and_carried(absent, subjects, usual)
    return Audit(
        run=run,
        standings=tuple(standings),
        findings=findings,
        resolved=resolved,
        carried=carried,
        unknown=(*not_judged(subjects, judgement), *not_seen_again(carried)),
        item_3=verdicts.item_3(findings, standings),
        item_25=verdicts.item_25(findings, standings),
        item_27=verdicts.item_27(findings, standings),
        previous=previous.run if previous else None,
        left_register=len(earlier) - len(kept),
        not_loaded=terms.not_loaded,
        failed=judgement.failed,
        limits=limits_of(terms),
        counts=_counts(terms.rules, judgement),
        history=trend(previous, run, findings, standings),
        notes=terms.notes,
        walks=usual_walks(standings, usual),
    )


def still_registered(one: StandingFinding, known: Collection[str], registered: Collection[str] | None) -> bool:
    """Return whether to remember an earlier finding; subjects that are no register row are always kept."""
    return registered is None or one.subject in known or one.subject == MATRIX or one.subject == one.unit


def not_judged(standings: Mapping[str, SubjectStanding], judgement: Judgement) -> Iterator[NotSeen]:
    """Yield one entry a subject not wholly seen, then one a target and reason with the rules it holds for.

    What the entry of a subject says already is not said again.
    """
    said: dict[str, str] = {}
    for id, standing in standings.items():
        if standing.state is not SubjectState.OBSERVED and not closed_and_unread(standing):
            entry = _of_subject(standing)
            said[id] = entry.reason
            yield entry
    folded: dict[tuple[str, str, str], tuple[str, dict[str, None]]] = {}
    names = {id: names_of(one.subject) for id, one in standings.items() if one.state is not SubjectState.OBSERVED}
    for rule, unknown in judgement.unknown:
        if canonical(unknown.target) in names.get(unknown.subject, ()):
            whole = standings[unknown.subject].state is SubjectState.UNKNOWN
            if whole or unknown.reason in (SEEN_IN_PART, said.get(unknown.subject)):
                continue
        key = (unknown.subject, unknown.target, unknown.reason)
        folded.setdefault(key, (unknown.detail, {}))[1][rule.id] = None
    for (subject_id, target, reason), (detail, rules) in folded.items():
        yield NotSeen(subject_id, target, reason, detail, tuple(rules))


def _of_subject(standing: SubjectStanding) -> NotSeen:
    subject, code = standing.subject, reason_code(standing)
    if standing.state is SubjectState.PARTIAL and subject.kind is SubjectKind.SITE:
        return NotSeen(subject.id, target_of(subject), SEEN_IN_PART, standing.why)
    return NotSeen(subject.id, target_of(subject), code, standing.why.removeprefix(code).lstrip(": "))


def limits_of(terms: Terms) -> dict[str, dict[str, float]]:
    """Return rule → limits in force."""
    in_force = {rule.id: {name: limit.value for name, limit in rule.limits.items()} for rule in terms.rules}
    for rule, limits in terms.limits.items():
        in_force[rule] = in_force.get(rule, {}) | dict(limits.values)
    return in_force


def _counts(rules: Iterable[Rule], judgement: Judgement) -> dict[str, RuleCount]:
    clean: Counter[str] = Counter()
    for (rule, _), targets in judgement.clean.items():
        clean[rule] += len(targets)
    found = Counter(rule.id for rule, _ in judgement.findings)
    unknown = Counter(rule.id for rule, _ in judgement.unknown)
    return {rule.id: RuleCount(clean[rule.id], found[rule.id], unknown[rule.id]) for rule in rules}
