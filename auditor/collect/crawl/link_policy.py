"""Which links a walk follows, and which it holds back or cuts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from auditor.collect.crawl.budget import QUERY_VARIANTS, Budget, names_document
from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.crawler_traps import FoundAddress, HeldPages, Repetition, place_of, shape_of
from auditor.collect.crawl.frontier import STYLE, Frontier, Known, Waiting
from auditor.collect.crawl.reply_reading import Reading
from auditor.collect.crawl.stored_walk import ReadPage, stored_depths
from auditor.model import NAVIGABLE, LinkKind, PageKind
from auditor.model.limits import IDS_AT_ONCE
from auditor.model.urls import is_page_like, path_of
from auditor.store.packing import unpack_facts
from auditor.store.recorder import What
from auditor.store.schema import look
from auditor.store.url_addresses import addresses_of

EQUAL_BODIES = "equal_bodies"


class LinkPolicy:
    """Queues the links of pages, within the budgets of a site and without endless repetition."""

    def __init__(self, context: CrawlContext, site: str, frontier: Frontier, budget: Budget) -> None:
        self._context = context
        self._site = site
        self._frontier = frontier
        self._budget = budget
        self.repetition = Repetition(context.settings.crawl.repeating_pages)

    def page(self, page: Waiting, body: bytes, reading: Reading, targets: Sequence[int], *, is_home: bool) -> bool:
        """Queue what a page read anew leads to, and return whether that is a page; `targets` are its links' ids."""
        repeated = not is_home and self._budget.repeats(reading.body_hash)
        if repeated and self._frontier.any_unseen(targets):
            self._budget.cut[EQUAL_BODIES] += 1
        if repeated or self._context.wanted is not None:
            return False
        links = reading.facts.links
        positions = self._frontier.unseen(targets)
        turns = {*reading.facts.next_pages, *(link.url for link in links if link.kind == LinkKind.PAGER)}
        found = [(targets[at], links[at].url, links[at].kind) for at in positions]
        pages, past = self._sorted_out(page, found, turns, count_all=reading.kind == STYLE)
        free = is_home or reading.facts.rendered
        new = free or not self._matters(page, pages)
        if not new and not reading.soft_404:
            new = self._is_new(page, body, [link.url for link in links])
        if new:
            self._credit(page, pages, article=reading.kind == PageKind.ARTICLE.value)
        self._lead(page, pages, past, new=new)
        return bool(pages) and reading.kind != STYLE

    def unchanged(self, page: Waiting, known: Known, body: bytes) -> bool:
        """Queue what a page leads to that is as an earlier run read it, and return whether that is a page.

        `body` is empty where it was not sent again.
        """
        if self._context.wanted is not None:
            return False
        targets: list[int] = memoryview(known.targets).cast("I").tolist()
        positions = self._frontier.unseen(targets)
        if not positions:
            self._credit(page, (), article=known.is_article)
            return False
        found = self._stored_links(targets, known.kinds, positions)
        depths = stored_depths(self._context.recorder.connection, [url_id for url_id, _, _ in found])
        turns = {url for url_id, url, _ in found if depths.get(url_id, page.depth + 1) <= page.depth}
        pages, past = self._sorted_out(page, found, turns, count_all=not known.is_page)
        new = not body or page.depth == 0 or not self._matters(page, pages)
        if not new and not self._is_new(page, body, [url for _, url, _ in found]):
            self._lead(page, pages, past, new=False)
            return bool(pages)
        self._credit(page, pages, article=known.is_article)
        earlier = self._looked_at_before([one.url_id for one in pages])
        self._lead(page, [one for one in pages if one.url_id in earlier], past, new=True)
        self._lead(page, [one for one in pages if one.url_id not in earlier], (), new=False)
        return bool(pages) and known.is_page

    def take_up(self, read: Sequence[ReadPage], home: str) -> None:
        """Hold again, or queue, what an interrupted walk had held back; its cuts stay counted.

        `read` are the pages it had read. Which of them were new is not known any more, so links that were not queued
        count as those of pages that say nothing new.
        """
        before, bodies, left = self._budget.cut.copy(), Counter[bytes](), 0
        for one in read:
            bodies[one.body_hash] += 1
            positions = self._frontier.unseen(one.targets)
            if not positions or one.url == home or bodies[one.body_hash] > self._context.settings.crawl.equal_bodies:
                continue
            found = self._stored_links(one.targets, one.kinds, positions)
            turns = {*unpack_facts(one.facts).next_pages, *(url for _, url, kind in found if kind == LinkKind.PAGER)}
            page = Waiting(one.url_id, one.url, one.depth, What.PAGE)
            pages, past = self._sorted_out(page, found, turns)
            left += len(pages)
            self._lead(page, pages, past, new=False)
        before[EQUAL_BODIES] += self.repetition.held(EQUAL_BODIES) - left
        self._budget.cut.clear()  # the browser's looks count in the same counter
        self._budget.cut.update(+before)

    def unlinked(self, urls: Sequence[str]) -> None:
        """Queue pages of the site that are known without a link."""
        ids = self._context.recorder.ids.of(urls)
        positions = [at for at in self._frontier.unseen(ids) if is_page_like(urls[at])]
        above = Waiting(0, "", 0, What.PAGE)
        pages, past = self._sorted_out(above, [(ids[at], urls[at], LinkKind.ANCHOR) for at in positions], ())
        self._lead(above, pages, past, new=True)

    def release(self) -> bool:
        """Queue what was held back and is admitted now; return whether there was any."""
        any_put = False
        for held in self.repetition.waiting():
            room = self.repetition.room(held.place) if held.place else len(held.pages)
            go = [one for one in held.pages[:room] if self._budget.readmit(one.url, held.reason)]
            self._put(go)
            if held.place:
                self.repetition.take(held.place, go)
            gone = {one.url_id for one in go}
            self.repetition.hold(replace(held, pages=tuple(one for one in held.pages if one.url_id not in gone)))
            any_put = any_put or bool(go)
        return any_put

    def _sorted_out(
        self, page: Waiting, found: Iterable[tuple[int, str, int]], turns: Iterable[str], *, count_all: bool = False
    ) -> tuple[list[FoundAddress], list[FoundAddress]]:
        """Queue all but the site's pages; return its pages within the budgets, and those past the queries' budget.

        With `count_all` other addresses are returned, too, as style sheets may load each other without end. A further
        page of a list is not a click deeper: it has the depth of the list's first page.
        """
        others: list[int] = []
        what: list[What] = []
        pages: list[FoundAddress] = []
        past: list[FoundAddress] = []
        turns = frozenset(turns)
        for url_id, url, kind in found:
            if self._context.scopes.owner(url) != self._site:
                others.append(url_id)
                what.append(What.EXTERNAL)
                continue
            is_page = kind in NAVIGABLE and is_page_like(url)
            depth = page.depth + (not (is_page and url in turns))
            refusal = self._budget.refusal(url, depth)
            if is_page and refusal in ("", QUERY_VARIANTS):
                (past if refusal else pages).append(FoundAddress(url_id, url, depth))
            elif count_all and not refusal:
                pages.append(FoundAddress(url_id, url, depth, What.ASSET))
            elif not refusal:
                others.append(url_id)
                what.append(What.ASSET)
        self._frontier.put(others, page.depth + 1, what)
        return pages, past

    def _matters(self, page: Waiting, pages: Sequence[FoundAddress]) -> bool:
        """Return whether it matters that a page says something new."""
        return bool(pages) or "?" in page.url or self.repetition.is_child(page.url_id)

    def _is_new(self, page: Waiting, body: bytes, urls: Iterable[str]) -> bool:
        new = self.repetition.is_new(shape_of(body, (page.url, *urls)))
        if new:
            self.repetition.earn(page.url_id)
        return new

    def _credit(self, page: Waiting, pages: Sequence[FoundAddress], *, article: bool) -> None:
        """Admit further queries of a path where this one named a document or linked to other pages."""
        if "?" not in page.url:
            return
        if article or names_document(page.url) or any(path_of(one.url) != path_of(page.url) for one in pages):
            self._budget.bore(page.url)

    def _lead(self, page: Waiting, pages: Sequence[FoundAddress], past: Sequence[FoundAddress], *, new: bool) -> None:
        """Queue pages that one page leads to: all of them where it is new; hold those `past` the queries' budget."""
        place = "" if new else place_of(page.url)
        room = len(pages) if new else self.repetition.room(place)
        self._put(pages[:room])
        if place:
            self.repetition.take(place, pages[:room])
        if pages[room:]:
            self._budget.cut[EQUAL_BODIES] += len(pages[room:])
            self.repetition.hold(HeldPages(page.url, place, EQUAL_BODIES, tuple(pages[room:])))
        self.repetition.hold(HeldPages(page.url, place, QUERY_VARIANTS, tuple(past)))

    def _put(self, pages: Sequence[FoundAddress]) -> None:
        for depth in dict.fromkeys(one.depth for one in pages):
            alike = [one for one in pages if one.depth == depth]
            self._frontier.put([one.url_id for one in alike], depth, [one.what for one in alike])

    def _stored_links(
        self, targets: Sequence[int], kinds: bytes, positions: Sequence[int]
    ) -> list[tuple[int, str, int]]:
        """Return id, address and kind of a stored page's links at some positions."""
        addresses = addresses_of(self._context.recorder.connection, [targets[at] for at in positions])
        return [(targets[at], addresses.get(targets[at], ""), kinds[at]) for at in positions]

    def _looked_at_before(self, ids: Sequence[int]) -> frozenset[int]:
        """Return which addresses the run before looked at; all where there was none."""
        if self._context.previous_run is None:
            return frozenset(ids)
        connection = self._context.recorder.connection
        found: set[int] = set()
        for start in range(0, len(ids), IDS_AT_ONCE):
            chunk = ids[start : start + IDS_AT_ONCE]
            rows = connection.execute(
                select(look.c.url_id).where(look.c.run == self._context.previous_run, look.c.url_id.in_(chunk))
            )
            found.update(rows.scalars())
        connection.rollback()
        return frozenset(found)
