"""One tab of the browser: its requests, when it is idle, its text and its failures."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Hop, Outcome

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response, Route, WebSocketRoute

    from auditor.fetch.browser.politeness import Politeness

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
_OF_THE_BYTES = frozenset({"etag", "last-modified", "content-encoding", "content-length"})
UNLOADED = frozenset({"image", "media", "font"})
_FILLS = frozenset({"xhr", "fetch", "script", "document"})
"""Kinds of requests that bring the text of a page."""
_QUIET_MS = 6_000
_STANDS_MS = 5_000
_TEXT = 1_000_000
_MOST_REQUESTS = 2_000
_MOST_DOCUMENTS = 20
_STANDS = """(most, text) => {
  const kind = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
  const html = document.documentElement ? kind + document.documentElement.outerHTML : '';
  return [html.slice(0, most), html.length > most, (document.body ? document.body.innerText : '').slice(0, text)];
}"""
_ERROR = 400


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """A document as the browser shows it: its HTML, whether that was cut, and its visible text by lines."""

    html: str
    cut: bool
    text: str


async def take_snapshot(page: "Page", most: int) -> PageSnapshot | None:
    """Return the document as shown, at most `most` letters of it, None where it navigates to another address.

    It is read in an isolated world, where the page's scripts have changed nothing.
    """
    from playwright.async_api import Error

    with suppress(Error):
        await page.wait_for_load_state("load", timeout=_STANDS_MS)
    with suppress(Error):
        session = await page.context.new_cdp_session(page)  # it ends with the page
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        world = (await session.send("Page.createIsolatedWorld", {"frameId": frame}))["executionContextId"]
        asked = {"expression": f"({_STANDS})({most}, {_TEXT})", "contextId": world, "returnByValue": True}
        try:
            html, cut, text = (await session.send("Runtime.evaluate", asked))["result"]["value"]
        except (KeyError, TypeError, ValueError):
            return None
        return PageSnapshot(str(html), bool(cut), str(text)) if html else None
    return None


async def wait_until_idle(page: "Page") -> bool:
    """Wait until the page sends no more requests; return whether that happened in time."""
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)
    except Error:
        return False
    return True


class PageTraffic:
    """The requests of a page. `failed` counts those for its text that failed.

    `over` is set once waiting is useless: the tab has crashed, or the page navigates or sends requests without end;
    `why` says so.
    """

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._requests = 0
        self.answers: list[Response] = []
        self.failed = 0
        self.why = ""
        self.over = asyncio.Event()
        page.on("request", self._asks)
        page.on("response", self._answered)
        page.on("requestfailed", self._lost)
        page.on("crash", lambda _page: self._end("the page crashed its tab, or took more memory than one may"))
        page.on("popup", lambda popup: asyncio.ensure_future(_close(popup)))

    def _asks(self, _request: "Request") -> None:
        self._requests += 1
        if self._requests > _MOST_REQUESTS:
            self._end("the page asks for more without end")

    def _answered(self, answer: "Response") -> None:
        self.failed += answer.status >= _ERROR and answer.request.resource_type in _FILLS
        if is_navigation(answer, self._page):
            self.answers.append(answer)
            if len(self.answers) > _MOST_DOCUMENTS:
                self._end("the page goes on to another address without end")

    def _lost(self, request: "Request") -> None:
        self.failed += request.resource_type in _FILLS

    def _end(self, why: str) -> None:
        self.why = self.why or why
        self.over.set()


async def _close(popup: "Page") -> None:
    from playwright.async_api import Error

    with suppress(Error):
        await popup.close()


async def route_request(route: "Route", unloaded: frozenset[str], politeness: "Politeness") -> None:
    """Send a request of the page in its turn.

    It is aborted where it is of an unloaded kind, forbidden by robots.txt, or has a login in its address.
    """
    from playwright.async_api import Error

    request = route.request
    wanted = request.resource_type not in unloaded and "@" not in request.url.partition("://")[2].partition("/")[0]
    with suppress(Error):  # the page was closed while the request waited
        if wanted and await politeness.admit(request):
            await route.continue_()
        else:
            await route.abort()


def address_to_open(url: str) -> str:
    """Return the address that a browser opens, without a login; raises Refused like `parse_target`."""
    mark, fragment = url.partition("#")[1:]
    return parse_target(url).url + mark + fragment


def final_address(shown: str, answered: str) -> str:
    """Return the address of a page without login and fragment.

    It is the one shown, or the one that answered where the browser shows its own page for an error or a download."""
    try:
        return parse_target(shown).url
    except Refused:
        return parse_target(answered).url


async def close_websocket(socket: "WebSocketRoute") -> None:
    """Close a WebSocket."""
    await socket.close()


def is_navigation(answer: "Response", page: "Page") -> bool:
    """Return whether an answer is to a navigation of the page itself."""
    request = answer.request
    return request.is_navigation_request() and request.frame == page.main_frame


def hops_of(last: "Response") -> tuple[Hop, ...]:
    """Return the redirects that led to an answer."""
    hops = []
    request = last.request.redirected_from
    while request is not None:
        hops.append(Hop(final_address(request.url, request.url), 302))
        request = request.redirected_from
    return tuple(reversed(hops))


def headers_of(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return an answer's headers for the rendered document: pages are UTF-8 and have no validators."""
    kept = [(name.lower(), value) for name, value in headers.items() if name.lower() not in _OF_THE_BYTES]
    return tuple(
        (name, f"{value.partition(';')[0]}; charset=utf-8" if name == "content-type" and "html" in value else value)
        for name, value in kept
    )


def failure_of(message: str) -> tuple[Outcome, str]:
    """Return the outcome of a Chromium net error; a fault that our proxy may have caused decides nothing."""
    if "Timeout" in message.partition("\n")[0]:
        return Outcome.TIMEOUT, "not loaded in the browser in time"
    code = next((word.strip(".,") for word in message.split() if word.startswith("net::")), "")
    if not code:
        return Outcome.UNSUPPORTED, "the browser shows nothing"
    outcome = next((outcome for mark, outcome in _NET_ERRORS if mark in code), Outcome.NETWORK)
    return outcome, f"the browser says {code}"
