"""Screenshots of pages with the element at fault framed, through the same guard as every request; optional."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.contexts import Contexts, PageStuck
from auditor.fetch.browser.lifecycle import Chromium
from auditor.fetch.browser.politeness import Politeness
from auditor.fetch.browser.proxy import Proxy
from auditor.fetch.browser.tab import PageTraffic, address_to_open, take_snapshot
from auditor.fetch.client import Client
from auditor.fetch.http.classify import classify_answer
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Outcome
from auditor.model.urls import key

MARK = "auditor-mark"
COLOUR = (230, 0, 0)
WIDTH = 4
"""The frame: its colour (red, green, blue) and its width in pixels."""

ADDRESSED = (
    "a[href],area[href],img[src],iframe[src],frame[src],video[src],audio[src],embed[src],object[data],form[action]"
)
ELEMENTS = 20_000
TEXTS = 20_000


@dataclass(frozen=True, slots=True)
class Sought:
    """What to frame, the first that is shown: an element that leads to one of `addresses` (with `whole_list` the
    list it stands in), the last one that holds one of `texts`, or one of the CSS `selectors`."""

    key: str
    addresses: tuple[str, ...] = ()
    whole_list: bool = False
    texts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()


COLLECT = f"() => Array.from(document.querySelectorAll('{ADDRESSED}')).slice(0, {ELEMENTS})"

ADDRESSES = """elements => elements.map(element => {
  const name = ['href', 'src', 'data', 'action'].find(name => element.hasAttribute(name));
  try { return new URL(element.getAttribute(name).trim(), element.baseURI).href; } catch { return ''; }
})"""

FRAME = """({elements, places, wholeList, texts, selectors, mark, colour, width, most}) => {
  const box = element => {
    const shown = element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
    const rect = element.getBoundingClientRect();
    const reachable = rect.right + scrollX > 0 && rect.bottom + scrollY > 0 && rect.left + scrollX < 4000;
    return shown && reachable && rect.width >= 2 && rect.height >= 2 ? rect : null;
  };
  const lit = element => [element, ...element.children].find(box);
  const page = [document.documentElement, document.body];
  const around = element => {
    while (element && !page.includes(element) && !box(element)) element = element.parentElement;
    return element && !page.includes(element) ? element : null;
  };
  const list = element => {
    while (element.parentElement && !page.includes(element.parentElement)
           && !element.matches('ul,ol,dl,table') && element.querySelectorAll('a[href]').length < 3)
      element = element.parentElement;
    return element;
  };
  const holding = text => {
    let last = null;
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let left = most; left > 0 && walk.nextNode(); left--) {
      const parent = walk.currentNode.parentElement;
      if (walk.currentNode.data.includes(text) && parent && box(parent)) last = parent;
    }
    return last;
  };
  const linked = places.map(place => elements[place]);
  let found = null;
  for (const element of linked) if (!found) found = lit(element);
  if (!found && linked.length) found = around(linked[0]);
  if (found && wholeList) found = list(found);
  for (const text of texts) if (!found) found = holding(text);
  for (const selector of selectors)
    if (!found) found = Array.from(document.querySelectorAll(selector)).find(box);
  if (!found) return linked.length ? 'hidden' : 'not_found';
  const gap = width + 1;
  const tall = found.getBoundingClientRect().height > innerHeight * 0.9;
  found.scrollIntoView({block: tall ? 'start' : 'center', inline: 'nearest', behavior: 'instant'});
  if (tall) scrollBy({top: -3 * gap, behavior: 'instant'});
  const rect = found.getBoundingClientRect();
  const left = Math.max(0, rect.left - gap), top = Math.max(rect.top - gap, tall ? 0 : -1e6);
  const right = Math.min(document.documentElement.clientWidth, rect.right + gap);
  const frame = document.createElement('div');
  frame.id = mark;
  const style = {
    all: 'initial', position: 'fixed', display: 'block', 'box-sizing': 'border-box', left: left + 'px', top: top + 'px',
    width: right - left + 'px', height: rect.bottom + gap - top + 'px', 'z-index': '2147483647',
    border: `${width}px solid rgb(${colour})`, 'pointer-events': 'none',
  };
  for (const [name, value] of Object.entries(style)) frame.style.setProperty(name, value, 'important');
  document.documentElement.appendChild(frame);
  const drawn = frame.getBoundingClientRect();
  frame.style.setProperty('left', 2 * left - drawn.left + 'px', 'important');
  frame.style.setProperty('top', 2 * top - drawn.top + 'px', 'important');
  return 'taken';
}"""

UNFRAME = "mark => document.querySelectorAll('#' + mark).forEach(frame => frame.remove())"


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
"""States of a shot, beside 'not_found', 'hidden' and the Outcome of a page that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One screenshot: the PNG (b'' = none) and TAKEN, or the code of why there is none."""

    key: str
    state: str
    png: bytes = b""


class ScreenshotTaker:
    """Takes screenshots with a running browser; `screenshot_taker` makes one.

    Pages load as in a visitor's browser, images included; media, downloads, service workers and WebSockets are off.
    Every request obeys robots.txt and the pace of its host.
    """

    def __init__(self, client: Client, chromium: Chromium, politeness: Politeness) -> None:
        self._client = client
        self._politeness = politeness
        self._chromium = chromium
        self._contexts = Contexts(_UNLOADED, politeness, viewport=VIEW)

    async def take(self, url: str, shown_at: Collection[str], outcome: Outcome, sought: Sequence[Sought]) -> list[Shot]:
        """Open `url` once and return one shot a thing sought, in order; never raises for what a site does, but Gone
        where there is no browser.

        There is no picture where the page ends at an address outside `shown_at`, or with another outcome than
        `outcome`: the picture would not show what was judged.
        """
        from playwright.async_api import Error

        refusal = await self._client.refusal(url)
        if refusal is not None:
            return _none(sought, refusal.outcome)
        try:
            browser = await self._chromium.get()
            generation = self._chromium.generation
            turn = await self._politeness.reserve(url)
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
        except (TimeoutError, PageStuck) as fault:
            await self._chromium.end_if_hung(generation, certainly=isinstance(fault, PageStuck))
            return done + _none(sought[len(done) :], Outcome.TIMEOUT)
        except Error as error:
            crashed = not browser.is_connected()  # another run may succeed
            timeout = crashed or "Timeout" in error.message or "ERR_TIMED_OUT" in error.message
            why = Outcome.TIMEOUT if timeout else Outcome.NETWORK if "net::" in error.message else FAILED
            return done + _none(sought[len(done) :], why)
        finally:
            self._politeness.give_up(turn)
        return done

    async def _visit(
        self,
        page: "Page",
        url: str,
        shown_at: Collection[str],
        outcome: Outcome,
        sought: Sequence[Sought],
        done: list[Shot],
    ) -> None:
        from playwright.async_api import Error

        asked = PageTraffic(page)
        answers = asked.answers
        try:
            await page.goto(address_to_open(url), wait_until="load", timeout=self._client.settings.whole_s * 1000)
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
        snapshot = await take_snapshot(page, self._client.settings.page_bytes)
        body = snapshot.html.encode("utf-8", "replace") if snapshot else None
        return None if body is None else classify_answer(answer.status, headers, body)[0]


@asynccontextmanager
async def screenshot_taker(client: Client, settings: BrowserSettings | None = None) -> AsyncIterator[ScreenshotTaker]:
    """Run a browser of its own for screenshots, started with the first."""
    politeness = Politeness(client)
    proxy = Proxy(client.guard, 2 * client.settings.page_bytes, politeness)
    chromium = Chromium(proxy, settings or BrowserSettings(), images=True)
    try:
        yield ScreenshotTaker(client, chromium, politeness)
    finally:
        await chromium.stop()


async def _addresses(frame: "Frame") -> tuple[Any, list[str]]:
    """Return the elements of a frame that lead or show somewhere, kept in the page, and their addresses as keys."""
    elements = await frame.evaluate_handle(COLLECT)
    found = await elements.evaluate(ADDRESSES)
    known = found if isinstance(found, list) else []
    return elements, [key(one) if isinstance(one, str) and one.startswith("http") else "" for one in known]


async def _shot(page: "Page", held: "Sequence[tuple[Frame, tuple[Any, list[str]]]]", one: Sought) -> Shot:
    """Draw the red frame in the first frame of the page that shows the element, and take the picture."""
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
        "elements": elements,
        "places": places[:50],
        "wholeList": one.whole_list,
        "texts": list(one.texts),
        "selectors": list(one.selectors),
        "mark": MARK,
        "colour": ",".join(map(str, COLOUR)),
        "width": WIDTH,
        "most": TEXTS,
    }


def _none(sought: Sequence[Sought], why: str) -> list[Shot]:
    return [Shot(one.key, str(why)) for one in sought]
