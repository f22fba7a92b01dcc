"""Pages whose end is missing: nothing is said of what they lack, and what they link to is looked at."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.local import CollectTask, collect
from auditor.facts.stored_view import StoredView
from auditor.model.progress import Silent
from auditor.rules.judge import judge
from auditor.rules.registry import load
from auditor.store.opening import open_store
from auditor.store.run_records import begin_run
from tests.make import site
from tests.store.night import NOW

TODAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)
ABSENCES = frozenset({"column-blank", "column-stale", "page-tags", "page-date", "page-fragment-missing", "site-footer",
                      "site-home-stale", "site-annual-report", "link-soft-404", "page-orphan"})  # fmt: skip
COLUMN = '<title>通知公告</title><meta name="ColumnName" content="通知公告"><meta name="ColumnType" content="通知公告">'
NEWS = COLUMN.replace("通知公告", "工作动态")
PAGES = {
    "/": "<html><head><title>某区政府</title></head><body><a href='/tzgg/'>通知公告</a>"
         "<a href='/gzdt/'>工作动态</a><a href='/a.html#end'>文章</a>"
         "<ul><li><a href='/a.html'>关于某事的通知</a><span>2025-01-02</span></li></ul>",
    "/tzgg/": f"<html><head>{COLUMN}</head><body><h1>通知公告</h1>共 0 条<div class='list'><ul></ul></div>",
    "/gzdt/": f"<html><head>{NEWS}</head><body><h1>工作动态</h1><ul class='list'>"
              + "".join(f"<li><a href='/a.html?{day}'>关于某事的动态{day}</a><span>2024-01-0{day}</span></li>"
                        for day in range(1, 7)) + "</ul>",
    "/a.html": "<html><head><title>关于某事的通知</title><meta name='ArticleTitle' content='关于某事的通知'></head>"
               "<body><h1>关于某事的通知</h1><p>各有关单位：现将有关事项通知如下。</p>",
}  # fmt: skip


async def rules_that_fire(folder, *, whole: bool) -> set[str]:
    asked = []

    async def serve(reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        asked.append(path)
        body = (PAGES.get(path, "") + ("</body></html>" if whole else "")).encode()
        status = "200 OK" if path in PAGES else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body) + (0 if whole else 900)}\r\n\r\n".encode() + body)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        subject = site(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        engine = open_store(f"sqlite:///{folder}/{whole}.db")
        run = begin_run(engine, inventory="i.csv", subjects=(subject,), as_of=TODAY, version="1", now=NOW).id
        settings = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), browser=False))
        await collect(engine, CollectTask((subject,), folder, run, None, TODAY, "v1", settings), Silent())
        told = judge(StoredView(engine, run, (subject,), TODAY), load().rules, settings)
        engine.dispose()
    assert set(PAGES) <= set(asked)
    assert told.failed == ()
    return {rule.id for rule, _ in told.findings} & ABSENCES


@pytest.mark.parametrize("whole", [True, False])
async def test_what_a_cut_page_lacks_is_no_finding(tmp_path, whole):
    fired = await rules_that_fire(tmp_path, whole=whole)
    absences = {"column-blank", "column-stale", "site-footer", "site-home-stale", "site-annual-report"}
    assert fired == {"page-tags", *(absences if whole else ())}  # the heads were seen whole
