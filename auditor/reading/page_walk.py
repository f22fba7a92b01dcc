"""One walk over a page: its visual lines, links with the rows they belong to, media and forms, each with its place."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from auditor.reading.tokens import PIECE, TAG, TEXT, attributes, plain, tokens

Resolve = Callable[[str], str]
"""Raw href in, absolute http(s) address out, '' for none."""

MOST_TOKENS: Final = 60_000
"""Tags and texts of one page that are looked at; the longest page of the data has a quarter of it."""

NEAR: Final = 4
"""Elements around one that make up its place: fewer mix up the cells of table layouts, more see the names that a
template gives each of its columns."""

LONGEST_TEXT: Final = 400
"""Letters of one line that are kept; a longer one is prose whatever follows."""

CELLS: Final = frozenset({"td", "th"})
INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "o:p", "st1:chsdate",
})  # fmt: skip
"""Elements that break no line (HTML standard 4.5, and what office programs write)."""

VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
ROWS: Final = frozenset({"li", "tr", "dd"})
ROW_TAGS: Final = frozenset(["li", "tr", "dt", "dd", "dl"])
"""Elements whose class says which of its siblings a row is, not what it is."""

MEDIA: Final = frozenset(["img", "video", "audio", "embed", "object", "canvas"])
HEADINGS: Final = {f"h{rank}": rank for rank in range(1, 7)}
FIELDS: Final = frozenset({"text", "password", "email", "tel", "number", "date", "file", ""})

_NAME: Final = re.compile(r'\s(class|id)="([^"]*)"')
_NUMBER: Final = re.compile(r"\d+")
_INVISIBLE: Final = str.maketrans("", "", "\ufeff\u200b\xad")


class Element:
    """An open element: tag, its place (a hash of itself and the NEAR elements around it), and what stood in it so far.

    `target` is that of its links: None for none, '' for several. `pending` are parts of it whose links share a target.
    """

    __slots__ = ("cells", "line", "links", "media", "near", "parent", "path", "pending", "tag", "target", "text")

    def __init__(
        self, tag: str, path: int, near: tuple[int, ...], text: int, line: int, parent: "Element | None"
    ) -> None:
        self.tag = tag
        self.path = path
        self.near = near
        self.text = text
        self.line = line
        self.parent = parent
        self.target: str | None = None
        self.links = 0
        self.pending: list[Part] | None = None
        self.cells = 0
        self.media = 0

    def add(self, part: "Part", target: str, links: int) -> None:
        """Take in a part of this element and the target of its links."""
        if self.pending is None:
            self.pending = []
        self.pending.append(part)
        self.target = target if self.target in (None, target) else ""
        self.links += links


@dataclass(slots=True, eq=False)
class Found:
    """A link: address as written, resolved ('' for nowhere), place, words, tooltip, first text and line."""

    href: str
    target: str
    place: int
    text: str
    tip: str
    first: int
    last: int
    line: int
    pictured: bool


@dataclass(slots=True, eq=False)
class Part:
    """The largest element whose links share one target: a row of a list, where it has siblings of its shape."""

    first: int
    last: int
    line: int
    end: int
    links: list[Found]
    holder: Element
    tag: str


@dataclass(slots=True)
class Text:
    """One visual line: place, words, letters inside links, rank of the heading it is (0: none)."""

    place: int
    words: str
    linked: int
    rank: int
    first: int


@dataclass(slots=True)
class Walk:
    """What one page holds, in order. `texts` are its text nodes, `scripts` its inline scripts."""

    lines: list[Text] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    links: list[Found] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    hollow: list[tuple[int, int]] = field(default_factory=list)
    media: list[tuple[int, int]] = field(default_factory=list)
    skeleton: set[int] = field(default_factory=set)
    scripts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    metas: list[dict[str, str]] = field(default_factory=list)
    title: str = ""
    fields: int = 0


class _Walker:
    """The state of one walk."""

    def __init__(self, resolve: Resolve) -> None:
        self.walk = Walk()
        self.resolve = resolve
        self.root = Element("html", 0, (), 0, 0, None)
        self.at = self.root
        self.open = [self.root]
        self.pieces: list[str] = []
        self.linked = 0
        self.rank = 0
        self.place = 0
        self.begun = 0
        self.anchor: Found | None = None
        self.body = False
        self.in_title = False
        self.cache: dict[tuple[tuple[int, ...], str, str], tuple[int, tuple[int, ...]]] = {}

    def run(self, html: str) -> Walk:
        for match in islice(tokens(html), MOST_TOKENS):
            kind = match.lastindex
            if kind == TEXT:
                self.take_text(match[1])
            elif kind == TAG:
                (self.close if match[5] else self.start)(match[6], match[7])
                self.space(match)
            elif kind == PIECE:
                self.take_closed(match[2], match[3], match[4])
            else:
                self.space(match)
        while len(self.open) > 1:
            self.close(self.open[-1].tag)
        self.flush()
        self.settle(self.root)
        return self.walk

    def space(self, match: re.Match[str]) -> None:
        """Keep the white space behind a tag within a line."""
        if self.pieces and match[0][-1] != ">":
            self.pieces.append(" ")

    def take_text(self, text: str) -> None:
        if self.in_title:
            self.walk.title += plain(text)
            return
        if not self.body or text.isspace():
            if self.pieces:
                self.pieces.append(" ")
            return
        words = plain(text)
        if not words.isprintable():
            words = words.replace("\xa0", " ").translate(_INVISIBLE)
        bare = " ".join(words.split())
        if not bare:
            return
        if not self.pieces:
            self.place = self.at.path
            self.begun = len(self.walk.texts)
        self.walk.texts.append(bare)
        self.pieces.append(words)
        if self.anchor is not None:
            self.linked += len(bare)
            self.anchor.text += words

    def take_closed(self, name: str, raw: str, content: str) -> None:
        if name == "script":
            source = attributes(raw).get("src", "")
            if source:
                self.walk.sources.append(source)
            elif content:
                self.walk.scripts.append(content)
        elif name == "iframe":
            self.take_media(raw)
        elif name in ("textarea", "select"):
            self.walk.fields += name == "textarea"

    def take_media(self, raw: str) -> None:
        source = attributes(raw).get("src", "")
        self.walk.media.append(
            (len(self.walk.lines), zlib.crc32(source.rpartition("/")[2].encode("utf-8", "replace"), self.at.path))
        )
        for element in self.open[-3:]:
            element.media += 1
        if self.anchor is not None:
            self.anchor.pictured = True

    def start(self, name: str, raw: str) -> None:
        if name == "a":
            self.start_link(raw)
            return
        if name in INLINE:
            return
        if name in VOID:
            self.void(name, raw)
            return
        if name == "body":
            self.body = True
        elif name == "title" and not self.walk.title:
            self.in_title = True
        if self.pieces:
            self.flush()
        if name in HEADINGS:
            self.rank = HEADINGS[name]
        parent = self.at
        kind = name
        if name in CELLS:
            parent.cells += 1
        near = self.cell_apart(parent) if name == "table" else parent.near
        path, near = self.placed(near, kind, raw)
        element = Element(name, path, near, len(self.walk.texts), len(self.walk.lines), parent)
        self.open.append(element)
        self.at = element

    def cell_apart(self, parent: Element) -> tuple[int, ...]:
        """Return what a table in a cell takes over: the cells of a layout are told apart, those of a row are not."""
        row = parent.parent
        if parent.tag not in CELLS or row is None or not parent.near:
            return parent.near
        return (*parent.near[:-1], zlib.crc32(str(row.cells).encode(), parent.near[-1]))

    def placed(self, above: tuple[int, ...], kind: str, raw: str) -> tuple[int, tuple[int, ...]]:
        """Return the place of an element and what its children take over: hashes of itself and those around it."""
        key = (above, kind, raw)
        found = self.cache.get(key)
        if found is None:
            names = (
                ""
                if kind in ROW_TAGS or not raw
                else " ".join(sorted(_NUMBER.sub("", value) for _, value in _NAME.findall(raw)))
            )
            near = (*above[-NEAR:], zlib.crc32(f"{kind}.{names}".encode()))
            found = (zlib.crc32(repr(near).encode()), near)
            self.cache[key] = found
            if names and len(self.open) < MOST_DEPTH:
                self.walk.skeleton.add(near[-1])
        return found

    def void(self, name: str, raw: str) -> None:
        if name in ("br", "hr"):
            if self.pieces:
                self.flush()
        elif name in MEDIA:
            self.take_media(raw)
            if self.anchor is not None and not self.anchor.tip:
                self.anchor.tip = attributes(raw).get("alt", "")
        elif name == "input":
            self.walk.fields += attributes(raw).get("type", "").lower() in FIELDS
        elif name == "meta":
            self.walk.metas.append(attributes(raw))

    def start_link(self, raw: str) -> None:
        values = attributes(raw)
        href = values.get("href", "")
        if not href and "href" not in values and "onclick" not in values:
            return
        self.anchor = Found(
            href, self.resolve(href) if href else "", self.at.path, "", values.get("title", ""),
            len(self.walk.texts), 0, len(self.walk.lines), False,
        )  # fmt: skip

    def end_link(self) -> None:
        anchor = self.anchor
        if anchor is None:
            return
        self.anchor = None
        anchor.text = " ".join(anchor.text.split())
        anchor.last = len(self.walk.texts)
        if not anchor.text and not anchor.pictured:
            return
        self.walk.links.append(anchor)
        part = Part(anchor.first, anchor.last, anchor.line, len(self.walk.lines) + 1, [anchor], self.at, "a")
        self.at.add(part, anchor.target or f"#{anchor.text}", 1)

    def close(self, name: str, _: str = "") -> None:
        if name == "a":
            self.end_link()
            return
        if name in INLINE or name in VOID:
            return
        if name == "title":
            self.in_title = False
        if self.pieces:
            self.flush()
        if len(self.open) < 2:
            return
        self.rank = 0 if name in HEADINGS else self.rank
        element = self.open.pop()
        parent = self.open[-1]
        self.at = parent
        self.settle_into(element, parent)

    def settle_into(self, element: Element, parent: Element) -> None:
        """Hand the links of a closed element to the one around it: as one part where they share a target."""
        if element.target is None:
            if element.text == len(self.walk.texts) and element.tag in HOLDERS and not element.media:
                self.walk.hollow.append((element.path, element.line))
            return
        if element.target:
            parent.add(
                self.part_of(element, [link for part in element.pending or () for link in part.links]),
                element.target,
                element.links,
            )
        elif element.tag in ROWS and (part := self.as_row(element)) is not None:
            parent.add(part, "", element.links)
        else:
            self.settle(element)
            parent.target = ""
            parent.links += element.links

    def part_of(self, element: Element, links: list[Found]) -> Part:
        """Return an element as one part of the one around it."""
        walk = self.walk
        return Part(element.text, len(walk.texts), element.line, len(walk.lines), links, element, element.tag)

    def as_row(self, element: Element) -> Part | None:
        """Return a row that holds a link or two beside that of its title: a category, a source."""
        links = [link for part in element.pending or () for link in part.links]
        if element.links != len(links) or len(links) > MOST_BESIDE:
            return None
        title = max(links, key=lambda link: len(link.text))
        rest = [len(link.text) for link in links if link.target != title.target]
        texts = self.walk.texts[element.text :]
        if len(title.text) < 2 * max(rest, default=0) or not any(_NUMBER.search(text) for text in texts):
            return None
        return self.part_of(element, [title])

    def settle(self, element: Element) -> None:
        self.walk.parts += element.pending or ()
        element.pending = None

    def flush(self) -> None:
        words = " ".join("".join(self.pieces).split())
        if words:
            self.walk.lines.append(Text(self.place, words[:LONGEST_TEXT], self.linked, self.rank, self.begun))
        self.pieces = []
        self.linked = 0


MOST_DEPTH: Final = 7
"""Open elements up to which names belong to the skeleton of the template, not to the content."""

MOST_BESIDE: Final = 4
"""Links of one row: title, category, source, another."""

HOLDERS: Final = frozenset(["ul", "ol", "dl", "table", "tbody", "div", "section"])


def walk_page(html: str, resolve: Resolve) -> Walk:
    """Return what the serialised tree of a page holds; linear in its length, at most MOST_TOKENS tags and texts."""
    return _Walker(resolve).run(html)
