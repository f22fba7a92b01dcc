"""ledger.xlsx, 整改台账: a summary sheet and one sheet a unit, strings only, with columns for the reviewers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from auditor.audit import FindingStatus, StandingFinding
from auditor.decision import Review
from auditor.report.edition import Edition
from auditor.report.inert import visible
from auditor.report.ledger_plan import PlanSheet, account_plan
from auditor.report.plan_3 import redundancy_plan
from auditor.report.rows import target
from auditor.report.words import number
from auditor.rule import Confidence, Severity

CELL = 32_767
SHEET_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
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
FINDINGS_HEAD = 0
SUMMARY_HEAD = 3
WORKBOOK = {
    "strings_to_urls": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_ledger(edition: Edition, path: Path) -> None:
    """Write the ledger of open findings to `path`. Rows are ordered as in the page; accepted ones are left out.

    Every cell is a string: nothing computes, and nothing links but to files of the report itself. Raises OSError
    when the disk is full.
    """
    groups: dict[str, list[StandingFinding]] = {}
    for one in edition.open:
        groups.setdefault(one.unit, []).append(one)
    plans = [one for one in (redundancy_plan(edition), account_plan(edition)) if one.rows]
    taken = (edition.words("ledger.summary"), *(one.name for one in plans))
    names = sheet_names([edition.unit_name(unit) for unit in groups], *taken)
    workbook = xlsxwriter.Workbook(str(path), {**WORKBOOK, "tmpdir": str(path.parent)})
    workbook.set_properties(
        {"title": edition.words("ledger.title"), "comments": edition.audit.run.id, "created": datetime.now(UTC)}
    )
    try:
        formats = _formats(workbook)
        _write_summary(edition, workbook, formats, dict(zip(groups, names, strict=True)), groups)
        for plan in plans:
            _write_plan(edition, workbook.add_worksheet(plan.name), formats, plan)
        for (unit, findings), name in zip(groups.items(), names, strict=True):
            _write_unit(edition, workbook.add_worksheet(name), formats, unit, findings)
    finally:
        _close(workbook)


def sheet_names(units: Iterable[str], *taken: str) -> list[str]:
    """Return a sheet name a unit: at most 31 letters, none forbidden, unique without regard to case."""
    used = {name.casefold() for name in (*taken, "history")}
    names = []
    for unit in units:
        stem = FORBIDDEN.sub(" ", unit).strip(" '") or "-"
        name, count = stem[:SHEET_NAME].strip(" '"), 2
        while name.casefold() in used:
            tail = f" ({count})"
            name, count = stem[: SHEET_NAME - len(tail)].strip(" '") + tail, count + 1
        used.add(name.casefold())
        names.append(name)
    return names


def _close(workbook: Any) -> None:
    try:
        workbook.close()
    except xlsxwriter.exceptions.FileCreateError as fault:
        cause = fault.args[0] if fault.args and isinstance(fault.args[0], OSError) else OSError(str(fault))
        raise cause from fault


def _formats(workbook: Any) -> dict[str, Any]:
    common = {"valign": "top", "text_wrap": True, "font_size": 10, "border": 1, "border_color": "#D8DBE0"}
    text = {"num_format": "@", **common}
    return {
        "text": workbook.add_format(text),
        "veto": workbook.add_format({**text, "font_color": "#B3261E", "bold": True}),
        "blank": workbook.add_format({**text, "bg_color": "#FFFBEF"}),
        "mark": workbook.add_format({**text, "font_color": "#5B5F66", "font_size": 8, "text_wrap": False}),
        "head": workbook.add_format({**text, "bold": True, "bg_color": "#F0F1F3", "valign": "vcenter"}),
        "title": workbook.add_format({"bold": True, "font_size": 16}),
        "note": workbook.add_format({"font_color": "#5B5F66", "font_size": 9}),
    }


def _print_setup(sheet: Any, edition: Edition, head: int) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    title = f"{edition.words('ledger.title')} {edition.audit.run.as_of.isoformat()}"
    sheet.set_footer(f"&L{title}&R&P / &N")


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def _write_row(sheet: Any, row: int, cells: Sequence[object], formats: Sequence[Any]) -> None:
    for column, (value, style) in enumerate(zip(cells, formats, strict=True)):
        text = _cell(value)
        if text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


def _write_unit(
    edition: Edition, sheet: Any, formats: dict[str, Any], unit: str, findings: Sequence[StandingFinding]
) -> None:
    words = edition.words
    for column, width in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)
    _print_setup(sheet, edition, FINDINGS_HEAD)
    heads = [words(f"ledger.{name}") for name in COLUMNS]
    _write_row(sheet, FINDINGS_HEAD, heads, [formats["head"]] * len(COLUMNS))
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
        _write_row(sheet, first + place, _finding_cells(edition, unit, place + 1, one), styles)
        if files := edition.files.get(one.fingerprint):
            shown = files[-1].name
            kind = words(f"evidence_file.{shown.rpartition('.')[2]}")
            at = list(COLUMNS).index("evidence")
            sheet.write_url(first + place, at, f"external:evidence/{shown}", formats["text"], kind)
    sheet.autofilter(FINDINGS_HEAD, 0, last, len(COLUMNS) - 1)


def _style(column: str, one: StandingFinding) -> str:
    if column in FILLED_IN:
        return "blank"
    if column == "type" and one.severity is Severity.VETO:
        return "veto"
    return "mark" if column == "mark" else "text"


def _finding_cells(edition: Edition, unit: str, place: int, one: StandingFinding) -> list[object]:
    words = edition.words
    review = edition.decisions.reviews.get(one.fingerprint, Review())
    column = one.values.get("name")
    subject = edition.subject_name(one.subject)
    what = edition.sentence(one)
    if one.confidence is Confidence.SUSPECTED:
        what = words("page.named", name=what, what=words("state.suspected"))
    kind = words("page.named", name=edition.rule_title(one.rule), what=words(f"severity.{one.severity}"))
    return [
        place,
        edition.unit_name(unit),
        f"{subject} / {column}" if isinstance(column, str) and column else subject,
        kind,
        what,
        target(edition, one.subject, one.target).url,
        edition.rule_source(one.rule),
        one.first_seen.isoformat(),
        edition.suggestion(one),
        review.deadline.isoformat() if review.deadline else "",
        visible(review.owner),
        words.get(f"ledger.progress_{review.progress or 'open'}", visible(review.progress)),
        words.get(f"ledger.review_{review.review or 'wait'}", visible(review.review)),
        visible(review.remarks),
        "",
        one.fingerprint,
    ]


def _write_summary(
    edition: Edition,
    workbook: Any,
    formats: dict[str, Any],
    names: dict[str, str],
    groups: dict[str, list[StandingFinding]],
) -> None:
    words = edition.words
    sheet = workbook.add_worksheet(words("ledger.summary"))
    for column, width in enumerate(SUMMARY.values()):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{words('ledger.title')} {words.day(edition.audit.run.as_of)}", formats["title"])
    sheet.write_string(1, 0, words("ledger.note"), formats["note"])
    _print_setup(sheet, edition, SUMMARY_HEAD)
    heads = [words(f"ledger.{name}") for name in SUMMARY]
    _write_row(sheet, SUMMARY_HEAD, heads, [formats["head"]] * len(SUMMARY))
    plain = [formats["text"]] * len(SUMMARY)
    row = SUMMARY_HEAD
    for unit, findings in groups.items():
        row += 1
        _write_row(sheet, row, [edition.unit_name(unit), *_counts(findings), names[unit]], plain)
    sheet.autofilter(SUMMARY_HEAD, 0, row, len(SUMMARY) - 1)
    _write_row(sheet, row + 1, [words("ledger.total"), *_counts(edition.open), ""], [formats["head"]] * len(SUMMARY))


def _write_plan(edition: Edition, sheet: Any, formats: dict[str, Any], plan: PlanSheet) -> None:
    """Write a plan, one row a proposal, with cells for the decision."""
    for column, width in enumerate(plan.columns.values()):
        sheet.set_column(column, column, width)
    _print_setup(sheet, edition, FINDINGS_HEAD)
    _write_row(sheet, FINDINGS_HEAD, plan.heads, [formats["head"]] * len(plan.heads))
    decision, last = list(plan.columns).index("decision"), FINDINGS_HEAD + len(plan.rows)
    rules = {
        "validate": "list",
        "source": plan.choices,
        "error_title": plan.name,
        "error_message": edition.words("ledger.choose"),
        "error_type": "information",
    }
    sheet.data_validation(FINDINGS_HEAD + 1, decision, last, decision, rules)
    styles = plan.styles(formats)
    for place, row in enumerate(plan.rows, start=1):
        _write_row(sheet, FINDINGS_HEAD + place, row, styles)
    sheet.autofilter(FINDINGS_HEAD, 0, last, len(plan.heads) - 1)


def _counts(findings: Iterable[StandingFinding]) -> list[str]:
    counted: Counter[str] = Counter()
    for one in findings:
        counted["findings"] += 1
        counted["new"] += one.status is FindingStatus.NEW
        counted["vetoes"] += one.severity is Severity.VETO
        counted["suspected"] += one.confidence is Confidence.SUSPECTED
    return [number(counted[name]) for name in ("findings", "new", "vetoes", "suspected")]
