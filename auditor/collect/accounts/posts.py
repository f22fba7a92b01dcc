"""Make posts of what a source says: dates read strictly, keys unique, and one outcome for all of them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from ada_url import URL

from auditor.collect.accounts.post_dates import read_moment
from auditor.extract.parse import visible_text
from auditor.extract.post_links import links_in_html
from auditor.model import Post, ReadingOutcome

KEY_DIGITS = 16
LONGEST_KEY = 500
LONGEST_TITLE = 500
LONGEST_TEXT = 20_000
EARLIEST = datetime.min.replace(tzinfo=UTC)
PUBLISHED, MODIFIED = "published", "modified"


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one post, dates as written. `body` and `title` may be HTML."""

    id: str = ""
    title: str = ""
    link: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The aware time of a reading, the zone of times without one, and whether CST is China's."""

    now: datetime
    zone: tzinfo
    chinese: bool = True


def post_of(item: Item, base: str, clock: Clock) -> Post:
    """Return the post an item of a feed tells of; links are resolved against `base`.

    The date is the item's own: published, else modified (`time_basis` says which), else none. Of a refused date
    the text stays in `bad_date`; one at most two days ahead of the reading stays in both.
    """
    moments = [
        (basis, raw, read_moment(raw, clock.now, clock.zone, chinese=clock.chinese))
        for basis, raw in ((PUBLISHED, item.published), (MODIFIED, item.modified))
        if raw.strip()
    ]
    basis, raw, moment = next((one for one in moments if one[2].at), moments[0] if moments else ("", "", None))
    url = canonical(item.link, base)
    title = plain_text(item.title)[:LONGEST_TITLE]
    return Post(
        key=(item.id.strip() or url or digest(title, raw))[:LONGEST_KEY],
        title=title,
        url=url,
        published_at=moment.at if moment else None,
        date_raw=" ".join(raw.split())[:LONGEST_KEY],
        time_basis=basis if moment and moment.at else "",
        bad_date=moment.bad if moment else "",
        text=plain_text(item.body)[:LONGEST_TEXT],
        links=canonical_links(links_in_html(item.body, url or base), url),
    )


def canonical_links(links: Iterable[str], own: str) -> tuple[str, ...]:
    """Return the addresses in the form of `canonical`, each once, the post's `own` left out."""
    found = dict.fromkeys(canonical(link, "") for link in links)
    return tuple(link for link in found if link and link != own)


def plain_text(text: str) -> str:
    """Return a text without markup and entities, single-spaced."""
    if "<" in text or "&" in text:
        return visible_text(f"<body>{text}".encode("utf-8", "replace"))
    return " ".join(text.split())


def digest(*parts: str) -> str:
    """Return a key for a post whose source gives it none."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:KEY_DIGITS]


def with_unique_keys(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the posts in their order, a post whose key another has under a longer one.

    Exact repeats are dropped. One address with one text is one post, told again with another date: the later counts.
    """
    kept: dict[str, Post] = {}
    for post in posts:
        first = kept.setdefault(post.key, post)
        if first == post:
            continue
        if post.url and (post.url, post.title, post.text) == (first.url, first.title, first.text):
            kept[post.key] = max(first, post, key=lambda one: one.published_at or EARLIEST)
            continue
        longer = f"{post.key}#{digest(post.title, post.url, post.date_raw, post.text)}"
        kept.setdefault(longer, replace(post, key=longer))
    return tuple(kept.values())


def verdict_on(posts: Iterable[Post], clock: Clock) -> tuple[ReadingOutcome, str]:
    """Return the outcome of a reading by its posts, and why it is not OK.

    EMPTY without posts (empty is not silent, docs/contract.md 4.12); UNDATED where none has a date by now; PARTIAL
    where a date could not be read, for the newest post may be one of these. Dates ahead of now are known ones:
    they neither save an account nor hide its silence. Posts without any date are left to the rule.
    """
    posts = tuple(posts)
    if not posts:
        return ReadingOutcome.EMPTY, "it can be read but holds no posts"
    refused = [post.bad_date for post in posts if post.bad_date and not post.published_at]
    if not any(post.published_at and post.published_at <= clock.now for post in posts):
        shown = next((post.bad_date for post in posts if post.bad_date), "")
        return ReadingOutcome.UNDATED, f"none of {len(posts)} posts has a usable date" + (f": {shown}" if shown else "")
    unreadable = [raw for raw in refused if not read_moment(raw, clock.now, clock.zone, chinese=clock.chinese).ahead]
    if unreadable:
        return ReadingOutcome.PARTIAL, f"{len(unreadable)} of {len(posts)} dates could not be read: {unreadable[0]}"
    return ReadingOutcome.OK, ""


# Addresses of posts in one form, so that the same post met twice is known again.

WEIXIN = "mp.weixin.qq.com"
WEIXIN_KEYS = ("__biz", "mid", "idx", "sn")
LONGEST_LINK = 8_192

_TRACKING = re.compile(r"utm_[a-z]+=")


def canonical(link: str, base: str) -> str:
    """Return a post's address: absolute, without tracking parameters, '' when it is no http(s) address.

    A WeChat article is known by __biz, mid, idx and sn, or by the short path /s/ID; everything else of its
    address (chksm, scene, …) differs by reader (docs/accounts.md 4.1).
    """
    link = link.strip()
    if not link or len(link) > LONGEST_LINK:
        return ""
    try:
        url = URL(link, base) if base else URL(link)
    except ValueError:
        return ""
    if url.protocol not in ("http:", "https:"):
        return ""
    url.username = url.password = ""
    if url.hostname == WEIXIN:
        return _weixin(url)
    if "utm_" in url.search:
        url.search = "&".join(part for part in _parts(url) if not _TRACKING.match(part))
    return url.href


def _weixin(url: URL) -> str:
    url.protocol, url.hash = "https:", ""
    first = {part.partition("=")[0]: part for part in reversed(_parts(url))}
    if url.pathname.startswith("/s/"):
        url.search = ""
    elif url.pathname == "/s" and "mid" in first:
        url.search = "&".join(first[name] for name in WEIXIN_KEYS if name in first)
    return url.href


def _parts(url: URL) -> list[str]:
    return url.search.removeprefix("?").split("&")
