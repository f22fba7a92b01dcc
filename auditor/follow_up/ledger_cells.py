"""What a reviewer typed into one cell of the ledger: a day, a choice, words; never a formula."""

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from auditor.inventory.tables import fold, parse_day, plain
from auditor.inventory.tables.table_faults import Words
from auditor.model.decisions import DATED, Field
from auditor.report.catalogue import LANGUAGES, words
from auditor.report.escape import visible
from auditor.report.workbook import CHOICES
from auditor.report.workbook_plan import CHOICES as PLAN_CHOICES
from auditor.text.numerals import small_number

LONGEST = 2_000
YEAR_DIGITS = 4
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(36_526, 73_051)
"""Excel's numbers of the days from 2000 to 2099: what a day becomes in a cell that shows numbers."""

_BEFORE = re.compile(r"(?:之?前|以前|为止|止)$")
_MONTH_END = re.compile(r"(?:(?P<y>[0-9]{4})年)?(?P<m>[0-9]{1,2})月(?:底|末|末日|最后一天)")
_NO_YEAR = re.compile(r"(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?")
_SHORT_YEAR = re.compile(r"(?P<y>[0-9]{2})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?")
_HAN = re.compile(
    r"(?P<y>[〇○零一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})[日号]?"
)
_NAMED = re.compile(r"[日号]$")

CELL_WORDS: Words = {
    "formula": ("这一格是公式；请改成值", "the cell holds a formula; put its value there"),
    "merged": (
        "{cells} 是合并的单元格，说不清属于哪一行；请取消合并，逐行填写",
        "{cells} are merged, and which row they are of cannot be told; unmerge them and fill in each row",
    ),
    "bad_day": (
        "“{value}”不是明确的日期；请写成 2026-07-31",
        "'{value}' is not plainly a date; write 2026-07-31",
    ),
    "bad_mark": (
        "“{value}”不是指纹（16 位 0-9、a-f）；请从最新的台账中抄回",
        "'{value}' is no fingerprint (16 digits, 0 to 9 and a to f); copy it from the newest ledger",
    ),
    "too_long": ("超过 {limit} 字；请缩短", "it is longer than {limit} letters; shorten it"),
    "twice": (
        "“{title}”列出现两次，内容不同；请只留一列",
        "column '{title}' is there twice with different content; keep one",
    ),
    "no_mark_column": (
        "工作表有“{found}”列，但没有“指纹”列；请恢复这一列，或用最新的台账重填",
        "the sheet has a column '{found}' but no column of fingerprints; restore it, or fill in the newest ledger",
    ),
    "no_sheet": (
        "没有一张工作表有台账的列（指纹、整改情况等）；请选择 auditor 写出的 ledger.xlsx",
        "no sheet has the columns of a ledger (fingerprint, progress and so on); name a ledger.xlsx that auditor wrote",
    ),
}


class CellFault(Exception):
    """A cell that cannot be read: a code of CELL_WORDS and its blanks."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _choices(kind: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return folded words of both languages → code."""
    return {fold(words(lang)(f"{kind}{name}")): name for lang in LANGUAGES for name in names}


def _codes(column: str) -> dict[str, str]:
    names = tuple(one.removeprefix(f"{column}_") for one in CHOICES[column])
    return _choices(f"ledger.{column}_", names)


PROGRESS, REVIEW = _codes("progress"), _codes("review")
DECISION = _choices("short_27.", PLAN_CHOICES)
NOTHING = {Field.PROGRESS: "open", Field.REVIEW: "wait"}
"""What the ledger prints where nothing was said."""


def read_cell(field: Field, value: object, written: date) -> str:
    """Return a cell's value as the store keeps it: ISO days, codes of choices, words on one line; '' where empty.

    A day without its year is the next such day from `written` on, the day the ledger was written. Raises CellFault.
    """
    if field in DATED:
        return _day(value, written)
    text = plain(visible(" ".join(text_of(value).split())))
    if len(text) > LONGEST:
        raise CellFault("too_long", limit=LONGEST)
    known = {Field.PROGRESS: PROGRESS, Field.REVIEW: REVIEW, Field.DECISION: DECISION}.get(field, {})
    said = known.get(fold(text), text)
    return "" if said == NOTHING.get(field) else said


def text_of(value: object) -> str:
    """Return a cell's value as text: days as ISO, whole numbers without '.0', '' for none."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _day(value: object, written: date) -> str:
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = plain(visible(" ".join(text_of(value).split())))
    day = _read_day(_BEFORE.sub("", unicodedata.normalize("NFKC", text)).replace(" ", ""), text, written)
    if day is None and text:
        raise CellFault("bad_day", value=text[:40])
    return day.isoformat() if day else ""


def _read_day(text: str, whole: str, written: date) -> date | None:
    day = parse_day(whole) or parse_day(text) or parse_day(_NAMED.sub("日", text))
    if day is not None:
        return day
    if text.isascii() and text.isdigit() and int(text[:6]) in SERIALS and len(text) < 6:
        return EXCEL_EPOCH + timedelta(days=int(text))
    if match := _HAN.fullmatch(text):
        year, month, number = (_han(match[part]) for part in "ymd")
        return _dated(year, month, number)
    if match := _MONTH_END.fullmatch(text):
        month = int(match["m"])
        if not 1 <= month <= 12:
            return None
        year = int(match["y"]) if match["y"] else written.year + (month < written.month)
        return date(year, month, calendar.monthrange(year, month)[1])
    if match := _SHORT_YEAR.fullmatch(text):
        return _dated(2000 + int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _NO_YEAR.fullmatch(text):
        month, number = int(match["m"]), int(match["d"])
        this = _dated(written.year, month, number)
        return this if this and this >= written else _dated(written.year + 1, month, number) if this else None
    return None


def _han(digits: str) -> int:
    """Return a number as Chinese writes it, places one by one (二〇二六) or with 十; 0 where it is none."""
    if len(digits) == YEAR_DIGITS:
        return int("".join(str(small_number(digit) or 0) for digit in digits))
    return small_number(digits) or 0


def _dated(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
