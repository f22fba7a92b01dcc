"""A handshake that verifies nothing and asks for nothing: what a server shows, and what its failure comes from."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditor.fetch.http.certificate import Certificate, read_certificate
from auditor.model import Outcome

_PIECE_BYTES = 16 * 1024
_MOST_BYTES = 256 * 1024
_MOST_NAMES = 5
_OLD_VERSIONS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})  # RFC 8996: no browser speaks them any more
_RECORDS = frozenset(range(20, 24))
_GM_VERSION = b"\x01\x01"  # GM/T 0024: the version of its records and messages

RESET = "connection reset while connecting"
NO_TLS = "the port does not speak TLS"
CLIENT_CERTIFICATE = "the server asks for a client certificate"


@dataclass(slots=True)
class Handshake:
    """What a server showed: `reached` over TCP, the first bytes it sent, the version agreed on ('' = no handshake),
    its certificate, and whether it asked for ours."""

    reached: bool = False
    first: bytes = b""
    version: str = ""
    certificate: Certificate | None = None
    asks_certificate: bool = False


async def unverified_handshake(address: str, port: int, name: str, seconds: float) -> Handshake:
    """Connect only to read the certificate, with old versions and weak ciphers, too (RELIABILITY.md 2)."""
    seen = Handshake()
    tls, incoming, outgoing = _client(name, seen)
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(address, port)
            seen.reached = True
            try:
                await _shake_hands(tls, incoming, outgoing, reader, writer, seen)
            finally:
                writer.transport.abort()
    except (OSError, ValueError):
        return seen
    return seen


def told(outcome: Outcome, detail: str, host: str, seen: Handshake) -> tuple[Outcome, str]:
    """Return what a failed handshake with a host comes to, given what another one showed.

    国密 alone (GM/T 0024) and a demand for a client's certificate are no faults; a handshake ended without a word
    decides nothing.
    """
    if seen.asks_certificate:
        return Outcome.AUTH, CLIENT_CERTIFICATE
    if seen.first[:1] and seen.first[0] in _RECORDS and seen.first[1:3] == _GM_VERSION:
        return Outcome.UNSUPPORTED, "the server speaks only 国密 TLS (GM/T 0024), which few browsers do"
    if seen.version in _OLD_VERSIONS and outcome is not Outcome.TLS:
        return Outcome.TLS, f"the server speaks only {seen.version}"
    if detail == RESET and seen.reached:
        return Outcome.UNSUPPORTED, "the server ends the TLS handshake without a word"
    if detail == NO_TLS and seen.first.startswith(b"HTTP/"):
        return outcome, "the port speaks plain HTTP, not TLS"
    return outcome, _named(detail, host, seen.certificate) if outcome is Outcome.TLS else detail


def _named(words: str, host: str, certificate: Certificate | None) -> str:
    """Return the detail of a TLS fault with what the certificate itself says."""
    if certificate is None:
        return words
    now = datetime.now(UTC)
    if "expired" in words:
        own = certificate.not_after <= now
        return f"certificate expired on {certificate.not_after:%Y-%m-%d}" if own else f"{words}: one of its issuers'"
    if "not valid yet" in words:
        own = certificate.not_before >= now
        return f"certificate is not valid before {certificate.not_before:%Y-%m-%d}" if own else f"{words}: an issuer's"
    if "another host" in words:
        names = ", ".join(certificate.names[:_MOST_NAMES]) or "no host at all"
        kind = " as an address" if host in certificate.names else ""
        return f"certificate is for {names}, not for {host}{kind}"
    return words


def _client(name: str, seen: Handshake) -> tuple[ssl.SSLObject, ssl.MemoryBIO, ssl.MemoryBIO]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")

    def hear(_tls: Any, _way: str, _version: Any, _kind: Any, message: Any, _data: bytes) -> None:
        seen.asks_certificate = seen.asks_certificate or getattr(message, "name", "") == "CERTIFICATE_REQUEST"

    context._msg_callback = hear  # type: ignore[attr-defined]  # nothing public tells of a CertificateRequest
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    return context.wrap_bio(incoming, outgoing, server_hostname=name), incoming, outgoing


async def _shake_hands(
    tls: ssl.SSLObject, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter, seen: Handshake,
) -> None:  # fmt: skip
    received = 0
    while received < _MOST_BYTES:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
            await writer.drain()
            piece = await reader.read(_PIECE_BYTES)
            if not piece:
                return
            received += len(piece)
            seen.first = seen.first if len(seen.first) >= 5 else seen.first + piece[:5]
            incoming.write(piece)
            continue
        der, seen.version = tls.getpeercert(binary_form=True), tls.version() or ""
        seen.certificate = read_certificate(der) if der else None
        return
