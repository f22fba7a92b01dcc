"""Chapter of method and limits: each rule with why, limit, source and what it judged; facts of the run."""

from dataclasses import dataclass

from auditor.model.audit import RuleCount
from auditor.report.catalogue import number, size
from auditor.report.printable import Edition
from auditor.report.short_words import limits
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


def method(edition: Edition) -> Method:
    """Return the chapter of method and limits."""
    return Method(_rules(edition), _facts(edition), _warnings(edition))


def _rules(edition: Edition) -> tuple[RuleView, ...]:
    audit, words = edition.audit, edition.words
    views = []
    for rule in sorted(edition.rules.values(), key=lambda one: (one.item, one.id)):
        count = audit.counts.get(rule.id, NONE_JUDGED)
        views.append(
            RuleView(
                id=rule.id,
                item=rule.item,
                title=rule_text.title(rule, edition.lang),
                severity=str(rule.severity),
                severity_word=words(f"severity.{rule.severity}"),
                why=rule_text.words(rule, edition.lang).why,
                limits=tuple(limits(edition, rule.id, audit.limits.get(rule.id, {}))) or (words("limit.none"),),
                source=rule_text.clause(rule.source.clause, edition.lang),
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


def _facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    run, words = edition.audit.run, edition.words
    facts = {
        "run": run.id,
        "as_of": words.day(run.as_of),
        "started": words.time(run.started_at, edition.zone),
        "finished": words.time(run.finished_at, edition.zone) if run.finished_at else "",
        "inventory": run.inventory,
        "pages": number(run.pages),
        "posts": number(run.posts),
        "requests": number(run.requests),
        "bytes": size(run.bytes),
        "version": run.tool_version,
    }
    of_all = frozenset() if not edition.unit else OF_ALL
    return tuple((words(f"fact.{name}"), value) for name, value in facts.items() if value and name not in of_all)


def _warnings(edition: Edition) -> tuple[str, ...]:
    audit, words = edition.audit, edition.words
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
