"""Start Chromium behind our proxy, and open contexts in it that every look shares."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.chromium import LEFT_OUT, chromium, environment, flags, has_sandbox
from auditor.fetch.browser.politeness import Manners
from auditor.fetch.browser.tab import deny, let_through

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
