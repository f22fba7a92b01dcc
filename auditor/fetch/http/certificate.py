"""Read from an X.509 certificate (RFC 5280) the few things a report names: dates, host names, where its issuer is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

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
    """Return what a DER certificate says; raises ValueError for bytes that are none."""
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
