"""Accounts of Mastodon and its kin: by Mastodon's API, else by ActivityPub, else by RSS (docs/accounts.md 2.4).

One way failing proves nothing while another answers. That an account is gone only the API's own words or the server's
own tombstone say, never the absence of a page.
"""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from auditor.collect.accounts import feed
from auditor.collect.accounts.access import API, DEFAULT, Access, Adapter
from auditor.collect.accounts.activitypub import ACCEPT, Actor, Outbox, actor_link, parse_actor, parse_outbox
from auditor.collect.accounts.credentials import NoCredentials, Secret
from auditor.collect.accounts.fediverse_home import ID, Home, ReadContext, home_of
from auditor.collect.accounts.interface_answers import Unread, json_of, unread
from auditor.collect.accounts.mastodon_api import by_api
from auditor.collect.accounts.posts import EARLIEST, Clock
from auditor.collect.accounts.window import Page, in_order, judged, read_back, with_posts
from auditor.inventory.sources import api_place
from auditor.model import AccountReading, ReadingOutcome, Subject
from auditor.model.public_hosts import bare_host, is_local
from auditor.model.urls import mask_url

KIN = frozenset(
    {"mastodon", "pleroma", "akkoma", "misskey", "sharkey", "gotosocial", "takahe", "pixelfed", "fediverse"}
)
NOT_THERE = frozenset({"400", "404", "410"})
"""Statuses with which webfinger answers for an unknown name."""

SETTLED = frozenset(
    {ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.MOVED, ReadingOutcome.SUSPENDED, ReadingOutcome.DELETED}
)
"""Outcomes after which no other way is tried."""

NO_NAME = "neither its url (https://HOST/@NAME) nor its account_id (NAME@HOST) says whose account it is"


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what an account's server says of it now, by the best way that answers."""
    home = home_of(subject)
    if home is None:
        return unread(subject, ID, access, Unread(ReadingOutcome.NO_SOURCE, NO_NAME))
    try:
        token = _token(subject, access, home)
    except NoCredentials as fault:
        return unread(subject, ID, access, Unread(ReadingOutcome.AUTH_CONFIG, str(fault)))
    context = ReadContext(subject, access, home, Clock(access.now, access.zone, chinese=False), token)
    if not home.user:
        return await by_actor(context, subject.url or subject.account_id)
    first = await by_api(context)
    return first if _settles(first) else await _other_ways(context, first)


def _token(subject: Subject, access: Access, home: Home) -> Secret:
    """Return the token that the row's own source names, never one for all servers, never over plain HTTP."""
    named = api_place(subject.source)[0]
    if not named or not (home.base.startswith("https://") or is_local(bare_host(home.base))):
        return Secret("")
    return access.credentials.of(subject, ("token",))["token"]


async def _other_ways(context: ReadContext, first: AccountReading) -> AccountReading:
    home, seen = context.home, [first]
    address, code = await finger(context)
    if first.outcome is ReadingOutcome.NOT_FOUND:
        if not address and code in NOT_THERE:
            return first
        words = "webfinger has" if address else f"webfinger cannot be asked: {code or 'no actor in it'}"
        seen = [replace(first, outcome=ReadingOutcome.HTTP_ERROR, detail=f"the API has no record of it, {words}")]
    elsewhere = address and bare_host(address) != bare_host(home.base)
    if elsewhere:
        moved = replace(home, base="{0.scheme}://{0.netloc}".format(urlsplit(address)))
        found = await by_api(replace(context, home=moved, token=Secret("")))
        seen += [] if found.outcome is ReadingOutcome.NOT_FOUND else [found]
    if not _settles(seen[-1]):
        seen.append(await by_actor(context, address or context.subject.url or f"{home.base}/@{home.user}"))
    if not _settles(seen[-1]) or (seen[-1].posts and not seen[-1].complete):
        seen.append(await _by_feed(context))
    return _best(seen)


async def _by_feed(context: ReadContext) -> AccountReading:
    """Return what the account's RSS says; it is whole only where its few posts are newest first."""
    for url in context.home.feeds:
        seen = await feed.read(replace(context.subject, source=url, url=context.home.base), context.access)
        if seen.posts:
            break
    ordered = in_order(seen.posts)
    return replace(seen, adapter=ID, complete=seen.complete and ordered, newest_first=ordered)


def _settles(seen: AccountReading) -> bool:
    return bool(seen.posts) or seen.outcome in SETTLED


def _best(seen: Sequence[AccountReading]) -> AccountReading:
    """Return the reading with the newest post, of several the whole one; without posts what is settled, else the first.

    What the others saw of the account fills it up; a reading of as many posts as the server counts is whole.
    """
    settled = [one for one in seen if _settles(one)]
    best = max(settled, key=_newest) if settled else seen[0]
    facts = {
        name: next((value for one in seen if (value := getattr(one, name))), getattr(best, name))
        for name in ("display_name", "followers", "posts_total", "key_seen")
        if not getattr(best, name)
    }
    counted = seen[0].posts_total
    whole = best.complete or (best.outcome is ReadingOutcome.OK and counted is not None and len(best.posts) >= counted)
    told = "; ".join([best.detail, *(f"{_way(one)}: {one.detail}" for one in seen[1:] if one.detail)])
    return replace(best, complete=whole, detail=best.detail if settled else told, **facts)


def _newest(seen: AccountReading) -> tuple[date, bool]:
    newest = max((post.published_at or EARLIEST for post in seen.posts), default=EARLIEST)
    return newest.date(), seen.complete


def _way(seen: AccountReading) -> str:
    path = urlsplit(seen.source_url).path
    return "the API" if path.startswith("/api/") else "RSS" if "rss" in path.rpartition("@")[2] else "ActivityPub"


ADAPTER = Adapter(ID, {DEFAULT: KIN, API: KIN}, read)


# Accounts of the fediverse as servers tell them each other: webfinger, actor, outbox.

FINGER = "application/jrd+json, application/json"
BARE = "the server shows strangers no more than the account's name"


async def finger(context: ReadContext) -> tuple[str, str]:
    """Return the address of the actor that webfinger names; else '' and the status or outcome of the call."""
    try:
        reply = await context.ask(context.home.webfinger, FINGER, anywhere=True)
        return actor_link(json_of(reply)), ""
    except Unread as fault:
        return "", fault.code or fault.outcome.value


async def by_actor(context: ReadContext, url: str) -> AccountReading:
    """Return what the actor at `url` and its outbox say; DELETED only by a tombstone or status 410 (Gone)."""
    try:
        actor = parse_actor(json_of(await context.ask(url, ACCEPT, anywhere=True)))
    except Unread as fault:
        outcome = ReadingOutcome.DELETED if fault.code == "410" else fault.outcome
        return context.reading(outcome, url, fault.detail, fault.code)
    if actor is None:
        return context.reading(ReadingOutcome.PARSE_ERROR, url, "the address shows no account")
    if actor.gone:
        return context.reading(ReadingOutcome.DELETED, url, "the server shows a tombstone in its place", "Tombstone")
    if actor.suspended:
        return context.reading(ReadingOutcome.SUSPENDED, url, "the server says that it is suspended", "suspended")
    if not actor.outbox:
        return context.reading(ReadingOutcome.AUTH, url, BARE, "bare_actor")
    seen = await _outbox(context, actor)
    if actor.moved_to:
        detail = f"it has moved to {mask_url(actor.moved_to)}"
        seen = replace(seen, outcome=ReadingOutcome.MOVED, moved_to=actor.moved_to, detail=detail, code="moved")
    key = f"{actor.name}@{context.home.host}".lower() if actor.name else ""
    return replace(seen, display_name=actor.shown, key_seen=key)


async def _outbox(context: ReadContext, actor: Actor) -> AccountReading:
    read: list[Outbox] = []

    async def turn(after: str) -> Page:
        answer = json_of(await context.ask(after or actor.outbox, ACCEPT, anywhere=True))
        page = await to_thread(parse_outbox, answer, actor, context.clock)
        if page is None:
            raise Unread(ReadingOutcome.PARSE_ERROR, "the outbox is no list of posts")
        read.append(page)
        return Page(page.posts, page.after)

    try:
        window = await read_back(turn, context.access)
    except Unread as fault:
        return context.reading(fault.outcome, actor.outbox, fault.detail, fault.code)
    counted = read[0].counted or None
    if not read[0].paged:
        # Some servers list ten posts and no next page, the oldest ones even, and count just these.
        window, counted = replace(window, ended=False, reached=False), None
    outcome, detail = judged(window, context.clock, None)
    seen = with_posts(context.reading(outcome, actor.outbox, detail), window, context.access)
    return replace(seen, posts_total=counted)
