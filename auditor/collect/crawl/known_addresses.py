"""Addresses known without a link: those of sitemaps, and pages of the run before that nothing links to any more."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.frontier import Waiting
from auditor.collect.crawl.missing_page import MissingAnswers
from auditor.collect.crawl.reply_reading import read_reply
from auditor.errors import AuditorError
from auditor.extract.sitemap import Sitemap, parse_sitemap
from auditor.facts.unlinked import forgotten_pages
from auditor.model import Outcome
from auditor.model.urls import Joiner, join, same_site
from auditor.store.recorder import What

LEVELS = 3
"""How deep sitemap indexes may nest (docs/reliability.md 2, XML from sites is harmless)."""

MOST_FILES = 200


async def sitemap_addresses(context: CrawlContext, home: str) -> list[str]:
    """Return the page addresses of the sitemaps named in robots.txt, or of /sitemap.xml; at most the budget.

    An index leads to further files on the site's own host only.
    """
    client, limit = context.client, context.settings.crawl.sitemap_urls
    fallback = join(home, "/sitemap.xml")
    named = [(url, 1) for url in await client.sitemaps(home)] or ([(fallback, 1)] if fallback else [])
    found: dict[str, None] = {}
    asked: set[str] = set()
    while named and len(found) < limit and len(asked) < MOST_FILES:
        url, level = named.pop(0)
        if url in asked:
            continue
        asked.add(url)
        async with context.sitemaps_at_once:
            sitemap = await _read(context, url)
        if sitemap is None:
            continue
        for entry in sitemap.urls[: limit - len(found)]:
            found[entry.url] = None
        if level < LEVELS:
            near = [child for child in sitemap.children[:MOST_FILES] if same_site(child, home)]
            named += [(child, level + 1) for child in near]
    return list(found)


async def _read(context: CrawlContext, url: str) -> Sitemap | None:
    reply = await context.client.get(url, cap=context.settings.fetch.sitemap_bytes)
    if reply.outcome is not Outcome.OK or not reply.body:
        return None
    return await asyncio.to_thread(parse_sitemap, reply.body, reply.final_url or url)


# Pages that the run before knew and that nothing links to any more: one look each, their links are not followed.

MOST_UNLINKED = 100
"""Pages of one site looked at in a run: enough to show an office that its old pages have lost their links."""


def unlinked_pages(context: CrawlContext, site: str) -> list[Waiting]:
    """Return the pages of a site that answered in the run before and were not found now, at most MOST_UNLINKED."""
    if context.previous_run is None:
        return []
    context.recorder.flush()
    known = forgotten_pages(
        context.recorder.connection, context.recorder.run, context.previous_run, site, MOST_UNLINKED
    )
    return [Waiting(url_id, url, 1, What.ASSET) for url_id, url in known.items() if context.scopes.owner(url) == site]


async def look_at_unlinked(context: CrawlContext, site: str, missing: MissingAnswers | None, waiting: Waiting) -> None:
    """Look at one page and record that it answers; nothing is recorded of a page that does not."""
    reply = await context.client.get(waiting.url)
    if reply.outcome is not Outcome.OK:
        return
    try:
        final = reply.final_url or waiting.url
        reading = await read_reply(reply, final, waiting, missing, Joiner(), is_home=False, today=context.today)
    except (AuditorError, SQLAlchemyError):
        raise
    except Exception as fault:
        context.progress.note(f"{waiting.url}: page not read: {type(fault).__name__}: {fault}")
        return
    if reading is not None:
        context.recorder.look(site, waiting.url_id, reply, depth=waiting.depth, soft_404=reading.soft_404)
