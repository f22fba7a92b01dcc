"""Whether our own network works: a failure counts once something else has answered since (docs/reliability.md 2).

Nothing is compared before a run watches (`Connectivity.watched`): single looks have nothing to compare with.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import Any

from auditor.config import FetchSettings
from auditor.errors import LineLost
from auditor.fetch.http.look import Look
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Origin
from auditor.fetch.pace.outage import ALIKE, NEVER, AnsweredHosts, Ask, Outage, name_of
from auditor.model import Outcome

DOUBTED = ALIKE | {Outcome.NETWORK}
UNPROVED = "nothing else answered then, so our own line may be at fault"
_PATIENCE_S = 0.5
"""How long the run's own traffic may take to prove our network before hosts are asked for that purpose."""
_ASKED_EVERY_S = 5.0
_TAKEN_AGAIN = 3
_ADVICE = "; [fetch] sentinels can name addresses whose answer proves that the line works"


class Verdict(Enum):
    """What a look proves: its result stands, it must be repeated, or the fault may be theirs or ours."""

    STANDS = 1
    AGAIN = 2
    DOUBTED = 3


class Connectivity:
    """Whether our own network works in one run. `allowed` is cleared while all requests wait; `ask` asks even then."""

    def __init__(self, settings: FetchSettings, resolver: Resolver, allowed: asyncio.Event, ask: Ask) -> None:
        self._settings = settings
        self._resolver = resolver
        self._outage = Outage(settings.outage_share, settings.outage_hosts, settings.outage_window_s)
        self._answered = AnsweredHosts(settings, resolver, ask, self._heard)
        self._registered: tuple[str, ...] = ()
        self._theirs: set[str] = set()
        self._suspects: set[str] = set()
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
        self._unanswered_at = self._reopened_at = NEVER

    @property
    def paused(self) -> bool:
        """Return whether all requests wait."""
        return not self._open.is_set()

    @property
    def paused_s(self) -> float:
        """Return how many seconds the run has waited so far for our own network."""
        return self._paused_s + (_now() - self._paused_at if self.paused else 0.0)

    @asynccontextmanager
    async def watched(self, registered: Iterable[str], told: Callable[[str], None]) -> AsyncIterator[None]:
        """Watch our network while a run collects: before, during and after.

        `registered` are origins of the register ('https://www.example'). `told` hears why the run pauses, '' once it
        goes on. Raises LineLost, in an ExceptionGroup, where the network does not return in time.
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
        """Return the verdict on a look that began at `began`; a failed one waits until there is proof.

        `public`: the host is at a public address, so an answer from inside proves nothing. `taken`: how often the look
        was taken before. A host that had answered may come back later than others and is given some more time.
        """
        if not self._watching:
            return Verdict.STANDS
        host = name_of(origin)
        if look.status is not None and look.outcome not in DOUBTED:
            self._answered.add(host, origin, began, public=public)
            self._heard(host, Outcome.OK)
            return Verdict.STANDS
        if look.outcome not in DOUBTED or host in self._theirs:
            return Verdict.STANDS
        if began < self._reopened_at and taken < _TAKEN_AGAIN:
            return Verdict.AGAIN
        if host not in self._suspects:
            self._heard(host, look.outcome)
        elif host in self._answered and taken < _TAKEN_AGAIN:
            await asyncio.sleep(self._settings.outage_ask_s)
            return Verdict.AGAIN
        verdict = await self._proof(_now(), by_name=look.outcome is Outcome.DNS, public=public)
        if verdict is Verdict.STANDS:
            self._theirs.add(host)
            if host not in self._answered:
                self._outage.forget(host)
        if verdict is Verdict.AGAIN and taken >= _TAKEN_AGAIN:
            verdict = Verdict.DOUBTED
        self._unproved = self._unproved or verdict is Verdict.DOUBTED
        return verdict

    def _heard(self, host: str, outcome: Outcome) -> None:
        """Count the outcome of a host, and pause where too many fail alike."""
        self._outage.note(host, outcome, _now())
        if outcome is Outcome.OK:
            self._theirs.discard(host)
            self._suspects.discard(host)
            self._unanswered_at = NEVER
            self._tell()
            return
        kind = self._outage.failing(_now())
        if kind is not None:
            recent = list(self._outage.recent(_now()).values())
            self._pause(f"{recent.count(kind)} of {len(recent)} hosts failed alike ({kind})")

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _proof(self, failed_at: float, *, by_name: bool, public: bool) -> Verdict:
        """Wait for proof that the failure is theirs: an answered request that began after it."""
        patient_until = failed_at + (0.0 if by_name else _PATIENCE_S)
        while True:
            if self.paused:
                await self._open.wait()
                return Verdict.DOUBTED if self._lost.is_set() else Verdict.AGAIN
            known = self._answered
            if (known.names_proved_at if by_name else known.proved_at(public=public)) >= failed_at:
                return Verdict.STANDS
            if (left_s := patient_until - _now()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), left_s)
                continue
            if not by_name and _now() - self._unanswered_at < _ASKED_EVERY_S:
                return Verdict.DOUBTED
            if by_name:
                proved = await self._shared("names", known.a_name_resolves)
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

    async def _others_answer(self, *, public: bool) -> bool | None:
        """Ask hosts that had answered, or the sentinels; None where no host ever did. Pauses where none answers."""
        if self._settings.sentinels:
            if await self._answered.sentinel_answers():
                self._tell()
                return True
            self._pause("none of the sentinels answers")
            return False
        if not self._answered:
            return None
        known = self._answered.hosts(public=public)[: self._settings.outage_hosts]
        if await self._answered.one_answers(known):
            return True
        if len(known) >= self._settings.outage_all:
            self._pause(f"none of {len(known)} hosts that had answered does so any more")
        self._unanswered_at = _now()
        return False

    async def sentinels_answer(self) -> bool | None:
        """Return whether a sentinel of the configuration answers now; None where there are none."""
        return await self._answered.sentinel_answers() if self._settings.sentinels else None

    async def _prove(self) -> None:
        """Hold the run until our network is proved, where it is in doubt and something can prove it."""
        if not self._unproved:
            return
        await self._shared("hosts False", lambda: self._others_answer(public=False))
        await self._open.wait()

    def _pause(self, why: str) -> None:
        if self.paused or self._lost.is_set():
            return
        self._why, self._paused_at = why, _now()
        self._open.clear()
        self._tasks["recovery"] = asyncio.create_task(self._recover())
        self._tell()

    async def _recover(self) -> None:
        """Ask at intervals whether our network is back, and go on; give the run up after the longest pause."""
        settings, told = self._settings, False
        until = self._paused_at + settings.outage_wait_s
        recent = self._outage.recent(_now())
        sample = [host for host in recent if host in self._answered] or self._answered.hosts(public=False)
        while not await self._answered.nearly_all_answer(sample, self._registered):
            if not told:
                told = True
                self._told(self._why)
            if _now() >= until:
                self._lost.set()
                break
            await asyncio.sleep(min(settings.outage_ask_s, max(0.0, until - _now())))
        for host, outcome in {**recent, **self._outage.recent(_now())}.items():
            if outcome is not Outcome.OK:
                self._suspects.add(host)
                self._outage.forget(host)
        self._theirs.clear()
        self._unanswered_at = NEVER
        self._resolver.forget_failures()
        self._reopened_at = _now()
        self._paused_s += self._reopened_at - self._paused_at
        self._open.set()
        self._tell()
        if told and not self._lost.is_set():
            self._told("")

    async def _watch(self) -> None:
        await self._lost.wait()
        advice = "" if self._settings.sentinels else _ADVICE
        within = f"within {self._settings.outage_wait_s:.0f} s"
        raise LineLost(f"{self._why}: our own network is suspect, and that did not clear {within}{advice}")


def _now() -> float:
    return asyncio.get_running_loop().time()
