"""Columns: their lists, names, levels, newest items and what may be said of them."""

from datetime import date

import pytest

from auditor.model import ColumnClass
from auditor.reading.site_model import State, Trust
from tests.reading.small_site import base, column_at, crumbs, heads, news, page, read, rows

WAY = (("新闻中心", "/xwzx/"),)
GZDT = (*WAY, ("工作动态", ""))
OLD = date(2026, 5, 1)
WORDS = "工作动态第{}篇关于推进重点工作的报道"


def stale() -> dict[str, str]:
    """Return the base site with its news a month old."""
    return base() | news("/xwzx/gzdt/", "工作动态", 6, OLD, WAY)


def test_a_stale_column_is_confirmed_where_all_evidence_agrees():
    found = column_at(read(stale()), "/xwzx/gzdt/")
    assert found.newest == OLD
    assert found.column_class is ColumnClass.NEWS
    assert found.state is State.FILLED
    assert found.trust is Trust.CONFIRMED, found.doubts


def test_the_entry_of_a_drop_down_is_of_the_second_level():
    found = column_at(read(base()), "/zwgk/tzgg/")
    assert (found.level, found.parent) == (2, "政务公开")


def test_a_parent_that_repeats_its_child_says_whose_items_it_shows():
    pages = stale()
    pages["/xwzx/"] = page(
        "新闻中心",
        pages["/xwzx/gzdt/"].partition('<div class="c">')[2].partition("</div>")[0],
        crumbs(("新闻中心", "")),
    )
    found = column_at(read(pages), "/xwzx/")
    assert [address.rpartition("cn")[2] for address in found.shows] == ["/xwzx/gzdt/"]


def test_freshness_is_not_judged_where_the_first_page_was_not_read():
    pages = base()
    turn = "".join(f'<a href="/zwgk/zcwj/index_{n}.html">{n}</a>' for n in range(1, 6))
    older = rows(
        [
            (f"/zwgk/zcwj/o{n}.html", f"政策文件第{n}号关于往年重点工作的通知", f"2024-06-{n:02}")
            for n in range(20, 10, -1)
        ]
    )
    pages["/zwgk/zcwj/index_4.html"] = page(
        "政策文件", f'{older}<div class="p">{turn}</div>', crumbs(("政务公开", "/zwgk/"), ("政策文件", "/zwgk/zcwj/"))
    )
    found = [each for each in read(pages).columns if each.url.endswith("index_4.html")]
    assert all(each.trust is not Trust.CONFIRMED for each in found)


def test_a_column_name_left_over_from_the_template_has_no_vote():
    meta = '<meta name="ColumnName" content="人事任免">'
    pages = {path: html.replace("</head>", f"{meta}</head>") for path, html in stale().items()}
    found = column_at(read(pages), "/xwzx/gzdt/")
    assert (found.name, found.column_class) == ("工作动态", ColumnClass.NEWS)
    assert found.trust is Trust.CONFIRMED, found.doubts


@pytest.mark.parametrize("left", ["$sitename", "本站（网站域名）", "{{column.name}}"])
def test_an_unfilled_placeholder_is_no_name(left: str):
    pages = base()
    pages["/zwgk/tzgg/"] = pages["/zwgk/tzgg/"].replace("</head>", f'<meta name="ColumnName" content="{left}"></head>')
    assert column_at(read(pages), "/zwgk/tzgg/").name == "通知公告"


def test_press_conferences_are_no_news_column():
    pages = base() | news("/xwzx/fbh/", "新闻发布会", 6, OLD, WAY)
    assert column_at(read(pages), "/xwzx/fbh/").column_class is None


def test_a_breadcrumb_does_not_end_in_an_item_of_the_list():
    pages = base() | news("/xwzx/hdbd/", "活动报道", 6, OLD, WAY)
    pages["/xwzx/hdbd/"] = pages["/xwzx/hdbd/"].replace(
        " &gt; 活动报道", ' &gt; <a href="/xwzx/hdbd/">活动报道</a> &gt; 活动报道第1篇关于推进重点工作的报道', 1
    )
    assert column_at(read(pages), "/xwzx/hdbd/").name == "活动报道"


def test_items_that_end_in_a_class_word_do_not_name_the_column():
    pages = base()
    items = [(f"/xwzx/bs/t{n}.html", f"关于举办第{n}届比赛的通知", f"2025-06-{n:02}") for n in range(20, 14, -1)]
    pages["/xwzx/bs/"] = page("群众比赛", rows(items), crumbs(*WAY, ("群众比赛", "")))
    found = column_at(read(pages), "/xwzx/bs/")
    assert (found.name, found.column_class) == ("群众比赛", None)


def test_a_stray_end_tag_does_not_cost_the_newest_row():
    pages = base()
    items = "".join(
        f'<tr><td><a href="/xwzx/gzdt/t{n}.html">{WORDS.format(n)}</a></td><td>2026-06-{30 - n}</td></tr>'
        for n in range(2, 7)
    )
    first = f'<tr><td><a href="/xwzx/gzdt/t1.html">{WORDS.format(1)}</a></td><td>2026-06-29</td></tr></table>'
    pages["/xwzx/gzdt/"] = page("工作动态", f"<table><tbody>{first}{items}</tbody></table>", crumbs(*GZDT))
    assert column_at(read(pages), "/xwzx/gzdt/").newest == date(2026, 6, 29)


def digest(number: int, on: str, more: str = "") -> str:
    """Return one entry of a digest list: picture, title, summary, date."""
    to = f"/xwzx/gzdt/t{number}.html"
    return (
        f'<div class="e"><a href="{to}"><img src="p{number}.jpg"></a><h4><a href="{to}">{WORDS.format(number)}</a></h4>'
        f"<p>近日，有关部门围绕年度目标任务召开会议，研究部署下一阶段重点工作，并对存在的问题提出整改要求。{number}{more}</p>{on}</div>"
    )


@pytest.mark.parametrize(
    ("on", "more"),
    [
        ("<span>2026-06-{n:02}</span>", ""),
        ("<span>发布日期：2026-06-{n:02}</span>", '<a href="/xwzx/gzdt/t{m}.html">[详情]</a>'),
        ("<div>{n:02}</div><div>2026-06</div>", ""),
    ],
)
def test_a_digest_list_is_a_column(on: str, more: str):
    pages = base()
    entries = "".join(digest(m, on.format(n=30 - m), more.format(m=m)) for m in range(1, 7))
    pages["/xwzx/gzdt/"] = page("工作动态", entries, crumbs(*GZDT))
    found = column_at(read(pages), "/xwzx/gzdt/")
    assert (found.newest, found.items) == (date(2026, 6, 29), 6)


def test_a_short_numbered_list_is_a_column():
    pages = base()
    items = "".join(
        f'<p>{m}、<a href="/xwzx/gzdt/t{m}.html">工作动态第{m}篇关于推进重点工作的报道</a>（2026-06-{30 - m}）</p>'
        for m in range(1, 4)
    )
    pages["/xwzx/gzdt/"] = page("工作动态", items, crumbs(*GZDT))
    assert column_at(read(pages), "/xwzx/gzdt/").newest == date(2026, 6, 29)


@pytest.mark.parametrize(
    "content",
    [
        "<p>尚无资料</p><p>共0条</p>",
        '<ul class="l"></ul>',
        '<ul class="l"></ul><div class="p">共 0 条 首页 上一页 下一页 尾页</div>',
    ],
)
def test_an_empty_column_is_blank_whatever_menus_stand_beside_it(content: str):
    side = '<ul class="k"><li><a href="/zwgk/tzgg/">通知公告</a></li><li><a href="/zwgk/zcwj/">政策文件</a></li></ul>'
    pages = base()
    pages["/zwgk/zcwj/"] = page("政策文件", content, crumbs(("政务公开", "/zwgk/"), ("政策文件", "")), side=side)
    found = column_at(read(pages), "/zwgk/zcwj/")
    assert (found.state, found.items) == (State.BLANK, 0)
    assert found.trust is Trust.CONFIRMED, found.doubts


def test_the_rows_of_a_neighbour_box_do_not_fill_an_empty_column():
    box = (
        '<div class="h"><h5>热点</h5>'
        + rows([(f"/xwzx/gzdt/t{n}.html", f"工作动态第{n}篇关于推进重点工作的报道", "") for n in range(1, 4)])
        + "</div>"
    )
    pages = {path: html.replace('<div class="f">', f'{box}<div class="f">') for path, html in base().items()}
    pages["/zwgk/zcwj/"] = page(
        "政策文件", "<p>暂无内容</p>", crumbs(("政务公开", "/zwgk/"), ("政策文件", ""))
    ).replace('<div class="f">', f'{box}<div class="f">')
    assert column_at(read(pages), "/zwgk/zcwj/").state is State.BLANK


def test_a_stale_column_is_not_saved_by_a_box_of_fresh_items():
    box = (
        '<div class="h"><h5>最新</h5>'
        + rows(
            [
                (f"/zwgk/tzgg/t{n}.html", f"通知公告第{n}篇关于推进重点工作的报道", f"2026-06-{21 - n}")
                for n in range(1, 4)
            ]
        )
        + "</div>"
    )
    pages = {path: html.replace('<div class="f">', f'{box}<div class="f">') for path, html in stale().items()}
    assert column_at(read(pages), "/xwzx/gzdt/").newest == OLD


def test_text_of_its_own_is_not_blank_however_its_container_is_called():
    pages = base()
    words = "本校现有教职工一百余人，其中高级职称三十人，博士二十人，分布在五个教研室。"
    text = f'<div class="v_news_content"><ul class="list"></ul><p>{words}</p></div>'
    pages["/jggk/szdw/"] = page("师资队伍", text, crumbs(("机构概况", "/jggk/"), ("师资队伍", "")))
    assert "/jggk/szdw/" not in heads(read(pages))


def test_a_filter_view_is_no_column_of_its_own():
    pages = base()
    pages["/xwzx/gzdt/?type=1"] = pages["/xwzx/gzdt/"]
    pages["/xwzx/gzdt/"] = pages["/xwzx/gzdt/"].replace(
        '<ul class="l">', '<p><a href="/xwzx/gzdt/?type=1">只看要闻</a></p><ul class="l">'
    )
    assert heads(read(pages)) == {"/xwzx/gzdt/", "/zwgk/tzgg/"}


def test_days_to_come_are_no_updates():
    pages = stale()
    pages["/xwzx/gzdt/"] = pages["/xwzx/gzdt/"].replace("2026-05-01", "2027-05-01")
    assert column_at(read(pages), "/xwzx/gzdt/").newest != date(2027, 5, 1)


@pytest.mark.parametrize(
    "script",
    [
        "<script>$.get('/api/list?id=7', function (d) { $('.l').html(d) })</script>",
        '<script src="/js/list-7.js"></script>',
    ],
)
def test_a_list_that_a_script_may_fill_is_not_blank(script: str):
    pages = base()
    content = f'<ul class="l"></ul>{script}'
    pages["/zwgk/zcwj/"] = page("政策文件", content, crumbs(("政务公开", "/zwgk/"), ("政策文件", "")))
    assert column_at(read(pages), "/zwgk/zcwj/").state is State.SCRIPTED


def test_a_script_that_filled_columns_carry_too_fills_no_list():
    script = "<script>$.get('/api/visits', function (d) { $('.v').html(d) })</script>"
    pages = base()
    pages["/zwgk/zcwj/"] = page("政策文件", '<ul class="l"></ul>', crumbs(("政务公开", "/zwgk/"), ("政策文件", "")))
    pages = {path: html.replace("</body>", f"{script}</body>") for path, html in pages.items()}
    assert column_at(read(pages), "/zwgk/zcwj/").state is State.BLANK


def test_a_menu_that_lists_everything_makes_nothing_first_level():
    flat = "".join(
        f'<li><a href="{to}">{name}</a></li>' for name, to in (("工作动态", "/xwzx/gzdt/"), ("通知公告", "/zwgk/tzgg/"))
    )
    pages = {
        path: html.replace('<div class="f">', f'<ul class="map">{flat}</ul><div class="f">')
        for path, html in base().items()
    }
    assert {column.level for column in read(pages).columns} == {2}


def test_a_first_item_without_a_day_keeps_the_newest_day_from_being_certain():
    pages = stale()
    first = '<li><a href="/xwzx/gzdt/new.pdf">关于全面推进今年重点工作的安排</a></li>'
    pages["/xwzx/gzdt/"] = pages["/xwzx/gzdt/"].replace('<ul class="l">', f'<ul class="l">{first}')
    found = column_at(read(pages), "/xwzx/gzdt/")
    assert (found.newest, found.trust) == (OLD, Trust.SUSPECTED)
