"""Sheets of a workbook: their names, formats, print set-up and rows of text and counts; nothing in them computes."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from auditor.report.printable import Edition

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


def print_setup(sheet: Any, edition: Edition, head: int) -> None:
    """Set a sheet up for A4 with its head, row `head` from 0, frozen and repeated on each page."""
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


def write_row(sheet: Any, row: int, cells: Sequence[object], formats: Sequence[Any]) -> None:
    """Write one row, counts as numbers and all else as text, each cell in its format."""
    for column, (value, style) in enumerate(zip(cells, formats, strict=True)):
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif text := _cell(value):
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)
