"""How a site is reached, seen at real TLS servers on loopback whose names the tests resolve."""

import socket
from datetime import timedelta

import pytest

from auditor.collect.crawl.site_network import look_at_network
from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome, SiteNetwork
from tests.fetch.certificates import DAY, NOW, Issuer
from tests.fetch.hostile import Hostile, start

QUICK = FetchSettings(allow_private=True, rate=0, connect_s=2, headers_s=2, whole_s=3, second_look_s=0)


@pytest.fixture(autouse=True)
def names(monkeypatch):
    real = socket.getaddrinfo

    def look_up(host, *rest, **more):
        if host == b"six.test":
            six = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0))
            return [*real("127.0.0.1", *rest, **more), six]
        if isinstance(host, bytes) and host.endswith(b".test"):
            host = "127.0.0.1"
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def root():
    return Issuer("root of the tests")


async def seen(root, tmp_path, tls, host="site.test"):
    server = Hostile()
    listener = await start(server, tls=tls)
    async with Client(QUICK, [RegisteredHost(host, server.port)], cafile=root.pem(tmp_path / "root.pem")) as client:
        network = await look_at_network(f"https://{host}:{server.port}/ok", client, 0)
    listener.close()
    return network


async def test_a_good_certificate_is_read(root, tmp_path):
    network = await seen(root, tmp_path, root.serve(tmp_path, "site.test", end=NOW + 20 * DAY))
    assert (network.https, network.ipv6, network.looks) == (Outcome.OK, False, 1)
    assert network.certificate_until == (NOW + timedelta(days=20)).date()
    assert network.certificate_names == ("site.test",)


async def test_a_name_with_both_kinds_of_address(root, tmp_path):
    assert (await seen(root, tmp_path, root.serve(tmp_path, "six.test"), "six.test")).ipv6 is True


@pytest.mark.parametrize(
    ("shown", "end", "words"),
    [
        (("site.test",), NOW - 3 * DAY, "certificate expired on"),
        (("other.test",), NOW + 90 * DAY, "certificate is for other.test"),
    ],
)
async def test_a_faulty_certificate_is_read_all_the_same(root, tmp_path, shown, end, words):
    network = await seen(root, tmp_path, root.serve(tmp_path, *shown, end=end))
    assert (network.https, network.looks) == (Outcome.TLS, 2)
    assert network.detail.startswith(words)
    assert (network.certificate_names, network.certificate_until) == (shown, end.date())


async def test_a_port_that_refuses(root, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    async with Client(QUICK, [RegisteredHost("site.test", port)]) as client:
        network = await look_at_network(f"https://site.test:{port}/", client, 0)
    assert (network.https, network.looks, network.certificate_until) == (Outcome.REFUSED, 2, None)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[::1]/", "https://localhost/"])
async def test_this_machine_has_nothing_to_tell(url):
    async with Client(QUICK) as client:
        assert await look_at_network(url, client, 0) == SiteNetwork()


async def test_a_name_nobody_can_look_up_is_our_network_while_no_name_resolves(monkeypatch):
    def nothing(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    async with Client(FetchSettings(), [RegisteredHost("site.test", 443)]) as client:
        network = await look_at_network("https://site.test/", client, 0)
    assert (network.https, network.ipv6) == (Outcome.NETWORK, None)


async def test_a_private_address_is_not_asked():
    async with Client(FetchSettings()) as client:
        network = await look_at_network("https://site.test/", client, 0)
    assert (network.https, network.ipv6) == (Outcome.PRIVATE, None)
    assert "not asked" in network.detail
