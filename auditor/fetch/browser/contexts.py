"""The contexts of one browser, one an origin: what a site stores in a visitor's browser stays its own."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.chromium import LEFT_OUT, chromium, environment, flags, has_sandbox
from auditor.fetch.browser.politeness import Manners
from auditor.fetch.browser.tab import deny, let_through

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

_KEPT = 8
_CLOSE_S = 3.0


class Stuck(Exception):
    """A page of the browser does not close: the browser is of no more use."""


@dataclass(slots=True)
class _Held:
    context: "BrowserContext"
    pages: int = 0


class Contexts:
    """Opens pages in the contexts of a browser; those used last are kept, with what their site stored.

    `options` are further ones of playwright's `new_context`.
    """

    def __init__(self, unloaded: frozenset[str], manners: Manners, **options: object) -> None:
        self._options = options
        self._unloaded = unloaded
        self._manners = manners
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
                        raise Stuck
        finally:
            held.pages -= 1

    async def _hold(self, browser: Any, origin: str) -> _Held:
        async with self._opening:
            if self._browser is not browser:  # started anew: the contexts went with the one before
                self._browser, self._held = browser, {}
            held = self._held.pop(origin, None)
            if held is None:
                await self._make_room()
                held = _Held(await open_context(browser, self._unloaded, self._manners, **self._options))
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


# Start Chromium behind our proxy, and open contexts in it that every look shares.

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Route

_TEMPORARY = "TMPDIR"
_LAUNCH_MS = 30_000


async def start_driver(folder: Path) -> Any:
    """Return playwright, whose driver keeps profiles and all else it writes in `folder`."""
    from playwright.async_api import async_playwright

    with _temporary_files_in(folder):
        return await async_playwright().start()


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before = os.environ.get(_TEMPORARY)
    os.environ[_TEMPORARY] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_TEMPORARY, None)
        else:
            os.environ[_TEMPORARY] = before


async def launch(playwright: Any, proxy: str, settings: BrowserSettings, folder: Path, *, images: bool) -> Any:
    """Return a running browser; raises playwright's Error. We end it ourselves when a signal comes."""
    return await playwright.chromium.launch(
        executable_path=chromium(settings.executable),
        args=flags(proxy, settings.memory_mb, images=images),
        ignore_default_args=list(LEFT_OUT),
        chromium_sandbox=has_sandbox(settings.sandbox),
        env=dict(environment(folder)),
        timeout=_LAUNCH_MS,
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def process_of(session: Any) -> int:
    """Return the id of the browser's process, 0 where it does not tell; `session` is one to the browser."""
    told = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    return next((int(process["id"]) for process in told if process["type"] == "browser"), 0)


async def open_context(browser: Any, unloaded: frozenset[str], manners: Manners, **more: object) -> "BrowserContext":
    """Return a context of a visitor in China, without service workers, downloads and WebSockets.

    It says whose program it is, loads nothing of `unloaded` kinds, and asks every host as `manners` say; `more` are
    further options of playwright's `new_context`.
    """
    session = await browser.new_browser_cdp_session()
    agent = (await session.send("Browser.getVersion"))["userAgent"]
    await session.detach()
    context: BrowserContext = await browser.new_context(
        service_workers="block", accept_downloads=False, locale="zh-CN", timezone_id="Asia/Shanghai",
        user_agent=f"{agent} {manners.agent}", **more,
    )  # fmt: skip

    async def admit(route: "Route") -> None:
        await let_through(route, unloaded, manners)

    await context.route("**/*", admit)
    await context.route_web_socket("**/*", deny)
    manners.watch(context)
    return context
