"""What every walk of one run shares."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.collect.crawl.budget import Scopes
from auditor.collect.crawl.frontier import Frontier, Waiting
from auditor.config.settings import Settings
from auditor.extract.attachments.reader import AttachmentReader
from auditor.fetch.browser.browser import Browser
from auditor.fetch.client import Client
from auditor.model.progress import Progress
from auditor.store.recorder import Recorder, What

SITEMAPS_AT_ONCE = 2
"""Files of sitemaps held in memory at a time: each may have 50 MiB."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What every walk of one run shares. `extractor` is the version whose stored facts may be reused.

    `browser` and `reader`, which opens documents, are None where none is used.
    `wanted` maps sites to the only addresses of them to look at besides the home page, None: walk each whole.
    """

    client: Client
    recorder: Recorder
    scopes: Scopes
    settings: Settings
    progress: Progress
    today: date
    extractor: str
    previous_run: str | None = None
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    browser: Browser | None = None
    reader: AttachmentReader | None = None
    wanted: Mapping[str, Sequence[str]] | None = None
    sitemaps_at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SITEMAPS_AT_ONCE))


# The workers of one site's walk: how many ask at once, and when there is nothing more to ask.

UNLIMITED_WORKERS = 8


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
        """Visit what waits, and what is found on the way, until nothing does or the time is over."""
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
