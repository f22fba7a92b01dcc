import pytest

from auditor.extract.extract_page import extract
from auditor.extract.list_state import building_words, leads_away, zero_words
from auditor.model import ListState, PageKind
from tests.extract.layouts import (
    ARTICLE,
    COLUMN,
    DAYS,
    HEADING,
    SIBLINGS,
    SITE,
    TODAY,
    article,
    column,
    page,
    paragraphs,
    rows,
)

EMPTY, SCRIPT, BUILDING = ListState.EMPTY, ListState.SCRIPT_FILLED, ListState.UNDER_CONSTRUCTION
BLANK = {EMPTY, BUILDING}
AJAX = '<script>$.ajax({url:"/api/list",success:function(d){ $("#list").append(d.html); }});</script>'
NAMES = ("区政府文件", "区府办文件", "部门文件", "街道文件")
CHILDREN = "".join(
    f'<div class="k"><a href="k{at}/"><img src="i.png"><b>{name}</b></a></div>' for at, name in enumerate(NAMES)
)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ('<div class="list"><ul></ul></div>', EMPTY),
        ('<div class="list_box"></div>', EMPTY),
        ('<ul class="news">\n <div class="clear"></div></ul><script src="/js/createpage.js"></script>', EMPTY),
        (f'{SIBLINGS}<div class="right"><ul class="l"></ul></div>', EMPTY),
        ("<table><tr><th>标题</th><th>发布日期</th></tr></table>", EMPTY),
        ('<div class="list"></div><div class="page">共 0 条 第 1/0 页</div>', EMPTY),
        (f"{SIBLINGS}<p>共0条</p>", EMPTY),
        ('<div class="list"><p>暂无内容</p></div>', EMPTY),
        ('<div class="list"><p>该栏目下没有信息</p></div>', EMPTY),
        (f'<ul></ul><div class="k1"><h3>热点推荐</h3><ul>{rows(DAYS)}</ul></div>', EMPTY),
        (
            '<div id="9"><script type="text/xml"><datastore><totalrecord>0</totalrecord><recordset></recordset>'
            '</datastore></script></div><script src="/js/jpage/jquery.jpage.js"></script>',
            EMPTY,
        ),
        (
            '<div id="9"><script type="text/xml"><datastore><recordset></recordset></datastore></script></div>'
            '<script src="/js/jpage.js"></script><script>jpage.init({totalRecord:0,perPage:15})</script>',
            EMPTY,
        ),
        ("<p>栏目正在建设中，敬请期待……</p>", BUILDING),
        ("<p>本页面维护中</p>", BUILDING),
    ],
)
def test_blank_columns(body, state):
    facts = column(body)
    assert (facts.kind, facts.list_state, facts.items if state is BUILDING else ()) == (PageKind.COLUMN, state, ())


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (f'<ul id="list"></ul>{AJAX}', SCRIPT),
        (f'<ul id="list"></ul><p>暂无数据</p>{AJAX}', SCRIPT),
        ('<ul></ul><script src="/static/js/vue.min.js"></script>', SCRIPT),
        ('<ul></ul><script src="/js/news_list.js"></script>', SCRIPT),
        (
            '<div id="9"></div><script>$("#9").jpage({dataProxy:"/module/web/jpage/dataproxy.jsp"});</script><ul></ul>',
            SCRIPT,
        ),
        ('<ul><li v-for="item in rows"><a :href="item.url">{{item.title}}</a></li></ul>', SCRIPT),
        (
            '<div id="app"><ul><li v-for="item in list"><a :href="item.url">{{item.title}} {{item.text}}</a></li></ul>'
            '</div><script src="/js/vue.min.js"></script>',
            SCRIPT,
        ),
        (f'<div class="kids">{CHILDREN}</div>', ListState.PARENT),
        (f'<div class="kids">{CHILDREN}</div><div>在线访谈：暂无信息</div><p>网站升级中</p>', ListState.PARENT),
        (
            '<ul class="pic"><li><a href="/z/1/"><img src="1.jpg"></a></li>'
            '<li><a href="/z/2/"><img src="2.jpg"></a></li></ul>',
            ListState.PARENT,
        ),
        (
            "<ul>"
            + "".join(f'<li><a href="https://z.example.cn/{n}">在线办理第{n}类许可事项</a></li>' for n in "甲乙丙")
            + "</ul>",
            ListState.LINK_OUT,
        ),
        ('<div class="list"><img src="plan.jpg"></div>', ListState.NONE),
        ('<ul></ul><iframe src="list.jsp"></iframe>', ListState.NONE),
        (
            '<ul></ul><div class="con">'
            + "<p>青禾区位于江畔，辖区面积二十三平方公里，下辖八个街道。</p>" * 4
            + "</div>",
            ListState.NONE,
        ),
        (f"<ul>{rows(DAYS[:1])}</ul>", ListState.FILLED),
        ("<ul>" + rows([""] * 3) + "</ul>", ListState.FILLED),
    ],
)
def test_columns_that_are_not_blank(body, state):
    facts = column(body)
    assert facts.list_state not in BLANK
    if facts.kind is PageKind.COLUMN:
        assert facts.list_state is state
    else:
        assert state is ListState.NONE


@pytest.mark.parametrize(
    "text",
    [
        "",
        '<img src="a.jpg">',
        '<iframe src="v.html"></iframe>',
        '<a href="a.pdf">附件</a>',
        "<p>停水通知，明日恢复。</p>",
    ],
)
def test_articles_have_no_list_however_little_they_hold(text):
    facts = article(f'<h1>{HEADING}</h1><p>发布时间：2026-03-05 来源：区城管局</p><div id="zoom">{text}</div><ul></ul>')
    assert (facts.kind, facts.list_state) == (PageKind.ARTICLE, ListState.NONE)
    assert bool(facts.text or facts.media) is bool(text)


@pytest.mark.parametrize(
    "body",
    [
        b'<html><head><meta http-equiv="refresh" content="0;url=https://z.example.cn/"></head></html>',
        b'<html><head><meta http-equiv="Refresh" content="0;URL=./gzdt/"></head><body></body></html>',
        b'<html><head><script>window.location.href="./gzdt/";</script></head><body></body></html>',
    ],
)
def test_signposts_lead_elsewhere(body):
    facts = extract(body, COLUMN, "text/html", today=TODAY)
    assert (facts.kind, facts.list_state) == (PageKind.OTHER, ListState.LINK_OUT)
    assert facts.refresh


def test_a_blank_page_that_is_no_column_is_not_blank():
    for body, url in (
        ("<ul></ul>", ARTICLE),
        ('<form><input name="a"><input name="b"><textarea></textarea></form><ul></ul>', COLUMN),
    ):
        assert extract(page(body, title="青禾"), url, "text/html", today=TODAY).list_state not in BLANK


@pytest.mark.parametrize(
    "line",
    ["共 0 条", "共0条记录", "总数：0", "目前没有相关信息", "无数据", "本栏目暂无内容", "查询结果：0 条数据"[5:]],
)
def test_words_of_nothing(line):
    assert zero_words(["首页", line])


@pytest.mark.parametrize(
    "line", ["共 10 条", "总数：03", "没有共产党就没有新中国", "有无数据共享需求的通知", "共 20 页"]
)
def test_words_that_only_look_like_nothing(line):
    assert zero_words([line]) == ""


@pytest.mark.parametrize(
    ("own", "corner"),
    [
        (paragraphs(), '<div class="xg"><h3>相关下载</h3><p>暂无数据</p></div>'),
        (paragraphs(), "<div>评论 共0条</div>"),
        ('<p><img src="map.jpg"></p>', "<p>暂无内容</p>"),
        ('<iframe src="list.jsp"></iframe>', "<p>暂无内容</p>"),
    ],
)
def test_a_page_with_a_text_or_a_picture_is_not_blank_for_one_empty_corner(own, corner):
    assert column(f"{own}{corner}").list_state not in BLANK


def test_building_words_on_a_long_page_must_stand_alone():
    long = ["青禾区位于江畔，辖区面积二十三平方公里，下辖八个街道。"] * 20
    assert building_words([*long, "网站正在改版升级中，请访问新版"]) == ""
    assert building_words([*long, "栏目建设中"]) == "栏目建设中"
    assert building_words(["首页", "专题建设中"]) == "专题建设中"


@pytest.mark.parametrize(
    "line",
    ["正在建设中", "对不起，内容更新中，请稍后访问", "（建设中）", "网站正在进行升级维护，请稍后", "系统维护中",
     "本专栏正在筹建", "This page is under construction"],
)  # fmt: skip
def test_words_of_a_page_that_is_being_built(line):
    assert building_words(["首页", line])


@pytest.mark.parametrize(
    "line",
    ["青禾桥改造工程建设中", "地铁五号线正在建设中，预计明年通车", "网站维护：青禾区大数据中心", "网站建设：某公司",
     "在建设中稳步推进", "系统升级公告", "正在建设的十个项目", "关于网站改版的通知",
     "The bridge is under construction"],
)  # fmt: skip
def test_words_of_other_things_being_built(line):
    assert building_words(["首页", line]) == ""


def test_only_other_hosts_lead_away():
    assert leads_away(["https://z.example.cn/a", "https://www.gov.cn/b"], SITE)
    assert not leads_away(["https://z.example.cn/a", "https://qinghe.gov.cn/b"], SITE)
    assert not leads_away(["", ""], SITE)
