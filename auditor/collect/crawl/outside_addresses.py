"""Look once at every address outside its own site that a page or post links to; nothing there is crawled."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from sqlalchemy import and_, func, select

from auditor.collect.crawl.browser_look import BrowserLooks
from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.frontier import Waiting
from auditor.collect.crawl.second_looks import LookAgain, failed_once
from auditor.errors import surprise
from auditor.extract.leaving_notice import leaving_words_of_reply, read_landing
from auditor.extract.open_page import open_sheet
from auditor.extract.post_links import is_shortened
from auditor.extract.soft404 import ErrorKind, error_words
from auditor.extract.weixin_article import DEAD, ArticleState, is_weixin_article, read_weixin_article
from auditor.model import FAULTS, Outcome, Reply
from auditor.model.public_hosts import site_of
from auditor.model.urls import host_port
from auditor.store.recorder import What
from auditor.store.schema import frontier, look, url
from auditor.text.risk import Risk

OUTSIDE = "outside"
"""Subject name of looks at addresses that belong to no registered site."""


OUTWARD = (int(What.EXTERNAL), int(What.POST_LINK))
MOST_IN_VAIN = 5
"""Addresses of a host in a row that do not answer, or that it is too busy for, after which it is left for tonight."""

TOO_BUSY = 503
PROBED_HOSTS = 8
"""Hosts whose names are tried first: where none resolves, our network is down, not the sites (docs/contract.md 4.4)."""

SAYS_NOTHING_OF_THE_NETWORK = frozenset({Outcome.NETWORK, Outcome.PRIVATE, Outcome.UNSUPPORTED})


async def look_outside(context: CrawlContext) -> None:
    """Look at each outside address of the run that has no look yet.

    Hosts run side by side, one address of a host at a time; past the budget of a host the rest are
    recorded as not reached. Faults are looked at a second time, spread in time. Where no outside name
    resolves, the rest is recorded as unknown (no network), without waiting for every name; hosts of the register and
    bare addresses are asked in any case, and prove nothing of outside names.
    """
    by_host: dict[tuple[str, int], list[Waiting]] = defaultdict(list)
    for waiting in _waiting(context):
        by_host[host_port(waiting.url)].append(waiting)
    again = LookAgain(context.settings.fetch.second_look_s)
    browser = BrowserLooks(context, OUTSIDE, Counter())
    for waiting, first in failed_once(
        context.recorder.connection, context.recorder.run, OUTSIDE, queued_by_others=True
    ):
        again.add(waiting, first)
    hosts_at_once = asyncio.Semaphore(context.settings.fetch.found_total)
    known = {(one.host, one.port) for one in context.client.guard.registered}
    near = [by_host.pop(pair) for pair in list(by_host) if pair in known or _is_address(pair[0])]
    await asyncio.gather(*(_host(context, rows, hosts_at_once, again, browser) for rows in near))
    asked, spared = within_domain_limit(by_host)
    hosts = [by_host[pair] for pair in asked]
    for pair in spared:
        _record_unasked(
            context, by_host[pair], Outcome.NOT_REACHED, f"more than {MOST_HOSTS_OF_A_DOMAIN} hosts of one name"
        )
    down = 0
    while hosts and down < PROBED_HOSTS:
        wave, hosts = hosts[:PROBED_HOSTS], hosts[PROBED_HOSTS:]
        outcomes = await asyncio.gather(*(_host(context, rows, hosts_at_once, again, browser) for rows in wave))
        if any(seen - SAYS_NOTHING_OF_THE_NETWORK for seen in outcomes):
            await asyncio.gather(*(_host(context, rows, hosts_at_once, again, browser) for rows in hosts))
            hosts = []
        down += sum(Outcome.NETWORK in seen for seen in outcomes)
    for rows in hosts:
        _record_unasked(context, rows, Outcome.NETWORK, f"no outside name resolves; {down} were tried")
    while again.waits():
        due = await again.due()
        await asyncio.gather(*(_second(context, waiting, hosts_at_once, browser, again) for waiting in due))
    context.recorder.flush()


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _waiting(context: CrawlContext) -> Iterable[Waiting]:
    context.recorder.flush()
    connection = context.recorder.connection
    same = and_(look.c.run == frontier.c.run, look.c.url_id == frontier.c.url_id)
    rows = connection.execute(
        select(frontier.c.url_id, func.min(frontier.c.depth).label("depth"), func.max(frontier.c.what).label("what"),
               func.min(func.coalesce(url.c.address, url.c.key)).label("address"))
        .join(url, url.c.id == frontier.c.url_id)
        .outerjoin(look, same)
        .where(frontier.c.run == context.recorder.run, frontier.c.what.in_(OUTWARD), look.c.url_id.is_(None))
        .group_by(frontier.c.url_id)
        .order_by(func.min(frontier.c.seq))
    ).all()  # fmt: skip
    connection.rollback()
    return [Waiting(row.url_id, row.address, row.depth, What(row.what)) for row in rows]


async def _host(
    context: CrawlContext, rows: list[Waiting], at_once: asyncio.Semaphore, again: LookAgain, browser: BrowserLooks
) -> set[Outcome]:
    most = context.settings.crawl.external_per_host
    outcomes: set[Outcome] = set()
    shown_to_browser, in_vain = False, 0
    async with at_once:
        for place, waiting in enumerate(rows[:most], 1):
            reply, missing = await _ask(context, waiting)
            if reply.outcome is Outcome.CHALLENGE and not shown_to_browser:
                shown_to_browser = True  # one browser look a site a night (docs/reliability.md 4, rule 3)
                reply, missing = await _in_browser(browser, waiting, reply)
            outcomes.add(reply.outcome)
            looks = 1
            if reply.outcome in FAULTS:
                looks = again.looks(context.recorder.connection, context.previous_run, waiting, reply)
            _record(context, waiting, reply, looks, missing)
            in_vain = in_vain + 1 if reply.outcome is Outcome.TIMEOUT or reply.status == TOO_BUSY else 0
            if in_vain == MOST_IN_VAIN:
                left = Outcome.TIMEOUT if reply.outcome is Outcome.TIMEOUT else Outcome.RATE_LIMITED
                _record_unasked(
                    context, rows[place:most], left, f"not asked: {in_vain} in a row came to {reply.detail}"
                )
                break
    _record_unasked(context, rows[most:], Outcome.NOT_REACHED, f"more than {most} on this host")
    return outcomes


def _record_unasked(context: CrawlContext, rows: Iterable[Waiting], outcome: Outcome, detail: str) -> None:
    for waiting in rows:
        reply = Reply(waiting.url, outcome, datetime.now(UTC), detail=detail)
        context.recorder.look(OUTSIDE, waiting.url_id, reply, depth=waiting.depth)


async def _second(
    context: CrawlContext, waiting: Waiting, at_once: asyncio.Semaphore, browser: BrowserLooks, again: LookAgain
) -> None:
    async with at_once:
        reply, missing = await _ask(context, waiting)
    reply = await browser.past_firewall(reply)
    looks = again.agreeing(waiting, reply) if reply.outcome in FAULTS else 1
    _record(context, waiting, reply, looks, missing)


async def _in_browser(browser: BrowserLooks, waiting: Waiting, reply: Reply) -> tuple[Reply, str]:
    """Return what the browser shows where the program was turned away, `reply` where that is nothing."""
    shown = await browser.show(waiting.url)
    if shown is None or shown.reply.outcome is not Outcome.OK:
        return reply, ""
    return told_by_page(shown.reply, of_post=waiting.what is What.POST_LINK)


async def _ask(context: CrawlContext, waiting: Waiting) -> tuple[Reply, str]:
    cap = bytes_wanted(waiting.url, context.settings.fetch.file_bytes)
    reply = await context.client.get(waiting.url, cap=cap)
    try:
        return told_by_page(reply, of_post=waiting.what is What.POST_LINK)
    except Exception as fault:  # one page's fault never ends the run (docs/reliability.md 2)
        return replace(reply, outcome=Outcome.INTERNAL, detail=f"page not read: {surprise(fault)}"), ""


def _record(context: CrawlContext, waiting: Waiting, reply: Reply, looks: int, missing: str) -> None:
    """Record one look, with the risk of the page where it belongs to no registered site."""
    risk = Risk() if context.scopes.owner(reply.final_url or reply.url) else _landing(reply)
    context.recorder.look(
        OUTSIDE,
        waiting.url_id,
        replace(reply, body=b""),
        depth=waiting.depth,
        looks=looks,
        soft_404=missing,
        risk=risk.kind,
        risk_words=risk.words,
        leaving=leaving_words_of_reply(reply),
    )


def _landing(reply: Reply) -> Risk:
    try:
        return read_landing(reply)
    except Exception as fault:  # what a foreign page has become is then not known
        surprise(fault)
        return Risk()


# Hosts that share a registered domain: a server may answer to any name below one, so there can be endless many.

MOST_HOSTS_OF_A_DOMAIN: Final = 250
"""Hosts of one registered domain that are asked in a run; a city's own offices are fewer."""

Host = tuple[str, int]


def within_domain_limit(hosts: Iterable[Host]) -> tuple[list[Host], list[Host]]:
    """Return the hosts to ask, in order, and those past MOST_HOSTS_OF_A_DOMAIN of their domain."""
    counts: Counter[str] = Counter()
    asked: list[Host] = []
    spared: list[Host] = []
    for host in hosts:
        counts[site_of(host[0])] += 1
        (asked if counts[site_of(host[0])] <= MOST_HOSTS_OF_A_DOMAIN else spared).append(host)
    return asked, spared


# What an answer from outside says beyond its status: WeChat's notices, short links, missing pages.

ARTICLE_BYTES: Final = 1024 * 1024
"""What is read of a WeChat article: pages without an article are shorter, and say why at their end."""

PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})
WEIXIN_OUTCOMES: Final = {
    ArticleState.BLOCKED: (Outcome.CHALLENGE, "WeChat asks for proof of a person"),
    ArticleState.IN_APP: (Outcome.UNSUPPORTED, "WeChat shows it in its app only"),
    ArticleState.MOVED: (Outcome.UNSUPPORTED, "the account has moved"),
    ArticleState.UNREAD: (Outcome.UNSUPPORTED, "a WeChat page with neither an article nor a reason"),
}


def bytes_wanted(url: str, usual: int) -> int:
    """Return how much is read of an address outside: `usual`, more of WeChat articles and of short links."""
    return max(usual, ARTICLE_BYTES) if is_weixin_article(url) or is_shortened(url) else usual


def told_by_page(reply: Reply, *, of_post: bool) -> tuple[Reply, str]:
    """Return a reply as it is recorded, and the words that say that its page does not exist ('' = none do).

    A WeChat article always answers 200, and a short link may lead nowhere: both get the outcome of what they show. Of
    other pages the words are looked for where posts lead to them (`of_post`).
    """
    final = reply.final_url or reply.url
    if is_shortened(reply.url) and reply.outcome is not Outcome.OK and reply.hops:
        reply = replace(reply, detail=f"leads to {final}: {reply.detail}" if reply.detail else f"leads to {final}")
    if reply.outcome is not Outcome.OK or reply.not_modified:
        return reply, ""
    if is_weixin_article(reply.url) or is_weixin_article(final):
        return _told_by_weixin(reply, final)
    if is_shortened(final):
        return replace(reply, outcome=Outcome.UNSUPPORTED, detail="the short link does not lead on by itself"), ""
    if of_post and reply.content_type in PAGE_TYPES and b"<" in reply.body[:2_000]:
        sheet = open_sheet(reply.body, final, reply.header("content-type"))
        found = error_words(sheet.head.title, sheet.visible, sheet.heading)
        if found.kind is ErrorKind.BLOCKED:
            return replace(reply, outcome=Outcome.CHALLENGE, detail=found.words), ""
        return reply, found.words if found.kind is ErrorKind.MISSING else ""
    return reply, ""


def _told_by_weixin(reply: Reply, final: str) -> tuple[Reply, str]:
    article = read_weixin_article(reply.body, final, truncated=reply.truncated)
    if article.state in DEAD:
        return reply, article.words
    if article.state is ArticleState.THERE or (article.state is ArticleState.MOVED and article.moved_to):
        return reply, ""
    outcome, detail = WEIXIN_OUTCOMES[article.state]
    return replace(reply, outcome=outcome, detail=f"{detail}: {article.words}" if article.words else detail), ""
