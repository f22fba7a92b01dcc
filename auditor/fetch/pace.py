"""When a host may be asked again: slots, gaps, Retry-After and Crawl-delay (RELIABILITY.md 2, ARCHITECTURE.md)."""

import asyncio
import email.utils
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.config import FetchSettings
from auditor.fetch.fault import Refused
from auditor.model import Outcome

_LONGEST_PAUSE_S = 30.0
_GOOD_BEFORE_FASTER = 20
_SAME_REFUSALS = 3
_FOUND_FACTOR = 5.0


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """What one class of hosts is held to. `rate` 0 lifts rate and adaptive pause; `factor` scales the pause.

    `quiet`: the pause counts from the end of the last answer, else from its start.
    """

    connections: int
    rate: float
    factor: float
    quiet: bool


class HostPace:
    """Slots and pauses of one host (or of all found hosts at one address)."""

    def __init__(self, limits: PaceLimits, shared: asyncio.Semaphore | None) -> None:
        self._limits = limits
        self._shared = shared
        self._slots = asyncio.Semaphore(max(1, limits.connections))
        self._turn = asyncio.Lock()
        self._gap_s = 1.0 / limits.rate if limits.rate > 0 else 0.0
        self._pause_s = self._gap_s
        self._slower = 1
        self._good = 0
        self._crawl_delay_s = 0.0
        self._last = float("-inf")
        self._not_before = float("-inf")
        self._refusals: deque[str] = deque(maxlen=_SAME_REFUSALS)
        self._closed: tuple[Outcome, str] | None = None

    async def enter(self) -> None:
        """Wait for a slot and for the pause; raises Refused once the host is closed for this run."""
        await self._slots.acquire()
        try:
            if self._closed is None and (self._pause_s or self._crawl_delay_s or self._not_before > 0):
                await self._take_turn()
            if self._closed is not None:
                raise Refused(*self._closed)
            if self._shared is not None:
                await self._shared.acquire()
        except BaseException:
            self._slots.release()
            raise

    def leave(self, answer_s: float) -> None:
        """Give the slot back; `answer_s` is how long the exchange took."""
        if self._limits.rate > 0:
            wanted = max(self._gap_s, self._limits.factor * answer_s) * self._slower
            self._pause_s = min(wanted, max(_LONGEST_PAUSE_S, self._gap_s))
        if self._limits.quiet:
            self._last = asyncio.get_running_loop().time()
        if self._shared is not None:
            self._shared.release()
        self._slots.release()

    def judge(
        self, outcome: Outcome, status: int | None, detail: str, retry_after_s: float | None, most_s: float
    ) -> None:
        """Learn from an answer: slower on complaints, faster after 20 good ones, closed when told to stay away."""
        refused = outcome in (Outcome.RATE_LIMITED, Outcome.CHALLENGE)
        if refused or status == 503:
            self._good = 0
            self._slower = min(self._slower * 2, 1 << 10)
            self._obey_retry_after(retry_after_s, most_s)
        elif outcome is Outcome.OK:
            self._good += 1
            if self._good >= _GOOD_BEFORE_FASTER:
                self._good = 0
                self._slower = max(1, self._slower // 2)
        if not refused:
            self._refusals.clear()
            return
        self._refusals.append(f"{outcome} {detail}")
        if len(self._refusals) == _SAME_REFUSALS and len(set(self._refusals)) == 1:
            self._closed = (outcome, f"not asked: the host refused {_SAME_REFUSALS} times in a row ({detail})")

    def set_crawl_delay(self, seconds: float) -> None:
        """Hold at least this many seconds between two requests, on one connection."""
        self._crawl_delay_s = seconds

    def _obey_retry_after(self, retry_after_s: float | None, most_s: float) -> None:
        if retry_after_s is None:
            return
        if retry_after_s > most_s:
            self._closed = (
                Outcome.RATE_LIMITED, f"not asked: the host said to come back after {retry_after_s:.0f} s"
            )  # fmt: skip
        else:
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + retry_after_s)

    async def _take_turn(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._turn:
            while self._closed is None:
                due = max(self._last + max(self._pause_s, self._crawl_delay_s), self._not_before)
                now = loop.time()
                if now >= due:
                    self._last = now
                    return
                await asyncio.sleep(due - now)


class Pace:
    """Every host's pace of one run. Own hosts are told apart by name and port, found hosts by address."""

    def __init__(self, settings: FetchSettings) -> None:
        self._own = PaceLimits(settings.connections, settings.rate, 1.0, quiet=False)
        self._found = PaceLimits(settings.found_connections, settings.found_rate, _FOUND_FACTOR, quiet=True)
        self._shared = asyncio.Semaphore(max(1, settings.found_total))
        self._hosts: dict[str, HostPace] = {}

    def of(self, key: str, *, own: bool) -> HostPace:
        """Return the pace of an own host (key: host:port) or of a found host's address."""
        pace = self._hosts.get(key)
        if pace is None:
            limits = self._own if own else self._found
            pace = self._hosts[key] = HostPace(limits, None if own else self._shared)
        return pace


def retry_after(header: str, now: datetime | None = None) -> float | None:
    """Return the seconds a Retry-After header asks for (RFC 9110 section 10.2.3), None for none or nonsense.

    Both forms; a date in the past gives 0. `now` (aware) is the system's clock when absent.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else float("inf")
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
