"""Pages as system Chromium shows them, behind our own proxy; optional, and imported only when used."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.contexts import Contexts, PageStuck
from auditor.fetch.browser.lifecycle import BrowserUnavailable, Chromium
from auditor.fetch.browser.politeness import Politeness
from auditor.fetch.browser.proxy import Proxy
from auditor.fetch.browser.tab import (
    UNLOADED,
    PageSnapshot,
    PageTraffic,
    address_to_open,
    failure_of,
    final_address,
    headers_of,
    hops_of,
    take_snapshot,
    wait_until_idle,
)
from auditor.fetch.client import Client
from auditor.fetch.http.classify import classify_answer
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Outcome, Reply

if TYPE_CHECKING:
    from playwright.async_api import Page, Response

_TABS = 4
_LOAD_MS = 20_000
_CHALLENGE_LOOKS = 4
_CHALLENGE_WAIT_S = 1.5
_BAD_LOOKS = 3
"""Looks in a row that hang or crash, after which a host's pages are not opened any more in this run."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser showed. `text` is what a visitor reads, by lines ('' unless the outcome is OK).

    `failed` counts scripts, frames and data that failed to load. `settled`: the page had stopped loading.
    `seconds` is how long the look itself took, without the wait before it.
    """

    reply: Reply
    text: str = ""
    failed: int = 0
    settled: bool = False
    seconds: float = 0.0


class Browser:
    """One browser a run, one context an origin; use it as an async context manager beside the run's Client.

    Every connection goes through `Proxy`, and so through the client's guard. Service workers, WebSockets,
    downloads, images and media are off. `requests` counts the answers to pages. `note` hears once why no browser runs.
    """

    def __init__(
        self, client: Client, settings: BrowserSettings | None = None, note: Callable[[str], None] | None = None
    ) -> None:
        self._client = client
        self._settings = settings or BrowserSettings()
        self._note = note
        self._politeness = Politeness(client)
        self._proxy = Proxy(client.guard, 2 * client.settings.page_bytes, self._politeness)
        self.chromium = Chromium(self._proxy, self._settings)
        self._contexts = Contexts(UNLOADED, self._politeness)
        self._bad: Counter[str] = Counter()
        self._tabs = asyncio.Semaphore(_TABS)
        self.requests = 0

    @property
    def refused(self) -> Mapping[str, Outcome]:
        """Return the addresses pages asked for that the guard did not allow, and why."""
        return self._proxy.refused

    @property
    def process(self) -> int:
        """Return the id of the browser's process, 0 where none runs."""
        return self.chromium.process

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.chromium.stop()

    async def render(self, url: str, *, obey_robots: bool = True) -> Reply:
        """Return what a visitor's browser shows at `url`, as `show` does."""
        return (await self.show(url, obey_robots=obey_robots)).reply

    async def show(self, url: str, *, obey_robots: bool = True) -> Shown:
        """Return what a visitor's browser shows at `url` once it has loaded; never raises for what a site does.

        The reply's `body` is the rendered document as UTF-8. UNSUPPORTED where there is no browser, or the page never
        ends.
        """
        async with self._tabs:
            refusal = await self._client.refusal(url, obey_robots=obey_robots)
            if refusal is not None:
                return Shown(refusal)
            host = parse_target(url).origin.host
            if self._bad[host] >= _BAD_LOOKS:
                return _unseen(url, f"not opened: {_BAD_LOOKS} pages of this host hung or crashed in the browser")
            starts = self.chromium.generation
            shown = await self._show_in_turn(url, host)
            if shown is None and self.chromium.generation - starts <= 1:  # another page's crash took this one with it
                shown = await self._show_in_turn(url, host)
            return shown or _unseen(url, "the browser crashed while the page was open")

    async def _show_in_turn(self, url: str, host: str) -> Shown | None:
        """Wait for the host's turn and return what is shown, None where the browser crashed meanwhile."""
        try:
            browser = await self.chromium.get()
            generation = self.chromium.generation
            turn = await self._politeness.reserve(url)
        except BrowserUnavailable as gone:
            self._tell_once(str(gone))
            return _unseen(url, str(gone))
        except Refused as closed:
            return Shown(Reply(url, closed.outcome, datetime.now(UTC), detail=closed.detail))
        try:
            return await self._show_in_time(url, host, browser, generation)
        finally:
            self._politeness.give_up(turn)

    async def _show_in_time(self, url: str, host: str, browser: Any, generation: int) -> Shown | None:
        """Return the result of one look within its time, and count pages in a row that hang or crash."""
        from playwright.async_api import Error

        loop = asyncio.get_running_loop()
        started, bad = loop.time(), True
        try:
            async with asyncio.timeout(self._settings.look_s):
                async with self._contexts.page(browser, parse_target(url).origin.text) as page:
                    shown = await self._look_until_over(url, page, started)
            bad = shown.reply.outcome is Outcome.UNSUPPORTED
            if shown.reply.outcome is Outcome.OK:
                await self._politeness.let_in(url)
        except (TimeoutError, PageStuck) as fault:
            if not browser.is_connected():
                return None
            await self.chromium.end_if_hung(generation, certainly=isinstance(fault, PageStuck))
            at, detail = datetime.now(UTC), "not loaded in the browser within the time for one page"
            shown = Shown(Reply(url, Outcome.TIMEOUT, at, detail=detail), seconds=loop.time() - started)
        except Error as error:
            if not browser.is_connected():
                return None
            bad = False
            outcome, detail = failure_of(error.message)
            shown = Shown(Reply(url, outcome, datetime.now(UTC), detail=detail), seconds=loop.time() - started)
        self._bad[host] = self._bad[host] + 1 if bad else 0
        return shown

    async def _look_until_over(self, url: str, page: "Page", started: float) -> Shown:
        """Look at a page until it is read, has crashed, or asks without end."""
        asked = PageTraffic(page)
        page.on("response", self._count)
        looking = asyncio.ensure_future(self._look(url, page, asked, started))
        over = asyncio.ensure_future(asked.over.wait())
        try:
            await asyncio.wait({looking, over}, return_when=asyncio.FIRST_COMPLETED)
            if looking.done():
                return looking.result()
            return _unseen(url, asked.why, asyncio.get_running_loop().time() - started)
        finally:
            looking.cancel()
            over.cancel()
            await asyncio.wait({looking, over}, timeout=1)

    async def _look(self, url: str, page: "Page", asked: PageTraffic, started: float) -> Shown:
        from playwright.async_api import Error

        loop = asyncio.get_running_loop()
        at = datetime.now(UTC)
        answers = asked.answers
        try:
            await page.goto(address_to_open(url), wait_until="load", timeout=_LOAD_MS)
        except Error:
            if not answers:
                raise
        if not answers:
            return _unseen(url, "the browser showed nothing", loop.time() - started)
        closed = self._led_to_refused(url, at, answers[-1])
        if closed is not None:
            return closed
        outcome, detail, headers, snapshot, settled = await self._judge(page, answers)
        closed = self._led_to_refused(url, at, answers[-1])  # by a refresh or a script, once it stood
        if closed is not None:
            return closed
        if snapshot is None:
            return _unseen(url, "the page goes on to other addresses", loop.time() - started)
        cap = self._client.settings.page_bytes
        body = snapshot.html.encode("utf-8", "replace")
        reply = Reply(
            url,
            outcome,
            at,
            answers[-1].status,
            final_address(page.url, answers[-1].url),
            hops_of(answers[-1]),
            headers,
            body[:cap],
            snapshot.cut or len(body) > cap,
            detail="; ".join(filter(None, (detail, "seen in a browser"))),
            elapsed_ms=int((loop.time() - started) * 1000),
            requests=len(answers),
            rendered=True,
        )
        text = snapshot.text if outcome is Outcome.OK else ""
        return Shown(reply, text, asked.failed, settled, loop.time() - started)

    def _led_to_refused(self, url: str, at: datetime, last: "Response") -> Shown | None:
        """Return the result of a page that redirects to an address the guard refuses, None for any other."""
        closed = self.refused.get(last.url)
        if closed is None:
            return None
        detail = "the page leads to an address that is not asked"
        return Shown(Reply(url, closed, at, hops=hops_of(last), detail=detail))

    def _count(self, _answer: "Response") -> None:
        self.requests += 1

    def _tell_once(self, why: str) -> None:
        if self._note is not None:
            self._note(f"browser: {why}; what only a browser shows stays unknown")
            self._note = None

    async def _judge(
        self, page: "Page", answers: "list[Response]"
    ) -> tuple[Outcome, str, tuple[tuple[str, str], ...], PageSnapshot | None, bool]:
        """Judge what is shown, waiting a little for a challenge that lets browsers through by itself."""
        for left in range(_CHALLENGE_LOOKS, 0, -1):
            last = answers[-1]
            settled = await wait_until_idle(page)
            snapshot = await take_snapshot(page, self._client.settings.page_bytes)
            headers = headers_of(await last.all_headers())
            body = snapshot.html.encode("utf-8", "replace") if snapshot else b""
            outcome, detail = classify_answer(last.status, headers, body)
            if (outcome is not Outcome.CHALLENGE and snapshot is not None) or left == 1:
                break
            await asyncio.sleep(_CHALLENGE_WAIT_S)
        return outcome, detail, headers, snapshot, settled


def _unseen(url: str, why: str, seconds: float = 0.0) -> Shown:
    return Shown(Reply(url, Outcome.UNSUPPORTED, datetime.now(UTC), detail=why), seconds=seconds)
