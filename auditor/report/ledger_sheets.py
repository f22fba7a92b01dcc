"""Sheets of a workbook: their names, formats, print set-up and rows of text and counts; nothing in them computes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from auditor.model.audit import StandingFinding
from auditor.model.decisions import Review
from auditor.report.finding_rows import target
from auditor.report.report_model import Report
from auditor.report.sanitize import visible
from auditor.rules import Confidence

CELL = 32_767
SHEET_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


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


def close(workbook: Any) -> None:
    """Write the workbook's file. Raises OSError, where the library has one of its own."""
    try:
        workbook.close()
    except xlsxwriter.exceptions.FileCreateError as fault:
        cause = fault.args[0] if fault.args and isinstance(fault.args[0], OSError) else OSError(str(fault))
        raise cause from fault


def cell_formats(workbook: Any) -> dict[str, Any]:
    """Return the formats of cells by what they hold."""
    common = {"valign": "top", "text_wrap": True, "font_size": 10, "border": 1, "border_color": "#D8DBE0"}
    text = {"num_format": "@", **common}
    return {
        "text": workbook.add_format(text),
        "count": workbook.add_format({**common, "num_format": "#,##0"}),
        "veto": workbook.add_format({**text, "font_color": "#B3261E", "bold": True}),
        "blank": workbook.add_format({**text, "bg_color": "#FFFBEF"}),
        "mark": workbook.add_format({**text, "font_color": "#5B5F66", "font_size": 8, "text_wrap": False}),
        "head": workbook.add_format({**text, "bold": True, "bg_color": "#F0F1F3", "valign": "vcenter"}),
        "total": workbook.add_format({**common, "num_format": "#,##0", "bold": True, "bg_color": "#F0F1F3"}),
        "title": workbook.add_format({"bold": True, "font_size": 16}),
        "note": workbook.add_format({"font_color": "#5B5F66", "font_size": 9}),
    }


def print_setup(sheet: Any, report: Report, head: int) -> None:
    """Set a sheet up for A4 with its head, row `head` from 0, frozen and repeated on each page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    title = f"{report.words('ledger.title')} {report.audit.run.as_of.isoformat()}"
    sheet.set_footer(f"&L{title}&R&P / &N")


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def write_row(sheet: Any, row: int, cells: Sequence[object], formats: Sequence[Any]) -> None:
    """Write one row, counts as numbers and all else as text, each cell in its format."""
    for column, (value, style) in enumerate(zip(cells, formats, strict=True)):
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif text := _cell(value):
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


# Sheets of findings that are not open: gone since the run before, and accepted by people.

DESCRIBED = {"number": 5, "unit": 18, "subject": 22, "type": 18, "what": 44, "link": 42, "found": 11}
GONE = DESCRIBED | {"gone_on": 11, "owner": 10, "mark": 18}
ACCEPTED = DESCRIBED | {"reason": 30, "until": 11, "mark": 18}


@dataclass(frozen=True, slots=True)
class ClosedSheet:
    """One sheet to read: its name, the columns' names and widths, the rows."""

    name: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[object]]


def closed_sheets(report: Report) -> list[ClosedSheet]:
    """Return the sheets that have rows, in the order of the workbook."""
    words, day = report.words, report.audit.run.as_of.isoformat()
    reviews = report.decisions.reviews
    gone = [
        [*_row(report, place, one), day, visible(reviews.get(one.fingerprint, Review()).owner), one.fingerprint]
        for place, one in enumerate(report.audit.resolved, start=1)
    ]
    accepted = [
        [*_row(report, place, one), one.waiver, str(one.waived_until or ""), one.fingerprint]
        for place, one in enumerate(report.accepted, start=1)
    ]
    made = (ClosedSheet(words("ledger.gone"), GONE, gone), ClosedSheet(words("ledger.accepted"), ACCEPTED, accepted))
    return [one for one in made if one.rows]


def described(report: Report, one: StandingFinding) -> list[str]:
    """Return what every sheet says of a finding: subject and column, type, sentence, address."""
    words = report.words
    column, subject = one.values.get("name"), report.subject_name(one.subject)
    what = report.sentence(one)
    if one.confidence is Confidence.SUSPECTED:
        what = words("page.named", name=what, what=words("state.suspected"))
    return [
        f"{subject} / {column}" if isinstance(column, str) and column not in ("", subject) else subject,
        words("page.named", name=report.rule_title(one.rule), what=words(f"severity.{one.severity}")),
        what,
        target(report, one.subject, one.target).url,
    ]


def _row(report: Report, place: int, one: StandingFinding) -> list[object]:
    return [place, report.unit_of(one), *described(report, one), one.first_seen.isoformat()]
