"""What a page shows and must not: numbers of persons, and marks at the head of its document."""

import re
from collections.abc import Sequence
from datetime import date

from auditor.extract.open_page import Sheet
from auditor.model import Leak
from auditor.text.leaked_numbers import may_hold_numbers
from auditor.text.text_leaks import Part, find_leaks, may_hold_marks

MOBILE = re.compile(r"1[3-9][0-9]{9}")
FEW = 3
ABOVE = 10
"""Rows above the main text in which the marks of its document may stand."""

MOST_TABLE_ROWS = 5_000
MOST_CELLS = 60


def find_page_leaks(sheet: Sheet, start: int, today: date, *, lists: bool) -> tuple[Leak, ...]:
    """Return what leaks on a page, masked. `start` is the first row of its main text, -1 for none.

    `lists`: the page is a home page or a column, whose rows are other pages' titles; it bears no marks of its own.
    """
    numbers = may_hold_numbers(sheet.visible)
    marks = not lists and sheet.chinese and may_hold_marks(sheet.visible)
    if not numbers and not marks:
        return ()
    parts = []
    if numbers:
        rows = [sheet.heading, *sheet.row]
        if len(set(MOBILE.findall(sheet.visible))) >= FEW:
            rows += [*_above_numbers(sheet), *_table_rows(sheet)]
        parts.append(Part(rows, marked=False))
    if marks:
        parts.append(Part(sheet.row[max(0, _head(sheet, start) - ABOVE) :]))
    return find_leaks(parts, today)


def _head(sheet: Sheet, start: int) -> int:
    if start >= 0:
        return start
    return next((at for at, row in enumerate(sheet.row) if sheet.heading and sheet.heading in row), 0)


def _above_numbers(sheet: Sheet) -> Sequence[str]:
    """Return the rows above the page's first mobile number, filled up to ABOVE: what heads its tables, no footer."""
    first = next((at for at, row in enumerate(sheet.row) if MOBILE.search(row)), 0)
    rows = sheet.row[max(0, first - ABOVE) : first]
    return [*[""] * (ABOVE - len(rows)), *rows]


def _table_rows(sheet: Sheet) -> Sequence[str]:
    """Return the rows of the page's tables once more, their cells parted by tabs."""
    rows = []
    for row in sheet.body.css("tr")[:MOST_TABLE_ROWS] if sheet.body is not None else ():
        cells = [" ".join(cell.text().split()) for cell in row.css("td, th")[:MOST_CELLS]]
        rows.append("\t".join(cells))
    return rows
