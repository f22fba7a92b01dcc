"""Start Chromium behind our proxy, and open contexts in it that every look shares."""

from typing import TYPE_CHECKING, Any

from auditor.fetch.chromium import chromium
from auditor.fetch.manners import Manners
from auditor.fetch.tab import deny, let_through

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Route


async def launch(playwright: Any, arguments: list[str]) -> tuple[Any, int]:
    """Return a running browser and the id of its process, 0 where it does not tell; raises playwright's Error."""
    browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
    session = await browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    return browser, next((process["id"] for process in processes if process["type"] == "browser"), 0)


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
