"""Our own loopback proxy for the browser: the same guard before every connection (RELIABILITY.md 2)."""

import asyncio
import contextlib

from auditor.fetch.fault import Refused
from auditor.fetch.guard import Guard, Route
from auditor.fetch.target import Target, parse_target
from auditor.model import Outcome

_HEAD_BYTES = 64 * 1024
_PIECE_BYTES = 64 * 1024
_LIFE_S = 120.0
_CONNECT_S = 10.0
_TRIED_ADDRESSES = 2
_PLAIN_PORT = 80
_HOP_BY_HOP = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"proxy-authorization", b"upgrade", b"te"})
_OF_THE_CONNECTION = frozenset({b"connection", b"proxy-connection", b"keep-alive"})


class Proxy:
    """CONNECT and absolute-form HTTP/1.1 on a port of the loopback address; one request a connection.

    `total_bytes` is the most one connection may bring in. `refused` maps what was asked for and not allowed to why.
    """

    def __init__(self, guard: Guard, total_bytes: int) -> None:
        self._guard = guard
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
            pass  # the browser went away, the site did, or the run is over: nothing is owed to anybody
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, _, rest = head.partition(b"\r\n")[0].partition(b" ")
        address = rest.rpartition(b" ")[0].decode("latin-1")
        try:
            target = parse_target(f"https://{address}/" if method == b"CONNECT" else address)
            if method == b"CONNECT" and target.origin.port == _PLAIN_PORT:
                raise Refused(Outcome.UNSUPPORTED, "no tunnel to the port of plain HTTP")
            route = await self._guard.route(target)
        except Refused as refusal:
            self.refused[address] = refusal.outcome
            writer.write(f"HTTP/1.1 403 {refusal.outcome}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        upstream, downstream = await _open(route)
        try:
            if method == b"CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await self._both_ways(reader, writer, upstream, downstream, self._total_bytes)
            else:
                downstream.write(_origin_form(method, target, head))
                await _pass_body(head, reader, downstream)
                head = (await _closing_head(upstream))[: self._total_bytes]
                writer.write(head)
                await self._both_ways(reader, writer, upstream, downstream, self._total_bytes - len(head))
        finally:
            downstream.transport.abort()

    async def _both_ways(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: asyncio.StreamReader,
        downstream: asyncio.StreamWriter, most: int,
    ) -> None:  # fmt: skip
        up = asyncio.ensure_future(self._pass(reader, downstream, self._total_bytes))
        down = asyncio.ensure_future(self._pass(upstream, writer, most))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: int) -> None:
        while left > 0:
            piece = await source.read(min(left, _PIECE_BYTES))
            if not piece:
                return
            left -= len(piece)
            sink.write(piece)
            await sink.drain()


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


def _origin_form(method: bytes, target: Target, head: bytes) -> bytes:
    """Return a proxied request's head as the site wants it, to be answered on a connection of its own."""
    lines = [b"%s %s HTTP/1.1" % (method, target.path.encode("ascii"))]
    for line in head.rstrip(b"\r\n").split(b"\r\n")[1:]:
        name = line.partition(b":")[0].strip().lower()
        if name not in _HOP_BY_HOP and name != b"host":
            lines.append(line)
    lines.insert(1, b"Host: " + target.origin.host_header)
    lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def _closing_head(upstream: asyncio.StreamReader) -> bytes:
    """Return an answer's head, told to be the last on its connection whatever the site says of it.

    Sites that keep the connection open although asked to close it would leave the browser's next request on it.
    """
    try:
        head = await upstream.readuntil(b"\r\n\r\n")
        while head.partition(b" ")[2][:1] == b"1":
            head = await upstream.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as cut:
        return cut.partial
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    kept = [line for line in lines[1:] if line.partition(b":")[0].strip().lower() not in _OF_THE_CONNECTION]
    return b"\r\n".join([lines[0], *kept, b"Connection: close"]) + b"\r\n\r\n"


async def _pass_body(head: bytes, reader: asyncio.StreamReader, downstream: asyncio.StreamWriter) -> None:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            left = int(value)
            while left > 0:
                piece = await reader.read(min(left, _PIECE_BYTES))
                if not piece:
                    return
                left -= len(piece)
                downstream.write(piece)
    with contextlib.suppress(OSError):
        await downstream.drain()
