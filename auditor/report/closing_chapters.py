"""The closing chapters: method and limits of the audit, and what was not seen, by cause, subject and target."""

from collections import Counter
from dataclasses import dataclass

from auditor.model import SubjectState
from auditor.model.audit import RuleCount
from auditor.report.catalogue import number, size
from auditor.report.finding_rows import CAP, Place, target
from auditor.report.phrases import coded, limits
from auditor.report.report_model import Report
from auditor.rules import sentences as rule_text

NONE_JUDGED = RuleCount(0, 0, 0)
OF_ALL = frozenset({"inventory", "pages", "posts", "requests", "bytes"})
"""Facts of the whole run, which a unit's page does not tell."""


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in words."""

    id: str
    item: int
    title: str
    severity: str
    severity_word: str
    why: str
    limits: tuple[str, ...]
    source: str
    unverified: bool
    judged: str


@dataclass(frozen=True, slots=True)
class Method:
    """The chapter: rules, facts of the run as (name, value), what went wrong with the audit itself."""

    rules: tuple[RuleView, ...]
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def method(report: Report) -> Method:
    """Return the chapter of method and limits."""
    return Method(_rules(report), _facts(report), _warnings(report))


def _rules(report: Report) -> tuple[RuleView, ...]:
    audit, words = report.audit, report.words
    views = []
    for rule in sorted(report.rules.values(), key=lambda one: (one.item, one.id)):
        count = audit.counts.get(rule.id, NONE_JUDGED)
        views.append(
            RuleView(
                id=rule.id,
                item=rule.item,
                title=rule_text.title(rule, report.lang),
                severity=str(rule.severity),
                severity_word=words(f"severity.{rule.severity}"),
                why=rule_text.words(rule, report.lang).why,
                limits=tuple(limits(report, rule.id, audit.limits.get(rule.id, {}))) or (words("limit.none"),),
                source=rule_text.clause(rule.source.clause, report.lang),
                unverified=not rule.source.seen,
                judged=words(
                    "method.judged",
                    clean=number(count.clean),
                    findings=number(count.findings),
                    unknown=number(count.unknown),
                ),
            )
        )
    return tuple(views)


def _facts(report: Report) -> tuple[tuple[str, str], ...]:
    run, words = report.audit.run, report.words
    facts = {
        "run": run.id,
        "as_of": words.day(run.as_of),
        "started": words.time(run.started_at, report.zone),
        "finished": words.time(run.finished_at, report.zone) if run.finished_at else "",
        "inventory": run.inventory,
        "pages": number(run.pages),
        "posts": number(run.posts),
        "requests": number(run.requests),
        "bytes": size(run.bytes),
        "version": run.tool_version,
    }
    of_all = frozenset() if not report.unit else OF_ALL
    return tuple((words(f"fact.{name}"), value) for name, value in facts.items() if value and name not in of_all)


def _warnings(report: Report) -> tuple[str, ...]:
    audit, words = report.audit, report.words
    lines = []
    if audit.not_loaded:
        lines.append(words("method.not_loaded", what=words.parted(list(audit.not_loaded))))
    if audit.failed:
        lines.append(words("method.failed", what=words.parted(list(audit.failed))))
    if audit.carried:
        lines.append(words("method.carried", len(audit.carried)))
    if audit.left_register:
        lines.append(words("method.left_register", audit.left_register))
    if audit.run.resumed:
        lines.append(words("method.resumed"))
    return (*lines, *audit.notes)


# What was not seen.


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: how many targets of how many subjects, and what would let us see them."""

    name: str
    count: int
    subjects: int
    remedy: str


@dataclass(frozen=True, slots=True)
class UnseenSubject:
    """One subject that was not seen in full."""

    name: str
    kind: str
    unit: str
    state: str
    state_word: str
    why: str
    targets: int


@dataclass(frozen=True, slots=True)
class UnseenTarget:
    """One target that could not be judged."""

    subject: str
    target: Place
    reason: str
    detail: str
    rules: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """The chapter. `total` counts targets, of which `targets` are printed."""

    causes: tuple[Cause, ...]
    subjects: tuple[UnseenSubject, ...]
    all_subjects: int
    targets: tuple[UnseenTarget, ...]
    total: int


def unseen(report: Report) -> Unseen:
    """Return the chapter of what was not seen."""
    unknown = report.audit.unknown
    by_cause = Counter(one.reason for one in unknown)
    hit: dict[str, set[str]] = {}
    for one in unknown:
        hit.setdefault(one.reason, set()).add(one.subject)
    per_subject = Counter(one.subject for one in unknown if one.rules)
    subjects = [one for one in report.wanted if one.state is not SubjectState.OBSERVED]
    targets = [one for one in unknown if one.rules]
    return Unseen(
        causes=tuple(
            Cause(report.reason(code), count, len(hit[code]), _remedy(report, code))
            for code, count in by_cause.most_common()
        ),
        subjects=tuple(
            UnseenSubject(
                one.subject.name,
                report.words(f"kind.{one.subject.kind}"),
                one.subject.unit,
                str(one.state),
                report.words(f"seen.{one.state}"),
                coded(report, one.why),
                per_subject[one.subject.id],
            )
            for one in subjects[:CAP]
        ),
        all_subjects=len(subjects),
        targets=tuple(
            UnseenTarget(
                report.subject_name(one.subject),
                target(report, one.subject, one.target),
                report.reason(one.reason),
                coded(report, one.detail),
                report.words.joined([report.rule_title(rule) for rule in one.rules]),
            )
            for one in targets[:CAP]
        ),
        total=len(targets),
    )


def _remedy(report: Report, code: str) -> str:
    return report.words.get(f"remedy.{code}", report.words("remedy.default"))
