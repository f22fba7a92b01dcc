"""Servers whose TLS is odd, each with what may be said of it: real handshakes on loopback, or their first bytes."""

import asyncio
import socket
import ssl
import struct
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import Certificate

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome, Reply
from auditor.rules.undecided import differs_by_browser
from tests.fetch.certificates import DAY, NOW, Issuer
from tests.fetch.hostile import Hostile, answer, start

QUICK = FetchSettings(allow_private=True, rate=0, connect_s=1, headers_s=1, whole_s=3, second_look_s=0)
HANDSHAKE_FAILURE, DECODE_ERROR, PROTOCOL_VERSION, NOT_SECURE, NO_NAME, NO_ALPN = 40, 50, 70, 71, 112, 120


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if isinstance(host, bytes) and host.endswith(b".test") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(scope="module")
def root() -> Issuer:
    return Issuer("root of the oddities")


async def look(root: Issuer, folder: Path, port: int, host: str = "site.test") -> Reply:
    async with Client(QUICK, [RegisteredHost(host, port)], cafile=root.pem(folder / "root.pem")) as client:
        return await client.get(f"https://{host}:{port}/ok")


async def served(root: Issuer, folder: Path, tls: ssl.SSLContext, host: str = "site.test") -> Reply:
    server = Hostile()
    listener = await start(server, tls=tls)
    reply = await look(root, folder, server.port, host)
    listener.close()
    return reply


@pytest.mark.parametrize(
    ("name", "host", "detail"),
    [
        ("*.site.test", "www.site.test", ""),
        ("SITE.TEST", "site.test", ""),
        ("127.0.0.1", "127.0.0.1", ""),
        ("*.site.test", "a.b.site.test", "certificate is for *.site.test, not for a.b.site.test"),
        ("*.site.test", "site.test", "certificate is for *.site.test, not for site.test"),
        ("w*.site.test", "www.site.test", "certificate is for w*.site.test, not for www.site.test"),
        ("site.test", "127.0.0.1", "certificate is for site.test, not for 127.0.0.1"),
    ],
)
async def test_which_names_a_certificate_holds_for(
    root: Issuer, tmp_path: Path, name: str, host: str, detail: str
) -> None:
    reply = await served(root, tmp_path, root.serve(tmp_path, name), host)
    assert (reply.outcome, reply.detail) == (Outcome.TLS if detail else Outcome.OK, detail)


def rsa_context(root: Issuer, folder: Path, bits: int, digest: str) -> ssl.SSLContext:
    """Return a server's context with an RSA certificate, signed as no library signs any more."""
    key = root.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.key").write_bytes(key)
    root.pem(folder / "ca.pem")
    (folder / "san").write_text("subjectAltName=DNS:site.test\n")
    own = rsa.generate_private_key(65537, bits)
    (folder / "own.key").write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    request = ["openssl", "req", "-new", "-key", "own.key", "-subj", "/CN=x", "-out", "own.csr"]
    sign = ["openssl", "x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", f"-{digest}",
            "-days", "9", "-extfile", "san", "-out", "own.pem"]  # fmt: skip
    for command in (request, sign):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(folder / "own.pem", folder / "own.key")
    return context


async def test_a_key_of_1024_bits_is_shown_by_browsers(root: Issuer, tmp_path: Path) -> None:
    assert (await served(root, tmp_path, rsa_context(root, tmp_path, 1024, "sha256"))).outcome is Outcome.OK


async def test_a_signature_by_sha_1_is_too_weak(root: Issuer, tmp_path: Path) -> None:
    reply = await served(root, tmp_path, rsa_context(root, tmp_path, 2048, "sha1"))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "certificate's signature is too weak")
    assert differs_by_browser(reply.outcome, reply.detail)


async def test_suites_without_forward_secrecy_are_spoken(root: Issuer, tmp_path: Path) -> None:
    tls = rsa_context(root, tmp_path, 2048, "sha256")
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    tls.set_ciphers("AES128-SHA")
    assert (await served(root, tmp_path, tls)).outcome is Outcome.OK


async def test_a_server_that_offers_http_2_alone_is_asked_all_the_same(root: Issuer, tmp_path: Path) -> None:
    tls = root.serve(tmp_path, "site.test")
    tls.set_alpn_protocols(["h2"])
    assert (await served(root, tmp_path, tls)).outcome is Outcome.OK


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_demand_for_our_certificate_is_a_login(root: Issuer, tmp_path: Path, version: ssl.TLSVersion) -> None:
    tls = root.serve(tmp_path, "site.test")
    tls.minimum_version = tls.maximum_version = version
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(root.pem(tmp_path / "clients.pem"))
    reply = await served(root, tmp_path, tls)
    assert reply.outcome is Outcome.AUTH
    assert reply.detail.endswith("the server asks for a client certificate")


async def test_a_demand_for_our_certificate_told_by_nginx_is_a_login(root: Issuer, tmp_path: Path) -> None:
    body = b"<html><head><title>400 No required SSL certificate was sent</title></head><center>nginx</center></html>"

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(body, "400 Bad Request"))
        await writer.drain()
        writer.close()

    reply = await asked(root, tmp_path, refuse, root.serve(tmp_path, "site.test"))
    assert (reply.outcome, reply.detail) == (Outcome.AUTH, "400: the server asks for a client certificate")


async def test_an_expired_issuer_is_not_called_an_expired_certificate(root: Issuer, tmp_path: Path) -> None:
    middle = Issuer("old middle", root)
    expired = resigned(middle, root)
    tls = middle.serve(tmp_path, "site.test")
    bundle = tmp_path / "server.pem"
    bundle.write_bytes(bundle.read_bytes() + expired.public_bytes(serialization.Encoding.PEM))
    tls.load_cert_chain(bundle)
    reply = await served(root, tmp_path, tls)
    assert (reply.outcome, reply.detail) == (Outcome.TLS, "certificate has expired: one of its issuers'")
    assert differs_by_browser(reply.outcome, reply.detail)


def resigned(issuer: Issuer, root: Issuer) -> Certificate:
    """Return an issuer's certificate as it was until the day before yesterday."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    return (
        x509.CertificateBuilder()
        .subject_name(issuer.subject)
        .issuer_name(root.subject)
        .public_key(issuer.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 400 * DAY)
        .not_valid_after(NOW - 2 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(root.key, hashes.SHA256())
    )


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def asked(root: Issuer, folder: Path, serve: Serve, tls: ssl.SSLContext | None = None) -> Reply:
    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    reply = await look(root, folder, listener.sockets[0].getsockname()[1])
    listener.close()
    return reply


def sends(first: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(first)
        await writer.drain()
        writer.close()

    return serve


def alert(description: int, version: bytes = b"\x03\x01") -> bytes:
    return b"\x15" + version + b"\x00\x02\x02" + bytes([description])


def hello(version: bytes, suite: bytes) -> bytes:
    message = b"\x02\x00\x00\x26" + version + bytes(32) + b"\x00" + suite + b"\x00"
    return b"\x16" + version + struct.pack(">H", len(message)) + message


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (hello(b"\x01\x01", b"\xe0\x13"), "国密"),
        (alert(HANDSHAKE_FAILURE, b"\x01\x01"), "国密"),
        (alert(PROTOCOL_VERSION, b"\x01\x01"), "国密"),
        (alert(HANDSHAKE_FAILURE), "HANDSHAKE_FAILURE"),
        (alert(PROTOCOL_VERSION), "PROTOCOL_VERSION"),
        (alert(NOT_SECURE), "INSUFFICIENT_SECURITY"),
        (alert(DECODE_ERROR), "DECODE_ERROR"),
        (alert(NO_ALPN), "no common TLS version or cipher"),
        (hello(b"\x03\x00", b"\x00\x35"), "UNSUPPORTED_PROTOCOL"),
        (b"", "without a word"),
    ],
)
async def test_what_other_programs_may_speak_decides_nothing(
    root: Issuer, tmp_path: Path, first: bytes, words: str
) -> None:
    reply = await asked(root, tmp_path, sends(first))
    assert reply.outcome is Outcome.UNSUPPORTED
    assert words in reply.detail


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (answer(status="400 Bad Request"), "the port speaks plain HTTP, not TLS"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the port does not speak TLS"),
        (b"\x00\xff\x10garbage" * 9, "the port does not speak TLS"),
        (alert(NO_NAME), "the server knows no site of this name"),
    ],
)
async def test_what_no_browser_could_speak_with_is_a_fault(
    root: Issuer, tmp_path: Path, first: bytes, words: str
) -> None:
    reply = await asked(root, tmp_path, sends(first))
    assert (reply.outcome, reply.detail) == (Outcome.TLS, words)


async def test_a_handshake_that_is_reset_decides_nothing(root: Issuer, tmp_path: Path) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    assert (await asked(root, tmp_path, reset)).outcome is Outcome.UNSUPPORTED


async def test_a_handshake_that_hangs_is_a_time_out(root: Issuer, tmp_path: Path) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    assert (await asked(root, tmp_path, hang)).outcome is Outcome.TIMEOUT


async def test_a_closed_port_is_refused(root: Issuer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert (await look(root, tmp_path, port)).outcome is Outcome.REFUSED
