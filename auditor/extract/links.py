"""Every kind of link a page holds, resolved as browsers do (HTML standard 4.2.3, 4.6, 4.8.4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.extract.references import css_addresses, refresh_address, srcset_addresses
from auditor.extract.urls import Directory, Joiner, join
from auditor.model import NAVIGABLE, Link, LinkKind

TEXT_LENGTH: Final = 80
MOST_LINKS: Final = 20_000
"""Distinct targets of one page that are kept; a page with more is cut and says so."""
MOST_SAMPLES: Final = 20
_MOST_NODES = 64
"""Nodes walked for one anchor's text, so that nested anchors cannot cost the square of the page."""

_QUERY = "[href],[src],[style],[background],style,img,source,video,form,meta,object"
_SKIPPED = re.compile(
    r"[\x00- ]*(?:(?!https?:)[a-z][a-z0-9+.-]*:|[^?#]*(?:\{\{.*\}\}|\$\{[^}]*\}|<%.*%>))", re.I | re.S
)
_NOTHING = re.compile(r"[\x00- ]*(?:javascript:[\s;]*(?:void\s*(?:\(?\s*(?:0|null|'')?\s*\)?)?)?[\s;]*)?", re.I)
_PLACEHOLDER = re.compile(
    r"(?:^data:|blank|loading|lazy|place_?holder|spacer|pixel|transparent|grey|gray|default)", re.I
)
_SAMPLE = LexborHTMLParser("<base href=/><a href=/>").css("base,a")
_BASE, _ANCHOR = (node.tag_id for node in _SAMPLE)
_NO_FETCH = frozenset({"preconnect", "dns-prefetch", "profile"})
_LAZY = ("data-src", "data-original", "data-lazy-src")

Attributes = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a page links to.

    `links` holds one Link a distinct target, in page order. `base` is the address links resolve against.
    `refresh` is the target of a meta refresh to another address, '' when none. `fragments` are the distinct
    `#names` linked within the page. `empty_links` counts anchors that lead nowhere (empty, `#`, `javascript:;`
    without a click handler) and `empty_texts` the first of their texts. `invalid` are the first http(s) or
    relative addresses that no browser can read, as written. `truncated`: the page had more links than are kept.
    """

    links: tuple[Link, ...]
    base: str
    refresh: str = ""
    fragments: tuple[str, ...] = ()
    empty_links: int = 0
    empty_texts: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    truncated: bool = False


@dataclass(slots=True)
class _Collector:
    """Where one page's links are gathered."""

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
    truncated: bool = False

    def resolve(self, raw: str | None) -> str | None:
        """Return the absolute address of an attribute's value, None for what no browser would fetch."""
        if not raw:
            return None
        if "#" in raw:
            raw = raw.partition("#")[0]
        first = raw[:1]
        if first in "?" or first <= " ":
            return join(self.base, raw, self.encoding) if raw.strip() else None
        url = self.directory[raw]
        if url is not None and "{" not in raw and "%>" not in raw:
            return url
        if _SKIPPED.match(raw):
            return None
        if url is None and len(self.invalid) < MOST_SAMPLES:
            self.invalid[raw[:200]] = None
        return url

    def add(self, url: str | None, kind: LinkKind, text: str = "") -> None:
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
            return
        if kind in NAVIGABLE and known not in NAVIGABLE:
            self.kinds[url] = kind
            self.texts[url] = text or self.texts[url]
        elif text and not self.texts[url]:
            self.texts[url] = text


def _tidy(text: str) -> str:
    return " ".join(text.split())[:TEXT_LENGTH].rstrip()


def link_text(node: LexborNode) -> str:
    """Return the visible text of an anchor, else the first picture's alt or title, else its own title.

    White space is made normal, at most TEXT_LENGTH characters.
    """
    child = node.first_child
    if (
        child is not None
        and child.next is None
        and (plain := child.text_content) is not None
        and (text := _tidy(plain))
    ):
        return text
    parts: list[str] = []
    alternative = ""
    length = 0
    hidden = False
    for part in islice(node.traverse(include_text=True), 1, _MOST_NODES):
        text_here = part.text_content
        if text_here is not None:
            if not hidden:
                parts.append(text_here)
                length += len(text_here)
                if length > TEXT_LENGTH * 4:
                    break
            hidden = False
            continue
        hidden = part.tag in ("script", "style")
        if not alternative and part.tag == "img":
            alternative = _alternative(part.attributes)
    return _tidy("".join(parts)) or alternative or _tidy(node.attributes.get("title") or "")


def _alternative(attributes: Attributes) -> str:
    return _tidy(attributes.get("alt") or attributes.get("title") or "")


def _anchor(node: LexborNode, found: _Collector) -> None:
    """Take an `a`; the hot path: a repeated target costs neither a join nor its text."""
    attrs = node.attrs
    raw = attrs.get("href")
    if raw is None:
        raw = attrs.get("xlink:href")
        if raw is None:
            if "href" in attrs:
                _nowhere(node, found)
            return
    if raw[:1] == "#" and len(raw) > 1:
        if len(found.fragments) < MOST_LINKS:
            found.fragments[raw[1:]] = None
        return
    url = found.resolve(raw)
    if url is None:
        if raw == "#" or _NOTHING.fullmatch(raw):
            _nowhere(node, found)
        return
    if found.texts.get(url) and found.kinds[url] == LinkKind.ANCHOR:
        return
    found.add(url, LinkKind.ANCHOR, link_text(node))


def _nowhere(node: LexborNode, found: _Collector) -> None:
    if node.attrs.get("onclick"):
        return
    found.empty_links += 1
    if len(found.empty_texts) < MOST_SAMPLES and (text := link_text(node)):
        found.empty_texts.append(text)


def _area(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("href")), LinkKind.AREA, _alternative(attributes))


def _image(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    text = _alternative(attributes)
    source = attributes.get("src") or ""
    found.add(found.resolve(source), LinkKind.IMAGE, text)
    for address in srcset_addresses(attributes.get("srcset") or ""):
        found.add(found.resolve(address), LinkKind.IMAGE, text)
    if not source.strip() or _PLACEHOLDER.search(source):
        for name in _LAZY:
            if lazy := attributes.get(name):
                found.add(found.resolve(lazy), LinkKind.IMAGE, text)
                break


def _source(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.SOURCE)
    for address in srcset_addresses(attributes.get("srcset") or ""):
        found.add(found.resolve(address), LinkKind.SOURCE)


def _media(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.MEDIA)
    found.add(found.resolve(attributes.get("poster")), LinkKind.POSTER)


def _script(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.SCRIPT)


def _link(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    relations = (attributes.get("rel") or "").lower().split()
    if not relations or not _NO_FETCH.isdisjoint(relations) or relations[0].startswith("schema."):
        return
    kind = LinkKind.STYLESHEET if "stylesheet" in relations else LinkKind.LINK
    found.add(found.resolve(attributes.get("href")), kind)


def _frame(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    raw = attributes.get("src")
    # <noscript><iframe src="*.html"> is an old trick against saving the page, not a link.
    if raw and not raw.strip().startswith("*"):
        found.add(found.resolve(raw), LinkKind.FRAME, _tidy(attributes.get("title") or ""))


def _embed(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.OBJECT)


def _object(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("data")), LinkKind.OBJECT)


def _form(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    if (attributes.get("method") or "get").strip().lower() not in ("post", "dialog"):
        found.add(found.resolve(attributes.get("action")), LinkKind.FORM)


def _input(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    if (attributes.get("type") or "").lower() == "image":
        found.add(found.resolve(attributes.get("src")), LinkKind.IMAGE, _alternative(attributes))


def _meta(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    if (attributes.get("http-equiv") or "").strip().lower() != "refresh":
        return
    url = found.resolve(refresh_address(attributes.get("content") or ""))
    if url is None:
        return
    found.add(url, LinkKind.REFRESH)
    parent = node.parent
    if not found.refresh and (parent is None or parent.tag != "noscript"):
        found.refresh = url


def _style(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    for address in css_addresses(node.text()):
        found.add(found.resolve(address), LinkKind.CSS)


def _drawing(node: LexborNode, attributes: Attributes, found: _Collector) -> None:
    found.add(found.resolve(attributes.get("href") or attributes.get("xlink:href")), LinkKind.IMAGE)


_TAKE: Final[dict[str, Callable[[LexborNode, Attributes, _Collector], None]]] = {
    "area": _area,
    "img": _image,
    "source": _source,
    "video": _media,
    "audio": _media,
    "track": _media,
    "script": _script,
    "link": _link,
    "iframe": _frame,
    "frame": _frame,
    "embed": _embed,
    "object": _object,
    "form": _form,
    "input": _input,
    "meta": _meta,
    "style": _style,
    "use": _drawing,
    "image": _drawing,
    "feimage": _drawing,
}


def _presentation(attributes: Attributes, found: _Collector) -> None:
    """Take pictures named by a style attribute or the old background attribute."""
    if style := attributes.get("style"):
        for address in css_addresses(style):
            found.add(found.resolve(address), LinkKind.CSS)
    if background := attributes.get("background"):
        found.add(found.resolve(background), LinkKind.IMAGE)


def _base(nodes: list[LexborNode], tags: list[int], base_url: str, encoding: str) -> str:
    """Return what the first base element with an address makes of `base_url` (HTML standard 4.2.3)."""
    if _BASE in tags:
        for node, tag in zip(nodes, tags, strict=True):
            if tag == _BASE and (raw := node.attrs.get("href")) is not None:
                return join(base_url, raw, encoding) or base_url
    return base_url


def find_links(tree: LexborHTMLParser, base_url: str, encoding: str = "utf-8", joiner: Joiner | None = None) -> Found:
    """Return every address the page refers to, each once.

    `base_url` is the page's own absolute address (after redirects), `encoding` the codec it was decoded
    from, `joiner` the memory shared by the pages of a site. Addresses that are not http(s), sit in
    comments, templates or unfilled placeholders (`{{…}}`) are left out.
    """
    nodes = tree.css(_QUERY)
    tags = [node.tag_id for node in nodes]
    base = _base(nodes, tags, base_url, encoding)
    found = _Collector(base, encoding, (joiner or Joiner()).directory(base, encoding))
    last = 0
    for node, tag in zip(nodes, tags, strict=True):
        if tag == _ANCHOR and node.mem_id != last:
            last = node.mem_id
            _anchor(node, found)
            continue
        attributes = node.attributes
        if tag != _ANCHOR and (take := _TAKE.get(node.tag or "")):
            take(node, attributes, found)
        _presentation(attributes, found)
    links = tuple(Link(url, kind, found.texts[url]) for url, kind in found.kinds.items())
    return Found(
        links,
        base,
        "" if found.refresh == base_url.partition("#")[0] else found.refresh,
        tuple(found.fragments),
        found.empty_links,
        tuple(found.empty_texts),
        tuple(found.invalid),
        found.truncated,
    )


def find_css_links(css: str | bytes, base_url: str) -> list[str]:
    """Return the distinct absolute addresses a style sheet at `base_url` loads, at most MOST_LINKS.

    Bytes are read as UTF-8 with U+FFFD for what is wrong.
    """
    text = css.decode("utf-8", "replace") if isinstance(css, bytes) else css
    found: dict[str, None] = {}
    for address in css_addresses(text):
        if address and (url := join(base_url, address)) and address[0] != "#":
            found[url] = None
            if len(found) >= MOST_LINKS:
                break
    return list(found)
