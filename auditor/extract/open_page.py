"""A page opened out: its tree, elements by use, scripts, visible lines, heading and breadcrumb."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from selectolax.lexbor import LexborNode

from auditor.extract.elements import Boxes, Span, pick_container
from auditor.extract.encodings import Decoded, decode
from auditor.extract.fragment_names import names_of
from auditor.extract.hidden_links import find_hidden_links
from auditor.extract.links import PageLinks, find_links
from auditor.extract.meta import Head, find_trail, heading_ends, heading_guesses, headline, read_head
from auditor.extract.outline import Outline, break_lines, drop_unseen, is_chinese, lines, mark_span, outline, take_span
from auditor.extract.parse import parse_html, pieces
from auditor.model import HiddenLink
from auditor.model.urls import Joiner

MOST_LINES = 20_000
LONGEST_SCRIPTS = 1_500_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out for reading.

    `row` is the visible text by lines, media marked, `visible` the same as one string. `needles` are the words
    by which the heading is found, `heading_at` the places in `visible` where it ends. `scripts` are inline
    scripts, `sources` the addresses of the others. `span` are the lines of the element picked to hold the main
    text, `chinese` says whether Chinese words can stand here. `resolve` turns an href into an absolute address,
    '' for none. `hidden` are links kept from being seen, `names` the places a fragment can name, None when not
    all of the page was read.
    """

    url: str
    decoded: Decoded
    links: PageLinks
    body: LexborNode | None
    outline: Outline
    head: Head
    scripts: tuple[str, ...]
    sources: tuple[str, ...]
    row: list[str]
    visible: str
    heading: str
    needles: list[str]
    heading_at: list[int]
    trail: tuple[str, ...]
    span: Span
    chinese: bool
    resolve: Callable[[str], str]
    boxes: Boxes
    hidden: tuple[HiddenLink, ...] = ()
    names: frozenset[str] | None = None
    sketch: bytes = b""


def _scripts(found: Outline) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts: list[str] = []
    sources: list[str] = []
    left = LONGEST_SCRIPTS
    for node in found.scripts:
        source = node.attributes.get("src")
        if source:
            sources.append(source)
        elif left > 0 and (text := node.text()[:left]):
            texts.append(text)
            left -= len(text)
    return tuple(texts), tuple(sources)


def _resolve(joiner: Joiner, base: str, encoding: str, href: str) -> str:
    return joiner.join(base, href, encoding) or ""


Draw = Callable[[str, str, Callable[[str], str]], bytes]
"""The serialised tree of a page, its address and what resolves its links in, its packed sketch out."""


def open_sheet(
    body: bytes, url: str, content_type: str, joiner: Joiner | None = None, draw: Draw | None = None
) -> Sheet:
    """Decode and parse a page once and lay out what its readers need.

    The tree is changed on the way: scripts and the like are gone, blocks begin a line. Of a page too long for one
    tree everything but the links is read from its first piece.
    """
    decoded = decode(body, content_type)
    first, *rest = pieces(decoded.utf8)
    tree, cut = parse_html(first)
    joiner = joiner or Joiner()
    links = find_links(tree, url, decoded.encoding, joiner, () if cut else rest)
    resolve = partial(_resolve, joiner, links.base, decoded.encoding)
    sketch = draw(tree.html or "", url, resolve) if draw else b""
    found = outline(tree)
    head = read_head(found)
    scripts, sources = _scripts(found)
    names = None if cut or rest else names_of(tree)
    hidden = find_hidden_links(tree, decoded.utf8, links.links, links.base)
    drop_unseen(found)
    break_lines(found)
    node, span = pick_container(found)
    if node is not None:
        mark_span(node)
    row, start, end = take_span(lines(tree.body.text())[:MOST_LINES]) if tree.body is not None else ([], 0, 0)
    visible = "\n".join(row)
    chinese = is_chinese(visible)
    heading = headline(head, visible)
    needles = heading_guesses(head, heading, visible)
    return Sheet(
        url=url,
        decoded=decoded,
        links=links,
        body=tree.body,
        outline=found,
        head=head,
        scripts=scripts,
        sources=sources,
        row=row,
        visible=visible,
        heading=heading,
        needles=needles,
        heading_at=heading_ends(visible, needles),
        trail=find_trail(row) if chinese else (),
        span=replace(span, start=start, end=end),
        chinese=chinese,
        resolve=resolve,
        boxes=Boxes(),
        hidden=hidden,
        names=names,
        sketch=sketch,
    )
