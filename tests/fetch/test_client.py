import asyncio
import contextlib
import socket
import ssl
import threading
import time
import tracemalloc
from dataclasses import replace

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.tls import tls_context
from auditor.model import Outcome, Validators
from tests.fetch.hostile import (
    MIB,
    PAGE,
    TRUTH,
    Case,
    Hostile,
    answer,
    brotli_bomb,
    encoded,
    endless,
    gzip_bomb,
    moved,
    start,
    zstd_bomb,
)


async def test_every_hostile_case_is_told_as_it_is(
    hostile: Hostile, quick: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    few = asyncio.Semaphore(16)

    async def look(name: str) -> list[str]:
        case = TRUTH[name]
        async with few, Client(quick, [home], context=context) as client:
            reply = await client.get(f"{hostile.url}/{name}")
        found = []
        if reply.outcome is not case.outcome or reply.status != case.status:
            found.append(f"{name}: {reply.outcome} {reply.status} ({reply.detail}), not {case.outcome} {case.status}")
        if case.outcome is Outcome.OK:
            if case.body is not None and reply.body != case.body:
                found.append(f"{name}: body {reply.body[:60]!r}")
            if reply.truncated is not case.truncated:
                found.append(f"{name}: truncated {reply.truncated} ({reply.detail})")
            if not reply.final_url.endswith(case.final or name):
                found.append(f"{name}: ends at {reply.final_url}")
        return found

    wrong = [line for lines in await asyncio.gather(*map(look, TRUTH)) for line in lines]
    assert wrong == []


async def test_a_reply_holds_headers_hops_peer_and_costs(hostile: Hostile, client: Client) -> None:
    reply = await client.get(f"{hostile.url}/redirect#part")
    assert reply.url == f"{hostile.url}/redirect#part"
    assert reply.final_url == f"{hostile.url}/ok"
    assert [(hop.url, hop.status) for hop in reply.hops] == [(f"{hostile.url}/redirect", 302)]
    assert reply.headers == (("content-type", "text/html; charset=utf-8"), ("content-length", str(len(PAGE))))
    assert (reply.content_type, reply.peer, reply.requests) == ("text/html", "127.0.0.1", 2)
    assert reply.wire_bytes == len(moved("/ok")) + len(answer())
    assert client.requests == 3
    assert client.bytes == reply.wire_bytes + len(answer(b"", "404 Not Found"))


async def test_long_ways_are_followed_as_far_as_browsers_go_and_noted(hostile: Hostile, client: Client) -> None:
    short, long, longest = [await client.get(f"{hostile.url}/hop-{hops}") for hops in (10, 20, 21)]
    assert (short.outcome, short.detail) == (Outcome.OK, "")
    assert (long.outcome, long.detail, len(long.hops)) == (Outcome.OK, "after 20 redirects", 20)
    assert (longest.outcome, longest.detail) == (Outcome.REDIRECT_LOOP, "more than 20 redirects")


async def test_what_we_send_says_who_we_are_and_nothing_else(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    settings = replace(patient, contact="https://office.example/bot")
    async with Client(settings, [home], context=context) as client:
        await client.get(f"{hostile.url.replace('//', '//user:pass@')}/ok?a=b c", accept="application/json")
    head = hostile.heads[-1]
    assert head.startswith("GET /ok?a=b%20c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "\r\nUser-Agent: auditor/" in head
    assert " (+https://office.example/bot)\r\n" in head
    assert "\r\nAccept: application/json\r\n" in head
    assert "\r\nAccept-Encoding: gzip, deflate, br\r\n" in head
    assert not any(
        word in head.lower() for word in ("authorization", "referer", "cookie", "user:", "connection: close")
    )


async def test_conditional_request_gets_not_modified(hostile: Hostile, client: Client) -> None:
    hostile.extra["same"] = Case(b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\n\r\n', Outcome.OK)
    reply = await client.get(f"{hostile.url}/same", validators=Validators('"a"', "Mon, 23 Nov 2026 00:00:00 GMT"))
    assert (reply.outcome, reply.status, reply.not_modified, reply.body) == (Outcome.OK, 304, True, b"")
    assert '\r\nIf-None-Match: "a"\r\nIf-Modified-Since: Mon, 23 Nov 2026 00:00:00 GMT\r\n' in hostile.heads[-1]
    unasked = await client.get(f"{hostile.url}/same")
    assert (unasked.outcome, unasked.not_modified) == (Outcome.UNSUPPORTED, False)


async def test_validators_are_not_sent_to_where_a_redirect_leads(hostile: Hostile, client: Client) -> None:
    await client.get(f"{hostile.url}/redirect", validators=Validators('"a"'))
    assert ["if-none-match" in head.lower() for head in hostile.heads[-2:]] == [True, False]


@pytest.mark.parametrize(
    ("content_type", "cap", "kept"),
    [
        ("text/html", None, 3000),
        ("application/json", None, 3000),
        ("application/rss+xml", None, 3000),
        ("application/pdf", None, 1000),
        ("image/png", None, 1000),
        ("application/pdf", 2000, 2000),
        ("text/html", 500, 500),
        ("text/html", 4000, 4000),
        ("text/html", 5000, 4000),
    ],
)
async def test_bodies_are_cut_at_the_cap_of_their_kind(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext, content_type: str,
    cap: int | None, kept: int,
) -> None:  # fmt: skip
    hostile.extra["big"] = Case(answer(b"x" * 4000, "200 OK", f"Content-Type: {content_type}"), Outcome.OK)
    async with Client(replace(patient, page_bytes=3000, file_bytes=1000), [home], context=context) as client:
        reply = await client.get(f"{hostile.url}/big", cap=cap)
    assert (reply.outcome, len(reply.body), reply.truncated) == (Outcome.OK, kept, kept < 4000)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [("gzip", gzip_bomb(64)), ("br", brotli_bomb(64)), ("zstd", zstd_bomb(64)), ("deflate", gzip_bomb(64)[10:-8])],
    ids=["gzip", "br", "zstd", "deflate"],
)
async def test_bombs_take_no_more_memory_than_the_cap(
    hostile: Hostile, client: Client, coding: str, bomb: bytes
) -> None:
    hostile.extra["bomb"] = Case(encoded(coding, bomb), Outcome.OK)
    await client.get(f"{hostile.url}/ok")
    tracemalloc.start()
    reply = await client.get(f"{hostile.url}/bomb", cap=4 * MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reply.outcome, reply.truncated, len(reply.body)) == (Outcome.OK, True, 4 * MIB)
    assert peak < 24 * MIB


async def test_an_endless_body_stops_at_the_cap(hostile: Hostile, client: Client) -> None:
    hostile.extra["endless"] = Case(endless(b"x" * 65536, answer(length=False)), Outcome.OK)
    reply = await client.get(f"{hostile.url}/endless", cap=MIB)
    assert (reply.outcome, reply.truncated, len(reply.body)) == (Outcome.OK, True, MIB)
    await asyncio.sleep(0.1)
    assert hostile.sent["/endless"] < 16 * MIB


@pytest.mark.parametrize("pause_s", [0.0, 0.02])
async def test_a_forged_second_answer_is_never_taken(hostile: Hostile, client: Client, pause_s: float) -> None:
    hostile.extra["forging"] = Case(answer() + answer(b"forged", "404 Not Found"), Outcome.OK)
    for number in range(20):
        reply = await client.get(f"{hostile.url}/forging?{number}")
        assert (reply.status, reply.body) == (200, PAGE)
        await asyncio.sleep(pause_s)
    assert hostile.connections == 21


async def test_a_late_forgery_costs_the_host_its_kept_connections(hostile: Hostile, client: Client) -> None:
    async def forge(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(answer())
        await asyncio.sleep(0.02)
        writer.write(answer(b"forged", "404 Not Found"))

    hostile.extra["late-forging"] = Case(forge, Outcome.OK)
    bodies = []
    for number in range(10):
        bodies.append((await client.get(f"{hostile.url}/late-forging?{number}")).body)
        await asyncio.sleep(0.05)
    assert bodies == [PAGE] * 10
    assert hostile.connections == 11  # one for robots.txt, and none used twice


async def test_a_forgery_that_lies_unread_in_the_socket_is_seen(
    patient: FetchSettings, context: ssl.SSLContext
) -> None:
    def forge() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(4096)
                connection.sendall(answer())
                time.sleep(0.02)
                connection.sendall(answer(b"forged", "404 Not Found"))
                connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        forger = threading.Thread(target=forge, daemon=True)
        forger.start()
        async with Client(patient, [RegisteredHost("127.0.0.1", port, robots_owner=True)], context=context) as client:
            first = await client.get(f"http://127.0.0.1:{port}/1")
            time.sleep(0.1)  # noqa: ASYNC251 - the loop must not read what comes meanwhile
            second = await client.get(f"http://127.0.0.1:{port}/2")
        forger.join(5)
    assert (first.body, second.body) == (PAGE, PAGE)


async def test_own_hosts_keep_their_connection_and_found_hosts_do_not(
    hostile: Hostile, canary: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    async with Client(replace(patient, allow_networks=("127.0.0.0/8",)), [home], context=context) as client:
        for number in range(5):
            assert (await client.get(f"{hostile.url}/ok?{number}")).outcome is Outcome.OK
            assert (await client.get(f"{canary.url}/ok?{number}")).outcome is Outcome.OK
    assert hostile.connections == 2  # robots.txt has one of its own
    assert canary.connections == 6
    assert "\r\nConnection: close\r\n" in canary.heads[-1]


async def test_a_connection_closed_while_idle_is_replaced_silently(hostile: Hostile, client: Client) -> None:
    hostile.extra["last"] = Case(answer(), Outcome.OK, close=True)
    replies = [await client.get(f"{hostile.url}/last?{number}") for number in range(5)]
    assert {(reply.outcome, reply.body) for reply in replies} == {(Outcome.OK, PAGE)}


async def test_cookies_live_for_one_call_and_one_origin(
    hostile: Hostile, canary: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    away = moved(f"{canary.url}/ok").replace(b"\r\n\r\n", b"\r\nSet-Cookie: secret=1; Domain=127.0.0.1\r\n\r\n")
    hostile.extra["away"] = Case(away, Outcome.OK)
    async with Client(replace(patient, allow_networks=("127.0.0.0/8",)), [home], context=context) as client:
        assert (await client.get(f"{hostile.url}/away")).final_url == f"{canary.url}/ok"
        await client.get(f"{hostile.url}/ok")
    assert not any(hostile.cookies + canary.cookies)


@pytest.mark.parametrize(
    "spelling",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "localhost",
     "x.localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "0.0.0.0", "0", "[::]",
     "user@127.0.0.1", "127.0.0.1%2f@127.0.0.1", "%31%32%37.0.0.1", "127。0。0。1"],
)  # fmt: skip
async def test_private_addresses_get_no_request_in_any_spelling(
    hostile: Hostile, canary: Hostile, client: Client, spelling: str
) -> None:
    url = f"http://{spelling}:{canary.port}/"
    hostile.extra["inside"] = Case(moved(url), Outcome.OK)
    direct, led = await client.get(url), await client.get(f"{hostile.url}/inside")
    assert {direct.outcome, led.outcome} <= {Outcome.PRIVATE, Outcome.UNSUPPORTED, Outcome.PROTOCOL, Outcome.NETWORK}
    assert (canary.connections, direct.requests, led.requests) == (0, 0, 1)


async def test_without_allow_private_registered_hosts_are_not_asked_either(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    async with Client(replace(patient, allow_private=False), [home], context=context) as client:
        assert (await client.get(f"{hostile.url}/ok")).outcome is Outcome.PRIVATE
    assert hostile.connections == 0


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("ftp://127.0.0.1/", Outcome.UNSUPPORTED),
        ("file:///etc/passwd", Outcome.UNSUPPORTED),
        ("javascript:alert(1)", Outcome.UNSUPPORTED),
        ("mailto:a@b.example", Outcome.UNSUPPORTED),
        ("", Outcome.PROTOCOL),
        ("http://", Outcome.PROTOCOL),
        ("http://a b/", Outcome.PROTOCOL),
        ("http://[::1/", Outcome.PROTOCOL),
        ("http://x:99999/", Outcome.PROTOCOL),
        ("http://\ud800/", Outcome.PROTOCOL),
        ("//no.scheme.example/", Outcome.PROTOCOL),
    ],
)
async def test_addresses_nobody_can_ask_are_told_without_a_request(client: Client, url: str, outcome: Outcome) -> None:
    reply = await client.get(url)
    assert (reply.outcome, reply.requests, reply.url) == (outcome, 0, url)


async def test_a_refused_port_is_refused(
    hostile: Hostile, client: Client, patient: FetchSettings, context: ssl.SSLContext
) -> None:
    gone = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = gone.sockets[0].getsockname()[1]
    gone.close()
    await gone.wait_closed()
    async with Client(patient, [RegisteredHost("127.0.0.1", port)], context=context) as client:
        reply = await client.get(f"http://127.0.0.1:{port}/")
    assert (reply.outcome, reply.detail, reply.status) == (Outcome.REFUSED, "connection refused", None)


async def test_a_bug_of_ours_is_an_internal_outcome(
    hostile: Hostile, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr("auditor.fetch.http.look.classify_answer", explode)
    reply = await client.get(f"{hostile.url}/ok", obey_robots=False)
    assert (reply.outcome, reply.detail) == (Outcome.INTERNAL, "internal error: RuntimeError")


async def test_cancelling_a_call_leaves_the_client_usable(hostile: Hostile, client: Client) -> None:
    task = asyncio.create_task(client.get(f"{hostile.url}/silence"))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await client.get(f"{hostile.url}/ok")).outcome is Outcome.OK


async def test_the_transport_guards_plain_httpx_too(hostile: Hostile, canary: Hostile, client: Client) -> None:
    async with httpx.AsyncClient(transport=client.transport, follow_redirects=True) as plain:
        answer_ = await plain.get(f"{hostile.url}/redirect")
        assert (answer_.status_code, answer_.content, answer_.url.path) == (200, PAGE, "/ok")
        hostile.extra["away"] = Case(moved(f"{canary.url}/"), Outcome.OK)
        with pytest.raises(httpx.RequestError, match="loopback address"):
            await plain.get(f"{hostile.url}/away")
    assert canary.connections == 0


HEADS = [b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.0 404 x", b"HTTP/1.1 100 Continue", b"HTTP/1.1 304 x"]
LINES = [
    b"Content-Length: 5",
    b"Content-Length: -1",
    b"Transfer-Encoding: chunked",
    b"Content-Encoding: gzip",
    b"Content-Encoding: br",
    b"Location: //[x",
    b"Location: \xff",
    b"Set-Cookie: \xd5=\xff",
    b"Retry-After: x",
    b"Content-Type: \xff/html",
    b" folded",
    b"no colon",
    b": no name",
    b"Connection: close",
    b"\x00: \x00",
]


@given(
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(LINES) | st.binary(max_size=20), max_size=6),
    st.binary(max_size=60),
)
@settings(max_examples=80, deadline=None)
def test_no_answer_whatever_is_a_surprise(head: bytes, lines: list[bytes], body: bytes) -> None:
    async def ask() -> Outcome:
        server = Hostile()
        server.extra["x"] = Case(b"\r\n".join([head, *lines]) + b"\r\n\r\n" + body, Outcome.OK, close=True)
        listener = await start(server)
        limits = FetchSettings(allow_private=True, rate=0, connect_s=2, headers_s=2, whole_s=4)
        async with Client(limits, [RegisteredHost("127.0.0.1", server.port)], context=CONTEXT) as client:
            reply = await client.get(f"{server.url}/x")
        listener.close()
        return reply.outcome

    assert asyncio.run(ask()) not in (Outcome.INTERNAL, Outcome.TIMEOUT)


CONTEXT = tls_context()
