"""Links to foreign hosts that a page hides, and how a style hides an element."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.extract.link_collector import link_text
from auditor.model import HiddenLink, Link, LinkKind
from auditor.model.public_hosts import foreign_site, site_of
from auditor.model.urls import host_port, join, origin
from auditor.text.risk import names_risky_trade

MOST_HIDDEN: Final = 50
MOST_ELEMENTS: Final = 2_000
MOST_LINKS: Final = 400
MANY_SITES: Final = 10
"""The same where the block stands deep in the page, so that a script could find it by its place alone."""

LEAST_SITES: Final = 3
"""Different foreign sites that a block must lead to where hiding it alone is common (menus, tabs, pop-ups)."""

_MAY_HIDE = re.compile(r"none|hidden|clip|opacity|:\s?-\d|font-size\s?:\s?[01](?!\d)|background", re.I)
_SIGNS = (*tuple(b"none NONE hidden HIDDEN opacity :- arquee ARQUEE font-size FONT-SIZE background".split()), b": -")
_UNSHOWN_BY_NATURE = frozenset(("noscript", "select", "template", "head"))
_WHOLE_PAGE = frozenset(("html", "body"))
"""Hidden until a script has run, so that nothing flashes up and no foreign frame shows the page."""

_WORDS = frozenset(("a", "span", "p", "font", "b", "i", "em", "strong"))
"""Elements that hold words; blocks of others take the gaps between their boxes away with letters of no size."""

_MOVING = re.compile(r"slid|swip|scroll|carous|roll|marquee|banner|focus|switch|tempwrap|tab|lunbo|gundong", re.I)
_ANCHOR: Final = int(LinkKind.ANCHOR)
_FOR_READERS = re.compile(r"sr-only|screen-?reader|visually-?hidden|visuallyhidden|skip|accessib|wza", re.I)
_HIDE = (
    r"\s*(?:document\.getElementById\(\s{0,5}['\"]([\w-]{1,80})['\"]\s{0,5}\)\.style\.(?:display|visibility)"
    r"\s{0,5}=\s{0,5}['\"](?:none|hidden)['\"]\s{0,5};?\s*)"
)
_HIDE_ONLY = re.compile(_HIDE)
_WRITE_OPEN = re.compile(
    r"\s*document\.write(?:ln)?\(\s{0,5}(['\"])\s{0,5}<(?:div|span|p|ul|marquee)\b([^>]{1,300})>\s{0,5}\1\s{0,5}\)\s{0,5};?\s*",
    re.I,
)
_STYLE_VALUE = re.compile(r"style\s{0,5}=\s{0,5}\\?['\"]?([^'\">\\]{1,300})", re.I)
_RULE = re.compile(r"([#.][A-Za-z][A-Za-z0-9_-]{0,80})\s{0,20}\{([^{}]{1,400})\}")


def find_hidden_links(tree: LexborHTMLParser, utf8: bytes, links: Sequence[Link], base: str) -> tuple[HiddenLink, ...]:
    """Return links to foreign sites that are hidden in a way that serves no visitor, at most MOST_HIDDEN.

    Foreign is what is neither the page's own site nor of the government or a known public service. Hiding that
    honest pages use as well (menus, tabs, pop-ups, share boxes) counts only where nothing could ever show the
    block again, or where its links name gambling or pornography. Style sheets in files of their own are not read.
    """
    here = origin(base) + "/"
    away = [link.url for link in links if link.kind == _ANCHOR and not link.url.startswith(here)]
    own = site_of(host_port(base)[0]) if away else ""
    foreign = {url: site for url in away if (site := foreign_site(own, url))}
    if not foreign or not any(sign in utf8 for sign in _SIGNS):
        return ()
    found: dict[str, HiddenLink] = {}
    for element, how, sure in _hiding(tree, utf8):
        block = _foreign(element, base, foreign)
        if not block:
            continue
        texts = [text for _, _, text in block]
        sites = len({site for site, _, _ in block})
        if names_risky_trade(texts) or (sure and sites >= sure and _mostly_foreign(element, len(block))):
            for _, url, text in block:
                found.setdefault(url, HiddenLink(url, text, how))
        if len(found) >= MOST_HIDDEN:
            break
    return tuple(found.values())[:MOST_HIDDEN]


def _hiding(tree: LexborHTMLParser, utf8: bytes) -> Iterator[tuple[LexborNode, str, int]]:
    """Yield hidden elements, how, and how many foreign sites make it sure that no visitor is served (0: none does)."""
    for node in tree.css("[style],marquee")[:MOST_ELEMENTS]:
        style = node.attrs.get("style") or ""
        how = how_hidden(style) if node.tag not in _WHOLE_PAGE and _MAY_HIDE.search(style) else ""
        attributes = node.attributes if how or node.tag == "marquee" else {}
        how = how or (_tiny_marquee(attributes) if node.tag == "marquee" else "")
        if how and not _by_nature(node):
            yield node, how, _sureness(node, attributes, how)
    if b"getElementById" in utf8 or b"document.write" in utf8:
        yield from _by_script(tree, utf8)
    if b"<style" in utf8 and (b":-" in utf8 or b": -" in utf8):
        yield from _by_rules(tree)


def _tiny_marquee(attributes: dict[str, str | None]) -> str:
    sizes = [attributes.get("height") or "", attributes.get("width") or ""]
    return (
        NO_SIZE
        if any(size.removesuffix("px").isdigit() and int(size.removesuffix("px")[:6]) <= TINY for size in sizes)
        else ""
    )


def _by_nature(node: LexborNode) -> bool:
    parent: LexborNode | None = node
    for _ in range(60):
        if parent is None:
            return False
        if parent.tag in _UNSHOWN_BY_NATURE:
            return True
        parent = parent.parent
    return True


def _sureness(node: LexborNode, attributes: dict[str, str | None], how: str) -> int:
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    parent = node.parent
    above = parent.attributes if parent is not None else {}
    around = f"{names} {above.get('id') or ''} {above.get('class') or ''}"
    if _FOR_READERS.search(around) or (node.tag != "marquee" and _MOVING.search(around)):
        return 0
    out_of_reach = not names.strip() and not any(
        name.startswith(("data-", "on", ":", "v-", "@", "x-")) for name in attributes
    )
    if how in (NOT_DISPLAYED, INVISIBLE):
        if not out_of_reach or parent is None:
            return 0
        return LEAST_SITES if _top_level(parent) else MANY_SITES if _bare(node) else 0
    if node.tag == "marquee" or (how == NO_SIZE and out_of_reach):
        return 1
    if how == NO_LETTERS:
        return _sureness_of_letters(node) if out_of_reach else 0
    if not out_of_reach and not _bare(node):
        return 0
    if how == OFF_SCREEN and "text-indent" in (style := attributes.get("style") or "") and "url(" in style:
        return 0
    if node.css_first("img") is not None or (
        node.tag == "a"
        and ("width" in (attributes.get("style") or "") or node.css_first("img,i,span,svg,em,b") is not None)
    ):
        return 0
    return 1 if out_of_reach else LEAST_SITES


def _sureness_of_letters(node: LexborNode) -> int:
    """Judge letters of no size: parts may have letters of their own, by their style or by a style sheet."""
    if any("font" in (part.attributes.get("style") or "") for part in node.css("[style]")[1:MOST_LINKS]):
        return 0
    if node.tag in _WORDS:
        return 1
    return LEAST_SITES if _bare(node) else 0


def _mostly_foreign(element: LexborNode, found: int) -> bool:
    """Return whether a block leads away rather than about the site: a page that shows itself late is no such block."""
    return 2 * found >= len(element.css("a[href]")[: 2 * MOST_LINKS])


def _bare(node: LexborNode) -> bool:
    """Return whether a block's links stand in it one by one, without the rows a menu or a tab would have."""
    return node.tag in ("div", "span", "p") and node.css_first("ul,ol,dl,li,td,dd,img") is None


def _top_level(parent: LexborNode) -> bool:
    above = parent.parent
    return parent.tag in ("body", "html") or (parent.tag == "form" and above is not None and above.tag == "body")


def _by_script(tree: LexborHTMLParser, utf8: bytes) -> Iterator[tuple[LexborNode, str, int]]:
    for script in tree.css("script:not([src])")[:MOST_ELEMENTS]:
        text = script.text()
        if len(text) > 600:
            continue
        if (match := _HIDE_ONLY.fullmatch(text)) and utf8.count(match[1].encode()) == 2:
            node = tree.css_first(f'[id="{match[1]}"]')
            if node is not None and not _by_nature(node):
                yield node, BY_SCRIPT, 1
        elif match := _WRITE_OPEN.fullmatch(text):
            style = _STYLE_VALUE.search(match[2])
            if style and how_hidden(style[1]):
                yield from _written_around(script)


def _written_around(script: LexborNode) -> Iterator[tuple[LexborNode, str, int]]:
    """Yield what stands between a script that writes a hidden element's beginning and the one that writes its end."""
    node = script.next
    for _ in range(MOST_LINKS):
        if node is None or node.tag == "script":
            return
        if node.tag not in ("-text", "-comment"):
            yield node, BY_SCRIPT, 1
        node = node.next


def _by_rules(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str, int]]:
    for style in tree.css("style")[:20]:
        for selector, body in _RULE.findall(style.text()[:100_000])[:500]:
            how = how_hidden(body) if "-" in body else ""
            if (
                not how
                or how in (NOT_DISPLAYED, INVISIBLE)
                or _FOR_READERS.search(selector)
                or _MOVING.search(selector)
            ):
                continue
            for node in tree.css(selector)[:20]:
                if node.tag != "a" and node.css_first("img") is None and not _by_nature(node):
                    yield node, how, LEAST_SITES


def _foreign(element: LexborNode, base: str, foreign: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return foreign site, address and text of the links of an element that have a text."""
    anchors = [element] if element.tag == "a" else element.css("a[href]")[:MOST_LINKS]
    found = []
    for anchor in anchors:
        raw = (anchor.attributes.get("href") or "").strip().partition("#")[0]
        url = join(base, raw) if raw[:5].lower() in ("http:", "https") or raw[:2] == "//" else None
        site = foreign.get(url or "", "")
        if url and site and (text := link_text(anchor)):
            found.append((site, url, text))
    return found


# How a style keeps an element from being seen.

OFF_SCREEN, NO_SIZE, NO_LETTERS, SAME_COLOUR, INVISIBLE, NOT_DISPLAYED, BY_SCRIPT = tuple(
    """
    off_screen no_size no_letters same_colour invisible not_displayed by_script
    """.split()
)

FAR: Final = 500
"""Pixels outside the page from which an element cannot be seen on it."""

TINY: Final = 2
"""Pixels of width or height within which nothing can be read."""

LONGEST_STYLE: Final = 1_000

_DECLARATION = re.compile(r"([a-z-]{2,30})\s{0,20}:\s{0,20}([^;:{}]{1,200})", re.I)
_PIXELS = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)\s?(px|pt|em|rem|%|vw|vh)?(?![\w.])", re.I)
_SHIFTS = ("left", "top", "right", "bottom")
_MARGINS = ("margin-left", "margin-top", "text-indent")
_UNIT_PIXELS = {"em": 16, "rem": 16, "%": 10, "vw": 10, "vh": 8}
_COLOURS = {"white": "ffffff", "black": "000000", "transparent": ""}
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.I)


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute or rule, lower case, the last of a name winning."""
    return {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(style[:LONGEST_STYLE])}


def how_hidden(style: str) -> str:
    """Return how a style hides an element, '' where it does not."""
    known = declarations(style)
    if _off_screen(known):
        return OFF_SCREEN
    if _no_size(known):
        return NO_SIZE
    if known.get("display", "").startswith("none"):
        return NOT_DISPLAYED
    if known.get("visibility", "").startswith("hidden") or _pixels(known.get("opacity", "")) == 0:
        return INVISIBLE
    if "font-size" in known and 0 <= (_pixels(known["font-size"]) or 0) <= 1 and known["font-size"][:1].isdigit():
        return NO_LETTERS
    return SAME_COLOUR if _same_colour(known) else ""


def _off_screen(known: dict[str, str]) -> bool:
    shifted = known.get("position", "").startswith(("absolute", "fixed", "relative"))
    names = (*_SHIFTS, *_MARGINS) if shifted else _MARGINS
    far = max((-(_pixels(known[name]) or 0) for name in names if name in known), default=0.0)
    # A film strip is longer than it is shifted: what stands on it comes into view in turn.
    return far >= FAR and max(_pixels(known.get(name, "")) or 0 for name in ("width", "height")) < far


def _no_size(known: dict[str, str]) -> bool:
    if not any(known.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y")):
        return False
    sizes = [
        _pixels(known[name]) for name in ("width", "height", "max-height", "max-width", "line-height") if name in known
    ]
    return any(size is not None and 0 <= size <= TINY for size in sizes)


def _pixels(value: str) -> float | None:
    match = _PIXELS.match(value)
    if match is None:
        return None
    size = float(match[1])
    return size * _UNIT_PIXELS.get((match[2] or "").lower(), 1)


def _same_colour(known: dict[str, str]) -> bool:
    ink = _colour(known.get("color", ""))
    paper = _colour(known.get("background-color") or known.get("background", ""))
    return bool(ink) and ink == paper and "url(" not in known.get("background", "")


def _colour(value: str) -> str:
    if match := _HEX.search(value):
        digits = match[1].lower()
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return _COLOURS.get(value.split(" ")[0], "")
