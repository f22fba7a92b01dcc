"""The addresses a site itself lists in its sitemaps."""

from auditor.config.settings import Settings
from auditor.extract.sitemap import parse_sitemap
from auditor.extract.urls import join
from auditor.fetch.client import Client
from auditor.model import Outcome

LEVELS = 3
"""How deep sitemap indexes may nest (RELIABILITY.md 2, XML from sites is harmless)."""

MOST_FILES = 200


async def sitemap_addresses(client: Client, home: str, settings: Settings) -> list[str]:
    """Return the page addresses of the sitemaps named in robots.txt, or of /sitemap.xml; at most the budget."""
    limit = settings.crawl.sitemap_urls
    fallback = join(home, "/sitemap.xml")
    named = [(url, 1) for url in await client.sitemaps(home)] or ([(fallback, 1)] if fallback else [])
    found: dict[str, None] = {}
    asked: set[str] = set()
    while named and len(found) < limit and len(asked) < MOST_FILES:
        url, level = named.pop(0)
        if url in asked:
            continue
        asked.add(url)
        reply = await client.get(url, cap=settings.fetch.sitemap_bytes)
        if reply.outcome is not Outcome.OK or not reply.body:
            continue
        sitemap = parse_sitemap(reply.body, reply.final_url or url)
        for entry in sitemap.urls[: limit - len(found)]:
            found[entry.url] = None
        if level < LEVELS:
            named += [(child, level + 1) for child in sitemap.children]
    return list(found)
