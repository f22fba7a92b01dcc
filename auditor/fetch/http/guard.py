"""Decide who may be asked: schemes, ports and addresses, before every single request (docs/contract.md 4.1, 4.2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from auditor.config import FetchSettings
from auditor.errors import BadInput
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import BAD_PORTS, DEFAULT_PORTS, Origin, Refused, Target, parse_target
from auditor.model import Outcome


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

_UNREACHABLE = INSIDE | {AddressKind.LINK_LOCAL, AddressKind.UNSPECIFIED}
"""Kinds that no visitor can reach."""

_ANSWERED_FOR_OTHERS = frozenset({AddressKind.UNSPECIFIED, AddressKind.BENCHMARK})
"""What filtering name servers (0.0.0.0) and local proxies (198.18.0.0/15) answer for hosts that are elsewhere."""

_RANGES = """
0.0.0.0/8 UNSPECIFIED; 10.0.0.0/8 PRIVATE; 100.64.0.0/10 SHARED; 127.0.0.0/8 LOOPBACK; 169.254.0.0/16 LINK_LOCAL
172.16.0.0/12 PRIVATE; 192.0.0.0/24 RESERVED; 192.0.2.0/24 DOCUMENTATION; 192.88.99.0/24 RESERVED
192.168.0.0/16 PRIVATE; 198.18.0.0/15 BENCHMARK; 198.51.100.0/24 DOCUMENTATION; 203.0.113.0/24 DOCUMENTATION
224.0.0.0/4 MULTICAST; 240.0.0.0/4 RESERVED
::/128 UNSPECIFIED; ::1/128 LOOPBACK; 64:ff9b:1::/48 PRIVATE; 100::/64 RESERVED; 2001::/32 TRANSLATED
2001:2::/48 BENCHMARK; 2001:db8::/32 DOCUMENTATION; 2001::/23 RESERVED; 3fff::/20 DOCUMENTATION; fc00::/7 PRIVATE
fe80::/10 LINK_LOCAL; fec0::/10 PRIVATE; ff00::/8 MULTICAST
"""
"""IANA special-purpose registries, RFC 6890 and its updates; the first range that holds an address counts.

`ipaddress.is_global` is not enough: Python 3.11 calls 64:ff9b::/96, 2002::/16 and 192.0.0.192 global.
"""

_KINDS = tuple(
    (ip_network(network), AddressKind[name]) for network, name in map(str.split, re.split(r"[;\n]", _RANGES.strip()))
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # upper half of the interface identifier (RFC 5214 section 6.1)
_LOW = 0xFFFFFFFF
_EMBEDS = tuple(
    (IPv6Network(network), 80 if network == "2002::/16" else 0)
    for network in ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "2002::/16")
)  # mapped (RFC 4291), translated (RFC 2765), compatible, NAT64 (RFC 6052), 6to4 (RFC 3056)

Network = IPv4Network | IPv6Network


def address_kind(address: str | IPv4Address | IPv6Address) -> AddressKind:
    """Return what kind of address this is; an IPv4 address inside an IPv6 one is judged too.

    Raises ValueError for other text.
    """
    ip = ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, IPv4Address):
        return next((kind for network, kind in _KINDS if ip in network), AddressKind.PUBLIC)
    if ip.scope_id is not None:
        ip = IPv6Address(int(ip))
    known = next((kind for network, kind in _KINDS if ip in network), None)
    if known is not None:
        return known
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
    be asked. `networks`: CIDRs that any host may have (docs/contract.md 4.1); an IPv6 form of an IPv4 address that is
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
    """Return the networks of `[fetch] allow_networks`; raises BadInput with the first that is invalid."""
    networks = []
    for cidr in cidrs:
        try:
            networks.append(ip_network(cidr, strict=False))
        except ValueError:
            message = f"[fetch] allow_networks: {cidr!r} is no network; write it like 10.20.0.0/16"
            raise BadInput(message) from None
    return tuple(networks)


@dataclass(frozen=True, slots=True)
class RegisteredHost:
    """A host:port pair of the register. `robots_owner`: its site says robots = "owner" in auditor.toml."""

    host: str
    port: int
    robots_owner: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where one origin's requests go: judged addresses only, best first.

    `registered`: the very host:port pair is in the register. `own`: so, or the same host on the other standard port
    is; own hosts are asked at the registered pace and keep connections alive.
    """

    origin: Origin
    addresses: tuple[str, ...]
    registered: bool
    own: bool


def registered_host(url: str, *, robots_owner: bool = False) -> RegisteredHost | None:
    """Return the host:port pair of a register URL, or None where it is no http(s) address."""
    try:
        origin = parse_target(url).origin
    except Refused:
        return None
    return RegisteredHost(origin.host, origin.port, robots_owner)


def registered_origin(url: str) -> str:
    """Return the origin of a register URL ('https://www.example'), '' where it is no http(s) address."""
    try:
        return parse_target(url).origin.text
    except Refused:
        return ""


def literal_is_private(url: str) -> bool:
    """Tell, without any look-up, whether a link leads to an address visitors cannot reach (docs/contract.md 4.2).

    True for private, loopback, link-local, shared and unspecified IP literals in any spelling browsers take,
    and for localhost and names under it (RFC 6761); False for every other name and for what is no http(s) URL.
    """
    try:
        origin = parse_target(url).origin
    except Refused:
        return False
    if not origin.literal:
        return _names_this_machine(origin)
    return address_kind(origin.host) in _UNREACHABLE


class Guard:
    """The rules of one run. Every request's route comes from here, redirects and robots.txt included."""

    def __init__(self, settings: FetchSettings, registered: Iterable[RegisteredHost], resolver: Resolver) -> None:
        self._pairs = {(host.host, host.port): host for host in registered}
        self._allow_private = settings.allow_private
        self._networks: tuple[Network, ...] = parse_networks(settings.allow_networks)
        self.resolver = resolver
        self._literals: dict[tuple[str, str, int], Route] = {}
        self.outside_resolved = False

    @property
    def registered(self) -> Iterable[RegisteredHost]:
        """Return the host:port pairs of the register."""
        return self._pairs.values()

    def is_registered(self, origin: Origin) -> bool:
        """Tell whether this very host:port pair is in the register."""
        return origin.pair in self._pairs

    def is_own(self, origin: Origin) -> bool:
        """Tell whether the pair, or the same host on the other standard port, is in the register."""
        return self._own_pair(origin) is not None

    def robots_owner(self, origin: Origin) -> bool:
        """Tell whether the site's owner lifted robots.txt for this host."""
        pair = self._own_pair(origin)
        return pair is not None and pair.robots_owner

    def _own_pair(self, origin: Origin) -> RegisteredHost | None:
        exact = self._pairs.get(origin.pair)
        if exact is not None or origin.port not in DEFAULT_PORTS.values():
            return exact
        twins = (self._pairs.get((origin.host, port)) for port in DEFAULT_PORTS.values())
        return next((twin for twin in twins if twin is not None), None)

    async def route(self, target: Target) -> Route:
        """Return where to connect for a target; the caller must connect to these addresses and no other.

        Raises Refused: PRIVATE where any address is private, loopback and the like, UNSUPPORTED for ports
        nobody registered, DNS or NETWORK where the name gives no address.
        """
        origin = target.origin
        if not origin.literal:
            if origin.port in BAD_PORTS:
                raise _blocked(origin)
            if _names_this_machine(origin) and not self.is_registered(origin):
                raise Refused(Outcome.PRIVATE, f"{origin.host} is this very machine; not asked")
            found = await self.resolver.addresses(origin.host)
            return self._judge(origin, found)
        key = (origin.scheme, origin.host, origin.port)
        route = self._literals.get(key)
        if route is None:
            route = self._literals[key] = self._judge(origin, (origin.host,))
        return route

    def _judge(self, origin: Origin, found: tuple[str, ...]) -> Route:
        registered = self.is_registered(origin)
        inside = registered and self._allow_private
        addresses = []
        translated = ""
        for address in found:
            kind = address_kind(address)
            if kind is AddressKind.PUBLIC and not origin.literal:
                self.outside_resolved = True
            reason = judge_address(address, inside=inside, networks=self._networks)
            if not reason:
                addresses.append(address)
            elif kind is AddressKind.TRANSLATED:
                translated = address
            elif kind in _ANSWERED_FOR_OTHERS and not origin.literal:
                raise Refused(Outcome.NETWORK, f"our name server puts {origin.host} at a {reason}; not asked")
            else:
                raise Refused(Outcome.PRIVATE, f"{origin.host} is at a {reason}; not asked")
        if not addresses:
            raise Refused(Outcome.UNSUPPORTED, f"{translated} is an IPv6 transition address; not asked")
        self._judge_port(origin, addresses, registered)
        return Route(origin, tuple(addresses), registered, self.is_own(origin))

    def _judge_port(self, origin: Origin, addresses: list[str], registered: bool) -> None:
        if origin.port in BAD_PORTS:
            raise _blocked(origin)
        if registered or origin.port in DEFAULT_PORTS.values():
            return
        for address in addresses:
            ip = ip_address(address)
            if not any(ip in network for network in self._networks if network.version == ip.version):
                raise Refused(Outcome.UNSUPPORTED, f"port {origin.port} is not in the register; not asked")


def _names_this_machine(origin: Origin) -> bool:
    """Tell whether a name means the machine that asks, whatever a resolver answers (RFC 6761 section 6.3)."""
    name = origin.host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _blocked(origin: Origin) -> Refused:
    return Refused(Outcome.UNSUPPORTED, f"port {origin.port} is blocked, as in browsers")
