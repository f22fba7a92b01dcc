"""Whatever bytes a server sends, in whatever pieces: `get` returns a Reply of the enumeration, soon, never raises."""

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome, Reply

SETTINGS = FetchSettings(
    allow_private=True, rate=0, found_rate=0, connect_s=2.0, headers_s=1.0, whole_s=2.0, second_look_s=0,
    header_bytes=4096, page_bytes=2048, file_bytes=1024,
)  # fmt: skip
seeded = settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = "<title>通知</title>正文".encode()
BODIES = st.sampled_from(
    [b"", TEXT, TEXT * 200, gzip.compress(TEXT), gzip.compress(bytes(100_000)), zlib.compress(TEXT),
     brotli.compress(TEXT * 99), zstandard.compress(TEXT), b"5\r\nhello\r\n0\r\n\r\n",
     b"5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
     b"ffffffffffffffff1\r\nx", b"-1\r\nx", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"]
)  # fmt: skip
LINES = st.sampled_from(
    [b"Content-Length: 5", b"Content-Length: 99999999999999999999", b"Content-Length: -1", b"Content-Length: 0",
     b"Content-Length:5, 5", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked",
     b"Transfer-Encoding: \x0bchunked", b"Content-Encoding: gzip", b"Content-Encoding: deflate",
     b"Content-Encoding: br",
     b"Content-Encoding: zstd", b"Content-Encoding: gzip, br", b"Content-Type: text/html; charset=\xff",
     b"Content-Type: ;;;=", b"Connection: keep-alive", b"Connection: close, upgrade", b"Upgrade: h2c", b" folded", b"X",
     b": x", b"X: \x00", b"Location: http://127.0.0.1:1/", b"Location: //[", b"Location: \xcd\xa8", b"Location: ",
     b"Location: ?again", b"Set-Cookie: a=b; Max-Age=0", b"Set-Cookie: \xff=\xff; =", b"Set-Cookie: =; a",
     b"Retry-After: 99999999999", b"Retry-After: Sun Nov 6 99:99:99 9999", b"Date: x", b"Refresh: 0",
     b"Link: <http://[>; rel=x", b"ETag: \xff", b"\xff\xfe: a", b"A" * 5000, b"Content-Range: bytes */x"]
)  # fmt: skip
STATUSES = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 302 Found", b"HTTP/1.1 304 x", b"HTTP/1.1 100 Continue", b"HTTP/2",
     b"HTTP/1.1 101 x", b"HTTP/1.1 204 x", b"HTTP/1.1 429 x", b"HTTP/1.1 503 x", b"HTTP/1.1 999 x", b"HTTP/1.1 000 x",
     b"HTTP/1.1 -1 x", b"HTTP/1.1 2000 x", b"HTTP/9.9 200 OK", b"ICY 200 OK", b"http/1.1 200 ok", b"HTTP/1.1 200 \xff",
     b"", b"220 ftp ready", b"SSH-2.0-x", b"RTSP/1.0 200 OK"]
)  # fmt: skip
ENDS = st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\n\r\n"])
MESSAGES = st.builds(
    lambda status, lines, end, body: end.join([status, *lines]) + end * 2 + body,
    STATUSES, st.lists(LINES, max_size=6), ENDS, BODIES,
)  # fmt: skip


def spoiled(message: bytes, at: int, put: bytes, cut: int) -> bytes:
    at %= len(message) + 1
    return message[:at] + put + message[at + cut :]


HOSTILE = st.one_of(
    st.binary(max_size=200),
    st.lists(MESSAGES, min_size=1, max_size=3).map(b"".join),
    st.builds(spoiled, MESSAGES, st.integers(0, 300), st.binary(max_size=4), st.integers(0, 4)),
)
PIECES = st.lists(st.integers(1, 60), max_size=5)


@dataclass
class Scripted:
    """A loopback server that sends what `data` says in pieces of `sizes`, then the rest, and hangs up or does not."""

    runner: asyncio.Runner
    data: bytes = b""
    sizes: list[int] = field(default_factory=list)
    hangs_up: bool = True
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                rest = self.data
                for size in self.sizes:
                    writer.write(rest[:size])
                    rest = rest[size:]
                    await asyncio.sleep(0)
                writer.write(rest)
                await writer.drain()
                if self.hangs_up:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def get(self, context: ssl.SSLContext) -> tuple[Reply, float]:
        async def once() -> Reply:
            host = registered_host(self.url)
            assert host is not None
            async with Client(SETTINGS, [host], context=context) as client:
                return await client.get(self.url, obey_robots=False)

        began = time.monotonic()
        return self.runner.run(once()), time.monotonic() - began


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    with asyncio.Runner() as runner:
        server = Scripted(runner)

        async def listen() -> asyncio.Server:
            return await asyncio.start_server(server.serve, "127.0.0.1", 0)

        listener = runner.run(listen())
        server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
        yield server
        listener.close()


def is_sound(reply: Reply, took_s: float) -> None:
    assert reply.outcome in set(Outcome) - {Outcome.INTERNAL}
    assert took_s < SETTINGS.whole_s + 3
    assert len(reply.body) <= SETTINGS.page_bytes
    assert reply.status is None or 200 <= reply.status <= 999
    assert "\n" not in reply.detail
    assert reply.detail.isprintable()
    assert reply.final_url.isascii()
    assert reply.outcome is not Outcome.OK or reply.status is not None


@seeded
@given(data=HOSTILE, sizes=PIECES)
def test_any_bytes_in_any_pieces_come_to_an_outcome(
    scripted: Scripted, context: ssl.SSLContext, data: bytes, sizes: list[int]
) -> None:
    scripted.data, scripted.sizes, scripted.hangs_up = data, sizes, True
    is_sound(*scripted.get(context))


@settings(seeded, max_examples=60)
@given(data=MESSAGES, sizes=PIECES)
def test_a_server_that_does_not_hang_up_holds_nobody_up(
    scripted: Scripted, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, data: bytes, sizes: list[int]
) -> None:
    scripted.data, scripted.sizes, scripted.hangs_up = data, sizes, False
    monkeypatch.setitem(globals(), "SETTINGS", FetchSettings(
        allow_private=True, rate=0, found_rate=0, headers_s=0.02, whole_s=0.04, second_look_s=0, page_bytes=2048,
    ))  # fmt: skip
    is_sound(*scripted.get(context))


@seeded
@given(data=MESSAGES, sizes=PIECES)
def test_pieces_change_nothing(scripted: Scripted, context: ssl.SSLContext, data: bytes, sizes: list[int]) -> None:
    scripted.data, scripted.hangs_up = data, True
    scripted.sizes = []
    whole, _ = scripted.get(context)
    scripted.sizes = sizes
    cut, _ = scripted.get(context)
    assert (whole.outcome, whole.status, whole.body) == (cut.outcome, cut.status, cut.body)
