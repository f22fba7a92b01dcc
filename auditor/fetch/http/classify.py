"""Turn a status, headers and the head of a body, or an exception, into an Outcome with one line of detail."""

import errno
import ssl

import httpx

from auditor.fetch.firewall.challenge import (
    REFUSING,
    Headers,
    challenge_headers,
    challenge_page,
    is_html,
    refusal_words,
    says_much,
    says_nothing,
    shows_nothing,
)
from auditor.fetch.http.connection import ClosedEarly
from auditor.fetch.http.target import Refused
from auditor.fetch.http.tls import CLIENT_CERTIFICATE, NO_TLS, RESET
from auditor.model import Outcome

_AUTH = frozenset({401, 407})
_WANTS_CERTIFICATE = b"No required SSL certificate was sent"  # nginx and its kin
_UNDECIDED = frozenset({403, 451})
_CHOICES, _NOT_MODIFIED, _FORBIDDEN, _OVERLOADED, _LAST_STATUS = 300, 304, 403, 503, 599
_WITH_A_PAGE = frozenset({200, 201, 202, 203})
_BLOCKED = frozenset({412, 468, 493, 499, 521, 566, 567, 999})

_CERTIFICATE = {
    9: "certificate is not valid yet",
    10: "certificate has expired",
    18: "certificate is self-signed",
    19: "certificate chain ends in an unknown authority",
    20: "certificate's issuer is unknown or its chain is incomplete",
    21: "certificate's issuer is unknown or its chain is incomplete",
    23: "certificate is revoked",
    62: "certificate is for another host",
    64: "certificate is for another host",
    66: "certificate's key is too weak",
    67: "authority's key is too weak",
    68: "certificate's signature is too weak",
}  # OpenSSL, X509_V_ERR_*
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"})
_OUR_NETWORK = frozenset(
    {
        value
        for value, name in errno.errorcode.items()
        if name in "ENETUNREACH EHOSTUNREACH ENETDOWN EADDRNOTAVAIL EACCES EPERM EMFILE ENFILE ENOBUFS".split()
    }
)


def classify(status: int | None, headers: Headers, head: bytes, exception: BaseException | None) -> tuple[Outcome, str]:
    """Return the outcome of one look and one line of English on it ('' when there is nothing to say).

    `headers` have lower-case names; `head` is the decoded beginning of the body. Redirects are the caller's.
    """
    if exception is not None:
        return classify_exception(exception)
    if status is None:
        return Outcome.INTERNAL, "neither an answer nor an error"
    return classify_answer(status, headers, head)


def classify_answer(status: int, headers: Headers, head: bytes, *, whole: bool = True) -> tuple[Outcome, str]:
    """Return the outcome of an answer that is no redirect (docs/contract.md 4.5, docs/reliability.md 4).

    `whole`: the body ends where `head` does; a cut body proves nothing by what it lacks.
    """
    content_type = ""
    for name, value in headers:
        if name == "content-type":
            content_type = content_type or value
        elif name == "cf-mitigated" and "challenge" in value.lower():
            return Outcome.CHALLENGE, f"{status}, Cloudflare challenge"
    page = is_html(content_type.lower(), head)
    refusing = status in REFUSING
    product = challenge_page(head, status, whole=whole) if page else ""
    if not page and refusing and refusal_words(head):
        product = "block page (拦截页)"
    if product:
        return Outcome.CHALLENGE, f"{status}, {product}"
    if status == 202 and page and says_nothing(head):
        return Outcome.CHALLENGE, "202 with a page that says nothing"
    if 200 <= status < 300:
        return _classify_fine(status, head, page=page and whole)
    if status < 400:
        return _classify_unled(status, head, page=page)
    if status > _LAST_STATUS and status not in _BLOCKED:
        return Outcome.UNSUPPORTED, f"{status} is no status of HTTP (RFC 9110 section 15)"
    if status == 429:
        return Outcome.RATE_LIMITED, "429"
    if status in _AUTH:
        return Outcome.AUTH, str(status)
    if status == 400 and _WANTS_CERTIFICATE in head:
        return Outcome.AUTH, f"400: {CLIENT_CERTIFICATE}"
    if status in _BLOCKED:
        return Outcome.CHALLENGE, str(status)
    return _classify_refusal(status, headers)


def _classify_refusal(status: int, headers: Headers) -> tuple[Outcome, str]:
    """Return the outcome of an error whose page does not show a firewall; its headers may."""
    product = challenge_headers(headers, status) if status in REFUSING else ""
    if product:
        return Outcome.CHALLENGE, f"{status}, {product}"
    if status in _UNDECIDED:
        return Outcome.AUTH, f"{status}: a refusal that may be a login or a firewall"
    through = challenge_headers(headers, _FORBIDDEN) if status == _OVERLOADED else ""
    return Outcome.HTTP_ERROR, f"{status} through {through}" if through else str(status)


def _classify_fine(status: int, head: bytes, *, page: bool) -> tuple[Outcome, str]:
    """Return OK for a 2xx answer, unless it is an empty page."""
    if page and status in _WITH_A_PAGE and shows_nothing(head):
        return Outcome.UNSUPPORTED, f"{status} with an empty page"
    return Outcome.OK, ""


def _classify_unled(status: int, head: bytes, *, page: bool) -> tuple[Outcome, str]:
    """Return the outcome of a 3xx answer without a target: browsers show its page (Fetch Standard, HTTP-redirect).

    A server's default page for it does not show whether visitors are served.
    """
    if status == _CHOICES or (page and says_much(head)):
        return Outcome.OK, "" if status == _CHOICES else f"{status} without a target; browsers show its page"
    words = "though nothing was asked on a condition" if status == _NOT_MODIFIED else "without a target"
    return Outcome.UNSUPPORTED, f"{status} {words}"


def classify_exception(error: BaseException) -> tuple[Outcome, str]:
    """Return the outcome of a failed exchange; a fault that is not the network's is INTERNAL."""
    if isinstance(error, Refused):
        return error.outcome, error.detail
    if isinstance(error, httpx.TimeoutException):
        return Outcome.TIMEOUT, str(error)
    if isinstance(error, TimeoutError):
        return Outcome.TIMEOUT, "not whole within the time for one address"
    if isinstance(error, ClosedEarly):
        if isinstance(error.__cause__, ssl.SSLError) and "CERTIFICATE_REQUIRED" in str(error.__cause__.reason):
            return Outcome.AUTH, CLIENT_CERTIFICATE
        return Outcome.REFUSED, "the connection was closed or reset before an answer"
    if isinstance(error, httpx.ProtocolError):
        return Outcome.PROTOCOL, str(error)
    if isinstance(error, httpx.ConnectError):
        return _classify_connect(error.__cause__)
    if isinstance(error, httpx.NetworkError):
        return Outcome.REFUSED, "the connection was reset"
    return Outcome.INTERNAL, f"internal error: {type(error).__name__}"


def _classify_connect(cause: BaseException | None) -> tuple[Outcome, str]:
    if isinstance(cause, ssl.SSLCertVerificationError):
        words = _CERTIFICATE.get(cause.verify_code, f"certificate refused: {cause.verify_message}")
        return Outcome.TLS, words
    if isinstance(cause, ssl.SSLError):
        return _classify_handshake(cause)
    if isinstance(cause, ConnectionRefusedError):
        return Outcome.REFUSED, "connection refused"
    if isinstance(cause, ConnectionError):
        return Outcome.REFUSED, RESET
    if isinstance(cause, OSError):
        if cause.errno in _OUR_NETWORK:
            return Outcome.NETWORK, f"no way to the host: {errno.errorcode.get(cause.errno or 0, '')}"
        if cause.errno == errno.ETIMEDOUT:
            return Outcome.TIMEOUT, "no connection in time"
        return Outcome.NETWORK, f"no connection: {errno.errorcode.get(cause.errno or 0, type(cause).__name__)}"
    return Outcome.PROTOCOL, "the host's name cannot be asked over TLS"


def _classify_handshake(cause: ssl.SSLError) -> tuple[Outcome, str]:
    reason = cause.reason or type(cause).__name__
    if reason in _NO_TLS:
        return Outcome.TLS, NO_TLS
    if reason in ("TLSV1_UNRECOGNIZED_NAME", "TLSV1_ALERT_UNRECOGNIZED_NAME"):
        return Outcome.TLS, "the server knows no site of this name"
    # Servers that speak only 国密 (GM/T 0024) or only old TLS end here too: that decides nothing.
    return Outcome.UNSUPPORTED, f"no common TLS version or cipher: {reason}"
