"""The date of one row of a list, and the years of rows that show month and day only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.extract.date_texts import Spot, address_date, day, spots

MOST_PARTS = 40
LONGEST_ROW = 1_500
LONGEST_PART = 60

SEASON = timedelta(days=75)
"""How far an item's address and its row may differ; both name the same posting."""

PINNED = 3
"""Rows at the head of a list that may be out of date order."""

TURN = timedelta(days=120)

_LEAP_YEAR = 2_000
_LEAST_YEAR = 1_900
_CENTURY = 2_000

_OPEN, _CLOSE = r"[\[(（【〔｛{<《]?\s{0,3}", r"\s{0,3}[\])）】〕｝}>》]?"
_LABEL = r"(?:[一-鿿]{0,4}(?:时\s?间|日\s?期|日间|发布于?|发表于)\s?[:：]?\s{0,3})?"
_CLOCK = r"(?:[T\s]{0,3}\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{0,2}秒?)?)?"
_MONTH_DAY = re.compile(
    rf"{_OPEN}{_LABEL}(1[0-2]|0?[1-9])\s?(?:[-/.．]|月)\s?(3[01]|[12]\d|0?[1-9])\s?日?{_CLOCK}{_CLOSE}"
)
_REST = re.compile(rf"{_CLOCK}{_CLOSE}\s{{0,3}}[,，;；|]?")
_BEFORE = re.compile(rf"(?:^|[\s|·•,，;；])?{_OPEN}{_LABEL}")
_PIECE = re.compile(r"[\[(（/-]?\s?(\d{1,4})\s?(年|月|日|[-/.．])?\s?(?:(\d{1,2})\s?(月|日)?)?\s?[\])）]?")
_PLAIN = re.compile(r"[\[(（【]?((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\])）】]?")
_SHORT_YEAR = re.compile(r"[\[(（【]?(\d\d)[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])[\])）】]?")
_STARTS = frozenset("12１２[(（【〔｛{<《·•|发發时日更公添录上信修创入")
_DIGIT = re.compile(r"\d")
_GAP = re.compile(rf"{_CLOCK}\s{{0,2}}[\s\])）】〕|:：]")
_NOT_PUBLISHED = re.compile(
    r"(?:截止|截至|结束|失效|废止|有效|开始|起始|施行|实施|生效|答复|回复|办结|受理|今天|今日|现在)[一-鿿]{0,2}\s?[:：]?\s?$"
)
_RANGE = re.compile(r"\s{0,3}(?:日|\d{1,2}:\d\d)?\s{0,3}(?:至|到|[~～—–-]{1,3})\s{0,3}")
_WEEKDAY = re.compile(r"\s{0,3}(?:星期|周)[一二三四五六日天]")


@dataclass(frozen=True, slots=True)
class RowDate:
    """The date of a row: whole, or month and day only (`on` None)."""

    on: date | None
    raw: str
    month: int = 0
    number: int = 0


def _standing_alone(text: str, spot: Spot) -> bool:
    before = text[: spot.start]
    return bool(_BEFORE.fullmatch(before)) and bool(_REST.fullmatch(text[spot.end :]))


def _alone(part: str, today: date) -> date | None:
    """Return the date that a part of a row is, brackets, label and clock apart; None for other words."""
    if part[:1] not in _STARTS:
        return None
    if match := _PLAIN.fullmatch(part):
        return day(match[1], match[2], match[3])
    if len(part) > LONGEST_PART or not _DIGIT.search(part):
        return None
    if (match := _SHORT_YEAR.fullmatch(part)) and _CENTURY + int(match[1]) <= today.year:
        return day(_CENTURY + int(match[1]), match[2], match[3])
    found = spots(part)
    if found and _standing_alone(part, found[0]) and not _NOT_PUBLISHED.search(part[: found[0].start]):
        return found[0].on
    return None


def _whole(parts: Sequence[str], today: date) -> RowDate | None:
    """Return the date that fills a part of the row; of several the latest that is not in the future."""
    found: list[RowDate] = []
    for number, part in enumerate(parts):
        on = _alone(part, today)
        if on is None:
            continue
        label = parts[number - 1] if number and len(parts[number - 1]) < 12 else ""
        if not _NOT_PUBLISHED.search(label):
            found.append(RowDate(on, part))
    if len(found) < 2:
        return found[0] if found else None
    past = [each for each in found if each.on and each.on <= today]
    return max(past, key=lambda each: each.on or date.min) if past else found[0]


def _pieces(parts: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Return the numbers, with their signs, of the leading parts that are nothing but a piece of a date."""
    found = []
    for part in parts:
        match = _PIECE.fullmatch(part) if len(part) < 12 else None
        if not match:
            break
        found.append([(int(number), unit or "") for number, unit in (match.group(1, 2), match.group(3, 4)) if number])
    return found


def _assemble(pieces: Sequence[Sequence[tuple[int, str]]]) -> tuple[int, int, int] | None:
    """Return year (0: none), month and day of pieces such as 12 | 2026-06, 06-12 | 2026, 12 | 06月, 2026 | 06 | 12."""
    year = month = number = 0
    bare: list[int] = []
    for piece in pieces:
        values = [value for value, _ in piece]
        if values[0] > _LEAST_YEAR:
            year = values[0]
            month = values[1] if len(values) == 2 else month
        elif len(values) == 2:
            month, number = values
        elif piece[0][1] == "月":
            month = values[0]
        elif piece[0][1] == "日":
            number = values[0]
        else:
            bare.append(values[0])
    if month and not number and len(bare) == 1:
        number = bare[0]
    elif bare and month:
        return None
    elif not month and year and len(bare) == 2:
        month, number = bare if pieces[0][0][0] == year else (bare[1], bare[0])
    return (year, month, number) if month and number else None


def _split(parts: Sequence[str]) -> RowDate | None:
    """Return the date whose pieces stand in blocks of their own."""
    for start in range(len(parts) - 1):
        pieces = _pieces(parts[start : start + 3])
        for count in range(len(pieces), 1, -1):
            if found := _assemble(pieces[:count]):
                year, month, number = found
                if on := day(year or _LEAP_YEAR, month, number):
                    return RowDate(on if year else None, " ".join(parts[start : start + count]), month, number)
    return None


def _month_day(parts: Sequence[str]) -> RowDate | None:
    """Return the month and day that fill a part of the row."""
    for part in parts:
        match = _MONTH_DAY.fullmatch(part) if len(part) < 30 else None
        if match and day(_LEAP_YEAR, match[1], match[2]):
            return RowDate(None, part, int(match[1]), int(match[2]))
    return None


def _at_edge(part: str, found: Sequence[Spot]) -> RowDate | None:
    """Return a date in figures at the end or the beginning of a title: … (2020-12-16)."""
    first, last = found[0], found[-1]
    if "年" not in part[last.start : last.end] and _REST.fullmatch(part[last.end :]):
        return RowDate(last.on, part[last.start :].strip())
    figures = "年" not in part[first.start : first.end]
    if figures and _BEFORE.fullmatch(part[: first.start]) and _GAP.match(part, first.end):
        return RowDate(first.on, part[: first.end].strip())
    return None


def _beside_title(parts: Sequence[str], title: str) -> RowDate | None:
    """Return a date at the edge of a title, or anywhere in a short part that is not the title.

    Of a range (征集时间：… 至 …) the first day counts.
    """
    for part in parts:
        found = spots(part[:LONGEST_ROW])
        if not found:
            continue
        if len(found) > 1 and _RANGE.fullmatch(part[found[0].end : found[1].start]):
            found = found[:1]
        first = found[0]
        if _NOT_PUBLISHED.search(part[: first.start]) or _WEEKDAY.match(part, first.end):
            continue
        if edge := _at_edge(part, found):
            return edge
        if part != title and len(part) < LONGEST_PART:
            return RowDate(first.on, part[first.start : first.end])
    return None


def row_date(parts: Sequence[str], title: str, today: date) -> RowDate | None:
    """Return the date of a list row, None when it shows none.

    `parts` are the row's texts, one a text node, trimmed; `title` is the text of its link. A part that is
    nothing but a date wins over pieces in blocks of their own, over month and day, over a date beside or at
    the edge of other words. Deadlines and dates in running text do not count.
    """
    parts = parts[:MOST_PARTS]
    return _whole(parts, today) or _split(parts) or _month_day(parts) or _beside_title(parts, title)


def _latest(month: int, number: int, today: date) -> date | None:
    """Return the latest day of that month and number that is not after `today`."""
    for year in range(today.year, today.year - 9, -1):
        found = day(year, month, number)
        if found and found <= today:
            return found
    return None


def _by_address(found: RowDate, url: str) -> date | None:
    """Return the row's day in the year the item's address names, when both agree within a season."""
    written = address_date(url)
    if not written:
        return None
    near = [day(written.year + shift, found.month, found.number) for shift in (-1, 0, 1)]
    best = min((each for each in near if each), key=lambda each: abs(each - written), default=None)
    return best if best and abs(best - written) <= SEASON else None


def _in_order(found: Sequence[RowDate], today: date) -> list[date | None]:
    """Return days for rows without year, read as a list that runs back in time.

    Each is the latest that is not in the future, in the year of the row before it; a wide jump upwards, past
    the rows that may be pinned, means the turn of the year.
    """
    days: list[date | None] = []
    before: date | None = None
    for number, each in enumerate(found):
        on = _latest(each.month, each.number, today)
        if on and before and number > PINNED:
            same = day(before.year, each.month, each.number) or on
            on = same if same - before < TURN else day(before.year - 1, each.month, each.number)
            on = on if on and on <= today else _latest(each.month, each.number, today)
        days.append(on)
        before = on or before
    return days


def complete_years(rows: Sequence[tuple[RowDate | None, str]], today: date) -> list[date | None]:
    """Return the days of list rows, given as date and address, giving those without year the likeliest one.

    By the address of the item, else by the order of the list. None for undated rows.
    """
    days: list[date | None] = []
    open_rows: list[int] = []
    for number, (found, url) in enumerate(rows):
        on = found.on or _by_address(found, url) if found else None
        days.append(on)
        if found and not on:
            open_rows.append(number)
    for number, on in zip(
        open_rows, _in_order([found for n in open_rows if (found := rows[n][0])], today), strict=True
    ):
        days[number] = on
    return days
