"""A second transport that reads answers as leniently as browsers: httpcore2 behind the httpx API."""

import re
import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

import httpcore2
import httpx

from auditor.config import FetchSettings
from auditor.fetch.http.guard import Route
from auditor.fetch.pace.host_pace import Turn

_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore2.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore2.TimeoutException, httpx.ReadTimeout),
    (httpcore2.ConnectError, httpx.ConnectError),
    (httpcore2.NetworkError, httpx.ReadError),
    (httpcore2.ProtocolError, httpx.RemoteProtocolError),
)


class LenientTransport(httpx.AsyncBaseTransport):
    """Takes the same request extensions as `Transport`; one connection a request, never kept."""

    def __init__(self, settings: FetchSettings, context: ssl.SSLContext) -> None:
        self._settings = settings
        self._context = context

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request over a pool of its own; the body streams and closes the pool at its end."""
        route: Route = request.extensions["route"]
        pool = httpcore2.AsyncConnectionPool(
            ssl_context=self._context,
            max_keepalive_connections=0,
            network_backend=_PinnedBackend(
                route.addresses[0], self._settings.header_bytes, request.extensions.get("turn")
            ),
        )
        origin = route.origin
        seconds = {"connect": self._settings.connect_s, "read": self._settings.headers_s}
        inner = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=origin.scheme.encode(),
                host=origin.host.encode(),
                port=origin.port,
                target=request.extensions["target"],
            ),
            headers=request.headers.raw,
            extensions={"timeout": seconds, "sni_hostname": origin.host.rstrip(".")},
        )
        try:
            answer = await pool.handle_async_request(inner)
        except BaseException as error:
            await pool.aclose()
            raise _translate(error) from error
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer, pool), extensions={"peer": route.addresses[0]}
        )


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore2.Response, pool: httpcore2.AsyncConnectionPool) -> None:
        self._answer = answer
        self._pool = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in cast(Any, self._answer.stream):
                yield chunk
        except Exception as error:
            raise _translate(error) from error

    async def aclose(self) -> None:
        await self._answer.aclose()
        await self._pool.aclose()


class _PinnedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to one judged address, for every name."""

    def __init__(self, address: str, header_bytes: int, turn: Turn | None) -> None:
        self._address = address
        self._header_bytes = header_bytes
        self._turn = turn
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        stream = await self._inner.connect_tcp(self._address, port, timeout, local_address, socket_options)
        return _RepairingStream(stream, self._header_bytes, self._turn)


class _RepairingStream(httpcore2.AsyncNetworkStream):
    """Hands the head of the answer on in one repaired piece, the rest as it comes."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, header_bytes: int, turn: Turn | None) -> None:
        self._inner = inner
        self._header_bytes = header_bytes
        self._turn = turn
        self._head = b""
        self._past_head = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        data = await self._inner.read(max_bytes, timeout)
        if self._past_head:
            return data
        self._head += data
        while data and len(self._head) <= self._header_bytes and head_end(self._head) < 0:
            data = await self._inner.read(max_bytes, timeout)
            self._head += data
        self._past_head = True
        end = head_end(self._head)
        if end < 0:
            return self._head
        return repair_head(self._head[:end]) + self._head[end:]

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if self._turn is not None:
            self._turn.sent()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _RepairingStream(inner, self._header_bytes, self._turn)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _translate(error: BaseException) -> BaseException:
    for theirs, ours in _ERRORS:
        if isinstance(error, theirs):
            translated = ours(str(error))
            translated.__cause__ = error.__cause__
            return translated
    return error


# Repair the head of an answer as Chromium reads it, before a strict parser sees it.

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def head_end(data: bytes) -> int:
    """Return the index just behind the empty line that ends the head, -1 while there is none."""
    match = _HEAD_END.search(data)
    return match.end() if match else -1


def repair_head(head: bytes) -> bytes:
    """Return a head with its lines made strict: folded lines joined, lines without a colon dropped.

    Blanks before the colon go, a Content-Length that is no number goes, equal ones are merged (different ones
    stay, and stay an error, as in Chromium), and a Content-Length beside chunked goes (RFC 9112 section 6.3).
    """
    lines = re.split(rb"\r?\n", head.rstrip(b"\r\n"))
    fields = _fields(lines[1:])
    chunked = any(name == b"transfer-encoding" and b"chunked" in value.lower() for name, _, value in fields)
    out = [lines[0]]
    lengths = set()
    for name, spelled, value in fields:
        if name == b"content-length":
            if chunked or not value.isdigit() or value in lengths:
                continue
            lengths.add(value)
        out.append(spelled + b": " + value)
    return b"\r\n".join(out) + b"\r\n\r\n"


def _fields(lines: list[bytes]) -> list[tuple[bytes, bytes, bytes]]:
    fields: list[tuple[bytes, bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and fields:
            name, spelled, value = fields[-1]
            fields[-1] = (name, spelled, (value + b" " + line.strip()).strip())
            continue
        spelled, colon, value = line.partition(b":")
        spelled = spelled.strip()
        if colon and _NAME.fullmatch(spelled):
            fields.append((spelled.lower(), spelled, value.strip()))
    return fields
