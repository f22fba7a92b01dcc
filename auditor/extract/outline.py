"""The elements of a page that matter, sorted in one walk; and the text a visitor sees, a visual line a line."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_ELEMENTS = 200_000

LOOK_FOR_HAN = 3_000
_HAN = re.compile("[\u4e00-\u9fff]")

MEDIUM = "\x03"
"""Stands in the text where a picture, film or frame stands on the page."""

BEGIN, END = "\x0e", "\x0f"
"""Lines of their own before and after the element that `mark_span` was given."""

LINK, UNLINK = "\x04", "\x05"
"""Stand in the text where an anchor begins and ends, once `mark_links` was called."""

BLANKED = str.maketrans(dict.fromkeys((BEGIN, END, LINK, MEDIUM, UNLINK), " "))
"""Table for `str.translate` that puts a blank in place of each of these marks."""

_TEMPLATE = re.compile(r"\{\{[^{}]{0,300}\}\}")
_GROUPS = {
    "metas": ("meta",),
    "titles": ("title",),
    "headings": ("h1", "h2", "h3"),
    "times": ("time",),
    "scripts": ("script",),
    "unseen": ("style", "noscript", "select", "template", "option"),
    "areas": ("textarea",),
    "boxes": ("div", "td", "section", "article", "main", "font"),
    "breaks": ("p", "br", "h4", "h5", "dd", "dt", "th", "blockquote", "center"),
    "rows": ("li", "tr"),
    "lists": ("ul", "ol", "dl", "table", "tbody"),
    "anchors": ("a",),
    "media": ("img", "video", "audio", "iframe", "embed", "object", "canvas"),
    "forms": ("form", "input", "button"),
}


def _tag_ids() -> dict[int, str]:
    """Return the group of each element by the parser's number for its tag."""
    ids: dict[int, str] = {}
    for group, tags in _GROUPS.items():
        for tag in tags:
            context = "<table><tr>" if tag in ("td", "th") else "<table>" if tag in ("tr", "tbody") else ""
            tree = LexborHTMLParser(f"{context}<{tag}>".encode())
            node = tree.css_first(tag)
            if node is not None:
                ids[node.tag_id] = group
    return ids


_IDS = _tag_ids()


@dataclass(slots=True)
class Outline:
    """The elements of a page by use, each list in document order."""

    metas: list[LexborNode] = field(default_factory=list)
    titles: list[LexborNode] = field(default_factory=list)
    headings: list[LexborNode] = field(default_factory=list)
    times: list[LexborNode] = field(default_factory=list)
    scripts: list[LexborNode] = field(default_factory=list)
    unseen: list[LexborNode] = field(default_factory=list)
    areas: list[LexborNode] = field(default_factory=list)
    boxes: list[LexborNode] = field(default_factory=list)
    breaks: list[LexborNode] = field(default_factory=list)
    rows: list[LexborNode] = field(default_factory=list)
    lists: list[LexborNode] = field(default_factory=list)
    anchors: list[LexborNode] = field(default_factory=list)
    media: list[LexborNode] = field(default_factory=list)
    forms: list[LexborNode] = field(default_factory=list)


def outline(tree: LexborHTMLParser) -> Outline:
    """Sort the elements of a page in one walk of at most MOST_ELEMENTS."""
    found = Outline()
    take = {number: getattr(found, group).append for number, group in _IDS.items()}.get
    root = tree.root
    if root is None:
        return found
    left = MOST_ELEMENTS
    for node in root.traverse():
        if put := take(node.tag_id):
            put(node)
            left -= 1
            if not left:
                break
    return found


def lines(text: str) -> list[str]:
    """Return the non-empty lines of `text`, each with single spaces, without what scripts are to fill in ({{…}})."""
    plain = text.replace("\xa0", " ").replace("\u3000", " ").replace("\t", " ").replace("\r", " ")
    plain = plain.replace("\ufeff", "").replace("\u200b", "")
    if "{{" in plain:
        plain = _TEMPLATE.sub(" ", plain)
    return [line if "  " not in line else " ".join(line.split()) for line in map(str.strip, plain.split("\n")) if line]


def is_chinese(text: str) -> bool:
    """Say whether a Han letter stands in the beginning of a page's text: if not, no Chinese words are looked for."""
    return bool(_HAN.search(text, 0, LOOK_FOR_HAN))


def drop_unseen(found: Outline) -> None:
    """Take scripts, styles, choices and the like out of the tree."""
    for node in (*found.scripts, *found.unseen, *found.areas):
        node.decompose()


def break_lines(found: Outline) -> None:
    """Put a line break before every block and MEDIUM before every medium, so that text falls into visual lines.

    Source line breaks inside a block stay line breaks.
    """
    for group in (found.boxes, found.breaks, found.rows, found.lists, found.headings):
        for node in group:
            node.insert_before("\n")
    for node in found.media:
        node.insert_before(MEDIUM)


def mark_span(node: LexborNode) -> None:
    """Put BEGIN before and END after an element, so that its lines are found among the page's."""
    node.insert_before(f"\n{BEGIN}\n")
    node.insert_after(f"\n{END}\n")


def take_span(row: list[str]) -> tuple[list[str], int, int]:
    """Return the lines without BEGIN and END, and the slice that stood between them ((0, 0) when unmarked)."""
    if BEGIN not in row:
        return row, 0, 0
    start = row.index(BEGIN)
    end = row.index(END, start) - 1 if END in row[start:] else len(row) - 1
    return [line for line in row if line not in (BEGIN, END)], start, end


def mark_links(found: Outline) -> None:
    """Put LINK before and UNLINK after every anchor that leads somewhere, for `unlinked_lines`."""
    for node in found.anchors:
        if "href" in node.attributes:
            node.insert_before(LINK)
            node.insert_after(UNLINK)


def unlinked_lines(text: str) -> list[tuple[str, int]]:
    """Return the lines of a text with marked links, marks removed, each with the characters outside links."""
    found = []
    inside = False
    for line in lines(text.replace(BEGIN, "").replace(END, "")):
        if LINK not in line and UNLINK not in line:
            found.append((line, 0 if inside else len(line)))
            continue
        if line[0] == LINK and line.find(UNLINK) == len(line) - 1 and line.rfind(LINK) == 0:
            plain, free, inside = line[1:-1].strip(), 0, False
        else:
            plain, free, inside = _unlink(line, inside)
        if plain:
            found.append((plain, free))
    return found


def _unlink(line: str, inside: bool) -> tuple[str, int, bool]:
    """Return a line without its marks, its characters outside links, and whether it ends inside one."""
    free = 0
    plain = []
    for part in line.replace(LINK, "\n" + LINK).replace(UNLINK, "\n" + UNLINK).split("\n"):
        inside = part[0] == LINK if part and part[0] in (LINK, UNLINK) else inside
        words = part.lstrip(LINK + UNLINK)
        plain.append(words)
        free += 0 if inside else len(words.strip())
    return "".join(plain).strip(), free, inside
