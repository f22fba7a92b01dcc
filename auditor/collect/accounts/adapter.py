"""What an adapter is: one way of reading accounts, and the platforms and sources it serves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from auditor.collect.accounts.access import Access
from auditor.model import AccountReading, Subject

Read = Callable[[Subject, Access], Awaitable[AccountReading]]

FEED, IMPORT, ATTEST, API, PAGE, DEFAULT = "feed", "import", "attest", "api", "page", ""
"""Routes: what the register's `source` names. DEFAULT is an empty source: the platform's own way."""

EVERY = frozenset({"*"})
"""Stands for every platform."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One way of reading accounts. `routes` holds the platforms served on each route.

    `read(subject, access)` returns what came of it, and never an empty list for a failure. `needs` names the
    credentials without which it cannot read, in lower case; () for none.
    """

    id: str
    routes: Mapping[str, frozenset[str]]
    read: Read
    needs: tuple[str, ...] = ()

    def serves(self, route: str, platform: str) -> bool:
        """Say whether this adapter reads accounts of `platform` on `route`."""
        platforms = self.routes.get(route, frozenset())
        return platform in platforms or platforms == EVERY
