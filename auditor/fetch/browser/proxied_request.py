"""One request of the browser to our proxy: read strictly, and written as the site wants it."""

import re
from dataclasses import dataclass

from auditor.fetch.http.fetch_faults import Refused
from auditor.fetch.http.target import Target, parse_target
from auditor.model import Outcome

_PLAIN_PORT = 80
_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,16384}) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[^\r\n\x00]*")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,50}\]|[^][/?#@:\\]{1,255}):[0-9]{1,5}")
_HOP_BY_HOP = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"proxy-authorization", b"upgrade", b"te"})
_OF_ONE_ORIGIN = frozenset({b"cookie", b"referer"})
_LOGIN = re.compile(rb"authorization:\s*(?:basic|digest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it was read: `address` is a URL, for a tunnel host:port; `length` is that of its body."""

    method: str
    address: str
    target: Target
    fields: tuple[tuple[bytes, bytes], ...]
    length: int

    @property
    def tunnel(self) -> bool:
        """Tell whether a connection is asked for, and not an answer."""
        return self.method == "CONNECT"


def read_request(head: bytes) -> Asked:
    """Return the one request of a head; raises Refused for what is not asked, and for what two readers could read
    differently: folded lines, bare line ends, a second Host or length (RFC 9112 section 11.2)."""
    line, *rest = head[:-4].split(b"\r\n")
    asked = _REQUEST_LINE.fullmatch(line)
    matches = [_FIELD.fullmatch(field) for field in rest]
    if asked is None or not all(matches):
        raise Refused(Outcome.PROTOCOL, "not a request as browsers write them")
    fields = tuple((match[1].lower(), match[0]) for match in matches if match is not None)
    names = [name for name, _ in fields]
    lengths = [line.partition(b":")[2].strip() for name, line in fields if name == b"content-length"]
    if names.count(b"host") > 1 or len(lengths) > 1 or b"transfer-encoding" in names:
        raise Refused(Outcome.PROTOCOL, "a request that can be read in two ways")
    if lengths and not (lengths[0].isdigit() and len(lengths[0]) < 12):
        raise Refused(Outcome.PROTOCOL, "not a length")
    method, address = asked[1].decode("ascii"), asked[2].decode("ascii")
    target = _target(method, address)
    fields = tuple((name, line) for name, line in fields if not _LOGIN.match(line))
    if _is_from_elsewhere(fields, target):
        fields = tuple((name, line) for name, line in fields if name not in _OF_ONE_ORIGIN)
    return Asked(method, address, target, fields, int(lengths[0]) if lengths else 0)


def _is_from_elsewhere(fields: tuple[tuple[bytes, bytes], ...], target: Target) -> bool:
    """Tell whether a page of another origin asks: browsers send cookies to every port of a host (RFC 6265 8.5)."""
    said = {name: line.partition(b":")[2].strip() for name, line in fields}
    if said.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        return True
    return b"referer" in said and not (said[b"referer"] + b"/").startswith(target.origin.text.encode() + b"/")


def _target(method: str, address: str) -> Target:
    if method != "CONNECT":
        target = parse_target(address)
        if target.origin.scheme != "http":
            raise Refused(Outcome.UNSUPPORTED, "only http is asked without a tunnel")
        return target
    if not _AUTHORITY.fullmatch(address):
        raise Refused(Outcome.PROTOCOL, "a tunnel leads to a host and a port")
    target = parse_target(f"https://{address}/")
    if target.origin.port == _PLAIN_PORT:
        raise Refused(Outcome.UNSUPPORTED, "no tunnel to the port of plain HTTP")
    return target


def origin_form(asked: Asked) -> bytes:
    """Return a proxied request's head as the site wants it, to be answered on a connection of its own."""
    lines = [
        f"{asked.method} {asked.target.path} HTTP/1.1".encode("ascii"),
        b"Host: " + asked.target.origin.host_header,
        *[line for name, line in asked.fields if name not in _HOP_BY_HOP and name != b"host"],
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"
