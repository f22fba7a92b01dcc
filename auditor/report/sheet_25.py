"""The inspector's sheet of one site: its lines by weight, what was found first, what was clean or not judged folded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.model.audit import Audit, SiteSheet, StandingFinding
from auditor.report.finding_rows import Row
from auditor.report.printable import Edition
from auditor.report.sheet_25_line import NOT_APPLICABLE, REASONS, SheetLine, line, sum_line
from auditor.rules import Severity

FOUND = ("fail", "suspected", "open", "below")
ORDER = (*FOUND, "not_assessable", NOT_APPLICABLE, "pass")
GROUPS = {
    "veto": (Severity.VETO,),
    "faults": (Severity.MAJOR, Severity.MINOR),
    "advice": (Severity.ADVICE,),
}
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
    edition: Edition, sheet: SiteSheet, found: Iterable[StandingFinding], rows: Sequence[Row], reasons: Reasons
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
        group = _group(edition, check.rule)
        why = reasons.get((sheet.subject, check.rule), Counter())
        grouped["veto"] += [sum_line(edition, check, one) for one in check.sums]
        grouped[group].append(line(edition, check, group, of_rule.get(check.rule, ()), rows, why))
    return tuple(_grouped(edition, code, lines) for code, lines in grouped.items() if lines)


def _group(edition: Edition, rule: str) -> str:
    known = edition.rules.get(rule)
    return next((code for code, weights in GROUPS.items() if known and known.severity in weights), "faults")


def _grouped(edition: Edition, code: str, lines: Sequence[SheetLine]) -> SheetGroup:
    ordered = sorted(lines, key=lambda line: ORDER.index(line.status))
    single = (*FOUND, "not_assessable") if code == "veto" else FOUND
    states = Counter(line.status for line in lines)
    folds = []
    for status in ORDER:
        folded = [line for line in ordered if line.status == status and status not in single]
        if folded:
            folds.append(_fold(edition, status, folded, whole=len(folded) == len(lines)))
    counts = [edition.words(_count_key(edition, state, code), states[state]) for state in ORDER if states[state]]
    return SheetGroup(
        code,
        edition.words(f"sheet_group.{code}"),
        edition.words.joined(counts),
        tuple(line for line in ordered if line.status in single),
        tuple(folds),
    )


def _count_key(edition: Edition, status: str, code: str) -> str:
    own = f"sheet_count.{status}_{code}"
    return own if own in edition.words.texts else f"sheet_count.{status}"


def _told(edition: Edition, cause: str, count: int, *, of: int) -> str:
    return cause if of == 1 else edition.words("sheet_fold.cause", count, cause=cause)


def _fold(edition: Edition, status: str, lines: Sequence[SheetLine], *, whole: bool) -> Fold:
    words = edition.words
    if status == "not_assessable":
        causes = Counter(line.reason for line in lines if line.reason).most_common(REASONS)
        counted = words.joined([_told(edition, cause, n, of=len(causes)) for cause, n in causes])
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
