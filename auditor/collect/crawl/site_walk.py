"""Walk one registered site: every page, image, script, style sheet and attachment on its hosts."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from auditor.collect.crawl.browser_look import BrowserLooks
from auditor.collect.crawl.budget import Budget, Workers
from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.crawler_traps import CrawlerTraps
from auditor.collect.crawl.frontier import STYLE, Frontier, Waiting
from auditor.collect.crawl.known_addresses import look_at_unlinked, sitemap_addresses, unlinked_pages
from auditor.collect.crawl.link_policy import LinkPolicy
from auditor.collect.crawl.missing_page import MissingAnswers, shown_by
from auditor.collect.crawl.reply_reading import Attachments, Reading, read_reply
from auditor.collect.crawl.second_looks import SETTLED, LookAgain, failed_once
from auditor.collect.crawl.stored_walk import (
    WalkCounts,
    never_asked,
    pages_read,
    restore_budget,
    stored_counts,
    stored_depths,
)
from auditor.errors import AuditorError, surprise
from auditor.extract.leaving_notice import leaving_words_of_reply
from auditor.facts.standings import site_state
from auditor.model import FAULTS, Outcome, Reply, SiteObservation, Subject
from auditor.model.urls import Joiner, is_page_like
from auditor.store.recorder import What

HOME_HOPS = 3
TOLD_EVERY = 20
ASKED_AGAIN = FAULTS | {Outcome.TIMEOUT, Outcome.NETWORK}


class SiteWalk:
    """One site's walk. Call `walk()` once; everything seen is in the store when it returns."""

    def __init__(self, site: Subject, context: CrawlContext) -> None:
        self._site = site
        self._context = context
        self._recorder = context.recorder
        self._budget = Budget(context.settings.crawl)
        self._browser = BrowserLooks(context, site.id, self._budget.cut)
        extractor = "" if context.settings.full else context.extractor
        self._frontier = Frontier(context.recorder, site.id, extractor, browser=context.browser is not None)
        self._policy = LinkPolicy(context, site.id, self._frontier, self._budget)
        self._traps = CrawlerTraps(context, site.id, self._frontier)
        self._again = LookAgain(context.settings.fetch.second_look_s)
        self._attachments = Attachments(context, site.id)
        self._missing: MissingAnswers | None = None
        self._gone: dict[int, str] = {}
        self._joiner = Joiner()
        self._counts = WalkCounts()
        self._cut_told: Counter[str] = Counter()
        self._homes: dict[int, str] = {}
        self._home = ""
        self._next_home = ""
        self._home_reply = Reply(site.url, Outcome.NOT_REACHED, datetime.now(UTC))
        self._sitemap_urls = 0
        self._started = time.monotonic()
        self._workers = Workers(
            context.settings,
            self._frontier,
            self._budget.cut,
            self._visit_guarded,
            lambda: self._counts.pages,
            lambda: context.client.connectivity.paused_s,
        )

    async def walk(self) -> SiteObservation:
        """Read the site and return the observation; raises only what the store raises, and cancellation."""
        self._context.progress.started(self._site)
        wanted = self._context.wanted
        if self._frontier.resumed:
            self._counts = stored_counts(self._recorder.connection, self._recorder.run, self._site.id)
            restore_budget(self._budget, self._recorder.connection, self._recorder.run, self._site.id)
            self._cut_told = self._budget.cut.copy()
            for waiting, first in failed_once(self._recorder.connection, self._recorder.run, self._site.id):
                self._again.add(waiting, first)
        await self._read_home()
        if self._frontier.resumed and wanted is None:
            read = list(pages_read(self._recorder.connection, self._recorder.run, self._site.id))
            self._policy.take_up(read, self._home)
            self._record_cut()
        if self._home:
            homes = [home for home in self._homes.values() if home != self._home]
            shown = shown_by(self._home_reply, self._home)
            self._missing = MissingAnswers(self._context.client, [*homes, self._home], shown, self._recorder.run)
            if wanted is None:
                await self._queue_unlinked()
            else:
                self._queue_wanted(wanted.get(self._site.id, ()))
        await self._drain()
        while self._again.waits() and not self._workers.out_of_time():
            await self._workers.each(await self._again.due(), self._look_again)
            await self._drain()
        if wanted is None:
            await self._look_at_unlinked_pages()
        return self._finish()

    async def _drain(self) -> None:
        """Read what waits, then what was held back and is admitted now."""
        await self._workers.drain()
        repetition = self._policy.repetition
        while not self._workers.out_of_time():
            if self._policy.release():
                self._record_cut()
                await self._workers.drain()
            elif held := repetition.in_question():
                repetition.learn(held.place, ends=await self._traps.ends(held.page, held.pages[0].url))
            else:
                return

    async def _look_at_unlinked_pages(self) -> None:
        """Look at pages without a link to them, once the walk has ended."""
        if self._home and not self._budget.cut and not self._workers.out_of_time():
            look = partial(look_at_unlinked, self._context, self._site.id, self._missing)
            await self._workers.each(unlinked_pages(self._context, self._site.id), look)

    async def _read_home(self) -> None:
        address = self._site.url
        for _ in range(HOME_HOPS):
            home_id = self._recorder.ids.one(address)
            self._homes[home_id] = address
            if self._frontier.take(home_id):
                self._frontier.put([home_id], 0, [What.PAGE])
            await self._visit(Waiting(home_id, address, 0, What.PAGE))
            address = self._next_home
            if self._home or not address:
                return

    async def _look_again(self, waiting: Waiting) -> None:
        await self._visit(replace(waiting, known=None), second=True)

    async def _visit_guarded(self, waiting: Waiting) -> None:
        """Visit one address; an unexpected fault leaves that address unseen, not the site."""
        try:
            await self._visit(waiting)
        except (AuditorError, SQLAlchemyError):
            raise
        except Exception as fault:
            told = surprise(fault)
            self._context.progress.note(f"{waiting.url}: {told}: {fault}")
            self._counts.count(Outcome.INTERNAL)
            reply = Reply(waiting.url, Outcome.INTERNAL, datetime.now(UTC), detail=told)
            self._recorder.look(self._site.id, waiting.url_id, reply, depth=waiting.depth)

    async def _visit(self, waiting: Waiting, *, second: bool = False) -> None:
        known = waiting.known
        if closed := self._traps.closed(waiting.url):
            self._budget.cut[closed] += 1
            return
        if self._attachments.wants(waiting):
            reply = await self._attachments.get(waiting)
        else:
            reply = await self._context.client.get(waiting.url, validators=known.validators if known else None)
        self._traps.note(waiting.url, reply)
        is_home = waiting.url_id in self._homes
        home_wanted = is_home and not self._home
        if home_wanted or waiting.what is What.PAGE:
            reply = await self._browser.past_challenge(reply, is_home=home_wanted)
        if home_wanted and reply.outcome is Outcome.OK and reply.truncated and not reply.body:
            reply = replace(reply, outcome=Outcome.UNSUPPORTED)  # answered, but nothing of it could be read
        looks = 1
        if reply.outcome in ASKED_AGAIN and second:
            looks = self._again.agreeing(waiting, reply)
        elif reply.outcome in ASKED_AGAIN:
            looks = self._again.looks(self._recorder.connection, self._context.previous_run, waiting, reply)
        soft_404 = ""
        if looks >= SETTLED:
            reply = await self._browser.past_firewall(reply)
            looks = 1 if reply.outcome is Outcome.OK else looks
        if reply.outcome is Outcome.OK:
            reply, soft_404 = await self._read_guarded(waiting, reply, is_home)
        if home_wanted:
            away = (
                reply.final_url if self._context.scopes.owner(reply.final_url or waiting.url) != self._site.id else ""
            )
            self._home_reply = replace(reply, detail=f"leads to {away}") if away else reply
        self._counts.count(reply.outcome)
        self._record_cut()
        leaving = leaving_words_of_reply(reply)
        self._recorder.look(
            self._site.id, waiting.url_id, reply, depth=waiting.depth, soft_404=soft_404, looks=looks, leaving=leaving
        )
        if self._counts.looked % TOLD_EVERY == 0:
            self._context.progress.advanced(self._site.id, self._counts.looked, self._frontier.queued)

    def _record_cut(self) -> None:
        """Record what budgets have cut so far, with zero for cuts that were undone."""
        if self._budget.cut != self._cut_told:
            self._recorder.cut(self._site.id, {**dict.fromkeys(self._cut_told, 0), **self._budget.cut})
            self._cut_told = self._budget.cut.copy()

    async def _read_guarded(self, waiting: Waiting, reply: Reply, is_home: bool) -> tuple[Reply, str]:
        """Read an answered address; an unexpected fault leaves that page unread, not the site."""
        try:
            return reply, await self._read(waiting, reply, is_home)
        except (AuditorError, SQLAlchemyError):
            raise
        except Exception as fault:
            told = surprise(fault)
            self._context.progress.note(f"{waiting.url}: page not read: {told}: {fault}")
            return replace(reply, outcome=Outcome.INTERNAL, detail=f"page not read: {told}"), ""

    async def _read(self, waiting: Waiting, reply: Reply, is_home: bool) -> str:
        """Read and record an answered address; return why it is a soft 404, '' when it is none."""
        if await self._attachments.take(waiting, reply):
            return ""
        if reply.not_modified and waiting.known is not None:
            await self._take_unchanged(waiting, b"")
            return ""
        page_id, final_url = waiting.url_id, reply.final_url or waiting.url
        if final_url != waiting.url:
            if self._context.scopes.owner(final_url) != self._site.id:
                return await self._sent_away(waiting, reply)
            page_id = self._recorder.ids.one(final_url)
            if is_home:
                self._homes[page_id] = final_url
                self._frontier.take(page_id)
            elif page_id in self._homes or not self._frontier.take(page_id):
                return self._gone.get(page_id) or await self._sent_away(waiting, reply)
        reading = await read_reply(
            reply, final_url, waiting, self._missing, self._joiner, is_home=is_home, today=self._context.today
        )
        if reading is None:
            return ""
        if reading.unchanged:
            await self._take_unchanged(waiting, reply.body)
            return ""
        if reading.soft_404:
            self._gone[page_id] = reading.soft_404
        page = replace(waiting, url_id=page_id, url=final_url)
        reading = await self._browser.read(reading, page, reply, self._missing, self._joiner, is_home=is_home)
        if self._take_page(page, reply, reading, is_home):
            await self._traps.count_leading(page, [link.url for link in reading.facts.links])
        return reading.soft_404

    async def _sent_away(self, waiting: Waiting, reply: Reply) -> str:
        """Return why a redirected address does not exist, '' where it does or nothing is known of it."""
        return await self._missing.explain(waiting.url, reply) if self._missing is not None else ""

    def _take_page(self, page: Waiting, reply: Reply, reading: Reading, is_home: bool) -> bool:
        """Record a page that was read and queue its links; return whether one is a further page."""
        links = reading.facts.links
        targets = self._recorder.ids.of([link.url for link in links])
        self._counts.pages += reading.kind != STYLE
        if is_home:
            self._take_home(page.url, reading.facts.refresh)
        self._recorder.page(
            self._site.id,
            page.url_id,
            reading.facts,
            targets,
            reply,
            depth=page.depth,
            kind=reading.kind,
            body_hash=reading.body_hash,
            extractor="" if reading.read_anew else self._context.extractor,
        )
        return self._policy.page(page, reply.body, reading, targets, is_home=is_home)

    def _take_home(self, address: str, refresh: str) -> None:
        self._next_home = ""
        if refresh and len(self._homes) < HOME_HOPS and self._context.scopes.owner(refresh) == self._site.id:
            self._next_home = refresh
        else:
            self._home = self._home or address

    async def _take_unchanged(self, waiting: Waiting, body: bytes) -> None:
        known = waiting.known
        if known is None:
            return
        self._counts.unchanged += known.is_page
        self._counts.pages += known.is_page
        self._recorder.seen_again(waiting.url_id, waiting.depth)
        if self._policy.unchanged(waiting, known, body):
            await self._traps.count_leading(waiting, ())

    def _queue_wanted(self, urls: Sequence[str]) -> None:
        """Queue addresses for one look each, as deep as they were found before; those of others are outside ones."""
        urls = list(dict.fromkeys(urls))
        ids = self._recorder.ids.of(urls)
        self._recorder.flush()
        depths = stored_depths(self._recorder.connection, ids)
        for at in self._frontier.unseen(ids):
            own = self._context.scopes.owner(urls[at]) == self._site.id
            what = (What.PAGE if is_page_like(urls[at]) else What.ASSET) if own else What.EXTERNAL
            self._frontier.put([ids[at]], depths.get(ids[at], 1), [what])

    async def _queue_unlinked(self) -> None:
        own, context = partial(self._context.scopes.own, self._site.id), self._context
        urls = own(await sitemap_addresses(context, self._home))
        self._sitemap_urls = len(urls)
        urls += own(context.remembered.get(self._site.id, ()))
        self._policy.unlinked(urls)

    def _finish(self) -> SiteObservation:
        self._recorder.flush()
        counts = stored_counts(self._recorder.connection, self._recorder.run, self._site.id)
        observation = SiteObservation(
            subject=self._site.id,
            outcome=self._home_reply.outcome,
            status=self._home_reply.status,
            detail=self._home_reply.detail,
            home=self._home,
            homes=tuple(self._homes.values()),
            looked=counts.looked,
            pages=counts.pages,
            unchanged=self._counts.unchanged,
            undecided=dict(counts.undecided),
            cut=dict(self._budget.cut),
            not_reached=never_asked(self._recorder.connection, self._recorder.run, self._site.id),
            sitemap_urls=self._sitemap_urls,
            seconds=round(time.monotonic() - self._started, 1),
        )
        self._recorder.observe(self._site.id, "site", observation)
        self._recorder.flush()
        self._context.progress.finished(self._site.id, *site_state(observation))
        return observation
