"""Every way a request leaves the program: through the one guard, to the very address that was judged."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.crawl.site_network import look_at_network
from auditor.config import FetchSettings
from auditor.fetch.browser.proxy import Proxy
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Outcome
from tests.fetch.certificates import Issuer
from tests.fetch.hostile import Case, Hostile, answer, moved, start

PUBLIC, INSIDE = "8.8.8.8", "127.0.0.1"
NAME = "changing.example"


@dataclass
class Wire:
    """What this process connects to; PUBLIC is led to a server of ours, every other name and address inside."""

    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, hostile: Hostile) -> Wire:
    made = Wire(hostile.port)
    connect = asyncio.BaseEventLoop.create_connection

    async def watched(loop: Any, factory: Any, host: Any = None, port: Any = None, **more: Any) -> Any:
        made.asked.append((host, port))
        if host == PUBLIC:
            host, port = INSIDE, made.port
        return await connect(loop, factory, host, port, **more)

    resolve = socket.getaddrinfo

    def inside(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return resolve(INSIDE if "example" in name else name, *rest, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", watched)
    monkeypatch.setattr("socket.getaddrinfo", inside)
    return made


class Changing(Resolver):
    """Leads every name to a public address a few times, then into this machine; remembers nothing."""

    def __init__(self, public: int) -> None:
        super().__init__()
        self.left = public

    async def addresses(self, host: str) -> tuple[str, ...]:
        self.left -= 1
        return (PUBLIC,) if self.left >= 0 else (INSIDE,)


async def through_proxy(client: Client, url: str) -> None:
    proxy = Proxy(client.guard, 4096)
    port = int((await proxy.start()).rpartition(":")[2])
    target = parse_target(url)
    for line in (f"GET http://{NAME}{target.path}", f"CONNECT {NAME}:443"):
        reader, writer = await asyncio.open_connection(INSIDE, port)
        writer.write(f"{line} HTTP/1.1\r\n\r\n\x16\x03".encode())
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
    await proxy.stop()


async def network(client: Client, url: str) -> None:
    await look_at_network(url, client, 0.0)


async def once(client: Client, url: str) -> None:
    await client.call(url)


async def sitemaps(client: Client, url: str) -> None:
    await client.sitemaps(url)


async def page(client: Client, url: str) -> None:
    await client.get(url)


Way = Callable[[Client, str], Awaitable[None]]
WAYS: list[tuple[Way, str]] = [
    (page, "http://{}/ok"),
    (page, "https://{}/ok"),
    (page, "http://{}/no-colon"),
    (page, "http://{}/status-line"),
    (page, "http://{}/away"),
    (page, "http://{}/away-tls"),
    (once, "http://{}/ok"),
    (once, "https://{}/ok"),
    (sitemaps, "http://{}/"),
    (network, "http://{}/"),
    (through_proxy, "http://{}/ok"),
]


@pytest.mark.parametrize("public", [0, 1, 2, 3, 4, 9])
@pytest.mark.parametrize(("way", "form"), WAYS, ids=[f"{way.__name__} {form}" for way, form in WAYS])
async def test_a_name_that_changes_its_address_never_leads_inside(
    way: Way, form: str, public: int, wire: Wire, hostile: Hostile, quick: FetchSettings, context: ssl.SSLContext
) -> None:
    lay_out(hostile)
    settings = replace(quick, allow_private=False, connect_s=0.1)
    async with Client(settings, [RegisteredHost(NAME, 80)], context=context, resolver=Changing(public)) as client:
        await way(client, form.format(NAME))
    hosts = {host for host, port in wire.asked if way is not through_proxy or port in (80, 443)}
    assert hosts <= {PUBLIC}
    assert hosts or public < 2
    if form == "http://{}/status-line" and public == 9:
        assert hostile.hits["/status-line"] == 2  # the second by the other stack


def lay_out(hostile: Hostile) -> None:
    hostile.extra["no-colon"] = Case(b"HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 1\r\n\r\nx", Outcome.OK)
    hostile.extra["status-line"] = Case(b"HTTP/1.1 2OO OK\r\n\r\n", Outcome.PROTOCOL, close=True)
    hostile.extra["away"] = Case(moved(f"http://other.{NAME}/ok"), Outcome.OK)
    hostile.extra["away-tls"] = Case(moved(f"https://{NAME}/ok"), Outcome.OK)
    hostile.extra["robots.txt"] = Case(moved(f"http://robots.{NAME}/rules.txt", "301 x"), Outcome.OK)
    hostile.extra["rules.txt"] = Case(answer(b"", "404 x"), Outcome.OK)


async def test_a_forgotten_certificate_is_not_fetched_from_inside(
    wire: Wire, canary: Hostile, quick: FetchSettings, tmp_path: Path
) -> None:
    root = Issuer("root")
    between = Issuer("between", root)
    server = Hostile()
    serving = between.serve(tmp_path, NAME, issuer_url=f"http://127.0.0.1:{canary.port}/ca.der")
    listener = await start(server, tls=serving)
    wire.port = server.port
    settings = replace(quick, allow_private=False, connect_s=5.0, headers_s=5.0, whole_s=9.0)
    cafile = root.pem(tmp_path / "root.pem")
    for seen in (99, 1, 2, 3):
        async with Client(settings, (), cafile=cafile, resolver=Changing(seen)) as client:
            reply = await client.get(f"https://{NAME}/", obey_robots=False)
        assert reply.outcome is not Outcome.OK
    listener.close()
    assert {host for host, _ in wire.asked} == {PUBLIC}
    assert canary.connections == 0


async def test_an_answer_is_kept_for_a_while_and_judged_again_when_asked_again(
    monkeypatch: pytest.MonkeyPatch, quick: FetchSettings, wire: Wire, context: ssl.SSLContext
) -> None:
    answers = [PUBLIC, INSIDE]
    asked: list[bytes] = []

    def look_up(host: bytes, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (answers[min(len(asked), 2) - 1], 0))]

    monkeypatch.setattr("auditor.fetch.http.resolve.socket.getaddrinfo", look_up)
    resolver = Resolver(good_s=0.2)
    async with Client(replace(quick, allow_private=False), (), context=context, resolver=resolver) as client:
        first = [await client.get(f"http://{NAME}/{number}", obey_robots=False) for number in range(3)]
        assert len(asked) == 1
        await asyncio.sleep(0.25)
        later = await client.get(f"http://{NAME}/later", obey_robots=False)
    assert {reply.outcome for reply in first} == {Outcome.OK}
    assert (later.outcome, len(asked)) == (Outcome.PRIVATE, 2)
    assert {host for host, _ in wire.asked} == {PUBLIC}


async def test_one_inside_address_among_many_closes_the_name(quick: FetchSettings, wire: Wire) -> None:
    class Mixed(Resolver):
        async def addresses(self, host: str) -> tuple[str, ...]:
            return (PUBLIC, "2400:3200::1", "::ffff:10.0.0.1")

    async with Client(replace(quick, allow_private=False), (), resolver=Mixed()) as client:
        assert (await client.get(f"http://{NAME}/")).outcome is Outcome.PRIVATE
    assert wire.asked == []


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("0.0.0.0", Outcome.NETWORK),
        ("198.18.0.7", Outcome.NETWORK),
        ("127.0.0.1", Outcome.PRIVATE),
        ("10.0.0.1", Outcome.PRIVATE),
        ("2001:4860::5efe:10.0.0.1", Outcome.PRIVATE),
        ("64:ff9b::808:808", Outcome.UNSUPPORTED),
    ],
)
async def test_what_a_filter_or_a_local_proxy_answers_for_a_name_says_nothing_of_it(
    address: str, outcome: Outcome, quick: FetchSettings
) -> None:
    class Filter(Resolver):
        async def addresses(self, host: str) -> tuple[str, ...]:
            return (address,)

    async with Client(replace(quick, allow_private=False), (), resolver=Filter()) as client:
        with pytest.raises(Refused) as refused:
            await client.guard.route(parse_target(f"http://{NAME}/"))
    assert refused.value.outcome is outcome


async def test_a_wrapped_inside_address_is_in_a_listed_network_only_by_itself(quick: FetchSettings) -> None:
    settings = replace(quick, allow_private=False, allow_networks=("64:ff9b::/96", "10.20.0.0/16"))
    async with Client(settings, ()) as client:
        assert (await client.guard.route(parse_target("http://[64:ff9b::808:808]/"))).addresses == ("64:ff9b::808:808",)
        assert (await client.guard.route(parse_target("http://[64:ff9b::a14:1]/"))).addresses == ("64:ff9b::a14:1",)
        for inside in ("http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://127.0.0.1/"):
            with pytest.raises(Refused):
                await client.guard.route(parse_target(inside))


async def test_a_redirect_of_an_interface_carries_no_secret_away(
    hostile: Hostile, canary: Hostile, client: Client
) -> None:
    hostile.extra["api"] = Case(moved(f"{canary.url}/api"), Outcome.OK)
    reply = await client.call(f"{hostile.url}/api?access_token=S3cret", fields={"Authorization": "Bearer S3cret"})
    assert (reply.outcome, canary.connections) == (Outcome.HTTP_ERROR, 0)
    assert "S3cret" not in repr(replace(reply, headers=()))


async def test_cookies_logins_and_referers_stay_at_their_origin(
    hostile: Hostile, home: RegisteredHost, patient: FetchSettings, context: ssl.SSLContext
) -> None:
    other = Hostile()
    listener = await start(other)
    cookie = "Set-Cookie: session=S3cret; Path=/; Domain=127.0.0.1"
    login = f"http://user:S3cret@127.0.0.1:{other.port}/next"
    hostile.extra["leave"] = Case(answer(b"", "302 x", cookie, f"Location: {login}"), Outcome.OK)
    other.extra["next"] = Case(moved(f"{hostile.url}/back"), Outcome.OK)
    async with Client(patient, [home, RegisteredHost("127.0.0.1", other.port)], context=context) as client:
        reply = await client.get(f"{hostile.url}/leave?token=S3cret")
    listener.close()
    assert (reply.outcome, reply.final_url) == (Outcome.OK, f"{hostile.url}/back")
    assert [hop.url for hop in reply.hops][1:] == [f"{other.url}/next"]
    assert "S3cret" not in "".join(other.heads)
    assert "referer" not in "".join([*other.heads, *hostile.heads]).lower()
    assert hostile.cookies[-1] == "session=S3cret"
