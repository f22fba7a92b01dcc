"""Documents from the walk to what rules are given: fetched once, read, and the next night only where they changed."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select, update

from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.local import CollectTask, collect
from auditor.facts.attachment_leaks import LeakReading
from auditor.facts.stored_view import StoredView
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.run_records import FINISHED, begin_run
from auditor.store.schema import attachment, run
from tests.extract.attachments.documents import docx
from tests.make import site
from tests.site_server import Answer, SiteServer
from tests.store.night import NOW
from tests.text.invented import invented_id

DAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)
SETTINGS = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), browser=False, check_external=False))
IDS = [invented_id(at) for at in range(1, 4)]
WORD = {"Content-Type": "application/msword"}


def page(title, body):
    return f"<html><head><title>{title}-某区</title></head><body>{body}</body></html>"


def pages():
    table = [("姓名", "身份证号"), *(("某某", one) for one in IDS)]
    links = '<a href="/list.docx">名单</a><a href="/x.doc">x</a>'
    return {
        "/": page("首页", '<a href="/a.html">公示</a><a href="/list.docx">附件：名单</a><a href="/fine.docx">通知</a>'),
        "/a.html": page("公示", f"<h1>公示</h1><p>身份证号：{IDS[0]}</p>{links}"),
        "/list.docx": Answer(docx(["补贴名单"], table), 200, WORD | {"ETag": '"1"'}),
        "/fine.docx": Answer(docx(["关于开会的通知"]), 200, WORD | {"ETag": '"2"'}),
        "/x.doc": Answer(b"PK\x03\x04broken", 200, WORD),
    }


async def nights(tmp_path, settings=SETTINGS, count=1):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    previous = None
    async with SiteServer(pages()) as server:
        subjects = (site(url=server.url),)
        for night in range(count):
            now = NOW + timedelta(days=night)
            info = begin_run(engine, inventory="i.csv", subjects=subjects, as_of=DAY, version="1", now=now)
            await collect(engine, CollectTask(subjects, tmp_path, info.id, previous, DAY, "x", settings), Silent())
            with engine.begin() as connection:
                connection.execute(update(run).values(state=FINISHED, finished_at=1))
            previous = info.id
        view = StoredView(engine, info.id, subjects, DAY)
        seen = {one.url.removeprefix(server.url): one for one in view.each(LeakReading, "s1")}
    return engine, seen


async def test_leaks_of_pages_and_documents_reach_the_view(tmp_path):
    _, seen = await nights(tmp_path)
    assert set(seen) == {"a.html", "list.docx", "x.doc"}
    assert [(one.kind, one.count) for one in seen["a.html"].leaks] == [("resident_id", 1)]
    found = seen["list.docx"]
    assert (found.leaks[0].count, found.attachment, found.title, found.location_count) == (3, "docx", "附件：名单", 2)
    assert seen["x.doc"].unread == "file_unsupported"


async def test_no_number_is_kept(tmp_path):
    engine, _ = await nights(tmp_path)
    with engine.begin() as connection:
        rows = connection.execute(select(attachment)).all()
    assert len(rows) == 3
    assert not any(one[3:-2] in repr(rows) for one in IDS)


async def test_the_next_night_reads_only_what_changed(tmp_path):
    engine, seen = await nights(tmp_path, count=2)
    assert seen["list.docx"].leaks[0].count == 3
    with engine.begin() as connection:
        rows = {row.url_id: (row.read_run, row.seen_run) for row in connection.execute(select(attachment))}
    assert all(read != last for read, last in rows.values())


async def test_past_the_budget_documents_are_not_judged(tmp_path):
    few = replace(SETTINGS, crawl=replace(SETTINGS.crawl, attachments=1))
    _, seen = await nights(tmp_path, few)
    assert sorted(one.unread for one in seen.values() if one.attachment).count("over_budget") >= 1
    small = replace(SETTINGS, crawl=replace(SETTINGS.crawl, attachment_bytes=64))
    _, seen = await nights(tmp_path / "small", small)
    assert seen["list.docx"].unread == "file_too_large"
    none = replace(SETTINGS, crawl=replace(SETTINGS.crawl, attachments=0))
    _, seen = await nights(tmp_path / "none", none)
    assert set(seen) == {"a.html"}
