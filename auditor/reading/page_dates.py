"""The dates of one page outside its links, with the place and the form each stands in."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from auditor.extract.date_texts import Spot, day, spots
from auditor.reading.page_walk import Text
from auditor.reading.sketch import Dated

MOST_DATES: Final = 24
LONGEST_LINE: Final = 200
_DIGIT: Final = re.compile(r"\d")
_PUBLISHED: Final = re.compile(
    r"(?:发布|發佈|發布|发表|刊发|公布|上传|录入|添加|稿件|文章|更新|修改)(?:时间|日期|時間|于)?\W{0,4}$"
    r"|(?:时\s{0,6}间|日\s{0,6}期|時間)\W{0,4}$|(?:release|publish(?:ed)?|post(?:ed)?|updated?)\s?(?:time|date|on|at)?\W{0,4}$|\bdate\W{0,4}$",
    re.I,
)
_DOCUMENT: Final = re.compile(r"(?:成文|生成|印发|发文|签发|制定|签署|落款)(?:时间|日期)\W{0,4}$")
_OTHER: Final = re.compile(
    r"(?:截止|截至|结束|失效|有效|开始|起始|施行|实施|生效|今天|今日|现在|第|版权所有|备|[至到起从自于])[一-鿿]{0,2}\s?[:：]?\s?$|©\s?$"
)
_SHORT: Final = re.compile(r"(?<![\d-])(\d\d)[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?![\d-])")
_MONTHS: Final = {name: number for number, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}  # fmt: skip
_ENGLISH: Final = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?\s?,?\s*)?((?:19|20)\d\d)\b",
    re.I,
)
_PIECE: Final = re.compile(
    r"(?:(\d{1,2})|((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})月?|(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?|((?:19|20)\d\d)年?)"
)
LONGEST_PIECE: Final = 10


def _short_years(text: str, today: date) -> Iterator[Spot]:
    for match in _SHORT.finditer(text):
        on = day(2000 + int(match[1]), match[2], match[3])
        if on and on <= today:
            yield Spot(match.start(), match.end(), on)


def _english(text: str) -> Iterator[Spot]:
    for match in _ENGLISH.finditer(text):
        number = match[1] or match[3]
        if number and (on := day(match[4], _MONTHS[match[2].lower()], number)):
            yield Spot(match.start(), match.end(), on)


def _label(text: str, spot: Spot) -> str:
    """Name what the words before a date call it: published, document, other, or '' for nothing."""
    before = text[max(0, spot.start - 24) : spot.start]
    if _DOCUMENT.search(before):
        return "document"
    if _PUBLISHED.search(before):
        return "published"
    return "other" if _OTHER.search(before) else ""


def _form(text: str, spot: Spot) -> int:
    """Return the hash of how a date is written and what is said before it, names of authors and sources apart."""
    written = re.sub(r"\d+", "0", text[spot.start : spot.end])
    return zlib.crc32(f"{_label(text, spot)}|{written}".encode())


def _pieces(lines: Sequence[Text], number: int) -> tuple[date, int] | None:
    """Return the date whose pieces stand in lines of their own from `number` on (12 | 2020-06), and how many."""
    year = month = 0
    bare: list[int] = []
    for count, line in enumerate(lines[number : number + 3], 1):
        match = _PIECE.fullmatch(line.words) if len(line.words) <= LONGEST_PIECE else None
        if match is None:
            return None
        if match[2]:
            year, month = int(match[2]), int(match[3])
        elif match[6]:
            year = int(match[6])
        elif match[4]:
            month, bare = int(match[4]), [*bare, int(match[5])]
        else:
            bare.append(int(match[1]))
        if year and (month or len(bare) > 1) and bare:
            on = day(year, month or bare[0], bare[-1])
            return (on, count) if on else None
    return None


def find_dates(lines: Sequence[Text], today: date) -> tuple[Dated, ...]:
    """Return the dates that stand outside links in lines of at most LONGEST_LINE letters, at most MOST_DATES."""
    found: list[Dated] = []
    for number, line in enumerate(lines):
        if line.linked and line.linked >= len(line.words) - 2:
            continue
        if len(line.words) > LONGEST_LINE or not _DIGIT.search(line.words):
            continue
        text = line.words
        spotted = spots(text) or list(_short_years(text, today)) or list(_english(text))
        for spot in spotted[:4]:
            found.append(Dated(line.place, _form(text, spot), number, spot.on.toordinal(), _label(text, spot)))
        if not spotted and (split := _pieces(lines, number)):
            found.append(Dated(line.place, 0, number, split[0].toordinal(), ""))
        if len(found) >= MOST_DATES:
            break
    return tuple(found)
