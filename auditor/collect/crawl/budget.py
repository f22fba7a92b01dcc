"""When a walk ends: limits on depth, length, query variants and equal bodies, and on pages and minutes."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

from auditor.collect.crawl.frontier import Frontier, Waiting
from auditor.config.settings import CrawlSettings, Settings
from auditor.model.urls import path_of
from auditor.store.recorder import What

REMEMBERED_PATHS = 200_000
SEGMENT = re.compile(r"[^/]+")
DOCUMENT = re.compile(r"\?[a-z_]{0,20}id=\d{1,12}$", re.I)
"""A query that only names a document, as old systems number their articles: show.jsp?id=123."""

QUERY_VARIANTS = "query_variants"
VARIANTS_WORTH = 2
UNLIMITED_WORKERS = 8


def names_document(url: str) -> bool:
    """Return whether the query of an address does no more than name a document."""
    return DOCUMENT.search(url) is not None


class Budget:
    """The limits of one site's walk and what they cut, by name (docs/reliability.md 2, traps and limits)."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._variants: Counter[str] = Counter()
        self._fruits: Counter[str] = Counter()
        self._bodies: Counter[bytes] = Counter()
        self.cut: Counter[str] = Counter()

    def count_bodies(self, hashes: Iterable[bytes]) -> None:
        """Count pages an interrupted walk has read."""
        self._bodies.update(hashes)

    def count_variants(self, urls: Iterable[str]) -> None:
        """Count addresses with a query that an interrupted walk has queued."""
        self._variants.update(map(path_of, urls))

    def bore(self, url: str) -> None:
        """Note that a page with a query was useful: admit VARIANTS_WORTH more queries of its path."""
        self._fruits[path_of(url)] += VARIANTS_WORTH

    def readmit(self, url: str, reason: str) -> bool:
        """Return whether an address cut for a reason may be queued after all; it is no longer counted as cut then."""
        if reason == QUERY_VARIANTS and not self._variant(url):
            return False
        self.cut[reason] -= 1
        if not self.cut[reason]:
            del self.cut[reason]
        return True

    def refusal(self, url: str, depth: int) -> str:
        """Return the budget by which an address may not be queued at that depth, counted as cut; '' when it may."""
        reason = self._refusal(url, depth)
        if reason:
            self.cut[reason] += 1
        return reason

    def _refusal(self, url: str, depth: int) -> str:
        settings = self._settings
        if depth > settings.max_depth:
            return "depth"
        if len(url) > settings.url_length:
            return "url_length"
        path = path_of(url)
        if path.count("/") > settings.repeated_segments:
            most = Counter(SEGMENT.findall(path)).most_common(1)
            if most and most[0][1] > settings.repeated_segments:
                return "repeated_segments"
        return QUERY_VARIANTS if "?" in url and not self._variant(url) else ""

    def _variant(self, url: str) -> bool:
        """Count one more query of a path unless the path has had its share; return whether it was counted."""
        path = path_of(url)
        if len(self._variants) > REMEMBERED_PATHS:
            self._variants.clear()
            self._fruits.clear()
        settings = self._settings
        most = settings.document_ids if names_document(url) else settings.query_variants
        if self._variants[path] >= most + self._fruits[path]:
            return False
        self._variants[path] += 1
        return True

    def repeats(self, body_hash: bytes) -> bool:
        """Count a page with that body and return whether so many had it before that its links are not followed."""
        if len(self._bodies) > REMEMBERED_PATHS:
            self._bodies.clear()
        self._bodies[body_hash] += 1
        return self._bodies[body_hash] > self._settings.equal_bodies


class Workers:
    """Work off a frontier within the budgets of pages and minutes, which count what they cut in `cut`.

    `visit` asks one address, `pages` tells how many pages were read so far, `paused_s` how many seconds the whole run
    has waited, which count for nothing.
    """

    def __init__(
        self,
        settings: Settings,
        frontier: Frontier,
        cut: Counter[str],
        visit: Callable[[Waiting], Awaitable[None]],
        pages: Callable[[], int],
        paused_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._settings = settings
        self._frontier = frontier
        self._cut = cut
        self._visit = visit
        self._pages = pages
        self._active = 0
        self._reading = 0
        self._changed = asyncio.Event()
        self._paused_s = paused_s
        self._deadline = time.monotonic() - paused_s() + settings.crawl.max_minutes * 60

    def out_of_time(self) -> bool:
        """Return whether the minutes of the site are spent."""
        late = time.monotonic() - self._paused_s() > self._deadline
        if late:
            self._cut["minutes"] = 1
        return late

    async def drain(self) -> None:
        """Visit what waits, and what is found meanwhile, until nothing waits or the time is over."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._count()):
                group.create_task(self._work())

    async def each(self, due: Sequence[Waiting], visit: Callable[[Waiting], Awaitable[None]]) -> None:
        """Call `visit` for each of `due`, as many at once as the site allows."""
        rest = iter(due)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._count()):
                group.create_task(_one_by_one(rest, visit))

    def _count(self) -> int:
        fetch = self._settings.fetch
        return fetch.connections if fetch.rate else max(fetch.connections, UNLIMITED_WORKERS)

    async def _work(self) -> None:
        while True:
            waiting = None if self.out_of_time() else self._frontier.next()
            if waiting is None:
                if not self._active:
                    self._changed.set()
                    return
                self._changed.clear()
                await self._changed.wait()
            elif waiting.what is What.PAGE and not await self._page_allowed():
                self._cut["pages"] += 1
            else:
                self._active += 1
                self._reading += waiting.what is What.PAGE
                try:
                    await self._visit(waiting)
                finally:
                    self._active -= 1
                    self._reading -= waiting.what is What.PAGE
                    self._changed.set()

    async def _page_allowed(self) -> bool:
        """Say whether one more page is within the budget; waits for pages that may fill it."""
        most = self._settings.crawl.max_pages
        while self._reading and self._pages() + self._reading >= most > self._pages():
            self._changed.clear()
            await self._changed.wait()
        return self._pages() < most


async def _one_by_one(due: Iterator[Waiting], visit: Callable[[Waiting], Awaitable[None]]) -> None:
    for waiting in due:
        await visit(waiting)
