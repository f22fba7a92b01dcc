"""When a host may be asked again: slots, gaps, Retry-After and Crawl-delay (docs/reliability.md 2)."""

import asyncio
import email.utils
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.config import FetchSettings
from auditor.fetch.http.target import Refused
from auditor.model import Outcome

_LONGEST_PAUSE_S = 30.0
_GOOD_BEFORE_FASTER = 20
_REFUSALS = 3
_FOUND_FACTOR = 5.0
_OVERLOADED = 503
_MARGIN = 1.05  # travel times vary; what arrives within a second stays within the rate
_STANDARD_PORTS = frozenset({80, 443})


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
    """Slots and pauses of one host (or of all found hosts at one address); refusals are counted by host name."""

    def __init__(self, limits: PaceLimits, shared: asyncio.Semaphore | None) -> None:
        self._limits = limits
        self._shared = shared
        self._slots = asyncio.Semaphore(max(1, limits.connections))
        self._turn = asyncio.Lock()
        self._gap_s = _MARGIN / limits.rate if limits.rate > 0 else 0.0
        self._pause_s = self._gap_s
        self._slower = 1
        self._slowest = max(2, math.ceil(_LONGEST_PAUSE_S / self._gap_s)) if self._gap_s else 2
        self._good = 0
        self._crawl_delay_s = 0.0
        self._last = float("-inf")
        self._not_before = float("-inf")
        self._refusals: dict[str, tuple[str, ...]] = {}
        self._shown: set[str] = set()
        self._doubted: set[str] = set()
        self._closed: dict[str, tuple[Outcome, str]] = {}
        self._lets_in: set[str] = set()

    async def enter(self, host: str = "", *, browser: bool = False) -> "Turn":
        """Wait for a slot and for the pause; raises Refused once the host is closed for this run.

        A host that challenges programs is not closed to a `browser` that it has let in.
        """
        await self._slots.acquire()
        turn = Turn(self, browser)
        try:
            await turn.wait(host)
            if self._shared is not None:
                await self._shared.acquire()
        except BaseException:
            turn.sent()
            self._slots.release()
            raise
        return turn

    def judge(
        self,
        outcome: Outcome,
        status: int | None,
        detail: str,
        retry_after_s: float | None,
        most_s: float,
        host: str = "",
        *,
        proof: bool = False,
    ) -> bool:
        """Learn from an answer: slower on complaints, faster after 20 good ones, closed when told to stay away.

        Three refusals in a row close a host. Where they are not alike and the host has shown pages before, they may be
        those of single pages: return True; a page shown before is asked again, and its result is the `proof`.
        """
        refused = outcome in (Outcome.RATE_LIMITED, Outcome.CHALLENGE)
        if refused or status == _OVERLOADED:
            self._good = 0
            self._slower = min(self._slower * 2, self._slowest)
            self._obey_retry_after(host, retry_after_s, most_s)
        elif outcome is Outcome.OK:
            self._good += 1
            if self._good >= _GOOD_BEFORE_FASTER:
                self._good = 0
                self._slower = max(1, self._slower // 2)
        told = self._refusals.pop(host, ()) if proof or not refused else self._refusals.get(host, ())
        if proof:
            self._doubted.discard(host)
        if refused:
            told = self._refusals[host] = (*told[1 - _REFUSALS :], f"{outcome} {detail}")
        if refused and len(told) >= _REFUSALS and host not in self._doubted:
            if host in self._shown and not proof and len(set(told)) > 1:
                self._doubted.add(host)
                return True
            why = f"not asked: the host refused {_REFUSALS} times in a row ({detail})"
            self._closed.setdefault(host, (outcome, why))
        return False

    def shows_pages(self, host: str) -> None:
        """Remember that the host has shown a page."""
        self._shown.add(host)

    def lets_in(self, host: str) -> None:
        """Remember that the host lets browsers in, whatever it shows programs."""
        self._lets_in.add(host)

    def set_crawl_delay(self, seconds: float) -> None:
        """Hold at least this many seconds between two requests."""
        self._crawl_delay_s = max(self._crawl_delay_s, seconds)

    def _leave(self, answer_s: float) -> None:
        if self._limits.rate > 0:
            wanted = max(self._gap_s, self._limits.factor * answer_s) * self._slower
            self._pause_s = min(wanted, max(_LONGEST_PAUSE_S, self._gap_s))
        if self._limits.quiet:
            self._last = asyncio.get_running_loop().time()
        if self._shared is not None:
            self._shared.release()
        self._slots.release()

    def _obey_retry_after(self, host: str, retry_after_s: float | None, most_s: float) -> None:
        if retry_after_s is None:
            return
        if retry_after_s > most_s:
            told = f"not asked: the host said to come back after {retry_after_s:.0f} s"
            self._closed[host] = (Outcome.RATE_LIMITED, told)
        else:
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + retry_after_s)

    def _refuse_closed(self, host: str, browser: bool) -> None:
        if host in self._closed:
            outcome, told = self._closed[host]
            if not (browser and outcome is Outcome.CHALLENGE and host in self._lets_in):
                raise Refused(outcome, told)

    async def _take_turn(self, host: str, browser: bool) -> bool:
        """Wait until the host may be asked; return whether the turn is held, which the request's sending ends.

        Until it is sent no other pause begins: a slow connection must not make two requests arrive together.
        """
        self._refuse_closed(host, browser)
        if not (self._pause_s or self._crawl_delay_s or self._not_before > 0):
            return False
        loop = asyncio.get_running_loop()
        await self._turn.acquire()
        try:
            while True:
                self._refuse_closed(host, browser)
                due = max(self._last + max(self._pause_s, self._crawl_delay_s), self._not_before)
                if loop.time() >= due:
                    return True
                await asyncio.sleep(due - loop.time())
        except BaseException:
            self._turn.release()
            raise

    def _sent(self) -> None:
        self._last = asyncio.get_running_loop().time()
        self._turn.release()


class Turn:
    """The turn of one request: its slot, and until it is sent the right to be next."""

    def __init__(self, pace: HostPace, browser: bool = False) -> None:
        self._pace = pace
        self._browser = browser
        self._held = False
        self._ended = False

    async def wait(self, host: str = "") -> None:
        """Wait for the pause, for the first time or because the request goes out once more; raises Refused."""
        self.sent()
        self._held = await self._pace._take_turn(host, self._browser)

    def sent(self) -> None:
        """Note that the request is on its way: the pause to the next begins."""
        if self._held:
            self._held = False
            self._pace._sent()

    def end(self, answer_s: float) -> None:
        """Give the slot back; `answer_s` is how long the exchange took."""
        self.sent()
        if not self._ended:
            self._ended = True
            self._pace._leave(answer_s)


class Pace:
    """The paces of all hosts of one run: own hosts by name and port, found hosts by address."""

    def __init__(self, settings: FetchSettings) -> None:
        self._own = PaceLimits(settings.connections, settings.rate, 1.0, quiet=False)
        self._found = PaceLimits(settings.found_connections, settings.found_rate, _FOUND_FACTOR, quiet=True)
        self._shared = asyncio.Semaphore(max(1, settings.found_total))
        self._hosts: dict[str, HostPace] = {}

    def of_own(self, host: str, port: int) -> HostPace:
        """Return the pace of an own host; its two standard ports are one server to its operator."""
        key = host if port in _STANDARD_PORTS else f"{host}:{port}"
        pace = self._hosts.get(key)
        if pace is None:
            pace = self._hosts[key] = HostPace(self._own, None)
        return pace

    def of_found(self, addresses: Sequence[str]) -> HostPace:
        """Return the pace of all found hosts that have one of these addresses."""
        keys = [f"at {address}" for address in addresses]
        pace = next((self._hosts[key] for key in keys if key in self._hosts), None)
        if pace is None:
            pace = HostPace(self._found, self._shared)
        for key in keys:
            self._hosts.setdefault(key, pace)
        return pace


def retry_after(header: str, now: datetime | None = None) -> float | None:
    """Return the seconds a Retry-After header asks for (RFC 9110 section 10.2.3), None for none or nonsense.

    Both forms; a date in the past gives 0. `now` (aware) is the server's own clock; ours is taken when absent.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else float("inf")
    when = read_date(text)
    return None if when is None else max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def longest_wait(headers: Iterable[str], now: datetime | None = None) -> float | None:
    """Return the longest wait that several Retry-After headers ask for, None where none asks for one."""
    return max((wait for header in headers if (wait := retry_after(header, now)) is not None), default=None)


def read_date(header: str) -> datetime | None:
    """Return an HTTP date in any of its three forms (RFC 9110 section 5.6.7), None for other text."""
    try:
        when = email.utils.parsedate_to_datetime(header.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
