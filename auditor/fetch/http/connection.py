"""One HTTP/1.1 connection: bytes to answers by httptools, with caps on every part."""

import asyncio
import select
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import httptools
import httpx

_HIGH_WATER = 256 * 1024
_LOWEST_STATUS = 100


class ClosedEarly(httpx.RemoteProtocolError):
    """The connection ended before the headers of an answer did; `seen` is the number of bytes read."""

    def __init__(self, message: str, seen: int) -> None:
        super().__init__(message)
        self.seen = seen


class Connection(asyncio.Protocol):
    """Asks one request at a time. `reusable` is True after a whole answer with nothing behind it.

    `spoiled`: bytes came that no request asked for; such a peer is never trusted with reuse again.
    `cut`: the body ended before its declared end. `wire_bytes` counts what was received for this answer.
    """

    def __init__(self, header_bytes: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._header_bytes = header_bytes
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._paused = False
        self._interim = False
        self._error: Exception | None = None
        self._headers_done = False
        self._complete = False
        self._head_bytes = 0
        self._keep = False
        self.closed = False
        self.spoiled = False
        self.cut = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.wire_bytes = 0
        self.idle_since = 0.0

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; unsolicited bytes end the connection."""
        self.wire_bytes += len(data)
        if self._parser is None or self._complete:
            self._spoil()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(httpx.RemoteProtocolError("the server switched protocols unasked"))
        except httptools.HttpParserError as error:
            if self.answered:
                self._spoil()
            else:
                self._fail(httpx.RemoteProtocolError(_parser_words(error)))
        else:
            if not self._headers_done and self.wire_bytes > self._header_bytes:
                self._fail(httpx.RemoteProtocolError(f"more than {self._header_bytes} bytes of headers"))
            elif self._buffered > _HIGH_WATER and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()

    def eof_received(self) -> None:
        """Close our side too."""

    def connection_lost(self, exc: Exception | None) -> None:
        """End the message; it is cut where the headers promised more."""
        self.closed = True
        if self._parser is None or self._complete or self._error is not None:
            return
        if not self._headers_done:
            error = ClosedEarly("the connection ended before an answer", self.wire_bytes)
            error.__cause__ = exc
            self._error = error
        else:
            self.cut = exc is not None or _is_framed(self.headers)
            self._complete = True
        self._wake()

    # httptools callbacks

    def on_message_begin(self) -> None:
        """Notice a second answer behind the first."""
        if self._complete:
            self.spoiled = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header; trailers count against the cap and are dropped."""
        if self._complete:
            return
        self._head_bytes += len(name) + len(value)
        if not self._headers_done:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Take the status; 1xx answers are only on the way."""
        if self._complete or self._parser is None:
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self._interim = True
            return
        if status < _LOWEST_STATUS:
            self._fail(httpx.RemoteProtocolError(f"{status:03} is no status"))
            return
        self.status = status
        self._keep = self._parser.should_keep_alive()
        if self._head_bytes > self._header_bytes:
            self._fail(httpx.RemoteProtocolError(f"more than {self._header_bytes} bytes of headers"))
            return
        self._headers_done = True
        self._wake()

    def on_body(self, data: bytes) -> None:
        """Queue a piece of the body."""
        if not self._complete:
            self._chunks.append(data)
            self._buffered += len(data)
            self._wake()

    def on_message_complete(self) -> None:
        """End the answer, or drop an interim one."""
        if self._interim:
            self._interim = False
            self.headers.clear()
            return
        if self._headers_done:
            self._complete = True
            self._wake()

    # what the transport calls

    async def ask(self, request: bytes, headers_s: float) -> None:
        """Send a request and wait for the headers of its answer, at most `headers_s` seconds.

        Raises httpx.ReadTimeout, httpx.RemoteProtocolError or ClosedEarly.
        """
        self._parser = httptools.HttpResponseParser(self)
        self._headers_done = self._complete = self._interim = self.cut = False
        self._head_bytes = self.wire_bytes = self._buffered = 0
        self.headers = []
        self._chunks = []
        if self._transport is None or self.closed:
            raise ClosedEarly("the connection was closed", 0)
        self._transport.write(request)
        timer = self._loop.call_later(headers_s, self._late, headers_s)
        try:
            while not self._headers_done and self._error is None:
                await self._wait()
        finally:
            timer.cancel()
        if self._error is not None and not self._headers_done:
            raise self._error

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the pieces of the body as they were sent (still encoded)."""
        while True:
            if self._chunks:
                chunks, self._chunks, self._buffered = self._chunks, [], 0
                if self._paused and self._transport is not None:
                    self._paused = False
                    self._transport.resume_reading()
                yield chunks[0] if len(chunks) == 1 else b"".join(chunks)
            elif self._error is not None:
                raise self._error
            elif self._complete:
                return
            else:
                await self._wait()

    @property
    def answered(self) -> bool:
        """Tell whether the answer was read to its end."""
        return self._complete

    @property
    def reusable(self) -> bool:
        """Tell whether another request may go out on this connection."""
        return self._complete and self._keep and not (self.closed or self.spoiled or self.cut or self._chunks)

    def is_quiet(self) -> bool:
        """Tell whether an idle connection is still open and nothing lies unread in its socket."""
        if self.closed or self.spoiled or self._transport is None or self._transport.is_closing():
            return False
        sock = self._transport.get_extra_info("socket")
        poll = select.poll()
        poll.register(sock.fileno(), select.POLLIN)
        if not poll.poll(0):
            return True
        self.spoiled = self._transport.get_extra_info("sslcontext") is None and _holds_bytes(sock)
        return False

    def rest(self) -> None:
        """Go idle: from now on any byte received is unsolicited."""
        self._parser = None
        self.idle_since = self._loop.time()

    def close(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None and not self.closed:
            self._transport.abort()

    @property
    def peer(self) -> str:
        """Return the address connected to, '' when unknown."""
        name = self._transport.get_extra_info("peername") if self._transport is not None else None
        return str(name[0]) if name else ""

    @property
    def tls(self) -> Any:
        """Return the connection's SSLObject, None on plain connections."""
        return self._transport.get_extra_info("ssl_object") if self._transport is not None else None

    async def _wait(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _late(self, headers_s: float) -> None:
        self._fail(httpx.ReadTimeout(f"no answer within {headers_s:g} s"))

    def _fail(self, error: Exception) -> None:
        if self._error is None and not self._complete:
            self._error = error
        self.close()
        self._wake()

    def _spoil(self) -> None:
        self.spoiled = True
        self.close()


def _holds_bytes(sock: socket.socket) -> bool:
    """Tell whether bytes (not just the end) lie unread in a socket whose descriptor is only borrowed."""
    borrowed = socket.socket(sock.family, sock.type, sock.proto, fileno=sock.fileno())
    try:
        return bool(borrowed.recv(1, socket.MSG_PEEK))
    except OSError:
        return False
    finally:
        borrowed.detach()


def _is_framed(headers: list[tuple[bytes, bytes]]) -> bool:
    """Tell whether the headers promised an end other than that of the connection (RFC 9112 section 6.3)."""
    for name, value in headers:
        lower = name.lower()
        if lower == b"content-length" or (lower == b"transfer-encoding" and b"chunked" in value.lower()):
            return True
    return False


def _parser_words(error: Exception) -> str:
    return f"not HTTP as we read it: {error}"
