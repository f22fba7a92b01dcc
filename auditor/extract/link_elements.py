"""What each kind of HTML element refers to (HTML standard, attributes that take a URL)."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.link_collector import Attributes, Collector, alternative, tidy
from auditor.model import LinkKind

SELECTOR: Final = (
    '[href],[src],[style*="url(" i],[background],style,form,meta,object,'
    "img:not([src]),source:not([src]),video:not([src])"
)
"""Every element TAKE or presentation() knows something of."""

_PLACEHOLDER = re.compile(r"^data:|blank|loading|lazy|place_?holder|spacer|pixel|transparent|grey|gray|default", re.I)
_NO_FETCH = frozenset({"preconnect", "dns-prefetch", "profile"})


def _area(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("href")), LinkKind.AREA, alternative(attributes))


def _image(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    text = alternative(attributes)
    source = attributes.get("src")
    found.add(found.resolve(source), LinkKind.IMAGE, text)
    if srcset := attributes.get("srcset"):
        for address in srcset_addresses(srcset):
            found.add(found.resolve(address), LinkKind.IMAGE, text)
    lazy = attributes.get("data-src") or attributes.get("data-original")
    if lazy and (not source or not source.strip() or _PLACEHOLDER.search(source)):
        found.add(found.resolve(lazy), LinkKind.IMAGE, text)


def _source(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.SOURCE)
    if srcset := attributes.get("srcset"):
        for address in srcset_addresses(srcset):
            found.add(found.resolve(address), LinkKind.SOURCE)


def _media(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.MEDIA)
    found.add(found.resolve(attributes.get("poster")), LinkKind.POSTER)


def _script(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.SCRIPT)


def _link(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    relations = (attributes.get("rel") or "").lower().split()
    if not relations or not _NO_FETCH.isdisjoint(relations) or relations[0].startswith("schema."):
        return
    kind = LinkKind.STYLESHEET if "stylesheet" in relations else LinkKind.LINK
    found.add(found.resolve(attributes.get("href")), kind)


def _frame(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    raw = attributes.get("src")
    # <noscript><iframe src="*.html"> is an old trick against saving the page, not a link.
    if raw and not raw.strip().startswith("*"):
        found.add(found.resolve(raw), LinkKind.FRAME, tidy(attributes.get("title") or ""))


def _embed(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("src")), LinkKind.OBJECT)


def _object(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("data")), LinkKind.OBJECT)


def _form(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    if (attributes.get("method") or "get").strip().lower() not in ("post", "dialog"):
        found.add(found.resolve(attributes.get("action")), LinkKind.FORM)


def _input(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    if (attributes.get("type") or "").lower() == "image":
        found.add(found.resolve(attributes.get("src")), LinkKind.IMAGE, alternative(attributes))


def _meta(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    directive = attributes.get("http-equiv")
    if not directive or directive.strip().lower() != "refresh":
        return
    url = found.resolve(refresh_address(attributes.get("content") or ""))
    if url is None:
        return
    found.add(url, LinkKind.REFRESH)
    parent = node.parent
    if not found.refresh and (parent is None or parent.tag != "noscript"):
        found.refresh = url


def _style(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    for address in css_addresses(node.text()):
        found.add(found.resolve(address), LinkKind.CSS)


def _drawing(node: LexborNode, attributes: Attributes, found: Collector) -> None:
    found.add(found.resolve(attributes.get("href") or attributes.get("xlink:href")), LinkKind.IMAGE)


TAKE: Final[dict[str, Callable[[LexborNode, Attributes, Collector], None]]] = {
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
"""Element name to the function that takes what it refers to; anchors are taken by links.py."""


def presentation(attributes: Attributes, found: Collector) -> None:
    """Take pictures named by a style attribute or the old background attribute."""
    if style := attributes.get("style"):
        for address in css_addresses(style):
            found.add(found.resolve(address), LinkKind.CSS)
    if background := attributes.get("background"):
        found.add(found.resolve(background), LinkKind.IMAGE)


# Addresses inside values: srcset, CSS url() and @import, meta refresh. Linear in the length of the value.

LONGEST_CSS: Final = 2_000_000
"""Characters of a style sheet that are read."""

# CSS Syntax Level 3, section 4. Possessive quantifiers keep hostile input linear; what cannot hold an address
# (comments, strings, @namespace) is consumed first so that nothing inside it is taken for one.
_CSS = re.compile(
    r"""/\*(?:.*?\*/|.*+)
    | @(?:namespace|charset)\b[^;]*+
    | url\([\s]*+(?: "((?:[^"\\\n]|\\.)*+)" | '((?:[^'\\\n]|\\.)*+)' | ((?:[^\s"'()\\]|\\.)*+) )[\s]*+\)
    | @import\s*+(?: "((?:[^"\\\n]|\\.)*+)" | '((?:[^'\\\n]|\\.)*+)' )
    | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?""",
    re.I | re.S | re.X,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\s\S]))", re.I)
_SRCSET_END = re.compile(r"(?:[^(),]++|\([^)]*+\)?+|\))*+")
_SRCSET_ADDRESS = re.compile(r"[\s,]*+(\S++)")
_REFRESH = re.compile(
    r"\s*+(?:\d++[\d.]*+|\.[\d.]*+)(?:\s++[;,]?+|[;,])\s*+(?:url\s*+=\s*+)?+(?:\"([^\"]*+)|'([^']*+)|(.++))",
    re.I | re.S,
)


def _unescape(match: re.Match[str]) -> str:
    if not match[1]:
        return "" if match[2].strip("\r\n") == "" else match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def css_addresses(css: str) -> Iterator[str]:
    """Yield the addresses of url() and @import in a style sheet or style attribute, as written, in order."""
    for match in _CSS.finditer(css, 0, LONGEST_CSS):
        if match.lastindex:
            address = match[match.lastindex]
            yield _CSS_ESCAPE.sub(_unescape, address) if "\\" in address else address


def srcset_addresses(srcset: str) -> Iterator[str]:
    """Yield the addresses of a srcset attribute (HTML standard 4.8.4.3.10, parse a srcset attribute)."""
    at = 0
    while match := _SRCSET_ADDRESS.match(srcset, at):
        address = match[1]
        at = match.end()
        if address.endswith(","):
            address = address.rstrip(",")
        else:
            end = _SRCSET_END.match(srcset, at)
            at = end.end() + 1 if end else len(srcset)
        if address:
            yield address


def refresh_address(content: str) -> str:
    """Return the address of a meta refresh (`5; url=…`), '' when the page only reloads itself (HTML 4.2.5.3)."""
    match = _REFRESH.match(content)
    return (match[1] or match[2] or match[3] or "").strip() if match else ""
