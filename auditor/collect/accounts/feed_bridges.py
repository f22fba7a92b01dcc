"""Bridges that make feeds: what a feed's address asks for, when the bridge last read, and how it reports errors.

WeWe-RSS lists its accounts at /feeds with the time each was last read (docs/accounts.md 4.1). RSSHub and
WeRSS have no such list.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import without_secrets
from auditor.collect.accounts.feed_formats import message_of
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import plain_text
from auditor.model import Outcome
from auditor.model.urls import mask_url

MOST_FEEDS = 20_000
LIST_BYTES = 4 * 1024 * 1024
NEVER = "0"
_WEWE = re.compile(r"(https?://[^?#]{1,500}/feeds)/([\w-]{1,100})\.(?:rss|atom|json)(?:[?#]|$)")
_SELECTS = re.compile(r"filter(?:out)?(?:_(?:title|description|author|category|time))?|title_(?:in|ex)clude")
_SKIPS = {"page": 1, "offset": 0}
MOST_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a bridge last read: `own` this feed's account, `any` any of its accounts (aware); None: not known.

    `never`: it lists the account and has not read it yet.
    """

    own: datetime | None = None
    any: datetime | None = None
    never: bool = False


def selects(url: str) -> str:
    """Return the query field that makes a bridge leave posts out, '' where the address has none.

    RSSHub's filter…, filterout… and filter_time, WeWe-RSS's title_include, title_exclude and page, WeRSS's offset.
    """
    try:
        fields = parse_qsl(urlsplit(url).query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return ""
    for name, value in fields:
        first = _SKIPS.get(name)
        if _SELECTS.fullmatch(name) or (first is not None and value.isdecimal() and int(value[:9]) > first):
            return name
    return ""


def is_of_all(url: str) -> bool:
    """Return whether an address is WeWe-RSS's feed of all its accounts (/feeds/all.rss)."""
    match = _WEWE.match(url)
    return match is not None and match[2] == "all"


async def heartbeat(url: str, access: Access) -> Heartbeat | None:
    """Return when WeWe-RSS last read the account behind a feed; its list is asked for once a run and host.

    None where the address is not of its form, or its list is not there.
    """
    match = _WEWE.match(url)
    if match is None:
        return None
    times = await access.shared.once(f"feeds {match[1]}", lambda: _read_times(match[1], access))
    if not times:
        return None
    own = times.get(match[2], "")
    moments = [moment for raw in times.values() if (moment := _moment(raw, access.now))]
    return Heartbeat(_moment(own, access.now), max(moments, default=None), own == NEVER)


async def _read_times(address: str, access: Access) -> dict[str, str]:
    reply = await access.fetcher.get(address, accept="application/json", cap=LIST_BYTES)
    if reply.outcome is not Outcome.OK or reply.truncated:
        return {}
    try:
        listed = json.loads(reply.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return dict(_times(listed)) if isinstance(listed, list) else {}


def _times(listed: list[object]) -> Iterator[tuple[str, str]]:
    for entry in listed[:MOST_FEEDS]:
        feed, read = (entry.get("id"), entry.get("syncTime")) if isinstance(entry, dict) else (None, None)
        if isinstance(feed, str) and isinstance(read, int) and not isinstance(read, bool):
            yield feed, str(read)


def _moment(raw: str, now: datetime) -> datetime | None:
    moment = read_moment(raw, now, UTC).at
    return min(moment, now) if moment else None


# Errors that bridges report: JSON errors, and the error page of RSSHub.

LONGEST = 200
SEARCHED = 64 * 1024
_PAGE = re.compile(r"Error Message:\s{0,9}<br ?/?>\s{0,9}<code[^<>]{0,300}>([^<]{1,2000})")


def error_in(body: bytes) -> str:
    """Return the message of an error that a bridge answers as JSON or as a page, '' for anything else.

    One line without markup, at most 200 letters; secrets that this run knows, and those of addresses, are masked.
    """
    if body.lstrip().startswith(b"{"):
        try:
            message = message_of(json.loads(body.decode("utf-8-sig")))
        except (ValueError, RecursionError):
            return ""
    else:
        found = _PAGE.search(body[:SEARCHED].decode("utf-8", "replace"))
        message = html.unescape(found[1]) if found else ""
    return mask_url(without_secrets(plain_text(message)))[:LONGEST].rstrip()
