"""A walk with a real browser: what scripts show is seen, and nothing is made worse by looking."""

import asyncio
import json
from dataclasses import replace
from datetime import date

import pytest

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.outside_addresses import look_outside
from auditor.collect.crawl.site_walk import SiteWalk
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.run_looks import Looks
from auditor.facts.home import HomeReading
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import ListState, Outcome, Subject, SubjectKind
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.text.personal_numbers import mask_text
from checks.column_blank import RULE as BLANK
from checks.link_broken import RULE as BROKEN
from tests.make import limits, verdicts
from tests.site_server import Answer, SiteServer

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]

TODAY = date(2026, 3, 2)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)
TITLE = "区政府召开第{}次常务会议研究部署重点工作"
ROWS = [{"u": f"/news/{day}.html", "t": TITLE.format(day), "d": f"2026-02-{day}"} for day in range(10, 22)]
WRITTEN = "".join(f"<li><a href={row['u']}>{row['t']}</a><span>{row['d']}</span></li>" for row in ROWS)
FILL = (
    "document.getElementById('list').innerHTML = "
    "rows.map(r => `<li><a href='${r.u}'>${r.t}</a><span>${r.d}</span></li>`).join('')"
)
HEAD = (
    "<meta charset=utf-8><meta name=ColumnName content=工作动态><meta name=ColumnType content=工作动态>"
    "<title>工作动态</title>"
)
JSON = {"Content-Type": "application/json"}
NONE = "document.getElementById('list').innerHTML = '<p>暂无数据</p>'"


def column(script: str, inside: str = "") -> str:
    body = f"<h2>工作动态</h2><ul id=list class=list>{inside}</ul><script>{script}</script>"
    return f"<html><head>{HEAD}</head><body>{body}</body></html>"


def fetched(path: str, then: str = FILL) -> str:
    asked = f"fetch('{path}').then(a => a.ok ? a.json() : Promise.reject(a.status))"
    return column(f"{asked}.then(rows => {{ {then} }}).catch(e => 0)")


def home(*paths: str, more: str = "") -> str:
    links = "".join(f'<a href="{path}">栏目{at}</a> ' for at, path in enumerate(paths))
    return f"<html><head><meta charset=utf-8><title>某区人民政府</title></head><body>{links}{more}</body></html>"


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


async def night(engine, server, run="r1", previous=None, outside=False, browser=True, fetch=FETCH, **crawl):
    """Return what one night came to; `shown` are the addresses opened in the browser."""
    settings = Settings(fetch=fetch, crawl=replace(CrawlSettings(), **crawl))
    subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
    recorder = Recorder(engine, run, mask_text)
    shown = []
    try:
        async with Client(fetch, [registered_host(subject.url)]) as client, Browser(client) as running:
            look = running.show

            async def counted(url, **options):
                shown.append(url.removeprefix(server.url))
                return await look(url, **options)

            running.show = counted
            context = CrawlContext(
                client, recorder, Scopes([subject]), settings, Silent(), TODAY, "v1", previous,
                browser=running if browser else None,
            )  # fmt: skip
            observation = await SiteWalk(subject, context).walk()
            if outside:
                await look_outside(context)
    finally:
        recorder.close()
    return observation, StoredView(engine, run, [subject], TODAY), shown


def columns(view, server):
    return {one.url.removeprefix(server.url): one for one in view.each(ColumnReading, "s")}


def blank(view, server):
    return {target.removeprefix(server.url): said for target, said in verdicts(BLANK, view).items()}


async def test_lists_that_scripts_fill_are_read_and_what_fails_stays_unknown(engine):
    answers = {
        "/": home("/json/", "/written/", "/fails/", "/none/", "/silent/", "/slow/"),
        "/json/": fetched("/api/list"),
        "/api/list": Answer(json.dumps(ROWS).encode(), headers=JSON),
        "/written/": column("").replace("></ul>", "><script src=/list.js></script></ul>"),
        "/list.js": Answer(
            f"document.write({json.dumps(WRITTEN)})".encode(), headers={"Content-Type": "text/javascript"}
        ),
        "/fails/": fetched("/api/gone").replace("</ul>", "暂无数据</ul>"),
        "/none/": fetched("/api/none", NONE),
        "/api/none": Answer(b"[]", headers=JSON),
        "/silent/": fetched("/api/none", "0"),
        "/slow/": column(f"setTimeout(() => fetch('/api/list').then(a => a.json()).then(rows => {{ {FILL} }}), 300)"),
    }
    async with SiteServer(answers) as server:
        _, view, shown = await night(engine, server)
        told, seen = blank(view, server), columns(view, server)
    assert {name: told[name] for name in ("json/", "written/", "slow/")} == dict.fromkeys(
        ("json/", "written/", "slow/"), "Clean"
    )
    assert {name: told[name] for name in ("fails/", "silent/")} == dict.fromkeys(("fails/", "silent/"), "script_filled")
    assert told["none/"] == "Finding"
    assert (seen["json/"].newest, seen["json/"].items, seen["json/"].rendered) == (date(2026, 2, 21), 12, True)
    assert (seen["none/"].list_state, seen["fails/"].rendered) == (ListState.EMPTY, False)
    assert server.times("/news/21.html") == 1 + 1  # a link only scripts write is followed, its fault seen twice
    assert sorted(shown) == ["", "fails/", "json/", "none/", "silent/", "slow/", "written/"]


async def test_without_a_browser_or_budget_a_list_filled_by_script_stays_unknown(engine):
    answers = {
        "/": home("/json/"),
        "/json/": fetched("/api/list"),
        "/api/list": Answer(json.dumps(ROWS).encode(), headers=JSON),
    }
    async with SiteServer(answers) as server:
        _, view, shown = await night(engine, server, browser=False)
        assert (blank(view, server)["json/"], shown) == ("script_filled", [])
        observation, view, shown = await night(engine, server, "r2", browser_pages=1)
        assert (blank(view, server)["json/"], shown, observation.cut) == ("script_filled", [""], {"browser_pages": 1})
        _, view, shown = await night(engine, server, "r3", "r2")
        assert (blank(view, server)["json/"], shown) == ("Clean", ["", "json/"])


async def test_the_second_night_shows_only_the_home_page_and_lists_filled_by_script_again(engine):
    plain = {
        f"/{at}.html": Answer(home("/").encode(), headers={"Content-Type": "text/html", "ETag": f'"{at}"'})
        for at in range(20)
    }
    lists = [ROWS[:4], ROWS]
    filled = Answer(fetched("/api/list").encode(), headers={"Content-Type": "text/html", "ETag": '"same"'})
    answers = {"/": home("/json/", *plain), "/json/": filled, **plain}
    answers["/api/list"] = lambda times: Answer(json.dumps(lists[min(times, 2) - 1]).encode(), headers=JSON)
    async with SiteServer(answers) as server:
        _, view, shown = await night(engine, server)
        assert (columns(view, server)["json/"].newest, sorted(shown)) == (date(2026, 2, 13), ["", "json/"])
        observation, view, shown = await night(engine, server, "r2", "r1")
        assert (columns(view, server)["json/"].newest, sorted(shown)) == (date(2026, 2, 21), ["", "json/"])
        assert observation.unchanged == len(plain)


GATE = (
    "<html><script>$_ts={}; if (document.cookie.indexOf('pass=1')<0) "
    "{ document.cookie='pass=1;path=/'; location.reload(); }</script></html>"
)


class Walled(SiteServer):
    """Shows its pages only to who runs its script and brings the cookie; `shut` ones to nobody."""

    shut = ("/none.html",)

    def _answer(self, path):
        let_in = "pass=1" in self.requests[-1][1].get("cookie", "") and path not in self.shut
        is_page = path == "/" or path.endswith(("/", ".html"))
        return super()._answer(path) if let_in or not is_page else Answer(GATE.encode(), 412)

    def of_programs(self):
        return [(path, fields) for path, fields in self.requests if "Chrome" not in fields.get("user-agent", "")]


async def test_a_site_that_lets_only_browsers_in_is_read_in_one_as_far_as_the_budget_reaches(engine):
    inner = [f"/{at}.html" for at in range(8)]
    pages = {path: home("/", more=f"<h1>公开</h1><p>{'区政府信息公开内容' * 40}</p>") for path in inner}
    async with Walled({"/": home(*inner, more=f"<ul>{WRITTEN}</ul>"), **pages}) as server:
        observation, _, shown = await night(engine, server, browser_pages=6)
        outcomes = {path: Looks(engine, "r1").outcome(server.url + path[1:]) for path in inner}
        programs = server.of_programs()
    assert (observation.outcome, len(shown), shown[0]) == (Outcome.OK, 6, "")
    assert outcomes == {path: Outcome.OK if path[1:] in shown else Outcome.CHALLENGE for path in inner}
    assert observation.cut["browser_pages"] >= 3
    assert not [path for path, fields in programs if "cookie" in fields], "what let the browser in is never ours"
    assert len([path for path, _ in programs if path.endswith("html")]) <= 8


@pytest.mark.parametrize("to_browsers", [412, 403])
async def test_one_look_decides_whether_a_site_lets_browsers_in(engine, monkeypatch, to_browsers):
    class Shut(SiteServer):
        def _answer(self, path):
            found = super()._answer(path)
            is_browser = "Chrome" in self.requests[-1][1].get("user-agent", "")
            return replace(found, status=to_browsers) if found.status == 412 and is_browser else found

    monkeypatch.setattr("auditor.fetch.browser.browser._CHALLENGE_WAIT_S", 0.1)
    answers = {"/": home("/a.html", "/b.html", "/c.html", "/fine.html"), "/fine.html": home("/")}
    answers |= {
        f"/{name}.html": Answer(b"<html>no</html>" if to_browsers == 403 else b"<script>$_ts={}</script>", 412)
        for name in "abc"
    }
    async with Shut(answers) as server:
        _, _, shown = await night(engine, server)
        outcomes = [Looks(engine, "r1").outcome(f"{server.url}{name}.html") for name in ("a", "b", "c", "fine")]
    assert (len(shown), shown[0], shown[1] in ("a.html", "b.html", "c.html")) == (2, "", True)
    assert outcomes == [Outcome.CHALLENGE] * 3 + [Outcome.OK]


async def test_of_outside_addresses_that_challenge_one_a_host_is_opened(engine):
    outside = replace(FETCH, allow_networks=("127.0.0.0/8",), found_rate=0)
    async with Walled({f"/{name}.html": home("/") for name in "ab"}) as other:
        links = "".join(f"<a href={other.url}{name}.html>链接{name}</a>" for name in "ab")
        async with SiteServer({"/": home(more=links)}) as server:
            _, _, shown = await night(engine, server, outside=True, fetch=outside)
        outcomes = [Looks(engine, "r1").outcome(f"{other.url}{name}.html") for name in "ab"]
    assert (outcomes, shown) == ([Outcome.OK, Outcome.CHALLENGE], ["", f"{other.url}a.html"])


async def test_a_home_page_behind_a_challenge_is_read_as_the_browser_shows_it(engine):
    gate = (
        "<html><script>$_ts={}; if (document.cookie.indexOf('pass=1')<0) "
        "{ document.cookie='pass=1'; location.reload(); }</script></html>"
    )
    opened = home("/a.html", more=f"<ul>{WRITTEN}</ul>")

    class Gate(SiteServer):
        def _answer(self, path):
            if path == "/" and "pass=1" not in self.requests[-1][1].get("cookie", ""):
                return Answer(gate.encode(), 412)
            return super()._answer(path)

    async with Gate({"/": opened, "/a.html": home("/")}) as server:
        observation, view, shown = await night(engine, server)
        assert (observation.outcome, shown) == (Outcome.OK, [""])
        assert (view.get(HomeReading, "s").newest, view.get(HomeReading, "s").rendered) == (date(2026, 2, 21), True)
        assert server.times("/a.html") == 1


async def test_a_challenge_no_browser_passes_stays_unknown(engine, monkeypatch):
    monkeypatch.setattr("auditor.fetch.browser.browser._CHALLENGE_WAIT_S", 0.2)
    async with SiteServer({"/": Answer(b"<script>$_ts={}</script>", 412)}) as server:
        observation, _, shown = await night(engine, server)
    assert (observation.outcome, shown) == (Outcome.CHALLENGE, [""])


async def test_footer_and_links_that_scripts_write_are_part_of_the_home_page(engine):
    script = (
        "<div id=foot></div><script>document.getElementById('foot').innerHTML = "
        "'<a href=/about.html>关于我们</a> 沪ICP备' + '12345678号'</script>"
    )
    async with SiteServer(
        {"/": home("/a.html", more=script), "/a.html": home("/"), "/about.html": home("/")}
    ) as server:
        _, view, _ = await night(engine, server)
        assert server.times("/about.html") == 1
    read = view.get(HomeReading, "s")
    assert (read.rendered, read.written_by, "icp" in read.footer) == (True, "", True)
    assert {link.url for link in read.links} >= {server.url + "a.html", server.url + "about.html"}


async def test_a_browser_decides_on_what_a_firewall_may_have_refused(engine):
    class Firewall(SiteServer):
        def _answer(self, path):
            browser = "Chrome" in self.requests[-1][1].get("user-agent", "")
            if path == "/open.html" and browser:
                return Answer(home("/").encode())
            return Answer(b"<html>no</html>", 405) if path in ("/open.html", "/shut.html") else super()._answer(path)

    async with Firewall({"/": home("/open.html", "/shut.html")}) as server:
        _, view, shown = await night(engine, server)
        found = list(BROKEN.check(view, limits(BROKEN)))
    assert sorted(shown) == ["", "open.html", "shut.html"]
    assert [(one.target, one.confidence) for one in found] == [(server.url + "shut.html", "confirmed")]


async def test_a_walk_that_was_cut_off_among_browser_looks_is_taken_up(engine):
    answers = {"/": home("/json/", *(f"/{at}.html" for at in range(12))), "/json/": fetched("/api/list")}
    answers |= {f"/{at}.html": home("/") for at in range(12)}
    answers["/api/list"] = Answer(json.dumps(ROWS).encode(), headers=JSON)
    async with SiteServer(answers) as server:
        task = asyncio.create_task(night(engine, server))
        while not server.times("/api/list"):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        _, view, _ = await night(engine, server)
        assert columns(view, server)["json/"].newest == date(2026, 2, 21)
