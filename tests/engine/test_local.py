"""Collecting a register: what is kept when something in it, or the store, fails."""

import asyncio
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from auditor.collect.crawl.site_walk import SiteWalk
from auditor.collect.registered_hosts import registered_hosts
from auditor.config.settings import CrawlSettings, FetchSettings, Settings, SiteSettings
from auditor.engine import local
from auditor.engine.local import CollectTask, collect, one_fault
from auditor.errors import BadInput, RunFailed
from auditor.facts.home import HomeReading
from auditor.facts.stored_view import StoredView
from auditor.model import Outcome, SubjectState
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.run_records import begin_run
from tests.make import account, point, site
from tests.site_server import SiteServer
from tests.store.night import NOW

TODAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)
PAGES = {"/": '<a href="/a.html">a</a><a href="/b.html">b</a>', "/a.html": "<p>a", "/b.html": "<p>b"}


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


@pytest.fixture
async def server():
    async with SiteServer(dict(PAGES)) as server:
        yield server


def task(engine, folder, *subjects, **fetch):
    info = begin_run(engine, inventory="i.csv", subjects=subjects, as_of=TODAY, version="1", now=NOW)
    settings = Settings(fetch=replace(FETCH, **fetch), crawl=replace(CrawlSettings(), browser=False))
    return CollectTask(subjects, folder, info.id, None, TODAY, "v1", settings)


def standings(engine, one):
    view = StoredView(engine, one.run, one.subjects, TODAY)
    return {subject.id: (view.standing(subject.id).state, view.standing(subject.id).why) for subject in one.subjects}


async def test_every_kind_of_subject_is_collected_and_counted(engine, server, tmp_path):
    (tmp_path / "posts.csv").write_text("title,url,published_at\n公告,https://p.example.cn/1,2026-06-01\n")
    (tmp_path / "board.csv").write_text("title,posted_at\n招聘公告,2026-06-01\n")
    subjects = site(url=server.url), account(source="import:posts.csv"), point(source="import:board.csv")
    one = task(engine, tmp_path, *subjects)
    collected = await collect(engine, one, Silent())
    assert (collected.pages, collected.posts) == (3, 1)
    assert collected.requests == len(server.asked)
    assert collected.bytes > 0
    assert set(standings(engine, one).values()) == {(SubjectState.OBSERVED, "")}


async def test_what_was_observed_is_not_collected_again_and_still_counts(engine, server, tmp_path):
    one = task(engine, tmp_path, site(url=server.url))
    first = await collect(engine, one, Silent())
    server.asked.clear()
    assert await collect(engine, one, Silent()) == first
    assert server.asked == []


async def test_one_site_s_fault_ends_that_site_only(engine, server, tmp_path, monkeypatch):
    walk = SiteWalk.walk

    async def walk_or_fail(self):
        if self._site.id == "bad":
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(0))
                raise ValueError("no such thing")
        return await walk(self)

    monkeypatch.setattr(SiteWalk, "walk", walk_or_fail)
    one = task(engine, tmp_path, site("bad", url="http://127.0.0.1:9/"), site("good", url=server.url))
    assert (await collect(engine, one, Silent())).pages == 3
    assert standings(engine, one) == {
        "bad": (SubjectState.UNKNOWN, "internal"), "good": (SubjectState.OBSERVED, ""),
    }  # fmt: skip
    assert StoredView(engine, one.run, one.subjects, TODAY).get(HomeReading, "bad").outcome is Outcome.INTERNAL


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (BadInput("board.csv: no column title"), "board.csv: no column title"),
        (KeyError("x"), "internal error ########: KeyError"),
    ],
)
async def test_one_notice_point_s_fault_ends_that_point_only(engine, tmp_path, monkeypatch, fault, why):
    def fail(*_):
        raise fault

    monkeypatch.setattr(local, "read_sheets", fail)
    one = task(engine, tmp_path, point(source="import:board.csv"))
    await collect(engine, one, Silent())
    [(state, told)] = standings(engine, one).values()
    assert (state, re.sub("[0-9a-f]{8}", "########", told)) == (SubjectState.UNKNOWN, why)


@pytest.mark.parametrize("table", ["page", "look", "frontier", "observation"])
async def test_a_store_that_fails_ends_the_run_with_a_sentence_and_no_site_is_to_blame(engine, server, tmp_path, table):
    one = task(engine, tmp_path, site(url=server.url))
    with engine.begin() as connection:
        connection.execute(
            text(f"CREATE TRIGGER f BEFORE INSERT ON {table} BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")
        )
    with pytest.raises(RunFailed, match="make room on the disk and start the same command again"):
        await collect(engine, one, Silent())
    assert standings(engine, one) == {"s1": (SubjectState.UNKNOWN, "not_reached")}


async def test_a_frontier_that_cannot_be_read_ends_the_run_too(engine, server, tmp_path, monkeypatch):
    one = task(engine, tmp_path, site(url=server.url))

    def fail(*_):
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    monkeypatch.setattr("auditor.collect.crawl.frontier.Frontier._query", fail)
    with pytest.raises(RunFailed, match="disk I/O error: make room"):
        await collect(engine, one, Silent())


async def test_what_waits_is_committed_while_a_slow_site_answers_nothing(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(local, "SECONDS_A_TRANSACTION", 0.05)
    monkeypatch.setattr("auditor.store.recorder.SECONDS_A_TRANSACTION", 60)

    class Stuck(SiteServer):
        async def _serve(self, reader, writer):
            if "/a.html" in self.asked:
                await asyncio.sleep(60)
            await super()._serve(reader, writer)

    async with Stuck({"/": PAGES["/"], "/a.html": "<p>a"}) as server:
        one = task(engine, tmp_path, site(url=server.url), connections=1)
        running = asyncio.create_task(collect(engine, one, Silent()))
        looks = 0
        for _ in range(400):
            await asyncio.sleep(0.01)
            with engine.connect() as connection:
                looks = connection.execute(text("SELECT count(*) FROM look")).scalar()
            if looks:
                break
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert looks


async def test_a_run_that_is_cancelled_commits_what_it_has(engine, server, tmp_path, monkeypatch):
    monkeypatch.setattr(local, "SECONDS_A_TRANSACTION", 60)
    monkeypatch.setattr("auditor.store.recorder.SECONDS_A_TRANSACTION", 60)
    server.answers |= {f"/{number}.html": "<p>x" for number in range(60)}
    server.answers["/"] = "".join(f'<a href="/{number}.html">x</a>' for number in range(60))
    one = task(engine, tmp_path, site(url=server.url), rate=100)
    running = asyncio.create_task(collect(engine, one, Silent()))
    while len(server.asked) < 20:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM look")).scalar() >= 10


def test_of_several_faults_the_run_s_own_is_told(engine):
    lost = OperationalError("SELECT", {}, Exception("disk I/O error"))
    for faults in ([ValueError("x"), RunFailed("the disk")], [RunFailed("the disk"), lost]):
        with pytest.raises(RunFailed, match=r"^the disk$"), one_fault(engine):
            raise BaseExceptionGroup("several", [BaseExceptionGroup("inner", faults)])
    with pytest.raises(RunFailed, match="disk I/O error"), one_fault(engine):
        raise BaseExceptionGroup("several", [ValueError("x"), lost])
    with pytest.raises(ValueError, match="x"), one_fault(engine):
        raise BaseExceptionGroup("several", [ValueError("x")])


def test_hosts_of_url_and_source_are_registered():
    subjects = (
        site(url="http://127.0.0.1:81/x"),
        account(url="", source="https://feeds.example.cn/1"),
        point(source="import:x"),
    )
    assert [(host.host, host.port) for host in registered_hosts(subjects, Settings())] == [
        ("127.0.0.1", 81), ("feeds.example.cn", 443),
    ]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_an_owners_word_on_robots_holds_for_the_host_in_any_order(order):
    subjects = (site(url="http://a.example.cn/"), account(url="", source="http://a.example.cn/feed.xml"))[::order]
    (host,) = registered_hosts(subjects, Settings(sites={"s1": SiteSettings(robots="owner")}))
    assert (host.host, host.robots_owner) == ("a.example.cn", True)
