"""What one reading of an account says of its last update."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from auditor.model import AccountReading, Post, ReadingOutcome

ZONE = ZoneInfo("Asia/Shanghai")  # the accounts are run there, so their days are counted there
READ = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL})


@dataclass(frozen=True, slots=True)
class Activity:
    """The last update of an account up to a day judged by, reposts included (ACCOUNTS.md 6).

    `newest` is the day of `post`, None without a dated post by then. `until` is the last day the data
    reach. `undated` counts posts whose source gave no date. `gap` is the reason why silence after
    `newest` is not proven, '' when it is; a fresh `newest` counts in either case.
    """

    newest: date | None
    post: Post | None
    until: date
    undated: int
    gap: str


def activity(reading: AccountReading, as_of: date) -> Activity:
    """Return what `reading` says of the time up to `as_of` (inclusive); later posts are ignored."""
    if reading.outcome not in READ:
        return Activity(None, None, as_of, 0, reading.outcome.value)
    days = [(day_of(post.published_at), post) for post in reading.posts if post.published_at]
    newest, post = max((one for one in days if one[0] <= as_of), key=lambda one: one[0], default=(None, None))
    return Activity(
        newest=newest,
        post=post,
        until=min(as_of, day_of(reading.as_of or reading.at)),
        undated=sum(not post.published_at and not post.bad_date for post in reading.posts),
        gap=_gap(reading, newest),
    )


def day_of(moment: datetime) -> date:
    """Return the day of a time in the accounts' zone."""
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def _gap(reading: AccountReading, newest: date | None) -> str:
    if reading.outcome is ReadingOutcome.PARTIAL or not reading.complete:
        return "partial"
    if newest or (reading.outcome is ReadingOutcome.OK_EMPTY and not reading.posts):
        return ""
    if not reading.posts:
        return "empty"
    return "future_dated" if any(post.published_at or post.bad_date for post in reading.posts) else "undated"
