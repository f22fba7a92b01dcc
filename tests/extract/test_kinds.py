import pytest

from auditor.extract.extract_page import extract
from auditor.extract.kinds import is_index
from auditor.model import PageKind
from tests.extract.layouts import (
    ARTICLE,
    COLUMN,
    COLUMN_TAGS,
    DAYS,
    HEADING,
    SITE,
    TODAY,
    TRAIL,
    article,
    column,
    page,
    paragraphs,
    rows,
    tags,
    trail,
)

CONTENT_TAGS = tags(ColumnName="工作动态", ColumnType="工作动态", ArticleTitle=HEADING, PubDate="2026-03-05 10:20")


def kind(body, url=COLUMN, title="青禾区人民政府", head="", **more):
    return extract(page(body, title=title, head=head), url, "text/html", today=TODAY, **more).kind


def test_tags_decide():
    assert kind(f"<ul>{rows(DAYS[:3])}</ul>", url=ARTICLE, head=CONTENT_TAGS) is PageKind.ARTICLE
    assert kind(f"<ul>{rows(DAYS[:1])}</ul>", head=COLUMN_TAGS) is PageKind.COLUMN


def test_empty_content_tags_make_no_article():
    head = COLUMN_TAGS + tags(ArticleTitle="", PubDate="")
    assert kind(f"<ul>{rows(DAYS[:1])}</ul>", head=head) is PageKind.COLUMN


def test_content_tags_on_a_page_of_rows_are_not_believed():
    head = tags(ArticleTitle="工作动态", PubDate="2026-05-30")
    assert kind(f"{TRAIL}<ul>{rows(DAYS)}</ul>", head=head, title="工作动态") is PageKind.COLUMN


@pytest.mark.parametrize("url", [ARTICLE, f"{SITE}/art/2026/3/5/art_1_2.html", f"{SITE}/a.html"])
def test_shape_makes_an_article(url):
    body = f"{TRAIL}<h1>{HEADING}</h1><p>2026-03-05 来源：区城管局</p><div>{paragraphs()}</div>"
    related = f"<h3>相关链接</h3><ul>{rows(DAYS)}</ul>"
    assert kind(body, url=url, title=HEADING) is PageKind.ARTICLE
    assert kind(body + related, url=url, title=HEADING) is PageKind.ARTICLE


def test_a_short_notice_is_an_article():
    body = f"{TRAIL}<h1>停水通知</h1><p>2026-03-05</p><div><p>因管道检修，3月6日8时至12时停水。</p></div>"
    assert kind(body, url=ARTICLE, title="停水通知_青禾区") is PageKind.ARTICLE


def test_shape_makes_a_column():
    assert kind(f"<div><ul>{rows(DAYS)}</ul></div>", url=f"{SITE}/a.html") is PageKind.COLUMN
    assert kind(f"{trail('首页', '通知公告')}<ul>{rows(['', '', ''])}</ul>") is PageKind.COLUMN


FORM = (
    '<form><input type="text" name="a"><input name="b"><input type="tel" name="c"><textarea name="d"></textarea></form>'
)


@pytest.mark.parametrize(
    ("body", "url", "title"),
    [
        (FORM, f"{SITE}/qzxx/", "区长信箱_青禾区"),
        (
            "<div>共找到 12 条结果</div><ul><li><a href='/a'>青禾区工作动态汇编</a></li></ul>",
            f"{SITE}/search?q=a",
            "搜索",
        ),
        ("<h1>404</h1><p>抱歉，您访问的页面不存在</p>", ARTICLE, "404 Not Found"),
        ("<p>访问被拦截</p>", ARTICLE, "403 Forbidden"),
        ("<ul>" + "<li><a href='a/'>栏目</a></li>" * 20 + "</ul>", f"{SITE}/wzdt/", "网站地图_青禾区"),
        ("", f"{SITE}/x.html", ""),
    ],
)
def test_forms_searches_errors_and_maps_are_other(body, url, title):
    assert kind(body, url=url, title=title) is PageKind.OTHER


def test_an_introduction_is_no_article_and_keeps_its_text():
    facts = column(f'<div id="zoom">{paragraphs()}</div>', head=tags(ColumnName="机构职能"), title="机构职能")
    assert (facts.kind, facts.published) == (PageKind.OTHER, None)
    assert facts.text


def test_the_registered_home_page_is_home():
    assert kind(f"<ul>{rows(DAYS)}</ul>", url=f"{SITE}/", is_home=True) is PageKind.HOME


def test_a_blank_article_is_an_article():
    facts = article(f'<h1>{HEADING}</h1><p>发布时间：2026-03-05 来源：区城管局</p><div class="TRS_Editor"></div>')
    assert (facts.kind, facts.text, facts.media) == (PageKind.ARTICLE, "", 0)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", True),
        ("/xwdt/", True),
        ("/xwdt/index.html", True),
        ("/xwdt/index_2.shtml", True),
        ("/col/col1234/index.html", True),
        ("/channels/18105_2.html", True),
        ("/list.jsp?cid=3", True),
        ("/columns/ab-12/202605/01/cd-34.html", False),
        ("/art/2026/3/5/art_1_2.html", False),
        ("/info/1042/5533.htm", False),
    ],
)
def test_addresses_of_columns(path, expected):
    assert is_index(SITE + path) is expected


@pytest.mark.parametrize(
    ("rows_of_it", "state"),
    [("<li><a href='./1.html'>青禾街道开放社区食堂</a><span>2026-05-10</span></li>", "filled"), ("", "empty")],
)
def test_a_footer_of_one_long_line_is_no_text_of_a_short_column(rows_of_it, state):
    body = (
        f"<div>当前位置：<a href='/'>首页</a> &gt; <a href='/gzdt/'>工作动态</a></div><h2>工作动态</h2>"
        f"<ul class='list'>{rows_of_it}</ul>"
        "<div><p>主办：青禾区人民政府办公室　承办：青禾区大数据中心　网站标识码：3100000000　版权所有 2024</p></div>"
    )
    facts = extract(page(body, menu="", foot=""), f"{SITE}/gzdt/", "text/html", today=TODAY)
    assert (facts.kind, facts.list_state) == (PageKind.COLUMN, state)
