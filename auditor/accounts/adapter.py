"""What an adapter is: one way of reading accounts, and the platforms and sources it serves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.model import AccountReading, Fetcher, Subject

Read = Callable[[Subject, Fetcher, Path, datetime, ZoneInfo], Awaitable[AccountReading]]

FEED, IMPORT, API, PAGE, DEFAULT = "feed", "import", "api", "page", ""
"""Routes: what the register's `source` names. DEFAULT is an empty source: the platform's own way."""

EVERY = frozenset({"*"})
"""Stands for every platform."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One way of reading accounts. `routes` holds the platforms served on each route.

    `read(subject, fetcher, folder, now, zone)` gets the register's folder, an aware time and the zone that
    times without one are in; it returns what came of it and never an empty list for a failure.
    """

    id: str
    routes: Mapping[str, frozenset[str]]
    read: Read

    def serves(self, route: str, platform: str) -> bool:
        """Say whether this adapter reads accounts of `platform` on `route`."""
        platforms = self.routes.get(route, frozenset())
        return platform in platforms or platforms == EVERY
