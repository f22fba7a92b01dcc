"""Owners' open platforms: one way of holding a token, turning pages and telling what came of it (ACCOUNTS.md 2.3).

What differs from platform to platform (addresses, fields, codes) is in a module of its own; see OpenPlatform.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Secret, variable
from auditor.collect.accounts.interface_answers import Unread, credentials_of, unread
from auditor.collect.accounts.open_answers import REFRESH
from auditor.collect.accounts.posts import Clock, with_unique_keys
from auditor.collect.accounts.tokens import SPARE_S, Token
from auditor.collect.accounts.window import Page, Window, judged, read_back, with_posts
from auditor.model import AccountReading, Basis, ReadingOutcome, Reply, Subject
from auditor.model.urls import mask_url

LEAST_SHARE = 0.5
"""Share of the platform's own count that a list must hold to be taken for whole; counters lag, but not so far."""

T = TypeVar("T")


FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Call:
    """What one call is made with. `held` are the account's credentials by name, `token` the access token in use."""

    subject: Subject
    access: Access
    held: Mapping[str, Secret]
    token: Secret

    @property
    def clock(self) -> Clock:
        """Return the time and zone that dates are read by."""
        return Clock(self.access.now, self.access.zone)

    async def post_form(self, address: str, form: Mapping[str, str]) -> Reply:
        """Return what an address answered to a form."""
        return await self.access.fetcher.call(
            address, method="POST", fields={"Content-Type": FORM}, content=urlencode(form).encode()
        )

    def renewal(self, names: Sequence[str], refresh: Secret) -> dict[str, str]:
        """Return the form that asks for a new token: the credentials `names` of the app, and the refresh token."""
        own = {name: self.held[name].reveal() for name in names}
        return {**own, "grant_type": REFRESH, REFRESH: refresh.reveal()}


@dataclass(frozen=True, slots=True)
class Listed(Page):
    """One page of an account's list.

    `hidden` counts entries that are not public (pending, under review, refused); they are no posts. `total` is the
    platform's own count of public posts, None where it gives none.
    """

    hidden: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """What the platform says of the account itself; '' and None: not told."""

    name: str = ""
    followers: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OpenPlatform:
    """What one platform adds. `needs` and `renewing` name credentials: always, and to renew an expired token.

    `page(cursor, call)` reads the page after a cursor ('' = the first), `owner` are calls of which each may fail
    without harm, `renew(call, refresh token)` returns a new token. They raise Unread for what came to nothing.
    """

    id: str
    needs: tuple[str, ...]
    renewing: tuple[str, ...]
    address: Callable[[Access], str]
    page: Callable[[str, Call], Awaitable[Listed]]
    owner: tuple[Callable[[Call], Awaitable[Owner]], ...]
    renew: Callable[[Call, Secret], Awaitable[Token]]


async def read_open(subject: Subject, access: Access, platform: OpenPlatform) -> AccountReading:
    """Return what the account's list says: posts back to `access.since`, to the cap, or to the list's end.

    A page that fails after others leaves PARTIAL with what was read; OK_EMPTY needs the platform's own count of 0.
    """
    address = platform.address(access)
    try:
        session = _Session(subject, access, platform)
        await assert_own(subject, access, session.granted, platform.needs)
        window = await read_back(session.turn, access)
        owner, untold = await session.owner()
    except Unread as failure:
        return unread(subject, platform.id, access, failure, address)
    total = owner.total if session.total is None else session.total
    window = replace(window, posts=with_unique_keys(window.posts))
    outcome, detail = _outcome(window, session.hidden, total, Clock(access.now, access.zone))
    seen = AccountReading(
        account_id=subject.id,
        adapter=platform.id,
        outcome=outcome,
        at=access.now,
        posts_total=total,
        display_name=owner.name,
        followers=owner.followers,
        detail="; ".join(part for part in (detail, untold) if part),
        source_url=mask_url(address),
        basis=Basis.DIRECT,
        code=window.fault.code if window.fault else "",
    )
    seen, short = with_posts(seen, window, access), outcome is ReadingOutcome.PARTIAL
    ends_short = short and window.ended  # what else it leaves out may be newer
    return replace(seen, complete=seen.complete and not short, newest_first=seen.newest_first and not ends_short)


def _outcome(window: Window, hidden: int, total: int | None, clock: Clock) -> tuple[ReadingOutcome, str]:
    read = len(window.posts)
    outcome, detail = judged(window, clock, None if hidden else total)
    if outcome is ReadingOutcome.EMPTY and hidden and not window.posts:
        return outcome, f"{hidden} posts are not public (pending or refused), and there are no others"
    if outcome is ReadingOutcome.OK and window.ended and total and read + hidden < LEAST_SHARE * total:
        return ReadingOutcome.PARTIAL, f"the list ends after {read} posts, of {total} that the platform counts"
    if outcome is ReadingOutcome.OK and not window.complete:
        return ReadingOutcome.PARTIAL, detail
    return outcome, detail


async def assert_own(subject: Subject, access: Access, granted: str, names: Sequence[str]) -> None:
    """Raise Unread (AUTH_CONFIG) where another account of this run has the credentials that `granted` stands for.

    Both would be read as one account. `names` are the credentials to set.
    """

    async def ours() -> str:
        return subject.id

    first = await access.shared.once(f"granted {granted}", ours)
    if first != subject.id:
        wanted = ", ".join(variable(subject.id, name) for name in names)
        words = f"its credentials are those of {first}, but each account has its own: set {wanted}"
        raise Unread(ReadingOutcome.AUTH_CONFIG, words)


class _Session:
    """One account's credentials in one reading, with a token that is renewed once where it has expired.

    `granted` tells apart what was granted, without holding it. `hidden` and `total` are what the pages so far say.
    """

    def __init__(self, subject: Subject, access: Access, platform: OpenPlatform) -> None:
        held = credentials_of(subject, access, platform.needs, (REFRESH, *platform.renewing))
        granted = "\x1f".join(held[name].reveal() for name in ("access_token", REFRESH) if name in held)
        self.granted = f"{platform.id} {hashlib.sha256(granted.encode()).hexdigest()[:16]}"
        self._key = (
            f"{self.granted} {subject.id}"  # newly granted tokens make a new key: no old one stands in their way
        )
        kept = access.tokens.last(self._key)
        fresh = kept is not None and kept.expires - SPARE_S > access.now.timestamp()
        self.hidden = 0
        self.total: int | None = None
        self._platform = platform
        self._call = Call(subject, access, held, kept.value if kept and fresh else held["access_token"])
        self._renewed = False

    async def turn(self, cursor: str) -> Page:
        """Return the page after a cursor; raises Unread."""
        page = await self._ask(lambda call: self._platform.page(cursor, call))
        self.hidden += page.hidden
        self.total = self.total if page.total is None else page.total
        return page

    async def owner(self) -> tuple[Owner, str]:
        """Return what can be had of the account itself, and what could not."""
        found, untold = Owner(), ""
        for ask in self._platform.owner:
            try:
                more = await self._ask(ask)
            except Unread as failure:
                untold = f"of the account itself not all was told: {failure.outcome}: {failure.detail}"
                continue
            found = Owner(
                found.name or more.name,
                more.followers if found.followers is None else found.followers,
                more.total if found.total is None else found.total,
            )
        return found, untold

    async def _ask(self, make: Callable[[Call], Awaitable[T]]) -> T:
        """Return what a call brings, made again with a new token where the one in use has expired."""
        try:
            return await make(self._call)
        except Unread as failure:
            if failure.outcome is not ReadingOutcome.AUTH_EXPIRED or self._renewed:
                raise
            await self._renew(failure)
        return await make(self._call)

    async def _renew(self, failure: Unread) -> None:
        call = self._call
        lacking = [name for name in (REFRESH, *self._platform.renewing) if name not in call.held]
        if lacking:
            words = f"{failure.detail}; to have it renewed, set {', '.join(lacking)} too"
            raise Unread(ReadingOutcome.AUTH_EXPIRED, words, failure.code)
        last = call.access.tokens.last(self._key)
        refresh = last.refresh if last and last.refresh else call.held[REFRESH]

        async def ask() -> Token:
            token = await self._platform.renew(call, refresh)
            return token if token.refresh else replace(token, refresh=refresh)

        self._renewed = True
        token = await call.access.tokens.get(self._key, call.access.now.timestamp(), ask, spent=call.token)
        self._call = replace(call, token=token.value)
