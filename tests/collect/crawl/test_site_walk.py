import asyncio
import gzip
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.missing_page import names_an_article
from auditor.collect.crawl.outside_addresses import look_outside
from auditor.collect.crawl.site_walk import SiteWalk
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.facts.home import HomeReading
from auditor.facts.link_targets import TargetReading
from auditor.facts.pages import PageReading
from auditor.facts.standings import site_state
from auditor.facts.stored_view import StoredView
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome, Subject, SubjectKind, SubjectState
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.store.schema import look, page, url
from auditor.text.personal_numbers import mask_text
from tests.site_server import Answer, SiteServer

TODAY = date(2026, 3, 2)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)


def body(*links: str, title: str = "页面", text: str = "") -> str:
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    return f"<html><head><title>{title}</title></head><body>{anchors}<p>{text}</p></body></html>"


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


async def walk(engine, server, run="r1", previous=None, path="", outside=False, **crawl):
    settings = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), **crawl))
    subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url + path)
    recorder = Recorder(engine, run, mask_text)
    try:
        async with Client(FETCH, [registered_host(subject.url)]) as client:
            context = CrawlContext(client, recorder, Scopes([subject]), settings, Silent(), TODAY, "v1", previous)
            observation = await SiteWalk(subject, context).walk()
            if outside:
                await look_outside(context)
    finally:
        recorder.close()
    return observation, StoredView(engine, run, [subject], TODAY)


def looks(engine, server, run="r1"):
    with engine.connect() as connection:
        rows = connection.execute(
            select(url.c.key, look.c.outcome, look.c.looks)
            .join(look, look.c.url_id == url.c.id)
            .where(look.c.run == run)
        )
        return {row.key.removeprefix(server.url): (row.outcome, row.looks) for row in rows}


async def test_every_kind_of_link_is_looked_at_and_faults_twice(engine):
    answers = {
        "/": '<link rel=stylesheet href="/s.css"><a href="/a.html">a</a><img src="/i.png">'
        '<script src="/j.js"></script>',
        "/a.html": body("/missing.html", "/"),
        "/s.css": Answer(b"body{background:url(bg.png)}", headers={"Content-Type": "text/css"}),
        "/i.png": Answer(b"\x89PNG", headers={"Content-Type": "image/png"}),
    }
    async with SiteServer(answers) as server:
        observation, view = await walk(engine, server)
        found = looks(engine, server)
    assert {name: found[name] for name in ("", "a.html", "s.css", "i.png")} == dict.fromkeys(
        ("", "a.html", "s.css", "i.png"), ("ok", 1)
    )
    assert {name for name, seen in found.items() if seen == ("http_error", 2)} == {"missing.html", "j.js", "bg.png"}
    doubtful = {target.url.removeprefix(server.url): target for target in view.each(TargetReading, "s")}
    assert set(doubtful) == {"missing.html", "j.js", "bg.png"}
    assert [place.url for place in doubtful["missing.html"].referrers] == [server.url + "a.html"]
    assert doubtful["j.js"].on_home
    assert not doubtful["missing.html"].on_home
    assert site_state(observation) == (SubjectState.OBSERVED, "")


async def test_a_fault_that_passes_is_no_fault(engine):
    answers = {
        "/": body("/flaky.html"),
        "/flaky.html": lambda times: Answer(b"busy", 503) if times < 2 else Answer(b"<p>ok"),
    }
    async with SiteServer(answers) as server:
        _, view = await walk(engine, server)
        assert looks(engine, server)["flaky.html"] == ("ok", 1)
    assert list(view.each(TargetReading, "s")) == []


async def test_a_page_that_breaks_the_reader_is_unknown_and_the_walk_goes_on(engine, monkeypatch):
    from auditor.collect.crawl import reply_reading as reading

    honest = reading.extract

    def breaking(body, url, header, **rest):
        if url.endswith("bad.html"):
            raise ZeroDivisionError("surprise")
        return honest(body, url, header, **rest)

    monkeypatch.setattr(reading, "extract", breaking)
    async with SiteServer({"/": body("/bad.html", "/a.html"), "/bad.html": body(), "/a.html": body()}) as server:
        observation, view = await walk(engine, server)
        assert looks(engine, server)["bad.html"] == ("internal", 1)
    assert (observation.pages, dict(observation.undecided)) == (2, {"internal": 1})
    assert [target.outcome for target in view.each(TargetReading, "s")] == [Outcome.INTERNAL]


async def test_what_a_recovered_page_links_to_is_read_too(engine):
    answers = {
        "/": body("/flaky.html"),
        "/flaky.html": lambda times: Answer(b"busy", 503) if times < 2 else Answer(body("/deep.html").encode()),
        "/deep.html": body(),
    }
    async with SiteServer(answers) as server:
        await walk(engine, server)
        assert looks(engine, server)["deep.html"] == ("ok", 1)


async def test_a_fault_seen_the_night_before_needs_no_second_look(engine):
    async with SiteServer({"/": body("/gone.html")}) as server:
        await walk(engine, server, "r1")
        asked = server.times("/gone.html")
        await walk(engine, server, "r2", previous="r1")
        assert server.times("/gone.html") == asked + 1
        assert looks(engine, server, "r2")["gone.html"] == ("http_error", 3)


async def test_unchanged_pages_are_asked_conditionally_and_followed(engine):
    tagged = {"Content-Type": "text/html", "ETag": '"1"'}
    answers = {"/": body("/a.html"), "/a.html": Answer(body("/b.html").encode(), headers=tagged), "/b.html": body()}
    async with SiteServer(answers) as server:
        await walk(engine, server, "r1")
        server.requests.clear()
        observation, view = await walk(engine, server, "r2", previous="r1")
        sent = dict(server.requests)
    assert sent["/a.html"]["if-none-match"] == '"1"'
    assert "if-none-match" not in sent["/b.html"]
    assert (observation.pages, observation.unchanged) == (3, 2)
    assert sorted(reading.url.removeprefix(server.url) for reading in view.each(PageReading, "s")) == [
        "",
        "a.html",
        "b.html",
    ]


async def test_a_full_run_reads_everything_again(engine):
    answers = {
        "/": body("/a.html"),
        "/a.html": Answer(body().encode(), headers={"ETag": '"1"', "Content-Type": "text/html"}),
    }
    async with SiteServer(answers) as server:
        await walk(engine, server, "r1")
        settings = Settings(fetch=FETCH, full=True)
        subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
        recorder = Recorder(engine, "r2", mask_text)
        async with Client(FETCH, [registered_host(subject.url)]) as client:
            context = CrawlContext(client, recorder, Scopes([subject]), settings, Silent(), TODAY, "v1", "r1")
            observation = await SiteWalk(subject, context).walk()
        recorder.close()
    assert observation.unchanged == 0


async def test_a_walk_cut_short_goes_on_where_it_stopped(engine):
    answers = {"/": body(*(f"/{number}.html" for number in range(40)))}
    answers |= {f"/{number}.html": body(f"/{number}/x.html") for number in range(40)}
    answers |= {f"/{number}/x.html": body() for number in range(40)}
    async with SiteServer(answers) as server:
        subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
        recorder = Recorder(engine, "r1", mask_text)
        async with Client(FETCH, [registered_host(subject.url)]) as client:
            context = CrawlContext(client, recorder, Scopes([subject]), Settings(fetch=FETCH), Silent(), TODAY, "v1")
            task = asyncio.create_task(SiteWalk(subject, context).walk())
            while len(server.asked) < 30:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            recorder.flush()
            finished = set(looks(engine, server))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        recorder.connection.close()
        server.asked.clear()
        observation, _ = await walk(engine, server, "r1")
        again = {path.removeprefix("/") for path in server.asked}
        assert len(looks(engine, server)) == 81
    assert observation.pages == 81
    assert again & finished <= {""}


async def test_only_so_many_pages(engine):
    answers = {"/": body(*(f"/{number}.html" for number in range(30)))} | {f"/{n}.html": body() for n in range(30)}
    async with SiteServer(answers) as server:
        observation, _ = await walk(engine, server, max_pages=10)
    assert observation.pages == 10
    assert site_state(observation)[0] is SubjectState.PARTIAL


@pytest.mark.parametrize(
    "answer",
    [
        lambda path: body(f"{path}x/", f"{path}y/"),
        lambda path: body(f"/list?page={len(path)}", f"/list?page={len(path) + 1}", f"/list?from={path}&page=1"),
        lambda path: body("/c/" + "a/" * (path.count("/") % 50), f"{path.rstrip('/')}/a/"),
    ],
    ids=["equal bodies for ever", "query for ever", "folders for ever"],
)
async def test_traps_end(engine, answer):
    class Trap(SiteServer):
        def _answer(self, path):
            if path in ("/robots.txt", "/sitemap.xml"):
                return self.default
            return Answer(answer(path).encode())

    async with Trap({}) as server:
        observation, _ = await asyncio.wait_for(walk(engine, server, max_depth=5), 60)
        assert len(server.asked) <= 600
    assert observation.cut


async def test_the_home_page_may_move_and_refresh(engine):
    answers = {
        "/": '<meta http-equiv="refresh" content="0;url=/portal/">',
        "/portal/": Answer(b"", 302, {"Location": "/portal/index.html"}),
        "/portal/index.html": body("/portal/a.html"),
        "/portal/a.html": body(),
    }
    async with SiteServer(answers) as server:
        observation, _ = await walk(engine, server)
        assert observation.home == server.url + "portal/index.html"
        assert observation.outcome is Outcome.OK


async def test_soft_404s_are_learned_from_made_up_names(engine):
    sorry = body(title="提示", text="您要找的内容已经搬走，请从首页重新查找所需栏目。")
    async with SiteServer(
        {"/": body("/zwgk/1.html", "/zwgk/2.html"), "/zwgk/2.html": body(text="正文" * 300)}
    ) as server:
        server.default = Answer(sorry.encode())
        _, view = await walk(engine, server)
        targets = {target.url.removeprefix(server.url): target.soft_404 for target in view.each(TargetReading, "s")}
    assert targets == {"zwgk/1.html": "same answer as for a made-up name"}


async def test_a_site_that_answers_wrong_names_with_its_home_page(engine):
    home = body("/index.html", "/zwgk/t1.html", title="门户", text="欢迎访问本区政府门户网站，这里是首页。" * 5)
    async with SiteServer({"/": home}) as server:
        server.default = Answer(home.encode())
        _, view = await walk(engine, server)
        targets = [target.url.removeprefix(server.url) for target in view.each(TargetReading, "s")]
    assert targets == ["zwgk/t1.html"]


async def test_what_a_soft_404_shows_is_not_followed(engine):
    frame = body("images/a.html", "b/c.html", title="门户", text="欢迎访问本区政府门户网站，这里是首页。" * 5)
    async with SiteServer({"/": body("/zwgk/1.html")}) as server:
        server.default = Answer(frame.encode())
        _, view = await walk(engine, server)
        targets = [target.url.removeprefix(server.url) for target in view.each(TargetReading, "s")]
    assert targets == ["zwgk/1.html"]
    assert "/zwgk/images/a.html" not in server.asked


async def test_every_article_sent_to_one_page_of_errors_is_a_soft_404(engine):
    away = Answer(b"", 302, {"Location": "/error.html"})
    answers = {"/": body("/a/1.html", "/b/2.html", "/c/3.html"), "/error.html": body(text="您访问的页面不存在")}
    async with SiteServer(answers | dict.fromkeys(("/a/1.html", "/b/2.html", "/c/3.html"), away)) as server:
        _, view = await walk(engine, server)
        targets = sorted(target.url.removeprefix(server.url) for target in view.each(TargetReading, "s"))
    assert targets == ["a/1.html", "b/2.html", "c/3.html"]


async def test_a_soft_404_is_read_again_the_next_night(engine):
    gone = Answer(
        body(title="页面不存在", text="您访问的页面不存在").encode(),
        headers={"ETag": '"1"', "Content-Type": "text/html"},
    )
    async with SiteServer({"/": body("/a/1.html"), "/a/1.html": gone}) as server:
        for run, previous in (("r1", None), ("r2", "r1")):
            _, view = await walk(engine, server, run, previous)
            assert [target.url for target in view.each(TargetReading, "s")] == [server.url + "a/1.html"]


async def test_missing_articles_sent_home_are_soft_404s(engine):
    home = Answer(b"", 302, {"Location": "/"})
    answers = {"/": body("/zwgk/t20260101_1.html", "/index.html"), "/zwgk/t20260101_1.html": home, "/index.html": home}
    async with SiteServer(answers) as server:
        _, view = await walk(engine, server)
        assert [target.url for target in view.each(TargetReading, "s")] == [server.url + "zwgk/t20260101_1.html"]


async def test_a_home_page_that_leads_to_another_site_was_not_seen(engine):
    async with SiteServer({"/": body()}) as other, SiteServer({}) as server:
        server.answers["/"] = Answer(b"", 302, {"Location": other.url})
        subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
        recorder = Recorder(engine, "r1", mask_text)
        hosts = [registered_host(server.url), registered_host(other.url)]
        async with Client(FETCH, hosts) as client:
            context = CrawlContext(client, recorder, Scopes([subject]), Settings(fetch=FETCH), Silent(), TODAY, "v1")
            observation = await SiteWalk(subject, context).walk()
        recorder.close()
    assert site_state(observation) == (SubjectState.UNKNOWN, f"leads_away: leads to {other.url}")


async def test_pages_of_one_body_that_hide_nothing_leave_a_site_whole(engine):
    answers = {"/": body(*(f"/{number}.html" for number in range(30)))} | {f"/{n}.html": body("/") for n in range(30)}
    async with SiteServer(answers) as server:
        observation, _ = await walk(engine, server, equal_bodies=5)
    assert site_state(observation) == (SubjectState.OBSERVED, "")


async def test_a_dead_home_page_leaves_the_site_unknown(engine):
    async with SiteServer({"/": Answer(b"no", 500)}) as server:
        observation, view = await walk(engine, server)
    assert site_state(observation) == (SubjectState.UNKNOWN, "http_error 500")
    assert view.get(HomeReading, "s").outcome is Outcome.HTTP_ERROR


async def test_a_site_whose_robots_txt_fails_says_so(engine):
    async with SiteServer({"/": body(), "/robots.txt": Answer(b"no", 503)}) as server:
        observation, _ = await walk(engine, server)
    assert site_state(observation) == (SubjectState.UNKNOWN, "robots: robots.txt answers 503")


async def test_outside_addresses_are_looked_at_once_and_private_ones_never(engine):
    async with SiteServer({"/": body()}) as other:
        answers = {"/": body(other.url, "http://10.1.2.3/x", "http://192.168.1.1:8080/"), "/b.html": body(other.url)}
        async with SiteServer(answers) as server:
            _, view = await walk(engine, server, outside=True)
            doubtful = {target.url: target for target in view.each(TargetReading, "s")}
        assert other.asked == []
    private = {address for address, target in doubtful.items() if target.outcome is Outcome.PRIVATE}
    assert private == {other.url, "http://10.1.2.3/x", "http://192.168.1.1:8080/"}
    assert not any(target.internal for target in doubtful.values())


async def test_sitemap_pages_are_read_but_are_no_links(engine):
    sitemap = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
    async with SiteServer({"/": body(), "/only.html": body()}) as server:
        entries = "".join(f"<url><loc>{server.url}{name}</loc></url>" for name in ("only.html", "lost.html"))
        server.answers["/sitemap.xml"] = Answer(sitemap.format(entries).encode(), headers={"Content-Type": "text/xml"})
        observation, view = await walk(engine, server)
        assert looks(engine, server)["only.html"] == ("ok", 1)
    assert observation.sitemap_urls == 2
    assert list(view.each(TargetReading, "s")) == []


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("zwgk/t2026_1.html", True),
        ("zwgk/", False),
        ("index.html", False),
        ("a/default.aspx", False),
        ("old.html", False),
    ],
)
def test_which_addresses_may_be_the_home_page(path, missing):
    assert names_an_article(f"http://a.cn/{path}") is missing


async def test_a_page_is_stored_once_under_the_address_it_was_read_at(engine):
    answers = {
        "/": body("/old.html", "/new.html"),
        "/old.html": Answer(b"", 301, {"Location": "/new.html"}),
        "/new.html": body(),
    }
    async with SiteServer(answers) as server:
        await walk(engine, server)
        with engine.connect() as connection:
            rows = connection.execute(select(url.c.key).join(page, page.c.url_id == url.c.id)).scalars()
            assert sorted(row.removeprefix(server.url) for row in rows) == ["", "new.html"]


async def test_a_home_page_of_which_nothing_can_be_read_is_no_site_seen(engine):
    home = Answer(gzip.compress(gzip.compress(body("/a.html").encode())), headers={"Content-Encoding": "gzip, gzip"})
    async with SiteServer({"/": home, "/a.html": body()}) as server:
        observation, _ = await walk(engine, server)
    assert site_state(observation) == (SubjectState.UNKNOWN, "unsupported 200")
