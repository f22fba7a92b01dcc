"""One line of the inspector's sheet: what a rule came to, with findings that show it, its limits and its clause."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.model.audit import ColumnSum, SiteCheck, SiteVerdict, StandingFinding
from auditor.report.finding_rows import SEVERITIES, Fact, Row
from auditor.report.printable import Edition
from auditor.report.short_words import VETO, column_sum, limit, observed
from auditor.rules import Limit
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
    edition: Edition,
    check: SiteCheck,
    group: str,
    found: Sequence[StandingFinding],
    rows: Sequence[Row],
    reasons: Counter[str],
) -> SheetLine:
    """Return the line of a rule. `found` are its findings, `rows` those printed below, of any rule, `reasons` why it
    could not judge."""
    words = edition.words
    alone = replace(check, sums=(), limits={name: n for name, n in check.limits.items() if not name.startswith(VETO)})
    status = _status(check)
    examples = _examples(edition, check.rule, len(found), rows)
    rest = len(found) - len(examples)
    shown = (
        not rest and len(found) in (check.confirmed, check.suspected) and not check.unknown and check.samples is None
    )
    shown = shown and bool(found)
    more = words("sheet.more" if examples else "sheet.rows_elsewhere", rest) if rest else ""
    return SheetLine(
        title=edition.rule_title(check.rule),
        weight=_weight(edition, check.rule, found),
        status=status,
        word=words.get(f"sheet_verdict.{status}_{group}", "") or words(f"sheet_verdict.{status}"),
        observed="" if shown else observed(edition, alone, reasons.most_common(REASONS)),
        examples=examples,
        more=more,
        limit=_limit(edition, alone),
        source=rule_text.clause(check.source, edition.lang),
        unverified=not check.source_seen,
        reason=edition.reason(check.why) if check.why and (check.unknown or status != "pass") else "",
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


def _weight(edition: Edition, rule: str, found: Sequence[StandingFinding]) -> str:
    weights = Counter(one.severity for one in found)
    if len(weights) > 1:
        counted = [f"{edition.words(f'severity.{one}')} {weights[one]}" for one in SEVERITIES if weights[one]]
        return edition.words.joined(counted)
    known = edition.rules.get(rule)
    only = next(iter(weights), known.severity if known else None)
    return edition.words(f"severity.{only}") if only else ""


def _examples(edition: Edition, rule: str, total: int, rows: Sequence[Row]) -> tuple[Example, ...]:
    printed = [row for row in rows if row.rule == rule]
    known = edition.rules.get(rule)
    return tuple(
        Example(
            row.key,
            _short(row.what, LONGEST[edition.lang]),
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


def sum_line(edition: Edition, check: SiteCheck, one: ColumnSum) -> SheetLine:
    """Return the line of columns that add up to a veto."""
    status = str(one.verdict)
    seen = one.count or one.unseen or one.verdict is not SiteVerdict.NOT_ASSESSABLE
    return SheetLine(
        title=edition.words("sheet.sum", what=edition.words(f"sum.{one.code}")),
        weight=edition.words("severity.veto"),
        status=status,
        word=edition.words.get(f"sheet_verdict.{status}_veto", "") or edition.words(f"sheet_verdict.{status}"),
        observed=column_sum(edition, one) if seen else edition.words("observed.nothing"),
        examples=(),
        more="",
        limit=edition.words("sheet.sum_limit", int(one.limit)),
        source=rule_text.clause(check.source, edition.lang),
        unverified=not check.source_seen,
        columns=bool(one.count or one.unseen),
    )


def _limit(edition: Edition, check: SiteCheck) -> str:
    """Return the limits in force; said of each where it is our own or was set in auditor.toml."""
    known, whole = edition.rules.get(check.rule), limit(edition, check)
    lone = {name: limit(edition, replace(check, limits={name: value})) for name, value in check.limits.items()}
    if known is None or whole != edition.words.parted(list(lone.values())):
        return whole
    notes = [_note(edition, known.limits.get(name), check, name) for name in lone]
    if len(notes) > 1 and len(set(notes)) == 1 and notes[0] == edition.words("sheet.ours"):
        return whole + edition.words("sheet.all_ours")
    return edition.words.parted([text + note for text, note in zip(lone.values(), notes, strict=True)])


def _note(edition: Edition, basis: Limit | None, check: SiteCheck, name: str) -> str:
    if basis is None:
        return ""
    if basis.value != check.limits[name]:
        return edition.words("sheet.set")
    clause = basis.source.clause
    if clause == check.source:
        return ""
    if clause.startswith(rule_text.OURS):
        return edition.words("sheet.ours")
    return "" if basis.source.seen else edition.words("sheet.unverified")
