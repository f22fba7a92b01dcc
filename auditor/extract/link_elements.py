"""What each kind of HTML element refers to (HTML standard, attributes that take a URL)."""

import re
from collections.abc import Callable
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.link_collector import Attributes, Collector, alternative, tidy
from auditor.extract.references import css_addresses, refresh_address, srcset_addresses
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
