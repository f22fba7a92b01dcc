"""Asking a feed only for what is new (RFC 9110 section 13), where nobody's silence rests on the answer."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.model import AccountReading, Outcome, Post, Reply, Validators

LONGEST = 500
FRESH = timedelta(days=7)
"""A feed whose newest post is older is read anew: a wrong 304 must not make an account look silent."""

STEADY = timedelta(seconds=60)
"""A Last-Modified closer to the time of the answer is the time of asking, as RSSHub's is (RFC 9110 8.8.2.2)."""


def asked_with(previous: AccountReading | None, adapter: str, address: str, now: datetime) -> Validators | None:
    """Return what to ask a feed at the masked `address` with, None where it is to be read anew."""
    if previous is None or (previous.adapter, previous.source_url) != (adapter, address):
        return None
    newest = max((post.published_at for post in previous.posts if post.published_at), default=None)
    return previous.validators if newest is not None and now - newest <= FRESH else None


def validators_of(reply: Reply) -> Validators | None:
    """Return what the next request may be asked with; None after redirects, for a body cut short, or without any."""
    if reply.outcome is not Outcome.OK or reply.hops or reply.truncated:
        return None
    etag, changed = reply.header("etag"), reply.header("last-modified")
    found = Validators(etag if _is_sendable(etag) else "", changed if _is_steady(changed, reply) else "")
    return found if found.etag or found.last_modified else None


def dated_anew(posts: Iterable[Post], clock: Clock) -> tuple[Post, ...]:
    """Return posts read earlier, with the dates that lay ahead then and may have come since read again."""
    return tuple(_dated_anew(post, clock) if post.bad_date else post for post in posts)


def _dated_anew(post: Post, clock: Clock) -> Post:
    moment = read_moment(post.date_raw, clock.now, clock.zone, chinese=clock.chinese)
    basis = (post.time_basis or "published") if moment.at else ""
    return replace(post, published_at=moment.at, bad_date=moment.bad, time_basis=basis)


def _is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= LONGEST


def _is_steady(changed: str, reply: Reply) -> bool:
    if not changed or not _is_sendable(changed):
        return False
    moment = read_moment(changed, reply.at, UTC).at
    answered = read_moment(reply.header("date"), reply.at, UTC).at or reply.at
    return moment is not None and answered - moment >= STEADY


# What the readings of one run share: answers asked for once, and sources that keep failing.

FAILS_IN_A_ROW = 8
"""Failures in a row after which a source is asked no more in this run: a bridge that is down answers 503 to all of
its accounts, and each makes the pace of its host slower (RELIABILITY.md 2)."""

ASKED_AGAIN_AFTER = 25
"""The 25th of those not asked is asked all the same, then the 50th, 100th and so on, so that a bridge that comes back
is read on; more would take hours at the pace of a host that answers 503."""

Answer = TypeVar("Answer")


class Shared:
    """One run's memory beside the store. Keys are the caller's, such as a host with a platform."""

    def __init__(self) -> None:
        self._asked: dict[str, asyncio.Future[object]] = {}
        self._failed: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._last: dict[str, AccountReading] = {}

    async def once(self, key: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what `ask` gives, which is called by the first who asks and never again in this run."""
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(cast(Awaitable[object], ask()))
        return cast(Answer, await self._asked[key])

    def tired_of(self, source: str) -> AccountReading | None:
        """Return the last of FAILS_IN_A_ROW failures in a row of `source`, None where it is to be asked."""
        if self._failed[source] < FAILS_IN_A_ROW:
            return None
        self._skipped[source] += 1
        times, left = divmod(self._skipped[source], ASKED_AGAIN_AFTER)
        return self._last.get(source) if left or times.bit_count() != 1 else None

    def note(self, source: str, reading: AccountReading, *, failed: bool) -> None:
        """Remember whether a reading through `source` failed."""
        self._failed[source] = self._failed[source] + 1 if failed else 0
        self._skipped[source] = self._skipped[source] if failed else 0
        self._last[source] = reading
