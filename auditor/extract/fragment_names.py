"""Names that fragments may point at, and fragments of links within a page that point at nothing."""

import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from auditor.model import FragmentLink
from auditor.model.urls import origin

MOST_NAMES: Final = 4_000
"""Different names of one page that are kept; a page with more keeps none, and is not judged."""

LONGEST_FRAGMENT: Final = 100
MOST_LOST: Final = 20
MOST_ELSEWHERE: Final = 100
KNOWN_FRAGMENTS: Final = 16_384
"""Fragments whose judgement is remembered: pages of a site name the same places."""

_SCRIPTED = re.compile(r"[=/!&?{}$<>()]|:~:|^#|^\s*$|%7B", re.I)
_DUMMY = re.compile(
    r"(?:top|\d{1,2}|#+|no|none|null|nogo|nolink|void|blank|this|self|here|link|url|href|javascript|undefined|js|n|a|x|wechat_redirect"
    r"|rd|hash|weixin|qr|print|close|back|prev|next|left|right|up|down|more|home|index)",
    re.I,
)
_WIDGET = re.compile(
    r"comment|cmt|pinglun|reply|share|login|regist|modal|menu|nav|tab|carousel|slide|swip|collapse|accordion|dropdown"
    r"|popup|dialog|search|panel|toggle|lightbox|gallery|video|player|map|cart|chat|bdshare|jia|tie",
    re.I,
)


def names_of(tree: LexborHTMLParser) -> frozenset[str]:
    """Return the ids of a page's elements and the names of its anchors: the places a fragment can name."""
    found = [node.attrs for node in tree.css("[id],a[name]")]
    names = {name for attributes in found for name in (attributes.get("id"), attributes.get("name"))}
    return frozenset(name for name in names if name)


def pack_names(names: Iterable[str]) -> bytes:
    """Return the checksums of names, 16 bits each, in order; b'' for none and for more than MOST_NAMES.

    Letter case is ignored: a wrong case is no fault here.
    """
    sums = sorted({_checksum(name) for name in names})
    return struct.pack(f"<{len(sums)}H", *sums) if len(sums) <= MOST_NAMES else b""


def may_hold(packed: bytes, fragment: str) -> bool:
    """Return whether a page whose names were packed may have the place a fragment points at."""
    known = set(struct.unpack(f"<{len(packed) // 2}H", packed))
    return any(_checksum(one) in known for one in spellings(fragment))


def _checksum(name: str) -> int:
    return zlib.crc32(name.lower().encode("utf-8", "replace")) & 0xFFFF


def spellings(fragment: str) -> tuple[str, str]:
    """Return the names a fragment may stand for: as written, then percent-decoded (HTML standard 7.4.6.3)."""
    return fragment, unquote(fragment)


@lru_cache(KNOWN_FRAGMENTS)
def names_a_place(fragment: str) -> bool:
    """Return whether a fragment looks like the name of a place on a page.

    `#top` and the empty one always work; routes and states of scripts (`#/…`, `#!…`, `#a=b`), text fragments
    (`:~:`), stand-ins (`##`, `#none`) and names of widgets that scripts make are none of a page's places.
    """
    return (
        len(fragment) <= LONGEST_FRAGMENT
        and not _SCRIPTED.search(fragment)
        and not _DUMMY.fullmatch(fragment)
        and not _WIDGET.search(fragment)
    )


def lost_fragments(
    places: Sequence[tuple[str, str]], url: str, names: Iterable[str] | None, scripts: Sequence[str]
) -> tuple[str, ...]:
    """Return the fragments linked within the page at `url` that name no place on it, at most MOST_LOST.

    `places` are addresses ('' for the page itself) and fragments of its links. `names` None: the page was not read
    whole, or a base element leads elsewhere, so that no fragment is lost. A fragment that a script of the page mentions
    does not count: the script may make the place or catch the click.
    """
    here = [fragment for target, fragment in places if not target][: 10 * MOST_LOST]
    if not here or names is None:
        return ()
    known = {name.lower() for name in names}
    return tuple(
        fragment
        for fragment in here
        if not any(one.lower() in known for one in spellings(fragment))
        and not any(fragment in script for script in scripts)
    )[:MOST_LOST]


def places_elsewhere(places: Sequence[tuple[str, str]], url: str) -> tuple[FragmentLink, ...]:
    """Return the links to places on pages of the same host as `url`, at most MOST_ELSEWHERE."""
    if not places:
        return ()
    here = origin(url).partition("//")[2].removeprefix("www.")
    found = [
        FragmentLink(target, fragment)
        for target, fragment in places
        if target and target.partition("//")[2].removeprefix("www.").startswith(f"{here}/")
    ]
    return tuple(found[:MOST_ELSEWHERE])
