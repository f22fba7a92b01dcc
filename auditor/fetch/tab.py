"""What one tab of the browser is told, asked and heard: its requests, rest, text and failures."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from auditor.fetch.fault import Refused
from auditor.fetch.target import parse_target
from auditor.model import Hop, Outcome

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response, Route, WebSocketRoute

    from auditor.fetch.manners import Manners

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
"""Kinds of requests that bring what a page shows in words."""
_QUIET_MS = 6_000
_TEXT = 1_000_000
_ERROR = 400


async def content(page: "Page") -> str:
    """Return the document as it stands, '' where it just goes on to another address."""
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("load")
        return await page.content()
    except Error:  # the page went on to another address at this very moment
        return ""


async def comes_to_rest(page: "Page") -> bool:
    """Wait until the page asks for nothing more; return whether it came to that."""
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)
    except Error:
        return False
    return True


async def visible_text(page: "Page") -> str:
    """Return what a visitor reads, by lines, style sheets respected; '' where the page does not tell."""
    from playwright.async_api import Error

    try:
        return str(await page.evaluate("document.body ? document.body.innerText : ''"))[:_TEXT]
    except Error:
        return ""


class Asked:
    """Counts what a page asked for in vain and needed for its words."""

    def __init__(self) -> None:
        self.failed = 0

    def answered(self, answer: "Response") -> None:
        """Count an answer that is an error."""
        self.failed += answer.status >= _ERROR and answer.request.resource_type in _FILLS

    def lost(self, request: "Request") -> None:
        """Count a request that got no answer."""
        self.failed += request.resource_type in _FILLS


async def let_through(route: "Route", unloaded: frozenset[str], manners: "Manners") -> None:
    """Let a request of the page through at its turn, unless it is of an unloaded kind, forbidden by robots.txt, or
    carries a login in its address."""
    from playwright.async_api import Error

    request = route.request
    wanted = request.resource_type not in unloaded and "@" not in request.url.partition("://")[2].partition("/")[0]
    with suppress(Error):  # the page was closed while the request waited
        if wanted and await manners.admit(request):
            await route.continue_()
        else:
            await route.abort()


def opened(url: str) -> str:
    """Return the address that a browser is told to open: without a login; raises Refused like `parse_target`."""
    mark, fragment = url.partition("#")[1:]
    return parse_target(url).url + mark + fragment


def ended_at(shown: str, answered: str) -> str:
    """Return where a page stands, without login and fragment: what is shown, or was answered where that is the
    browser's own page of an error or a download."""
    try:
        return parse_target(shown).url
    except Refused:
        return parse_target(answered).url


async def deny(socket: "WebSocketRoute") -> None:
    """Close a WebSocket."""
    await socket.close()


def is_navigation(answer: "Response", page: "Page") -> bool:
    """Return whether an answer is to the page's own address, or to one it went on to."""
    request = answer.request
    return request.is_navigation_request() and request.frame == page.main_frame


def hops_of(last: "Response") -> tuple[Hop, ...]:
    """Return the redirects that led to an answer."""
    hops = []
    request = last.request.redirected_from
    while request is not None:
        hops.append(Hop(ended_at(request.url, request.url), 302))
        request = request.redirected_from
    return tuple(reversed(hops))


def headers_of(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return an answer's headers as they fit the rendered document: pages as UTF-8, without validators."""
    kept = [(name.lower(), value) for name, value in headers.items() if name.lower() not in _OF_THE_BYTES]
    return tuple(
        (name, f"{value.partition(';')[0]}; charset=utf-8" if name == "content-type" and "html" in value else value)
        for name, value in kept
    )


def failure_of(message: str) -> tuple[Outcome, str]:
    """Return the outcome of a Chromium net error; what our proxy may have caused decides nothing."""
    code = next((word.strip(".,") for word in message.split() if word.startswith("net::")), "")
    outcome = next((outcome for mark, outcome in _NET_ERRORS if mark in code), Outcome.NETWORK)
    return outcome, f"the browser says {code or 'nothing'}"
