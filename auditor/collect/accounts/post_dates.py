"""Read dates of posts strictly: only a day that is plainly written counts, and nothing is filled in from today.

Feed libraries guess (one reads 2026/6/1 as 1 November), and a guess turns a silent account into a busy one;
docs/accounts.md 0.2 and 4.1. RFC 5322 3.3 and 4.3, RFC 3339, ISO 8601.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from auditor.inventory.tables.cells import hyphened

FIRST_YEAR = 1995
AHEAD = timedelta(days=2)
LONGEST = 80
NOON = 12
LEAP_SECOND = 60
CENTURY_TURN = 50
MAX_OFFSET_HOURS = 14

MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
HOURS: Mapping[str, float] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "met": 1, "west": 1, "cest": 2, "mest": 2,
    "eet": 2, "eest": 3, "msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
CITIES: Mapping[str, float] = dict.fromkeys(("shanghai", "chongqing", "hong_kong", "macau", "taipei", "singapore"), 8)
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
MONTHS |= {f"{name}月": number for names in (NUMERALS, range(1, 13)) for number, name in enumerate(names, 1)}
CHINA = timezone(timedelta(hours=8))
CENTRAL = timezone(timedelta(hours=-6))

_HALF = r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*"
_TIME = _HALF + r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?(?:\s*(?P<noon>am|pm))?"
_ZONE = (
    r"(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?|(?:etc|asia)/[a-z_]{3,10}|[a-z]{1,5})"
    r"(?:(?<=\d)\s*(?:[a-z]{3,5}|\[[a-z_]{1,20}/[a-z_]{1,20}\]))?)?"
)
"""A zone; after a number its name says the same once more (Go, Java)."""

_MONTH = (
    r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|(?:十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])月)"
    r"[a-z]{0,6}\.?"
)
_WEEKDAY = r"(?:[a-z]{2,9}\.?(?:,\s*|\s+))?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        # RFC 822 and its successors, with or without zone: Sun, 22 Nov 2026 06:26:40 +0800
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})[ -]{_MONTH},?[ -](?P<y>\d{{4}}|\d{{2}})(?:\s+{_TIME}{_ZONE})?",
        # asctime, Weibo, JavaScript: Sun Nov 22 06:26:40 +0800 2026
        rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d{{1,2}})\s+{_TIME}{_ZONE}\s+(?P<y>\d{{4}})",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?:,?\s+{_TIME}{_ZONE})?",
        # ISO 8601 and RFC 3339, and the same with other signs between year, month and day
        rf"(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?:(?:\s*t|\s+|,\s*){_TIME}{_ZONE})?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:t?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?(?P<zone>z|[+-]\d{2}:?\d{2})?)?",
        # 2026年06月01日 08:00, 2026年6月1日 下午3时5分
        r"(?P<y>\d{4})年\s*(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})日?\s*"
        rf"(?:{_HALF}(?P<h>\d{{1,2}})(?::|时|点)(?:(?P<mi>\d{{1,2}})(?:[:分](?:(?P<s>\d{{2}})秒?)?)?)?{_ZONE})?",
    )
)
_STAMP = re.compile(r"(?P<whole>\d{9,10}|\d{12,13})(?:\.\d{1,9})?", re.ASCII)
MILLISECONDS = 12
_REMARK = re.compile(r"\([^()]{0,40}\)|(?:星期|礼拜|周)[一二三四五六日天],?")
"""What is said beside a date: the day of the week in Chinese, and words in brackets."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a raw date says. `at` is aware (UTC) or None; `bad` is the raw text where it was refused or lies after
    the reading, '' where all is well or nothing was written. `at` and `bad` together: it lies at most two days ahead.
    `ahead` says that it names a time after the reading."""

    at: datetime | None = None
    bad: str = ""
    ahead: bool = False


def read_moment(raw: str, now: datetime, zone: tzinfo, *, chinese: bool = True) -> Moment:
    """Return the time `raw` names.

    A time without a zone is in `zone`, a day without a time begins there; `chinese` reads CST as +08:00, else it
    is -06:00. Refused are years before 1995, times more than two days after `now` (aware), and what isn't plainly
    a date with its year; these keep their text in `bad`.
    """
    folded = hyphened(unicodedata.normalize("NFKC", raw[: 2 * LONGEST]))
    text = " ".join(_REMARK.sub(" ", folded).lower().split())
    if not text:
        return Moment()
    readings = [at for at in _readings(text, zone, chinese) if at.year >= FIRST_YEAR]
    if not readings:
        return Moment(bad=_kept(raw))
    at = min(readings)
    if at > now + AHEAD:
        return Moment(bad=_kept(raw), ahead=True)
    return Moment(at, _kept(raw) if at > now else "", at > now)


def _kept(raw: str) -> str:
    return " ".join(raw.split())[:LONGEST]


def _readings(text: str, zone: tzinfo, chinese: bool) -> Iterator[datetime]:
    """Yield what the text can mean, in UTC; digits alone may be a day or a count of seconds."""
    if len(text) > LONGEST:
        return
    for form in _FORMS:
        if (match := form.fullmatch(text)) and (at := _built(match.groupdict(), zone, chinese)):
            yield at
    if stamp := _STAMP.fullmatch(text):
        digits = stamp["whole"]
        seconds = int(digits) // 1000 if len(digits) >= MILLISECONDS else int(digits)
        yield datetime.fromtimestamp(seconds, UTC)


def _built(parts: Mapping[str, str | None], zone: tzinfo, chinese: bool) -> datetime | None:
    offset = _offset(parts.get("zone"), zone, chinese)
    if offset is None:
        return None
    month = parts.get("mon")
    hour, minute = int(parts.get("h") or 0), int(parts.get("mi") or 0)
    hour = _hour(_of_twelve(hour, parts.get("noon") or ""), parts.get("half") or "")
    second = int(parts.get("s") or 0)
    next_day = hour == 24 and not minute  # ISO 8601: the end of a day
    try:
        local = datetime(
            _year(parts["y"] or ""),
            MONTHS[month] if month else int(parts.get("m") or 0),
            int(parts["d"] or 0),
            0 if next_day else hour,
            minute,
            59 if second == LEAP_SECOND else second,
            tzinfo=offset,
        )
        return (local + timedelta(days=next_day)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _of_twelve(hour: int, noon: str) -> int:
    """Return the hour of 24 for one with am or pm; an hour above 12 stays."""
    return hour % NOON + (NOON if noon == "pm" else 0) if noon and 1 <= hour <= NOON else hour


def _hour(hour: int, half: str) -> int:
    """Return the hour of 24 for one said with 上午, 下午 and the like; 中午 reaches from 11 to 2."""
    if half == "凌晨" and hour == NOON:
        return 0
    later = half in ("下午", "晚上") or (half == "中午" and hour < NOON - 1)
    return hour + NOON if later and hour < NOON else hour


def _year(digits: str) -> int:
    """Return the year of RFC 5322 4.3: two digits below 50 are of this century, others of the last."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < CENTURY_TURN else 1900)


def _offset(name: str | None, zone: tzinfo, chinese: bool) -> tzinfo | None:
    """Return the zone named, `zone` where none is, None for a name that isn't known."""
    if not name:
        return zone
    if name == "cst":
        return CHINA if chinese else CENTRAL
    area, _, city = name.rpartition("/")
    if area:
        hours_east = CITIES.get(city) if area == "asia" else HOURS.get(city)
        return None if hours_east is None else timezone(timedelta(hours=hours_east))
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    sign, digits = name.removeprefix("gmt").removeprefix("utc")[:1], re.sub(r"\D", "", name)
    if sign not in ("+", "-") or not digits:
        return None
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > MAX_OFFSET_HOURS or minutes > 59:
        return None
    return timezone((1 if sign == "+" else -1) * timedelta(hours=hours, minutes=minutes))
