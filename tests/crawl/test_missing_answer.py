"""What a site answers for made-up names, learned only from pages that say something themselves."""

from dataclasses import replace

from auditor.config.settings import FetchSettings
from auditor.crawl.missing_answer import MissingAnswer, learn_missing_answer
from auditor.fetch.client import Client
from auditor.fetch.guard import registered_host
from tests.site_server import Answer, SiteServer

FETCH = replace(FetchSettings(), rate=0, allow_private=True)
FRAME = "<div>晴川区水务局 首页 政务公开 互动交流</div>{}<div>主办：晴川区水务局 电话 12345678</div>"
SHELL = "<html><head><title>晴川区水务局</title></head><body>" + FRAME + "</body></html>"


async def learned(body: str, home_text: str = "") -> MissingAnswer:
    async with SiteServer({}, Answer(body.encode())) as server, Client(FETCH, [registered_host(server.url)]) as client:
        return await learn_missing_answer(client, server.url, home_text, "r1")


async def test_a_page_without_error_words_teaches_what_missing_pages_look_like() -> None:
    answer = await learned(SHELL.format("<p>请从首页重新查找所需栏目</p>"))
    assert "请从首页重新查找" in answer.text


async def test_a_frame_that_scripts_fill_teaches_nothing() -> None:
    asking = (
        '<div id="content"></div><script>$.get("/api"+location.pathname,function(d){$("#content").html(d)})</script>'
    )
    mounting = '<div id="app"></div><script src="/static/js/app.3f2a1b9c.js"></script>'
    for fill in (asking, mounting):
        assert await learned(SHELL.format(fill), "晴川区水务局 首页") == MissingAnswer()


async def test_a_long_home_page_for_every_name_teaches_in_spite_of_its_scripts() -> None:
    weather = '<script>$.get("/weather",function(d){$("#w").html(d)})</script>'
    home = SHELL.format("<p>" + "本区召开防汛工作会议部署汛期安全。" * 60 + "</p>" + weather)
    answer = await learned(home)
    assert answer.text
