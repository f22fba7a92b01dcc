"""JSON Feed 1 and 1.1 (jsonfeed.org), and the words of an error that came as JSON instead."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditor.collect.accounts.posts import Item

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
    """Return what a JSON Feed says; what is no JSON, or other JSON, has a `fault`."""
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
    return JsonFeed(_text(found, "title"), tuple(_items(objects)), skipped=len(entries) - len(objects))


def message_of(found: object) -> str:
    """Return the words of an error object as RSSHub ({"error": {"message": …}}) and web frameworks write it."""
    for name in ("error", "detail", "message", "msg"):
        value = found.get(name) if isinstance(found, dict) else None
        if isinstance(value, dict):
            value = value.get("message") or value.get("code")
        if value and isinstance(value, (str, int)):
            return " ".join(str(value).split())[:LONGEST_MESSAGE]
    return ""


def _items(entries: list[dict[str, Any]]) -> Iterator[Item]:
    for entry in entries:
        yield Item(
            id=_text(entry, "id"),
            title=_text(entry, "title"),
            link=_text(entry, "url") or _text(entry, "external_url"),
            body=_text(entry, "content_html") or _text(entry, "content_text") or _text(entry, "summary"),
            published=_text(entry, "date_published"),
            modified=_text(entry, "date_modified"),
        )


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
