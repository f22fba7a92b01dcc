"""The element that holds a page's main text, by the names that site systems give it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from auditor.extract.elements import GENERAL, MAIN_TEXT
from auditor.extract.outline import Outline

LINKED = 0.5
"""Share of link text from which a container is a list, not a text."""

SURE = 400
"""Characters of text found by other means that outweigh an empty container of a known system; below them a footer
makes a container one."""

MOST_CONTAINERS = 24
LONGEST_TEXT = 200_000
"""Characters of main text that are kept."""

LONGEST_FOOTER_MARK = 80
"""Characters that no match of FOOTER exceeds."""

FOOTER = re.compile(
    r"版权所有|版權所有|ICP\s?[备证備]|网站标识码|公网安备|All Rights? Reserved|Copyright|技术支持\s?[:：]"
    r"|主办(?:单位)?\s?[:：].{2,40}(?:承办|地址|电话|邮编)",
    re.I,
)
_FOOTER_WORDS = tuple(
    word.encode()
    for word in ("版权所有", "版權所有", "网站标识码", "公网安备", "技术支持", "主办", "icp", "reserved", "copyright")
)


def footers(row: Sequence[str], longest: int) -> list[int]:
    """Return the numbers of the lines shorter than `longest` that are of a page's footer.

    One of the few words that every footer has is looked for in all lines at once: on long pages the pattern
    would cost more than the parser.
    """
    whole = "\n".join(row).encode("utf-8", "replace").lower()
    numbers = set()
    for word in _FOOTER_WORDS:
        number = past = 0
        at = whole.find(word)
        while at >= 0:
            number += whole.count(b"\n", past, at)
            numbers.add(number)
            past = at
            line_end = whole.find(b"\n", at)
            at = whole.find(word, line_end) if line_end >= 0 else -1
    return [number for number in sorted(numbers) if len(row[number]) < longest and FOOTER.search(row[number])]


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a page that one element holds, its letters and the share of link text among them.

    `certain`: it bears a known system's name. The empty span stands for no such element.
    """

    start: int = 0
    end: int = 0
    letters: int = 0
    linked: float = 0.0
    certain: bool = False


def _is_footer(text: str) -> bool:
    return len(text) < SURE and bool(FOOTER.search(text))


def pick_container(found: Outline) -> tuple[LexborNode | None, Span]:
    """Return the element that holds the main text and its span, lines not yet known; (None, Span()) for none.

    Of several the one with most text of its own; a text area of a system wins over `main` and `article`.
    """
    best: LexborNode | None = None
    span = Span()
    looked = 0
    for node in found.boxes:
        attributes = node.attributes
        certain = False
        if attributes:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split()
            certain = not MAIN_TEXT.isdisjoint(names)
        if not certain and node.tag not in GENERAL and attributes.get("role") != "main":
            continue
        looked += 1
        text = node.text()
        if looked > MOST_CONTAINERS or _is_footer(text):
            continue
        letters = len(text) - text.count("\n") - text.count(" ") - text.count("\t")
        linked = min(1.0, sum(len(anchor.text()) for anchor in node.css("a")) / letters) if letters else 0.0
        if best is None or _own_weight(letters, linked, certain) > _own_weight(span.letters, span.linked, span.certain):
            best, span = node, Span(0, 0, letters, linked, certain)
    return best, span


def _own_weight(letters: int, linked: float, certain: bool) -> tuple[bool, float]:
    return certain and linked < LINKED, letters * (1 - linked)
