"""Decide who may be asked: schemes, ports and addresses, before every single request (CONTRACT 4.1, 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from auditor.config import FetchSettings
from auditor.fetch.http.fetch_faults import Refused
from auditor.fetch.http.ip_ranges import AddressKind, Network, address_kind, judge_address, parse_networks
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import BAD_PORTS, DEFAULT_PORTS, Origin, Target, join_target, parse_target
from auditor.model import Outcome

__all__ = [
    "Guard", "RegisteredHost", "Route", "address_kind", "join_target", "judge_address", "literal_is_private",
    "parse_target", "registered_host", "registered_origin",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisteredHost:
    """A host:port pair of the register. `robots_owner`: its site says robots = "owner" in auditor.toml."""

    host: str
    port: int
    robots_owner: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where one origin's requests go: judged addresses only, best first.

    `registered`: the very host:port pair is in the register. `own`: so, or its twin on the other standard
    port is; own hosts are asked at the registered pace and keep connections alive.
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
    """Tell, without any look-up, whether a link leads to an address visitors cannot reach (CONTRACT 4.2).

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


_UNREACHABLE = frozenset(
    {AddressKind.PRIVATE, AddressKind.LOOPBACK, AddressKind.LINK_LOCAL, AddressKind.SHARED, AddressKind.UNSPECIFIED,
     AddressKind.BENCHMARK}
)  # fmt: skip

_ANSWERED_FOR_OTHERS = frozenset({AddressKind.UNSPECIFIED, AddressKind.BENCHMARK})
"""What filtering name servers (0.0.0.0) and local proxies (198.18.0.0/15) answer for hosts that are elsewhere."""


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
    """Tell whether a name means the machine that asks, whatever a resolver says of it (RFC 6761 section 6.3)."""
    name = origin.host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _blocked(origin: Origin) -> Refused:
    return Refused(Outcome.UNSUPPORTED, f"port {origin.port} is blocked, as in browsers")
