"""The inspection form to fill in on a tablet: a spreadsheet with drop-downs, read back by `auditor notices import`."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from auditor.follow_up.inspection.form_words import ACTIONS, FORM, NEW, STATES, WHOLE, in_lang, say
from auditor.follow_up.inspection.inspected_boards import Board, BoardRow
from auditor.model import code_words
from auditor.report.sanitize import plain

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
    as_text = dict.fromkeys(("strings_to_numbers", "strings_to_urls", "strings_to_formulas"), False)
    workbook = Workbook(out, {"in_memory": True, **as_text})
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
    border = {"border": 1, "border_color": "#C9CDD4"}
    common = {"num_format": "@", "valign": "vcenter", "text_wrap": True, "font_size": 11, **border}
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
        choices = [in_lang(pair, lang) for pair in words.values()]
        rules = {"validate": "list", "source": choices, "error_message": say("choose", lang)}
        sheet.data_validation(HEAD + 1, names.index(name), max(last, HEAD + 1), names.index(name), rules)
    column = names.index("inspected_at")
    hint = {"validate": "any", "input_message": say("choose_day", lang)}
    sheet.data_validation(HEAD + 1, column, max(last, HEAD + 1), column, hint)


# The inspection sheet to print: one A4 page a notice point, whatever hangs there.

ADDRESS_HEADS = frozenset({"地址", "点位地址", "地点", "位置", "address", "location"})
"""Columns of the register beyond its own that say where a point is; all others may hold what is not for paper."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Density:
    """How closely a page is set: rows for at most `most` sheets of `height` mm, `lines` a title, `blank` rows to fill
    in of `blank_height` mm, `font` in points. Heights are fixed, so that the page always suffices."""

    most: int
    height: float
    lines: int
    font: float
    blank: int
    blank_height: float


DENSITIES = (
    Density(4, 13.0, 3, 10.0, 13, 10.5),
    Density(12, 12.6, 3, 9.0, 6, 9.0),
    Density(18, 9.2, 2, 8.5, 4, 9.0),
    Density(26, 6.9, 2, 7.5, 3, 8.0),
    Density(44, 4.5, 1, 7.5, 2, 6.5),
)
MOST = DENSITIES[-1].most
TITLE_MM = 60.0
MM_A_POINT = 0.353
NARROW = 0.58
"""Width of a Latin letter or digit, of the Chinese character's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet in words; `urgent` where something is to be seen to."""

    number: int
    id: str
    title: str
    posted: str
    ends: str
    todo: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One point's page; `more` counts sheets that do not fit."""

    name: str
    unit: str
    id: str
    place: str
    notes: str
    last: str
    fault: str
    counts: str
    lines: tuple[Line, ...]
    more: int
    density: Density


def write_paper(boards: Sequence[Board], as_of: date, lang: str) -> Iterator[str]:
    """Yield an HTML document with one page a board, to be written as UTF-8 and printed on A4."""
    values = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "policy": POLICY,
        "style": Markup(_asset("inspection.css")),  # noqa: S704 - our own file
        "pages": [_page(one, lang) for one in boards],
        "states": [in_lang(pair, lang) for pair in (*STATES.values(), ("撤下", "down"))],
        "as_of": say("as_of", lang, day=as_of.isoformat()),
        "say": lambda key, **more: say(key, lang, **more),
    }
    yield from _environment().get_template("inspection.html.j2").generate(values)


def todo(row: BoardRow, lang: str) -> str:
    """Return what to see to of a sheet, '' for nothing."""
    return say(f"todo_{row.todo}", lang, days=row.days) if row.todo else ""


def unread(board: Board, lang: str) -> str:
    """Return why a board's list could not be read, '' where it was."""
    return say("unreadable", lang, why=code_words.reason(board.reason, lang)) if board.fault else ""


def fitted(title: str, density: Density) -> str:
    """Return a title that fits its cell: of one too long the middle is left out, for its end tells what it is."""
    room = density.lines * int(TITLE_MM / (density.font * MM_A_POINT)) - 1.0
    if _width(title) <= room:
        return title
    head, tail = title, title
    while _width(head) > room * 0.62:
        head = head[:-1]
    while _width(tail) > room * 0.33:
        tail = tail[1:]
    return f"{head}…{tail}"


def _width(text: str) -> float:
    return sum(NARROW if letter.isascii() else 1.0 for letter in text)


def _page(board: Board, lang: str) -> Page:
    point = board.point
    urgent = sum(bool(one.todo) for one in board.rows)
    kept = sorted(sorted(board.rows, key=lambda one: not one.todo)[:MOST], key=lambda one: one.sheet.row)
    density = next((one for one in DENSITIES if len(kept) <= one.most), DENSITIES[-1])
    place = next((text for head, text in point.extra.items() if head.strip().lower() in ADDRESS_HEADS), "")
    return Page(
        name=plain(point.name),
        unit=plain(point.unit),
        id=point.id,
        place=plain(place),
        notes=plain(point.notes),
        last=board.inspected.isoformat() if board.inspected else say("never", lang),
        fault=unread(board, lang),
        counts=say("counts", lang, n=len(board.rows), todo=urgent),
        lines=tuple(_line(number, one, density, lang) for number, one in enumerate(kept, start=1)),
        more=len(board.rows) - len(kept),
        density=density,
    )


def _line(number: int, row: BoardRow, density: Density, lang: str) -> Line:
    sheet = row.sheet
    return Line(
        number,
        row.id,
        fitted(plain(sheet.title), density),
        sheet.posted_on.isoformat() if sheet.posted_on else "",
        sheet.expires_on.isoformat() if sheet.expires_on else "",
        todo(row, lang),
        bool(row.todo),
    )


def _asset(name: str) -> str:
    return files("auditor.follow_up.inspection").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(autoescape=True, loader=FunctionLoader(_asset), undefined=StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    return made
