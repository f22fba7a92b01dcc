"""Parts of a site without end: pages that are made up for any name, redirects to ever new addresses."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from auditor.collect.crawl.budget import folder_of, path_of
from auditor.collect.crawl.frontier import Frontier, Waiting
from auditor.collect.crawl.repetition import place_of
from auditor.collect.crawl.walk_context import Trip
from auditor.extract.extract_page import extract
from auditor.model import NAVIGABLE, Outcome, PageFacts, Reply
from auditor.model.urls import extension, is_page_like, query_shape

MADE_UP = "made_up"
REDIRECTS = "redirects"
LEADING_OF_A_PLACE = 60
"""Pages of one place that lead on, after which a made-up name is asked for."""
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


class Mazes:
    """What of a site is closed to the walk. A site is asked for a name nobody made before anything is closed."""

    def __init__(self, trip: Trip, site: str, frontier: Frontier) -> None:
        self._trip = trip
        self._site = site
        self._frontier = frontier
        self._leading: Counter[str] = Counter()
        self._long_ways: Counter[str] = Counter()
        self._folders: set[str] = set()
        self._forms: set[str] = set()
        self._questions = 0
        self._random = random.Random(trip.recorder.run)  # noqa: S311 - names only

    def closed(self, url: str) -> str:
        """Return the budget's name under which an address is not asked, '' where it may be."""
        if self._long_ways and self._long_ways[place_of(url)] >= MOST_LONG_WAYS:
            return REDIRECTS
        if (self._forms and _form(url) in self._forms) or (self._folders and folder_of(url) in self._folders):
            return MADE_UP
        return ""

    def note(self, url: str, reply: Reply) -> None:
        """Count a way that redirects without end."""
        if reply.outcome is Outcome.REDIRECT_LOOP and len(reply.hops) > LONG_WAY:
            self._long_ways[place_of(url)] += 1

    async def led_on(self, page: Waiting, links: Sequence[str]) -> None:
        """Count a page that led to others; `links` are all it links to. Ask for made-up names where it is time."""
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

        Each number is tried by itself: the year of a calendar is its way to go on for ever, not the day. Addresses
        without numbers say nothing, nor does a site of which MOST_QUESTIONS have been asked.
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
        reply = await self._trip.client.get(url)
        if reply.outcome is not Outcome.OK:
            return reply.status in MISSING
        return bool(self._facts(url, reply).soft_404)

    def _facts(self, url: str, reply: Reply) -> PageFacts:
        return extract(reply.body, reply.final_url or url, reply.header("content-type"), today=self._trip.today)

    def _renamed(self, url: str, *, folders: bool) -> str:
        """Return an address of the same form that nobody has given: other letters for letters, digits for digits."""
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
        """Return whether the site answers a name nobody gave with a page that leads to others nobody has seen."""
        reply = await self._trip.client.get(url)
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
        fresh = self._trip.scopes.own(self._site, own)[-SAMPLE:]
        ids = self._trip.recorder.ids.of(fresh)
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
