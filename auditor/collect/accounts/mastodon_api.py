"""Read accounts by Mastodon's API, which many kinds of servers have (docs.joinmastodon.org: Account, Status)."""

import re
from asyncio import to_thread
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from auditor.collect.accounts.fediverse_home import Home, ReadContext
from auditor.collect.accounts.interface_answers import Unread, count_of, json_of, list_of, text_of
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import (
    LONGEST_KEY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PUBLISHED,
    Clock,
    canonical,
    digest,
    plain_text,
)
from auditor.collect.accounts.window import Page, Window, judged, read_back, with_posts
from auditor.extract.parse import parse_html, pieces
from auditor.model import GONE, AccountReading, Post, ReadingOutcome
from auditor.model.urls import mask_url

PUBLIC = frozenset({"public", "unlisted", "local", ""})
"""Visibilities of what everyone can read on the account's page; '' where a server says nothing of it."""

MEDIA: Mapping[str, str] = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LINK = re.compile(r"<([^<>]{1,4000})>\s*((?:;[^;,<]{0,200}){1,10})")
_NEXT = re.compile(r";\s*rel\s*=\s*\"?next\"?\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """What a server says of an account. `key` is its id there ('' where none is usable), `name` its name there.

    `shown` is its display name. `last_day` is the day of its last post by the server's own count, private ones
    included. `moved_to` is its new address.
    """

    key: str = ""
    name: str = ""
    shown: str = ""
    url: str = ""
    posts: int | None = None
    followers: int | None = None
    last_day: date | None = None
    moved_to: str = ""
    suspended: bool = False
    limited: bool = False


def parse_person(answer: Mapping[str, Any]) -> Person:
    """Return what an Account object says; fields of another kind than documented say nothing."""
    key, moved = text_of(answer, "id"), answer.get("moved")
    return Person(
        key=key if _ID.fullmatch(key) else "",
        name=text_of(answer, "acct")[:LONGEST_KEY],
        shown=plain_text(text_of(answer, "display_name"))[:LONGEST_TITLE],
        url=canonical(text_of(answer, "url"), ""),
        posts=count_of(answer, "statuses_count"),
        followers=count_of(answer, "followers_count"),
        last_day=_day(text_of(answer, "last_status_at")),
        moved_to=canonical(text_of(moved, "url") or text_of(moved, "uri"), "") if isinstance(moved, dict) else "",
        suspended=answer.get("suspended") is True,
        limited=answer.get("limited") is True,
    )


def parse_statuses(answer: list[dict[str, Any]], person: Person, clock: Clock) -> tuple[Post, ...]:
    """Return the posts of a page of Status objects, without private ones and replies (docs/accounts.md 6.8)."""
    return tuple(
        _post(status, clock)
        for status in answer
        if text_of(status, "visibility") in PUBLIC and not _answers_another(status, person)
    )


def next_cursor(link: str, answer: list[dict[str, Any]]) -> str:
    """Return the `max_id` of the next page, '' at the end of the list.

    It is taken from the header Link (RFC 8288) where there is one, whose address is not followed; else it is the last
    post's own id.
    """
    if link:
        nexts = [target for target, told in _LINK.findall(link) if _NEXT.search(told)]
        found = nexts[0] if nexts else ""
        try:
            cursor = (parse_qs(urlsplit(found).query).get("max_id") or [""])[0]
        except ValueError:
            cursor = ""
    else:
        cursor = text_of(answer[-1], "id") if answer else ""
    return cursor if _ID.fullmatch(cursor) else ""


def pinned(posts: tuple[Post, ...], keys: frozenset[str]) -> tuple[Post, ...]:
    """Return posts with those marked as pinned that are."""
    return tuple(replace(post, is_pinned=True) if post.key in keys else post for post in posts)


def key_of(status: Mapping[str, Any]) -> str:
    """Return the key of a post: its uri, else its address, else its id or what it says."""
    found = text_of(status, "uri") or text_of(status, "url") or text_of(status, "id")
    return (found or digest(text_of(status, "created_at"), text_of(status, "content")))[:LONGEST_KEY]


def _post(status: Mapping[str, Any], clock: Clock) -> Post:
    again = status.get("reblog")
    told: Mapping[str, Any] = again if isinstance(again, dict) else status
    raw = text_of(status, "created_at")
    moment = read_moment(raw, clock.now, clock.zone, chinese=clock.chinese)
    url = canonical(text_of(status, "url") or text_of(told, "url"), "")
    text, links = read_markup(text_of(told, "content"), url)
    card = told.get("card")
    preview = canonical(text_of(card, "url"), "") if isinstance(card, dict) else ""
    return Post(
        key=key_of(status),
        title=plain_text(text_of(told, "spoiler_text"))[:LONGEST_TITLE],
        url=url,
        published_at=moment.at,
        date_raw=raw[:LONGEST_KEY],
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=text,
        likes=count_of(told, "favourites_count"),
        comments=count_of(told, "replies_count"),
        shares=count_of(told, "reblogs_count"),
        is_repost=isinstance(again, dict),
        is_pinned=status.get("pinned") is True,
        repost_of=canonical(text_of(again, "url") or text_of(again, "uri"), "") if isinstance(again, dict) else "",
        media_type=_media(told, preview),
        links=tuple(dict.fromkeys((*links, preview) if preview else links)),
    )


def _media(status: Mapping[str, Any], preview: str) -> str:
    found = status.get("media_attachments")
    entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    kinds = {MEDIA[kind] for one in entries if (kind := text_of(one, "type")) in MEDIA}
    if kinds:
        return kinds.pop() if len(kinds) == 1 else "mixed"
    return "link" if preview else "short_text"


def _answers_another(status: Mapping[str, Any], person: Person) -> bool:
    """Say whether a post answers somebody else; a thread of one's own is news."""
    other = text_of(status, "in_reply_to_account_id")
    return bool(text_of(status, "in_reply_to_id")) and bool(person.key) and other != person.key


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


# Posts written in HTML: their text, and the addresses they lead to.

LONGEST_MARKUP = 24_000
"""Letters of one post that are looked at; so few of them cost no parser much, however they are nested."""

MOST_LINKS = 50
_NAMING = frozenset({"mention", "hashtag", "u-url", "tag"})
"""Classes and relations of links to people and to words that posts are gathered under."""


def read_markup(html: str, base: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a post, single-spaced, and the http(s) addresses it links to, people and hashtags aside."""
    html = html[:LONGEST_MARKUP]
    text = plain_text(html)[:LONGEST_TEXT]
    if "<a" not in html and "<A" not in html:
        return text, ()
    tree, _ = parse_html(pieces(f"<body>{html}".encode("utf-8", "replace"))[0])
    links = dict.fromkeys(link for node in tree.css("a[href]") if (link := next(_address(node, base), "")))
    return text, tuple(links)[:MOST_LINKS]


def _address(node: LexborNode, base: str) -> Iterator[str]:
    marks = f"{node.attributes.get('class') or ''} {node.attributes.get('rel') or ''}".lower().split()
    if _NAMING.isdisjoint(marks):
        yield canonical(node.attributes.get("href") or "", base)


# The calls: an account by its name, then its posts.

NO_RECORD = "record not found"
ANOTHER = "the API answers with something else than this account"


async def by_api(context: ReadContext) -> AccountReading:
    """Return what the API says of an account; NOT_FOUND and SUSPENDED only in its own words or fields."""
    home, fault = context.home, None
    try:
        person = parse_person(json_of(await context.ask(home.lookup)))
        if not person.key or not _is_here(person.name, home):
            raise Unread(ReadingOutcome.PARSE_ERROR, ANOTHER)
    except Unread as failure:
        return context.reading(_refusal(failure, context), home.lookup, failure.detail, failure.code)
    window = None
    try:
        window = None if person.suspended else await _statuses(context, person)
    except Unread as failure:
        fault = failure
    return _of_person(context, person, window, fault)


def _is_here(name: str, home: Home) -> bool:
    """Say whether a name (`user` or `user@host`) is the account's own, no copy of another server's."""
    user, _, host = name.lower().partition("@")
    return user == home.user.lower() and host in ("", home.host.lower(), urlsplit(home.base).netloc.lower())


def _refusal(fault: Unread, context: ReadContext) -> ReadingOutcome:
    words = text_of(fault.answer, "error").strip().rstrip(".").lower()
    if fault.code == "404" and words == NO_RECORD:
        return ReadingOutcome.NOT_FOUND
    if fault.code == "410" and words:
        return ReadingOutcome.SUSPENDED
    return ReadingOutcome.AUTH_EXPIRED if fault.code == "401" and context.token else fault.outcome


async def _statuses(context: ReadContext, person: Person) -> Window:
    async def turn(after: str) -> Page:
        asked = {"exclude_replies": "true"} | ({"max_id": after} if after else {})
        reply = await context.ask(context.home.statuses(person.key, **asked))
        answer = list_of(reply)
        links = ", ".join(value for name, value in reply.headers if name == "link")
        posts = await to_thread(parse_statuses, answer, person, context.clock)
        return Page(posts, next_cursor(links, answer))

    window = await read_back(turn, context.access, person.last_day)
    try:
        answer = list_of(await context.ask(context.home.statuses(person.key, pinned="true"))) if window.posts else []
    except Unread:
        return window
    return replace(window, posts=pinned(window.posts, frozenset(map(key_of, answer))))


def _of_person(context: ReadContext, person: Person, window: Window | None, fault: Unread | None) -> AccountReading:
    code = fault.code if fault else ""
    if window is not None:
        outcome, detail = judged(window, context.clock, person.posts)
    elif fault is None or code == "410":
        outcome, detail, code = ReadingOutcome.SUSPENDED, "the server says that it is suspended", code or "suspended"
    else:
        outcome, detail = fault.outcome, f"the account is there, its posts are not shown: {fault.detail}"
    if person.moved_to and outcome not in GONE:
        outcome, detail, code = ReadingOutcome.MOVED, f"it has moved to {mask_url(person.moved_to)}", "moved"
    if person.limited and not detail:
        detail = "the server's moderators have limited it"
    seen = context.reading(outcome, context.home.statuses(person.key), detail, code)
    return replace(
        with_posts(seen, window, context.access) if window else seen,
        posts_total=person.posts,
        display_name=person.shown,
        followers=person.followers,
        key_seen=(person.name if "@" in person.name else f"{person.name}@{context.home.host}").lower(),
        moved_to=person.moved_to,
    )
