"""What a site answers for made-up names, kind by kind, and which pages that explains."""

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.crawl.missing_page import (
    MOST_KINDS,
    SAME_ANSWER,
    SENT_ALIKE,
    SENT_HOME,
    Answer,
    MissingAnswer,
    MissingAnswers,
    kind_of,
    learn_missing_answer,
    made_up_names,
    names_a_page,
    shown_by,
)
from auditor.config.settings import FetchSettings
from auditor.extract.extract_page import extract
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome, Reply
from tests.site_server import Answer as Served
from tests.site_server import SiteServer

TODAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, allow_private=True)
FRAME = "<div>晴川区水务局 首页 政务公开 互动交流</div>{}<div>主办：晴川区水务局 电话 12345678</div>"
SHELL = "<html><head><meta charset=utf-8><title>晴川区水务局</title></head><body>" + FRAME + "</body></html>"
SORRY = SHELL.format("<p>您要找的内容已经搬走，请从首页重新查找</p>")
HONEST = Served(b"<title>404</title>not here", 404)


async def learned(body: str, home_text: str = "") -> MissingAnswer:
    async with SiteServer({}, Served(body.encode())) as server, Client(FETCH, [registered_host(server.url)]) as client:
        return await learn_missing_answer(client, server.url, Answer(home_text), "r1", f"{server.url}x.html")


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


async def test_a_page_to_log_in_teaches_nothing() -> None:
    form = "<p>用户登录</p><form><label>用户名</label><input name=u><label>密码</label><input type=password></form>"
    assert await learned(SHELL.format(form)) == MissingAnswer()


class Ruled(SiteServer):
    """A site that answers what it does not have by a rule: a function of the path."""

    def __init__(self, pages, rule):
        super().__init__(
            {path: body if isinstance(body, Served) else Served(body.encode()) for path, body in pages.items()}
        )
        self.rule = rule

    def _answer(self, path):
        return super()._answer(path) if path in self.answers else self.rule(path)


HOME = SHELL.format("<p>" + "欢迎访问晴川区水务局，今日水位平稳。" * 8 + "</p>")


async def told(rule, *paths, pages=None):
    """Return what is said of each path, with how many requests were made for it all."""
    pages = {"/": HOME, **(pages or {})}
    async with Ruled(pages, rule) as server, Client(FETCH, [registered_host(server.url)]) as client:
        home = await client.get(server.url)
        missing = MissingAnswers(client, [server.url], shown_by(home, server.url), "r1")
        said = {}
        for path in paths:
            url = server.url + path[1:]
            reply = await client.get(url)
            facts = extract(reply.body, reply.final_url, reply.header("content-type"), today=TODAY)
            said[path] = await missing.explain(url, reply, facts)
        return said, len(server.asked) - 2 - len(paths)


def sent(address, status=302):
    return Served(b"", status, {"Location": address})


ARTICLE = SHELL.format("<h1>防汛通知</h1><p>做好防汛。</p>").replace("<title>", "<title>防汛通知-")


@pytest.mark.parametrize(
    ("missing", "there"),
    [("/zwgk/1.html", "/zwgk/2.html"), ("/zwgk/old/", "/zwgk/"), ("/a/x.jspx", "/a/y.jspx"),
     ("/gk/1.shtml", "/gk/2.shtml"), ("/n/1234567", "/n/1234568"), ("/n/show", "/n/tell"),
     ("/show.asp?id=77", "/show.asp?id=78")],
)  # fmt: skip
async def test_each_kind_of_address_is_learned_by_itself(missing, there):
    same = kind_of("http://a.cn" + missing)

    def rule(path):
        return Served(SORRY.encode()) if kind_of("http://a.cn" + path)[1] == same[1] else HONEST

    said, asked = await told(rule, missing, there, pages={there: ARTICLE})
    assert said == {missing: SAME_ANSWER, there: ""}
    assert asked <= 4


async def test_a_folder_that_answers_by_itself_is_learned_where_the_rest_says_404():
    def rule(path):
        return Served(SORRY.encode()) if path.startswith("/jpaas/") else HONEST

    said, asked = await told(rule, "/jpaas/1.html", "/jpaas/2.html", "/zwgk/2.html", pages={"/zwgk/2.html": ARTICLE})
    assert said == {"/jpaas/1.html": SAME_ANSWER, "/jpaas/2.html": SAME_ANSWER, "/zwgk/2.html": ""}
    assert asked == 4


async def test_kinds_asked_for_are_bounded():
    paths = [f"/f{number}/1.html" for number in range(40)]
    _, asked = await told(lambda path: HONEST, *paths, pages=dict.fromkeys(paths, ARTICLE))
    assert asked <= 2 * MOST_KINDS


@pytest.mark.parametrize("target", ["/404.html", "/error/notfound.jsp?url=%2Fx", "http://www.portal.example/"])
@pytest.mark.parametrize("status", [301, 302])
async def test_redirects_to_where_made_up_names_go(target, status):
    pages = {"/404.html": SORRY, "/error/notfound.jsp?url=%2Fx": SORRY}
    moved = {"/zwgk/2.html": sent("/zwgk/new/2.html", status), "/zwgk/new/2.html": ARTICLE}
    served = Ruled({"/": HOME, **pages, **moved}, lambda path: sent(target, status))
    async with served as server, Client(FETCH, [registered_host(server.url)]) as client:
        home = await client.get(server.url)
        missing = MissingAnswers(client, [server.url], shown_by(home, server.url), "r1")
        found = {
            path: await missing.explain(server.url + path, await client.get(server.url + path))
            for path in ("zwgk/1.html", "zwgk/2.html", "404.html")
        }
    expected = SENT_ALIKE if target.startswith("/") else ""
    assert found == {"zwgk/1.html": expected, "zwgk/2.html": "", "404.html": ""}


@pytest.mark.parametrize(
    "leads",
    [
        '<meta http-equiv="refresh" content="0;url={}">',
        '<script>window.location.href="{}";</script>',
        "<script>location.replace('{}')</script>",
    ],
)
async def test_pages_that_send_on_as_made_up_names_do(leads):
    def page(target):
        return Served(f"<html><head>{leads.format(target)}</head><body></body></html>".encode())

    pages = {"/zwgk/2.html": page("/zwgk/new/2.html"), "/en/": page("/en/index.html"), "/cn/": page("/")}
    said, _ = await told(lambda path: page("/"), "/zwgk/1.html", "/zwgk/", "/zwgk/2.html", "/en/", "/cn/", pages=pages)
    assert said == {"/zwgk/1.html": SENT_ALIKE, "/zwgk/": SENT_ALIKE, "/zwgk/2.html": "", "/en/": "", "/cn/": ""}
    said, _ = await told(
        lambda path: HONEST, "/zwgk/1.html", "/cn/", pages={"/zwgk/1.html": page("/"), "/cn/": page("/")}
    )
    assert said == {"/zwgk/1.html": SENT_HOME, "/cn/": ""}


async def test_missing_articles_and_folders_sent_home():
    pages = {"/zwgk/2.html": ARTICLE}
    paths = (
        "/zwgk/t20200101_1.html",
        "/zwgk/old/",
        "/ghjh/",
        "/cn/",
        "/english/",
        "/index.jsp",
        "/zwgk/2.html",
        "/zwgk/index.html",
    )
    said, _ = await told(lambda path: sent("/"), *paths, pages=pages)
    assert said == {
        "/zwgk/t20200101_1.html": SENT_ALIKE, "/zwgk/old/": SENT_ALIKE, "/ghjh/": SENT_ALIKE,
        "/cn/": "", "/english/": "", "/index.jsp": "", "/zwgk/2.html": "", "/zwgk/index.html": SENT_ALIKE,
    }  # fmt: skip


async def test_the_folder_of_the_home_page_is_no_missing_one():
    pages = {"/": sent("/qc/index.html"), "/qc/index.html": HOME, "/qc/": HOME, "/qc/index.shtml": HOME}
    served = Ruled(pages, lambda path: Served(HOME.encode()))
    async with served as server, Client(FETCH, [registered_host(server.url)]) as client:
        home = await client.get(server.url)
        homes = [server.url, f"{server.url}qc/index.html"]
        missing = MissingAnswers(client, homes, shown_by(home, homes[1]), "r1")
        said = {}
        for path in ("qc/", "qc/index.shtml", "zw/", "zw/index.html", "qc/a/"):
            reply = await client.get(server.url + path)
            facts = extract(reply.body, reply.final_url, "text/html", today=TODAY)
            said[path] = bool(await missing.explain(server.url + path, reply, facts))
    assert said == {"qc/": False, "qc/index.shtml": False, "zw/": True, "zw/index.html": True, "qc/a/": True}


async def test_the_home_page_for_every_name():
    paths = ("/zwgk/1.html", "/20260101.html", "/zwgk/", "/news.html", "/index.html", "/cn/", "/zwgk/2.html", "/x.jspx")
    said, _ = await told(lambda path: Served(HOME.encode()), *paths, pages={"/zwgk/2.html": ARTICLE})
    assert [path for path, why in said.items() if why] == ["/zwgk/1.html", "/20260101.html", "/zwgk/"]


ECHOES = [
    "您访问的 {path} 打不开，请返回",
    "您要找的 {name} 已经搬走 2026-06-{step:02} 12:0{step}:33 星期{day}",
    "编号 {token} 请从首页重新查找所需栏目",
    "{path} {name} {token} 请从首页重新查找",
]


@pytest.mark.parametrize("words", ECHOES)
async def test_what_changes_from_answer_to_answer_is_no_difference(words):
    steps = iter(range(1, 9))

    def rule(path):
        step = next(steps)
        name = path.rsplit("/", 1)[1]
        text = words.format(
            path=path, name=name, step=step, day="一二三四五六日天"[step % 7], token=f"{step:x}fa9{step}c7b{step}d"
        )
        return Served(SHELL.format(f"<p>{text}</p>").replace("<title>", f"<title>{name} ").encode())

    said, _ = await told(
        rule, "/zwgk/gsgg.html", "/zwgk/t20200101_77.html", "/zwgk/2.html", pages={"/zwgk/2.html": ARTICLE}
    )
    assert said == {"/zwgk/gsgg.html": SAME_ANSWER, "/zwgk/t20200101_77.html": SAME_ANSWER, "/zwgk/2.html": ""}


async def test_a_frame_with_the_latest_news_and_no_words():
    news = "".join(
        f'<li><a href="/n{n}.html">本区召开第{n}次防汛工作会议</a><span>2026-06-{n:02}</span></li>'
        for n in range(1, 13)
    )
    frame = SHELL.format(f"<ul>{news}</ul>").encode()
    column = SHELL.format(f"<ul>{news.replace('防汛', '抗旱')}</ul>").replace("<title>", "<title>抗旱-")
    said, _ = await told(lambda path: Served(frame), "/zwgk/1.html", "/kh/", pages={"/kh/": column})
    assert said == {"/zwgk/1.html": SAME_ANSWER, "/kh/": ""}


EMPTY = SHELL.format("<div class=list></div>")


async def test_pages_that_differ_from_the_missing_answer_by_their_title_alone_are_there():
    pages = {
        "/tzgg/": EMPTY.replace("<title>", "<title>通知公告-"),
        "/zwgk/2.html": EMPTY.replace("<title>", "<title>放假通知-"),
        "/ldzc/": EMPTY.replace("<title>", "<title>领导之窗-"),
    }
    said, _ = await told(lambda path: Served(EMPTY.encode()), "/zwgk/1.html", *pages, pages=pages)
    assert said == {"/zwgk/1.html": SAME_ANSWER, **dict.fromkeys(pages, "")}


async def test_what_needs_a_login_is_there():
    login = SHELL.format("<p>用户登录</p><form>用户名<input>密码<input type=password></form>")
    pages = {"/login.jsp": login, "/sso/in": login}
    for target in pages:
        said, _ = await told(lambda path, to=target: sent(to), "/user/1.html", "/bsdt/apply/", pages=pages)
        assert set(said.values()) == {""}
    said, _ = await told(lambda path: Served(login.encode()), "/user/1.html", "/bsdt/apply/")
    assert set(said.values()) == {""}


def test_other_names_of_one_place_are_no_redirect_elsewhere():
    home = MissingAnswer(address="a.cn/", shows_home=True)
    page = MissingAnswer(address="a.cn/404.html")
    assert home.explains("http://a.cn/zwgk/1.html", "https://www.a.cn/") == SENT_ALIKE
    assert page.explains("http://a.cn/404.html", "https://www.a.cn/404.html") == ""


async def test_the_same_address_over_https_or_with_www_is_the_same_place():
    now, html = datetime.now(UTC), (("content-type", "text/html"),)

    class Moved:
        async def get(self, url, **rest):
            return Reply(
                url,
                Outcome.OK,
                now,
                200,
                url.replace("http://", "https://www."),
                (("h", 301),),
                html,
                body=SORRY.encode(),
            )

    missing = MissingAnswers(Moved(), ["http://a.cn/"], Answer("首页"), "r1")
    url = "http://a.cn/zwgk/2.html"
    reply = await Moved().get(url)
    there = extract(ARTICLE.encode(), url, "text/html", today=TODAY)
    assert await missing.explain(url, replace(reply, body=ARTICLE.encode()), there) == ""
    gone = extract(SORRY.encode(), url, "text/html", today=TODAY)
    assert await missing.explain(url, reply, gone) == SAME_ANSWER


@pytest.mark.parametrize(
    ("path", "named"),
    [("zwgk/t2026.html", True), ("a/b/", True), ("zwgk/", True), ("", False), ("cn/", False), ("cn/home/", False),
     ("index.html", False), ("zwgk/index.html", True), ("cn/index.html", False), ("news.html", False),
     ("20260101.html", True), ("default.aspx", False), ("english", False),
     ("portal/default.aspx", False), ("a/main.html", True)],
)  # fmt: skip
def test_what_may_be_another_name_of_a_home_page(path, named):
    assert names_a_page(f"http://a.cn/{path}") is named


SEGMENT = st.text("abz019-_.%", min_size=1, max_size=9)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(SEGMENT, max_size=4),
    st.sampled_from(["", "/", ".html", ".jspx", ".shtml"]),
    st.sampled_from(["", "?id=5", "?a=b&infoId=77", "?page=3"]),
)
def test_made_up_names_are_of_the_kind_they_were_made_for(parts, ending, query):
    like = f"http://a.cn/{'/'.join(parts)}{ending}{query}"
    one, other = made_up_names("http://a.cn/", "r1", like)
    assert one != other
    assert {urlsplit(one).netloc, urlsplit(other).netloc} == {"a.cn"}
    assert kind_of(one)[1] == kind_of(other)[1] == kind_of(like)[1]
    assert made_up_names("http://a.cn/", "r1", like) == (one, other)
    assert like not in (one, other)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_only_the_same_text_under_the_same_title_is_the_same_answer(text, title):
    known = MissingAnswer("请从首页重新查找所需栏目", "晴川区水务局")
    said = known.explains("http://a.cn/zwgk/1.html", "", Answer(text, title))
    assert not said or ("重新查找" in text and "水务局" in title)
