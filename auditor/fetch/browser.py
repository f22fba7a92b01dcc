"""One look through system Chromium, led through our own proxy; optional, and imported only when used."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from auditor.fetch.chromium import end_group, flags, missing
from auditor.fetch.classify import classify_answer
from auditor.fetch.client import Client
from auditor.fetch.fault import Refused
from auditor.fetch.launching import launch, open_context
from auditor.fetch.manners import Manners
from auditor.fetch.proxy import Proxy
from auditor.fetch.tab import (
    UNLOADED,
    Asked,
    comes_to_rest,
    content,
    ended_at,
    failure_of,
    headers_of,
    hops_of,
    is_navigation,
    opened,
    visible_text,
)
from auditor.fetch.target import parse_target
from auditor.model import Outcome, Reply

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Response

_CONTEXTS = 8
_TABS = 4
_LOAD_MS = 20_000
_CHALLENGE_LOOKS = 4
_CHALLENGE_WAIT_S = 1.5
_CLOSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser showed. `text` is what a visitor reads, by lines ('' unless the outcome is OK).

    `failed` counts scripts, frames and data the page asked for in vain. `settled`: it had stopped asking for more.
    """

    reply: Reply
    text: str = ""
    failed: int = 0
    settled: bool = False


class Browser:
    """One browser a run, one context an origin; use it as an async context manager beside the run's Client.

    Every connection goes through `Proxy`, and so through the client's guard. Service workers, WebSockets,
    downloads, images and media are off. `requests` counts what pages were answered.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._manners = Manners(client)
        self._proxy = Proxy(client.guard, 2 * client.settings.page_bytes, self._manners)
        self._contexts: dict[str, BrowserContext] = {}
        self._playwright: Any = None
        self._browser: Any = None
        self.process = 0
        self.requests = 0
        self._starting = asyncio.Lock()
        self._tabs = asyncio.Semaphore(_TABS)

    @property
    def refused(self) -> Mapping[str, Outcome]:
        """Return the addresses pages asked for that the guard did not allow, and why."""
        return self._proxy.refused

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            async with asyncio.timeout(_CLOSE_S):
                if self._browser is not None:
                    await self._browser.close()
                if self._playwright is not None:
                    await self._playwright.stop()
        except Exception:  # one that crashed cannot be asked to close
            self._browser = None
        finally:
            end_group(self.process)
            await self._proxy.stop()

    async def render(self, url: str, *, obey_robots: bool = True) -> Reply:
        """Return what a visitor's browser shows at `url`, as `show` does."""
        return (await self.show(url, obey_robots=obey_robots)).reply

    async def show(self, url: str, *, obey_robots: bool = True) -> Shown:
        """Return what a visitor's browser shows at `url` once it has loaded; never raises for what a site does.

        The reply's `body` is the rendered document as UTF-8. UNSUPPORTED where this machine has no browser.
        """
        async with self._tabs:
            return await self._show(url, obey_robots)

    async def _show(self, url: str, obey_robots: bool) -> Shown:
        at = datetime.now(UTC)
        lack = missing()
        if lack:
            return Shown(Reply(url, Outcome.UNSUPPORTED, at, detail=f"no browser: {lack}"))
        refusal = await self._client.refusal(url, obey_robots=obey_robots)
        if refusal is not None:
            return Shown(refusal)
        from playwright.async_api import Error

        try:
            turn = await self._manners.reserve(url)
        except Refused as closed:
            return Shown(Reply(url, closed.outcome, at, detail=closed.detail))
        try:
            async with asyncio.timeout(self._client.settings.whole_s):
                return await self._look(url, at)
        except TimeoutError:
            detail = "not loaded in the browser within the time for one address"
            return Shown(Reply(url, Outcome.TIMEOUT, at, detail=detail))
        except Error as error:
            outcome, detail = failure_of(error.message)
            return Shown(Reply(url, outcome, at, detail=detail))
        finally:
            self._manners.give_up(turn)

    async def _look(self, url: str, at: datetime) -> Shown:
        from playwright.async_api import Error

        loop = asyncio.get_running_loop()
        started = loop.time()
        context = await self._context(parse_target(url).origin.text)
        page = await context.new_page()
        answers: list[Response] = []
        asked = Asked()
        page.on("response", lambda answer: answers.append(answer) if is_navigation(answer, page) else None)
        page.on("response", asked.answered)
        page.on("response", self._count)
        page.on("requestfailed", asked.lost)
        try:
            try:
                await page.goto(opened(url), wait_until="load", timeout=_LOAD_MS)
            except Error:
                if not answers:
                    raise
            if not answers:
                return Shown(Reply(url, Outcome.UNSUPPORTED, at, detail="the browser showed nothing"))
            closed = self._led_away(url, at, answers[-1])
            if closed is not None:
                return closed
            outcome, detail, headers, body, settled = await self._judge(page, answers)
            closed = self._led_away(url, at, answers[-1])  # by a refresh or a script, once it stood
            if closed is not None:
                return closed
            cap = self._client.settings.page_bytes
            reply = Reply(
                url, outcome, at, answers[-1].status, ended_at(page.url, answers[-1].url), hops_of(answers[-1]),
                headers, body[:cap], len(body) > cap,
                detail="; ".join(filter(None, (detail, "seen in a browser"))),
                elapsed_ms=int((loop.time() - started) * 1000),
                requests=len(answers),
                rendered=True,
            )  # fmt: skip
            text = await visible_text(page) if outcome is Outcome.OK else ""
            return Shown(reply, text, asked.failed, settled)
        finally:
            await page.close()

    def _led_away(self, url: str, at: datetime, last: "Response") -> Shown | None:
        """Return what is known of a page that leads to an address the guard does not allow, None where it does not."""
        closed = self.refused.get(last.url)
        if closed is None:
            return None
        detail = "the page leads to an address that is not asked"
        return Shown(Reply(url, closed, at, hops=hops_of(last), detail=detail))

    def _count(self, _answer: "Response") -> None:
        self.requests += 1

    async def _judge(
        self, page: "Page", answers: "list[Response]"
    ) -> tuple[Outcome, str, tuple[tuple[str, str], ...], bytes, bool]:
        """Judge what is shown, waiting a little for a challenge that lets browsers through by itself."""
        for left in range(_CHALLENGE_LOOKS, 0, -1):
            last = answers[-1]
            settled = await comes_to_rest(page)
            body = (await content(page)).encode("utf-8", "replace")
            headers = headers_of(await last.all_headers())
            outcome, detail = classify_answer(last.status, headers, body)
            if outcome is not Outcome.CHALLENGE or left == 1:
                break
            await asyncio.sleep(_CHALLENGE_WAIT_S)
        return outcome, detail, headers, body, settled

    async def _context(self, origin: str) -> "BrowserContext":
        async with self._starting:
            if self._browser is None:
                await self._start()
            context = self._contexts.pop(origin, None)
            if context is None:
                if len(self._contexts) >= _CONTEXTS:
                    await self._contexts.pop(next(iter(self._contexts))).close()
                context = await open_context(self._browser, UNLOADED, self._manners)
            self._contexts[origin] = context
            return context

    async def _start(self) -> None:
        from playwright.async_api import async_playwright

        address = await self._proxy.start()
        self._playwright = await async_playwright().start()
        self._browser, self.process = await launch(self._playwright, flags(address))
