"""Tell our own outage from theirs by names that resolve and hosts that fail or answer (docs/reliability.md 2)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

from auditor.config import FetchSettings
from auditor.fetch.http.guard import AddressKind, address_kind
from auditor.fetch.http.look import Look
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import DEFAULT_PORTS, Origin, Refused
from auditor.model import Outcome

ALIKE = frozenset({Outcome.DNS, Outcome.NETWORK, Outcome.TIMEOUT, Outcome.REFUSED, Outcome.TLS})
"""Failures that a fault of our own network causes, too."""


async def names_resolve(resolver: Resolver, names: Iterable[str]) -> bool:
    """Tell whether any of these host names has a public address (docs/contract.md 4.4).

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
        """Stop counting a host: its failures are known to be its own."""
        self._last.pop(host, None)

    def recent(self, now: float) -> dict[str, Outcome]:
        """Return the hosts of the last minute with their outcomes; drop older ones."""
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


# Proof that our network works: hosts that answered, and asking them or the sentinels once more.

FIRST_ASKED = 3
MOST_ASKED = 50
NEVER = float("-inf")

Ask = Callable[[str], Awaitable[Look]]
Hear = Callable[[str, Outcome], None]


class AnsweredHosts:
    """The hosts that answered in one run, the latest last, and since when that proves our network.

    An answer counts from when it was asked for; one from inside proves nothing of the way outside. `hear` gets the
    outcomes of hosts asked once more (OK: an answer of any kind).
    """

    def __init__(self, settings: FetchSettings, resolver: Resolver, ask: Ask, hear: Hear) -> None:
        self._settings = settings
        self._resolver = resolver
        self._ask = ask
        self._hear = hear
        self._hosts: dict[str, tuple[Origin, bool]] = {}
        self._proved_at = {True: NEVER, False: NEVER}
        self.names_proved_at = NEVER

    def __contains__(self, host: str) -> bool:
        """Return whether a host has answered."""
        return host in self._hosts

    def __bool__(self) -> bool:
        """Return whether any has."""
        return bool(self._hosts)

    def proved_at(self, *, public: bool) -> float:
        """Return when the newest question was put that was answered: from outside for `public`, else from anywhere."""
        return self._proved_at[public]

    def hosts(self, *, public: bool) -> list[str]:
        """Return hosts that answered, the latest first: those at public addresses, or all."""
        return [host for host, (_, reach) in reversed(self._hosts.items()) if reach or not public]

    def add(self, host: str, origin: Origin, asked_at: float, *, public: bool) -> None:
        """Note an answer of a host."""
        self._hosts.pop(host, None)
        self._hosts[host] = (origin, public)
        for reach in {public, False}:
            self._proved_at[reach] = max(self._proved_at[reach], asked_at)

    async def sentinel_answers(self) -> bool:
        """Ask every sentinel of the configuration; return whether one answers."""
        asked_at = _now()
        looks = await asyncio.gather(*map(self._ask, self._settings.sentinels))
        if all(look.status is None for look in looks):
            return False
        self._proved_at = dict.fromkeys(self._proved_at, asked_at)
        return True

    async def one_answers(self, hosts: Sequence[str]) -> bool:
        """Ask hosts once more, a few first; return whether one of them answers."""
        for part in (hosts[:FIRST_ASKED], hosts[FIRST_ASKED:]):
            if any(await asyncio.gather(*map(self._answers, part))):
                return True
        return False

    async def a_name_resolves(self) -> bool | None:
        """Tell whether a name that resolved before still does, looked up anew; None where no name did."""
        names = [one.host for one, public in self._hosts.values() if public and not one.literal][-FIRST_ASKED:]
        asked_at = _now()
        for name in reversed(names):
            with suppress(Refused):
                await self._resolver.again(name)
                self.names_proved_at = asked_at
                return True
        return False if names else None

    async def nearly_all_answer(self, hosts: Sequence[str], registered: Sequence[str]) -> bool:
        """Tell whether our network is back: a sentinel answers, or hosts that had answered before.

        Nearly all of many must answer, or one of a few, both of those inside and of those outside. Without any, one of
        the origins `registered` is enough.
        """
        if self._settings.sentinels:
            return await self.sentinel_answers()
        if not hosts:
            asked = [f"{origin}/robots.txt" for origin in registered[:MOST_ASKED]]
            return any(look.status is not None for look in await asyncio.gather(*map(self._ask, asked)))
        asked = list(hosts[:MOST_ASKED])
        came = dict(zip(asked, await asyncio.gather(*map(self._answers, asked)), strict=True))
        for public in (True, False):
            group = [came[host] for host in asked if self._hosts[host][1] is public]
            few = len(group) < self._settings.outage_hosts
            if group and not (any(group) if few else group.count(False) <= self._settings.outage_share * len(group)):
                return False
        return True

    async def _answers(self, host: str) -> bool:
        origin, public = self._hosts[host]
        asked_at = _now()
        look = await self._ask(f"{origin.text}/robots.txt")
        if look.status is not None:
            self.add(host, origin, asked_at, public=public)
        self._hear(host, look.outcome if look.status is None else Outcome.OK)
        return look.status is not None


def name_of(origin: Origin) -> str:
    """Return the name by which a host counts: with its port where that is not a standard one."""
    return origin.host if origin.port in DEFAULT_PORTS.values() else f"{origin.host}:{origin.port}"


def _now() -> float:
    return asyncio.get_running_loop().time()
