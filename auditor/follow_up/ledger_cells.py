"""What a reviewer typed into one cell of the ledger: a day, a choice, words; never a formula."""

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from auditor.inventory.tables import fold, parse_day, plain
from auditor.inventory.tables.table_faults import read_words
from auditor.model.decisions import DATED, Field
from auditor.report.catalogue import LANGUAGES, words
from auditor.report.ledger_workbook import CHOICES
from auditor.report.plan_tables import ACCOUNT_DECISIONS
from auditor.report.sanitize import visible
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

CELL_WORDS = read_words("auditor.follow_up", "ledger_faults.toml")


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
DECISION = _choices("short_27.", ACCOUNT_DECISIONS)
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
