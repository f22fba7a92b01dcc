"""What an adapter is given to read accounts with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.collect.accounts.credentials import Credentials
from auditor.collect.accounts.shared_feeds import Shared
from auditor.collect.accounts.tokens import Tokens
from auditor.config.settings import AccountSettings, EndpointSettings
from auditor.model import AccountReading, Fetcher, Reply

Render = Callable[[str], Awaitable[Reply]]
"""Open an address in a browser and return what it shows once scripts have run."""


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
    endpoints: EndpointSettings = field(default_factory=EndpointSettings)
    settings: AccountSettings = field(default_factory=AccountSettings)
    previous: AccountReading | None = None
    render: Render | None = None
    shared: Shared = field(default_factory=Shared)

    @property
    def since(self) -> datetime:
        """Return the time from which posts are wanted (inclusive)."""
        return self.now - timedelta(days=self.settings.window_days)
