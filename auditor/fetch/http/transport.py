"""Our httpx transport: pinned addresses, verified TLS, and keep-alive only for the register's own hosts."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from auditor.config import FetchSettings
from auditor.fetch.http.connection import ClosedEarly, Connection
from auditor.fetch.http.guard import Route
from auditor.fetch.http.target import Origin
from auditor.fetch.http.tls import anchored_beyond
from auditor.fetch.pace.host_pace import Turn

_IDLE_S = 15.0
_TRIED_ADDRESSES = 3


class Body(httpx.AsyncByteStream):
    """The encoded body of one answer; closing it early closes the connection."""

    def __init__(self, connection: Connection, release: Callable[[Connection], None]) -> None:
        self.connection = connection
        self._release = release
        self._open = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.connection.body()

    @property
    def cut(self) -> bool:
        """Tell whether the body ended before its declared end."""
        return self.connection.cut

    @property
    def wire_bytes(self) -> int:
        """Return how many bytes of this answer were received so far."""
        return self.connection.wire_bytes

    async def aclose(self) -> None:
        """Hand the connection back, or drop it where the answer was not read to its end."""
        self.close()

    def close(self) -> None:
        """Do the same without waiting."""
        if self._open:
            self._open = False
            self._release(self.connection)


class Transport(httpx.AsyncBaseTransport):
    """`httpx.AsyncBaseTransport` whose every connection goes to an address the guard has judged.

    `make_context` builds a context that also knows some intermediate certificates (see `complete_chain`).
    Request extensions: `route` (a guard's Route; asked of `find_route` when absent), `target` (the request
    target as bytes) and `turn`, told when the request is sent. Response extensions: `peer`, the address connected to.
    """

    def __init__(
        self,
        settings: FetchSettings,
        find_route: Callable[[str], Awaitable[Route]],
        context: ssl.SSLContext,
        make_context: Callable[[tuple[bytes, ...]], ssl.SSLContext],
    ) -> None:
        self._settings = settings
        self._find_route = find_route
        self._context = context
        self._make_context = make_context
        self._completed: dict[str, tuple[ssl.SSLContext, tuple[bytes, ...]]] = {}
        self._idle: dict[str, deque[Connection]] = {}
        self._distrusted: set[str] = set()
        self._doubtful_v6 = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return as soon as the headers are there; the body streams.

        Raises httpx exceptions only: ConnectError, ConnectTimeout, ReadTimeout, RemoteProtocolError, Refused.
        """
        route = request.extensions.get("route") or await self._find_route(str(request.url))
        await request.aread()  # httpx follows redirects with requests not read yet
        head = _request_bytes(request)
        # A connection closed while idle has the request sent again, which only looks may be.
        connection = self._take_idle(route) if request.method == "GET" else None
        turn: Turn | None = request.extensions.get("turn")
        if connection is not None:
            try:
                await self._ask(connection, head, turn)
            except ClosedEarly as error:
                if error.seen:
                    raise
                connection = None  # closed while idle (RFC 9112 section 9.3.1): ask once more, freshly
                if turn is not None:
                    await turn.wait(route.origin.host)
        if connection is None:
            connection = await self.connect(route)
            await self._ask(connection, head, turn)
        key = route.origin.text if route.own else ""
        body = Body(connection, lambda used: self._release(key, used))
        return httpx.Response(
            connection.status, headers=connection.headers, stream=body, extensions={"peer": connection.peer}
        )

    async def connect(self, route: Route) -> Connection:
        """Open a connection to one of the route's addresses, within the time for connecting.

        Raises httpx.ConnectTimeout, or httpx.ConnectError with the socket's or TLS error as its cause.
        """
        origin = route.origin
        self.make_room(origin)
        verifying, extras = self._completed.get(origin.text, (self._context, ()))
        context = verifying if origin.scheme == "https" else None
        name = origin.host.rstrip(".") if context is not None else None
        loop = asyncio.get_running_loop()
        tried = self.preferred(route.addresses)[:_TRIED_ADDRESSES]
        deadline = loop.time() + self._settings.connect_s
        fault: OSError | None = None
        for left, address in zip(range(len(tried), 0, -1), tried, strict=True):
            try:
                async with asyncio.timeout((deadline - loop.time()) / left):
                    _, connection = await loop.create_connection(
                        lambda: Connection(self._settings.header_bytes),
                        address,
                        origin.port,
                        ssl=context,
                        server_hostname=name,
                    )
            except ssl.SSLError as error:
                raise httpx.ConnectError(str(error)) from error
            except OSError as error:
                fault = _telling(fault, error)
            except ValueError as error:
                raise httpx.ConnectError(f"no name to ask TLS for: {error}") from error
            else:
                if extras and not anchored_beyond(connection.tls, extras):
                    connection.close()
                    raise httpx.ConnectError("untrusted chain") from ssl.SSLError("untrusted chain")
                self._doubtful_v6 = self._doubtful_v6 or (":" in tried[0] and ":" not in address)
                return connection
        if fault is None or isinstance(fault, TimeoutError):
            raise httpx.ConnectTimeout(f"no connection within {self._settings.connect_s:g} s") from fault
        raise httpx.ConnectError(str(fault) or type(fault).__name__) from fault

    def preferred(self, addresses: tuple[str, ...]) -> tuple[str, ...]:
        """Put IPv6 last once it failed where IPv4 worked: many offices have it in name only."""
        if not self._doubtful_v6:
            return addresses
        return tuple(sorted(addresses, key=lambda address: ":" in address))

    def complete_chain(self, origin: Origin, extras: tuple[bytes, ...]) -> None:
        """Help a server's chain with intermediate certificates (DER) that it forgot to send."""
        self._completed[origin.text] = (self._make_context(extras), extras)

    def make_room(self, origin: Origin) -> None:
        """Close an idle connection to an own host, so that those at work and at rest are no more than allowed."""
        place = origin.text.partition("://")[2]
        for text in (f"http://{place}", f"https://{place}"):
            if self._idle.get(text):
                self._idle[text].popleft().close()
                return

    async def aclose(self) -> None:
        """Close every idle connection."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)

    async def _ask(self, connection: Connection, head: bytes, turn: Turn | None) -> None:
        if turn is not None:
            turn.sent()
        try:
            await connection.ask(head, self._settings.headers_s)
        except BaseException:
            connection.close()
            raise

    def _take_idle(self, route: Route) -> Connection | None:
        connections = self._idle.get(route.origin.text) if route.own else None
        while connections:
            connection = connections.pop()
            fresh = asyncio.get_running_loop().time() - connection.idle_since < _IDLE_S
            if fresh and connection.is_quiet() and route.origin.text not in self._distrusted:
                return connection
            self._note_spoiled(route.origin.text, connection)
            connection.close()
        return None

    def _release(self, key: str, connection: Connection) -> None:
        if key and connection.reusable and key not in self._distrusted:
            connection.rest()
            self._idle.setdefault(key, deque()).append(connection)
            return
        self._note_spoiled(key, connection)
        connection.close()

    def _note_spoiled(self, key: str, connection: Connection) -> None:
        if key and connection.spoiled:
            self._distrusted.add(key)


def _telling(earlier: OSError | None, later: OSError) -> OSError:
    """Return the more cautious of two failures: refused by one address decides nothing about another."""
    if earlier is None or isinstance(earlier, ConnectionRefusedError):
        return later
    return earlier


def _request_bytes(request: httpx.Request) -> bytes:
    target = request.extensions.get("target") or request.url.raw_path
    lines = [request.method.encode("ascii"), b" ", target, b" HTTP/1.1\r\n"]
    for name, value in request.headers.raw:
        lines += (name, b": ", value, b"\r\n")
    lines += (b"\r\n", request.content)
    return b"".join(lines)
