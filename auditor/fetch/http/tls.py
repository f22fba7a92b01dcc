"""TLS: contexts that verify as browsers do, certificates read, and a handshake that verifies nothing."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import certifi

from auditor.model import Outcome

# What browsers still speak: suites without forward secrecy, and keys of 1,024 bits, but nothing signed by SHA-1.
_CIPHERS = (
    "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:DHE+AESGCM:DHE+AES:RSA+AESGCM:RSA+AES:"
    "!aNULL:!eNULL:!aDSS:!AESCCM:!PSK:!SRP:@SECLEVEL=1"
)


def tls_context(cafile: str | None = None, extras: Sequence[bytes] = ()) -> ssl.SSLContext:
    """Return the client context: the system's roots, or certifi's where the system has none.

    `cafile` replaces both with the authorities of one PEM file. `extras` are intermediate certificates (DER)
    that help to build chains; check `anchored_beyond` after the handshake, for they must not end one.
    Names come from subjectAltName alone (RFC 9110 section 4.3.4); only HTTP/1.1 is offered.
    """
    context = ssl.create_default_context(cafile=cafile)
    if cafile is None and not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    if extras:
        context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=b"".join(extras))
    context.hostname_checks_common_name = False
    context.set_ciphers(_CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    return context


def anchored_beyond(tls: Any, extras: Sequence[bytes]) -> bool:
    """Tell whether a verified chain ends in an authority of the store, not in a certificate we added.

    `tls` is the connection's SSLObject. A name that differs from its issuer's only in letter case could make
    OpenSSL take an added certificate for a root; such a chain is refused.
    """
    inner = getattr(tls, "_sslobj", tls)  # public only since Python 3.13
    chain = inner.get_verified_chain()
    if not chain:
        return False
    last = chain[-1]
    return (last if isinstance(last, bytes) else ssl.PEM_cert_to_DER_cert(last.public_bytes())) not in extras


# X.509 certificates (RFC 5280): the dates, host names and issuer address that a report names.

_SEQUENCE, _OID, _OCTETS = 0x30, 0x06, 0x04
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_EXTENSIONS, _VERSION = 0xA3, 0xA0
_DNS_NAME, _URI, _IP = 0x82, 0x86, 0x87
_SUBJECT_ALT_NAME = bytes.fromhex("551d11")
_AUTHORITY_INFO = bytes.fromhex("2b06010505070101")
_CA_ISSUERS = bytes.fromhex("2b06010505073002")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Validity (inclusive, aware), names of the SAN, http addresses of the issuer's own certificate."""

    not_before: datetime
    not_after: datetime
    names: tuple[str, ...]
    issuer_urls: tuple[str, ...]
    self_issued: bool


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    content: bytes


def read_certificate(der: bytes) -> Certificate:
    """Return the fields of a DER certificate; raises ValueError for other bytes."""
    try:
        return _read(der)
    except (IndexError, StopIteration, UnicodeDecodeError) as error:
        raise ValueError("not a certificate") from error


def _read(der: bytes) -> Certificate:
    certificate = next(_elements(der))
    parts = list(_elements(next(_elements(certificate.content)).content))
    if parts[0].tag == _VERSION:
        del parts[0]
    _, _, issuer, validity, subject, *rest = parts
    not_before, not_after = (_time(element) for element in _elements(validity.content))
    extensions = next((element.content for element in rest if element.tag == _EXTENSIONS), b"")
    names: tuple[str, ...] = ()
    issuer_urls: tuple[str, ...] = ()
    for oid, content in _extensions(extensions):
        if oid == _SUBJECT_ALT_NAME:
            names = tuple(_names(content))
        elif oid == _AUTHORITY_INFO:
            issuer_urls = tuple(_issuer_urls(content))
    return Certificate(not_before, not_after, names, issuer_urls, issuer.content == subject.content)


def _elements(data: bytes) -> Iterator[_Element]:
    """Yield the elements of a DER sequence; a length beyond the end ends it with IndexError."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise IndexError(length)
        yield _Element(tag, data[at : at + length])
        at += length


def _extensions(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not content:
        return
    for extension in _elements(next(_elements(content)).content):
        parts = list(_elements(extension.content))
        if parts[0].tag == _OID and parts[-1].tag == _OCTETS:
            yield parts[0].content, next(_elements(parts[-1].content)).content


def _names(content: bytes) -> Iterator[str]:
    for element in _elements(content):
        if element.tag == _DNS_NAME:
            yield element.content.decode("ascii", "replace")
        elif element.tag == _IP and len(element.content) in (4, 16):
            yield str(ip_address(element.content))


def _issuer_urls(content: bytes) -> Iterator[str]:
    for description in _elements(content):
        method, location = list(_elements(description.content))[:2]
        if method.content == _CA_ISSUERS and location.tag == _URI:
            url = location.content.decode("ascii", "replace")
            if url.startswith("http://"):
                yield url


def _time(element: _Element) -> datetime:
    text = element.content.decode("ascii")
    if element.tag == _UTC_TIME:
        text = ("19" if text >= "50" else "20") + text
    elif element.tag != _GENERALIZED_TIME:
        raise ValueError("not a certificate")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


# A handshake that verifies nothing: what a server shows, and why a verified handshake fails.

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
    """Connect only to read the certificate, with old versions and weak ciphers, too (docs/reliability.md 2)."""
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
    """Return the outcome of a failed handshake with a host, given what an unverified one showed.

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
    tls: ssl.SSLObject,
    incoming: ssl.MemoryBIO,
    outgoing: ssl.MemoryBIO,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    seen: Handshake,
) -> None:
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
