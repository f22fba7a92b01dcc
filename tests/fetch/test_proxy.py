import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.guard import RegisteredHost
from auditor.fetch.proxy import Proxy
from tests.fetch.hostile import PAGE, Hostile


@pytest.fixture
async def port(patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext) -> AsyncIterator[int]:
    async with Client(patient, [home], context=context) as client:
        proxy = Proxy(client.guard, 4096)
        address = await proxy.start()
        yield int(address.rpartition(":")[2])
        await proxy.stop()


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


async def test_tunnels_reach_registered_hosts_only(port: int, hostile: Hostile, canary: Hostile) -> None:
    inside = await say(port, f"CONNECT 127.0.0.1:{hostile.port} HTTP/1.1", "GET /ok HTTP/1.1\nConnection: close")
    assert inside.endswith(PAGE)
    for address in (f"127.0.0.1:{canary.port}", f"[::ffff:127.0.0.1]:{canary.port}", "10.0.0.1:443", "8.8.8.8:80", "x"):
        assert (await say(port, f"CONNECT {address} HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
    assert canary.connections == 0


async def test_a_connection_brings_no_more_than_its_share(port: int, hostile: Hostile) -> None:
    assert len(await say(port, f"GET {hostile.url}/header-60k HTTP/1.1")) <= 4096


async def test_nonsense_is_dropped(port: int) -> None:
    assert await say(port, "x" * 70_000) == b""
    assert (await say(port, "\x00")).startswith(b"HTTP/1.1 403 ")
