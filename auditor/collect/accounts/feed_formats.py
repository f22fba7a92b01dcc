"""Read feeds: RSS 0.90 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0 by feedparser, and JSON Feed 1 and 1.1.

feedparser's own dates are never used. RDF Site Summary 1.0, RSS 2.0, RFC 4287; docs/accounts.md 0.2 and 4.1.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from auditor.collect.accounts.posts import Item
from auditor.extract.encodings import codec_of

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


# Prepare XML for the feed parser: decode it, cut its prolog, and bound its size.

MAX_TAGS = 150_000
MAX_ATTRIBUTES = 200
MOST_BEFORE = 1_000
"""Comments, instructions and declarations before the root element."""

TORN = "\ufffd"

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WITHOUT_MARK = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})[\s/>]")
_ENDS = (("<?", "?>"), ("<!--", "-->"))


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document from its root element on. `root` is that element's local name ('' = none found), `wrong`
    says why the document is not read ('' = it is)."""

    text: str = ""
    root: str = ""
    wrong: str = ""


def read_document(body: bytes, content_type: str = "") -> Document:
    """Return a document's text from its root element on, or why it is not read; linear in its length."""
    text = decode(body, content_type)
    at, declared = _root_at(text)
    match = _ROOT.match(text, at)
    text = text[at:]
    if "<!ENTITY" in declared:
        return Document(wrong="it declares XML entities, which are not read")
    if text.count("<") > MAX_TAGS:
        return Document(wrong=f"it has more than {MAX_TAGS} tags")
    if any(part.partition(">")[0].count("=") > MAX_ATTRIBUTES for part in text.split("<")):
        return Document(wrong=f"an element has more than {MAX_ATTRIBUTES} attributes")
    return Document(text, match[1] if match else "")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of an XML document: by byte-order mark, else its declaration, else the header's charset.

    One that says nothing is UTF-8, or GB18030 where it can't be; what can't be decoded is replaced.
    """
    marked = next((name for mark, name in (*_MARKS, *_WITHOUT_MARK) if body.startswith(mark)), "")
    if marked:
        return body.decode(marked, "replace")
    declared = _DECLARED.match(body.lstrip()[:300])
    stated = _CHARSET.search(content_type)
    names = [codec_of(declared[1].decode("ascii", "ignore")) if declared else "", codec_of(stated[1]) if stated else ""]
    for name in (*(name for name in names if name and not name.startswith("utf-16")), "utf-8", "gb18030"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            if name == "utf-8" and _is_mostly_utf8(body):
                break
    return body.decode("utf-8", "replace")


def _is_mostly_utf8(body: bytes) -> bool:
    lenient = body.decode("utf-8", "replace")
    return sum(not ch.isascii() for ch in lenient) > 2 * lenient.count(TORN)


def _root_at(text: str) -> tuple[int, str]:
    """Return where the root element begins, and the document type declaration before it ('' when there is none)."""
    at, declared = 0, ""
    for _ in range(MOST_BEFORE):
        at = text.find("<", at)
        if at < 0:
            break
        end = next((text.find(close, at) + len(close) for start, close in _ENDS if text.startswith(start, at)), None)
        if end is None and text.startswith("<!", at):
            bracket, close = text.find("[", at), text.find(">", at)
            inside = 0 <= bracket < close
            end = text.find(">", text.find("]", bracket)) + 1 if inside else close + 1
            declared += text[at : end or len(text)]
        if end is None:
            return at, declared
        if end <= at:
            break
        at = end
    return len(text), declared


# JSON Feed (jsonfeed.org), and the message of an error that a server answers as JSON.

VERSION = "jsonfeed.org/version/1"
LONGEST_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A feed as read. `fault` says why it is none, with the bridge's own words where it has any; `skipped` counts
    items that are no objects."""

    title: str = ""
    items: tuple[Item, ...] = ()
    fault: str = ""
    skipped: int = 0


def read_json(body: bytes) -> JsonFeed:
    """Return what a JSON Feed says. A body that is not one has a `fault`."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return JsonFeed(fault=f"broken JSON: {type(error).__name__}")
    if not isinstance(found, dict) or VERSION not in str(found.get("version", "")):
        return JsonFeed(fault=message_of(found) or "JSON, but no JSON Feed")
    entries = found.get("items")
    if not isinstance(entries, list):
        return JsonFeed(fault="a JSON Feed without items")
    objects = [entry for entry in entries if isinstance(entry, dict)]
    return JsonFeed(_json_text(found, "title"), tuple(_json_items(objects)), skipped=len(entries) - len(objects))


def message_of(found: object) -> str:
    """Return the words of an error object as RSSHub ({"error": {"message": …}}) and web frameworks write it."""
    for name in ("error", "detail", "message", "msg"):
        value = found.get(name) if isinstance(found, dict) else None
        if isinstance(value, dict):
            value = value.get("message") or value.get("code")
        if value and isinstance(value, (str, int)):
            return " ".join(str(value).split())[:LONGEST_MESSAGE]
    return ""


def _json_items(entries: list[dict[str, Any]]) -> Iterator[Item]:
    for entry in entries:
        yield Item(
            id=_json_text(entry, "id"),
            title=_json_text(entry, "title"),
            link=_json_text(entry, "url") or _json_text(entry, "external_url"),
            body=_json_text(entry, "content_html") or _json_text(entry, "content_text") or _json_text(entry, "summary"),
            published=_json_text(entry, "date_published"),
            modified=_json_text(entry, "date_modified"),
        )


def _json_text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
