"""HTML to a tree; a hostile page is cut before it costs the parser the square of its length in time or memory."""

import re
from collections import Counter
from itertools import islice, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

SMALL_PAGE: Final = 24 * 1024
"""Bytes too few for any harm; the figures here were measured with selectolax 1.0.2."""
LARGE_PAGE: Final = 200_000
"""Bytes from which one tag with nothing but attributes can take longer than a second."""
FEW_TAGS: Final = 4_000
MANY_TAGS: Final = 40_000
MOST_WORK: Final = 200_000_000
"""Sum over all tags of the elements then open; half a second of parsing."""
MOST_COPIES: Final = 2_000_000
"""Sum over all tags of the formatting elements then unclosed: each may be copied once more (about 200 bytes)."""
MOST_PARSED: Final = 80_000
"""Tags of one tree; each costs about 700 bytes of memory, with what readers make of it."""

MOST_ATTRIBUTES: Final = 300_000
"""Attributes of all long tags together, each costs 100 bytes."""
MOST_STRAYS: Final = 200_000
"""Signs `<` from which those that begin nothing are dropped, and NULs: the parser remembers each as an error."""

_BETWEEN: Final = (b" ", b"\n", b"\t", b"\r", b"\f", b"/")
_STRAY = re.compile(rb"(?:<(?![a-zA-Z/!?]))++")
_OPTIONS: Final = int(LexborDocumentOptions.WO_EVENTS)
# What is no markup: comments, scripts and the like. An approximation, not a tokenizer (see parse_html). Its group
# must be the first of a pattern.
_TEXT = (
    rb"<!--[^-]*+(?:-(?!->)[^-]*+)*+"
    rb"|<(?i:(script|style|textarea|title))(?=[\t\n\f\r />])[^<]*+(?:<(?!/(?i:\1))[^<]*+)*+"
)
_NO_MARKUP = re.compile(_TEXT)
# A tag of more than 400 pieces (64 bytes or a quoted value each): duplicates among attributes are searched for.
_PIECE = rb"(?>[^>\"']{1,64}+|\"[^\"]*+\"|'[^']*+')"
_HUGE_TAG = re.compile(
    _TEXT + rb"|(?P<huge><[a-zA-Z][a-zA-Z0-9:-]*+[\t\n\f\r /]" + _PIECE + rb"{400})"
    rb"|(?P<long><[a-zA-Z]" + _PIECE + rb"{4,}+)"  # long, not huge: not looked at again from each `<`
)
_TAG = re.compile(_TEXT + rb"|<(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:[^>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+)>?+")
# A tag as the standard reads it, quotes count behind `=` only; an unclosed one takes all that follows, once.
_MARKUP = re.compile(_TEXT + rb"|</?[a-zA-Z](?:=[\t\n\f\r ]*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+|[^>=]++)*+>?+")
_NAME = re.compile(rb"<(/?[a-zA-Z][^\t\n\f\r />]*+)")
_FORMATTING = re.compile(
    rb"<(?=[bcefistuBCEFISTU])(?i:b|big|code|em|font|i|s|small|strike|strong|tt|u)[\t\n\f\r /][^>]*+"
)
_FORMATTING_NAMES = frozenset(b"b big code em font i s small strike strong tt u".split())
_NOT_NESTING = frozenset(
    b"area base br col embed hr img input link meta param source track wbr frame keygen bgsound basefont "
    b"a nobr p li td th tr tbody thead tfoot option optgroup dt dd colgroup".split()
)


def _harmless(html: bytes) -> bool:
    """Say quickly whether all tags together stay within the limits; False only means that it is not known yet."""
    tags = _NAME.findall(_NO_MARKUP.sub(b"", html))
    spellings = {tag: place for place, tag in enumerate(set(tags))}
    places = np.fromiter(map(spellings.__getitem__, tags), dtype=np.int32, count=len(tags))
    counts: Counter[bytes] = Counter()
    for tag, count in zip(spellings, np.bincount(places, minlength=len(spellings)).tolist(), strict=True):
        counts[tag.lower()] += count
    nested, formatting = [], []
    for tag in map(bytes.lower, spellings):
        name = tag.lstrip(b"/")
        # End tags that no start tag can have asked for must not hide nesting.
        weight = -min(1.0, counts[name] / counts[tag]) if tag[:1] == b"/" else 1.0
        nested.append(0.0 if name in _NOT_NESTING else weight)
        formatting.append(weight if name in _FORMATTING_NAMES else 0.0)
    return _area(places, nested) <= MOST_WORK and _area(places, formatting) <= MOST_COPIES


def _area(places: npt.NDArray[np.int32], weights: list[float]) -> float:
    """Return the sum of the running depth, never below zero."""
    depth = np.cumsum(np.array(weights)[places])
    return float(np.sum(depth - np.minimum(np.minimum.accumulate(depth), 0.0)))


def _bearable(html: bytes) -> int:
    """Return how many of the first bytes keep within MOST_WORK and MOST_COPIES: all of them on an honest page.

    The parser copies every unclosed formatting element into each new block, though of equal ones only
    three (HTML standard 13.2.4.3).
    """
    opened: dict[bytes, int] = {}
    kinds: set[tuple[bytes, bytes]] = set()
    depth = work = unclosed = copies = 0
    for match in _TAG.finditer(html):
        copies += min(unclosed, 3 * len(kinds))
        name = (match[3] or b"").lower()
        if not name or name in _NOT_NESTING:
            continue
        formatting = name in _FORMATTING_NAMES
        if match[2]:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
                unclosed -= formatting
        elif not (match[4].endswith(b"/") and (opened.get(b"svg") or opened.get(b"math"))):
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if formatting:
                unclosed += 1
                kinds.add((name, match[4]))
        work += depth
        if work > MOST_WORK or copies > MOST_COPIES:
            return match.start()
    return len(html)


def _without_huge_tags(html: bytes) -> int:
    """Return how many of the first bytes hold no huge tag, and no more than MOST_ATTRIBUTES in long ones together."""
    left = MOST_ATTRIBUTES
    for match in _HUGE_TAG.finditer(html):
        if match["huge"]:
            return match.start()
        if match["long"]:
            left -= sum(map(match[0].count, _BETWEEN))
            if left < 0:
                return match.start()
    return len(html)


def bearable_length(html: bytes) -> int:
    """Return how many of the first bytes of a page can be parsed in about two seconds and 500 MB."""
    length = len(html)
    if length <= SMALL_PAGE:
        return length
    if length > LARGE_PAGE:
        length = _without_huge_tags(html)
    tags = html.count(b"<", 0, length)
    if tags <= FEW_TAGS:
        return length
    if tags <= MANY_TAGS and 3 * tags * len(set(_FORMATTING.findall(html, 0, length))) <= MOST_COPIES:
        return length
    honest = html[:length]
    return length if _harmless(honest) else _bearable(honest)


def pieces(html: bytes) -> list[bytes]:
    """Return a page in pieces of about MOST_PARSED tags, so that none needs much memory; nearly always only itself.

    It is cut before tags and comments only, never within a tag, a script or a template.
    """
    if len(html) > MOST_STRAYS and html.count(b"\0") > MOST_STRAYS:
        html = html.replace(b"\0", b"")
    if len(html) < 4 * MOST_PARSED or (signs := html.count(b"<")) <= MOST_PARSED:
        return [html]
    if signs > MOST_STRAYS:
        html = _STRAY.sub(b"", html)
    cuts = [0]
    marks = _MARKUP.finditer(html)
    next(islice(marks, MOST_PARSED, MOST_PARSED), None)
    for mark in marks:
        piece = html[cuts[-1] : mark.start()].lower()
        if piece.count(b"<template") <= piece.count(b"</template"):
            cuts.append(mark.start())
        next(islice(marks, MOST_PARSED, MOST_PARSED), None)
    return [html[start:end] for start, end in pairwise([*cuts, len(html)])]


def parse_html(utf8: bytes) -> tuple[LexborHTMLParser, bool]:
    """Return the tree of a page given as UTF-8, and whether the page was cut to keep parsing short.

    Nesting, unclosed formatting and attributes in tens of thousands make the standard's algorithm
    quadratic; only such pages are cut. What is looked for are the plain forms: a page that hides its
    nesting inside what looks like a comment or a script is not caught. The tree is not thread-safe.
    """
    length = bearable_length(utf8)
    cut = length < len(utf8)
    return LexborHTMLParser(utf8[:length] if cut else utf8, options=_OPTIONS), cut


UNSEEN = ["script", "style", "noscript", "template", "title"]
MAX_CHARACTERS = 20_000


def visible_text(utf8: bytes) -> str:
    """Return the visible text of an HTML page given as UTF-8, single-spaced, at most MAX_CHARACTERS long."""
    tree, _ = parse_html(pieces(utf8)[0])
    tree.strip_tags(UNSEEN)
    body = tree.body
    return " ".join(body.text(separator=" ").split())[:MAX_CHARACTERS] if body is not None else ""
