import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.tls import read_certificate
from auditor.model import Outcome, Reply
from tests.fetch.certificates import DAY, NOW, Issuer
from tests.fetch.hostile import PAGE, Case, Hostile, answer, start

Look = Callable[..., Awaitable[Reply]]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name of the tests is at the loopback address."""
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if isinstance(host, bytes) and host.endswith(b".test"):
            host = "127.0.0.1"
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def root() -> Issuer:
    return Issuer("root of the tests")


@pytest.fixture
def look(root: Issuer, patient: FetchSettings, tmp_path: Path) -> Look:
    async def ask(tls: ssl.SSLContext, *others: RegisteredHost, path: str = "ok") -> Reply:
        server = Hostile()
        listener = await start(server, tls=tls)
        registered = [RegisteredHost("site.test", server.port), *others]
        async with Client(patient, registered, cafile=root.pem(tmp_path / "root.pem")) as client:
            reply = await client.get(f"https://site.test:{server.port}/{path}")
        listener.close()
        assert reply.outcome is Outcome.OK or not server.heads
        return reply

    return ask


async def test_a_good_certificate_is_taken(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, "site.test"))
    assert (reply.outcome, reply.body, reply.detail) == (Outcome.OK, PAGE, "")


async def test_the_lenient_look_verifies_too(root: Issuer, look: Look, tmp_path: Path) -> None:
    assert (await look(root.serve(tmp_path, "site.test"), path="header-no-colon")).body == PAGE


async def test_an_expired_certificate_is_named_with_its_date(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, "site.test", end=NOW - 3 * DAY))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, f"certificate expired on {NOW - 3 * DAY:%Y-%m-%d}")


async def test_a_certificate_of_the_future_is_named(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, "site.test", start=NOW + 3 * DAY))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, f"certificate is not valid before {NOW + 3 * DAY:%Y-%m-%d}")


async def test_a_certificate_for_another_host_is_named(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, "a.test", "b.test"))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "certificate is for a.test, b.test, not for site.test")


async def test_a_common_name_is_no_host_name(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, common_name="site.test"))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "certificate is for no host at all, not for site.test")


async def test_a_self_signed_certificate_is_named(root: Issuer, look: Look, tmp_path: Path) -> None:
    reply = await look(root.serve(tmp_path, "site.test", self_signed=True))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "certificate is self-signed")


async def test_an_unknown_authority_is_named(look: Look, tmp_path: Path) -> None:
    reply = await look(Issuer("somebody").serve(tmp_path, "site.test"))
    assert reply.outcome is Outcome.TLS
    assert "issuer is unknown" in reply.detail


async def test_a_forgotten_intermediate_is_fetched_as_browsers_do(root: Issuer, look: Look, tmp_path: Path) -> None:
    middle = Issuer("middle", root)
    depot = Hostile(extra={"middle.crt": Case(answer(middle.der(), "200 OK", "Content-Type: application/pkix-cert"),
                                              Outcome.OK)})  # fmt: skip
    listener = await start(depot)
    tls = middle.serve(tmp_path, "site.test", issuer_url=f"http://depot.test:{depot.port}/middle.crt")
    reply = await look(tls, RegisteredHost("depot.test", depot.port))
    listener.close()
    assert (reply.outcome, reply.body) == (Outcome.OK, PAGE)
    assert depot.hits["/middle.crt"] == 1


@pytest.mark.parametrize("kept", [True, False], ids=["unknown authority", "nothing there"])
async def test_what_cannot_be_completed_is_no_page(root: Issuer, look: Look, tmp_path: Path, kept: bool) -> None:
    stranger = Issuer("stranger")
    middle = Issuer("middle", stranger)
    send = answer(middle.der(), "200 OK", "Content-Type: application/pkix-cert") if kept else answer(b"", "404 x")
    depot = Hostile(extra={"middle.crt": Case(send, Outcome.OK)})
    listener = await start(depot)
    tls = middle.serve(tmp_path, "site.test", issuer_url=f"http://depot.test:{depot.port}/middle.crt")
    reply = await look(tls, RegisteredHost("depot.test", depot.port))
    listener.close()
    assert reply.outcome is (Outcome.TLS if kept else Outcome.UNSUPPORTED)


async def test_a_root_at_the_issuers_address_is_not_trusted(look: Look, tmp_path: Path) -> None:
    """An attacker's own root, named so that only letter case tells it from its issuer, ends no chain."""
    evil = Issuer("EVIL", Issuer("evil"))
    evil_root = Issuer("evil")
    for forged in (evil, evil_root):
        depot = Hostile(extra={"r.crt": Case(answer(forged.der(), "200 OK", "Content-Type: x/y"), Outcome.OK)})
        listener = await start(depot)
        tls = forged.serve(tmp_path, "site.test", issuer_url=f"http://depot.test:{depot.port}/r.crt")
        reply = await look(tls, RegisteredHost("depot.test", depot.port))
        listener.close()
        assert reply.outcome is not Outcome.OK


async def test_old_tls_is_named(root: Issuer, look: Look, tmp_path: Path) -> None:
    tls = root.serve(tmp_path, "site.test")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        tls.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        tls.minimum_version = ssl.TLSVersion.TLSv1
    tls.set_ciphers("ALL:@SECLEVEL=0")
    reply = await look(tls)
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "the server speaks only TLSv1.1")


async def test_no_common_cipher_decides_nothing(root: Issuer, look: Look, tmp_path: Path) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(bytes.fromhex("15030100020228"))  # alert: fatal, handshake_failure
        await writer.drain()
        writer.close()

    reply = await ask_raw(refuse, tmp_path, root)
    assert (reply.outcome, reply.detail.partition(":")[0]) == (Outcome.UNSUPPORTED, "no common TLS version or cipher")


async def test_a_server_that_wants_our_certificate_is_no_fault(root: Issuer, look: Look, tmp_path: Path) -> None:
    tls = root.serve(tmp_path, "site.test")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(root.pem(tmp_path / "client.pem"))
    assert (await look(tls)).outcome is Outcome.AUTH


async def test_plain_http_on_a_tls_port_is_named(root: Issuer, tmp_path: Path) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(answer(status="400 Bad Request"))
        await writer.drain()
        writer.close()

    reply = await ask_raw(plain, tmp_path, root)
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "the port speaks plain HTTP, not TLS")


async def ask_raw(serve: Callable[..., Awaitable[None]], tmp_path: Path, root: Issuer) -> Reply:
    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    settings = FetchSettings(allow_private=True, rate=0)
    async with Client(settings, [RegisteredHost("site.test", port)], cafile=root.pem(tmp_path / "root.pem")) as client:
        reply = await client.get(f"https://site.test:{port}/")
    listener.close()
    return reply


async def test_dates_are_not_judged_by_a_wrong_clock(root: Issuer, patient: FetchSettings, tmp_path: Path) -> None:
    plain = Hostile(extra={"ok": Case(answer(PAGE, "200 OK", "Date: Sat, 01 Jan 2000 00:00:00 GMT"), Outcome.OK)})
    secure = Hostile()
    listeners = [await start(plain), await start(secure, tls=root.serve(tmp_path, "site.test", end=NOW - DAY))]
    registered = [RegisteredHost("127.0.0.1", plain.port), RegisteredHost("site.test", secure.port)]
    async with Client(replace(patient), registered, cafile=root.pem(tmp_path / "root.pem")) as client:
        await client.get(f"{plain.url}/ok")
        reply = await client.get(f"https://site.test:{secure.port}/")
    for listener in listeners:
        listener.close()
    assert reply.outcome is Outcome.NETWORK


def test_a_certificate_says_its_dates_names_and_issuer(root: Issuer, tmp_path: Path) -> None:
    root.serve(tmp_path, "a.test", issuer_url="http://x.test/i.crt")
    pem = (tmp_path / "server.pem").read_text().partition("-----END PRIVATE KEY-----\n")[2]
    read = read_certificate(ssl.PEM_cert_to_DER_cert(pem))
    assert (read.names, read.issuer_urls, read.self_issued) == (("a.test",), ("http://x.test/i.crt",), False)
    assert read.not_after == (NOW + 30 * DAY).replace(microsecond=0)
    assert read_certificate(root.der()).self_issued


DER = Issuer("fuzzed").der()


@given(st.integers(0, len(DER) - 1), st.binary(max_size=4))
def test_damaged_certificates_are_read_or_refused(at: int, bytes_: bytes) -> None:
    for damaged in (DER[:at], DER[:at] + bytes_ + DER[at + len(bytes_) :]):
        try:
            read_certificate(damaged)
        except ValueError:
            continue
