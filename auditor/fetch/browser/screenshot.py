"""Screenshots of pages with the element at fault framed, through the same guard as every request; optional."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.contexts import Contexts, Stuck
from auditor.fetch.browser.element_frame import ADDRESSES, COLLECT, COLOUR, FRAME, MARK, TEXTS, UNFRAME, WIDTH, Sought
from auditor.fetch.browser.politeness import Manners
from auditor.fetch.browser.process import Chromium
from auditor.fetch.browser.proxy import Proxy
from auditor.fetch.browser.tab import Asked, as_it_stands, opened
from auditor.fetch.client import Client
from auditor.fetch.http.classify import classify_answer
from auditor.fetch.http.fetch_faults import Refused
from auditor.fetch.http.target import parse_target
from auditor.model import Outcome
from auditor.model.urls import key

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Response

VIEW = {"width": 1280, "height": 900}
_UNLOADED = frozenset({"media"})
_FRAMES = 12
_QUIET_MS = 3_000
_DRAW_MS = 8_000
_SHOT_S = 12.0
_BYTES = 4 * 1024 * 1024

TAKEN, DIFFERS, FAILED, LARGE = "taken", "differs", "failed", "large"
"""What may come of a shot, beside 'not_found', 'hidden' and the Outcome of a page that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What came of one screenshot: the PNG (b'' = none) and TAKEN or the code of why there is none."""

    key: str
    state: str
    png: bytes = b""


class Photographer:
    """Takes screenshots with a running browser; `photographer` makes one.

    Pages load as in a visitor's browser, images included; media, downloads, service workers and WebSockets are off.
    robots.txt and the pace of its host are kept for every request.
    """

    def __init__(self, client: Client, chromium: Chromium, manners: Manners) -> None:
        self._client = client
        self._manners = manners
        self._chromium = chromium
        self._contexts = Contexts(_UNLOADED, manners, viewport=VIEW)

    async def take(self, url: str, shown_at: Collection[str], outcome: Outcome, sought: Sequence[Sought]) -> list[Shot]:
        """Open `url` once and return one shot a thing sought, in order; never raises for what a site does, but Gone
        where there is no browser.

        There is no picture where the page ends elsewhere than `shown_at`, or comes to another outcome than
        `outcome`: what was judged is not what would be shown.
        """
        from playwright.async_api import Error

        refusal = await self._client.refusal(url)
        if refusal is not None:
            return _none(sought, refusal.outcome)
        try:
            browser = await self._chromium.get()
            generation = self._chromium.generation
            turn = await self._manners.reserve(url)
        except Refused as closed:
            return _none(sought, closed.outcome)
        done: list[Shot] = []
        origin = parse_target(url).origin.text
        try:
            async with (
                asyncio.timeout(self._client.settings.whole_s + _SHOT_S * len(sought)),
                self._contexts.page(browser, origin) as page,
            ):
                await self._visit(page, url, {key(one) for one in shown_at}, outcome, sought, done)
        except (TimeoutError, Stuck) as fault:
            await self._chromium.end_if_hung(generation, certainly=isinstance(fault, Stuck))
            return done + _none(sought[len(done) :], Outcome.TIMEOUT)
        except Error as error:
            crashed = not browser.is_connected()  # of whatever page: another night may do better
            timeout = crashed or "Timeout" in error.message or "ERR_TIMED_OUT" in error.message
            why = Outcome.TIMEOUT if timeout else Outcome.NETWORK if "net::" in error.message else FAILED
            return done + _none(sought[len(done) :], why)
        finally:
            self._manners.give_up(turn)
        return done

    async def _visit(
        self, page: "Page", url: str, shown_at: Collection[str], outcome: Outcome, sought: Sequence[Sought],
        done: list[Shot],
    ) -> None:  # fmt: skip
        from playwright.async_api import Error

        asked = Asked(page)
        answers = asked.answers
        try:
            await page.goto(opened(url), wait_until="load", timeout=self._client.settings.whole_s * 1000)
        except Error:
            if not answers:
                raise
        with suppress(Error):  # a page that never rests is shown as it is
            await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)
        if not answers or key(page.url) not in shown_at or await self._outcome(page, answers[-1]) is not outcome:
            done += _none(sought, DIFFERS)
            return
        held = [(frame, await _addresses(frame)) for frame in page.frames[:_FRAMES]]
        for one in sought:
            done.append(await _shot(page, held, one))

    async def _outcome(self, page: "Page", answer: "Response") -> Outcome | None:
        headers = tuple((name.lower(), value) for name, value in (await answer.all_headers()).items())
        standing = await as_it_stands(page, self._client.settings.page_bytes)
        body = standing.html.encode("utf-8", "replace") if standing else None
        return None if body is None else classify_answer(answer.status, headers, body)[0]


@asynccontextmanager
async def photographer(client: Client, settings: BrowserSettings | None = None) -> AsyncIterator[Photographer]:
    """Run a browser of its own for screenshots, started with the first."""
    manners = Manners(client)
    proxy = Proxy(client.guard, 2 * client.settings.page_bytes, manners)
    chromium = Chromium(proxy, settings or BrowserSettings(), images=True)
    try:
        yield Photographer(client, chromium, manners)
    finally:
        await chromium.stop()


async def _addresses(frame: "Frame") -> tuple[Any, list[str]]:
    """Return the elements of a frame that lead or show somewhere, kept in the page, and their addresses as keys."""
    elements = await frame.evaluate_handle(COLLECT)
    found = await elements.evaluate(ADDRESSES)
    known = found if isinstance(found, list) else []
    return elements, [key(one) if isinstance(one, str) and one.startswith("http") else "" for one in known]


async def _shot(page: "Page", held: "Sequence[tuple[Frame, tuple[Any, list[str]]]]", one: Sought) -> Shot:
    """Frame what is sought in the first frame of the page that shows it, and take the picture."""
    from playwright.async_api import Error

    wanted, state = {key(address) for address in one.addresses}, "not_found"
    here = [(frame, elements, [n for n, at in enumerate(at_all) if at in wanted]) for frame, (elements, at_all) in held]
    for frame, elements, places in sorted(here, key=lambda place: not place[2]):
        try:
            told = await frame.evaluate(FRAME, _orders(elements, places, one))
            state = told if told in (TAKEN, "hidden") else state
            if told == TAKEN:
                png = await page.screenshot(animations="disabled", scale="css", timeout=_DRAW_MS)
                await frame.evaluate(UNFRAME, MARK)
                return Shot(one.key, TAKEN, png) if len(png) <= _BYTES else Shot(one.key, LARGE)
        except Error:
            state = FAILED
    return Shot(one.key, state)


def _orders(elements: Any, places: list[int], one: Sought) -> dict[str, object]:
    return {
        "elements": elements, "places": places[:50], "wholeList": one.whole_list, "texts": list(one.texts),
        "selectors": list(one.selectors), "mark": MARK, "colour": ",".join(map(str, COLOUR)), "width": WIDTH,
        "most": TEXTS,
    }  # fmt: skip


def _none(sought: Sequence[Sought], why: str) -> list[Shot]:
    return [Shot(one.key, str(why)) for one in sought]
