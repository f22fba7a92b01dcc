"""One account of the fediverse to be read: how its server is asked, and how what it says becomes a reading."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.fediverse_name import Home
from auditor.collect.accounts.interface_answers import Unread, unread
from auditor.collect.accounts.post_addresses import canonical
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.secret import Secret
from auditor.model import AccountReading, ReadingOutcome, Reply, Subject

ID = "fediverse"
JSON = "application/json"
REDIRECTS = 3
LARGEST = 4 * 1024 * 1024
"""Bytes of one answer; forty long posts with pictures come to a tenth of it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One account to be read: whose it is, how, and with which token (an empty one where none is registered)."""

    subject: Subject
    access: Access
    home: Home
    clock: Clock
    token: Secret

    async def ask(self, url: str, accept: str = JSON, *, anywhere: bool = False) -> Reply:
        """Return what a server answers; a few redirects are followed within its host, or `anywhere`.

        With a token none is; only the API of the account's own server gets it.
        """
        base = self.home.base
        secret = bool(self.token) and url.startswith(f"{base}/api/")
        own = {"Authorization": f"Bearer {self.token.reveal()}"} if secret else {}
        for _ in range(REDIRECTS):
            reply = await self.access.fetcher.call(url, fields={"Accept": accept, **own}, cap=LARGEST)
            target = canonical(reply.header("location"), url) if 300 <= (reply.status or 0) < 400 else ""
            if secret or not target or not (anywhere or _host(target) == _host(url)):
                return reply
            url = target
        return reply

    def reading(self, outcome: ReadingOutcome, url: str, detail: str = "", code: str = "") -> AccountReading:
        """Return a reading of this account that saw no posts."""
        return unread(self.subject, ID, self.access, Unread(outcome, detail, code), url)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
