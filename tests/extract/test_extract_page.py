import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.extract.extract_page import extract
from auditor.model import ColumnClass, FoundDate, LinkKind, ListState, PageKind
from auditor.model.urls import Joiner
from auditor.text.signature import sign
from tests.extract.layouts import (
    ARTICLE,
    COLUMN,
    COLUMN_TAGS,
    DAYS,
    HEADING,
    SITE,
    TEXT,
    TODAY,
    TRAIL,
    article,
    column,
    page,
    paragraphs,
    rows,
    tags,
)

REPORT = (
    f'<h1>{HEADING}</h1><p>发布时间：2026-03-05 10:20　来源：区城管局</p><div class="TRS_Editor">{paragraphs()}</div>'
)


def read(body, url=ARTICLE, kind="text/html", **more):
    return extract(body, url, kind, today=TODAY, **more)


def test_an_article_says_everything():
    head = tags(SiteName="青禾区人民政府", ColumnName="工作动态", ColumnType="工作动态", ArticleTitle=HEADING)
    facts = article(REPORT, head=head)
    assert (facts.url, facts.base, facts.encoding, facts.declared_encoding) == (ARTICLE, ARTICLE, "utf-8", "utf-8")
    assert (facts.title, facts.heading) == (f"{HEADING}_青禾区人民政府", HEADING)
    assert (facts.kind, facts.list_state, facts.items) == (PageKind.ARTICLE, ListState.NONE, ())
    assert facts.meta["sitename"] == "青禾区人民政府"
    assert facts.published == FoundDate(date(2026, 3, 5), "shown", "2026-03-05 10:20")
    assert [found.source for found in facts.dates] == ["shown"]
    assert facts.text.splitlines() == list(TEXT)
    assert facts.signature == sign(facts.text)
    assert (facts.column_name, facts.column_class, facts.column_class_source) == (
        "工作动态",
        ColumnClass.NEWS,
        "ColumnType",
    )
    assert facts.trail == ("首页", "新闻动态", "工作动态")
    assert facts.origin == "区城管局"
    assert (facts.archived, facts.next_pages, facts.soft_404, facts.refresh) == ("", (), "", "")


def test_a_column_says_everything():
    facts = column(f'<div class="list"><ul>{rows(DAYS)}</ul></div><div><a href="index_1.html">下一页</a></div>')
    assert (facts.kind, facts.list_state) == (PageKind.COLUMN, ListState.FILLED)
    assert [str(item.on) for item in facts.items] == list(DAYS)
    assert facts.items[0].url == f"{SITE}/xwdt/gzdt/art_0.html"
    assert facts.next_pages == (f"{SITE}/xwdt/gzdt/index_1.html",)
    assert (facts.column_name, facts.column_class, facts.column_class_source) == (
        "工作动态",
        ColumnClass.NEWS,
        "ColumnType",
    )
    assert (facts.published, facts.text, facts.signature, facts.origin) == (None, "", None, "")


def test_only_tags_date_a_column():
    facts = column(f"<ul>{rows(DAYS)}</ul>", head=COLUMN_TAGS + tags(PubDate="2026-05-30"))
    assert facts.published == FoundDate(date(2026, 5, 30), "meta", "2026-05-30")
    assert [found.source for found in facts.dates] == ["meta"]


def test_a_home_page_is_one_by_its_address_alone():
    lists = f'<div class="a"><h2>要闻</h2><ul>{rows(DAYS)}</ul></div>'
    facts = read(page(lists), f"{SITE}/", is_home=True)
    assert (facts.kind, facts.list_state, facts.published) == (PageKind.HOME, ListState.FILLED, None)
    assert [str(item.on) for item in facts.items] == list(DAYS)
    assert (facts.column_class, facts.text, facts.next_pages) == (None, "", ())


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-16", "big5"])
@pytest.mark.parametrize("declared", ["header", "meta"])
def test_every_encoding_reads_the_same(encoding, declared):
    if encoding == "utf-16" and declared == "meta":
        pytest.skip("a byte-order mark speaks for itself")
    words = page(TRAIL + REPORT, title=HEADING).decode()
    if encoding == "big5":
        words = words.translate(
            str.maketrans("区发会员责时间来动态页当闻领导总结", "區發會員責時間來動態頁當聞領導總結")
        )
    name = encoding if declared == "meta" else "x"
    words = words.replace('<meta charset="utf-8">', f'<meta charset="{name}">' if name != "x" else "")
    header = f"text/html; charset={encoding}" if declared == "header" else "text/html"
    facts = read(words.encode(encoding, errors="replace"), kind=header)
    assert facts.kind is PageKind.ARTICLE
    assert facts.published is not None
    assert facts.published.on == date(2026, 3, 5)
    assert "�" not in facts.text


def test_links_are_those_of_the_whole_page():
    body = f'<base href="{SITE}/other/">{REPORT}<a href="f.pdf">附件</a><img src="i.png">'
    facts = article(body)
    assert facts.base == f"{SITE}/other/"
    found = {(link.url, link.kind) for link in facts.links}
    assert {(f"{SITE}/other/f.pdf", LinkKind.ANCHOR), (f"{SITE}/other/i.png", LinkKind.IMAGE)} <= found
    assert (f"{SITE}/zwgk/", LinkKind.ANCHOR) in found


def test_a_shared_memory_of_addresses_changes_nothing():
    body = page(f"{TRAIL}<ul>{rows(DAYS)}</ul>", head=COLUMN_TAGS)
    shared = Joiner()
    alone = read(body, COLUMN)
    assert read(body, COLUMN, joiner=shared) == alone == read(body, COLUMN, joiner=shared)
    elsewhere = read(body, f"{SITE}/zwgk/", joiner=shared)
    assert elsewhere.items == read(body, f"{SITE}/zwgk/").items != alone.items


def test_an_error_page_is_neither_article_nor_column():
    facts = read(page("<h1>404</h1><p>您访问的页面不存在或已删除</p>", title="页面不存在"))
    assert facts.kind is PageKind.OTHER
    assert facts.soft_404
    assert (facts.text, facts.signature, facts.list_state) == ("", None, ListState.NONE)


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0;url=../new/index.html">',
        '<script>window.location.href = "../new/index.html";</script>',
        '<script>location.replace("/xwdt/new/index.html")</script>',
        """<script>document.write('<meta http-equiv="Refresh" content="0;URL=/xwdt/new/index.html" />');</script>""",
    ],
)
def test_a_signpost_leads_on(head):
    facts = read(f"<html><head>{head}</head><body></body></html>".encode(), COLUMN)
    assert (facts.kind, facts.list_state) == (PageKind.OTHER, ListState.LINK_OUT)
    assert facts.refresh == f"{SITE}/xwdt/new/index.html"


def test_a_script_of_a_full_page_that_may_lead_elsewhere_is_no_signpost():
    script = '<script>if (/mobile/i.test(navigator.userAgent)) { location.href = "/m/"; }</script>'
    facts = article(REPORT, head=script)
    assert (facts.kind, facts.refresh) == (PageKind.ARTICLE, "")


@pytest.mark.parametrize(
    ("inner", "media"),
    [
        ('<p><img src="1.jpg"></p><p><img src="2.jpg"></p>', 2),
        ('<video src="1.mp4"></video>', 1),
        ('<iframe src="/player?id=1"></iframe>', 1),
        ('<p><a href="1.pdf">附件：通知.pdf</a></p>', 1),
        ('<p><a href="download.jsp?id=1">附件1</a></p><p><a href="/d/2">名单.xlsx</a></p>', 2),
        ("", 0),
    ],
)
def test_pictures_films_and_attachments_count_as_content(inner, media):
    body = f'<h1>{HEADING}</h1><p>2026-03-05 来源：区城管局</p><div class="TRS_Editor">{inner}</div>'
    facts = article(body, head=tags(ArticleTitle=HEADING))
    assert (facts.kind, facts.media) == (PageKind.ARTICLE, media)


def test_fields_make_a_form():
    fields = "".join(f'<p>{name}：<input type="text" name="f"></p>' for name in ("姓名", "电话", "地址", "标题"))
    facts = read(page(f'{TRAIL}<form>{fields}<textarea name="t"></textarea></form>', title="区长信箱"), COLUMN)
    assert (facts.kind, facts.list_state) == (PageKind.OTHER, ListState.NONE)


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("来源：区城管局", "区城管局"),
        ("信息来源: 青禾日报　作者：某某", "青禾日报"),
        ("发布时间：2026-03-05 来源：市政府网 浏览次数：3", "市政府网"),
        ("来源：", ""),
        ("发布时间：2026-03-05", ""),
    ],
)
def test_the_origin_stands_by_the_text(line, origin):
    body = f'<h1>{HEADING}</h1><p>{line}</p><div class="TRS_Editor">{paragraphs()}</div>'
    assert article(body).origin == origin


def test_declared_origin_goes_first():
    assert article(REPORT, head=tags(ContentSource="区委宣传部")).origin == "区委宣传部"


def test_today_bounds_what_counts_as_published():
    body = page(REPORT.replace("2026-03-05", "2026-06-05"), title=HEADING)
    url = f"{SITE}/a.html"
    assert extract(body, url, "text/html", today=date(2026, 6, 4)).published is None
    published = extract(body, url, "text/html", today=date(2026, 6, 5)).published
    assert published is not None
    assert published.on == date(2026, 6, 5)


def test_facts_do_not_depend_on_what_was_read_before():
    body = page(TRAIL + REPORT, title=HEADING)
    first = read(body)
    read(page(f"<ul>{rows(DAYS)}</ul>"), COLUMN)
    assert read(body) == first
    assert replace(first, url="") != first


PIECES = (
    "<ul>", "</ul>", "<li>", "<a href=1>", "</a>", "<table><tr><td>", "</table>", "<div class=list>", "</div>", "<p>",
    "<h1>", "<title>", "<script>", "</script>", "<meta name=pubdate content='2026-13-45'>", "<!--", "-->",
    "<base href=:>", "2026-02-30", "2026年", "[06-12]", "发布时间：", "99999999999999", "当前位置：", "首页", ">",
    "暂无数据", "共0条", "下一页", "<record>", "<![CDATA[", "document.write('<a href=1>'+x)", "来源：", "附件", "。，",
    "createPageHTML(9,0,'index','html')", "<meta http-equiv=refresh content=0;url=[>", "<img src=x>", "<font>",
    "&#0;", "&nbsp;", "\x00", "\ud7ff", "１２", "〇",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_nothing_a_page_holds_is_too_much(pieces, home):
    facts = read("".join(pieces).encode(), COLUMN, is_home=home)
    assert facts.kind is not PageKind.HOME or home
    assert facts == read("".join(pieces).encode(), COLUMN, is_home=home)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/html; charset=gbk", ";;charset="]))
def test_any_bytes_can_be_read(body, kind):
    assert read(body, kind=kind).url == ARTICLE


@pytest.mark.parametrize("url", ["", "x", "http://", "http://[", "http://a b/", "javascript:1"])
def test_any_address_will_do(url):
    assert read(page(f"<ul>{rows(DAYS)}</ul>"), url).url == url


LONG = "政务公开，" * 40
HOSTILE = {
    "nested blocks": "<div>" * 60_000 + LONG,
    "nested tables": LONG + "<table><tr><td>" * 20_000,
    "nested links": LONG + "<div><a href=x>" * 20_000,
    "one long line": "<p>" + LONG * 8_000,
    "a line of dates": LONG + "2026-01-01 " * 100_000,
    "half dates": LONG + "2026-" * 200_000,
    "spaces in a label": "时" + "　" * 300_000 + "间：",
    "rows": LONG + rows(["2026-01-01"] * 15_000),
    "labels": LONG + "<p>发布时间：" * 30_000,
    "headings": f"<h1>{HEADING}</h1>" * 30_000,
    "crumbs": "<p>当前位置：" + "首页 &gt; " * 60_000,
    "records": LONG + "<script type='text/xml'>" + "<record><![CDATA[<li><a href=1>x</a>" * 20_000 + "</script>",
    "written": LONG + "<script>" + 'x="a"+x+x;document.write("<a href=1>"+x);' * 20_000 + "</script>",
    "containers": "<div id=zoom><p>某某，</p></div>" * 20_000,
    "names": LONG + '<div class="' + "list " * 200_000 + '">x</div>',
    "stretched tags": LONG + "<" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name):
    body = page(HOSTILE[name], title=HEADING)
    started = time.process_time()
    facts = read(body, COLUMN)
    assert time.process_time() - started < 3
    assert len(facts.items) <= 600
