import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.browser.proxy import Proxy, origin_form, read_request
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Outcome
from tests.fetch.hostile import PAGE, Case, Hostile


@pytest.fixture
async def port(patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext) -> AsyncIterator[int]:
    async with Client(patient, [home], context=context) as client:
        proxy = Proxy(client.guard, 4096)
        address = await proxy.start()
        yield int(address.rpartition(":")[2])
        await proxy.stop()


class Rebinding(Resolver):
    """Leads a name to the public net once, then into this machine; remembers nothing."""

    asked = 0

    async def addresses(self, host: str) -> tuple[str, ...]:
        self.asked += 1
        return ("127.0.0.1",) if self.asked > 1 else ("8.8.8.8",)


async def say(port: int, request: str, then: str = "") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    if then:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(then.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


async def test_plain_requests_reach_registered_hosts_only(port: int, hostile: Hostile, canary: Hostile) -> None:
    assert (await say(port, f"GET {hostile.url}/ok HTTP/1.1\nHost: elsewhere\nProxy-Connection: keep-alive")).endswith(
        PAGE
    )
    head = hostile.heads[-1]
    assert head.startswith(f"GET /ok HTTP/1.1\r\nHost: 127.0.0.1:{hostile.port}\r\n")
    assert "elsewhere" not in head
    assert "Proxy-" not in head
    for address in (canary.url, f"http://2130706433:{canary.port}", "http://10.0.0.1", "ftp://127.0.0.1", "/relative"):
        assert (await say(port, f"GET {address}/ HTTP/1.1\nHost: x")).startswith(b"HTTP/1.1 403 ")
    assert canary.connections == 0


async def raw(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


async def test_tunnels_lead_to_registered_hosts_only(port: int, hostile: Hostile, canary: Hostile) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"CONNECT 127.0.0.1:{hostile.port} HTTP/1.1\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
    writer.write(b"\x16\x03\x01 hello, this is TLS \r\n\r\n")
    assert (await asyncio.wait_for(reader.readuntil(PAGE), 5)).endswith(PAGE)
    writer.close()
    assert hostile.heads[-1].startswith("\x16\x03\x01 hello")
    at = canary.port
    for address in (
        f"127.0.0.1:{at}", f"localhost:{at}", f"LOCALHOST.:{at}", f"2130706433:{at}", f"0x7f.1:{at}", f"127.1:{at}",
        f"0177.0.0.1:{at}", f"127.0.0.1.:{at}", f"%31%32%37.0.0.1:{at}", f"[::ffff:127.0.0.1]:{at}", f"[::1]:{at}",
        f"[::FFFF:7F00:1]:{at}", f"[0:0:0:0:0:ffff:127.0.0.1]:{at}", f"[64:ff9b::7f00:1]:{at}", f"[::127.0.0.1]:{at}",
        f"[2002:7f00:1::]:{at}", f"[fe80::1%25lo]:{at}", f"127.0.0.1:{hostile.port}@127.0.0.1:{at}", "10.0.0.1:443",
        f"127.0.0.1:{at}#@127.0.0.1:{hostile.port}", f"127.0.0.1:{at}/", f"http://127.0.0.1:{at}/", "127.0.0.1:25",
        "8.8.8.8:80", "8.8.8.8:25", "8.8.8.8:8443", "8.8.8.8:6667", "8.8.8.8", "x", "8.8.8.8:", ":443", "[::1:443",
    ):  # fmt: skip
        assert (await say(port, f"CONNECT {address} HTTP/1.1")).startswith(b"HTTP/1.1 403 "), address
    assert canary.connections == 0


async def test_a_tunnel_carries_tls_and_nothing_else(port: int, hostile: Hostile) -> None:
    for words in ("GET /socket HTTP/1.1\nUpgrade: websocket", "EHLO x", "\x00"):
        through = await say(port, f"CONNECT 127.0.0.1:{hostile.port} HTTP/1.1", words)
        assert through == b""
    assert not hostile.heads


async def test_what_two_readers_could_read_differently_is_not_passed_on(
    port: int, hostile: Hostile, canary: Hostile
) -> None:
    here, inside = hostile.url.encode(), canary.url.encode()
    for request in (
        b"GET %s/ok HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" % here,
        b"POST %s/ok HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" % here,
        b"POST %s/ok HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc" % here,
        b"POST %s/ok HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % here,
        b"GET %s/ok HTTP/1.1\r\nX: a\n\nGET /two HTTP/1.1\r\n\r\n" % here,
        b"GET %s/ok HTTP/1.1\r\nX: a\r\n Host: b\r\n\r\n" % here,
        b"GET %s/ok HTTP/1.1\r\nX : a\r\n\r\n" % here,
        b"GET %s/ok HTTP/1.1\r\nno colon\r\n\r\n" % here,
        b"GET %s/ok HTTP/1.1\r\nX: \x00\r\n\r\n" % here,
        b"get %s/ok HTTP/1.1\r\n\r\n" % here,
        b"GET %s/ok\r\n\r\n" % here,
        b"GET %s/ok HTTP/0.9\r\n\r\n" % here,
        b"GET  %s/ok HTTP/1.1\r\n\r\n" % here,
        b"GET %s/ok %s/ HTTP/1.1\r\n\r\n" % (here, inside),
        b"GET http://8.8.8.8:443@%s/ HTTP/1.1\r\n\r\n" % inside[7:],
        b"GET %s/ HTTP/1.1\r\n\r\n" % inside.replace(b"http", b"https"),
        b"GET %s/ok HTTP/1.1\r\n\r\n" % here.replace(b"http", b"https"),
    ):
        assert (await raw(port, request)).startswith(b"HTTP/1.1 403 "), request
    assert (hostile.heads, canary.connections) == ([], 0)


async def test_one_request_a_connection_whatever_is_sent_behind_it(
    port: int, hostile: Hostile, canary: Hostile
) -> None:
    first = f"POST http://x:y@127.0.0.1:{hostile.port}/ok HTTP/1.1\r\nContent-Length: 2\r\n".encode()
    more = b"Upgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Basic eDp5\r\nTE: trailers\r\n\r\nab"
    behind = f"GET {canary.url}/ HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    answer = await raw(port, first + more + behind)
    assert (answer.count(b"HTTP/1.1 "), answer.endswith(PAGE)) == (1, True)
    assert len(hostile.heads) == 1
    assert hostile.heads[0].startswith("POST /ok HTTP/1.1\r\n")
    for word in ("upgrade", "authorization", "te: ", "x:y"):
        assert word not in hostile.heads[0].lower()
    assert canary.connections == 0


async def test_an_answer_with_bare_line_ends_is_passed_on(port: int, hostile: Hostile) -> None:
    bare = b"HTTP/1.1 103 Early Hints\nLink: </x>\n\nHTTP/1.1 200 OK\nConnection: keep-alive\n\nx"
    hostile.extra["bare"] = Case(bare, Outcome.OK, close=True)
    assert await say(port, f"GET {hostile.url}/bare HTTP/1.1") == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nx"


async def test_a_slow_client_is_dropped(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.fetch.browser.proxy._LIFE_S", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET http://127.0.0.1/ HT")
    assert await asyncio.wait_for(dropped(reader), 5)
    writer.close()


async def dropped(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("name", ["a.example", "A.EXAMPLE", "a.example."])
async def test_a_name_that_changes_its_address_is_judged_again(
    name: str, patient: FetchSettings, canary: Hostile, context: ssl.SSLContext
) -> None:
    async with Client(patient, [], context=context, resolver=Rebinding()) as client:
        proxy = Proxy(client.guard, 4096)
        port = int((await proxy.start()).rpartition(":")[2])
        assert (await client.guard.route(parse_target(f"https://{name}/"))).addresses == ("8.8.8.8",)
        assert (await say(port, f"CONNECT {name}:443 HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        assert (await say(port, f"GET http://{name}/ HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        await proxy.stop()
    assert canary.connections == 0


async def test_a_connection_brings_no_more_than_its_share(port: int, hostile: Hostile) -> None:
    assert len(await say(port, f"GET {hostile.url}/header-60k HTTP/1.1")) <= 4096


async def test_nonsense_is_dropped(port: int) -> None:
    assert await say(port, "x" * 70_000) == b""
    assert (await say(port, "\x00")).startswith(b"HTTP/1.1 403 ")


REQUESTS = st.lists(
    st.one_of(
        st.sampled_from(
            [b"GET http://a.example/x HTTP/1.1\r\n", b"POST http://u:p@a.example/ HTTP/1.0\r\n", b"Host: b\r\n",
             b"CONNECT a.example:443 HTTP/1.1\r\n", b"host : c\r\n", b"Content-Length: 3\r\n", b"Cookie: a=b\r\n",
             b"\r\n", b"\n",
             b"Referer: http://a.example/y\r\n", b"Transfer-Encoding: chunked\r\n", b" folded\r\n", b"\r",
             b"\x00", b":"]
        ),
        st.binary(max_size=4),
    ),
    max_size=7,
)  # fmt: skip


@given(REQUESTS.map(b"".join))
@example(b"GET http://a.example/x HTTP/1.1\r\nHost: b\r\nCookie: a=b")
def test_what_is_passed_on_is_one_request_to_one_host(head: bytes) -> None:
    try:
        asked = read_request(head + b"\r\n\r\n")
    except Refused:
        return
    passed = origin_form(asked)
    lines = passed[:-4].split(b"\r\n")
    assert passed.endswith(b"\r\n\r\n")
    assert not set(b"\r\n\x00") & set(b"".join(lines))
    assert [line for line in lines if line.lower().startswith(b"host:")] == [
        b"Host: " + asked.target.origin.host_header
    ]
    assert sum(line.lower().startswith(b"content-length:") for line in lines) <= 1
    assert lines[-1] == b"Connection: close"
