"""Accounts of the fediverse as servers tell them each other: webfinger, actor, outbox."""

from asyncio import to_thread
from dataclasses import replace

from auditor.collect.accounts.activitypub import ACCEPT, Actor, Outbox, actor_link, parse_actor, parse_outbox
from auditor.collect.accounts.fediverse_request import Errand
from auditor.collect.accounts.interface_answers import Unread, json_of
from auditor.collect.accounts.window import Page, judged, read_back, with_posts
from auditor.fetch.http.address_mask import mask_url
from auditor.model import AccountReading, ReadingOutcome

FINGER = "application/jrd+json, application/json"
BARE = "the server shows strangers no more than the account's name"


async def finger(errand: Errand) -> tuple[str, str]:
    """Return the address of the actor that webfinger names; else '' and the status or outcome it came to."""
    try:
        reply = await errand.ask(errand.home.webfinger, FINGER, anywhere=True)
        return actor_link(json_of(reply)), ""
    except Unread as fault:
        return "", fault.code or fault.outcome.value


async def by_actor(errand: Errand, url: str) -> AccountReading:
    """Return what the actor at `url` and its outbox say; DELETED only by a tombstone or status 410 (Gone)."""
    try:
        actor = parse_actor(json_of(await errand.ask(url, ACCEPT, anywhere=True)))
    except Unread as fault:
        outcome = ReadingOutcome.DELETED if fault.code == "410" else fault.outcome
        return errand.reading(outcome, url, fault.detail, fault.code)
    if actor is None:
        return errand.reading(ReadingOutcome.PARSE_ERROR, url, "the address shows no account")
    if actor.gone:
        return errand.reading(ReadingOutcome.DELETED, url, "the server shows a tombstone in its place", "Tombstone")
    if actor.suspended:
        return errand.reading(ReadingOutcome.SUSPENDED, url, "the server says that it is suspended", "suspended")
    if not actor.outbox:
        return errand.reading(ReadingOutcome.AUTH, url, BARE, "bare_actor")
    seen = await _outbox(errand, actor)
    if actor.moved_to:
        detail = f"it has moved to {mask_url(actor.moved_to)}"
        seen = replace(seen, outcome=ReadingOutcome.MOVED, moved_to=actor.moved_to, detail=detail, code="moved")
    key = f"{actor.name}@{errand.home.host}".lower() if actor.name else ""
    return replace(seen, display_name=actor.shown, key_seen=key)


async def _outbox(errand: Errand, actor: Actor) -> AccountReading:
    read: list[Outbox] = []

    async def turn(after: str) -> Page:
        answer = json_of(await errand.ask(after or actor.outbox, ACCEPT, anywhere=True))
        page = await to_thread(parse_outbox, answer, actor, errand.clock)
        if page is None:
            raise Unread(ReadingOutcome.PARSE_ERROR, "the outbox is no list of posts")
        read.append(page)
        return Page(page.posts, page.after)

    try:
        window = await read_back(turn, errand.access)
    except Unread as fault:
        return errand.reading(fault.outcome, actor.outbox, fault.detail, fault.code)
    counted = read[0].counted or None
    if not read[0].paged:
        # Some servers list ten posts and no next page, the oldest ones even, and count just these.
        window, counted = replace(window, ended=False, reached=False), None
    outcome, detail = judged(window, errand.clock, None)
    seen = with_posts(errand.reading(outcome, actor.outbox, detail), window, errand.access)
    return replace(seen, posts_total=counted)
