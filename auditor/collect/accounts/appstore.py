"""Apps by Apple's public look-up: seller and last release (docs/accounts.md 2.4; docs/contract.md 4.14).

It says nothing of what is in an app, nor of other stores. That a number is not there is a claim about the store of
one country only.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from auditor.collect.accounts.access import API, DEFAULT, Access, Adapter
from auditor.collect.accounts.interface_answers import (
    Answer,
    Unread,
    count_of,
    json_of,
    objects_of,
    text_of,
    told,
    unread,
)
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import LONGEST_TITLE, Clock
from auditor.model import AccountReading, ReadingOutcome, Subject

HOME = "cn"
HOSTS = frozenset({"apps.apple.com", "itunes.apple.com"})
THROTTLED = frozenset({"403", "429"})
LARGEST = 256 * 1024

_NUMBER = re.compile(r"(id)?([1-9][0-9]{5,11})", re.IGNORECASE | re.ASCII)
_PATH = re.compile(r"(?:/([a-z]{2}))?/app/(?:[^/]{1,500}/)?id([1-9][0-9]{5,11})/?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """An app's number and the country of its store. `sure`: the register says that the number is Apple's."""

    number: str
    country: str = HOME
    sure: bool = True


@dataclass(frozen=True, slots=True)
class App:
    """What the store says of an app. `released` is None where its day could not be read; `detail` then says so."""

    name: str
    seller: str
    released: date | None
    detail: str = ""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what the App Store says of an app now; it has no posts, `released` is the day of its last release."""
    named = named_by(subject)
    if named is None:
        words = "give the app's number (id123456789) under account_id, or its page on apps.apple.com under url"
        detail = f"{words}; for an app of another store register a check by attest:"
        return unread(subject, ADAPTER.id, access, Unread(ReadingOutcome.NO_SOURCE, detail))
    query = urlencode({"id": named.number, "country": named.country})
    url = f"{access.endpoints['appstore']}/lookup?{query}"
    try:
        app = parse(json_of(await access.fetcher.call(url, cap=LARGEST)), named, Clock(access.now, access.zone))
    except Unread as failure:
        if failure.code in THROTTLED:
            words = "Apple refuses more look-ups for now (about 20 a minute are allowed); look again later"
            failure = Unread(ReadingOutcome.RATE_LIMITED, words, failure.code)
        return unread(subject, ADAPTER.id, access, failure, url)
    return AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=ReadingOutcome.OK,
        at=access.now,
        as_of=access.now.astimezone(access.zone),
        display_name=app.name,
        subject_seen=app.seller,
        key_seen=named.number,
        released=app.released,
        detail=app.detail,
        source_url=url,
    )


def named_by(subject: Subject) -> Named | None:
    """Return the App Store number that a row gives: by its page's address, else under account_id; None without one.

    A number without `id` before it, beside the address of some other site, may be another store's: not `sure`.
    """
    host, path = _parts(subject.url)
    if host in HOSTS and (match := _PATH.fullmatch(path)):
        return Named(match[2], (match[1] or HOME).lower())
    if match := _NUMBER.fullmatch(subject.account_id.strip()):
        return Named(match[2], sure=bool(match[1]) or not subject.url or host in HOSTS)
    return None


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.path
    except ValueError:
        return "", ""


def parse(answer: Answer, named: Named, clock: Clock) -> App:
    """Return the app that an answer to `lookup` tells of.

    Raises Unread: NOT_FOUND where the store counts no result, NO_SOURCE where the number is not an app's, UNSUPPORTED
    where it may well be another store's, PARSE_ERROR for anything else.
    """
    found, count = objects_of(answer, "results"), count_of(answer, "resultCount")
    if count == 0 and not found:
        if not named.sure:
            words = "it may be another store's: write id before it if it is Apple's, else register a check by attest:"
            raise Unread(ReadingOutcome.UNSUPPORTED, f"the App Store ({named.country}) has no {named.number}; {words}")
        words = f"there is no app {named.number} in the App Store ({named.country}); this says nothing of other stores"
        raise Unread(ReadingOutcome.NOT_FOUND, words, "resultCount 0")
    entry = next((one for one in found if text_of(one, "trackId") == named.number), None)
    if entry is None and any(text_of(one, "wrapperType") == "artist" for one in found):
        raise Unread(ReadingOutcome.NO_SOURCE, f"{named.number} is a seller's number in the App Store, not an app's")
    if entry is None:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer is about something else than what was asked for")
    if text_of(entry, "wrapperType") not in ("software", ""):
        raise Unread(ReadingOutcome.NO_SOURCE, f"{named.number} is not an app's number in the App Store")
    raw = text_of(entry, "currentVersionReleaseDate")
    moment = read_moment(raw, clock.now, clock.zone)
    detail = "" if moment.at else f"the day of the last release could not be read: {told(raw) or 'none is given'}"
    released = moment.at.astimezone(clock.zone).date() if moment.at else None
    return App(_line(entry, "trackName"), _line(entry, "sellerName"), released, detail)


def _line(entry: Answer, name: str) -> str:
    return " ".join(text_of(entry, name).split())[:LONGEST_TITLE]


ADAPTER = Adapter("appstore", {DEFAULT: frozenset({"app"}), API: frozenset({"app"})}, read)
