"""TLS as browsers check it: always verified, host names from the SAN only."""

import ssl
from collections.abc import Sequence
from typing import Any

import certifi

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
