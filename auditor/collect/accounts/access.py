"""Adapters: what one way of reading accounts is, and what it is given to read them with."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from auditor.collect.accounts.credentials import Credentials, Tokens
from auditor.config.settings import AccountSettings
from auditor.model import AccountReading, Fetcher, Reply, Subject
from auditor.platforms import Platform, default_endpoints, row_of

Render = Callable[[str], Awaitable[Reply]]
"""Open an address in a browser and return what it shows once scripts have run."""

FAILS_IN_A_ROW = 8
"""Failures in a row after which a source is asked no more in this run: a bridge that is down answers 503 to all of
its accounts, and each makes the pace of its host slower (docs/reliability.md 2)."""

ASKED_AGAIN_AFTER = 25
"""The 25th of those not asked is asked all the same, then the 50th, 100th and so on, so that a bridge that comes back
is read on; more would take hours at the pace of a host that answers 503."""

Answer = TypeVar("Answer")


class Shared:
    """One run's memory beside the store. Keys are the caller's, such as a host with a platform."""

    def __init__(self) -> None:
        self._asked: dict[str, asyncio.Future[object]] = {}
        self._failed: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._last: dict[str, AccountReading] = {}

    async def once(self, key: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what `ask` gives, which is called by the first who asks and never again in this run."""
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(cast(Awaitable[object], ask()))
        return cast(Answer, await self._asked[key])

    def tired_of(self, source: str) -> AccountReading | None:
        """Return the last of FAILS_IN_A_ROW failures in a row of `source`, None where it is to be asked."""
        if self._failed[source] < FAILS_IN_A_ROW:
            return None
        self._skipped[source] += 1
        times, left = divmod(self._skipped[source], ASKED_AGAIN_AFTER)
        return self._last.get(source) if left or times.bit_count() != 1 else None

    def note(self, source: str, reading: AccountReading, *, failed: bool) -> None:
        """Remember whether a reading through `source` failed."""
        self._failed[source] = self._failed[source] + 1 if failed else 0
        self._skipped[source] = self._skipped[source] if failed else 0
        self._last[source] = reading


@dataclass(frozen=True, slots=True)
class Access:
    """How accounts are read in one run.

    `folder` is the register's, `now` the aware time of the reading, `zone` what times without one are in.
    `previous` is the last reading of this account that saw posts, None without one. `render` is None where no browser
    is there. `shared` is what all readings of the run have in common. Only the network goes through `fetcher` and
    `render`.
    """

    fetcher: Fetcher
    folder: Path
    now: datetime
    zone: ZoneInfo
    credentials: Credentials = field(default_factory=Credentials)
    tokens: Tokens = field(default_factory=lambda: Tokens(None))
    endpoints: Mapping[str, str] = field(default_factory=default_endpoints)
    settings: AccountSettings = field(default_factory=AccountSettings)
    previous: AccountReading | None = None
    render: Render | None = None
    shared: Shared = field(default_factory=Shared)

    @property
    def since(self) -> datetime:
        """Return the time from which posts are wanted (inclusive)."""
        return self.now - timedelta(days=self.settings.window_days)


# What an adapter is: one way of reading accounts, and the platforms and sources it serves.

Read = Callable[[Subject, Access], Awaitable[AccountReading]]

FEED, IMPORT, ATTEST, API, PAGE, DEFAULT = "feed", "import", "attest", "api", "page", ""
"""Routes: what the register's `source` names. DEFAULT is an empty source: the platform's own way."""

EVERY, OWN_FEED = frozenset({"*"}), frozenset({"own_feed"})
"""Stand for every platform, and for those whose accounts' own addresses give feeds."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One way of reading accounts. `routes` holds the platforms served on each route.

    `read(subject, access)` returns what it saw, and never an empty list for a failure. `needs` names the credentials
    without which it cannot read, in lower case; () for none. `asks_by_id`: it asks for the account by its own id, so
    that one credential may serve many accounts; the others read the account that their credentials belong to.
    `platform` is the row of a plug-in's own platform, None where the program knows it.
    """

    id: str
    routes: Mapping[str, frozenset[str]]
    read: Read
    needs: tuple[str, ...] = ()
    asks_by_id: bool = False
    platform: Platform | None = None

    def serves(self, route: str, platform: str) -> bool:
        """Say whether this adapter reads accounts of `platform` on `route`."""
        platforms = self.routes.get(route, frozenset())
        own_feed = platforms == OWN_FEED and row_of(platform).own_feed
        return own_feed or platform in platforms or platforms == EVERY
