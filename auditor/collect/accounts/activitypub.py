"""What ActivityPub servers say of an account (W3C ActivityPub 4.1 and 5.1, ActivityStreams 2.0, RFC 7033)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.collect.accounts.interface_answers import count_of, text_of
from auditor.collect.accounts.mastodon_api import MEDIA, read_markup
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import LONGEST_KEY, LONGEST_TITLE, PUBLISHED, Clock, canonical, digest, plain_text
from auditor.model import Post

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
EVERYONE = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
ACTORS = frozenset({"Person", "Service", "Organization", "Group", "Application"})
OBJECTS = frozenset({"Note", "Article", "Page", "Question", "Image", "Video", "Audio", "Event", "Document"})
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """What an actor says of itself. `gone`: it is a Tombstone; `bare`: it has no outbox, as servers that want a
    signature show it; '' and False where nothing was said."""

    id: str = ""
    name: str = ""
    shown: str = ""
    outbox: str = ""
    moved_to: str = ""
    gone: bool = False
    suspended: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Outbox:
    """A collection or a page of one. `after` is the address of its first or next page, '' at the end; `counted` is
    what it says it holds; `paged`: it comes in pages, so that its end is told from where a list was cut."""

    posts: tuple[Post, ...] = ()
    after: str = ""
    counted: int | None = None
    paged: bool = False


def actor_link(answer: Mapping[str, Any]) -> str:
    """Return the address of the actor that a webfinger answer names, '' without one."""
    links = answer.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and text_of(link, "rel") == "self" and "json" in text_of(link, "type"):
            return canonical(text_of(link, "href"), "")
    return ""


def parse_actor(answer: Mapping[str, Any]) -> Actor | None:
    """Return what an actor says, None where the object is none."""
    kinds = _kinds(answer)
    if "Tombstone" in kinds:
        return Actor(gone=True)
    if not kinds & ACTORS:
        return None
    outbox = answer.get("outbox")
    return Actor(
        id=canonical(text_of(answer, "id"), ""),
        name=text_of(answer, "preferredUsername")[:LONGEST_KEY],
        shown=plain_text(text_of(answer, "name"))[:LONGEST_TITLE],
        outbox=_address(outbox),
        moved_to=_address(answer.get("movedTo")),
        suspended=answer.get("suspended") is True,
        bare=not _address(outbox),
    )


def parse_outbox(answer: Mapping[str, Any], actor: Actor, clock: Clock) -> Outbox | None:
    """Return what an OrderedCollection or a page of one holds, None where the object is none.

    Items are Create and Announce activities or the posts themselves; others (Like, Follow, Delete …), what is not for
    everyone and replies to others are left out. An item that is only an address is a post without a date.
    """
    kinds = _kinds(answer)
    if not any(kind.endswith(("Collection", "CollectionPage")) for kind in kinds):
        return None
    found = answer.get("orderedItems", answer.get("items"))
    items = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    first = answer.get("first")
    if isinstance(first, dict) and not items:
        page = parse_outbox({"type": "CollectionPage", **first, "first": None}, actor, clock)
        return replace(page or Outbox(), counted=count_of(answer, "totalItems"), paged=True)
    after = _address(answer.get("next")) or (_address(first) if not items else "")
    read = [post for item in items[:MOST_ITEMS] if (post := _post(item, actor, clock)) is not None]
    paged = bool(after) or any(kind.endswith("Page") for kind in kinds)
    return Outbox(tuple(read), after, count_of(answer, "totalItems"), paged)


def _post(item: object, actor: Actor, clock: Clock) -> Post | None:
    if isinstance(item, str):
        return Post(item[:LONGEST_KEY], url=canonical(item, ""))
    if not isinstance(item, dict):
        return None
    kinds, inner = _kinds(item), item.get("object")
    if "Announce" in kinds:
        return _announced(item, clock) if _for_everyone(item) else None
    if "Create" in kinds:
        if not isinstance(inner, dict):
            return _written(item, {"id": inner}, clock) if _for_everyone(item) else None
        return _written(item, inner, clock) if _for_everyone({**item, **inner}) and _own(inner, actor) else None
    if kinds & OBJECTS and _for_everyone(item) and _own(item, actor):
        return _written(item, item, clock)
    return None


def _announced(item: Mapping[str, Any], clock: Clock) -> Post:
    inner = item.get("object")
    told: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
    source = _address(inner)
    text, links = read_markup(text_of(told, "content"), source)
    raw = text_of(item, "published")
    moment = read_moment(raw, clock.now, clock.zone, chinese=clock.chinese)
    return Post(
        key=(text_of(item, "id") or digest(source, raw))[:LONGEST_KEY], url=source, published_at=moment.at,
        date_raw=raw[:LONGEST_KEY], time_basis=PUBLISHED if moment.at else "", bad_date=moment.bad, text=text,
        is_repost=True, repost_of=source, links=links,
    )  # fmt: skip


def _written(item: Mapping[str, Any], told: Mapping[str, Any], clock: Clock) -> Post:
    raw = text_of(told, "published") or text_of(item, "published")
    moment = read_moment(raw, clock.now, clock.zone, chinese=clock.chinese)
    url = _address(told.get("url")) or canonical(text_of(told, "id"), "")
    text, links = read_markup(text_of(told, "content"), url)
    heading = text_of(told, "name") or text_of(told, "summary")
    return Post(
        key=(text_of(told, "id") or url or text_of(item, "id") or digest(raw, text))[:LONGEST_KEY],
        title=plain_text(heading)[:LONGEST_TITLE],
        url=url,
        published_at=moment.at,
        date_raw=raw[:LONGEST_KEY],
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=text,
        likes=_total(told, "likes"),
        comments=_total(told, "replies"),
        shares=_total(told, "shares"),
        media_type=_media(told),
        links=links,
    )


def _media(told: Mapping[str, Any]) -> str:
    if "Article" in _kinds(told) or "Page" in _kinds(told):
        return "article"
    found = told.get("attachment")
    entries = found if isinstance(found, list) else [found]
    types = {text_of(one, "mediaType").partition("/")[0] for one in entries if isinstance(one, dict)}
    kinds = {MEDIA[one] for one in types if one in MEDIA}
    return "short_text" if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"


def _total(told: Mapping[str, Any], name: str) -> int | None:
    found = told.get(name)
    return count_of(found, "totalItems") if isinstance(found, dict) else None


def _own(told: Mapping[str, Any], actor: Actor) -> bool:
    """Say whether a post is not a reply to somebody else. A reply to the actor's own posts counts as a post."""
    answered = told.get("inReplyTo")
    if not answered:
        return True
    address = answered if isinstance(answered, str) else _address(answered)
    return bool(actor.id) and address.startswith(f"{actor.id.rstrip('/')}/")


def _for_everyone(item: Mapping[str, Any]) -> bool:
    """Say whether a post is public. A post that names no readers is."""
    named = [one for name in ("to", "cc") for one in _listed(item.get(name)) if isinstance(one, str)]
    return not named or not EVERYONE.isdisjoint(named)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _kinds(answer: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(one for one in _listed(answer.get("type")) if isinstance(one, str))


def _address(value: object) -> str:
    """Return the http(s) address that a value is or holds: a string, an object with `id` or `href`, or a list."""
    for one in _listed(value):
        found = text_of(one, "href") or text_of(one, "id") if isinstance(one, dict) else one
        if isinstance(found, str) and (address := canonical(found, "")):
            return address
    return ""
