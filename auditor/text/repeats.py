"""Tell by their dates which copies of a text belong together: at once on one site, or again from one account."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from auditor.rules import Copy


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
    day, are a daily, weekly or monthly series: none of them repeats (ACCOUNTS.md section 8).
    """
    dated = sorted((day, at) for at, one in enumerate(posts) if (day := day_of(one)))
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(dated)]
    if len(dated) >= series and min(gaps) >= 1 and max(gaps) - min(gaps) <= 1:
        return []
    close = [any(gap <= window for gap in gaps[max(0, place - 1) : place + 1]) for place in range(len(dated))]
    return [posts[at] for (_, at), near in zip(dated, close, strict=True) if near]
