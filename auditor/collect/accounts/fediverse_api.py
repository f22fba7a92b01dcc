"""Accounts of the fediverse by Mastodon's API, which many kinds of servers speak."""

from asyncio import to_thread
from dataclasses import replace
from urllib.parse import urlsplit

from auditor.collect.accounts.fediverse_name import Errand, Home
from auditor.collect.accounts.interface_answers import Unread, json_of, list_of, text_of
from auditor.collect.accounts.mastodon_api import Person, key_of, next_cursor, parse_person, parse_statuses, pinned
from auditor.collect.accounts.window import Page, Window, judged, read_back, with_posts
from auditor.model import GONE, AccountReading, ReadingOutcome
from auditor.model.urls import mask_url

NO_RECORD = "record not found"
ANOTHER = "the API answers with something else than this account"


async def by_api(errand: Errand) -> AccountReading:
    """Return what the API says of an account; NOT_FOUND and SUSPENDED only in its own words or fields."""
    home, fault = errand.home, None
    try:
        person = parse_person(json_of(await errand.ask(home.lookup)))
        if not person.key or not _is_here(person.name, home):
            raise Unread(ReadingOutcome.PARSE_ERROR, ANOTHER)
    except Unread as failure:
        return errand.reading(_refusal(failure, errand), home.lookup, failure.detail, failure.code)
    window = None
    try:
        window = None if person.suspended else await _statuses(errand, person)
    except Unread as failure:
        fault = failure
    return _of_person(errand, person, window, fault)


def _is_here(name: str, home: Home) -> bool:
    """Say whether a name (`user` or `user@host`) is the account's own, no copy of another server's."""
    user, _, host = name.lower().partition("@")
    return user == home.user.lower() and host in ("", home.host.lower(), urlsplit(home.base).netloc.lower())


def _refusal(fault: Unread, errand: Errand) -> ReadingOutcome:
    words = text_of(fault.answer, "error").strip().rstrip(".").lower()
    if fault.code == "404" and words == NO_RECORD:
        return ReadingOutcome.NOT_FOUND
    if fault.code == "410" and words:
        return ReadingOutcome.SUSPENDED
    return ReadingOutcome.AUTH_EXPIRED if fault.code == "401" and errand.token else fault.outcome


async def _statuses(errand: Errand, person: Person) -> Window:
    async def turn(after: str) -> Page:
        asked = {"exclude_replies": "true"} | ({"max_id": after} if after else {})
        reply = await errand.ask(errand.home.statuses(person.key, **asked))
        answer = list_of(reply)
        links = ", ".join(value for name, value in reply.headers if name == "link")
        posts = await to_thread(parse_statuses, answer, person, errand.clock)
        return Page(posts, next_cursor(links, answer))

    window = await read_back(turn, errand.access, person.last_day)
    try:
        answer = list_of(await errand.ask(errand.home.statuses(person.key, pinned="true"))) if window.posts else []
    except Unread:
        return window
    return replace(window, posts=pinned(window.posts, frozenset(map(key_of, answer))))


def _of_person(errand: Errand, person: Person, window: Window | None, fault: Unread | None) -> AccountReading:
    code = fault.code if fault else ""
    if window is not None:
        outcome, detail = judged(window, errand.clock, person.posts)
    elif fault is None or code == "410":
        outcome, detail, code = ReadingOutcome.SUSPENDED, "the server says that it is suspended", code or "suspended"
    else:
        outcome, detail = fault.outcome, f"the account is there, its posts are not shown: {fault.detail}"
    if person.moved_to and outcome not in GONE:
        outcome, detail, code = ReadingOutcome.MOVED, f"it has moved to {mask_url(person.moved_to)}", "moved"
    if person.limited and not detail:
        detail = "the server's moderators have limited it"
    seen = errand.reading(outcome, errand.home.statuses(person.key), detail, code)
    return replace(
        with_posts(seen, window, errand.access) if window else seen,
        posts_total=person.posts,
        display_name=person.shown,
        followers=person.followers,
        key_seen=(person.name if "@" in person.name else f"{person.name}@{errand.home.host}").lower(),
        moved_to=person.moved_to,
    )
