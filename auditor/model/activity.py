"""The last update of an account, by one reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from auditor.model import AccountReading, Post, ReadingOutcome
from auditor.model.limits import OFFICE_ZONE

READ = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL})
WHOLE = frozenset({"import", "attest"})
"""Adapters whose sources are not cut to the newest few posts, as feeds are."""

WITHOUT_POSTS = frozenset({ReadingOutcome.EMPTY, ReadingOutcome.UNDATED})
"""Readings that saw the account but say nothing of its posts."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The last update of an account up to a day judged by, reposts included (docs/accounts.md 6.8).

    `newest` is the day of `post`, or the day of the last post as a list or a person tells it (`post` None); None
    without a dated post by then. `until` is the last day the data reach. `gap` is the reason why silence after
    `newest` is not proven, '' when it is; a fresh `newest` counts in either case. `detail` is one line on the gap.
    """

    newest: date | None
    post: Post | None
    until: date
    gap: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """The last release of an app or mini-program up to a day judged by; `until`, `gap` and `detail` as in Activity.

    `on` None: there is none by then, or it was not seen; `gap` says which.
    """

    on: date | None
    until: date
    gap: str = ""
    detail: str = ""


def activity(reading: AccountReading, as_of: date) -> Activity:
    """Return the last update by `reading` in the time up to `as_of` (inclusive); later posts are ignored.

    Posts that were taken away are no updates a visitor sees, and count for nothing.
    """
    if reading.outcome not in READ:
        return Activity(None, None, as_of, reading.outcome.value, reading.detail)
    posts = [post for post in reading.posts if not post.removed]
    days = [(day_of(post.published_at), post) for post in posts if post.published_at]
    newest, post = max((one for one in days if one[0] <= as_of), key=lambda one: one[0], default=(None, None))
    told = day_of(reading.last_post_at) if reading.last_post_at else None
    if told and told <= as_of and (newest is None or told > newest):
        newest, post = told, None
    return Activity(
        newest=newest,
        post=post,
        until=min(as_of, day_of(reading.as_of or reading.at)),
        gap=_gap(reading, posts, newest, as_of),
        detail=reading.detail or _counts(posts, as_of),
    )


def last_release(reading: AccountReading, as_of: date) -> Release:
    """Return the account's last release by `reading` up to `as_of` (inclusive; docs/contract.md 4.14)."""
    until = min(as_of, day_of(reading.as_of or reading.at))
    if reading.outcome not in READ | WITHOUT_POSTS:
        return Release(None, until, reading.outcome.value, reading.detail)
    if reading.released is None:
        return Release(None, until, "unsupported", reading.detail)
    if reading.released > as_of:
        return Release(None, until, "future_dated", reading.released.isoformat())
    return Release(reading.released, until)


def day_of(moment: datetime) -> date:
    """Return the day of a time in the accounts' zone."""
    return (moment.astimezone(OFFICE_ZONE) if moment.tzinfo else moment).date()


def _gap(reading: AccountReading, posts: Sequence[Post], newest: date | None, as_of: date) -> str:
    if reading.outcome is ReadingOutcome.PARTIAL or not reading.complete:
        return "" if _newest_is_there(reading, posts, as_of) else "partial"
    if reading.last_post_at:
        return "future_dated" if day_of(reading.last_post_at) > as_of else ""
    if not reading.posts:
        return "" if reading.outcome is ReadingOutcome.OK_EMPTY else "empty"
    undated, later = _undated(posts), _later(posts, as_of)
    if newest is None:
        return "undated" if undated == len(posts) else "future_dated"
    if undated:
        return "undated"  # the newest post may be one of these
    # A feed mostly of later posts has dropped those before them, save pinned ones.
    return "partial" if reading.adapter not in WHOLE and later > len(posts) - later else ""


def _newest_is_there(reading: AccountReading, posts: Sequence[Post], as_of: date) -> bool:
    """Say whether the newest post by `as_of` was surely read although older ones were not (docs/accounts.md 6.1).

    So it is where the source promises the newest first and keeps to it, pinned posts apart: what was not read is
    older than the oldest post read. A post without a date may be the newest only above the first dated one by then.
    """
    if not reading.newest_first or any(post.is_pinned and not post.published_at for post in posts):
        return False
    times = [post.published_at for post in posts if not post.is_pinned]
    first = next((at for at, time in enumerate(times) if time and day_of(time) <= as_of), None)
    if first is None or not all(times[:first]):
        return False
    dated = [time for time in times if time]
    return all(later <= earlier for earlier, later in pairwise(dated))


def _undated(posts: Sequence[Post]) -> int:
    return sum(not post.published_at and not post.bad_date for post in posts)


def _later(posts: Sequence[Post], as_of: date) -> int:
    """Return how many posts are dated after `as_of`, those with a refused date included."""
    return sum(day_of(post.published_at) > as_of if post.published_at else bool(post.bad_date) for post in posts)


def _counts(posts: Sequence[Post], as_of: date) -> str:
    told = ((_undated(posts), "without a date"), (_later(posts, as_of), "dated after the day judged by"))
    return ", ".join(f"{count} of {len(posts)} posts {what}" for count, what in told if count)
