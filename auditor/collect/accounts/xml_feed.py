"""RSS 0.90 to 2.0, RSS 1.0 (RDF) and Atom 0.3 and 1.0 by feedparser, whose own dates are never used.

RDF Site Summary 1.0, RSS 2.0, RFC 4287; ACCOUNTS.md 0.2 and 4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from auditor.collect.accounts.posts import Item
from auditor.collect.accounts.xml_document import read_document

ROOTS = frozenset({"rss", "RDF", "feed"})
CLOSINGS = tuple(f"{name}>".lower() for name in ROOTS)
TAIL = 2_000


@dataclass(frozen=True, slots=True)
class XmlFeed:
    """A feed as read. `fault` says why it is not read ('' = it is), `is_feed` whether it is one at all, `cut` that
    it ends before its end; `generator` and `built`, the date of the channel, are as written."""

    title: str = ""
    items: tuple[Item, ...] = ()
    is_feed: bool = True
    fault: str = ""
    cut: bool = False
    generator: str = ""
    built: str = ""


def read_xml(body: bytes, content_type: str = "") -> XmlFeed:
    """Return what a feed in XML says. Links are as written, or resolved against an xml:base inside the feed."""
    import feedparser  # type: ignore[import-untyped]

    document = read_document(body, content_type)
    if document.wrong:
        return XmlFeed(fault=document.wrong)
    if document.root not in ROOTS:
        return XmlFeed(is_feed=False)
    source = BytesIO(document.text.encode("utf-8", "replace"))
    parsed = feedparser.parse(source, resolve_relative_uris=False, sanitize_html=False)
    tail, channel = document.text[-TAIL:].lower(), parsed.get("feed", {})
    return XmlFeed(
        title=_text(channel, "title"),
        items=tuple(_items(parsed)),
        is_feed=bool(parsed.get("version")),
        cut=bool(parsed.get("bozo")) and not any(closing in tail for closing in CLOSINGS),
        generator=_text(channel, "generator"),
        built=_text(channel, "updated"),
    )


def _items(parsed: Any) -> Iterator[Item]:
    for entry in parsed.get("entries", ()):
        bodies = [str(part.get("value", "")) for part in dict.get(entry, "content", ())]
        bodies.append(_text(entry, "summary"))
        published, updated, created = (_text(entry, name) for name in ("published", "updated", "created"))
        # In RSS, dc:date is the only date an item may have beside pubDate: it is the day of publication.
        by_dublin_core = not published and str(parsed.get("version", "")).startswith("rss")
        yield Item(
            id=_text(entry, "id"),
            title=_text(entry, "title"),
            link=_link(entry),
            body=max(bodies, key=len),
            published=created or updated if by_dublin_core else published or created,
            modified="" if by_dublin_core else updated,
        )


def _link(entry: dict[str, Any]) -> str:
    """Return an item's link, or its id where the feed says that this is one."""
    link = _text(entry, "link")
    return link if dict.get(entry, "links") or link.startswith(("http://", "https://")) else ""


def _text(entry: dict[str, Any], name: str) -> str:
    """Return a field without feedparser's fallbacks (it gives `published` for a missing `updated`)."""
    value = dict.get(entry, name, "")
    return value if isinstance(value, str) else ""
