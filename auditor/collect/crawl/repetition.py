"""Pages that say nothing new: how many further ones may still be read because they lead to them."""

import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.collect.crawl.budget import path_of
from auditor.store.recorder import What

MOST_HELD = 100_000
MOST_SHAPES = 200_000
LONGEST_BODY = 1_000_000
LEAST_VALUES = 8
WORTH = 2
"""Further addresses that each one bears which led to something new."""

_UNSEEN = re.compile(rb"<(?i:(script|style))\b[^<]*+(?:<(?!/(?i:\1))[^<]*+)*+|<!--[^-]*+(?:-(?!->)[^-]*+)*+|<[^>]*+>")
_MONTH = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_TOKEN = re.compile(rb"[A-Za-z0-9_]+|[\x80-\xff]+")
_CALENDAR = re.compile(_MONTH, re.I)
_NUMERALS = re.compile("|".join("〇零一二三四五六七八九十廿卅").encode())
_VALUE = re.compile(rb"(?<![\d.])\d{1,9}\.\d{1,4}(?![\d.])")
_NAMES = re.compile(r"[A-Za-z0-9_]{1,60}")
_NUMBERED = re.compile(r"[A-Za-z]*\d[A-Za-z0-9]*")


def shape_of(body: bytes, urls: Iterable[str]) -> int:
    """Return a number that is the same for pages which differ only in numbers, dates, order and names of addresses.

    `urls` are the page's own address and those it links to: words that are parts of them are no words of its own.
    Many numbers with a fraction (a table of prices) are words. 0 for a page without any word.
    """
    names = {name.encode() for url in urls for name in _NAMES.findall(url)}
    text = _NUMERALS.sub(b"", _UNSEEN.sub(b" ", body[:LONGEST_BODY]))
    words = {word for word in _TOKEN.findall(text) if not _is_filler(word, names)}
    values = set(_VALUE.findall(text))
    if len(values) >= LEAST_VALUES:
        words |= values
    if not words:
        return 0
    digest = hashlib.blake2b(b"\0".join(sorted(words)), digest_size=8).digest()
    return int.from_bytes(digest, "big") or 1


def _is_filler(word: bytes, names: set[bytes]) -> bool:
    if word[0] >= 0x80:
        return False
    return word in names or any(48 <= letter <= 57 for letter in word) or _CALENDAR.fullmatch(word) is not None


def place_of(url: str) -> str:
    """Return the address with every word that holds a digit made alike, queries by their names: one kind of page."""
    path, mark, query = url.partition("?")
    place = _NUMBERED.sub("0", path_of(path))
    if not mark:
        return place
    return f"{place}?{'&'.join(sorted({pair.partition('=')[0] for pair in query.split('&')}))}"


@dataclass(frozen=True, slots=True)
class Found:
    """An address of the site that some page leads to."""

    url_id: int
    url: str
    depth: int
    what: What = What.PAGE


@dataclass(frozen=True, slots=True)
class Held:
    """Pages that are not queued for a `reason`, the name under which they count as cut until they are let go.

    `page` is the address of the page that leads to them, `place` its place where it said nothing new, else ''.
    """

    page: str
    place: str
    reason: str
    pages: tuple[Found, ...]


class Repetition:
    """Lets the first page of a shape lead anywhere, and further ones only as far as what they lead to is new.

    A calendar, a session id in each address or a maze of made-up names goes on for ever with pages that differ
    in numbers and names alone. Such pages together may bring `most` pages to be read, those of one place a third of
    it, and WORTH more for each that turns out to be new. What is beyond is held, and let go once that has been earned.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._shapes: set[int] = set()
        self._debts: Counter[str] = Counter()
        self._children: dict[int, str] = {}
        self._known: dict[str, bool] = {}
        self._held: deque[Held] = deque()
        self._held_count = 0

    def is_new(self, shape: int) -> bool:
        """Count a page of that shape; return whether none before it had it."""
        if len(self._shapes) > MOST_SHAPES:
            self._shapes.clear()
        new = shape not in self._shapes and shape != 0
        self._shapes.add(shape)
        return new

    def is_child(self, url_id: int) -> bool:
        """Return whether a page was found on one that said nothing new."""
        return url_id in self._children

    def earn(self, url_id: int) -> None:
        """Note that a page found on one that said nothing new is itself new."""
        place = self._children.pop(url_id, "")
        if place:
            self._debts[place] = max(0, self._debts[place] - WORTH)

    def room(self, place: str) -> int:
        """Return how many more pages may be taken from pages of a place that say nothing new."""
        if self._known.get(place):
            return MOST_HELD
        return max(0, min(self._most // 3 - self._debts[place], self._most - self._debts.total()))

    def take(self, place: str, pages: Sequence[Found]) -> None:
        """Count pages that were queued although the page that leads to them says nothing new."""
        if self._known.get(place):
            return
        self._debts[place] += len(pages)
        if len(self._children) > MOST_HELD:
            self._children.clear()
        for page in pages:
            self._children[page.url_id] = place

    def hold(self, held: Held) -> None:
        """Keep pages that may not be queued yet; beyond MOST_HELD they are forgotten."""
        if held.pages and self._held_count + len(held.pages) <= MOST_HELD:
            self._held.append(held)
            self._held_count += len(held.pages)

    def held(self, reason: str) -> int:
        """Return how many pages are held for a reason."""
        return sum(len(held.pages) for held in self._held if held.reason == reason)

    def in_question(self) -> Held | None:
        """Return pages held for their place, of which nobody has learned yet whether it has an end; None for none."""
        return next((held for held in self._held if held.place and held.place not in self._known), None)

    def learn(self, place: str, *, ends: bool) -> None:
        """Note whether a place has an end: where it has, its pages may lead anywhere."""
        self._known[place] = ends
        if ends:
            del self._debts[place]

    def waiting(self) -> list[Held]:
        """Take out all that is held, oldest first; hold again what cannot go."""
        held, self._held, self._held_count = list(self._held), deque(), 0
        return held
