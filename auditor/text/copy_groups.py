"""Copies of one text, and what their dates say: which belong together, which is an old text under a newer date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from auditor.model import FoundDate

SHOWN = "shown"
YEAR = 365.25
RECURS = re.compile(
    r"放假|值班|休市|停水|停电|停气|收费|价格|公示|月报|周报|日报|季报|提醒|提示|预警|倡议|温馨|征集|招聘|报名|年报|名单|简报"
    r"|一览表|统计|指南|须知|检测|监测|水质|空气质量|天气|开放日|接待|排班|信箱|热线|投诉|招生|考试|体检|捐款|办事|流程|目录"
)
"""Titles of texts that an office rightly publishes again and again."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One page or post among copies of a text. `published` is the date shown; `links_in` counts pages
    that link to it; `disclosure` marks the 政府信息公开 area; `origin` is its 来源 as written.

    `similarity` is its likeness to the page to keep: exact Jaccard, or with `contained` the share of the shorter text
    that the longer one holds. `differences` are at most three snippets of what differs from the page to keep, as
    “before[there→here]after”, of at most 40 characters, persons masked.
    """

    url: str
    title: str
    published: FoundDate | None = None
    links_in: int = 0
    disclosure: bool = False
    origin: str = ""
    key: str = ""
    similarity: float = 1.0
    contained: bool = False
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyTerms:
    """How near two texts of a site are copies: Jaccard at or above `jaccard`; or the longer holds `contained` of the
    shorter (inclusive), is at most `longer` times as long (inclusive) and bears a title alike."""

    jaccard: float
    contained: float
    longer: float


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Copies of one text within one site or account, verified and past the number guard.

    `similarity` is the least of its members', 0..1. The page to keep is first: of a site one in the 政府信息公开 area
    before others, then the earliest, then the one most linked.
    """

    copies: tuple[Copy, ...]
    similarity: float
    characters: int


def shown_day(copy: Copy) -> date | None:
    """Return the day printed on a page; days of meta tags, addresses and scripts do not count."""
    return copy.published.on if copy.published and copy.published.source == SHOWN else None


def exact(group: DuplicateGroup) -> DuplicateGroup:
    """Return a group without the copies that only hold its text, with more around it."""
    copies = tuple(one for one in group.copies if not one.contained)
    if len(copies) == len(group.copies):
        return group
    return replace(group, copies=copies, similarity=min((one.similarity for one in copies), default=0))


def redated(group: DuplicateGroup, as_of: date, within: float, yearly: float) -> Iterator[tuple[Copy, Copy]]:
    """Yield the oldest page with each that is shown more than `within` days later, up to `as_of` (inclusive).

    What recurs gives nothing: named so (RECURS), an even series, within `yearly` days of whole years; nor does what is
    filed later in the disclosure area.
    """
    shown = sorted(
        ((day, one) for one in group.copies if (day := shown_day(one)) and day <= as_of),
        key=lambda pair: (pair[0], pair[1].url),
    )
    if not shown or any(RECURS.search(one.title) for one in group.copies) or _is_series([day for day, _ in shown]):
        return
    first, older = shown[0]
    together = at_once(group.copies, within)
    for day, later in shown[1:]:
        apart = (day - first).days
        years = max(1, round(apart / YEAR))
        recurs = abs(apart - YEAR * years) <= yearly
        if apart > within and later not in together and not later.disclosure and not recurs:
            yield older, later


def _is_series(days: Sequence[date]) -> bool:
    """Say whether three days or more follow each other at even distances, give or take a fifth."""
    days = sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return len(gaps) >= 2 and max(gaps) - min(gaps) <= max(2, max(gaps) / 5)


# Tell by their dates which copies of a text belong together: at once on one site, or again from one account.


def day_of(copy: Copy) -> date | None:
    """Return the day shown on a copy, None when it shows none."""
    return copy.published.on if copy.published else None


def address_of(copy: Copy) -> str:
    """Return where a copy stands: its address, else the key of the post."""
    return copy.url or copy.key


def at_once(copies: Sequence[Copy], within: float) -> list[Copy]:
    """Return the copies no more than `within` days newer than the first (inclusive), in order; undated ones too."""
    first = min(filter(None, map(day_of, copies)), default=None)
    return [one for one in copies if not (first and (day := day_of(one))) or (day - first).days <= within]


def batches(copies: Sequence[Copy], within: float) -> Iterator[list[Copy]]:
    """Yield the copies shown at once, then those of the rest that are, and so on; singles too."""
    rest = list(copies)
    while rest:
        batch = at_once(rest, within)
        yield batch
        rest = [one for one in rest if one not in batch]


def again(posts: Sequence[Copy], window: float, series: float) -> list[Copy]:
    """Return the posts that repeat another within `window` days (inclusive), earliest first.

    Undated posts repeat nothing. `series` posts or more at even distances, give or take a day and never two on one
    day, are a daily, weekly or monthly series: none of them repeats (docs/accounts.md 8).
    """
    dated = sorted((day, at) for at, one in enumerate(posts) if (day := day_of(one)))
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(dated)]
    if len(dated) >= series and min(gaps) >= 1 and max(gaps) - min(gaps) <= 1:
        return []
    close = [any(gap <= window for gap in gaps[max(0, place - 1) : place + 1]) for place in range(len(dated))]
    return [posts[at] for (_, at), near in zip(dated, close, strict=True) if near]
