"""Run every rule over what was seen; a rule that raises is named, and what it looks at is unknown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.config import Settings
from auditor.errors import AuditorError
from auditor.model import RegisterStatus, Subject, SubjectKind
from auditor.rules import Clean, Finding, Limits, Rule, Unknown, Verdict, View
from auditor.rules.registered import target_of
from auditor.rules.registry import limits_in_force, one_line

# What stage 4 hands to stage 5: every finding and every unknown of a run, and what was found clean.


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of all rules over one view, in rule order and then in the order the rule gave them.

    `clean` maps (rule id, subject id) to the targets found clean. `failed` has one line a rule that
    raised, "rule id: error"; its verdicts up to then are dropped and its subjects are in `unknown`
    with the reason "internal".
    """

    findings: tuple[tuple[Rule, Finding], ...] = ()
    unknown: tuple[tuple[Rule, Unknown], ...] = ()
    clean: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()


MATRIX = "matrix"
MOST_LOCATIONS = 20
KINDS: Mapping[str, SubjectKind] = {
    "site": SubjectKind.SITE,
    "page": SubjectKind.SITE,
    "column": SubjectKind.SITE,
    "attachment": SubjectKind.SITE,
    "account": SubjectKind.ACCOUNT,
    "post": SubjectKind.ACCOUNT,
    "notice point": SubjectKind.NOTICE_POINT,
}


def judge(view: View, rules: Iterable[Rule], settings: Settings) -> Judgement:
    """Return the verdicts of all rules over `view`, with the limits that `settings` put in force.

    Of several findings or unknowns of one rule on one target of one subject, and one part of it, the first is kept.
    A rule that raises, gives something that is no verdict, or judges a subject that is not registered
    is named in `failed` and its verdicts are dropped. An AuditorError (the store is gone, the run was
    interrupted) is the run's own and is raised. Rules on the matrix do not judge a part of the register.
    """
    known = frozenset(subject.id for subject in view.subjects()) | {MATRIX}
    findings: list[tuple[Rule, Finding]] = []
    unknown: list[tuple[Rule, Unknown]] = []
    clean: dict[tuple[str, str], frozenset[str]] = {}
    failed: list[str] = []
    for rule in rules:
        if settings.only and rule.kind == MATRIX:
            continue
        try:
            verdicts = _verdicts(view, rule, limits_in_force(rule, settings), known)
        except AuditorError:
            raise
        except Exception as error:  # whatever a rule does, the other rules still judge
            failed.append(f"{rule.id}: {one_line(error)}")
            verdicts = list(_internal(view.subjects(), rule, one_line(error)))
        findings += [(rule, one) for one in verdicts if isinstance(one, Finding)]
        unknown += [(rule, one) for one in verdicts if isinstance(one, Unknown)]
        clean |= _clean(rule, verdicts)
    return Judgement(tuple(findings), tuple(unknown), clean, tuple(failed))


def _verdicts(view: View, rule: Rule, limits: Limits, known: frozenset[str]) -> list[Verdict]:
    seen: set[tuple[type, str, str, str]] = set()
    kept: list[Verdict] = []
    for verdict in rule.check(view, limits):
        if not isinstance(verdict, Clean | Finding | Unknown):
            raise TypeError(f"{type(verdict).__name__} is not a verdict")
        if verdict.subject not in known:
            raise ValueError(f"it judged {verdict.subject!r}, which is not registered")
        part = verdict.part if isinstance(verdict, Finding) else ""
        key = (type(verdict), verdict.subject, verdict.target, part)
        if key not in seen:
            seen.add(key)
            kept.append(_tidy(verdict) if isinstance(verdict, Finding) else verdict)
    return kept


def _tidy(finding: Finding) -> Finding:
    return replace(
        finding,
        values={name: _plain(value) for name, value in finding.values.items()},
        locations=finding.locations[:MOST_LOCATIONS],
        location_count=max(finding.location_count, len(finding.locations)),
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    return str(value)


def _clean(rule: Rule, verdicts: Iterable[Verdict]) -> dict[tuple[str, str], frozenset[str]]:
    targets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in verdicts:
        if isinstance(one, Clean):
            targets[rule.id, one.subject].add(one.target)
    return {key: frozenset(value) for key, value in targets.items()}


def _internal(subjects: Iterable[Subject], rule: Rule, error: str) -> Iterator[Unknown]:
    if rule.kind == MATRIX:
        yield Unknown(MATRIX, MATRIX, "internal", error)
        return
    named = {word.strip() for word in rule.kind.split(",")}
    kinds = {KINDS[word] for word in named if word in KINDS}
    for subject in subjects:
        if subject.status is not RegisterStatus.CLOSED and (subject.kind in kinds or not kinds):
            yield Unknown(subject.id, target_of(subject), "internal", error)
