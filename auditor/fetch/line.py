"""Whether our own line works: a failure is believed once something else has answered since (RELIABILITY.md 2).

Nothing here is done until a run says that it watches (`Line.watched`): single looks have nobody to compare with.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import Any

from auditor.config import FetchSettings
from auditor.errors import LineLost
from auditor.fetch.exchange import Look
from auditor.fetch.fault import Refused
from auditor.fetch.outage import ALIKE, Outage
from auditor.fetch.resolve import Resolver
from auditor.fetch.target import DEFAULT_PORTS, Origin
from auditor.model import Outcome

DOUBTED = ALIKE | {Outcome.NETWORK}
UNPROVED = "nothing else answered then, so our own line may be at fault"
_PATIENCE_S = 0.5
"""How long the run's own traffic may take to prove the line before hosts are asked for that purpose."""
_TAKEN_AGAIN = 3
_FIRST_ASKED = 3
_MOST_ASKED = 50
_ADVICE = "; [fetch] sentinels can name addresses whose answer proves that the line works"


class Verdict(Enum):
    """What to make of a look: it stands, it must be taken again, or nobody can tell whose fault it was."""

    STANDS = 1
    AGAIN = 2
    DOUBTED = 3


class Line:
    """The state of our own line in one run. `allowed` is cleared while all asking is to wait; `ask` asks even then."""

    def __init__(
        self, settings: FetchSettings, resolver: Resolver, allowed: asyncio.Event, ask: Callable[[str], Awaitable[Look]]
    ) -> None:
        self._settings = settings
        self._resolver = resolver
        self._ask = ask
        self._outage = Outage(settings.outage_share, settings.outage_hosts, settings.outage_window_s)
        self._answered: dict[str, tuple[Origin, bool]] = {}
        self._registered: tuple[str, ...] = ()
        self._theirs: set[str] = set()
        self._suspects: set[str] = set()
        self._proved_at = {True: float("-inf"), False: float("-inf")}
        self._names_proved_at = float("-inf")
        self._news = asyncio.Event()
        self._open = allowed
        self._lost = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[bool | None]] = {}
        self._why = ""
        self._told: Callable[[str], None] = lambda _: None
        self._paused_at = 0.0
        self._paused_s = 0.0
        self._watching = False
        self._unproved = bool(settings.sentinels)

    @property
    def paused(self) -> bool:
        """Return whether all asking waits."""
        return not self._open.is_set()

    @property
    def paused_s(self) -> float:
        """Return how many seconds the run has waited so far for our own line."""
        return self._paused_s + (_now() - self._paused_at if self.paused else 0.0)

    @asynccontextmanager
    async def watched(self, registered: Iterable[str], told: Callable[[str], None]) -> AsyncIterator[None]:
        """Watch the line while a run collects: before, during and after.

        `registered` are origins of the register ('https://www.example'). `told` hears why the run pauses, '' once it
        goes on. Raises LineLost, in an ExceptionGroup, where the line is lost.
        """
        self._registered, self._told, self._watching = tuple(registered), told, True
        try:
            async with asyncio.TaskGroup() as group:
                watcher = group.create_task(self._watch())
                await self._prove()
                yield
                await self._prove()
                watcher.cancel()
        finally:
            self._watching = False
            for task in self._tasks.values():
                task.cancel()

    async def open(self) -> float:
        """Wait until asking is allowed and return the time, monotonic."""
        await self._open.wait()
        return _now()

    async def judge(self, origin: Origin, look: Look, began: float, *, public: bool, taken: int) -> Verdict:
        """Return what to make of a look that began at `began`; one that failed waits until something tells.

        `public`: the host is at a public address, so an answer from inside proves nothing. `taken`: how often the look
        was taken before.
        """
        if not self._watching:
            return Verdict.STANDS
        host = name_of(origin)
        if look.status is not None:
            self._heard(host, origin, began, public=public)
            return Verdict.STANDS
        if look.outcome not in DOUBTED or host in self._theirs:
            return Verdict.STANDS
        if host not in self._suspects:
            self._outage.note(host, look.outcome, _now())
            self._pause_if_failing()
        verdict = await self._proof(_now(), by_name=look.outcome is Outcome.DNS, public=public)
        if verdict is Verdict.STANDS:
            self._theirs.add(host)
            if host not in self._answered:
                self._outage.forget(host)
        if verdict is Verdict.AGAIN and taken >= _TAKEN_AGAIN:
            verdict = Verdict.DOUBTED
        self._unproved = self._unproved or verdict is Verdict.DOUBTED
        return verdict

    def _heard(self, host: str, origin: Origin, began: float, *, public: bool) -> None:
        self._answered.pop(host, None)
        self._answered[host] = (origin, public)
        self._theirs.discard(host)
        self._suspects.discard(host)
        self._outage.note(host, Outcome.OK, _now())
        for reach in {public, False}:
            self._proved_at[reach] = max(self._proved_at[reach], began)
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _proof(self, failed_at: float, *, by_name: bool, public: bool) -> Verdict:
        """Wait for what tells a failure of theirs from one of ours: a request begun after it that was answered."""
        patient_until = failed_at + (0.0 if by_name else _PATIENCE_S)
        while True:
            if self.paused:
                await self._open.wait()
                return Verdict.DOUBTED if self._lost.is_set() else Verdict.AGAIN
            if (self._names_proved_at if by_name else self._proved_at[public]) >= failed_at:
                return Verdict.STANDS
            if (left_s := patient_until - _now()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), left_s)
                continue
            if by_name:
                proved = await self._shared("names", self._names_resolve)
            else:
                proved = await self._shared(f"hosts {public}", lambda: self._others_answer(public=public))
            if proved is None:
                return Verdict.STANDS
            if not proved and not self.paused:
                return Verdict.DOUBTED

    async def _shared(self, name: str, work: Callable[[], Coroutine[Any, Any, bool | None]]) -> bool | None:
        task = self._tasks.get(name)
        if task is None or task.done():
            task = self._tasks[name] = asyncio.create_task(work())
        return await asyncio.shield(task)

    async def _names_resolve(self) -> bool | None:
        """Tell whether a name that led somewhere before still does; None where no name did."""
        names = [one.host for one, public in self._answered.values() if public and not one.literal][-_FIRST_ASKED:]
        began = _now()
        for name in reversed(names):
            with suppress(Refused):
                await self._resolver.again(name)
                self._names_proved_at = began
                return True
        return False if names else None

    async def _others_answer(self, *, public: bool) -> bool | None:
        """Ask hosts that had answered, or the sentinels; None where nothing ever answered. Pauses where none does."""
        if self._settings.sentinels:
            if await self._any_sentinel():
                return True
            self._pause("none of the sentinels answers")
            return False
        if not self._answered:
            return None
        known = [host for host, (_, reach) in reversed(self._answered.items()) if reach or not public]
        known = known[: self._settings.outage_hosts]
        for part in (known[:_FIRST_ASKED], known[_FIRST_ASKED:]):
            if any(await asyncio.gather(*map(self._answers, part))):
                return True
        if len(known) >= self._settings.outage_all:
            self._pause(f"none of {len(known)} hosts that had answered does so any more")
        return False

    async def sentinels_answer(self) -> bool | None:
        """Tell whether one of the sentinels of the configuration answers now; None where there are none."""
        return await self._any_sentinel() if self._settings.sentinels else None

    async def _any_sentinel(self) -> bool:
        began = _now()
        looks = await asyncio.gather(*map(self._ask, self._settings.sentinels))
        if all(look.status is None for look in looks):
            return False
        self._proved_at = dict.fromkeys(self._proved_at, began)
        self._tell()
        return True

    async def _answers(self, host: str) -> bool:
        """Ask a host that had answered once more, and note what comes of it."""
        origin, public = self._answered[host]
        began = _now()
        look = await self._ask(f"{origin.text}/robots.txt")
        if look.status is not None:
            self._heard(host, origin, began, public=public)
            return True
        self._outage.note(host, look.outcome, _now())
        self._pause_if_failing()
        return False

    async def _prove(self) -> None:
        """Hold the run until the line is proved, where it was not and there is something to prove it by."""
        if not self._unproved:
            return
        await self._shared("hosts False", lambda: self._others_answer(public=False))
        await self._open.wait()

    def _pause_if_failing(self) -> None:
        kind = self._outage.failing(_now())
        if kind is not None:
            recent = list(self._outage.recent(_now()).values())
            self._pause(f"{recent.count(kind)} of {len(recent)} hosts failed alike ({kind})")

    def _pause(self, why: str) -> None:
        if self.paused or self._lost.is_set():
            return
        self._why, self._paused_at = why, _now()
        self._open.clear()
        self._tasks["recovery"] = asyncio.create_task(self._recover())
        self._tell()

    async def _recover(self) -> None:
        """Ask at intervals whether the line is back, and open it again; give the run up after the longest pause."""
        settings, told = self._settings, False
        until = self._paused_at + settings.outage_wait_s
        recent = self._outage.recent(_now())
        sample = [host for host in recent if host in self._answered] or list(self._answered)
        while not await self._is_back(sample[-_MOST_ASKED:]):
            if not told:
                told = True
                self._told(self._why)
            if _now() >= until:
                self._lost.set()
                break
            await asyncio.sleep(min(settings.outage_ask_s, max(0.0, until - _now())))
        for host, outcome in self._outage.recent(_now()).items() | recent.items():
            if outcome is not Outcome.OK:
                self._suspects.add(host)
                self._outage.forget(host)
        self._resolver.forget_failures()
        self._paused_s += _now() - self._paused_at
        self._open.set()
        self._tell()
        if told and not self._lost.is_set():
            self._told("")

    async def _is_back(self, sample: Sequence[str]) -> bool:
        """Tell whether sentinels answer, or hosts that had: nearly all of many, one of a few, inside and outside."""
        if self._settings.sentinels:
            return await self._any_sentinel()
        if not sample:
            asked = [f"{origin}/robots.txt" for origin in self._registered[:_MOST_ASKED]]
            return any(look.status is not None for look in await asyncio.gather(*map(self._ask, asked)))
        answered = dict(zip(sample, await asyncio.gather(*map(self._answers, sample)), strict=True))
        for public in (True, False):
            group = [came for host, came in answered.items() if self._answered[host][1] is public]
            few = len(group) < self._settings.outage_hosts
            if group and not (any(group) if few else group.count(False) <= self._settings.outage_share * len(group)):
                return False
        return True

    async def _watch(self) -> None:
        await self._lost.wait()
        advice = "" if self._settings.sentinels else _ADVICE
        within = f"within {self._settings.outage_wait_s:.0f} s"
        raise LineLost(f"{self._why}: our own network is suspect, and that did not clear {within}{advice}")


def name_of(origin: Origin) -> str:
    """Return what hosts are counted by: the host, with its port where it is none of the usual ones."""
    return origin.host if origin.port in DEFAULT_PORTS.values() else f"{origin.host}:{origin.port}"


def _now() -> float:
    return asyncio.get_running_loop().time()
