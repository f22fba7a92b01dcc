"""Which pages a walk opens in the browser: home pages, lists that scripts fill, challenges, refusals by a firewall."""

import asyncio
import time
from collections import Counter
from dataclasses import replace

from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.frontier import STYLE, Waiting
from auditor.collect.crawl.missing_page import MissingAnswers
from auditor.collect.crawl.reply_reading import Reading, read_reply
from auditor.extract.incomplete_pages import as_sent, home_with_rendered, with_rendered
from auditor.fetch.browser.browser import Shown
from auditor.model import FAULTS, ListState, Outcome, Reply
from auditor.model.urls import Joiner
from auditor.rules.undecided import FIREWALL_LIKE, differs_by_browser

CUT_PAGES, CUT_MINUTES = "browser_pages", "browser_minutes"
REFUSES_PROGRAMS = frozenset({403, 412, 521})
"""Statuses of a home page that a browser may not get (docs/reliability.md 4)."""

TURNED_AWAY = frozenset({Outcome.CHALLENGE, Outcome.AUTH, Outcome.RATE_LIMITED})
"""Outcomes in a browser by which a site keeps it out."""


def is_whole(shown: Shown) -> bool:
    """Return whether scripts had finished: no request failed and none was still running."""
    return shown.settled and not shown.failed


class BrowserLooks:
    """The browser's looks at one site, within its budget; no method adds anything where there is no browser.

    `cut` counts, by name, what budgets cut from the site.
    """

    def __init__(self, context: CrawlContext, site: str, cut: Counter[str]) -> None:
        self._context = context
        self._site = site
        self._cut = cut
        self._pages = 0
        self._seconds = 0.0
        self._lets_browsers_in: bool | None = None
        self._deciding = asyncio.Lock()
        self._whole: dict[str, bool] = {}

    async def show(self, url: str) -> Shown | None:
        """Return what the browser shows at an address, None where there is no browser or the budget is spent."""
        crawl, browser = self._context.settings.crawl, self._context.browser
        if browser is None:
            return None
        spent = self._seconds >= crawl.browser_minutes * 60
        if spent or self._pages >= crawl.browser_pages:
            self._cut[CUT_MINUTES if spent else CUT_PAGES] += 1
            return None
        self._pages += 1
        started = time.monotonic()
        try:
            await self._context.client.connectivity.open()
            shown = await browser.show(url)
            if self._context.client.connectivity.paused:
                await self._context.client.connectivity.open()
                shown = await browser.show(url)
            self._seconds += shown.seconds
            return shown
        except Exception as fault:  # a browser that breaks must not cost what was read without it
            self._context.progress.note(f"{url}: not seen in the browser: {type(fault).__name__}")
            self._seconds += time.monotonic() - started
            return None

    async def past_challenge(self, reply: Reply, *, is_home: bool = False) -> Reply:
        """Return what the browser shows of a page that turned our program away; `reply` where it shows nothing.

        One look decides whether the site lets browsers in tonight (docs/reliability.md 4, rule 3): where it does, all
        its pages that refuse the program are opened within the budget; where it does not, no page is.
        """
        turned_away = reply.outcome is Outcome.CHALLENGE or (is_home and reply.status in REFUSES_PROGRAMS)
        if not turned_away:
            return reply
        if self._lets_browsers_in is None:
            async with self._deciding:
                if self._lets_browsers_in is None:
                    return await self._let_in(reply)
        return await self._let_in(reply) if self._lets_browsers_in else reply

    async def _let_in(self, reply: Reply) -> Reply:
        shown = await self.show(reply.url)
        if shown is None:
            return reply
        if shown.reply.outcome in TURNED_AWAY:
            self._lets_browsers_in = False
        if shown.reply.outcome is not Outcome.OK:
            return reply
        self._lets_browsers_in = True
        self._whole[reply.url] = is_whole(shown)
        return shown.reply

    async def past_firewall(self, reply: Reply) -> Reply:
        """Return the browser's look at an address refused as firewalls do, or for a certificate browsers may trust.

        An address that opens is fine; one that fails in the browser, too, is broken for visitors.
        """
        doubted = reply.status in FIREWALL_LIKE or differs_by_browser(reply.outcome, reply.detail)
        if not doubted or reply.outcome not in FAULTS:
            return reply
        shown = await self.show(reply.url)
        decided = shown is not None and shown.reply.rendered and shown.reply.outcome in FAULTS | {Outcome.OK}
        return shown.reply if shown is not None and decided else reply

    async def read(
        self,
        raw: Reading,
        waiting: Waiting,
        reply: Reply,
        missing: MissingAnswers | None,
        joiner: Joiner,
        *,
        is_home: bool,
    ) -> Reading:
        """Return a page's reading with what only a browser shows of it.

        Home pages are always shown, other pages where scripts fill their list. What leads away, fails, or turns the
        browser away leaves the reading as it is.
        """
        if reply.rendered:
            return self._read_in_browser(raw, whole=self._whole.get(reply.url, False))
        if raw.soft_404 or not (is_home or raw.facts.list_state is ListState.SCRIPT_FILLED):
            return raw
        if raw.facts.refresh or raw.kind == STYLE:
            return raw
        shown = await self.show(waiting.url)
        if shown is None or not self._is_this_page(shown.reply):
            return raw
        body = as_sent(shown.reply.body, raw.facts.encoding)
        seen = await read_reply(
            replace(reply, body=body, hops=()),
            raw.facts.url,
            replace(waiting, known=None),
            missing,
            joiner,
            is_home=is_home,
            today=self._context.today,
        )
        if seen is None or seen.soft_404:
            return raw
        if is_home:
            facts = home_with_rendered(raw.facts, seen.facts, whole=is_whole(shown))
        else:
            facts = with_rendered(raw.facts, seen.facts, shown.text, whole=is_whole(shown))
        if not facts.rendered:
            return raw
        return replace(raw, facts=facts, kind=facts.kind.value, body_hash=raw.body_hash if is_home else seen.body_hash)

    def _read_in_browser(self, raw: Reading, *, whole: bool) -> Reading:
        """Return the reading of a page that only the browser was shown; what scripts may still bring is not empty."""
        state = raw.facts.list_state
        if state is ListState.EMPTY and not whole:
            state = ListState.SCRIPT_FILLED
        by = "" if whole else raw.facts.written_by
        return replace(raw, facts=replace(raw.facts, rendered=True, written_by=by, list_state=state))

    def _is_this_page(self, reply: Reply) -> bool:
        here = self._context.scopes.owner(reply.final_url or reply.url) == self._site
        return reply.outcome is Outcome.OK and here and not reply.truncated
