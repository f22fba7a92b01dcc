"""The inspection sheet to print: one A4 page a notice point, whatever hangs there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from auditor.follow_up.inspection.inspected_boards import Board, BoardRow
from auditor.follow_up.inspection.inspection_words import STATES, in_lang, say
from auditor.model import code_words
from auditor.report.escape import plain

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
    return Environment(
        autoescape=True, loader=FunctionLoader(_asset), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
