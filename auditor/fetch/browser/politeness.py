"""robots.txt and pace for the browser's own requests, those of scripts included."""

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from auditor.fetch.client import Client, agent_of
from auditor.fetch.http.guard import Route
from auditor.fetch.http.target import Refused, Target, parse_target
from auditor.fetch.pace.host_pace import HostPace, Turn, longest_wait
from auditor.model import Outcome

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Request

_LONGEST_S = 30.0
_BEGINS_S = 3.0
_OVERLOADED = {429: Outcome.RATE_LIMITED, 503: Outcome.HTTP_ERROR}


class Politeness:
    """Holds requests of pages until they may go: plain ones in our proxy, encrypted ones in the page's routes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._reserved: dict[HostPace, list[Turn]] = defaultdict(list)
        self._open: dict[Request, Turn] = {}

    @property
    def agent(self) -> str:
        """Return the User-Agent of the run."""
        return agent_of(self._client.settings.contact)

    async def reserve(self, url: str) -> Turn:
        """Wait for the turn of a page's own address; raises Refused. The caller ends the turn."""
        route = await self._client.guard.route(parse_target(url))
        pace = self._client.pace_of(route)
        turn = await pace.enter(route.origin.host, browser=True)
        self._client.make_room(route)
        self._reserved[pace].append(turn)
        asyncio.get_running_loop().call_later(_BEGINS_S, turn.sent)  # one that never begins must not block the host
        return turn

    async def let_in(self, url: str) -> None:
        """Note that the host of an address shows browsers its pages."""
        route = await self._client.guard.route(parse_target(url))
        self._client.pace_of(route).lets_in(route.origin.host)

    def give_up(self, turn: Turn) -> None:
        """End a reserved turn, used or not."""
        for turns in self._reserved.values():
            if turn in turns:
                turns.remove(turn)
        turn.end(0.0)

    async def enter(self, target: Target, route: Route) -> Turn:
        """Wait until a page may ask an address, with a turn reserved for its host if there is one; raises Refused."""
        pace = self._client.pace_of(route)
        if self._reserved[pace]:
            return self._reserved[pace].pop()
        refusal = await self._client.refusal(target.url)
        if refusal is not None:
            raise Refused(refusal.outcome, refusal.detail)
        turn = await pace.enter(route.origin.host, browser=True)
        self._client.make_room(route)
        return turn

    def heard(self, route: Route, head: bytes) -> None:
        """Note a complaint (429, 503) in the head of a host's answer."""
        status = head[9:12]
        outcome = _OVERLOADED.get(int(status)) if status.isdigit() else None
        if outcome is None:
            return
        asked = [line.partition(b":") for line in head.split(b"\r\n")]
        wait = longest_wait(value.decode("latin-1") for name, _, value in asked if name.lower() == b"retry-after")
        most_s = self._client.settings.retry_after_s
        self._client.pace_of(route).judge(outcome, int(status), str(int(status)), wait, most_s, route.origin.host)

    async def admit(self, request: "Request") -> bool:
        """Wait until a page may send an encrypted request, and tell whether it may; plain ones wait in the proxy."""
        if not request.url.startswith("https://"):
            return True
        try:
            target = parse_target(request.url)
            turn = await self.enter(target, await self._client.guard.route(target))
        except Refused:
            return False
        self._open[request] = turn
        asyncio.get_running_loop().call_later(_LONGEST_S, self._end, request, _LONGEST_S)
        turn.sent()
        return True

    def watch(self, context: "BrowserContext") -> None:
        """End the turns of a context's encrypted requests as they end."""
        context.on("requestfinished", self._end)
        context.on("requestfailed", self._end)

    def _end(self, request: "Request", answer_s: float = 0.0) -> None:
        turn = self._open.pop(request, None)
        if turn is not None:
            turn.end(answer_s)
