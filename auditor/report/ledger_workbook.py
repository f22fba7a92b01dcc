"""ledger.xlsx, 整改台账: a summary sheet and one sheet a unit, strings and counts only, with columns for reviewers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from auditor.model.audit import FindingStatus, StandingFinding
from auditor.model.decisions import Review
from auditor.report.ledger_sheets import (
    ClosedSheet,
    cell_formats,
    close,
    closed_sheets,
    described,
    print_setup,
    sheet_names,
    write_row,
)
from auditor.report.plan_tables import PlanSheet, account_plan, redundancy_plan
from auditor.report.report_model import Report
from auditor.report.sanitize import visible
from auditor.rules import Confidence, Severity

COLUMNS = {
    "number": 5, "unit": 16, "subject": 18, "type": 14, "what": 38, "link": 38, "source": 26, "found": 11,
    "suggestion": 26, "deadline": 11, "owner": 10, "progress": 11, "review": 11, "remarks": 20, "evidence": 10,
    "mark": 18,
}  # fmt: skip
FILLED_IN = ("deadline", "owner", "progress", "review", "remarks")
CHOICES = {
    "progress": ("progress_open", "progress_busy", "progress_done", "progress_accept"),
    "review": ("review_wait", "review_pass", "review_fail"),
}
SUMMARY = {"unit": 30, "findings": 9, "new": 9, "vetoes": 10, "suspected": 10, "sheet": 32}
COUNTED = ("findings", "new", "vetoes", "suspected")
FINDINGS_HEAD = 0
SUMMARY_HEAD = 3
WORKBOOK = {
    "strings_to_urls": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_ledger(report: Report, path: Path) -> None:
    """Write the ledger of open findings to `path`. Rows are ordered as in the page; those that are accepted, and
    those gone since the run before, have sheets of their own at the end.

    Every cell is a string or a count: nothing computes, and nothing links but to files of the report itself. Raises
    OSError when the disk is full.
    """
    groups: dict[str, list[StandingFinding]] = {}
    for one in report.open:
        groups.setdefault(report.unit_of(one), []).append(one)
    plans = [one for one in (redundancy_plan(report), account_plan(report)) if one.rows]
    closed = closed_sheets(report)
    taken = (report.words("ledger.summary"), *(one.name for one in plans), *(one.name for one in closed))
    names = sheet_names(groups, *taken)
    workbook = xlsxwriter.Workbook(str(path), {**WORKBOOK, "tmpdir": str(path.parent)})
    workbook.set_properties(
        {"title": report.words("ledger.title"), "comments": report.audit.run.id, "created": datetime.now(UTC)}
    )
    try:
        formats = cell_formats(workbook)
        _write_summary(report, workbook, formats, dict(zip(groups, names, strict=True)), groups)
        for plan in plans:
            _write_plan(report, workbook.add_worksheet(plan.name), formats, plan)
        for (unit, findings), name in zip(groups.items(), names, strict=True):
            _write_unit(report, workbook.add_worksheet(name), formats, unit, findings)
        for sheet in closed:
            _write_closed(report, workbook.add_worksheet(sheet.name), formats, sheet)
    finally:
        close(workbook)


def _write_unit(
    report: Report, sheet: Any, formats: dict[str, Any], unit: str, findings: Sequence[StandingFinding]
) -> None:
    words = report.words
    for column, width in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)
    print_setup(sheet, report, FINDINGS_HEAD)
    heads = [words(f"ledger.{name}") for name in COLUMNS]
    write_row(sheet, FINDINGS_HEAD, heads, [formats["head"]] * len(COLUMNS))
    first, last = FINDINGS_HEAD + 1, FINDINGS_HEAD + len(findings)
    for name, choices in CHOICES.items():
        column = list(COLUMNS).index(name)
        rules = {
            "validate": "list",
            "source": [words(f"ledger.{one}") for one in choices],
            "error_title": words("ledger.title"),
            "error_message": words("ledger.choose"),
            "error_type": "warning",
        }
        sheet.data_validation(first, column, last, column, rules)
    for place, one in enumerate(findings):
        styles = [formats[_style(name, one)] for name in COLUMNS]
        write_row(sheet, first + place, _finding_cells(report, unit, place + 1, one), styles)
        if files := report.files.get(one.fingerprint):
            shown = files[-1].name
            kind = words(f"evidence_file.{shown.rpartition('.')[2]}")
            at = list(COLUMNS).index("evidence")
            sheet.write_url(first + place, at, f"external:evidence/{shown}", formats["text"], kind)
    sheet.autofilter(FINDINGS_HEAD, 0, last, len(COLUMNS) - 1)


def _style(column: str, one: StandingFinding) -> str:
    if column == "number":
        return "count"
    if column in FILLED_IN:
        return "blank"
    if column == "type" and one.severity is Severity.VETO:
        return "veto"
    return "mark" if column == "mark" else "text"


def _finding_cells(report: Report, unit: str, place: int, one: StandingFinding) -> list[object]:
    words = report.words
    review = report.decisions.reviews.get(one.fingerprint, Review())
    return [
        place,
        unit,
        *described(report, one),
        report.rule_source(one.rule),
        one.first_seen.isoformat(),
        report.suggestion(one),
        review.deadline.isoformat() if review.deadline else "",
        visible(review.owner),
        words.get(f"ledger.progress_{review.progress or 'open'}", visible(review.progress)),
        words.get(f"ledger.review_{review.review or 'wait'}", visible(review.review)),
        visible(review.remarks),
        "",
        one.fingerprint,
    ]


def _write_summary(
    report: Report,
    workbook: Any,
    formats: dict[str, Any],
    names: dict[str, str],
    groups: dict[str, list[StandingFinding]],
) -> None:
    words = report.words
    sheet = workbook.add_worksheet(words("ledger.summary"))
    for column, width in enumerate(SUMMARY.values()):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{words('ledger.title')} {words.day(report.audit.run.as_of)}", formats["title"])
    sheet.write_string(1, 0, words("ledger.note"), formats["note"])
    print_setup(sheet, report, SUMMARY_HEAD)
    heads = [words(f"ledger.{name}") for name in SUMMARY]
    write_row(sheet, SUMMARY_HEAD, heads, [formats["head"]] * len(SUMMARY))
    plain, total = (
        [formats[count if name in COUNTED else text] for name in SUMMARY]
        for text, count in (("text", "count"), ("head", "total"))
    )
    row = SUMMARY_HEAD
    for unit, findings in groups.items():
        row += 1
        write_row(sheet, row, [unit, *_counts(findings), names[unit]], plain)
    sheet.autofilter(SUMMARY_HEAD, 0, row, len(SUMMARY) - 1)
    write_row(sheet, row + 1, [words("ledger.total"), *_counts(report.open), ""], total)


def _write_plan(report: Report, sheet: Any, formats: dict[str, Any], plan: PlanSheet) -> None:
    """Write a plan, one row a proposal, with cells for the decision."""
    for column, width in enumerate(plan.columns.values()):
        sheet.set_column(column, column, width)
    print_setup(sheet, report, FINDINGS_HEAD)
    write_row(sheet, FINDINGS_HEAD, plan.heads, [formats["head"]] * len(plan.heads))
    decision, last = list(plan.columns).index("decision"), FINDINGS_HEAD + len(plan.rows)
    rules = {
        "validate": "list",
        "source": plan.choices,
        "error_title": plan.name,
        "error_message": report.words("ledger.choose"),
        "error_type": "information",
    }
    sheet.data_validation(FINDINGS_HEAD + 1, decision, last, decision, rules)
    styles = plan.styles(formats)
    for place, row in enumerate(plan.rows, start=1):
        write_row(sheet, FINDINGS_HEAD + place, row, styles)
    sheet.autofilter(FINDINGS_HEAD, 0, last, len(plan.heads) - 1)


def _write_closed(report: Report, sheet: Any, formats: dict[str, Any], closed: ClosedSheet) -> None:
    """Write findings that are not open, to read."""
    for column, width in enumerate(closed.columns.values()):
        sheet.set_column(column, column, width)
    print_setup(sheet, report, FINDINGS_HEAD)
    heads = [report.words(f"ledger.{name}") for name in closed.columns]
    write_row(sheet, FINDINGS_HEAD, heads, [formats["head"]] * len(heads))
    own = {"number": "count", "mark": "mark"}
    for place, row in enumerate(closed.rows, start=1):
        write_row(sheet, FINDINGS_HEAD + place, row, [formats[own.get(name, "text")] for name in closed.columns])
    sheet.autofilter(FINDINGS_HEAD, 0, FINDINGS_HEAD + len(closed.rows), len(heads) - 1)


def _counts(findings: Iterable[StandingFinding]) -> list[int]:
    counted: Counter[str] = Counter()
    for one in findings:
        counted["findings"] += 1
        counted["new"] += one.status is FindingStatus.NEW
        counted["vetoes"] += one.severity is Severity.VETO
        counted["suspected"] += one.confidence is Confidence.SUSPECTED
    return [counted[name] for name in COUNTED]
