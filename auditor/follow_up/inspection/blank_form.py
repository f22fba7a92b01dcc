"""The inspection form to fill in on a tablet: a spreadsheet with drop-downs, read back by `auditor notices import`."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from auditor.follow_up.inspection.inspected_boards import Board
from auditor.follow_up.inspection.inspection_words import ACTIONS, FORM, NEW, STATES, WHOLE, in_lang, say
from auditor.follow_up.inspection.paper_sheet import todo, unread
from auditor.report.escape import plain

WIDTHS = {
    "point": 12, "name": 18, "unit": 18, "id": 9, "title": 46, "posted_at": 12, "expires_at": 12, "todo": 24,
    "state": 10, "action": 10, "inspected_at": 12, "inspector": 10, "remark": 26,
}  # fmt: skip
NEW_ROWS = 5
HEAD = 2
TO_FILL = ("state", "action", "inspected_at", "inspector", "remark")
TO_FILL_OF_NEW = ("title", "posted_at", "expires_at", *TO_FILL)
TO_FILL_OF_WHOLE = ("inspected_at", "inspector")
CELL = 32_767
Row = tuple[dict[str, str], tuple[str, ...]]


def write_form(boards: Sequence[Board], as_of: date, lang: str) -> bytes:
    """Return the form as XLSX: for each board a row for the whole, one a sheet, and NEW_ROWS for what is found.

    Titles stand as they are in the lists, numbers of persons masked.
    """
    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False,
                              "strings_to_formulas": False})  # fmt: skip
    workbook.set_properties({"title": say("title", lang), "created": datetime(2025, 1, 1, tzinfo=UTC)})
    sheet = workbook.add_worksheet(say("title", lang)[:31])
    styles = _styles(workbook)
    sheet.write_string(0, 0, f"{say('title', lang)}  {say('as_of', lang, day=as_of.isoformat())}", styles["title"])
    sheet.write_string(1, 0, say("fill", lang), styles["note"])
    for column, (name, pair) in enumerate(FORM.items()):
        sheet.set_column(column, column, WIDTHS[name])
        sheet.write_string(HEAD, column, in_lang(pair, lang), styles["head"])
    last = HEAD
    for last, (cells, fill) in enumerate(_rows(boards, lang), HEAD + 1):
        for column, name in enumerate(FORM):
            style = styles["fill"] if name in fill else styles["todo"] if name == "todo" else styles["known"]
            sheet.write_string(last, column, cells.get(name, "")[:CELL], style)
    _choices(sheet, last, lang)
    sheet.freeze_panes(HEAD + 1, 5)
    sheet.autofilter(HEAD, 0, last, len(FORM) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    allowed = {"autofilter": True, "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True}
    sheet.protect("", allowed)
    workbook.close()
    return out.getvalue()


def _rows(boards: Sequence[Board], lang: str) -> Iterator[Row]:
    for board in boards:
        point = board.point
        known = {"point": point.id, "name": plain(point.name), "unit": plain(point.unit)}
        yield {**known, "id": WHOLE, "title": say("whole", lang), "todo": unread(board, lang)}, TO_FILL_OF_WHOLE
        for row in board.rows:
            sheet = row.sheet
            days = {"posted_at": sheet.posted_on, "expires_at": sheet.expires_on}
            shown = {name: day.isoformat() for name, day in days.items() if day}
            yield {**known, "id": row.id, "title": plain(sheet.title), **shown, "todo": todo(row, lang)}, TO_FILL
        for _ in range(NEW_ROWS):
            yield {**known, "id": NEW}, TO_FILL_OF_NEW


def _styles(workbook: Any) -> dict[str, Any]:
    common = {"num_format": "@", "valign": "vcenter", "text_wrap": True, "font_size": 11, "border": 1,
              "border_color": "#C9CDD4"}  # fmt: skip
    return {
        "known": workbook.add_format({**common, "bg_color": "#F0F1F3", "font_color": "#3C4048"}),
        "todo": workbook.add_format({**common, "bg_color": "#F0F1F3", "font_color": "#B3261E", "bold": True}),
        "fill": workbook.add_format({**common, "bg_color": "#FFF7D6", "locked": False}),
        "head": workbook.add_format({**common, "bold": True, "bg_color": "#D8DBE0"}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "note": workbook.add_format({"font_color": "#5B5F66", "font_size": 10}),
    }


def _choices(sheet: Any, last: int, lang: str) -> None:
    names = list(FORM)
    for name, words in (("state", STATES), ("action", ACTIONS)):
        rules = {"validate": "list", "source": [in_lang(pair, lang) for pair in words.values()],
                 "error_message": say("choose", lang)}  # fmt: skip
        sheet.data_validation(HEAD + 1, names.index(name), max(last, HEAD + 1), names.index(name), rules)
    column = names.index("inspected_at")
    hint = {"validate": "any", "input_message": say("choose_day", lang)}
    sheet.data_validation(HEAD + 1, column, max(last, HEAD + 1), column, hint)
