"""The contexts of one browser, one an origin: what a site stores in a visitor's browser stays its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.fetch.browser.politeness import Politeness
from auditor.fetch.browser.tab import close_websocket, route_request
from auditor.model.limits import OFFICE_ZONE_NAME

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Route

_KEPT = 8
_CLOSE_S = 3.0


class PageStuck(Exception):
    """A page does not close: the browser must be restarted."""


@dataclass(slots=True)
class _Held:
    context: "BrowserContext"
    pages: int = 0


class Contexts:
    """Opens pages in the contexts of a browser; those used last are kept, with what their site stored.

    `options` are further ones of playwright's `new_context`.
    """

    def __init__(self, unloaded: frozenset[str], politeness: Politeness, **options: object) -> None:
        self._options = options
        self._unloaded = unloaded
        self._politeness = politeness
        self._browser: Any = None
        self._held: dict[str, _Held] = {}
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def page(self, browser: Any, origin: str) -> AsyncIterator["Page"]:
        """Open a page in an origin's context and close it at the end; raises Stuck where it does not close."""
        held = await self._hold(browser, origin)
        held.pages += 1
        try:
            page = await held.context.new_page()
            try:
                yield page
            finally:
                if not await _closed(page):
                    self._forget(held)
                    if not await _closed(held.context):
                        raise PageStuck
        finally:
            held.pages -= 1

    async def _hold(self, browser: Any, origin: str) -> _Held:
        async with self._opening:
            if self._browser is not browser:  # started anew: the contexts went with the one before
                self._browser, self._held = browser, {}
            held = self._held.pop(origin, None)
            if held is None:
                await self._make_room()
                held = _Held(await open_context(browser, self._unloaded, self._politeness, **self._options))
            self._held[origin] = held
            return held

    async def _make_room(self) -> None:
        idle = [origin for origin, held in self._held.items() if not held.pages]
        for origin in idle[: max(0, len(self._held) - _KEPT + 1)]:
            await _closed(self._held.pop(origin).context)

    def _forget(self, held: _Held) -> None:
        for origin in [origin for origin, other in self._held.items() if other is held]:
            del self._held[origin]


async def _closed(thing: Any) -> bool:
    """Close a page or context; return whether it closed in time or is closed with its browser."""
    from playwright.async_api import Error

    with suppress(Error):
        try:
            async with asyncio.timeout(_CLOSE_S):
                await thing.close()
        except TimeoutError:
            return False
    return True


async def open_context(
    browser: Any, unloaded: frozenset[str], politeness: Politeness, **more: object
) -> "BrowserContext":
    """Return a context of a visitor in China, without service workers, downloads and WebSockets.

    Its User-Agent names the run. It loads nothing of `unloaded` kinds, and asks hosts as `politeness` allows; `more`
    are further options of playwright's `new_context`.
    """
    session = await browser.new_browser_cdp_session()
    agent = (await session.send("Browser.getVersion"))["userAgent"]
    await session.detach()
    context: BrowserContext = await browser.new_context(
        service_workers="block",
        accept_downloads=False,
        locale="zh-CN",
        timezone_id=OFFICE_ZONE_NAME,
        user_agent=f"{agent} {politeness.agent}",
        **more,
    )

    async def admit(route: "Route") -> None:
        await route_request(route, unloaded, politeness)

    await context.route("**/*", admit)
    await context.route_web_socket("**/*", close_websocket)
    politeness.watch(context)
    return context
