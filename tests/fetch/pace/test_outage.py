import asyncio
import socket
import threading
from typing import Any

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Refused
from auditor.fetch.pace.outage import Outage, names_resolve
from auditor.model import Outcome


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    table: dict[str, str] = {}

    def look_up(host: bytes, *_: Any, **__: Any) -> list[Any]:
        asked.append(host.decode())
        if host.decode() not in table:
            raise socket.gaierror(socket.EAI_NONAME, "no")
        return [(0, 0, 0, "", (table[host.decode()], 0))]

    asked: list[str] = []
    table_asked[:] = [asked]
    monkeypatch.setattr("auditor.fetch.http.resolve.socket.getaddrinfo", look_up)
    return table


table_asked: list[list[str]] = []


async def test_only_public_addresses_prove_that_names_resolve(names: dict[str, str]) -> None:
    names.update({"in.example": "10.0.0.1", "out.example": "8.8.8.8"})
    assert not await names_resolve(Resolver(), ["in.example", "8.8.8.8", "127.0.0.1", "gone.example"])
    assert await names_resolve(Resolver(), ["in.example", "out.example"])
    assert not await names_resolve(Resolver(), [])


async def test_a_dead_name_is_dns_only_while_others_resolve(names: dict[str, str]) -> None:
    async with Client(FetchSettings(), [RegisteredHost("www.example", 443)]) as client:
        assert (await client.get("http://dead.example/")).outcome is Outcome.NETWORK
        assert not await client.names_resolve()
    names["www.example"] = "8.8.8.8"
    async with Client(FetchSettings(), [RegisteredHost("www.example", 443)]) as client:
        reply = await client.get("http://dead.example/a")
        assert (reply.outcome, reply.detail) == (Outcome.DNS, "the host name does not exist or has no address")
        assert await client.names_resolve()


async def test_answers_are_kept_and_concurrent_look_ups_shared(names: dict[str, str]) -> None:
    names["a.example"] = "8.8.8.8"
    resolver = Resolver(bad_s=0)
    await asyncio.gather(*[resolver.addresses("a.example") for _ in range(5)])
    assert table_asked[0] == ["a.example"]
    for _ in range(2):
        with pytest.raises(Refused):
            await resolver.addresses("b.example")
    assert table_asked[0] == ["a.example", *["b.example"] * 2 * 3]  # each time by family, too


async def test_a_resolver_that_hangs_is_our_network(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(*_: Any, **__: Any) -> list[Any]:
        release.wait(5)
        return []

    monkeypatch.setattr("auditor.fetch.http.resolve.socket.getaddrinfo", hang)
    with pytest.raises(Refused) as refusal:
        await Resolver(timeout_s=0.05).addresses("slow.example")
    release.set()
    assert refusal.value.outcome is Outcome.NETWORK


async def test_names_that_are_none_do_not_exist() -> None:
    with pytest.raises(Refused) as refusal:
        await Resolver().addresses("a" * 64 + ".invalid")
    assert refusal.value.outcome in (Outcome.DNS, Outcome.NETWORK)


def test_many_hosts_failing_alike_within_a_minute_are_an_outage() -> None:
    outage = Outage()
    for number in range(20):
        outage.note(f"h{number}", Outcome.TIMEOUT if number < 7 else Outcome.OK, now=100.0)
    assert outage.failing(now=150.0) is Outcome.TIMEOUT
    assert outage.failing(now=161.0) is None
    outage.note("h0", Outcome.OK, now=150.0)
    assert outage.failing(now=150.0) is None


def test_few_hosts_are_no_outage() -> None:
    outage = Outage()
    for number in range(9):
        outage.note(f"h{number}", Outcome.REFUSED, now=0.0)
    assert outage.failing(now=1.0) is None
