"""`Client.call`: one request to an interface, sent as it is, and nothing of what proves who we are comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome

SECRET = "S3cret-Value-0123456789"


class Recorder:
    """A server that keeps every request whole and answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, bytes]] = []
        self.answer: Callable[[], bytes | None] = lambda: said(b'{"ok":true}')
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
                )
                self.requests.append((head, await reader.readexactly(int(length))))
                body = self.answer()
                if body is None:
                    writer.transport.abort()
                    return
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @property
    def lines(self) -> list[bytes]:
        return self.requests[-1][0].split(b"\r\n")


def said(body: bytes, status: str = "200 OK", *fields: str) -> bytes:
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@pytest.fixture
async def server() -> AsyncIterator[Recorder]:
    recorder = Recorder()
    listener = await asyncio.start_server(recorder.serve, "127.0.0.1", 0)
    recorder.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    yield recorder
    listener.close()


@pytest.fixture
async def asker(server: Recorder) -> AsyncIterator[Client]:
    host = registered_host(server.url)
    assert host is not None
    settings = FetchSettings(allow_private=True, rate=0, second_look_s=0, headers_s=2.0, whole_s=3.0)
    async with Client(settings, [host]) as client:
        yield client


async def test_the_body_and_fields_arrive_as_they_are(server: Recorder, asker: Client) -> None:
    body = json.dumps({"appid": "wx1", "secret": SECRET, "标题": "停水"}).encode()
    fields = {"Content-Type": "application/json", "access-token": SECRET, "Accept": "application/json;v=2"}
    reply = await asker.call(f"{server.url}/cgi-bin/stable_token?a=1&b=%2F", method="POST", fields=fields, content=body)
    assert (reply.outcome, reply.status, reply.body) == (Outcome.OK, 200, b'{"ok":true}')
    assert server.requests[0][1] == body
    assert server.lines[0] == b"POST /cgi-bin/stable_token?a=1&b=%2F HTTP/1.1"
    assert b"Content-Type: application/json" in server.lines
    assert b"access-token: " + SECRET.encode() in server.lines
    assert [line for line in server.lines if line.lower().startswith(b"accept:")] == [b"Accept: application/json;v=2"]
    assert len([line for line in server.lines if line.lower().startswith(b"content-length:")]) == 1
    assert SECRET not in repr(reply)


async def test_a_plain_call_asks_for_json_and_has_no_body(server: Recorder, asker: Client) -> None:
    await asker.call(f"{server.url}/x")
    assert server.lines[0] == b"GET /x HTTP/1.1"
    assert b"Accept: application/json" in server.lines
    assert not any(line.lower().startswith((b"content-length", b"cookie")) for line in server.lines)


async def test_robots_are_not_asked(server: Recorder, asker: Client) -> None:
    for _ in range(3):
        await asker.call(f"{server.url}/x")
    assert [head.split(b" ")[1] for head, _ in server.requests] == [b"/x"] * 3


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
async def test_no_redirect_is_followed(server: Recorder, asker: Client, status: str) -> None:
    """What proves who we are must not travel to where an answer points."""
    server.answer = lambda: said(b"{}", status, f"Location: {server.url}/elsewhere?access_token={SECRET}")
    reply = await asker.call(f"{server.url}/x?access_token={SECRET}", method="POST", content=b"{}")
    assert (reply.outcome, len(server.requests)) == (Outcome.HTTP_ERROR, 1)
    assert SECRET not in reply.url + reply.final_url + reply.detail + repr(reply.hops)


@pytest.mark.parametrize(("status", "outcome"), [("400 Bad", "http_error"), ("401 U", "auth"), ("403 F", "auth"),
                                                 ("404 N", "http_error"), ("429 T", "rate_limited"),
                                                 ("500 S", "http_error"), ("503 S", "http_error")])  # fmt: skip
async def test_the_body_of_an_error_is_kept_and_nothing_is_sent_twice(
    server: Recorder, asker: Client, status: str, outcome: str
) -> None:
    server.answer = lambda: said(b'{"error":"why"}', status)
    reply = await asker.call(f"{server.url}/x")
    assert (reply.outcome.value, reply.body, len(server.requests)) == (outcome, b'{"error":"why"}', 1)


@pytest.mark.parametrize("name", ["access_token", "token", "key", "secret", "appsecret", "client_secret", "sign"])
async def test_secrets_are_masked_in_what_comes_back(server: Recorder, asker: Client, name: str) -> None:
    reply = await asker.call(f"{server.url}/x?uid=5&{name}={SECRET}&page=2")
    assert f"{name}={SECRET}&".encode() in server.lines[0]
    assert f"uid=5&{name}=***&page=2" in reply.url
    assert SECRET not in reply.final_url
    userinfo = await asker.call(f"{server.url.replace('//', f'//user:{SECRET}@')}/x")
    assert SECRET not in repr(userinfo)


@pytest.mark.parametrize(
    "fields",
    [
        {"X-One": f"a\r\nX-Evil: {SECRET}"},
        {"X-One": "a\nX-Evil: 1"},
        {"X-One": "a\rX-Evil: 1"},
        {"X-One": "a\0b"},
        {"X-One\r\nX-Evil": "1"},
        {"X-One: 1\r\nX-Evil": "1"},
        {"Accept": "a\r\nX-Evil: 1"},
        {"名": "1"},
        {"": "1"},
    ],
)
async def test_no_field_ends_its_line(server: Recorder, asker: Client, fields: dict[str, str]) -> None:
    reply = await asker.call(f"{server.url}/x", fields=fields)
    for head, _ in server.requests:
        assert b"x-evil:" not in head.lower().replace(b"x-one: a\r\n", b"")
        assert b"\0" not in head
    assert SECRET not in repr(reply)


@pytest.mark.parametrize("path", ["/x\r\nX-Evil:%201", "/x\n\nGET /y", "/x y\tz", "/x?a=\r\nX-Evil: 1", "/x#\r\nb"])
async def test_no_address_ends_its_line(server: Recorder, asker: Client, path: str) -> None:
    await asker.call(server.url + path)
    for head, _ in server.requests:
        assert head.count(b"HTTP/1.1") == 1
        assert not [line for line in head.split(b"\r\n") if line.lower().startswith(b"x-evil")]


async def test_a_reset_and_a_silence_are_told_as_they_are(server: Recorder, asker: Client) -> None:
    server.answer = lambda: None
    url = f"{server.url}/x?access_token={SECRET}"
    reset = await asker.call(url, method="POST", content=SECRET.encode())
    server.answer = lambda: b""
    silent = await asker.call(url, method="POST", content=SECRET.encode())
    assert (reset.outcome, silent.outcome) == (Outcome.REFUSED, Outcome.TIMEOUT)
    assert len(server.requests) == 2, "a request that may have had an effect is not repeated"
    assert SECRET not in repr((reset, silent))


async def test_a_post_is_sent_once_even_where_the_connection_was_used_before(server: Recorder, asker: Client) -> None:
    await asker.call(f"{server.url}/x")
    await asker.call(f"{server.url}/x", method="POST", content=b"{}")
    server.answer = lambda: None
    reply = await asker.call(f"{server.url}/x", method="POST", content=b"{}")
    assert reply.outcome is Outcome.REFUSED
    assert len(server.requests) == 3


@pytest.mark.parametrize("url", ["ftp://h/x", "http://", "http://h:99999/", f"http://[::1/?token={SECRET}", "x"])
async def test_an_address_that_is_none(asker: Client, url: str) -> None:
    reply = await asker.call(url)
    assert reply.outcome is not Outcome.OK
    assert SECRET not in repr(reply)


async def test_a_private_address_that_nobody_registered_is_not_asked(server: Recorder) -> None:
    async with Client(FetchSettings(rate=0)) as client:
        reply = await client.call(f"{server.url}/x?token={SECRET}")
    assert (reply.outcome, server.requests) == (Outcome.PRIVATE, [])


async def test_a_large_answer_is_cut(server: Recorder, asker: Client) -> None:
    server.answer = lambda: said(b"x" * 5_000)
    reply = await asker.call(f"{server.url}/x", cap=1_000)
    assert (len(reply.body), reply.truncated) == (1_000, True)
