"""Crawler traps: pages that say nothing new, pages made up for any name, redirects to ever new addresses."""

import hashlib
import random
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.frontier import Frontier, Waiting
from auditor.extract.extract_page import extract
from auditor.model import NAVIGABLE, Outcome, PageFacts, Reply
from auditor.model.urls import extension, folder_of, is_page_like, path_of, query_shape
from auditor.store.recorder import What

MOST_HELD = 100_000
MOST_SHAPES = 200_000
LONGEST_BODY = 1_000_000
LEAST_VALUES = 8
WORTH = 2
"""Further addresses admitted for each one that led to something new."""

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
class FoundAddress:
    """An address of the site that some page leads to."""

    url_id: int
    url: str
    depth: int
    what: What = What.PAGE


@dataclass(frozen=True, slots=True)
class HeldPages:
    """Pages that are not queued for a `reason`, the name under which they count as cut until they are released.

    `page` is the address of the page that leads to them, `place` its place where it said nothing new, else ''.
    """

    page: str
    place: str
    reason: str
    pages: tuple[FoundAddress, ...]


class Repetition:
    """Lets the first page of a shape lead anywhere, and further ones only as far as what they lead to is new.

    A calendar, a session id in each address or made-up names give endless pages that differ only in numbers and
    names. Such pages together may bring `most` pages to be read, those of one place a third of
    it, and WORTH more for each that turns out to be new. Pages beyond that are held, and released once that is earned.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._shapes: set[int] = set()
        self._debts: Counter[str] = Counter()
        self._children: dict[int, str] = {}
        self._known: dict[str, bool] = {}
        self._held: deque[HeldPages] = deque()
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

    def take(self, place: str, pages: Sequence[FoundAddress]) -> None:
        """Count pages that were queued although the page that leads to them says nothing new."""
        if self._known.get(place):
            return
        self._debts[place] += len(pages)
        if len(self._children) > MOST_HELD:
            self._children.clear()
        for page in pages:
            self._children[page.url_id] = place

    def hold(self, held: HeldPages) -> None:
        """Keep pages that may not be queued yet; beyond MOST_HELD they are dropped."""
        if held.pages and self._held_count + len(held.pages) <= MOST_HELD:
            self._held.append(held)
            self._held_count += len(held.pages)

    def held(self, reason: str) -> int:
        """Return how many pages are held for a reason."""
        return sum(len(held.pages) for held in self._held if held.reason == reason)

    def in_question(self) -> HeldPages | None:
        """Return pages held for a place whose end is not known yet; None for none."""
        return next((held for held in self._held if held.place and held.place not in self._known), None)

    def learn(self, place: str, *, ends: bool) -> None:
        """Note whether a place has an end: where it has, its pages may lead anywhere."""
        self._known[place] = ends
        if ends:
            del self._debts[place]

    def waiting(self) -> list[HeldPages]:
        """Take out all that is held, oldest first; hold again what cannot go."""
        held, self._held, self._held_count = list(self._held), deque(), 0
        return held


# Endless parts of a site: pages made up for any name, and redirects to ever new addresses.

MADE_UP = "made_up"
REDIRECTS = "redirects"
LEADING_OF_A_PLACE = 60
"""Pages of one place with further links, after which a made-up name is asked for."""
LEADING_OF_A_FORM = 200
"""The same of all pages with as many folders and one extension; again at each doubling."""
LONG_WAY = 10
MOST_LONG_WAYS = 5
"""Addresses of one place that redirect without end for more than LONG_WAY hops, after which no more are asked."""
SAMPLE = 5
"""Links of a made-up page that must all be new to the walk."""

MISSING = frozenset({404, 410})
MOST_QUESTIONS = 60
NUMBERS_TRIED = 5
SHORT_NUMBER = 4
FAR_SHORT, FAR = 1_000, 100_000_000
"""What is added to a number of at most SHORT_NUMBER digits, as a year or a page's, and to a longer one."""

_DIGITS = re.compile(r"\d{1,12}")
_WORD = re.compile(r"[A-Za-z]+|\d+")


class CrawlerTraps:
    """The parts of a site that the walk does not enter. A made-up name is asked for before any part is closed."""

    def __init__(self, context: CrawlContext, site: str, frontier: Frontier) -> None:
        self._context = context
        self._site = site
        self._frontier = frontier
        self._leading: Counter[str] = Counter()
        self._long_ways: Counter[str] = Counter()
        self._folders: set[str] = set()
        self._forms: set[str] = set()
        self._questions = 0
        self._random = random.Random(context.recorder.run)  # noqa: S311 - names only

    def closed(self, url: str) -> str:
        """Return the budget's name under which an address is not asked, '' where it may be."""
        if self._long_ways and self._long_ways[place_of(url)] >= MOST_LONG_WAYS:
            return REDIRECTS
        if (self._forms and _form(url) in self._forms) or (self._folders and folder_of(url) in self._folders):
            return MADE_UP
        return ""

    def note(self, url: str, reply: Reply) -> None:
        """Count redirects without end."""
        if reply.outcome is Outcome.REDIRECT_LOOP and len(reply.hops) > LONG_WAY:
            self._long_ways[place_of(url)] += 1

    async def count_leading(self, page: Waiting, links: Sequence[str]) -> None:
        """Count a page with further links, given all its `links`; ask for made-up names when they are due."""
        place, form = f"place {place_of(page.url)}", _form(page.url)
        self._leading.update((place, form))
        count = self._leading[form]
        due = (count >= LEADING_OF_A_FORM and count & (count - 1) == 0) or count == LEADING_OF_A_FORM
        if not due and self._leading[place] != LEADING_OF_A_PLACE:
            return
        if due and await self._is_made_up(page, self._renamed(page.url, folders=True), links):
            self._forms.add(form)
        elif await self._is_made_up(page, self._renamed(page.url, folders=False), links):
            self._folders.add(folder_of(page.url))

    async def ends(self, *urls: str) -> bool:
        """Return whether the site says that pages are missing whose numbers are far beyond those of the addresses.

        Each number is tried by itself: a calendar is endless in its years, not in its days. Addresses without numbers
        prove nothing, nor does a site that has been asked MOST_QUESTIONS times.
        """
        beyond = [other for url in urls for other in _beyond(url)]
        self._questions += len(beyond)
        if not all(any(True for _ in _beyond(url)) for url in urls) or self._questions > MOST_QUESTIONS:
            return False
        for url in beyond:
            if not await self._is_missing(url):
                return False
        return True

    async def _is_missing(self, url: str) -> bool:
        reply = await self._context.client.get(url)
        if reply.outcome is not Outcome.OK:
            return reply.status in MISSING
        return bool(self._facts(url, reply).soft_404)

    def _facts(self, url: str, reply: Reply) -> PageFacts:
        return extract(reply.body, reply.final_url or url, reply.header("content-type"), today=self._context.today)

    def _renamed(self, url: str, *, folders: bool) -> str:
        """Return a made-up address of the same form: other letters for letters, digits for digits."""
        path = path_of(url)
        start = url.index(path, url.index("//") + 2) if path != "/" or url.endswith("/") else len(url)
        keep = start if folders else start + path.rfind("/", 0, len(path) - 1)
        dot = url.rfind(".", keep)
        end = dot if extension(url) and dot > keep else len(url)
        return url[:keep] + _WORD.sub(self._other, url[keep:end]) + url[end:]

    def _other(self, match: re.Match[str]) -> str:
        digits = match[0].isdigit()
        length = max(len(match[0]), 8)
        return "".join(self._random.choice("123456789" if digits else "abcdefghij") for _ in range(length))

    async def _is_made_up(self, page: Waiting, url: str, links: Sequence[str]) -> bool:
        """Return whether the site answers a made-up name with a page whose links are all new."""
        reply = await self._context.client.get(url)
        if reply.outcome is not Outcome.OK or reply.truncated:
            return False
        facts = self._facts(url, reply)
        if facts.soft_404:
            return False
        known = {page.url, *links}
        own = [
            link.url
            for link in facts.links
            if link.kind in NAVIGABLE and is_page_like(link.url) and link.url not in known
        ]
        fresh = self._context.scopes.own(self._site, own)[-SAMPLE:]
        ids = self._context.recorder.ids.of(fresh)
        return bool(fresh) and all(self._frontier.any_unseen([number]) for number in ids)


def _form(url: str) -> str:
    path = path_of(url)
    return f"form {path.count('/')} {extension(url)} {query_shape(url).partition('?')[2]}"


def _beyond(url: str) -> Iterator[str]:
    """Yield an address once for each of its last numbers, with that number far beyond what it was."""
    path = path_of(url)
    start = url.index(path, url.index("//") + 2) if path != "/" else len(url)
    for match in list(_DIGITS.finditer(url, start))[-NUMBERS_TRIED:]:
        number = int(match[0]) + (FAR if len(match[0]) > SHORT_NUMBER else FAR_SHORT)
        yield f"{url[: match.start()]}{number}{url[match.end() :]}"
