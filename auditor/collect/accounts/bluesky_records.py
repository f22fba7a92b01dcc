"""What Bluesky's servers say of an account and its posts (atproto.com lexicons app.bsky.* and com.atproto.*).

The date of a post is the client's claim; the key of its record is the time of writing, and where both are more than a
day apart the key is believed (docs/accounts.md 2.4).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from auditor.collect.accounts.interface_answers import Answer, count_of, object_of, objects_of, text_of
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
from auditor.model import Post

PROFILES = "https://bsky.app/profile/"
POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
APART = timedelta(days=1)
MOST_LINKS = 50
NO_HANDLE = "handle.invalid"
"""What servers show for a handle that does not lead back to the account."""

_DID = re.compile(r"did:plc:[a-z2-7]{24}|did:web:[A-Za-z0-9][A-Za-z0-9.-]{2,252}(?:%3A[0-9]{1,5})?", re.ASCII)
_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_AT = re.compile(
    r"at://([a-z0-9.:%-]{3,300})/([A-Za-z0-9.-]{3,300})/([A-Za-z0-9._:~-]{1,512})", re.ASCII | re.IGNORECASE
)
_URL_NAME = re.compile(r"https?://[^/?#]{1,300}/profile/@?([^/?#]{3,300})(?:[/?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """Who an account is: its handle (lower case, may change) and its did (never changes); '' where not known."""

    handle: str = ""
    did: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the AppView says of an account. `pinned` is the record it keeps on top; `verified` None: not said."""

    did: str
    handle: str = ""
    shown: str = ""
    followers: int | None = None
    posts: int | None = None
    pinned: str = ""
    verified: bool | None = None


def name_in(*texts: str) -> Name:
    """Return the handle and the did that texts of the register name: `@handle`, a did, or a profile's address."""
    handle = did = ""
    for text in texts:
        found = _URL_NAME.fullmatch(text)
        word = unquote(found[1]) if found else text.strip().removeprefix("at://").removeprefix("@")
        if _DID.fullmatch(word):
            did = did or word
        elif _HANDLE.fullmatch(word.lower()):
            handle = handle or word.lower()
    return Name(handle, did)


def did_of(answer: Mapping[str, Any]) -> str:
    """Return the did an answer names, '' where it names none."""
    found = text_of(answer, "did")
    return found if _DID.fullmatch(found) else ""


def handle_of(text: str) -> str:
    """Return a handle in lower case, '' for what is none or leads nowhere."""
    found = text.lower()
    return found if _HANDLE.fullmatch(found) and found != NO_HANDLE else ""


def parse_profile(answer: Mapping[str, Any]) -> Profile | None:
    """Return what app.bsky.actor.getProfile answered, None where it names no account."""
    did, verification = did_of(answer), answer.get("verification")
    pinned = answer.get("pinnedPost")
    status = text_of(verification, "verifiedStatus") if isinstance(verification, dict) else ""
    return None if not did else Profile(
        did=did,
        handle=handle_of(text_of(answer, "handle")),
        shown=plain_text(text_of(answer, "displayName"))[:LONGEST_TITLE],
        followers=count_of(answer, "followersCount"),
        posts=count_of(answer, "postsCount"),
        pinned=text_of(pinned, "uri") if isinstance(pinned, dict) else "",
        verified=True if status == "valid" else None,
    )  # fmt: skip


def parse_document(answer: Mapping[str, Any]) -> tuple[str, str]:
    """Return the address of the server a did's document names, and its handle; '' for what it does not name."""
    services, names = answer.get("service"), answer.get("alsoKnownAs")
    server = ""
    for one in services if isinstance(services, list) else ():
        if isinstance(one, dict) and text_of(one, "id").endswith("#atproto_pds"):
            server = server or _origin(text_of(one, "serviceEndpoint"))
    known = [one for one in names if isinstance(one, str)] if isinstance(names, list) else []
    handles = [handle for one in known if one.startswith("at://") and (handle := handle_of(one.removeprefix("at://")))]
    return server, handles[0] if handles else ""


def parse_feed(answer: Mapping[str, Any], profile: Profile, clock: Clock) -> tuple[Post, ...]:
    """Return the posts and reposts of app.bsky.feed.getAuthorFeed; raises Unread where there is no list of them."""
    return tuple(_in_feed(objects_of(answer, "feed"), profile, clock))


def _in_feed(entries: list[Answer], profile: Profile, clock: Clock) -> Iterator[Post]:
    for entry in entries:
        view, reason = object_of(entry, "post"), entry.get("reason")
        record = view.get("record")
        record = record if isinstance(record, dict) else {}
        uri = text_of(view, "uri")
        if isinstance(reason, dict) and text_of(reason, "$type").endswith("#reasonRepost"):
            yield _reposted(text_of(reason, "uri"), text_of(reason, "indexedAt"), uri, clock, text_of(record, "text"))
        else:
            yield _post(uri, record, clock, view, pinned=bool(uri) and uri == profile.pinned)


def parse_records(answer: Mapping[str, Any], did: str, clock: Clock) -> tuple[Post, ...]:
    """Return the posts and reposts of com.atproto.repo.listRecords, without answers to others (docs/accounts.md 6.8).

    Raises Unread where there is no list of records.
    """
    posts = []
    for entry in objects_of(answer, "records"):
        uri, value = text_of(entry, "uri"), object_of(entry, "value")
        if f"/{REPOST}/" in uri:
            subject = value.get("subject")
            source = text_of(subject, "uri") if isinstance(subject, dict) else ""
            posts.append(_reposted(uri, text_of(value, "createdAt"), source, clock))
        elif not _answers_another(value, did):
            posts.append(_post(uri, value, clock))
    return tuple(posts)


def _post(
    uri: str, record: Mapping[str, Any], clock: Clock, view: Mapping[str, Any] | None = None, *, pinned: bool = False
) -> Post:
    raw, text, counts = text_of(record, "createdAt"), text_of(record, "text"), view or {}
    at, basis, bad = _dated(raw, uri, clock)
    links = tuple(dict.fromkeys(_links(record)))[:MOST_LINKS]
    return Post(
        key=(uri or digest(raw, text))[:LONGEST_KEY], url=post_address(uri), published_at=at,
        date_raw=raw[:LONGEST_KEY], time_basis=basis, bad_date=bad, text=" ".join(text.split())[:LONGEST_TEXT],
        likes=count_of(counts, "likeCount"), comments=count_of(counts, "replyCount"),
        shares=count_of(counts, "repostCount"), is_pinned=pinned, media_type=_media(record), links=links,
    )  # fmt: skip


def _reposted(uri: str, raw: str, source: str, clock: Clock, text: str = "") -> Post:
    at, basis, bad = _dated(raw, uri, clock)
    address = post_address(source)
    return Post(
        key=(uri or digest("repost", source))[:LONGEST_KEY], url=address, published_at=at, date_raw=raw[:LONGEST_KEY],
        time_basis=basis, bad_date=bad, text=" ".join(text.split())[:LONGEST_TEXT], is_repost=True, repost_of=address,
    )  # fmt: skip


def _dated(raw: str, uri: str, clock: Clock) -> tuple[datetime | None, str, str]:
    """Return the time of a post, what it rests on, and the claim that was refused or not believed."""
    moment = read_moment(raw, clock.now, clock.zone, chinese=clock.chinese)
    found = _AT.fullmatch(uri)
    written = tid_time(found[3], clock.now) if found else None
    if written is not None and (moment.at is None or abs(moment.at - written) > APART):
        return written, "tid", moment.bad or raw[:LONGEST_KEY]
    return moment.at, PUBLISHED if moment.at else "", moment.bad


def post_address(uri: str) -> str:
    """Return where visitors see the post of a record, '' for a record that is not a post."""
    found = _AT.fullmatch(uri)
    return f"{PROFILES}{found[1]}/post/{found[3]}" if found and found[2] == POST else ""


def _answers_another(record: Mapping[str, Any], did: str) -> bool:
    reply = record.get("reply")
    if not isinstance(reply, dict):
        return False
    parent = reply.get("parent")
    return not (isinstance(parent, dict) and text_of(parent, "uri").startswith(f"at://{did}/"))


def _links(record: Mapping[str, Any]) -> Iterator[str]:
    facets, embed = record.get("facets"), record.get("embed")
    for facet in facets[: 4 * MOST_LINKS] if isinstance(facets, list) else ():
        features = facet.get("features") if isinstance(facet, dict) else None
        for feature in features[:MOST_LINKS] if isinstance(features, list) else ():
            if isinstance(feature, dict) and (link := canonical(text_of(feature, "uri"), "")):
                yield link
    external = embed.get("external") if isinstance(embed, dict) else None
    if isinstance(external, dict) and (link := canonical(text_of(external, "uri"), "")):
        yield link


def _media(record: Mapping[str, Any]) -> str:
    embed = record.get("embed")
    kind = text_of(embed, "$type") if isinstance(embed, dict) else ""
    kinds = {"app.bsky.embed.images": "image", "app.bsky.embed.video": "video", "app.bsky.embed.external": "link"}
    return kinds.get(kind, "mixed" if kind.endswith("recordWithMedia") else "short_text")


def _origin(address: str) -> str:
    """Return scheme and host of a server's address, '' for anything but a plain http(s) address."""
    url = canonical(address, "")
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url and not parts.query and not parts.fragment else ""


# The time a record of the AT Protocol was written, from its key (atproto.com/specs/tid).

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
CLOCK_BITS = 10
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
"""No record is older: the network did not exist."""

AHEAD = timedelta(days=1)
_TID = re.compile(r"[234567a-j][2-7a-z]{12}", re.ASCII)


def tid_time(key: str, now: datetime) -> datetime | None:
    """Return when a record with this key was written (aware, UTC).

    None where the key is no TID, or names a time before the network or more than a day after `now`: then somebody
    made it up.
    """
    if not _TID.fullmatch(key):
        return None
    number = 0
    for letter in key:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=number >> CLOCK_BITS)
    return at if FIRST <= at <= now + AHEAD else None
