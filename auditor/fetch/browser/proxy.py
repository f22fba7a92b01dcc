"""Our own loopback proxy for the browser, with the guard before every connection (docs/reliability.md 2)."""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import dataclass

from auditor.fetch.browser.politeness import Politeness
from auditor.fetch.http.guard import Guard, Route
from auditor.fetch.http.lenient import head_end
from auditor.fetch.http.target import Refused, Target, parse_target
from auditor.fetch.pace.host_pace import Turn
from auditor.model import Outcome

_PLAIN_PORT = 80
_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,16384}) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[^\r\n\x00]*")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,50}\]|[^][/?#@:\\]{1,255}):[0-9]{1,5}")
_HOP_BY_HOP = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"proxy-authorization", b"upgrade", b"te"})
_OF_ONE_ORIGIN = frozenset({b"cookie", b"referer"})
_LOGIN = re.compile(rb"authorization:\s*(?:basic|digest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """One request as it was read: `address` is a URL, for a tunnel host:port; `length` is that of its body."""

    method: str
    address: str
    target: Target
    fields: tuple[tuple[bytes, bytes], ...]
    length: int

    @property
    def tunnel(self) -> bool:
        """Tell whether the request opens a tunnel."""
        return self.method == "CONNECT"


def read_request(head: bytes) -> ProxyRequest:
    """Return the request of a head; raises Refused for addresses that are not asked, and for ambiguous heads:
    folded lines, bare line ends, a second Host or length (RFC 9112 section 11.2)."""
    line, *rest = head[:-4].split(b"\r\n")
    asked = _REQUEST_LINE.fullmatch(line)
    matches = [_FIELD.fullmatch(field) for field in rest]
    if asked is None or not all(matches):
        raise Refused(Outcome.PROTOCOL, "not a request as browsers write them")
    fields = tuple((match[1].lower(), match[0]) for match in matches if match is not None)
    names = [name for name, _ in fields]
    lengths = [line.partition(b":")[2].strip() for name, line in fields if name == b"content-length"]
    if names.count(b"host") > 1 or len(lengths) > 1 or b"transfer-encoding" in names:
        raise Refused(Outcome.PROTOCOL, "a request that can be read in two ways")
    if lengths and not (lengths[0].isdigit() and len(lengths[0]) < 12):
        raise Refused(Outcome.PROTOCOL, "not a length")
    method, address = asked[1].decode("ascii"), asked[2].decode("ascii")
    target = _target(method, address)
    fields = tuple((name, line) for name, line in fields if not _LOGIN.match(line))
    if _is_from_elsewhere(fields, target):
        fields = tuple((name, line) for name, line in fields if name not in _OF_ONE_ORIGIN)
    return ProxyRequest(method, address, target, fields, int(lengths[0]) if lengths else 0)


def _is_from_elsewhere(fields: tuple[tuple[bytes, bytes], ...], target: Target) -> bool:
    """Tell whether a page of another origin asks: browsers send cookies to every port of a host (RFC 6265 8.5)."""
    said = {name: line.partition(b":")[2].strip() for name, line in fields}
    if said.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        return True
    return b"referer" in said and not (said[b"referer"] + b"/").startswith(target.origin.text.encode() + b"/")


def _target(method: str, address: str) -> Target:
    if method != "CONNECT":
        target = parse_target(address)
        if target.origin.scheme != "http":
            raise Refused(Outcome.UNSUPPORTED, "only http is asked without a tunnel")
        return target
    if not _AUTHORITY.fullmatch(address):
        raise Refused(Outcome.PROTOCOL, "a tunnel leads to a host and a port")
    target = parse_target(f"https://{address}/")
    if target.origin.port == _PLAIN_PORT:
        raise Refused(Outcome.UNSUPPORTED, "no tunnel to the port of plain HTTP")
    return target


def origin_form(asked: ProxyRequest) -> bytes:
    """Return a proxied request's head as the site wants it, to be answered on a connection of its own."""
    lines = [
        f"{asked.method} {asked.target.path} HTTP/1.1".encode("ascii"),
        b"Host: " + asked.target.origin.host_header,
        *[line for name, line in asked.fields if name not in _HOP_BY_HOP and name != b"host"],
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


_HEAD_BYTES = 64 * 1024
_PIECE_BYTES = 64 * 1024
_LIFE_S = 120.0
_CONNECT_S = 10.0
_TRIED_ADDRESSES = 2
_HANDSHAKE = b"\x16"  # the first byte of TLS: a tunnel is no way to speak anything else to a host
_REMEMBERED = 10_000
_OF_THE_CONNECTION = frozenset({b"connection", b"proxy-connection", b"keep-alive"})
_BROWSERS_OWN = frozenset(
    """
    accounts.google.com clients2.google.com clientservices.googleapis.com content-autofill.googleapis.com
    optimizationguide-pa.googleapis.com redirector.gvt1.com safebrowsing.googleapis.com update.googleapis.com
    """.split()
)
"""Hosts that Chromium asks for itself, whatever page is open."""


class Proxy:
    """CONNECT (for TLS) and absolute-form HTTP/1.1 on a port of the loopback address; one request a connection.

    `total_bytes` is the most one connection may bring in; plain requests wait for `politeness`. `refused` maps refused
    addresses to the reason.
    """

    def __init__(self, guard: Guard, total_bytes: int, politeness: Politeness | None = None) -> None:
        self._guard = guard
        self._politeness = politeness
        self._total_bytes = total_bytes
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused: dict[str, Outcome] = {}

    async def start(self) -> str:
        """Listen and return the proxy's address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close the port and every open connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            async with asyncio.timeout(_LIFE_S):
                await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the browser or the site hung up, or the run is over
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        address = head.partition(b"\r\n")[0].partition(b" ")[2].rpartition(b" ")[0].decode("latin-1")
        try:
            asked = read_request(head)
            if asked.target.origin.host in _BROWSERS_OWN:
                raise Refused(Outcome.NOT_REACHED, "an errand of the browser's own")
            route = await self._guard.route(asked.target)
            turn = (
                None if asked.tunnel or self._politeness is None else await self._politeness.enter(asked.target, route)
            )
        except Refused as refusal:
            if len(self.refused) < _REMEMBERED and refusal.outcome is not Outcome.NOT_REACHED:
                self.refused[address] = refusal.outcome
            writer.write(f"HTTP/1.1 403 {refusal.outcome}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        started = asyncio.get_running_loop().time()
        try:
            await self._ask(asked, route, turn, reader, writer)
        finally:
            if turn is not None:
                turn.end(asyncio.get_running_loop().time() - started)

    async def _ask(
        self,
        asked: ProxyRequest,
        route: Route,
        turn: Turn | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if reader.at_eof():  # the page was closed while it waited for its turn
            return
        upstream, downstream = await _open(route)
        try:
            if asked.tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                first = await reader.read(_PIECE_BYTES)
                if not first.startswith(_HANDSHAKE):
                    return
                downstream.write(first)
                await _until_one_ends(
                    self._pass(reader, downstream, self._total_bytes), self._pass(upstream, writer, self._total_bytes)
                )
            else:
                if turn is not None:
                    turn.sent()
                downstream.write(origin_form(asked))
                await self._pass(reader, downstream, asked.length)
                await _until_one_ends(_drop(reader), self._answer(route, upstream, writer))
        finally:
            downstream.transport.abort()

    async def _answer(self, route: Route, upstream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await _closing_head(upstream))[: self._total_bytes]
        if self._politeness is not None:
            self._politeness.heard(route, head)
        writer.write(head)
        await self._pass(upstream, writer, self._total_bytes - len(head))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: int) -> None:
        while left > 0:
            piece = await source.read(min(left, _PIECE_BYTES))
            if not piece:
                return
            left -= len(piece)
            sink.write(piece)
            await sink.drain()


async def _until_one_ends(*ways: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _drop(reader: asyncio.StreamReader) -> None:
    """Discard what follows a request until the browser hangs up: one request a connection."""
    while await reader.read(_PIECE_BYTES):
        pass


async def _open(route: Route) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first of the route's addresses that answers; raises OSError when none does."""
    fault: OSError = ConnectionError("no address")
    for address in route.addresses[:_TRIED_ADDRESSES]:
        try:
            async with asyncio.timeout(_CONNECT_S / _TRIED_ADDRESSES):
                return await asyncio.open_connection(address, route.origin.port)
        except OSError as error:
            fault = error
    raise fault


async def _closing_head(upstream: asyncio.StreamReader) -> bytes:
    """Return an answer's head with `Connection: close` and the body that came with it.

    The data are unchanged where no head ends within the bytes that a head may have.

    Sites that keep the connection open although asked to close it would leave the browser's next request on it.
    """
    data = b""
    while True:
        end = head_end(data)
        if end >= 0 and data.partition(b" ")[2][:1] == b"1":
            data = data[end:]  # 1xx: the answer is still to come
            continue
        if end >= 0:
            break
        piece = await upstream.read(_PIECE_BYTES) if len(data) <= _HEAD_BYTES else b""
        if not piece:
            return data
        data += piece
    lines = re.split(rb"\r?\n", data[:end].rstrip(b"\r\n"))
    kept = [line for line in lines[1:] if line.partition(b":")[0].strip().lower() not in _OF_THE_CONNECTION]
    return b"\r\n".join([lines[0], *kept, b"Connection: close"]) + b"\r\n\r\n" + data[end:]
