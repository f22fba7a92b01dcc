"""Walks over a served site: notices past their end, documents past their validity, pages nothing leads to."""

from datetime import date

import pytest

from auditor.facts.unlinked import UnlinkedPages
from auditor.facts.validity_facts import NoticeReading
from auditor.model import EndKind
from auditor.store.opening import open_store
from checks.document_lapsed import RULE as LAPSED
from checks.page_orphan import RULE as ORPHAN
from checks.post_expired import RULE as EXPIRED
from tests.collect.crawl.test_site_walk import body, walk
from tests.make import limits
from tests.site_server import Answer, SiteServer

FILL = (
    "现将有关事项公告如下，请有意者按照要求准备材料并在规定时间内提交，逾期不再受理，特此公告，欢迎社会各界监督。" * 3
)
HIRING = "某区事业单位公开招聘公告"
ROWS = "".join(
    f'<li><a href="/news/{at}.html">某区召开第{at}次工作会议部署重点任务</a><span>2026-01-{at + 10}</span></li>'
    for at in range(6)
)


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


def article(title, text, day="2026-01-20", extra=""):
    meta = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">'
    return (
        f"<html><head><title>{title}</title>{meta}</head><body><h1>{title}</h1>{extra}<p>发布时间：{day}</p>"
        f'<div class="article-content"><p>{FILL}</p><p>{text}</p></div></body></html>'
    )


def column(*rows):
    items = "".join(rows) + ROWS
    return (
        '<html><head><title>通知公告</title><meta name="ColumnName" content="通知公告"></head><body><h2>通知公告</h2>'
        f'<ul class="list">{items}</ul></body></html>'
    )


def row(path, title, state="", day="2026-01-20"):
    return f'<li><a href="/{path}">{title}</a>{state}<span>{day}</span></li>'


def site(*rows, **pages):
    answers = {"/": body("/tzgg/", title="某区政府网"), "/tzgg/": column(*rows)}
    answers |= {f"/news/{at}.html": article(f"某区召开第{at}次工作会议部署重点任务", "会议强调。") for at in range(6)}
    return answers | {f"/{name}.html": page for name, page in pages.items()}


async def told(engine, rule, answers, runs=1, change=None):
    async with SiteServer(answers) as server:
        for number in range(1, runs + 1):
            if number > 1:
                change(server)
            _, view = await walk(engine, server, f"r{number}", f"r{number - 1}" if number > 1 else None)
        verdicts = list(rule.check(view, limits(rule)))
        notices = list(view.each(NoticeReading, "s"))
        return {one.target.removeprefix(server.url): one for one in verdicts}, notices


async def test_a_notice_past_its_end_is_found_on_the_column_s_first_page(engine):
    page = article(HIRING, "报名时间：2026年1月21日至2026年2月10日。")
    found, notices = await told(engine, EXPIRED, site(row("zp.html", HIRING), zp=page))
    assert found["zp.html"].values["end"] == date(2026, 2, 10)
    assert found["zp.html"].locations[0].url.endswith("/tzgg/")
    assert [(one.kind, one.on) for one in notices[0].ends] == [(EndKind.ENROLMENT, date(2026, 2, 10))]


@pytest.mark.parametrize(
    ("title", "state", "text", "extra"),
    [
        (HIRING, "", "报名时间：2026年3月1日至2026年3月2日。", ""),
        (HIRING + "（已结束）", "", "", ""),
        (HIRING, " [已结束] ", "", ""),
        (HIRING, "", "报名已截止。", ""),
        (HIRING, "", "", "<p>状态：已结束</p>"),
        (HIRING, "", "", '<p>公告 <img src="a.png" alt="已结束"></p>'),
        (HIRING, "", "", "<script>if(now>end){document.write('已结束')}</script>"),
    ],
)
async def test_what_says_that_it_is_over_or_is_not_past_is_quiet(engine, title, state, text, extra):
    text = text if "3月2日" in text else "报名时间：2026年1月21日至2026年2月10日。" + text
    page = article(HIRING, text, extra=extra)
    found, _ = await told(engine, EXPIRED, site(row("zp.html", title, state), zp=page))
    assert type(found["zp.html"]).__name__ == "Clean"


async def test_a_repeal_marks_the_document_it_names(engine):
    title = "关于印发《虹口区停车管理暂行规定》的通知"
    old = article(title, "虹府规〔2018〕3号</p><p>本规定自2018年7月1日起施行。", "2018-06-01")
    repeal = article(
        "关于公布规范性文件清理结果的通知", "二、废止的文件</p><p>1.《虹口区停车管理暂行规定》（虹府规〔2018〕3号）"
    )
    rows = row("a.html", title, day="2018-06-01"), row("b.html", "关于公布规范性文件清理结果的通知")
    found, _ = await told(engine, LAPSED, site(*rows, a=old, b=repeal))
    assert found["a.html"].variant == "repealed"
    assert found["a.html"].values["repealed_by"].endswith("/b.html")


async def test_a_stated_validity_and_a_field_that_says_it_is_over(engine):
    rows = row("a.html", "某区租房补贴办法"), row("b.html", "某区停车补贴办法")
    text = "本办法自2020年1月1日起施行，有效期5年。"
    pages = {"a": article("某区租房补贴办法", text, "2020-01-01")}
    pages["b"] = article("某区停车补贴办法", text, "2020-01-01", extra="<p>有效性：失效</p>")
    found, _ = await told(engine, LAPSED, site(*rows, **pages))
    assert found["a.html"].values["end"] == date(2024, 12, 31)
    assert type(found["b.html"]).__name__ == "Clean"


def sitemap(server_url, *paths):
    entries = "".join(f"<url><loc>{server_url}{path}</loc></url>" for path in paths)
    return Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(),
        headers={"Content-Type": "text/xml"},
    )


async def test_a_page_only_the_sitemap_names_is_found_and_aliases_are_not(engine):
    answers = site(alone=article("没有链接的文章标题示例", "正文。"))
    answers["/index.html"] = answers["/"]
    async with SiteServer(answers) as server:
        server.answers["/sitemap.xml"] = sitemap(server.url, "alone.html", "news/1.html", "index.html", "gone.html")
        _, view = await walk(engine, server)
        seen = view.get(UnlinkedPages, "s")
        assert [one.url.removeprefix(server.url) for one in seen.pages] == ["alone.html"]
        assert [one.target.removeprefix(server.url) for one in ORPHAN.check(view, limits(ORPHAN))] == ["alone.html"]


async def test_a_page_that_lost_its_links_is_found_while_it_answers(engine):
    kept, gone = article("曾有链接的文章标题示例", "正文。"), article("已删除的文章标题示例", "正文。")
    rows = row("kept.html", "曾有链接的文章标题示例"), row("gone.html", "已删除的文章标题示例")
    answers = site(*rows, kept=kept, gone=gone)
    async with SiteServer(answers) as server:
        _, view = await walk(engine, server)
        assert view.get(UnlinkedPages, "s").pages == ()
        server.answers["/tzgg/"] = column()
        del server.answers["/gone.html"]
        for number in (2, 3):
            _, view = await walk(engine, server, f"r{number}", f"r{number - 1}")
            found = view.get(UnlinkedPages, "s").pages
            assert [(one.url.removeprefix(server.url), one.listed) for one in found] == [("kept.html", False)]


async def test_a_walk_cut_short_cannot_tell(engine):
    answers = site(alone=article("没有链接的文章标题示例", "正文。"))
    async with SiteServer(answers) as server:
        _, view = await walk(engine, server, max_pages=3)
        assert view.get(UnlinkedPages, "s").gap == "partial"
        assert {type(one).__name__ for one in ORPHAN.check(view, limits(ORPHAN))} == {"Unknown"}
