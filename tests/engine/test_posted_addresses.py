"""Posts' links in whole collections: asked once a run, sites' own looks reused, faults counted by days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.local import CollectTask, collect
from auditor.facts.link_targets import TargetReading
from auditor.facts.post_targets import PostTarget
from auditor.facts.stored_view import StoredView
from auditor.model import Outcome, Reply
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.store.run_records import FINISHED, begin_run
from auditor.store.schema import run
from auditor.text.personal_numbers import mask_text
from tests.make import account, reading, site
from tests.make import post as made
from tests.site_server import Answer, SiteServer
from tests.store.night import NOW

DAY = date(2026, 6, 30)
FETCH = replace(
    FetchSettings(), rate=0, found_rate=0, second_look_s=0.05, allow_private=True, allow_networks=("127.0.0.0/8",)
)
SETTINGS = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), browser=False))
MISSING = "<html><title>提示</title><body><h1>您访问的页面不存在</h1></body></html>"


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


def feed(*bodies):
    items = "".join(
        f"<item><guid>p{number}</guid><title>第{number}条</title><pubDate>Mon, {20 + number} Jun 2026 08:00:00 +0800"
        f"</pubDate><description><![CDATA[{body}]]></description></item>"
        for number, body in enumerate(bodies, 1)
    )
    return Answer(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode(), 200,
                  {"Content-Type": "application/rss+xml"})  # fmt: skip


async def collected(engine, folder, *subjects, on=DAY, settings=SETTINGS, previous=None):
    info = begin_run(engine, inventory="i.csv", subjects=subjects, as_of=on, version="1", now=NOW)
    one = CollectTask(subjects, folder, info.id, previous, on, "v1", settings)
    await collect(engine, one, Silent())
    return StoredView(engine, info.id, subjects, on)


def told(view, recent=50):
    return {target.url: target for target in view.each(PostTarget, "a1", recent)}


async def test_links_of_posts_are_looked_at_once_and_told_with_their_posts(engine, tmp_path):
    async with SiteServer({"/there": "<p>内容" * 300, "/says": MISSING, "/soft-redirect": Answer(
        b"", 302, {"Location": "/gone"})}) as elsewhere, SiteServer({}) as bridge:  # fmt: skip
        at = elsewhere.url
        bridge.answers["/feed"] = feed(
            f'<a href="{at}gone">a</a><a href="{at}there">b</a>',
            f'<a href="{at}gone">a</a><a href="{at}says">c</a>看 {at}soft-redirect 。',
            f'<a href="{at}gone#part">a</a><a href="https://weibo.com/n/x">d</a>',
        )
        view = await collected(engine, tmp_path, account(platform="weibo", source=bridge.url + "feed"))
        assert elsewhere.times("/there") == elsewhere.times("/says") == 1
        assert elsewhere.times("/soft-redirect") == 2
    found = told(view)
    assert set(found) == {at + "gone", at + "says", at + "soft-redirect"}
    gone = found[at + "gone"]
    assert (gone.outcome, gone.status, gone.looks, gone.days) == (Outcome.HTTP_ERROR, 404, 2, 1)
    assert [place.url for place in gone.posts] == ["p1", "p2", "p3"]
    assert gone.posts[0].context == "2026-06-21"
    assert found[at + "says"].soft_404 == "您访问的页面不存在"
    assert found[at + "soft-redirect"].status == 404
    assert [place.url for place in told(view, recent=1)[at + "gone"].posts] == ["p3"]


async def test_a_link_into_a_registered_site_takes_that_site_s_look(engine, tmp_path):
    pages = {"/": '<a href="/news/1.html">一</a><a href="/lost.html">二</a>', "/news/1.html": "<p>正文"}
    async with SiteServer(pages) as own, SiteServer({}) as bridge:
        bridge.answers["/feed"] = feed(
            f'<a href="{own.url}news/1.html">a</a><a href="{own.url}lost.html">b</a><a href="{own.url}hidden">c</a>'
        )
        view = await collected(engine, tmp_path, site(url=own.url), account(source=bridge.url + "feed"))
        assert own.times("/news/1.html") == 1
        assert own.times("/lost.html") == own.times("/hidden") == 2
    assert set(told(view)) == {own.url + "lost.html", own.url + "hidden"}
    assert own.url + "hidden" not in {target.url for target in view.each(TargetReading, "s1")}


async def test_links_nobody_looked_at_are_not_reached(engine, tmp_path):
    settings = replace(SETTINGS, crawl=replace(SETTINGS.crawl, check_external=False))
    async with SiteServer({}) as bridge:
        bridge.answers["/feed"] = feed('<a href="http://elsewhere.example.cn/1">a</a>')
        view = await collected(engine, tmp_path, account(source=bridge.url + "feed"), settings=settings)
    assert told(view)["http://elsewhere.example.cn/1"].outcome is Outcome.NOT_REACHED


async def test_only_as_many_posts_as_the_limit_are_looked_at(engine, tmp_path):
    settings = replace(SETTINGS, limits={"post-link-broken": {"posts": 1}})
    async with SiteServer({}) as elsewhere, SiteServer({}) as bridge:
        bridge.answers["/feed"] = feed(f'<a href="{elsewhere.url}old">a</a>', f'<a href="{elsewhere.url}new">a</a>')
        await collected(engine, tmp_path, account(source=bridge.url + "feed"), settings=settings)
        assert (elsewhere.times("/old"), elsewhere.times("/new")) == (0, 2)


@pytest.mark.parametrize(
    ("nights", "days"),
    [
        ([(DAY, Outcome.DNS)], 1),
        ([(DAY, Outcome.DNS), (DAY, Outcome.DNS)], 1),
        ([(DAY - timedelta(1), Outcome.DNS), (DAY, Outcome.DNS)], 2),
        ([(DAY - timedelta(2), Outcome.DNS), (DAY - timedelta(1), Outcome.OK), (DAY, Outcome.DNS)], 1),
        ([(DAY - timedelta(2), Outcome.DNS), (DAY - timedelta(1), Outcome.DNS), (DAY, Outcome.DNS)], 3),
        ([(DAY - timedelta(1), Outcome.REFUSED), (DAY, Outcome.DNS)], 1),
    ],
)
def test_days_of_one_fault_are_counted_unbroken(engine, nights, days):
    who = account()
    for number, (on, outcome) in enumerate(nights):
        now = NOW + timedelta(hours=number)
        info = begin_run(engine, inventory=f"{number}.csv", subjects=[who], as_of=on, version="1", now=now)
        recorder = Recorder(engine, info.id, mask_text)
        address = recorder.ids.one("http://gone.example.cn/")
        recorder.look("outside", address, Reply("http://gone.example.cn/", outcome, datetime.now(UTC)))
        seen = reading(made(1, links=("http://gone.example.cn/",)))
        recorder.observe("a1", "account", seen)
        recorder.close()
        with engine.begin() as connection:
            connection.execute(update(run).where(run.c.id == info.id).values(state=FINISHED))
    view = StoredView(engine, info.id, [who], DAY)
    assert told(view)["http://gone.example.cn/"].days == days
