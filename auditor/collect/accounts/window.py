"""Read a list of posts page by page, until it ends or reaches back far enough."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import EARLIEST, Clock, verdict_on
from auditor.model import AccountReading, Interaction, Post, ReadingOutcome

FEWEST_A_PAGE = 20
"""Posts that a page of every platform here holds at least; with `most_posts` it bounds how many pages are asked for."""

LARGEST_PAGE = 1_000
"""Posts of one page that are kept; interfaces give 100 at most, and a list cut here is not read to its end."""

DISORDER = timedelta(days=1)
"""How far a post may be dated after those before it while the list still counts as newest first."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of posts. `after` asks for the next one, '' at the end of the list."""

    posts: tuple[Post, ...]
    after: str = ""


Turn = Callable[[str], Awaitable[Page]]
"""Ask for the page after a cursor, '' for the first one; raises Unread."""


@dataclass(frozen=True, slots=True)
class Window:
    """What was read of a list. `ended`: to its end. `reached`: to posts before the window, all dated in order.

    `ordered`: no post was dated more than a day after one before it. `fault` is why a later page was not read.
    """

    posts: tuple[Post, ...]
    ended: bool
    reached: bool
    ordered: bool
    fault: Unread | None = None

    @property
    def complete(self) -> bool:
        """Say whether no post of the window can have been missed."""
        return self.fault is None and (self.ended or self.reached)


def joined(one: Window, other: Window) -> Window:
    """Return two lists of the same account as one, newest first; of a post in both, the one of `one` counts."""
    posts = {post.key: post for post in (*other.posts, *one.posts)}.values()
    return Window(
        posts=tuple(sorted(posts, key=lambda post: post.published_at or EARLIEST, reverse=True)),
        ended=one.ended and other.ended,
        reached=one.complete and other.complete,
        ordered=one.ordered and other.ordered,
        fault=one.fault or other.fault,
    )


async def read_back(turn: Turn, access: Access, newest: date | None = None) -> Window:
    """Return the posts of a list from `access.since` on, with those that came along; at most `most_posts` and a page.

    It reads on where dates are out of order, and where no post is of the day `newest` (UTC) or later that the platform
    gives for the last one: what is newest may be further down. Raises Unread where the first page cannot be read; a
    fault later on is kept in the window.
    """
    most = access.settings.most_posts
    kept: dict[str, Post] = {}
    asked: set[str] = set()
    after = ""
    while len(asked) <= most // FEWEST_A_PAGE + 1 and after not in asked:
        asked.add(after)
        try:
            page = await turn(after)
        except Unread as fault:
            if len(asked) == 1:
                raise
            return _window(kept, access, newest, fault=fault)
        for post in page.posts[:LARGEST_PAGE]:
            kept.setdefault(post.key, post)
        if not page.after and len(page.posts) <= LARGEST_PAGE:
            return _window(kept, access, newest, ended=True)
        if len(kept) >= most or (_before(page.posts, access.since) and _reached(kept.values(), access, newest)):
            break
        after = page.after
    return _window(kept, access, newest)


def judged(window: Window, clock: Clock, counted: int | None) -> tuple[ReadingOutcome, str]:
    """Return the outcome of a window and why it is not OK; `counted` is the platform's own count of posts.

    OK_EMPTY only where that count is 0 and the list, read to its end, is empty too (docs/contract.md 4.12).
    """
    outcome, detail = verdict_on(window.posts, clock)
    if outcome is ReadingOutcome.EMPTY and window.ended and counted == 0:
        return ReadingOutcome.OK_EMPTY, ""
    if outcome is ReadingOutcome.EMPTY and counted:
        detail = f"no post can be read, though the platform counts {counted}"
    if window.fault and outcome in (ReadingOutcome.OK, ReadingOutcome.EMPTY):
        return ReadingOutcome.PARTIAL, f"after {len(window.posts)} posts: {window.fault.detail}"
    if not window.complete and not detail:
        detail = f"only {len(window.posts)} posts were read"
    return outcome, detail


def with_posts(seen: AccountReading, window: Window, access: Access) -> AccountReading:
    """Return a reading with the posts of a window."""
    return replace(
        seen,
        as_of=access.now.astimezone(access.zone),
        posts=window.posts,
        complete=window.complete,
        window_from=access.since if window.reached and not window.ended else None,
        newest_first=window.ordered,
        interaction=Interaction(comments=True if any(post.comments for post in window.posts) else None),
    )


def in_order(posts: Iterable[Post]) -> bool:
    """Say whether posts are dated newest first, pinned ones aside."""
    lowest: datetime | None = None
    for post in posts:
        if post.is_pinned or post.published_at is None:
            continue
        if lowest is not None and post.published_at > lowest + DISORDER:
            return False
        lowest = min(lowest or post.published_at, post.published_at)
    return True


def _before(posts: Iterable[Post], since: datetime) -> bool:
    """Say whether a page has dated posts and all of them lie before the window."""
    dates = [post.published_at for post in posts if post.published_at and not post.is_pinned]
    return bool(dates) and max(dates) < since


def _reached(posts: Iterable[Post], access: Access, newest: date | None) -> bool:
    """Say whether posts in order lead back before the window, and begin as late as the platform says."""
    dates = [post.published_at for post in posts if post.published_at and not post.is_pinned]
    late = newest is None or any(at.astimezone(UTC).date() + DISORDER >= newest for at in dates)
    return late and any(at < access.since for at in dates) and in_order(posts)


def _window(
    kept: dict[str, Post], access: Access, newest: date | None, *, ended: bool = False, fault: Unread | None = None
) -> Window:
    posts = tuple(kept.values())
    return Window(posts, ended, _reached(posts, access, newest), in_order(posts), fault)
