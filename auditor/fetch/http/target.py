"""Read addresses as browsers do (WHATWG URL Standard, by ada) and keep what a request needs of them."""

from dataclasses import dataclass
from functools import lru_cache

import ada_url
import httpx

from auditor.model import Outcome

DEFAULT_PORTS = {"http": 80, "https": 443}

_PORTS = """
0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135
137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719
1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
"""
BAD_PORTS = frozenset(map(int, _PORTS.split()))
"""Fetch Standard, "port blocking": never asked, whatever is registered."""


class Refused(httpx.RequestError):
    """An address is not asked, or has no host to ask: the outcome and one line of English."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an address. `host` is ASCII, IPv6 without brackets; `literal`: it is an IP."""

    scheme: str
    host: str
    port: int
    literal: bool
    url: httpx.URL
    text: str
    host_header: bytes

    @property
    def pair(self) -> tuple[str, int]:
        """Return (host, port), the key of the register (docs/contract.md 4.1)."""
        return self.host, self.port


@dataclass(frozen=True, slots=True)
class Target:
    """One address ready to be asked: `url` has neither userinfo nor fragment; `path` holds the query."""

    url: str
    origin: Origin
    path: str
    userinfo: bool = False


def parse_target(url: str) -> Target:
    """Return what to ask for a URL of any spelling.

    Raises Refused: UNSUPPORTED for schemes other than http and https, PROTOCOL for what no browser can read
    as an address.
    """
    try:
        href = ada_url.normalize_url(url)
    except (ValueError, UnicodeError):
        raise Refused(Outcome.PROTOCOL, "not a readable address") from None
    href = href.partition("#")[0]
    scheme, separator, rest = href.partition("://")
    if scheme not in DEFAULT_PORTS or not separator:
        raise Refused(Outcome.UNSUPPORTED, f"only http and https are asked, not {href.partition(':')[0][:20]}:")
    end = rest.find("/")
    authority, path = rest[:end], rest[end:]
    _, at, host = authority.rpartition("@")
    origin = _origin(scheme, host)
    return Target(origin.text + path, origin, path, bool(at))


def join_target(base: str, reference: bytes) -> Target:
    """Return the target of a Location header: raw bytes beyond ASCII are percent-encoded as they are.

    Raises Refused like `parse_target`.
    """
    text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in reference)
    try:
        return parse_target(ada_url.join_url(base, text))
    except (ValueError, UnicodeError):
        raise Refused(Outcome.PROTOCOL, "redirects to what is no readable address") from None


@lru_cache(maxsize=4096)
def _origin(scheme: str, authority: str) -> Origin:
    if authority.startswith("["):
        host, _, tail = authority[1:].partition("]")
        port_text = tail[1:]
    else:
        host, _, port_text = authority.partition(":")
    port = int(port_text) if port_text else DEFAULT_PORTS[scheme]
    literal = ada_url.URL(f"{scheme}://{authority}/").host_type != ada_url.HostType.DEFAULT
    text = f"{scheme}://{authority}"
    return Origin(scheme, host, port, literal, _httpx_url(text), text, authority.encode("ascii"))


def _httpx_url(origin: str) -> httpx.URL:
    """Return the origin for httpx, which refuses host names that browsers take (`xn--a`)."""
    try:
        return httpx.URL(origin)
    except (httpx.InvalidURL, ValueError):
        return httpx.URL(origin.partition("://")[0] + "://unnamed.invalid")
