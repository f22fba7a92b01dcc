"""The lists of one page: links in siblings of one shape, with the words and the date of each row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.extract.list_dates import RowDate, row_date
from auditor.reading.page_walk import ROW_TAGS, Element, Found, Part, Walk

LONGEST_ROW: Final = 40
"""Texts of one row that are looked at for its date."""

LONGEST_BESIDE: Final = 6
"""Texts behind or before a link that may still belong to its row."""

MOST_UP: Final = 5
"""Elements around a row in which its siblings are looked for."""

SHORT: Final = 5
"""Letters from which a link's words may be a headline; shorter ones are [详情], 更多 or a number."""

_ORNAMENT: Final = re.compile(
    r"[\[【(（<«‹…+]{0,3}\s?(?:更多|more|详[情细]|查看(?:详情|更多|全文)|阅读(?:全文|更多)|全文|>{1,3}|»|›)\W{0,4}",
    re.I,
)
_DIGIT: Final = re.compile(r"\d")
_TURN: Final = re.compile(
    r"\W{0,3}(?:第?\s?\d{1,4}\s?页?|首页|尾页|末页|[上下前后][一1]?页|共.{1,12}页|next|prev(?:ious)?|last|first)\W{0,3}",
    re.I,
)


@dataclass(slots=True)
class FoundRow:
    """One row of a list: its part of the page, the link that names it, words and date."""

    part: Part
    link: Found
    title: str
    date: RowDate | None = None


@dataclass(slots=True)
class FoundList:
    """Rows of one shape in page order."""

    place: int
    holder: int = 0
    rows: list[FoundRow] = field(default_factory=list)

    @property
    def line(self) -> int:
        """Return the first line of the list."""
        return self.rows[0].part.line

    @property
    def end(self) -> int:
        """Return the line after the list."""
        return self.rows[-1].part.end


def is_ornament(text: str) -> bool:
    """Say whether a link's words only lead on to what other words name (更多, [详情])."""
    return bool(_ORNAMENT.fullmatch(text))


def is_turn(text: str) -> bool:
    """Say whether a link's words turn pages (2, 下一页, 尾页)."""
    return len(text) < LONGEST_TURN and bool(_TURN.fullmatch(text))


LONGEST_TURN: Final = 14


def main_link(part: Part) -> Found:
    """Return the link that names a row: the first with words enough for a headline, else the longest."""
    links = [link for link in part.links if not is_ornament(link.text)] or part.links
    named = (link for link in links if len(link.text) >= SHORT)
    return next(named, None) or max(links, key=lambda link: len(link.text))


def title_of(link: Found, part: Part, walk: Walk) -> str:
    """Return the words of a row: the tooltip where it completes cut words, the link's, else those beside a picture."""
    text, tip = link.text, " ".join(link.tip.split())
    stem = text.rstrip(".…· ")
    if tip and (not text or (len(tip) > len(text) and tip.startswith(stem[: max(len(stem) - 1, 1)]))):
        return tip
    if len(text) > LONG:
        own = [each for each in walk.texts[link.first : link.last] if len(each) >= SHORT]
        text = own[0] if own else text
    if is_ornament(text) or not text:
        return max(walk.texts[part.first : part.last][:LONGEST_ROW], key=len, default=text)
    return text


LONG: Final = 60
"""Letters of a link from which it holds more than its title: a summary, a source."""


def _chain(part: Part) -> Iterator[Element]:
    at: Element | None = part.holder if part.tag == "a" else part.holder.parent
    for _ in range(MOST_UP):
        if at is None:
            return
        yield at
        at = at.parent


def _grouped(rows: list[FoundRow]) -> list[FoundList]:
    """Group rows of one place by the nearest element that holds two of them; what stays alone is a list of one."""
    chains = [list(_chain(row.part)) for row in rows]
    left = list(range(len(rows)))
    taken: dict[int, int] = {}
    for level in range(MOST_UP):
        holders: dict[int, list[int]] = {}
        for number in left:
            if level < len(chains[number]):
                holders.setdefault(id(chains[number][level]), []).append(number)
        for key, members in holders.items():
            if len(members) > 1:
                taken.update(dict.fromkeys(members, key))
        left = [number for number in left if number not in taken]
    groups: dict[int, FoundList] = {}
    for number, row in enumerate(rows):
        key = taken.get(number, -number - 1)
        holder = next((each.path for each in chains[number] if id(each) == key), 0)
        groups.setdefault(key, FoundList(row.link.place, holder)).rows.append(row)
    return sorted(groups.values(), key=lambda each: each.rows[0].part.first)


def _joined(groups: list[FoundList], walk: Walk) -> list[FoundList]:
    """Join lists of one place between which nothing stands: rows in wrappers of their own, lists cut by a rule."""
    whole: list[FoundList] = []
    for group in groups:
        last = whole[-1] if whole else None
        if last is not None and group.rows[0].part.first <= last.rows[-1].part.last:
            last.rows += group.rows
        else:
            whole.append(group)
    return whole


def _without_categories(groups: list[FoundList]) -> list[FoundList]:
    """Join lists of two or three links of which one is much the longest: rows that name their category or source."""
    small = [group for group in groups if FEW_BESIDE[0] <= len(group.rows) <= FEW_BESIDE[1]]
    marked = [group for group in small if sum(bool(_MARKED.fullmatch(row.title)) for row in group.rows) == 1]
    if marked:
        mains = [
            max(group.rows, key=lambda row: (not _MARKED.fullmatch(row.title), len(row.title))) for group in marked
        ]
        return _as_rows(groups, marked, mains)
    if len(small) < FEW_ROWS or len(small) * 2 < len(groups):
        return groups
    mains = [max(group.rows, key=lambda row: len(row.title)) for group in small]
    rest = [row for group, main in zip(small, mains, strict=True) for row in group.rows if row is not main]
    if sum(len(row.title) for row in rest) * 2 * len(mains) > sum(len(row.title) for row in mains) * len(rest):
        return groups
    return _as_rows(groups, small, mains)


def _as_rows(groups: list[FoundList], small: list[FoundList], mains: list[FoundRow]) -> list[FoundList]:
    """Return the lists, the small ones joined to one of their main links."""
    joined = FoundList(small[0].place, 0, mains)
    for group, main in zip(small, mains, strict=True):
        main.part.first = group.rows[0].part.first
        main.part.last = max(main.part.last, group.rows[-1].part.last)
    others = [group for group in groups if not any(group is each for each in small)]
    return [*others, joined]


_MARKED: Final = re.compile(r"[\[【(（〔].{1,20}[\]】)）〕]")
FEW_BESIDE: Final = (2, 3)
FEW_ROWS: Final = 3


def find_lists(walk: Walk, today: date) -> list[FoundList]:
    """Return the lists of a page in its order; links that turn pages or stand alone in running text are in none."""
    by_place: dict[int, list[FoundRow]] = {}
    for part in walk.parts:
        link = main_link(part)
        if is_turn(link.text):
            continue
        by_place.setdefault(link.place, []).append(FoundRow(part, link, title_of(link, part, walk)))
    lists = [each for rows in by_place.values() for each in _without_categories(_joined(_grouped(rows), walk))]
    lists.sort(key=lambda each: each.rows[0].part.first)
    for each in lists:
        _date_rows(each, walk, today)
    return lists


def _dated(texts: Sequence[str], title: str, today: date) -> RowDate | None:
    return row_date(texts, title, today) if any(_DIGIT.search(text) for text in texts) else None


def _single_range(row: FoundRow, walk: Walk) -> tuple[int, int]:
    """Return the texts of the only row of a list: those of its li, tr or dl, else what stands right beside it."""
    part = row.part
    if part.tag in ROW_TAGS and part.last - part.first <= LONGEST_ROW:
        return part.first, part.last
    return max(part.first, row.link.first - 1), min(part.last, row.link.last + 1)


def _date_rows(found: FoundList, walk: Walk, today: date) -> None:
    """Read the dates of rows: in the row, else between it and the next, else before it."""
    rows = found.rows
    if len(rows) == 1:
        first, last = _single_range(rows[0], walk)
        rows[0].date = _dated(walk.texts[first:last], rows[0].title, today)
    else:
        for row in rows:
            row.date = _dated(walk.texts[row.part.first : row.part.last][:LONGEST_ROW], row.title, today)
    inside = sum(row.date is not None for row in rows)
    if len(rows) == 1 or inside * 2 > len(rows):
        return
    after = [
        _beside(walk, row, rows[number + 1] if number + 1 < len(rows) else None) for number, row in enumerate(rows)
    ]
    dates = [_dated(texts, row.title, today) for texts, row in zip(after, rows, strict=True)]
    before = [_before(walk, row, rows[number - 1] if number else None) for number, row in enumerate(rows)]
    others = [_dated(texts, row.title, today) for texts, row in zip(before, rows, strict=True)]
    best = dates if sum(map(bool, dates)) >= sum(map(bool, others)) else others
    if sum(map(bool, best)) <= max(inside, len(rows) / 2):
        return
    for row, on in zip(rows, best, strict=True):
        row.date = on or row.date


def _beside(walk: Walk, row: FoundRow, following: FoundRow | None) -> list[str]:
    stop = following.part.first if following else row.part.last + LONGEST_BESIDE
    return walk.texts[row.part.last : min(stop, row.part.last + LONGEST_BESIDE)]


def _before(walk: Walk, row: FoundRow, last: FoundRow | None) -> list[str]:
    start = last.part.last if last else row.part.first - LONGEST_BESIDE
    return walk.texts[max(0, start, row.part.first - LONGEST_BESIDE) : row.part.first]
