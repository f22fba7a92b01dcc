"""Builders for consolidation: a rule that says nothing by itself, a run, a judgement, an audit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from auditor.consolidate import Sight, Terms, consolidate
from auditor.model import Outcome, Subject, SubjectStanding, SubjectState
from auditor.model.audit import Audit, RunInfo
from auditor.rules import Clean, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, Words
from auditor.rules.judge import Judgement
from tests.make import AS_OF
from tests.rules.declared import declared

CLAUSE = Source("a clause")
WORDS = Words("title", "why", "summary {target}", "suggestion")
DAYS = {"news": 14.0, "notice": 180.0, "policy": 180.0}


def rule(id: str = "link-broken", item: int = 25, severity: Severity = Severity.MINOR, **limits: float) -> Rule:
    """Return a rule that never judges, and declares what the one that ships does; its verdicts are handed in."""
    known = {name: Limit(value, "days", CLAUSE) for name, value in limits.items()}
    kind = "notice point" if id.startswith("notice-") else "page"
    made = Rule(id, item, kind, severity, CLAUSE, lambda view, limits: (), {"zh": WORDS, "en": WORDS}, known)
    return declared(made)


RULES = {
    one.id: one
    for one in (
        rule(),
        rule("link-private"),
        rule("column-stale", severity=Severity.MAJOR, **DAYS),
        rule("column-blank", severity=Severity.MAJOR),
        rule("site-home-stale", severity=Severity.VETO, days=14.0),
        rule("post-duplicate", 3),
        rule("post-expired", 3),
        rule("page-orphan", 3),
        rule("notice-duplicate", 3),
        rule("document-lapsed", 3),
        rule("secrecy-marking", 3),
        rule("personal-data", 3),
        rule("notice-expired", 3),
        rule("account-dormant", 27, Severity.VETO, days=14.0),
        rule("account-missing", 27, Severity.MAJOR),
        rule("account-not-cancelled", 27, Severity.MAJOR),
        rule("account-duplicate", 27, Severity.MAJOR),
        rule("account-main", 27),
        rule("account-unregistered", 27),
    )
}


def run(day: date = AS_OF) -> RunInfo:
    """Return a run that judged by that day."""
    start = datetime(day.year, day.month, day.day, 18, 30, tzinfo=UTC)
    return RunInfo(f"run-{day}", start, start + timedelta(hours=1), day, "inventory.csv", "0.1.0")


def judgement(*verdicts: tuple[str, Verdict]) -> Judgement:
    """Return verdicts, each given with its rule's id, as stage 4 hands them over."""
    clean: dict[tuple[str, str], set[str]] = {}
    for name, one in verdicts:
        if isinstance(one, Clean):
            clean.setdefault((name, one.subject), set()).add(one.target)
    return Judgement(
        findings=tuple((RULES[name], one) for name, one in verdicts if isinstance(one, Finding)),
        unknown=tuple((RULES[name], one) for name, one in verdicts if isinstance(one, Unknown)),
        clean={key: frozenset(targets) for key, targets in clean.items()},
    )


def observed(*subjects: Subject) -> list[SubjectStanding]:
    """Return standings of subjects that were seen whole."""
    return [SubjectStanding(one, SubjectState.OBSERVED) for one in subjects]


def unseen(subject: Subject, why: str = "challenge") -> SubjectStanding:
    """Return the standing of a subject that was not seen."""
    return SubjectStanding(subject, SubjectState.UNKNOWN, why)


def sight(seen: Mapping[str, Outcome] | None = None, **lookups: object) -> Sight:
    """Return look-ups over a mapping of address → outcome."""
    return Sight(seen=(seen or {}).get, **lookups)


def audit(
    standings: Sequence[SubjectStanding],
    verdicts: Iterable[tuple[str, Verdict]] = (),
    look: Sight | None = None,
    *,
    day: date = AS_OF,
    rules: Iterable[str] = RULES,
    limits: Mapping[str, Limits] | None = None,
    terms: Mapping[str, object] | None = None,
    **more: object,
) -> Audit:
    """Return the audit of one run."""
    chosen = [RULES[name] for name in rules]
    given = {one.id: Limits({name: limit.value for name, limit in one.limits.items()}) for one in chosen}
    known = Terms(chosen, given | dict(limits or {}), **(terms or {}))
    return consolidate(run(day), standings, judgement(*verdicts), known, look or sight(), **more)
