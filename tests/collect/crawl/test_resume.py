"""A walk that was cut off by a kill: what a second process makes of what the first had committed."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.site_walk import SiteWalk
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.facts.standings import site_state
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Subject, SubjectKind, SubjectState
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.text.personal_numbers import mask_text
from tests.site_server import Answer, SiteServer

FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)


def body(*links: str) -> str:
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    return f"<html><head><link rel=stylesheet href=/s.css></head><body>{anchors}</body></html>"


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


async def walk(engine, server, stop_after=None, **crawl):
    """Return what the walk came to, None when it was killed after that many requests (all answered ones committed)."""
    settings = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), **crawl))
    subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
    recorder = Recorder(engine, "r1", mask_text)
    async with Client(FETCH, [registered_host(subject.url)]) as client:
        context = CrawlContext(client, recorder, Scopes([subject]), settings, Silent(), date(2026, 3, 2), "v1")
        task = asyncio.create_task(SiteWalk(subject, context).walk())
        while not task.done() and (stop_after is None or len(server.asked) < stop_after):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        recorder.flush()
        if task.done():
            recorder.close()
            return await task
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    recorder.connection.close()
    return None


def pages() -> dict[str, object]:
    """Return a site of 41 pages, one style sheet, and two links that a limit on depth cuts."""
    site = {"/": body("/deep/", *(f"/{number}.html" for number in range(39)))}
    site |= {f"/{number}.html": body() for number in range(39)}
    return site | {
        "/deep/": body("/gone.html", "/a/1/2.html"),
        "/s.css": Answer(b"p{}", headers={"Content-Type": "text/css"}),
    }


async def test_the_counts_of_a_walk_that_was_cut_off_are_those_of_one_that_was_not(engine, tmp_path):
    async with SiteServer(pages()) as server:
        whole = await walk(open_store(f"sqlite:///{tmp_path}/whole.db"), server, max_depth=1)
        server.asked.clear()
        assert await walk(engine, server, stop_after=25, max_depth=1) is None
        resumed = await walk(engine, server, max_depth=1)
    assert replace(resumed, seconds=0) == replace(whole, seconds=0)
    assert (whole.looked, whole.pages, whole.cut) == (42, 41, {"depth": 2})


async def test_what_a_budget_cut_before_the_kill_still_leaves_the_site_seen_in_part(engine):
    async with SiteServer(pages()) as server:
        assert await walk(engine, server, stop_after=25, max_depth=1) is None
        assert server.times("/deep/") == 1
        resumed = await walk(engine, server, max_depth=1)
        assert server.times("/deep/") == 1
    assert site_state(resumed) == (SubjectState.PARTIAL, "budget depth: 2")


async def test_budgets_that_end_a_walk_are_measured_anew(engine):
    async with SiteServer(pages()) as server:
        assert await walk(engine, server, stop_after=9, max_pages=12) is None
        resumed = await walk(engine, server, max_pages=60)
    assert "pages" not in resumed.cut
    assert resumed.pages == 41


def alike() -> dict[str, object]:
    """Return a site whose lists, and whose pages, differ in numbers alone."""
    lists = [f"/{number}/" for number in range(20)]
    site: dict[str, object] = {"/": body(*lists)}
    for one in lists:
        pages = [f"{one}{number}.html" for number in range(6)]
        site[one] = body(*pages)
        site |= {page: body() for page in pages}
    return site


@pytest.mark.parametrize("stops", [(30,), (24, 20, 20)])
async def test_what_was_held_back_when_a_walk_was_cut_off_is_taken_up(engine, tmp_path, stops):
    async with SiteServer(alike()) as server:
        whole = await walk(open_store(f"sqlite:///{tmp_path}/whole.db"), server, repeating_pages=12, equal_bodies=999)
        for stop in stops:
            server.asked.clear()
            assert await walk(engine, server, stop_after=stop, repeating_pages=12, equal_bodies=999) is None
        resumed = await walk(engine, server, repeating_pages=12, equal_bodies=999)
    assert (whole.pages, whole.cut) == (141, {})
    assert (resumed.pages, resumed.cut) == (141, {})
