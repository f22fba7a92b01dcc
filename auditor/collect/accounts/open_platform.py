"""Read accounts by open platforms: hold a token, turn pages, report the result (docs/accounts.md 2.3).

What differs from platform to platform (addresses, fields, codes) is in a module of its own; see OpenPlatform.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import SPARE_S, Secret, Token, variable
from auditor.collect.accounts.interface_answers import (
    Answer,
    Unread,
    count_of,
    credentials_of,
    json_of,
    objects_of,
    text_of,
    told,
    unread,
)
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import (
    LONGEST_KEY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PUBLISHED,
    Clock,
    canonical,
    digest,
    with_unique_keys,
)
from auditor.collect.accounts.window import Page, Window, judged, read_back, with_posts
from auditor.model import AccountReading, Basis, Post, ReadingOutcome, Reply, Subject
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
    without harm, `renew(call, refresh token)` returns a new token. They raise Unread where a call fails.
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


# What the answers of open platforms have in common: codes, Unix times, tokens, videos with their counts.

LONGEST_CURSOR = 500
REFRESH = "refresh_token"
AGAIN = "have the account's owner grant access again and set the new tokens"
UNKNOWN = (ReadingOutcome.TOOL_ERROR, "this code is not known here; see the platform's documentation")

Codes = Mapping[str, tuple[ReadingOutcome, str]]
"""A platform's codes: the outcome of each, and what to do about it."""


def answer_of(reply: Reply, refusal: Callable[[Mapping[str, object]], Unread | None]) -> Answer:
    """Return an answer in which `refusal` finds no error of the platform's, whatever the HTTP status; else raise it."""
    try:
        answer = json_of(reply)
    except Unread as failure:
        raise (refusal(failure.answer) if failure.answer else None) or failure from None
    if refused := refusal(answer):
        raise refused
    return answer


def refused(code: str, words: object, codes: Codes) -> Unread:
    """Return the failure that a platform's code means, with its own words. An unknown code counts as our own fault."""
    outcome, advice = codes.get(code, UNKNOWN)
    said = told(words)
    return Unread(outcome, f"{code}: {said}; {advice}" if said else f"{code}: {advice}", code)


def entries_of(answer: Mapping[str, object], name: str) -> list[Answer]:
    """Return the list under a name; null stands for an empty one. Raises Unread where there is neither."""
    return [] if name in answer and answer[name] is None else objects_of(answer, name)


def cursor_of(answer: Mapping[str, object], name: str) -> str:
    """Return what asks for the next page, '' where there is none; raises Unread for one no platform gives."""
    cursor = text_of(answer, name)
    if len(cursor) > LONGEST_CURSOR:
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the answer's {name} is longer than any cursor is")
    return cursor


def stamp_of(answer: Mapping[str, object], name: str) -> str:
    """Return a Unix time in seconds or milliseconds as text, '' where there is none (0 is none)."""
    raw = text_of(answer, name)
    return "" if raw.strip("0") == "" else raw


def renewed(answer: Mapping[str, object], now: float) -> Token:
    """Return the token of an answer to a renewal; raises Unread where it holds none.

    `expires_in` is seconds from `now`, or the second since the epoch itself.
    """
    value, lasts = text_of(answer, "access_token"), count_of(answer, "expires_in")
    if not value or not lasts:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer to the renewal holds no token")
    expires = lasts if lasts > now / 2 else now + lasts
    return Token(Secret(value), float(expires), Secret(text_of(answer, REFRESH)))


def video(key: str, text: str, raw: str, clock: Clock, link: str = "", body: str = "") -> Post:
    """Return a video as a post, without its counts: `text` is its title, `raw` its Unix time ('' = not told)."""
    title, moment, url = " ".join(text.split()), read_moment(raw, clock.now, clock.zone), canonical(link, "")
    return Post(
        key=(key or url or digest(title, raw))[:LONGEST_KEY],
        title=title[:LONGEST_TITLE],
        url=url,
        published_at=moment.at,
        date_raw=raw,
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=(" ".join(body.split()) or title)[:LONGEST_TEXT],
        media_type="video",
    )
