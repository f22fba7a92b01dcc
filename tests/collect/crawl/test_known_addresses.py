"""Sitemaps that loop, nest without end or name others' files cost few requests, and none of a stranger's host."""

import gzip
from dataclasses import replace
from datetime import date

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.known_addresses import LEVELS, sitemap_addresses
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.extract.sitemap import parse_sitemap
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model.progress import Silent
from tests.site_server import Answer, SiteServer

FETCH = replace(FetchSettings(), rate=0, allow_private=True)


def index(*urls: str) -> Answer:
    children = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Answer(f"<sitemapindex>{children}</sitemapindex>".encode())


def urlset(*urls: str) -> Answer:
    return Answer(f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode())


async def addresses(server: SiteServer, **crawl: int) -> list[str]:
    async with Client(FETCH, [registered_host(server.url)]) as client:
        settings = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), **crawl))
        context = CrawlContext(client, None, Scopes([]), settings, Silent(), date(2026, 3, 2), "v1")
        return [url.removeprefix(server.url) for url in await sitemap_addresses(context, server.url)]


async def test_an_index_that_names_itself_and_others_is_read_once():
    async with SiteServer({}) as server:
        server.answers["/sitemap.xml"] = index("/sitemap.xml", "/a.xml", "/a.xml", "/b.xml")
        server.answers["/a.xml"] = urlset("/1.html", "/2.html")
        server.answers["/b.xml"] = Answer(gzip.compress(urlset("/3.html").body))
        assert await addresses(server) == ["1.html", "2.html", "3.html"]
        assert [path for path in server.asked if path != "/robots.txt"] == ["/sitemap.xml", "/a.xml", "/b.xml"]


async def test_indexes_nest_three_deep():
    async with SiteServer({}) as server:
        server.answers |= {f"/{n}.xml": index(f"/{n + 1}.xml") for n in range(10)}
        server.answers["/sitemap.xml"] = index("/0.xml")
        assert await addresses(server) == []
        assert len([path for path in server.asked if path.endswith(".xml")]) == LEVELS


async def test_indexes_without_end_cost_a_few_hundred_requests():
    class Endless(SiteServer):
        def _answer(self, path: str) -> Answer:
            if path == "/robots.txt":
                return self.default
            return index(*(f"/{path.strip('/').partition('.')[0]}-{n}.xml" for n in range(100)))

    async with Endless({}) as server:
        assert await addresses(server) == []
        assert len(server.asked) <= 210


async def test_no_file_of_a_stranger_s_host_is_asked_for():
    async with SiteServer({"/x.xml": urlset("/1.html")}) as other, SiteServer({}) as server:
        server.answers["/sitemap.xml"] = index(f"{other.url}x.xml")
        assert await addresses(server) == []
        assert other.asked == []


async def test_addresses_are_kept_to_the_budget():
    async with SiteServer({"/sitemap.xml": urlset(*(f"/{n}.html" for n in range(50)))}) as server:
        assert len(await addresses(server, sitemap_urls=7)) == 7


def test_a_tag_without_end_is_given_up_early():
    sitemap = parse_sitemap(b"<urlset><url a='" + b"x" * 2_000_000, "http://a.cn/sitemap.xml")
    assert sitemap.fault == "refused: a tag or comment is too long"


def test_text_without_addresses_is_given_up_early():
    sitemap = parse_sitemap(b"zzz\n" * 1_000_000, "http://a.cn/sitemap.txt")
    assert (sitemap.urls, sitemap.fault) == ((), "not a sitemap")
