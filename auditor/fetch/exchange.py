"""One guarded, paced, bounded request: a target in, a Look out, whatever the server does."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import cast

import httpx

from auditor.config import FetchSettings
from auditor.fetch.challenge import Headers
from auditor.fetch.classify import classify_answer, classify_exception
from auditor.fetch.decode import Decoder, Undecodable, content_coding
from auditor.fetch.fault import Refused
from auditor.fetch.guard import Route
from auditor.fetch.pace import HostPace, Pace, Turn, read_date, retry_after
from auditor.fetch.target import Target
from auditor.fetch.transport import Body
from auditor.model import Outcome

Fields = Sequence[tuple[bytes, bytes]]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_COMPLAINTS = frozenset({429, 503})
_TEXT_TYPES = ("text/", "html", "xml", "json")
_ROBOTS = "/robots.txt"
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Look:
    """What one request came to. `location` is the raw Location of a redirect, None for other answers.

    `connected` is False where no connection stood, so that nothing is known of this one address alone.
    `tls_failed`: the handshake failed; `chain_completed`: it may succeed now that the chain is complete.
    `exchange_s` is the time spent on the network, without waiting for the host's pace.
    """

    outcome: Outcome
    detail: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    location: bytes | None = None
    exchange_s: float = 0.0
    wire_bytes: int = 0
    requests: int = 0
    peer: str = ""
    connected: bool = False
    tls_failed: bool = False
    chain_completed: bool = False


@dataclass(slots=True)
class _Progress:
    """How far one exchange got; kept outside it, so that a time-out can tell what was read."""

    response: httpx.Response | None = None
    headers: tuple[tuple[str, str], ...] = ()
    parts: list[bytes] = field(default_factory=list)
    truncated: bool = False
    lied: bool = False
    note: str = ""

    @property
    def wire_bytes(self) -> int:
        stream = self.response.stream if self.response is not None else None
        return stream.wire_bytes if isinstance(stream, Body) else sum(map(len, self.parts))


@dataclass(frozen=True, slots=True)
class _Page:
    """All that is needed to ask for a page once more."""

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
        self, transport: httpx.AsyncBaseTransport, route: Route, target: Target, fields: Fields, cap: int | None,
        left_s: float, *, method: str = "GET", content: bytes = b"", at_once: bool = False,
    ) -> Look:  # fmt: skip
        """Return what one request came to. `cap` None: the page cap for text, the file cap for all else.

        `content` is the request's body, sent as it is. `left_s` bounds the exchange in seconds; waiting for the
        host's pace is not counted, nor is a pause of the whole run, which only what is asked `at_once` goes through.
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
        started = loop.time()
        try:
            request = _request(method, route, target, fields, content, turn)
            look = await self._exchange(transport, request, cap, left_s)
        finally:
            exchange_s = loop.time() - started
            turn.end(exchange_s)
        self.bytes += look.wire_bytes
        date = _header(look.headers, "date")
        if date:
            self.server_date = (date, time.time())
        page = _Page(transport, route, target, fields)
        shown = look.outcome is Outcome.OK or look.status == _NOT_MODIFIED
        if shown and look.location is None and method == "GET" and target.path != _ROBOTS:
            pace.shows_pages(route.origin.host)
            self._shown.setdefault(route.origin.text, page)
        if self._judge(pace, page, look):
            await self._prove(pace, self._shown.get(route.origin.text, page))
        return replace(look, exchange_s=exchange_s)

    def _judge(self, pace: HostPace, page: _Page, look: Look, *, proof: bool = False) -> bool:
        most_s, host = self._settings.retry_after_s, page.route.origin.host
        return pace.judge(look.outcome, look.status, look.detail, _wait_of(look), most_s, host, proof=proof)

    async def _prove(self, pace: HostPace, page: _Page) -> None:
        """Ask a page again that its host has shown, to learn whether the host refuses everything now."""
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
        progress = _Progress()
        self.requests += 1
        try:
            async with asyncio.timeout(left_s):
                await self._receive(transport, request, cap, progress)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            return _failed(error, progress)
        return _answered(progress)

    async def _receive(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request, cap: int | None, progress: _Progress
    ) -> None:
        response = await transport.handle_async_request(request)
        progress.response = response
        progress.headers = tuple(
            [(name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
        )
        stream = cast(httpx.AsyncByteStream, response.stream)
        try:
            if cap is None:
                cap = self._default_cap(_header(progress.headers, "content-type"))
            await _read(stream, cap, progress)
        finally:
            await stream.aclose()

    def _default_cap(self, content_type: str) -> int:
        media_type = content_type.lower().partition(";")[0]
        if not media_type or any(mark in media_type for mark in _TEXT_TYPES):
            return self._settings.page_bytes
        return self._settings.file_bytes


def _request(
    method: str, route: Route, target: Target, fields: Fields, content: bytes, turn: Turn
) -> httpx.Request:  # fmt: skip
    return httpx.Request(
        method,
        route.origin.url,
        headers=[(b"Host", route.origin.host_header), *fields],
        content=content or None,
        extensions={"route": route, "target": target.path.encode("ascii"), "turn": turn},
    )


async def _read(stream: httpx.AsyncByteStream, cap: int, progress: _Progress) -> None:
    """Read a body into `progress`, decoded, at most `cap` bytes of it."""
    try:
        coding = content_coding(_header(progress.headers, "content-encoding"))
    except Undecodable as fault:
        progress.truncated, progress.note = True, str(fault)
        return
    decoder = Decoder(coding) if coding else None
    room = cap + 1
    async for chunk in stream:
        piece = decoder.feed(chunk, room) if decoder is not None else chunk[:room]
        progress.parts.append(piece)
        room -= len(piece)
        if room <= 0:
            break
    whole = True
    if decoder is not None and room > 0:
        piece, whole = decoder.finish(room)
        progress.parts.append(piece)
        room -= len(piece)
        progress.note, progress.lied = decoder.note, decoder.plain
    if room <= 0:
        progress.truncated, progress.note = True, f"cut at {cap} bytes"
        _cut_last(progress.parts)
    elif not whole or (isinstance(stream, Body) and stream.cut):
        progress.truncated = True
        progress.note = progress.note or "the server ended the body early"


def _cut_last(parts: list[bytes]) -> None:
    """Take back the one byte that was read to learn that there is more."""
    while parts and not parts[-1]:
        parts.pop()
    if parts:
        parts[-1] = parts[-1][:-1]


def _answered(progress: _Progress) -> Look:
    response = progress.response
    assert response is not None
    body = progress.parts[0] if len(progress.parts) == 1 else b"".join(progress.parts)
    status = response.status_code
    location = _location(status, progress.headers)
    outcome, detail = Outcome.OK, ""
    if location is None:
        outcome, detail = classify_answer(status, progress.headers, body, whole=not progress.truncated)
    if progress.lied and outcome is Outcome.OK and location is None:
        outcome = Outcome.PROTOCOL  # Chromium: ERR_CONTENT_DECODING_FAILED
    if progress.note:
        detail = f"{detail}; {progress.note}" if detail else progress.note
    return Look(
        outcome,
        detail,
        status,
        progress.headers,
        body,
        progress.truncated,
        location,
        wire_bytes=progress.wire_bytes,
        requests=1,
        peer=response.extensions.get("peer", ""),
        connected=True,
    )


def _failed(error: Exception, progress: _Progress) -> Look:
    """Return what a failed exchange came to: an error status that was read stands, whatever its body did."""
    outcome, detail = classify_exception(error)
    if progress.response is None:
        connected = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | Refused)
        cause = error.__cause__ if isinstance(error, httpx.ConnectError) else None
        tls_failed = isinstance(cause, ssl.SSLError | ConnectionResetError | ConnectionAbortedError)
        return Look(outcome, detail, requests=1, connected=connected, tls_failed=tls_failed)
    progress.truncated, progress.note = True, detail
    look = _answered(progress)
    if look.outcome is Outcome.OK and look.location is None:
        return replace(look, outcome=outcome, detail=detail)
    return look


def _header(headers: Headers, name: str) -> str:
    """Return the values of a header as one list (RFC 9110 section 5.3), '' when absent."""
    return ",".join([value for key, value in headers if key == name])


def _location(status: int, headers: Headers) -> bytes | None:
    """Return the raw target of a redirect, None for answers that are none or name no target."""
    if status not in _REDIRECTS:
        return None
    values = [value for name, value in headers if name == "location"]
    return values[0].strip().encode("latin-1") if values else None


def _wait_of(look: Look) -> float | None:
    if look.status not in _COMPLAINTS:
        return None
    asked_at = read_date(_header(look.headers, "date"))
    waits = [retry_after(value, asked_at) for name, value in look.headers if name == "retry-after"]
    return max((wait for wait in waits if wait is not None), default=None)
