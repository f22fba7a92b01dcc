"""Tell our own outage from theirs: no outside name resolves, or many hosts fail alike (RELIABILITY.md 2)."""

from collections.abc import Iterable

from auditor.fetch.http.fetch_faults import Refused
from auditor.fetch.http.ip_ranges import AddressKind, address_kind
from auditor.fetch.http.resolve import Resolver
from auditor.model import Outcome

ALIKE = frozenset({Outcome.DNS, Outcome.NETWORK, Outcome.TIMEOUT, Outcome.REFUSED, Outcome.TLS})
"""Failures that a fault of our own line looks like."""


async def names_resolve(resolver: Resolver, names: Iterable[str]) -> bool:
    """Tell whether any of these host names has a public address (CONTRACT 4.4).

    IP literals and names that lead to private addresses prove nothing about the outside.
    """
    for name in names:
        try:
            address_kind(name)
        except ValueError:
            pass
        else:
            continue
        try:
            addresses = await resolver.addresses(name)
        except Refused:
            continue
        if any(address_kind(address) is AddressKind.PUBLIC for address in addresses):
            return True
    return False


class Outage:
    """Watches the hosts of one run: `failing` tells whether too many of those of the last minute fail the same way.

    `share` of at least `hosts` hosts within `window_s` seconds, both bounds exclusive and inclusive in this order.
    """

    def __init__(self, share: float = 0.3, hosts: int = 10, window_s: float = 60.0) -> None:
        self._share = share
        self._hosts = hosts
        self._window_s = window_s
        self._last: dict[str, tuple[float, Outcome]] = {}

    def note(self, host: str, outcome: Outcome, now: float) -> None:
        """Remember how a host's latest answer came out; `now` is monotonic, in seconds."""
        self._last.pop(host, None)
        self._last[host] = (now, outcome)

    def forget(self, host: str) -> None:
        """Count a host no more: what it comes to is known to be its own."""
        self._last.pop(host, None)

    def recent(self, now: float) -> dict[str, Outcome]:
        """Return the hosts of the last minute with what they came to; what is older is let go."""
        old = []
        for host, (at, _) in self._last.items():
            if now - at <= self._window_s:
                break
            old.append(host)
        for host in old:
            del self._last[host]
        return {host: outcome for host, (_, outcome) in self._last.items()}

    def failing(self, now: float) -> Outcome | None:
        """Return the failure that more than `share` of the hosts of the last minute have in common, None where none.

        None, too, for fewer than `hosts` hosts.
        """
        recent = list(self.recent(now).values())
        if len(recent) < self._hosts:
            return None
        return next((kind for kind in sorted(ALIKE) if recent.count(kind) > self._share * len(recent)), None)
