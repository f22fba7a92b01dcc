"""Judge IP addresses by our own range table (IANA special-purpose registries, RFC 6890 and its updates).

`ipaddress.is_global` is not enough: Python 3.11 calls 64:ff9b::/96, 2002::/16 and 192.0.0.192 global.
"""

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from auditor.errors import BadInput


class AddressKind(StrEnum):
    """What an address is for. TRANSLATED wraps a public IPv4 address in an IPv6 transition form."""

    PUBLIC = "public"
    PRIVATE = "private"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    SHARED = "shared (carrier NAT)"
    BENCHMARK = "benchmark"
    DOCUMENTATION = "documentation"
    MULTICAST = "multicast"
    RESERVED = "reserved"
    UNSPECIFIED = "unspecified"
    TRANSLATED = "translated"


INSIDE = frozenset({AddressKind.PRIVATE, AddressKind.LOOPBACK, AddressKind.SHARED, AddressKind.BENCHMARK})
"""Kinds a registered host may have with `allow_private`."""

_V4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", AddressKind.UNSPECIFIED),
        ("10.0.0.0/8", AddressKind.PRIVATE),
        ("100.64.0.0/10", AddressKind.SHARED),
        ("127.0.0.0/8", AddressKind.LOOPBACK),
        ("169.254.0.0/16", AddressKind.LINK_LOCAL),
        ("172.16.0.0/12", AddressKind.PRIVATE),
        ("192.0.0.0/24", AddressKind.RESERVED),
        ("192.0.2.0/24", AddressKind.DOCUMENTATION),
        ("192.88.99.0/24", AddressKind.RESERVED),
        ("192.168.0.0/16", AddressKind.PRIVATE),
        ("198.18.0.0/15", AddressKind.BENCHMARK),
        ("198.51.100.0/24", AddressKind.DOCUMENTATION),
        ("203.0.113.0/24", AddressKind.DOCUMENTATION),
        ("224.0.0.0/4", AddressKind.MULTICAST),
        ("240.0.0.0/4", AddressKind.RESERVED),
    )
)
_V6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", AddressKind.UNSPECIFIED),
        ("::1/128", AddressKind.LOOPBACK),
        ("64:ff9b:1::/48", AddressKind.PRIVATE),
        ("100::/64", AddressKind.RESERVED),
        ("2001::/32", AddressKind.TRANSLATED),
        ("2001:2::/48", AddressKind.BENCHMARK),
        ("2001:db8::/32", AddressKind.DOCUMENTATION),
        ("2001::/23", AddressKind.RESERVED),
        ("3fff::/20", AddressKind.DOCUMENTATION),
        ("fc00::/7", AddressKind.PRIVATE),
        ("fe80::/10", AddressKind.LINK_LOCAL),
        ("fec0::/10", AddressKind.PRIVATE),
        ("ff00::/8", AddressKind.MULTICAST),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # upper half of the interface identifier (RFC 5214 section 6.1)
_LOW = 0xFFFFFFFF
_EMBEDS = tuple(
    (IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),
        ("::ffff:0:0:0/96", 0),
        ("::/96", 0),
        ("64:ff9b::/96", 0),
        ("2002::/16", 80),
    )
)  # mapped (RFC 4291), translated (RFC 2765), compatible, NAT64 (RFC 6052), 6to4 (RFC 3056)

Network = IPv4Network | IPv6Network


def address_kind(address: str | IPv4Address | IPv6Address) -> AddressKind:
    """Return what kind of address this is; an IPv4 address inside an IPv6 one is judged too.

    Raises ValueError for what is no address.
    """
    ip = ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, IPv4Address):
        return next((kind for network, kind in _V4 if ip in network), AddressKind.PUBLIC)
    if ip.scope_id is not None:
        ip = IPv6Address(int(ip))
    for network, kind in _V6:
        if ip in network:
            return kind
    embedded = embedded_v4(ip)
    if embedded is not None:
        inner = address_kind(embedded)
        return AddressKind.TRANSLATED if inner is AddressKind.PUBLIC else inner
    return AddressKind.PUBLIC if ip in _GLOBAL_V6 else AddressKind.RESERVED


def embedded_v4(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to (mapped, compatible, NAT64, 6to4, ISATAP), else None.

    Teredo addresses (2001::/32) are TRANSLATED whatever is in them.
    """
    number = int(ip)
    for network, shift in _EMBEDS:
        if ip in network:
            return IPv4Address(number >> shift & _LOW)
    return IPv4Address(number & _LOW) if number >> 32 & _LOW in _ISATAP else None


def judge_address(
    address: str | IPv4Address | IPv6Address, *, inside: bool = False, networks: Iterable[Network] = ()
) -> str:
    """Return why an address must not be asked, '' when it may be.

    `inside`: the host is registered and `allow_private` is given, so private and loopback addresses may
    be asked. `networks`: CIDRs that any host may have (CONTRACT 4.1); an IPv6 form of an IPv4 address that is
    not public is in them only where the IPv4 address itself is.
    """
    ip = ip_address(address) if isinstance(address, str) else address
    kind = address_kind(ip)
    if kind is AddressKind.PUBLIC or (inside and kind in INSIDE):
        return ""
    if isinstance(ip, IPv6Address) and kind is not AddressKind.TRANSLATED:
        ip = embedded_v4(ip) or ip
    if any(ip in network for network in networks if network.version == ip.version):
        return ""
    return f"{kind} address"


def parse_networks(cidrs: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks of `[fetch] allow_networks`; raises BadInput naming the one that is none."""
    networks = []
    for cidr in cidrs:
        try:
            networks.append(ip_network(cidr, strict=False))
        except ValueError:
            message = f"[fetch] allow_networks: {cidr!r} is no network; write it like 10.20.0.0/16"
            raise BadInput(message) from None
    return tuple(networks)
