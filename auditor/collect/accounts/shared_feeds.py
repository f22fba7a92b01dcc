"""What the readings of one run share: answers asked for once, and sources that keep failing."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from auditor.model import AccountReading

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
