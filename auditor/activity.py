"""What one reading of an account says of its last update."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from auditor.model import AccountReading, Post, ReadingOutcome

ZONE = ZoneInfo("Asia/Shanghai")  # the accounts are run there, so their days are counted there
READ = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL})
WHOLE = frozenset({"import"})
"""Adapters whose sources are not cut to the newest few posts, as feeds are."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The last update of an account up to a day judged by, reposts included (ACCOUNTS.md 6).

    `newest` is the day of `post`, None without a dated post by then. `until` is the last day the data
    reach. `gap` is the reason why silence after `newest` is not proven, '' when it is; a fresh `newest`
    counts in either case. `detail` is one line on the gap.
    """

    newest: date | None
    post: Post | None
    until: date
    gap: str
    detail: str = ""


def activity(reading: AccountReading, as_of: date) -> Activity:
    """Return what `reading` says of the time up to `as_of` (inclusive); later posts are ignored."""
    if reading.outcome not in READ:
        return Activity(None, None, as_of, reading.outcome.value, reading.detail)
    days = [(day_of(post.published_at), post) for post in reading.posts if post.published_at]
    newest, post = max((one for one in days if one[0] <= as_of), key=lambda one: one[0], default=(None, None))
    return Activity(
        newest=newest,
        post=post,
        until=min(as_of, day_of(reading.as_of or reading.at)),
        gap=_gap(reading, newest, as_of),
        detail=reading.detail or _counts(reading, as_of),
    )


def day_of(moment: datetime) -> date:
    """Return the day of a time in the accounts' zone."""
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def _gap(reading: AccountReading, newest: date | None, as_of: date) -> str:
    if reading.outcome is ReadingOutcome.PARTIAL or not reading.complete:
        return "partial"
    if not reading.posts:
        return "" if reading.outcome is ReadingOutcome.OK_EMPTY else "empty"
    undated, later = _undated(reading), _later(reading, as_of)
    if newest is None:
        return "undated" if undated == len(reading.posts) else "future_dated"
    if undated:
        return "undated"  # the newest post may be one of these
    # A feed mostly of later posts has dropped those before them, save pinned ones.
    return "partial" if reading.adapter not in WHOLE and later > len(reading.posts) - later else ""


def _undated(reading: AccountReading) -> int:
    return sum(not post.published_at and not post.bad_date for post in reading.posts)


def _later(reading: AccountReading, as_of: date) -> int:
    """Return how many posts are dated after `as_of`, those with a refused date included."""
    return sum(
        day_of(post.published_at) > as_of if post.published_at else bool(post.bad_date) for post in reading.posts
    )


def _counts(reading: AccountReading, as_of: date) -> str:
    told = ((_undated(reading), "without a date"), (_later(reading, as_of), "dated after the day judged by"))
    return ", ".join(f"{count} of {len(reading.posts)} posts {what}" for count, what in told if count)
