"""The addresses a site itself lists in its sitemaps."""

import asyncio

from auditor.collect.crawl.walk_context import Trip
from auditor.extract.sitemap import Sitemap, parse_sitemap
from auditor.model import Outcome
from auditor.model.urls import join, same_site

LEVELS = 3
"""How deep sitemap indexes may nest (RELIABILITY.md 2, XML from sites is harmless)."""

MOST_FILES = 200


async def sitemap_addresses(trip: Trip, home: str) -> list[str]:
    """Return the page addresses of the sitemaps named in robots.txt, or of /sitemap.xml; at most the budget.

    An index leads to further files on the site's own host only.
    """
    client, limit = trip.client, trip.settings.crawl.sitemap_urls
    fallback = join(home, "/sitemap.xml")
    named = [(url, 1) for url in await client.sitemaps(home)] or ([(fallback, 1)] if fallback else [])
    found: dict[str, None] = {}
    asked: set[str] = set()
    while named and len(found) < limit and len(asked) < MOST_FILES:
        url, level = named.pop(0)
        if url in asked:
            continue
        asked.add(url)
        async with trip.sitemaps_at_once:
            sitemap = await _read(trip, url)
        if sitemap is None:
            continue
        for entry in sitemap.urls[: limit - len(found)]:
            found[entry.url] = None
        if level < LEVELS:
            near = [child for child in sitemap.children[:MOST_FILES] if same_site(child, home)]
            named += [(child, level + 1) for child in near]
    return list(found)


async def _read(trip: Trip, url: str) -> Sitemap | None:
    reply = await trip.client.get(url, cap=trip.settings.fetch.sitemap_bytes)
    if reply.outcome is not Outcome.OK or not reply.body:
        return None
    return await asyncio.to_thread(parse_sitemap, reply.body, reply.final_url or url)
