"""Every kind of link a page holds, resolved as browsers do (HTML standard 4.2.3, 4.6, 4.8.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.extract.link_collector import MOST_LINKS, Collector, link_text
from auditor.extract.link_elements import SELECTOR, TAKE, css_addresses, presentation
from auditor.extract.parse import parse_html
from auditor.model import Link, LinkKind
from auditor.model.urls import Joiner, join

MOST_ELEMENTS: Final = 5 * MOST_LINKS
"""Elements with an address that are looked at on one page."""

_SAMPLE: Final = LexborHTMLParser("<base href=/><a href=/>").css("base,a")
_BASE, _ANCHOR = (node.tag_id for node in _SAMPLE)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page links to.

    `links` holds one Link a distinct target, in page order. `base` is the address links resolve against.
    `refresh` is the target of a meta refresh to another address, '' when none. `fragments` are the distinct
    `#names` linked within the page. `empty_links` counts anchors that lead nowhere (empty, `#`, `javascript:;`
    without a click handler) and `empty_texts` the first of their texts. `invalid` are the first http(s) or
    relative addresses that no browser can read, as written. `truncated`: the page had more links than are kept.
    `content_links` counts those of `empty_links` that look like links to content, `content_texts` are the first
    of their texts. `places` are addresses ('' = the page itself) and fragments of links that name a place.
    """

    links: tuple[Link, ...]
    base: str
    refresh: str = ""
    fragments: tuple[str, ...] = ()
    empty_links: int = 0
    empty_texts: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    truncated: bool = False
    content_links: int = 0
    content_texts: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()


def _base(nodes: list[LexborNode], tags: list[int], base_url: str, encoding: str) -> str:
    """Return what the first base element with an address makes of `base_url` (HTML standard 4.2.3)."""
    if _BASE in tags:
        for node, tag in zip(nodes, tags, strict=True):
            if tag == _BASE and (raw := node.attrs.get("href")) is not None:
                return join(base_url, raw, encoding) or base_url
    return base_url


def _collect(nodes: list[LexborNode], tags: list[int], found: Collector) -> None:
    """Go through the elements once; a target already taken with its text costs neither join nor text.

    An element comes once for each part of SELECTOR it matches: an anchor's second coming means that its
    style attribute names a picture.
    """
    kinds, texts, directory = found.kinds, found.texts, found.directory
    last = 0
    for node, tag in zip(nodes, tags, strict=True):
        if tag != _ANCHOR:
            attributes = node.attributes
            if take := TAKE.get(node.tag or ""):
                take(node, attributes, found)
            if "style" in attributes or "background" in attributes:
                presentation(attributes, found)
        elif (place := node.mem_id) == last:
            presentation(node.attributes, found)
        elif raw := node.attrs.get("href"):
            last = place
            target, _, fragment = raw.partition("#")
            if (url := directory.get(target)) is not None:
                if fragment:
                    found.add_fragment(node, url, fragment)
                if kinds.get(url) != LinkKind.ANCHOR or not texts[url]:
                    found.add(url, LinkKind.ANCHOR, link_text(node))
            elif target:
                found.add_anchor(node, raw)
                if fragment and (url := found.resolve(target)):
                    found.add_fragment(node, url, fragment)
            elif fragment:
                found.fragments[fragment] = None
                found.add_fragment(node, "", fragment)
            else:
                found.add_nowhere(node)
        else:
            last = place
            _odd_anchor(node, found)


def _odd_anchor(node: LexborNode, found: Collector) -> None:
    """Take an anchor of a drawing (xlink:href), one whose href is empty, or one with a style only."""
    attributes = node.attributes
    if address := attributes.get("xlink:href"):
        found.add_anchor(node, address)
    elif "href" in attributes:
        found.add_nowhere(node)
    presentation(attributes, found)


def _elements(tree: LexborHTMLParser) -> tuple[list[LexborNode], list[int]]:
    nodes = tree.css(SELECTOR)
    if len(nodes) > MOST_ELEMENTS:
        del nodes[MOST_ELEMENTS:]
    return nodes, [node.tag_id for node in nodes]


def find_links(
    tree: LexborHTMLParser,
    base_url: str,
    encoding: str = "utf-8",
    joiner: Joiner | None = None,
    rest: Iterable[bytes] = (),
) -> PageLinks:
    """Return every address the page refers to, each once.

    `base_url` is the page's own absolute address (after redirects), `encoding` the codec it was decoded
    from, `joiner` the memory shared by the pages of a site, `rest` the pieces of a very long page that
    follow its tree; they are parsed one after the other. Addresses that are not http(s), sit in
    comments, templates or unfilled placeholders (`{{…}}`) are left out.
    """
    nodes, tags = _elements(tree)
    base = _base(nodes, tags, base_url, encoding)
    found = Collector(base, encoding, (joiner or Joiner()).directory(base, encoding))
    found.truncated = len(nodes) == MOST_ELEMENTS
    _collect(nodes, tags, found)
    del nodes
    for piece in rest:
        if found.truncated:
            break
        tree, cut = parse_html(piece)
        _collect(*_elements(tree), found)
        if cut:
            break
    links = tuple(Link(url, kind, found.texts[url]) for url, kind in found.kinds.items())
    return PageLinks(
        links,
        base,
        "" if found.refresh == base_url.partition("#")[0] else found.refresh,
        tuple(found.fragments),
        found.empty_links,
        tuple(found.empty_texts),
        tuple(found.invalid),
        found.truncated,
        found.content_links,
        tuple(found.content_texts),
        tuple(found.places),
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
