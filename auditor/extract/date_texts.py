"""Dates as Chinese sites write them, read out of text, addresses and scripts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from auditor.text.numerals import VALUES, small_number

EARLIEST = date(1985, 1, 1)
"""Older days on a page are history, not publication."""

MOST_SPOTS = 300

LONGEST_TEXT = 400_000
"""Characters of one text that are searched for dates."""

_SPACE = r"[ \t\n\r\u3000\xa0\u2002\u2003]{0,3}"
_DASH = r"[-/.．。·－–—―]"
_MONTH_DAY = (
    rf"(\d\d)(?:{_SPACE}年{_SPACE}(\d{{1,2}}){_SPACE}月{_SPACE}(\d{{1,2}})(?!\d)(?:{_SPACE}[日号])?"
    rf"|{_SPACE}{_DASH}{{1,2}}{_SPACE}(\d{{1,2}}){_SPACE}{_DASH}{{1,2}}{_SPACE}(\d{{1,2}})(?!\d))"
)
# One pattern a century: a literal start lets the search skip text without digits.
_CENTURIES = tuple(
    (start, number, re.compile(start + _MONTH_DAY)) for start, number in (("20", 20), ("19", 19), ("２０", 20))
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMERALS = re.compile(
    r"([一二]\s?[〇○零ＯO0九]\s?[〇○零ＯO0一二三四五六七八九]\s?[〇○零ＯO0一二三四五六七八九])\s?年"
    r"\s?([一二三四五六七八九十]{1,2})\s?月\s?([一二三四五六七八九十]{1,3})\s?日"
)
_ADDRESS = re.compile(
    r"/[tc]((?:19|20)\d\d)(\d\d)(\d\d)_\d"
    r"|/((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})/"
    r"|/((?:19|20)\d\d)/?-?(\d\d)/?-?(\d\d)/"
    r"|[/_-]((?:19|20)\d\d)(\d\d)(\d\d)(?=[_/.-]|$)"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Spot:
    """A day found in a text, with the slice it was read from."""

    start: int
    end: int
    on: date


def day(year: str | int, month: str | int, number: str | int) -> date | None:
    """Return the day, None where the calendar or `EARLIEST` refuses it (0000-00-00, 2025-13-40)."""
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def spots(text: str) -> list[Spot]:
    """Return the full dates of `text` in order: 2026-06-12, 2026/6/12, 2026．6．12, 2026年6月12日, 2026——06——12.

    Impossible days are skipped. Only the first LONGEST_TEXT characters are read, and MOST_SPOTS dates of a
    century; linear in them.
    """
    found: list[Spot] = []
    for start, century, pattern in _CENTURIES:
        if start not in text:
            continue
        for match in islice(pattern.finditer(text, 0, LONGEST_TEXT), MOST_SPOTS):
            before = text[match.start() - 1 : match.start()]
            if before == "/" or before.isdigit():
                continue
            year, month, number, other_month, other_number = match.groups()
            if on := day(century * 100 + int(year), month or other_month, number or other_number):
                found.append(Spot(match.start(), match.end(), on))
    if len(found) > 1:
        found.sort(key=lambda spot: spot.start)
    return found


def numeral_spots(text: str) -> Iterator[Spot]:
    """Yield dates in Chinese numerals (二〇二六年六月十二日), as documents are signed."""
    for match in _NUMERALS.finditer(text, 0, LONGEST_TEXT):
        year = "".join(
            str(VALUES.get(sign, 0)) for sign in match[1] if not sign.isspace()
        )  # the zero is also written O
        if found := day(year, small_number(match[2]) or 0, small_number(match[3]) or 0):
            yield Spot(match.start(), match.end(), found)


def read_date(raw: str) -> date | None:
    """Return the first day `raw` names, by any form `spots` reads, 20260612, numerals or seconds since 1970.

    None for placeholders and for words without a date. Meant for short values (meta tags, script variables).
    """
    raw = raw[:200]
    found = next(iter(spots(raw)), None) or next(numeral_spots(raw), None)
    if found:
        return found.on
    if compact := _COMPACT.search(raw):
        return day(*compact.groups())
    if epoch := _EPOCH.fullmatch(raw.strip()):
        return epoch_day(epoch[0])
    return None


def epoch_day(seconds: str) -> date | None:
    """Return the day in China of seconds (10 digits) or milliseconds (13 digits) since 1970."""
    moment = datetime.fromtimestamp(int(seconds[:10]), UTC) + _CHINA
    return day(moment.year, moment.month, moment.day)


def address_date(url: str) -> date | None:
    """Return the day written into an address: /t20220417_97.html, /art/2022/4/7/, /2022-04/17/, /20220417/; or None."""
    for match in _ADDRESS.finditer(url, 0, 2_000):
        parts = [part for part in match.groups() if part]
        if found := day(parts[0], parts[1], parts[2]):
            return found
    return None


# Why an article without a date that was read may show one all the same.

SCRIPT, UNREAD = "script", "unread"
NEAR_HEADING = 420
NEAR_TEXT = 160
LONGEST_LINE = 110
SEARCHED_SCRIPTS = 200_000

_EMPTY = re.compile(
    r"(?:发布|发表|刊发|公布|公开|更新|信息|添加)?(?:时\s{0,6}间|日\s{0,6}期|時間)\s{0,4}[:：]\s{0,8}(?!\s|\d|二[〇○零])"
    r"|(?:发布|发表)于\s{0,4}[:：]?\s{0,8}(?!\s|\d)"
)
_LIKE_A_DATE = re.compile(
    r"\d{4}\s{0,3}[-/.年．—–]{1,3}\s{0,3}\d{1,2}|\d{1,2}\s{0,2}月\s{0,2}\d{1,2}\s{0,2}日|(?<!\d)\d{1,2}[-/]\d{1,2}(?!\d)"
    r"|二[〇○零O0][〇○零一二三四五六七八九]{2}年"
)
_NOT_ITS_OWN = re.compile(r"今天是|今日是|星期|版权所有|备案|标识码|主办|承办|©")
_WRITER = re.compile(r"pub_?(?:date|time)|publish_?(?:date|time)|release_?(?:date|time)|fbsj|发布(?:时间|日期)", re.I)


def _no_prose(line: str) -> bool:
    return len(line) <= LONGEST_LINE and "。" not in line and "，" not in line and not _NOT_ITS_OWN.search(line)


def date_doubt(text: str, ends: Sequence[int], main_at: int, scripts: Sequence[str]) -> str:
    """Return 'script' where a label waits for a date or a script tells one, 'unread' where something like a date
    stands near the heading or above the text, '' where neither does. Lines of prose do not count.

    `text`, `ends` and `main_at` as for `published.shown_date`. Without heading and main text all is 'unread'.
    """
    if not ends and main_at < 0:
        return UNREAD
    below = main_at + NEAR_TEXT // 2
    above = [end for end in ends[:3] if end <= main_at]
    places = [
        (end, min(end + NEAR_HEADING, below) if end in above else end + NEAR_HEADING) for end in above or ends[:3]
    ]
    if not above and main_at >= 0:
        places.append((max(0, main_at - NEAR_TEXT), below))
    near = "\n".join(line for start, stop in places for line in text[start:stop].split("\n") if _no_prose(line))
    if _EMPTY.search(near) or any(_WRITER.search(script[:SEARCHED_SCRIPTS]) for script in scripts):
        return SCRIPT
    return UNREAD if _LIKE_A_DATE.search(near) else ""
