"""One look through system Chromium, led through our own proxy; optional, and imported only when used."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from auditor.fetch.chromium import chromium, end_group, flags, missing
from auditor.fetch.classify import classify_answer
from auditor.fetch.client import Client
from auditor.fetch.fault import Refused
from auditor.fetch.proxy import Proxy
from auditor.fetch.target import parse_target
from auditor.model import Hop, Outcome, Reply

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Response, Route, WebSocketRoute

_NET_ERRORS = (
    ("ERR_CERT_", Outcome.TLS),
    ("ERR_TOO_MANY_REDIRECTS", Outcome.REDIRECT_LOOP),
    ("ERR_INVALID_HTTP_RESPONSE", Outcome.PROTOCOL),
    ("ERR_CONTENT_DECODING_FAILED", Outcome.PROTOCOL),
    ("ERR_RESPONSE_HEADERS_", Outcome.PROTOCOL),
    ("ERR_TUNNEL_CONNECTION_FAILED", Outcome.UNSUPPORTED),
    ("ERR_UNSAFE_REDIRECT", Outcome.UNSUPPORTED),
    ("ERR_TIMED_OUT", Outcome.TIMEOUT),
)
_UNLOADED = frozenset({"image", "media", "font"})
_CONTEXTS = 8
_CHALLENGE_LOOKS = 4
_CHALLENGE_WAIT_S = 1.5
_CLOSE_S = 5.0


class Browser:
    """One browser a run, one context a site; use it as an async context manager beside the run's Client.

    Every connection goes through `Proxy`, and so through the client's guard. Service workers, WebSockets,
    downloads, images and media are off.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._proxy = Proxy(client.guard, 2 * client.settings.page_bytes)
        self._contexts: dict[str, BrowserContext] = {}
        self._playwright: Any = None
        self._browser: Any = None
        self.process = 0
        self._starting = asyncio.Lock()

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
        except TimeoutError:
            pass
        finally:
            end_group(self.process)
            await self._proxy.stop()

    async def render(self, url: str, *, obey_robots: bool = True) -> Reply:
        """Return what a visitor's browser shows at `url` once it has loaded; never raises for what a site does.

        `body` is the rendered document as UTF-8. UNSUPPORTED where this machine has no browser.
        """
        at = datetime.now(UTC)
        lack = missing()
        if lack:
            return Reply(url, Outcome.UNSUPPORTED, at, detail=f"no browser: {lack}")
        refusal = await self._client.refusal(url, obey_robots=obey_robots)
        if refusal is not None:
            return refusal
        from playwright.async_api import Error

        loop = asyncio.get_running_loop()
        route = await self._client.guard.route(parse_target(url))
        pace = self._client.pace_of(route)
        try:
            await pace.enter()
        except Refused as closed:
            return Reply(url, closed.outcome, at, detail=closed.detail)
        started = loop.time()
        try:
            async with asyncio.timeout(self._client.settings.whole_s):
                return await self._look(url, at)
        except TimeoutError:
            return Reply(url, Outcome.TIMEOUT, at, detail="not loaded in the browser within the time for one address")
        except Error as error:
            outcome, detail = _failure(error.message)
            return Reply(url, outcome, at, detail=detail)
        finally:
            pace.leave(loop.time() - started)

    async def _look(self, url: str, at: datetime) -> Reply:
        from playwright.async_api import Error

        loop = asyncio.get_running_loop()
        started = loop.time()
        context = await self._context(parse_target(url).origin.host)
        page = await context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer) if _is_navigation(answer, page) else None)
        try:
            try:
                await page.goto(url, wait_until="load")
            except Error:
                if not answers:
                    raise
            if not answers:
                return Reply(url, Outcome.UNSUPPORTED, at, detail="the browser showed nothing")
            if answers[-1].url in self.refused:
                detail = "the page leads to an address that is not asked"
                return Reply(url, self.refused[answers[-1].url], at, hops=_hops(answers[-1]), detail=detail)
            outcome, detail, headers, body = await self._judge(page, answers)
            cap = self._client.settings.page_bytes
            return Reply(
                url, outcome, at, answers[-1].status, page.url, _hops(answers[-1]), headers, body[:cap],
                len(body) > cap,
                detail="; ".join(filter(None, (detail, "seen in a browser"))),
                elapsed_ms=int((loop.time() - started) * 1000),
                requests=len(answers),
            )  # fmt: skip
        finally:
            await page.close()

    async def _judge(
        self, page: "Page", answers: "list[Response]"
    ) -> tuple[Outcome, str, tuple[tuple[str, str], ...], bytes]:
        """Judge what is shown, waiting a little for a challenge that lets browsers through by itself."""
        for left in range(_CHALLENGE_LOOKS, 0, -1):
            last = answers[-1]
            body = (await _content(page)).encode("utf-8", "replace")
            headers = tuple((name.lower(), value) for name, value in (await last.all_headers()).items())
            outcome, detail = classify_answer(last.status, headers, body)
            if outcome is not Outcome.CHALLENGE or left == 1:
                break
            await asyncio.sleep(_CHALLENGE_WAIT_S)
        return outcome, detail, headers, body

    async def _context(self, host: str) -> "BrowserContext":
        async with self._starting:
            if self._browser is None:
                await self._start()
            context = self._contexts.pop(host, None)
            if context is None:
                if len(self._contexts) >= _CONTEXTS:
                    await self._contexts.pop(next(iter(self._contexts))).close()
                context = await self._browser.new_context(
                    service_workers="block", accept_downloads=False, locale="zh-CN", timezone_id="Asia/Shanghai"
                )
                await context.route("**/*", _admit)
                await context.route_web_socket("**/*", _deny)
            self._contexts[host] = context
            return context

    async def _start(self) -> None:
        from playwright.async_api import async_playwright

        address = await self._proxy.start()
        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(executable_path=chromium(), args=flags(address))
        session = await self._browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        self.process = next((process["id"] for process in processes if process["type"] == "browser"), 0)


async def _content(page: "Page") -> str:
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("load")
        return await page.content()
    except Error:  # the page went on to another address at this very moment
        return ""


async def _admit(route: "Route") -> None:
    if route.request.resource_type in _UNLOADED:
        await route.abort()
    else:
        await route.continue_()


async def _deny(socket: "WebSocketRoute") -> None:
    await socket.close()


def _is_navigation(answer: "Response", page: "Page") -> bool:
    request = answer.request
    return request.is_navigation_request() and request.frame == page.main_frame


def _hops(last: "Response") -> tuple[Hop, ...]:
    hops = []
    request = last.request.redirected_from
    while request is not None:
        hops.append(Hop(request.url, 302))
        request = request.redirected_from
    return tuple(reversed(hops))


def _failure(message: str) -> tuple[Outcome, str]:
    """Return the outcome of a Chromium net error; what our proxy may have caused decides nothing."""
    code = next((word.strip(".,") for word in message.split() if word.startswith("net::")), "")
    outcome = next((outcome for mark, outcome in _NET_ERRORS if mark in code), Outcome.NETWORK)
    return outcome, f"the browser says {code or 'nothing'}"
