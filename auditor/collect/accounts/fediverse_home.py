"""Where an account of the fediverse lives, by its row of the register, and how its server is asked."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import Unread, unread
from auditor.collect.accounts.posts import Clock, canonical
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import AccountReading, ReadingOutcome, Reply, Subject

_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?"
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]{0,251}(?::[0-9]{1,5})?"
_ACCT = re.compile(rf"(?:acct:)?@?({_NAME})(?:@({_HOST}))?", re.ASCII)
_PATHS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?:/web)?/@({_NAME})(?:@({_HOST}))?(?:/.*)?",
        rf"(?:/web)?/(?:users|u|profile|accounts|a|author)/({_NAME})(?:/.*)?",
        rf"/({_NAME})/?",
    )
)
"""How servers write profiles: Mastodon, Misskey and takahe, then ActivityPub's ids and Pleroma, then Pixelfed."""

_NAMELESS = re.compile(r"(?:/web)?/(?:ap/users|accounts)/[0-9]+(?:/.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Home:
    """An account's server (`base`, without a slash at the end), its name there, and the host of its `user@host`.

    `user` is '' where the register gives nothing but an address without a name.
    """

    base: str
    user: str
    host: str

    @property
    def acct(self) -> str:
        """Return the account as people write it, in lower case."""
        return f"{self.user}@{self.host}".lower()

    @property
    def lookup(self) -> str:
        """Return the address that finds the account by its name (Mastodon API, accounts/lookup)."""
        return f"{self.base}/api/v1/accounts/lookup?{urlencode({'acct': self.user})}"

    @property
    def webfinger(self) -> str:
        """Return the address that finds the account's actor (RFC 7033)."""
        return f"{self.base}/.well-known/webfinger?{urlencode({'resource': f'acct:{self.user}@{self.host}'})}"

    @property
    def feeds(self) -> tuple[str, ...]:
        """Return where the account's RSS may be: as Mastodon and Misskey, Pleroma, GoToSocial and takahe have it."""
        name = quote(self.user)
        paths = (f"/@{name}.rss", f"/users/{name}/feed.rss", f"/@{name}/feed.rss", f"/@{name}/rss/")
        return tuple(self.base + path for path in paths)

    def statuses(self, key: str, **asked: str) -> str:
        """Return the address of a page of the account's posts by its id there."""
        return f"{self.base}/api/v1/accounts/{quote(key, safe='')}/statuses?{urlencode({'limit': '40', **asked})}"


def home_of(subject: Subject) -> Home | None:
    """Return where a registered account lives, None where neither its url nor its account_id says so.

    The server is the url's own; an account of another server shown there (`/@user@other`) lives on the other one.
    `user@host` in account_id names the server only where there is no url, for a server may stand under another name.
    """
    text = subject.account_id.strip()
    url = subject.url or (text if text.startswith(("http://", "https://")) else "")
    named = _ACCT.fullmatch(text)
    if not url:
        return Home(f"https://{named[2]}", named[1], named[2]) if named and named[2] else None
    try:
        target = parse_target(url)
    except Refused:
        return None
    parts = urlsplit(target.url)
    shown = next((match for form in _PATHS if (match := form.fullmatch(parts.path))), None)
    if shown and (shown.lastindex or 0) > 1 and shown[2].lower() != parts.netloc.lower():
        return Home(f"https://{shown[2]}", shown[1], shown[2])
    if _NAMELESS.fullmatch(parts.path):
        shown = None
    if named and named[1].isdigit():
        named = None  # the number an account has there, not its name
    user = named[1] if named else shown[1] if shown else ""
    return Home(f"{parts.scheme}://{parts.netloc}", user, (named and named[2]) or parts.netloc)


# How the server of an account is asked, and how its answer becomes a reading.

ID = "fediverse"
JSON = "application/json"
REDIRECTS = 3
LARGEST = 4 * 1024 * 1024
"""Bytes of one answer; forty long posts with pictures come to a tenth of it."""


@dataclass(frozen=True, slots=True)
class ReadContext:
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
