"""The main text of an article page: a known container of Chinese site systems, else the lines after the heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from auditor.extract.article_lines import (
    HEAD_LINES,
    at_heading,
    body_end,
    body_start,
    endings,
    heading_lines,
    is_byline,
    join,
    menu_at,
)
from auditor.extract.containers import LINKED, LONGEST_TEXT, SURE, Span, footers
from auditor.extract.outline import Outline, mark_links, unlinked_lines

MOST_LINES = 6_000
OWN_CHARACTERS = 20
"""Characters outside links that make a line the page's own even where most of it is linked."""

SAME_TEXT = 0.8
"""Share of the text after a heading that must follow the same heading again for the second one to count."""

MEDIUM_WORTH = 40
"""Characters that one picture or film weighs when places are compared."""

SENTENCE_LETTERS = 24
_SENTENCE = re.compile(r"[，。；！？：、]|[.,;] ")


@dataclass(frozen=True, slots=True)
class Main:
    """The main text of a page.

    `text` has single spaces and a line a block, without heading, byline and what follows the article; `linked`
    is the share of link text in its container (0 where lines were picked one by one); `media` counts
    pictures, films and frames in it. `contained`: one element holds it, `certain`: of a known system's name.
    `start` is the number of its first line among the page's lines, -1 when unknown; `blank_at` the line after
    the heading of a page without text.
    """

    text: str = ""
    linked: float = 0.0
    media: int = 0
    contained: bool = False
    certain: bool = False
    start: int = -1
    blank_at: int = -1


def _in_span(page: Sequence[str], span: Span, needles: Sequence[str], chinese: bool) -> Main:
    """Return the main text of an element without the heading and byline that may stand at its top."""
    start, end = span.start, min(span.end, span.start + MOST_LINES)
    if begin := at_heading(page[start : start + HEAD_LINES], needles):
        start = min(end, body_start(page[:end], start + begin, strict=span.certain))
    if chinese:
        end = body_end(page, start, end, endings(page[:end], start))
    text, media = join(page[start:end], chinese=chinese)
    return Main(text, span.linked, media, True, span.certain, start)


def _own(row: Sequence[tuple[str, int]]) -> list[str]:
    """Return the lines that are not links."""
    return [line for line, free in row if free * 2 >= len(line) or free > OWN_CHARACTERS]


def _after_heading(page: Sequence[tuple[str, int]], needles: Sequence[str]) -> Main:
    """Pick the unlinked lines after the heading, at the place where most text follows."""
    best = Main()
    plain = [line for line, _ in page]
    stops = endings(plain)
    for place in heading_lines("\n".join(plain), needles):
        foot = next((number for number, footer in stops if footer and number > place), len(plain))
        start = body_start(plain[:foot], place + 1, strict=False)
        end = menu_at(page, start, body_end(plain, start, len(plain), stops))
        text, media = join(_own(page[start:end]))
        repeated = 0 <= start - best.start < HEAD_LINES and len(text) > SAME_TEXT * len(best.text)
        if best.start < 0 or repeated or _worth(text, media) > _worth(best.text, best.media):
            best = Main(text, 0.0, media, start=start)
    return best


def _worth(text: str, media: int) -> int:
    return len(text) + MEDIUM_WORTH * media


def _densest(page: Sequence[tuple[str, int]]) -> Main:
    """Pick the unlinked lines between the first and the last full sentence before the footer."""
    feet = footers([line for line, _ in page], LONGEST_TEXT)
    end = next((number for number in feet if number > 5), len(page))
    sentences = [
        number
        for number, (line, free) in enumerate(page[:end])
        if free > SENTENCE_LETTERS
        and _SENTENCE.search(line)
        and number not in feet
        and not is_byline(line, strict=False)
    ]
    if not sentences:
        return Main()
    text, media = join(_own(page[sentences[0] : sentences[-1] + 1]))
    return Main(text, 0.0, media, start=sentences[0])


def find_main(
    found: Outline, body: LexborNode, page: Sequence[str], span: Span, needles: Sequence[str], *, chinese: bool
) -> Main:
    """Return the main text of a page.

    `page` is the visible text by lines (media marked), `span` the element picked, `needles` the words of the
    heading, best first, `chinese` whether Chinese words can stand on the page. A blank article gives text ''.
    Whether the page is an article at all is not judged here. May mark the links.
    """
    inside = _in_span(page, span, needles, chinese) if span.end > span.start or span.certain else Main()
    if inside.text and inside.linked < LINKED:
        return inside
    mark_links(found)
    marked = unlinked_lines(body.text())[:MOST_LINES]
    after = _after_heading(marked, needles)
    if span.certain and len(after.text) < SURE:
        return inside
    if after.text or after.media:
        return after
    dense = _densest(marked)
    return dense if dense.text else replace(dense, blank_at=after.start)
