"""TLS as browsers check it: always verified, host names from the SAN only."""

import ssl

import certifi


def tls_context(cafile: str | None = None) -> ssl.SSLContext:
    """Return the client context: the system's roots, or certifi's where the system has none.

    `cafile` replaces both with the authorities of one PEM file. Names come from subjectAltName alone
    (RFC 9110 section 4.3.4); only HTTP/1.1 is offered.
    """
    context = ssl.create_default_context(cafile=cafile)
    if cafile is None and not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    context.hostname_checks_common_name = False
    context.set_alpn_protocols(["http/1.1"])
    return context
