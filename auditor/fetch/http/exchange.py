"""One request to a judged address, at the host's pace and within bounds: a target in, a Look out."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import httpx

from auditor.config import FetchSettings
from auditor.fetch.http.guard import Route
from auditor.fetch.http.look import Look, Progress, answered, failed, header, read_body
from auditor.fetch.http.target import Refused, Target
from auditor.fetch.pace.host_pace import HostPace, Pace, Turn, longest_wait, read_date
from auditor.model import Outcome

Fields = Sequence[tuple[bytes, bytes]]
_COMPLAINTS = frozenset({429, 503})
_TEXT_TYPES = ("text/", "html", "xml", "json")
_ROBOTS = "/robots.txt"
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class _Page:
    """What it takes to ask for a page once more."""

    transport: httpx.AsyncBaseTransport
    route: Route
    target: Target
    fields: Fields


class Exchange:
    """Asks one address at a time, at its host's pace; holds what all requests of a run share.

    `requests` and `bytes` count the run's cost. `allowed` is not set while the whole run waits. `server_date` is the
    latest Date header seen, with our own clock's time (seconds since the epoch) when it came.
    """

    def __init__(self, settings: FetchSettings, pace: Pace) -> None:
        self._settings = settings
        self._pace = pace
        self._shown: dict[str, _Page] = {}
        self.latency = LoopLatency()
        self.requests = 0
        self.bytes = 0
        self.server_date: tuple[str, float] | None = None
        self.allowed = asyncio.Event()
        self.allowed.set()

    def pace_of(self, route: Route) -> HostPace:
        """Return the pace that a route's requests keep: of the own host, or of the found host's address."""
        if route.own:
            return self._pace.of_own(route.origin.host, route.origin.port)
        return self._pace.of_found(route.addresses)

    @asynccontextmanager
    async def holding(self, route: Route) -> AsyncIterator[None]:
        """Hold the pace of a route's host for one connection that asks nothing over HTTP; raises Refused."""
        turn = await self.pace_of(route).enter(route.origin.host)
        started = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            turn.end(asyncio.get_running_loop().time() - started)

    async def ask(
        self,
        transport: httpx.AsyncBaseTransport,
        route: Route,
        target: Target,
        fields: Fields,
        cap: int | None,
        left_s: float,
        *,
        method: str = "GET",
        content: bytes = b"",
        at_once: bool = False,
    ) -> Look:
        """Return the result of one request. `cap` None: the page cap for text, the file cap for all else.

        `content` is the request's body, sent as it is. `left_s` bounds the exchange in seconds; waiting for the
        host's pace is not counted, nor is a pause of the whole run. Only a request that is `at_once` goes out during
        such a pause.
        """
        pace = self.pace_of(route)
        try:
            turn = await pace.enter(route.origin.host)
            while not (at_once or self.allowed.is_set()):
                turn.end(0.0)
                await self.allowed.wait()
                turn = await pace.enter(route.origin.host)
        except Refused as refusal:
            return Look(refusal.outcome, refusal.detail)
        loop = asyncio.get_running_loop()
        started, late_s = loop.time(), self.latency.total_s
        try:
            request = _request(method, route, target, fields, content, turn)
            look = await self._exchange(transport, request, cap, left_s)
        finally:
            exchange_s = loop.time() - started
            turn.end(exchange_s)
        self.bytes += look.wire_bytes
        date = header(look.headers, "date")
        if date:
            self.server_date = (date, time.time())
        page = _Page(transport, route, target, fields)
        shown = look.outcome is Outcome.OK or look.status == _NOT_MODIFIED
        if shown and look.location is None and method == "GET" and target.path != _ROBOTS:
            pace.shows_pages(route.origin.host)
            self._shown.setdefault(route.origin.text, page)
        if self._judge(pace, page, look):
            await self._prove(pace, self._shown.get(route.origin.text, page))
        ours_s = self.latency.total_s - late_s
        return replace(look, exchange_s=max(0.0, exchange_s - ours_s))

    def _judge(self, pace: HostPace, page: _Page, look: Look, *, proof: bool = False) -> bool:
        most_s, host = self._settings.retry_after_s, page.route.origin.host
        return pace.judge(look.outcome, look.status, look.detail, _wait_of(look), most_s, host, proof=proof)

    async def _prove(self, pace: HostPace, page: _Page) -> None:
        """Ask again for a page that the host has shown, to learn whether it refuses everything now."""
        try:
            turn = await pace.enter(page.route.origin.host)
        except Refused:
            return
        started = asyncio.get_running_loop().time()
        try:
            request = _request("GET", page.route, page.target, page.fields, b"", turn)
            look = await self._exchange(page.transport, request, None, self._settings.headers_s)
        finally:
            turn.end(asyncio.get_running_loop().time() - started)
        self._judge(pace, page, look, proof=True)

    async def _exchange(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request, cap: int | None, left_s: float
    ) -> Look:
        progress = Progress()
        self.requests += 1
        try:
            async with asyncio.timeout(left_s):
                await self._receive(transport, request, cap, progress)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            return failed(error, progress)
        return answered(progress)

    async def _receive(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request, cap: int | None, progress: Progress
    ) -> None:
        response = await transport.handle_async_request(request)
        progress.response = response
        progress.headers = tuple(
            [(name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
        )
        stream = cast(httpx.AsyncByteStream, response.stream)
        try:
            if cap is None:
                cap = self._default_cap(header(progress.headers, "content-type"))
            await read_body(stream, cap, progress)
        finally:
            await stream.aclose()

    def _default_cap(self, content_type: str) -> int:
        media_type = content_type.lower().partition(";")[0]
        if not media_type or any(mark in media_type for mark in _TEXT_TYPES):
            return self._settings.page_bytes
        return self._settings.file_bytes


def _request(method: str, route: Route, target: Target, fields: Fields, content: bytes, turn: Turn) -> httpx.Request:
    return httpx.Request(
        method,
        route.origin.url,
        headers=[(b"Host", route.origin.host_header), *fields],
        content=content or None,
        extensions={"route": route, "target": target.path.encode("ascii"), "turn": turn},
    )


def _wait_of(look: Look) -> float | None:
    if look.status not in _COMPLAINTS:
        return None
    asked_at = read_date(header(look.headers, "date"))
    return longest_wait((value for name, value in look.headers if name == "retry-after"), asked_at)


# How long this process kept its own event loop waiting: that time is not the server's.

STEP_S = 0.1
LEAST_S = 0.01


class LoopLatency:
    """Counts the seconds by which the event loop wakes late, from `start` to `stop`; `total_s` only grows."""

    def __init__(self) -> None:
        self.total_s = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to count; `stop` ends it."""
        self._task = asyncio.get_running_loop().create_task(self._watch())

    def stop(self) -> None:
        """Count no more."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STEP_S
            await asyncio.sleep(STEP_S)
            late_s = loop.time() - due
            if late_s > LEAST_S:
                self.total_s += late_s
