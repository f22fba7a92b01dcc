from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.outside_addresses import ARTICLE_BYTES, bytes_wanted, look_outside, told_by_page
from auditor.config.settings import FetchSettings, Settings
from auditor.fetch.client import Client
from auditor.fetch.http.resolve import Resolver
from auditor.model import Hop, Outcome, Reply
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder, What
from auditor.store.schema import look, url
from auditor.text.personal_numbers import mask_text
from tests.site_server import Answer, SiteServer

ARTICLE = "https://mp.weixin.qq.com/s/DThT58pF9VI74i5yJ9b4rQ"
HTML = (("content-type", "text/html; charset=utf-8"),)


def reply(url, body="", outcome=Outcome.OK, final="", **fields):
    page = f"<html><body>{body}</body></html>".encode()
    return Reply(url, outcome, datetime.now(UTC), 200, final or url, headers=HTML, body=page, **fields)


def told(*given, of_post=True, **fields):
    seen, words = told_by_page(reply(*given, **fields), of_post=of_post)
    return seen.outcome, words


def test_a_weixin_article_is_what_its_page_says():
    assert told(ARTICLE, "该内容已被发布者删除") == (Outcome.OK, "该内容已被发布者删除")
    assert told(ARTICLE, "该内容已被发布者删除", of_post=False) == (Outcome.OK, "该内容已被发布者删除")
    assert told(ARTICLE, '<div id="js_content">该内容已被发布者删除</div>') == (Outcome.OK, "")
    assert told(ARTICLE, "环境异常 完成验证后即可继续访问") == (Outcome.CHALLENGE, "")
    assert told(ARTICLE, "请在微信客户端打开") == (Outcome.UNSUPPORTED, "")
    assert told(ARTICLE, "") == (Outcome.UNSUPPORTED, "")
    assert told(ARTICLE, "x", final="https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?x") == (Outcome.CHALLENGE, "")
    assert told("https://t.cn/A6a", "此帐号已自主注销", final=ARTICLE) == (Outcome.OK, "此帐号已自主注销")
    assert told(ARTICLE, outcome=Outcome.TIMEOUT) == (Outcome.TIMEOUT, "")


def test_a_short_link_is_judged_by_where_it_leads():
    assert told("https://t.cn/A6a", "将要访问的网站") == (Outcome.UNSUPPORTED, "")
    assert told("https://t.cn/A6a", "正文", final="https://www.example.gov.cn/1.html") == (Outcome.OK, "")
    hops = (Hop("https://t.cn/A6a", 302),)
    gone = reply("https://t.cn/A6a", outcome=Outcome.HTTP_ERROR, final="https://www.example.gov.cn/1", hops=hops)
    assert told_by_page(gone, of_post=True)[0].detail == "leads to https://www.example.gov.cn/1"


@pytest.mark.parametrize(
    ("body", "of_post", "outcome", "words"),
    [
        ("您访问的页面不存在", True, Outcome.OK, "您访问的页面不存在"),
        ("您访问的页面不存在", False, Outcome.OK, ""),
        ("禁止访问，您的请求已被拦截", True, Outcome.CHALLENGE, ""),
        ("<h1>关于开展检查的通知</h1><p>各有关单位：现将有关事项通知如下。</p>", True, Outcome.OK, ""),
    ],
)
def test_other_pages_say_so_in_words_where_posts_lead_to_them(body, of_post, outcome, words):
    assert told("https://www.example.gov.cn/1.html", body, of_post=of_post) == (outcome, words)


def test_more_is_read_of_an_article():
    assert bytes_wanted(ARTICLE, 1000) == ARTICLE_BYTES
    assert bytes_wanted("https://www.example.gov.cn/", 1000) == 1000


async def test_over_the_wire(tmp_path, monkeypatch):
    """Real requests: names resolve to a server here that plays WeChat, a shortener and a site."""

    async def here(self, host):
        return ("127.0.0.1",)

    monkeypatch.setattr(Resolver, "addresses", here)
    long = "<style>" + ".a{}" * 60_000 + "</style>"
    pages = {
        "/s/gone": long + "<h2>该内容已被发布者删除</h2>",
        "/s/there": long + '<div id="js_content">该内容已被发布者删除</div>',
        "/s/wall": Answer(b"", 302, {"Location": "/mp/wappoc_appmsgcaptcha?x=1"}),
        "/mp/wappoc_appmsgcaptcha?x=1": "<p>环境异常</p>",
        "/stays": "<p>将要访问</p>",
        "/says": "<title>提示</title><h1>您访问的页面不存在</h1>",
        "/robots.txt": Answer(b"", 404),
    }
    async with SiteServer(pages) as server:
        port = server.url.rstrip("/").rpartition(":")[2]
        weixin, short, plain = (f"http://{host}:{port}" for host in ("mp.weixin.qq.com", "t.cn", "www.example.cn"))
        pages["/leads"] = Answer(b"", 302, {"Location": f"{weixin}/s/gone"})
        pages["/lost"] = Answer(b"", 302, {"Location": f"{plain}/nothing"})
        engine = open_store(f"sqlite:///{tmp_path}/a.db")
        recorder = Recorder(engine, "r1", mask_text)
        wanted = [f"{weixin}/s/{name}" for name in ("gone", "there", "wall")]
        wanted += [f"{short}/{name}" for name in ("leads", "lost", "stays")] + [f"{plain}/says"]
        recorder.queue("a1", recorder.ids.of(wanted), 0, [What.POST_LINK] * len(wanted))
        recorder.queue("s1", recorder.ids.of([f"{plain}/says?site=1"]), 1, [What.EXTERNAL])
        pages["/says?site=1"] = pages["/says"]
        settings = replace(FetchSettings(), found_rate=0, second_look_s=0.02, allow_networks=("127.0.0.0/8",))
        async with Client(settings) as client:
            limits = Settings(fetch=settings)
            context = CrawlContext(client, recorder, Scopes([]), limits, Silent(), date(2026, 3, 2), "v1")
            await look_outside(context)
        rows = recorder.connection.execute(
            select(url.c.key, look.c.outcome, look.c.status, look.c.soft_404, look.c.looks).join(
                look, look.c.url_id == url.c.id
            )
        ).all()
        recorder.close()
        engine.dispose()
    found = {row.key.replace(f":{port}", ""): tuple(row[1:]) for row in rows}
    assert found == {
        "http://mp.weixin.qq.com/s/gone": ("ok", 200, "该内容已被发布者删除", 1),
        "http://mp.weixin.qq.com/s/there": ("ok", 200, "", 1),
        "http://mp.weixin.qq.com/s/wall": ("challenge", 200, "", 1),
        "http://t.cn/leads": ("ok", 200, "该内容已被发布者删除", 1),
        "http://t.cn/lost": ("http_error", 404, "", 2),
        "http://t.cn/stays": ("unsupported", 200, "", 1),
        "http://www.example.cn/says": ("ok", 200, "您访问的页面不存在", 1),
        "http://www.example.cn/says?site=1": ("ok", 200, "", 1),
    }
