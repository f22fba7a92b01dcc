"""Pages of a list that only a script leads to are read, and accuse nobody where they are missing."""

from dataclasses import replace
from datetime import date, timedelta

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.site_walk import SiteWalk
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.facts.link_targets import TargetReading
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Subject, SubjectKind
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.text.personal_numbers import mask_text
from tests.site_server import SiteServer

TODAY = date(2026, 3, 2)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, allow_private=True)


def list_page(number: int, days: list[int]) -> str:
    rows = "".join(
        f"<li><a href='./{age}.html'>晴川街道办好第{age}件民生实事</a><span>{TODAY - timedelta(age)}</span></li>"
        for age in days
    )
    return (
        "<html><head><title>工作动态_晴川区</title></head><body><div>当前位置：<a href='/'>首页</a> &gt; "
        f"<a href='/gzdt/'>工作动态</a></div><ul>{rows}</ul>"
        f"<script>createPageHTML(4, {number}, 'index', 'html');</script></body></html>"
    )


async def test_a_list_that_runs_forward_in_time_is_read_to_its_last_page(tmp_path) -> None:
    answers = {
        "/": "<html><body><a href='/gzdt/'>工作动态</a></body></html>",
        "/gzdt/": list_page(0, [60, 50, 40]),
        "/gzdt/index_1.html": list_page(1, [30, 25, 20]),
        "/gzdt/index_2.html": list_page(2, [9, 6, 3]),
    } | {f"/gzdt/{age}.html": "<html><body>x</body></html>" for age in (60, 50, 40, 30, 25, 20, 9, 6, 3)}
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    async with SiteServer(answers) as server:
        subject = Subject("s", SubjectKind.SITE, "站", "单位", url=server.url)
        recorder = Recorder(engine, "r1", mask_text)
        settings = Settings(fetch=FETCH, crawl=CrawlSettings())
        async with Client(FETCH, [registered_host(subject.url)]) as client:
            context = CrawlContext(client, recorder, Scopes([subject]), settings, Silent(), TODAY, "v1")
            await SiteWalk(subject, context).walk()
        recorder.close()
    view = StoredView(engine, "r1", [subject], TODAY)
    [column] = view.each(ColumnReading, "s")
    assert column.newest == TODAY - timedelta(3)
    missing = [target for target in view.each(TargetReading, "s") if target.url.endswith("index_3.html")]
    assert [target.kinds for target in missing] == [frozenset({16})]
    engine.dispose()
