"""The list of a page: its own rows, else rows that its scripts carry."""

import re
from datetime import date

from auditor.extract.column_names import column_name
from auditor.extract.date_texts import spots
from auditor.extract.elements import Boxes
from auditor.extract.lists import Listing, find_listing
from auditor.extract.open_page import Sheet
from auditor.extract.outline import outline
from auditor.extract.parse import parse_html
from auditor.extract.script_lists import has_store, stored_rows, written_rows

_DIGITS = re.compile(r"\d")


def page_listing(sheet: Sheet, today: date, *, whole: bool, written: bool) -> Listing:
    """Return what a page lists.

    `whole` takes all its lists that are no menus (a home page); `written` reads what its scripts write, too.
    A page without Chinese words and without dates is taken for no column.
    """
    dated_page = bool(_DIGITS.search(sheet.visible))
    if not sheet.chinese and not (dated_page and spots(sheet.visible)):
        return Listing()
    names = [column_name(sheet.head.meta, sheet.trail, sheet.head.title), *sheet.trail[-2:]]
    own = find_listing(
        sheet.outline.anchors,
        sheet.outline.rows,
        sheet.boxes,
        sheet.resolve,
        names,
        today,
        dated_page=dated_page,
        whole=whole,
    )
    if own.dated and not own.menu:
        return own
    carried = ""
    if has_store(sheet.decoded.utf8):
        carried = stored_rows(sheet.decoded.utf8.decode("utf-8", "replace"))
    if written and not carried:
        carried = written_rows(sheet.scripts)
    if not carried:
        return own
    rows = outline(parse_html(carried.encode())[0])
    scripted = find_listing(rows.anchors, rows.rows, Boxes(), sheet.resolve, names, today, dated_page=True, whole=whole)
    return scripted if scripted.dated else own
