"""A hostile HTTP server in plain asyncio: one path a fault, the truth beside it."""

import asyncio
import gzip
import re
import ssl
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import brotli
import zstandard

from auditor.model import Outcome

PAGE = "<html><head><title>通知</title></head><body><p>正文</p></body></html>".encode()
MIB = 1 << 20


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str, length: bool = True) -> bytes:
    """Return one answer as bytes."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def raw(head: str, body: bytes = PAGE) -> bytes:
    """Return an answer whose head is written out line by line."""
    return head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body


def encoded(coding: str, body: bytes) -> bytes:
    return answer(body, "200 OK", f"Content-Encoding: {coding}")


def zeros(mib: int) -> list[bytes]:
    return [bytes(MIB)] * mib


def gzip_bomb(mib: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(piece) for piece in zeros(mib)] + [packer.flush()])


def brotli_bomb(mib: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([packer.process(piece) for piece in zeros(mib)] + [packer.finish()])


def zstd_bomb(mib: int) -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    return b"".join([packer.compress(piece) for piece in zeros(mib)] + [packer.flush()])


def zstd_wide() -> bytes:
    """Return a frame that asks for a window of 64 MiB."""
    parameters = zstandard.ZstdCompressionParameters(window_log=26, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(bytes(range(256)) * 4096) + packer.flush()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


Handler = Callable[["Hostile", str, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Case:
    """One path: what is sent, and the truth: outcome, and for pages status, body, truncation and final path."""

    send: bytes | Handler
    outcome: Outcome
    status: int | None = 200
    body: bytes | None = PAGE
    truncated: bool = False
    final: str = ""
    close: bool = False


def fault(send: bytes | Handler, outcome: Outcome, status: int | None = None, *, close: bool = False) -> Case:
    return Case(send, outcome, status, None, close=close)


def moved(location: str | bytes, status: str = "302 Found") -> bytes:
    value = location.encode() if isinstance(location, str) else location
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: ".encode() + value + b"\r\n\r\n"


def drip(pieces: bytes, pause_s: float, before: bytes = b"") -> Handler:
    async def send(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        for index in range(len(pieces)):
            writer.write(pieces[index : index + 1])
            await writer.drain()
            await asyncio.sleep(pause_s)

    return send


def endless(piece: bytes, before: bytes = b"") -> Handler:
    async def send(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        while True:
            writer.write(piece)
            await writer.drain()
            server.sent[path] += len(piece)

    return send


async def silence(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def reset(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def late(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.3)
    writer.write(answer()[:40])
    await asyncio.sleep(0.3)
    writer.write(answer()[40:])


async def hop(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    left = int(re.findall(r"\d+", path)[-1])
    writer.write(moved(f"/hop-{left - 1}") if left else answer())


async def forever(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(moved(f"/forever;jsessionid={server.hits.total()}"))


async def cookie_wall(server: "Hostile", path: str, writer: asyncio.StreamWriter) -> None:
    if "seen=1" in server.cookies[-1]:
        writer.write(answer())
    else:
        writer.write(moved("/cookie-wall").replace(b"\r\n\r\n", b"\r\nSet-Cookie: seen=1; Path=/\r\n\r\n"))


CHALLENGES = {
    "ruishu-412": answer(b'<html><meta content="x" r="m"><script>$_ts=window[\'$_ts\'];</script></html>', "412 x"),
    "ruishu-202": answer(b"<html><script>$_ts={};</script></html>", "202 Accepted"),
    "jiasule-521": answer(b"<script>document.cookie='__jsl_clearance_s=1'</script>", "521 x"),
    "jiasule-200": answer(b"<script>document.cookie=('_')+'_jsl';location.href=location.pathname</script>"),
    "chuangyu-403": answer("<html><body>您的请求已被创宇盾拦截</body></html>".encode(), "403 Forbidden"),
    "wzws-493": answer(b"<html><a href=/wzws-waf-cgi/>x</a></html>", "493 x"),
    "aliyun-405": answer(b"<html><script src='//errors.aliyun.com/error.js'></script></html>", "405 Not Allowed"),
    "yunsuo-200": answer(b"<html><script>function YunSuoAutoJump(){}</script></html>"),
    "slider-200": answer(b"<html><title>x</title><div id='nc_1_wrapper'></div></html>"),
    "captcha-200": answer("<html><title>安全验证</title><body>请完成安全验证后继续访问</body></html>".encode()),
    "captcha-gbk": answer("<html><title>安全验证</title></html>".encode("gbk"), "200 OK", "Content-Type: text/html"),
    "cloudflare-403": answer(b"<html>wait</html>", "403 Forbidden", "cf-mitigated: challenge"),
    "cloudflare-503": answer(b"<html><script>window._cf_chl_opt={}</script></html>", "503 x"),
    "safedog-405": answer(b"no", "405 Method Not Allowed", "Server: Safedog/4.0"),
    "bare-999": answer(b"x", "999 x"),
    "bare-412": answer(b"x", "412 Precondition Failed"),
}

TRUTH: dict[str, Case] = {
    "ok": Case(answer(), Outcome.OK),
    "slow-but-whole": Case(late, Outcome.OK),
    "silence": fault(silence, Outcome.TIMEOUT),
    "drip-headers": fault(drip(b"HTTP/1.1 200 OK\r\nServer: " + b"x" * 900, 0.05), Outcome.TIMEOUT),
    "drip-body": fault(drip(b"x" * 900, 0.05, answer(b"", "200 OK", "Content-Length: 900", length=False)),
                       Outcome.TIMEOUT, 200),
    "drip-404": fault(drip(b"x" * 900, 0.05, answer(b"", "404 x", "Content-Length: 900", length=False)),
                      Outcome.HTTP_ERROR, 404),
    "close-at-once": fault(b"", Outcome.REFUSED, close=True),
    "reset": fault(reset, Outcome.REFUSED),
    "garbage": fault(b"\x00\x01\x02 not http\r\n\r\n", Outcome.PROTOCOL, close=True),
    "banner": fault(b"220 mail ready\r\n", Outcome.PROTOCOL, close=True),
    "header-huge": fault(raw("HTTP/1.1 200 OK\nX: " + "x" * 200_000), Outcome.PROTOCOL, close=True),
    "header-endless": fault(endless(b"X-Y: 0123456789\r\n" * 64, b"HTTP/1.1 200 OK\r\n"), Outcome.PROTOCOL),
    "header-60k": Case(raw("HTTP/1.1 200 OK\nX: " + "x" * 60_000), Outcome.OK, close=True),
    "header-400": Case(answer(PAGE, "200 OK", *[f"X-{n}: {n}" for n in range(400)]), Outcome.OK),
    "header-folded": Case(raw(f"HTTP/1.1 200 OK\nX: a\n b\nContent-Length: {len(PAGE)}"), Outcome.OK, close=True),
    "header-no-colon": Case(raw(f"HTTP/1.1 200 OK\nnonsense\nContent-Length: {len(PAGE)}"), Outcome.OK, close=True),
    "header-space-colon": Case(raw(f"HTTP/1.1 200 OK\nX : x\nContent-Length: {len(PAGE)}"), Outcome.OK, close=True),
    "header-control": Case(raw(f"HTTP/1.1 200 OK\nX: a\x01b\nContent-Length: {len(PAGE)}"), Outcome.OK, close=True),
    "header-null": fault(raw(f"HTTP/1.1 200 OK\nX: a\0b\nContent-Length: {len(PAGE)}"), Outcome.PROTOCOL, close=True),
    "header-gbk-reason": Case(b"HTTP/1.1 200 " + "成功".encode("gbk") + answer()[15:], Outcome.OK),
    "bare-lf": Case(f"HTTP/1.1 200 OK\nContent-Length: {len(PAGE)}\n\n".encode() + PAGE, Outcome.OK, close=True),
    "length-abc": Case(raw("HTTP/1.1 200 OK\nContent-Length: abc"), Outcome.OK, close=True),
    "length-equal-twice": Case(answer(PAGE, "200 OK", f"Content-Length: {len(PAGE)}"), Outcome.OK, close=True),
    "length-differs-twice": fault(answer(PAGE, "200 OK", "Content-Length: 3"), Outcome.PROTOCOL, close=True),
    "length-too-long": Case(answer(PAGE, "200 OK", "Content-Length: 9999", length=False), Outcome.OK, truncated=True,
                            close=True),
    "length-too-short": Case(answer() + b"more", Outcome.OK),
    "length-and-chunked": Case(answer(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), "200 OK", "Content-Length: 5",
                                      "Transfer-Encoding: chunked", length=False), Outcome.OK, close=True),
    "chunked": Case(answer(b"%x;a=b\r\n%s\r\n0\r\nX-Trailer: t\r\n\r\n" % (len(PAGE), PAGE), "200 OK",
                           "Transfer-Encoding: chunked", length=False), Outcome.OK),
    "chunked-cut": Case(answer(b"400\r\n" + PAGE, "200 OK", "Transfer-Encoding: chunked", length=False), Outcome.OK,
                        truncated=True, close=True),
    "chunked-no-end": Case(answer(b"%x\r\n%s\r\n" % (len(PAGE), PAGE), "200 OK", "Transfer-Encoding: chunked",
                                  length=False), Outcome.OK, truncated=True, close=True),
    "to-the-end": Case(answer(PAGE, length=False), Outcome.OK, close=True),
    "http-1.0": Case(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE, Outcome.OK, close=True),
    "interim": Case(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(), Outcome.OK),
    "interim-endless": fault(endless(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 64), Outcome.PROTOCOL),
    "upgrade": fault(raw("HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: upgrade", b""), Outcome.PROTOCOL,
                     close=True),
    "no-content": Case(b"HTTP/1.1 204 No Content\r\n\r\n", Outcome.OK, 204, b""),
    "gzip": Case(encoded("gzip", gzip.compress(PAGE)), Outcome.OK),
    "x-gzip-upper": Case(encoded("X-GZIP", gzip.compress(PAGE)), Outcome.OK),
    "gzip-members": Case(encoded("gzip", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])), Outcome.OK),
    "gzip-junk-behind": Case(encoded("gzip", gzip.compress(PAGE) + b"junk"), Outcome.OK),
    "gzip-lie": fault(encoded("gzip", PAGE), Outcome.PROTOCOL, 200),
    "gzip-cut": Case(encoded("gzip", gzip.compress(PAGE)[:-12]), Outcome.OK, body=None, truncated=True),
    "gzip-corrupt": Case(encoded("gzip", gzip.compress(PAGE)[:12] + b"\xff" * 40), Outcome.OK, body=None,
                         truncated=True),
    "gzip-twice": Case(encoded("gzip, gzip", gzip.compress(gzip.compress(PAGE))), Outcome.OK, body=b"", truncated=True),
    "encoding-nonsense": Case(encoded("utf-8", PAGE), Outcome.OK),
    "encoding-identity": Case(encoded("identity", PAGE), Outcome.OK),
    "deflate-zlib": Case(encoded("deflate", zlib.compress(PAGE)), Outcome.OK),
    "deflate-raw": Case(encoded("deflate", raw_deflate(PAGE)), Outcome.OK),
    "deflate-lie": fault(encoded("deflate", PAGE), Outcome.PROTOCOL, 200),
    "br": Case(encoded("br", brotli.compress(PAGE)), Outcome.OK),
    "br-lie": fault(encoded("br", PAGE), Outcome.PROTOCOL, 200),
    "br-cut": Case(encoded("br", brotli.compress(PAGE * 9)[:-9]), Outcome.OK, body=None, truncated=True),
    "zstd": Case(encoded("zstd", zstandard.compress(PAGE)), Outcome.OK),
    "zstd-frames": Case(encoded("zstd", zstandard.compress(PAGE[:9]) + zstandard.compress(PAGE[9:])), Outcome.OK),
    "zstd-cut": Case(encoded("zstd", zstandard.compress(PAGE)[:-5]), Outcome.OK, body=None, truncated=True),
    "zstd-wide": Case(encoded("zstd", zstd_wide()), Outcome.OK, body=b"", truncated=True),
    "status-401": fault(answer(PAGE, "401 x"), Outcome.AUTH, 401),
    "status-403": fault(answer(PAGE, "403 x"), Outcome.AUTH, 403),
    "status-407": fault(answer(PAGE, "407 x"), Outcome.AUTH, 407),
    "status-451": fault(answer(PAGE, "451 x"), Outcome.AUTH, 451),
    "status-429": fault(answer(PAGE, "429 x"), Outcome.RATE_LIMITED, 429),
    "status-404": fault(answer(PAGE, "404 x"), Outcome.HTTP_ERROR, 404),
    "status-405": fault(answer(PAGE, "405 x"), Outcome.HTTP_ERROR, 405),
    "status-410": fault(answer(PAGE, "410 x"), Outcome.HTTP_ERROR, 410),
    "status-500": fault(answer(PAGE, "500 x"), Outcome.HTTP_ERROR, 500),
    "status-503": fault(answer(PAGE, "503 x"), Outcome.HTTP_ERROR, 503),
    "article-on-captchas": Case(
        answer("<title>科普</title><p>什么是安全验证？".encode() + "网页防火墙会显示滑块验证。".encode() * 60),
        Outcome.OK, body=None),
    "redirect": Case(moved("/ok"), Outcome.OK, final="/ok"),
    "redirect-gbk": Case(moved("/落地".encode("gbk")), Outcome.OK, final="/%C2%E4%B5%D8"),
    "redirect-utf8": Case(moved("/落地"), Outcome.OK, final="/%E8%90%BD%E5%9C%B0"),
    "redirect-fragment": Case(moved("/ok#part"), Outcome.OK, final="/ok"),
    "redirect-self": fault(moved("/redirect-self"), Outcome.REDIRECT_LOOP),
    "redirect-pair": fault(moved("/redirect-riap"), Outcome.REDIRECT_LOOP),
    "redirect-riap": fault(moved("/redirect-pair"), Outcome.REDIRECT_LOOP),
    "redirect-empty": fault(moved(""), Outcome.HTTP_ERROR),
    "redirect-nowhere": fault(answer(b"", "302 Found"), Outcome.UNSUPPORTED, 302),
    "redirect-file": fault(moved("file:///etc/passwd"), Outcome.UNSUPPORTED),
    "redirect-script": fault(moved("javascript:alert(1)"), Outcome.UNSUPPORTED),
    "redirect-data": fault(moved("data:text/html,x"), Outcome.UNSUPPORTED),
    "redirect-app": fault(moved("weixin://dl/business"), Outcome.UNSUPPORTED),
    "redirect-unreadable": fault(moved("http://[::1/"), Outcome.PROTOCOL),
    "redirect-port": fault(moved("http://127.0.0.1:99999/"), Outcome.PROTOCOL),
    "redirect-dead": fault(moved("/reset"), Outcome.REFUSED),
    "redirect-404": fault(moved("/status-404"), Outcome.HTTP_ERROR, 404),
    "hop-15": Case(hop, Outcome.OK, final="/hop-0"),
    "hop-25": fault(hop, Outcome.REDIRECT_LOOP),
    "forever": fault(forever, Outcome.REDIRECT_LOOP),
    "cookie-wall": Case(cookie_wall, Outcome.OK, final="/cookie-wall"),
    **{name: fault(send, Outcome.CHALLENGE, int(send.split()[1])) for name, send in CHALLENGES.items()},
}  # fmt: skip


@dataclass
class Hostile:
    """The running server: hits and bytes sent by path, cookies in order of arrival, connections made."""

    url: str = ""
    port: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    cookies: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    extra: dict[str, Case] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._turn(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ")[1]
        self.hits[path] += 1
        self.heads.append(head)
        self.cookies.append("".join(re.findall(r"(?im)^cookie: (.*?)\r$", head)))
        case = self._case(path)
        if isinstance(case.send, bytes):
            writer.write(case.send)
        else:
            await case.send(self, path, writer)
        await writer.drain()
        return not case.close and "connection: close" not in head.lower()

    def _case(self, path: str) -> Case:
        name = path[1:].partition(";")[0].partition("?")[0]
        if name in self.extra:
            return self.extra[name]
        if name == "robots.txt":
            return fault(answer(b"", "404 Not Found"), Outcome.HTTP_ERROR)
        if name.startswith("hop-"):
            return TRUTH["hop-15"]
        return TRUTH.get(name, TRUTH["ok"])


async def start(server: Hostile, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Listen on a free port and fill in `url` and `port`."""
    listener = await asyncio.start_server(server.serve, host, 0, backlog=512, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    server.url = f"http://{host}:{server.port}"
    return listener
