"""TLS as browsers check it: always verified, host names from the SAN only, faults named from the certificate."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import certifi

from auditor.fetch.certificate import Certificate, read_certificate

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Handshake:
    """What an unverified handshake showed: the protocol version and the server's certificate."""

    version: str
    certificate: Certificate | None


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
    context.set_alpn_protocols(["http/1.1"])
    return context


async def unverified_handshake(address: str, port: int, name: str, seconds: float) -> Handshake | None:
    """Connect only to read the certificate: nothing is verified and nothing is sent (RELIABILITY.md 2).

    None where no handshake comes about even with old versions and weak ciphers.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=name)
    except (OSError, ValueError):
        return None
    tls = writer.get_extra_info("ssl_object")
    der, version = tls.getpeercert(binary_form=True), tls.version() or ""
    writer.transport.abort()
    try:
        return Handshake(version, read_certificate(der) if der else None)
    except ValueError:
        return Handshake(version, None)


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


def name_fault(words: str, host: str, certificate: Certificate | None) -> str:
    """Return the detail of a TLS fault with what the certificate itself says."""
    if certificate is None:
        return words
    if "expired" in words:
        return f"certificate expired on {certificate.not_after:%Y-%m-%d}"
    if "not valid yet" in words:
        return f"certificate is not valid before {certificate.not_before:%Y-%m-%d}"
    if "another host" in words:
        names = ", ".join(certificate.names[:_MOST_NAMES]) or "no host at all"
        return f"certificate is for {names}, not for {host}"
    return words
