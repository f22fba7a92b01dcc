"""robots.txt of every host of a run: fetched once through the same guard and pace, kept until the run ends."""

import asyncio
from dataclasses import dataclass

from auditor.config import FetchSettings
from auditor.fetch.http.exchange import Exchange, Fields
from auditor.fetch.http.fetch_faults import Refused
from auditor.fetch.http.guard import Guard
from auditor.fetch.http.look import Look
from auditor.fetch.http.retry import Looks
from auditor.fetch.http.target import Origin, Target, join_target
from auditor.fetch.pace.robots import ALLOW_ALL, REDIRECTS, RobotsRules, rules_of_answer
from auditor.model import Outcome

_NOT_ROBOTS = frozenset(
    {Outcome.DNS, Outcome.REFUSED, Outcome.TLS, Outcome.NETWORK, Outcome.TIMEOUT, Outcome.PRIVATE, Outcome.UNSUPPORTED,
     Outcome.RATE_LIMITED, Outcome.CHALLENGE, Outcome.INTERNAL, Outcome.AUTH}
)  # fmt: skip
_UNREAD = frozenset({Outcome.TIMEOUT, Outcome.REFUSED, Outcome.NETWORK, Outcome.PROTOCOL, Outcome.INTERNAL})


@dataclass(frozen=True, slots=True)
class _Entry:
    rules: RobotsRules
    until: float


class RobotsCache:
    """One fetch a host and run; a failure is kept half as long as a second look waits, then tried again.

    `slow` maps own origins that ask for a longer Crawl-delay than is obeyed to the seconds asked for.
    """

    def __init__(self, settings: FetchSettings, guard: Guard, looks: Looks, exchange: Exchange, fields: Fields) -> None:
        self._settings = settings
        self._guard = guard
        self._looks = looks
        self._exchange = exchange
        self._fields = (*fields, (b"Connection", b"close"))
        self._entries: dict[str, _Entry] = {}
        self.slow: dict[str, float] = {}
        self._pending: dict[str, asyncio.Task[RobotsRules]] = {}

    async def rules(self, target: Target) -> RobotsRules:
        """Return the rules of a target's host; hosts whose owner lifted robots.txt allow everything."""
        origin = target.origin
        entry = self._entries.get(origin.text)
        if entry is not None and entry.until > asyncio.get_running_loop().time():
            return entry.rules
        if self._guard.robots_owner(origin):
            self._entries[origin.text] = _Entry(ALLOW_ALL, float("inf"))
            return ALLOW_ALL
        task = self._pending.get(origin.text)
        if task is None:
            task = asyncio.ensure_future(self._load(origin))
            self._pending[origin.text] = task
            task.add_done_callback(lambda _: self._pending.pop(origin.text, None))
        return await asyncio.shield(task)

    def close(self) -> None:
        """Give up what is still being fetched."""
        for task in self._pending.values():
            task.cancel()

    async def _load(self, origin: Origin) -> RobotsRules:
        start = Target(origin.text + "/robots.txt", origin, "/robots.txt")
        rules = await self._fetch(start)
        if rules.crawl_delay_s:
            if rules.crawl_delay_s > self._settings.crawl_delay_s and self._guard.is_own(origin):
                self.slow[origin.text] = rules.crawl_delay_s
            await self._hold(start, min(rules.crawl_delay_s, self._settings.crawl_delay_s))
        kept_s = self._settings.second_look_s / 2 if rules.closed else float("inf")
        self._entries[origin.text] = _Entry(rules, asyncio.get_running_loop().time() + kept_s)
        return rules

    async def _fetch(self, start: Target) -> RobotsRules:
        target, spent_s = start, 0.0
        for _ in range(REDIRECTS + 1):
            left_s = self._settings.whole_s - spent_s
            look = await self._looks.look(target, self._fields, self._settings.robots_bytes, left_s)
            spent_s += look.exchange_s
            if look.location is None:
                return _rules_of(look, at_home=target is start)
            try:
                target = join_target(target.url, look.location)
            except Refused:
                return ALLOW_ALL
        return ALLOW_ALL

    async def _hold(self, target: Target, seconds: float) -> None:
        try:
            route = await self._guard.route(target)
        except Refused:
            return
        self._exchange.pace_of(route).set_crawl_delay(seconds)


def _rules_of(look: Look, *, at_home: bool) -> RobotsRules:
    """Return what a final look at robots.txt means; a host that cannot be connected to is its own fault."""
    if look.status is None:
        closed = f"robots.txt: {look.detail}" if look.connected or not at_home else look.detail
        own = not look.connected or look.outcome is Outcome.AUTH
        fault = look.outcome if at_home and own and look.outcome in _NOT_ROBOTS else None
        return RobotsRules(closed=closed or str(look.outcome), fault=fault)
    if look.status < 300 and look.outcome in _UNREAD:  # a body that did not come to its end says nothing sure
        return RobotsRules(closed=f"robots.txt: {look.detail}")
    content_type = next((value for name, value in look.headers if name == "content-type"), "")
    return rules_of_answer(look.status, content_type, look.body, cut=look.truncated)
