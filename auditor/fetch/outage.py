"""Tell our own outage from theirs: no outside name resolves, or many hosts fail alike (RELIABILITY.md 2)."""

from collections.abc import Iterable

from auditor.fetch.address import AddressKind, address_kind
from auditor.fetch.fault import Refused
from auditor.fetch.resolve import Resolver
from auditor.model import Outcome

_WINDOW_S = 60.0
_SHARE = 0.3
_FEWEST_HOSTS = 10
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
    """Watches one run: `failing` is True while more than 30 % of the hosts of a minute fail the same way."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, Outcome]] = {}

    def note(self, host: str, outcome: Outcome, now: float) -> None:
        """Remember how a host's latest answer came out; `now` is monotonic, in seconds."""
        self._last[host] = (now, outcome)

    def failing(self, now: float) -> Outcome | None:
        """Return the failure that more than 30 % of at least ten hosts share within the last minute, or None."""
        recent = [outcome for at, outcome in self._last.values() if now - at <= _WINDOW_S]
        if len(recent) < _FEWEST_HOSTS:
            return None
        for kind in ALIKE:
            if recent.count(kind) > _SHARE * len(recent):
                return kind
        return None
