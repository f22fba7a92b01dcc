"""Gathers the links of one page: resolves, drops what no browser would fetch, keeps each target once."""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.content_links import is_scripted, looks_like_content
from auditor.extract.fragment_names import names_a_place
from auditor.model import NAVIGABLE, LinkKind
from auditor.model.urls import PLACEHOLDER, Directory, before_fragment, join

TEXT_LENGTH: Final = 80
MOST_LINKS: Final = 20_000
"""Distinct targets of one page that are kept; a page with more is cut and says so."""
MOST_SAMPLES: Final = 20
MOST_NOWHERE: Final = 300
"""Anchors leading nowhere that are looked at."""
MOST_PLACES: Final = 300
"""Places named by fragments that are kept of one page."""
_MOST_NODES = 64
"""Nodes walked for one anchor's text, so that nested anchors cannot cost the square of the page."""

_NOT_HTTP = re.compile(r"[\x00- ]*(?!https?:)[a-z][a-z0-9+.-]*:", re.I)
_NOTHING = re.compile(
    r"[\x00- ]*+(?:#|javascript:[\s;]*+(?:void\b\s*+\(?\s*+(?:0|null|'')?\s*+\)?|return\s++false)?)?[\s;]*+", re.I
)

Attributes = dict[str, str | None]


def tidy(text: str) -> str:
    """Return `text` with normal white space, at most TEXT_LENGTH letters."""
    return " ".join(text.split())[:TEXT_LENGTH].rstrip()


def alternative(attributes: Attributes) -> str:
    """Return what stands for a picture: its alt text, else its title."""
    words = attributes.get("alt") or attributes.get("title")
    return tidy(words) if words else ""


def link_text(node: LexborNode) -> str:
    """Return the visible text of an anchor, else the first picture's alt or title, else its own title."""
    child = node.first_child
    if child is not None and child.next is None:
        plain = child.text_content
        if plain is not None and (text := tidy(plain)):
            return text
    return _walked_text(node) or tidy(node.attributes.get("title") or "")


def _walked_text(node: LexborNode) -> str:
    parts: list[str] = []
    picture = ""
    length = 0
    unseen = False
    for part in islice(node.traverse(include_text=True), 1, _MOST_NODES):
        text = part.text_content
        if text is None:
            unseen = part.tag in ("script", "style")
            if not picture and part.tag == "img":
                picture = alternative(part.attributes)
        elif not unseen:
            parts.append(text)
            length += len(text)
            if length > TEXT_LENGTH * 4:
                break
    return tidy("".join(parts)) or picture


@dataclass(slots=True)
class Collector:
    """The links of one page, as they are found."""

    base: str
    encoding: str
    directory: Directory
    kinds: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, None] = field(default_factory=dict)
    empty_texts: list[str] = field(default_factory=list)
    invalid: dict[str, None] = field(default_factory=dict)
    refresh: str = ""
    empty_links: int = 0
    content_links: int = 0
    content_texts: list[str] = field(default_factory=list)
    places: dict[tuple[str, str], None] = field(default_factory=dict)
    truncated: bool = False

    def resolve(self, raw: str | None) -> str | None:
        """Return the absolute address of an attribute's value, None for what no browser would fetch."""
        if not raw:
            return None
        if "#" in raw:
            raw = before_fragment(raw)
        if raw[:1] in "?" or raw[0] <= " ":
            return join(self.base, raw, self.encoding) if raw.strip() else None
        url = self.directory[raw]
        if url is None and len(self.invalid) < MOST_SAMPLES and not (_NOT_HTTP.match(raw) or PLACEHOLDER.search(raw)):
            self.invalid[raw[:200]] = None
        return url

    def add(self, url: str | None, kind: int, text: str = "") -> None:
        """Keep one target: the first occurrence gives kind and text, a navigable kind wins over others."""
        if url is None:
            return
        known = self.kinds.get(url)
        if known is None:
            if len(self.kinds) >= MOST_LINKS:
                self.truncated = True
                return
            self.kinds[url] = kind
            self.texts[url] = text
        elif kind in NAVIGABLE and known not in NAVIGABLE:
            self.kinds[url] = kind
            self.texts[url] = text or self.texts[url]
        elif text and not self.texts[url]:
            self.texts[url] = text

    def add_anchor(self, node: LexborNode, raw: str) -> None:
        """Keep an anchor's target with its text, or count it when it leads nowhere."""
        url = self.resolve(raw)
        if url is not None:
            self.add(url, LinkKind.ANCHOR, link_text(node))
        elif _NOTHING.fullmatch(raw):
            self.add_nowhere(node)

    def add_nowhere(self, node: LexborNode) -> None:
        """Count an anchor that leads nowhere, unless a script acts on its click."""
        if node.attrs.get("onclick"):
            return
        self.empty_links += 1
        if self.empty_links > MOST_NOWHERE or not (text := link_text(node)):
            return
        if len(self.empty_texts) < MOST_SAMPLES:
            self.empty_texts.append(text)
        if looks_like_content(node, text):
            self.content_links += 1
            if len(self.content_texts) < MOST_SAMPLES:
                self.content_texts.append(text)

    def add_fragment(self, node: LexborNode, url: str, fragment: str) -> None:
        """Keep the place a link names, on the page itself (`url` '') or another, unless a script acts on the link."""
        place = (url, fragment)
        if place in self.places or len(self.places) >= MOST_PLACES:
            return
        if names_a_place(fragment) and not _acted_on(node):
            self.places[place] = None


def _acted_on(node: LexborNode) -> bool:
    """Return whether a script acts on a link, or on the row it stands in."""
    parent = node.parent
    return is_scripted(node.attributes) or (parent is not None and is_scripted(parent.attributes))
