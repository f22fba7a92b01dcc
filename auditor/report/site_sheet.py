"""The inspector's sheet of one site, a line a rule: its verdict, findings that show it, its limits and its clause.

Lines are grouped by weight. What was found comes first; what was clean or not judged is folded.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from auditor.model.audit import Audit, ColumnSum, SiteCheck, SiteSheet, SiteVerdict, StandingFinding
from auditor.report.finding_rows import SEVERITIES, Fact, Row
from auditor.report.phrases import column_sum, limit, observed, own_limits
from auditor.report.report_model import Report
from auditor.rules import Limit, Severity
from auditor.rules import sentences as rule_text

EXAMPLES = 3
REASONS = 3
PLACE = 60
LONGEST = {"zh": 90, "en": 150}
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Example:
    """A finding behind a line: `key` leads to its row, `files` to what shows it; `place` is the page's address."""

    key: str
    text: str
    place: str
    files: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line in words. `status` is a code of ORDER; `more` counts findings that are not among the examples.

    `unverified` says that the wording of its clause was not seen; `columns` that the site's columns show it.
    """

    title: str
    weight: str
    status: str
    word: str
    observed: str
    examples: tuple[Example, ...]
    more: str
    limit: str
    source: str
    unverified: bool
    columns: bool = False
    reason: str = ""


def line(
    report: Report,
    check: SiteCheck,
    group: str,
    found: Sequence[StandingFinding],
    rows: Sequence[Row],
    reasons: Counter[str],
) -> SheetLine:
    """Return the line of a rule. `found` are its findings, `rows` those printed below, of any rule, `reasons` why it
    could not judge."""
    words = report.words
    alone = replace(check, sums=(), limits=own_limits(report, check))
    status = _status(check)
    examples = _examples(report, check.rule, len(found), rows)
    rest = len(found) - len(examples)
    shown = (
        not rest and len(found) in (check.confirmed, check.suspected) and not check.unknown and check.samples is None
    )
    shown = shown and bool(found)
    more = words("sheet.more" if examples else "sheet.rows_elsewhere", rest) if rest else ""
    return SheetLine(
        title=report.rule_title(check.rule),
        weight=_weight(report, check.rule, found),
        status=status,
        word=words.get(f"sheet_verdict.{status}_{group}", "") or words(f"sheet_verdict.{status}"),
        observed="" if shown else observed(report, alone, reasons.most_common(REASONS)),
        examples=examples,
        more=more,
        limit=_limit(report, alone),
        source=rule_text.clause(check.source, report.lang),
        unverified=not check.source_seen,
        reason=report.reason(check.why) if check.why and (check.unknown or status != "pass") else "",
    )


def _status(check: SiteCheck) -> str:
    """Return the code of a line; what has a finding is never among the clean or the folded ones.

    "open": there is a finding, and whether it vetoes the site takes more samples; "below": it does not.
    """
    if check.verdict is SiteVerdict.FAIL:
        return "fail"
    if check.verdict is SiteVerdict.PASS:
        return "below" if check.confirmed or check.suspected else "pass"
    if check.confirmed or check.suspected:
        return "open" if check.confirmed else "suspected"
    return NOT_APPLICABLE if check.why == NOT_APPLICABLE else "not_assessable"


def _weight(report: Report, rule: str, found: Sequence[StandingFinding]) -> str:
    weights = Counter(one.severity for one in found)
    if len(weights) > 1:
        counted = [f"{report.words(f'severity.{one}')} {weights[one]}" for one in SEVERITIES if weights[one]]
        return report.words.joined(counted)
    known = report.rules.get(rule)
    only = next(iter(weights), known.severity if known else None)
    return report.words(f"severity.{only}") if only else ""


def _examples(report: Report, rule: str, total: int, rows: Sequence[Row]) -> tuple[Example, ...]:
    printed = [row for row in rows if row.rule == rule]
    known = report.rules.get(rule)
    return tuple(
        Example(
            row.key,
            _short(row.what, LONGEST[report.lang]),
            _place(row.target.url) if known and "page" in known.kind else "",
            tuple(fact for fact in row.evidence if (fact.href or "").startswith("evidence/")),
        )
        for row in printed[: EXAMPLES if total <= EXAMPLES else EXAMPLES - 1]
    )


def _place(url: str) -> str:
    """Return an address without its scheme, the middle of a long one left out."""
    short = url.partition("://")[2] or url
    return short if len(short) <= PLACE else f"{short[: PLACE // 2]}…{short[1 - PLACE // 2 :]}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def sum_line(report: Report, check: SiteCheck, one: ColumnSum) -> SheetLine:
    """Return the line of columns that add up to a veto."""
    status = str(one.verdict)
    seen = one.count or one.unseen or one.verdict is not SiteVerdict.NOT_ASSESSABLE
    return SheetLine(
        title=report.words("sheet.sum", what=report.words(f"sum.{one.code}")),
        weight=report.words("severity.veto"),
        status=status,
        word=report.words.get(f"sheet_verdict.{status}_veto", "") or report.words(f"sheet_verdict.{status}"),
        observed=column_sum(report, one) if seen else report.words("observed.nothing"),
        examples=(),
        more="",
        limit=report.words("sheet.sum_limit", int(one.limit)),
        source=rule_text.clause(check.source, report.lang),
        unverified=not check.source_seen,
        columns=bool(one.count or one.unseen),
    )


def _limit(report: Report, check: SiteCheck) -> str:
    """Return the limits in force; said of each where it is our own or was set in auditor.toml."""
    known, whole = report.rules.get(check.rule), limit(report, check)
    lone = {name: limit(report, replace(check, limits={name: value})) for name, value in check.limits.items()}
    if known is None or whole != report.words.parted(list(lone.values())):
        return whole
    notes = [_note(report, known.limits.get(name), check, name) for name in lone]
    if len(notes) > 1 and len(set(notes)) == 1 and notes[0] == report.words("sheet.ours"):
        return whole + report.words("sheet.all_ours")
    return report.words.parted([text + note for text, note in zip(lone.values(), notes, strict=True)])


def _note(report: Report, basis: Limit | None, check: SiteCheck, name: str) -> str:
    if basis is None:
        return ""
    if basis.value != check.limits[name]:
        return report.words("sheet.set")
    clause = basis.source.clause
    if clause == check.source:
        return ""
    if clause.startswith(rule_text.OURS):
        return report.words("sheet.ours")
    return "" if basis.source.seen else report.words("sheet.unverified")


FOUND = ("fail", "suspected", "open", "below")
ORDER = (*FOUND, "not_assessable", NOT_APPLICABLE, "pass")
GROUPS = {"veto": (Severity.VETO,), "faults": (Severity.MAJOR, Severity.MINOR), "advice": (Severity.ADVICE,)}
Reasons = Mapping[tuple[str, str], Counter[str]]


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines told in one: `names` and, unfolded, each with what it rests on, by clause."""

    status: str
    head: str
    names: str
    by_source: tuple[tuple[str, bool, tuple[SheetLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The lines of one weight: those to be read one by one, then the folded ones."""

    code: str
    title: str
    counts: str
    lines: tuple[SheetLine, ...]
    folds: tuple[Fold, ...]


def reasons_of(audit: Audit) -> Reasons:
    """Return how often each rule could not judge something of a subject, by reason."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    for one in audit.unknown:
        for rule in one.rules:
            counted.setdefault((one.subject, rule), Counter())[one.reason] += 1
    return counted


def sheet_groups(
    report: Report, sheet: SiteSheet, found: Iterable[StandingFinding], rows: Sequence[Row], reasons: Reasons
) -> tuple[SheetGroup, ...]:
    """Return the sheet of a site by weight. `found` are its findings, `rows` those that are printed below.

    A rule weighs what its own severity says, whatever a finding of it weighs; columns that add up to a veto are
    lines among the vetoes. A group without lines is left out.
    """
    of_rule: dict[str, list[StandingFinding]] = {}
    for one in found:
        of_rule.setdefault(one.rule, []).append(one)
    grouped: dict[str, list[SheetLine]] = {code: [] for code in GROUPS}
    for check in sheet.checks:
        group = _group(report, check.rule)
        why = reasons.get((sheet.subject, check.rule), Counter())
        grouped["veto"] += [sum_line(report, check, one) for one in check.sums]
        grouped[group].append(line(report, check, group, of_rule.get(check.rule, ()), rows, why))
    return tuple(_grouped(report, code, lines) for code, lines in grouped.items() if lines)


def _group(report: Report, rule: str) -> str:
    known = report.rules.get(rule)
    return next((code for code, weights in GROUPS.items() if known and known.severity in weights), "faults")


def _grouped(report: Report, code: str, lines: Sequence[SheetLine]) -> SheetGroup:
    ordered = sorted(lines, key=lambda line: ORDER.index(line.status))
    single = (*FOUND, "not_assessable") if code == "veto" else FOUND
    states = Counter(line.status for line in lines)
    folds = []
    for status in ORDER:
        folded = [line for line in ordered if line.status == status and status not in single]
        if folded:
            folds.append(_fold(report, status, folded, whole=len(folded) == len(lines)))
    counts = [report.words(_count_key(report, state, code), states[state]) for state in ORDER if states[state]]
    return SheetGroup(
        code,
        report.words(f"sheet_group.{code}"),
        report.words.joined(counts),
        tuple(line for line in ordered if line.status in single),
        tuple(folds),
    )


def _count_key(report: Report, status: str, code: str) -> str:
    own = f"sheet_count.{status}_{code}"
    return own if own in report.words.texts else f"sheet_count.{status}"


def _told(report: Report, cause: str, count: int, *, of: int) -> str:
    return cause if of == 1 else report.words("sheet_fold.cause", count, cause=cause)


def _fold(report: Report, status: str, lines: Sequence[SheetLine], *, whole: bool) -> Fold:
    words = report.words
    if status == "not_assessable":
        causes = Counter(line.reason for line in lines if line.reason).most_common(REASONS)
        counted = words.joined([_told(report, cause, n, of=len(causes)) for cause, n in causes])
        head = words("sheet_fold.not_assessable", len(lines)) + (
            words("sheet_fold.why", why=counted) if counted else ""
        )
    elif status == "pass":
        head = words("sheet_fold.all_pass" if whole else "sheet_fold.pass", len(lines))
        in_part = sum(bool(line.reason) for line in lines)
        head += words("sheet_fold.in_part", in_part) if in_part else ""
    else:
        head = words(f"sheet_fold.{status}", len(lines))
    by_source = sorted(lines, key=lambda line: line.source)
    grouped = groupby(by_source, key=lambda line: (line.source, line.unverified))
    return Fold(
        status,
        head,
        words.joined([line.title for line in lines]),
        tuple((source, unverified, tuple(of_source)) for (source, unverified), of_source in grouped),
    )
