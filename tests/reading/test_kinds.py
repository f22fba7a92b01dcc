"""What a page is for, where one page alone would mislead."""

from datetime import date

import pytest

from auditor.model import PageKind
from tests.reading.small_site import article, base, crumbs, heads, news, page, page_at, read, rows

WORDS = "工作动态第{}篇关于推进重点工作的报道"
WAY = (("新闻中心", "/xwzx/"), ("工作动态", "/xwzx/gzdt/"))


def test_the_previous_and_next_row_of_an_article_is_no_column():
    pages = base()
    for number in range(2, 6):
        below = (
            f'<ul class="l"><li><a href="/xwzx/gzdt/t{number - 1}.html">{WORDS.format(number - 1)}</a></li>'
            f'<li><a href="/xwzx/gzdt/t{number + 1}.html">{WORDS.format(number + 1)}</a></li></ul>'
        )
        headline = f"工作动态第{number}篇关于推进重点工作的报道"
        pages[f"/xwzx/gzdt/t{number}.html"] = article(headline, f"2026-06-{30 - number}", crumbs(*WAY), below=below)
    reading = read(pages)
    assert page_at(reading, "/xwzx/gzdt/t3.html").kind is PageKind.ARTICLE
    assert page_at(reading, "/xwzx/gzdt/").kind is PageKind.COLUMN
    assert heads(reading) == {"/xwzx/gzdt/", "/zwgk/tzgg/"}


@pytest.mark.parametrize("word", ["注册", "登录", "搜索", "网站地图", "投诉"])
def test_an_article_may_have_any_word_in_its_headline(word: str):
    pages = base()
    headline = f"关于启用新版{word}服务的说明"
    pages["/xwzx/gzdt/t3.html"] = article(headline, "发布时间：2026-06-27", crumbs(*WAY))
    pages["/xwzx/gzdt/"] = pages["/xwzx/gzdt/"].replace("工作动态第3篇关于推进重点工作的报道", headline)
    assert page_at(read(pages), "/xwzx/gzdt/t3.html").kind is PageKind.ARTICLE


def test_an_article_may_be_a_picture_and_nothing_else():
    pages = base()
    pages["/xwzx/gzdt/t3.html"] = page(
        "工作动态第3篇关于推进重点工作的报道",
        '<h3>工作动态第3篇关于推进重点工作的报道</h3><p class="d">发布时间：2026-06-27</p><p><img src="a.jpg"></p>',
        crumbs(*WAY),
    )
    assert page_at(read(pages), "/xwzx/gzdt/t3.html").kind is PageKind.ARTICLE


def test_a_front_page_of_several_columns_is_no_column():
    pages = base()
    pages |= news("/zwgk/zcwj/", "政策文件", 6, date(2026, 5, 20), [("政务公开", "/zwgk/")])
    blocks = "".join(
        f'<div class="b"><h2><a href="{folder}">{name}</a></h2>'
        + rows([(f"{folder}t{number}.html", f"{name}第{number}篇关于推进重点工作的报道", "") for number in range(1, 5)])
        + "</div>"
        for folder, name in (("/zwgk/tzgg/", "通知公告"), ("/zwgk/zcwj/", "政策文件"))
    )
    pages["/zwgk/"] = page("政务公开", blocks, crumbs(("政务公开", "")))
    reading = read(pages)
    assert page_at(reading, "/zwgk/").kind is PageKind.OTHER
    assert "/zwgk/" not in heads(reading)


def test_later_pages_of_a_list_are_no_columns():
    pages = base()
    turn = '<div class="p"><a href="/xwzx/gzdt/">1</a><a href="/xwzx/gzdt/index_2.html">2</a></div>'
    pages["/xwzx/gzdt/"] = pages["/xwzx/gzdt/"].replace(
        '</ul></div></div><div class="f"', f'</ul>{turn}</div></div><div class="f"'
    )
    older = rows(
        [
            (f"/xwzx/gzdt/o{n}.html", f"工作动态第{n}篇关于往年重点工作的报道", f"2025-06-{n:02}")
            for n in range(20, 10, -1)
        ]
    )
    pages["/xwzx/gzdt/index_2.html"] = page("工作动态", older + turn, crumbs(("新闻中心", "/xwzx/"), ("工作动态", "")))
    reading = read(pages)
    assert heads(reading) == {"/xwzx/gzdt/", "/zwgk/tzgg/"}
    assert len(next(each for each in reading.columns if each.url.endswith("/gzdt/")).pages) == 2


@pytest.mark.parametrize("names", [["张三", "李四", "王五", "赵六"], ["会计学", "金融学", "工商管理", "护理学"]])
def test_a_list_of_people_or_programmes_is_no_column_and_not_blank(names: list[str]):
    pages = base()
    content = (
        '<ul class="list">'
        + "".join(f"<li><img src='{n}.jpg'><b>{n}</b><p>{n}，负责有关工作。</p></li>" for n in names)
        + "</ul>"
    )
    pages["/jggk/szdw/"] = page("师资队伍", content, crumbs(("机构概况", "/jggk/"), ("师资队伍", "")))
    reading = read(pages)
    assert page_at(reading, "/jggk/szdw/").kind is PageKind.OTHER
    assert "/jggk/szdw/" not in heads(reading)


def test_the_folder_and_its_index_page_are_one():
    pages = base()
    pages["/index.html"] = pages["/"]
    reading = read(pages)
    assert page_at(reading, "/index.html").kind is PageKind.HOME
