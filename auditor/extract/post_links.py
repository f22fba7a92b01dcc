"""The addresses a post leads to: the links of its HTML, and addresses written out in its text."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.parse import parse_html, pieces
from auditor.extract.weixin_article import is_weixin_article
from auditor.model import Post
from auditor.model.urls import host_port, join, key
from auditor.text.profile_links import SHORTENERS, platform_of

MOST_LINKS: Final = 40
"""Addresses kept of one post."""

LONGEST_BODY: Final = 400_000
LONGEST_LINK: Final = 2_000
OWN_PAGES: Final = frozenset({"feed"})
"""Platforms whose posts have pages of their own that anybody may open; other platforms' pages want their app."""

_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:(?![,;|]+https?://)[!-;=?-~]){2,1999}")
_CLOSING = ".,;:!?'\"*_|"
_CUT = ("…", "...", "\u22ef")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def links_in_text(text: str) -> tuple[str, ...]:
    """Return the http(s) addresses written out in a plain text, in order, each once, at most MOST_LINKS.

    Punctuation behind an address is none of it; one that was shortened for show (…) leads nowhere and is left out.
    """
    return tuple(dict.fromkeys(address for address, _ in _written(text[:LONGEST_BODY])))[:MOST_LINKS]


def links_in_html(body: str, base: str) -> tuple[str, ...]:
    """Return the http(s) addresses that the HTML of a post leads to, resolved against `base`, as `links_in_text`.

    Of addresses written beside the links those count that surely end where their piece of text does.
    """
    if "http" not in body and "href" not in body.lower():
        return ()
    if "<" not in body:
        return links_in_text(body)
    tree, _ = parse_html(pieces(f"<body>{body[:LONGEST_BODY]}".encode("utf-8", "replace"))[0])
    found = [join(base, node.attributes.get("href") or "") for node in tree.css("a[href],area[href]")[: 5 * MOST_LINKS]]
    own = base.partition("#")[0]
    links = (one for one in found if one and one.startswith(("http://", "https://")))
    kept = dict.fromkeys(one for one in links if one.partition("#")[0] != own)
    tree.strip_tags(["script", "style", "template", "noscript", "a"])
    if tree.root is not None and "http" in body:
        for node in tree.root.traverse(include_text=True):
            if node.tag == "-text":
                kept.update(dict.fromkeys(_whole(node)))
    return tuple(one for one in kept if len(one) <= LONGEST_LINK)[:MOST_LINKS]


def targets_of(post: Post, platform: str) -> tuple[str, ...]:
    """Return the addresses of a post that can be looked at: its own page where that is open to all, and its links.

    Of social platforms only WeChat articles and short links tell a visitor without the app anything; their other
    pages are left out. Two ways to write one address count once.
    """
    own = (post.url,) if platform in OWN_PAGES and post.url else ()
    kept: dict[str, str] = {}
    for address in (*own, *post.links):
        if _can_be_looked_at(address) and (name := key(address)):
            kept.setdefault(name, address)
    return tuple(kept.values())[:MOST_LINKS]


def recent_posts(posts: Iterable[Post], most: float) -> list[Post]:
    """Return the newest `most` public posts, newest first; undated ones come after the others, in their order."""
    public = [post for post in posts if not post.removed]
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(public, key=lambda post: post.published_at or oldest, reverse=True)[: int(most)]


def _can_be_looked_at(address: str) -> bool:
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_LINK:
        return False
    return not platform_of(address) or is_weixin_article(address)


def is_shortened(address: str) -> bool:
    """Say whether an absolute address is a short link, which says nothing of where it leads."""
    return host_port(address)[0] in SHORTENERS


def _written(text: str) -> Iterator[tuple[str, int]]:
    """Yield each address of a text with the place where it ends."""
    for match in _ADDRESS.finditer(text):
        address = match[0]
        if text.startswith(_CUT, match.end()) or address.endswith(_CUT):
            continue
        while address and (address[-1] in _CLOSING or _unopened(address)):
            address = address[:-1]
        address, end = address.replace("&amp;", "&"), match.start() + len(address)
        if "." in address.partition("//")[2].partition("/")[0]:
            yield address, end


def _unopened(address: str) -> bool:
    opening = _BRACKETS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)


def _whole(node: LexborNode) -> Iterator[str]:
    text = node.text_content or ""
    if "http" not in text:
        return
    alone = node.next is None and node.prev is None
    for address, end in _written(text[:LONGEST_BODY]):
        if alone or end < len(text):
            yield address
