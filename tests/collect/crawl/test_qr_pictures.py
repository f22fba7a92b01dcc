"""Codes and links of a site's frame, from the walk to what rules are given."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from auditor.collect.crawl import qr_pictures as code_pictures
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.local import CollectTask, collect
from auditor.facts.account_links import AccountLink
from auditor.facts.stored_view import StoredView
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.run_records import FINISHED, begin_run
from auditor.store.schema import run
from tests.make import site
from tests.site_server import Answer, SiteServer
from tests.store.night import NOW

segno = pytest.importorskip("segno")
pytest.importorskip("zxingcpp")
DAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)
SETTINGS = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), browser=False, check_external=False))
CODE, WEIBO = "http://weixin.qq.com/r/abcDEF", "https://weibo.com/u/1234567890"


def picture(text):
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=4)
    return Answer(out.getvalue(), 200, {"Content-Type": "image/png"})


def page(title, body):
    return f"<html><head><title>{title}-某区</title></head><body>{body}</body></html>"


def pages():
    return {
        "/": page("首页", '<a href="/m.html">新媒体</a><a href="/n.html">要闻</a><a href="https://weibo.com/u/1">微</a>'
                  f'<a href="{WEIBO}">官方微博</a><li><img src="/ewm1.png"><p>某区发布微信</p></li>'
                  '<li><img src="/ewm2.png"><p>健康某区微信</p></li><li><img src="http://elsewhere.cn/ewm.png"></li>'),
        "/m.html": page("政务新媒体矩阵", '<a href="https://weibo.com/u/1000000002">某区教育</a>'
                        f'<li><img src="/ewm3.png"><p>某区抖音</p></li><a href="{WEIBO}">微博</a>'),
        "/n.html": page("新媒体工作会议召开", '<a href="https://weibo.com/u/1000000009">别人</a><img src="/ewm9.png">'),
        "/ewm1.png": picture(CODE), "/ewm2.png": Answer(b"gone", 500), "/ewm3.png": picture("https://v.douyin.com/a/"),
        "/ewm9.png": picture("http://weixin.qq.com/r/other"),
    }  # fmt: skip


async def links(tmp_path, settings=SETTINGS, nights=1):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    previous = None
    async with SiteServer(pages()) as server:
        subjects = (site(url=server.url),)
        for night in range(nights):
            now = NOW + timedelta(days=night)
            info = begin_run(engine, inventory="i.csv", subjects=subjects, as_of=DAY, version="1", now=now)
            await collect(engine, CollectTask(subjects, tmp_path, info.id, previous, DAY, "v1", settings), Silent())
            previous = info.id
            with engine.begin() as connection:
                connection.execute(update(run).where(run.c.id == info.id).values(state=FINISHED))
        view = StoredView(engine, info.id, subjects, DAY)
        found = {link.url.removeprefix(server.url): link for link in view.each(AccountLink, "s1")}
        assert bool(view.standing("s1").stats["unchanged"]) == (nights > 1)
    engine.dispose()
    return found, server


async def test_unchanged_pages_show_the_same_on_the_next_night(tmp_path):
    (tmp_path / "one").mkdir()
    first, _ = await links(tmp_path / "one")
    second, server = await links(tmp_path, nights=2)
    assert set(second) == set(first)
    assert second[CODE].picture == server.url + "ewm1.png"


async def test_the_frame_gives_its_links_and_codes_and_articles_none(tmp_path):
    found, server = await links(tmp_path)
    assert set(found) == {WEIBO, "https://weibo.com/u/1000000002", CODE, "ewm2.png", "https://v.douyin.com/a/"}
    assert (found[WEIBO].text, found[WEIBO].location_count) == ("官方微博", 2)
    assert [place.url for place in found[WEIBO].locations] == [server.url, server.url + "m.html"]
    assert (found[CODE].text, found[CODE].picture) == ("某区发布微信", server.url + "ewm1.png")
    assert found["ewm2.png"].state == "http_error"
    assert found["https://v.douyin.com/a/"].locations[0].url == server.url + "m.html"


async def test_the_number_of_pictures_is_a_setting(tmp_path):
    few = replace(SETTINGS, crawl=replace(SETTINGS.crawl, qr_pictures=1))
    found, _ = await links(tmp_path, few)
    assert CODE in found
    assert "https://v.douyin.com/a/" not in found
    (tmp_path / "none").mkdir()
    found, _ = await links(tmp_path / "none", replace(SETTINGS, crawl=replace(SETTINGS.crawl, qr_pictures=0)))
    assert set(found) == {WEIBO, "https://weibo.com/u/1000000002"}


async def test_without_a_reader_of_codes_nothing_is_asked_and_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(code_pictures, "can_read_codes", lambda: False)
    found, server = await links(tmp_path)
    assert {link.state for link in found.values() if link.picture} == {"no_reader"}
    assert server.times("/ewm1.png") == 1, "as an asset of the page only"
