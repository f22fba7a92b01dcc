from datetime import date

import pytest

from auditor.extract.extract_page import extract
from auditor.model import ListItem, ListState, PageKind
from tests.extract.layouts import (
    COLUMN,
    DAYS,
    FOOT,
    MENU,
    SIBLINGS,
    SITE,
    TITLES,
    TODAY,
    column,
    page,
    rows,
)

NEWEST = date(2026, 5, 26)
FRESH = "<ul>" + rows(["2026-05-29"] * 8) + "</ul>"
ROW = {
    "li": "<ul>{}</ul>",
    "date first": "<ul>{}</ul>",
    "table": "<table>{}</table>",
    "a table a row": "<div class='l'>{}</div>",
    "two columns of dates": "<table><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>{}</table>",
    "dl": "<dl>{}</dl>",
    "a dl a row": "{}",
    "divs": "<div class='news'>{}</div>",
    "br": "<div>{}</div>",
    "br, date first": "<div>{}</div>",
    "tooltip": "<ul>{}</ul>",
    "all in the link": "<ul>{}</ul>",
    "summary and label": "<ul>{}</ul>",
    "category": "<ul>{}</ul>",
    "no link": "<ul>{}</ul>",
}
CELLS = {
    "li": '<li><a href="{url}">{title}</a><span>{day}</span></li>',
    "date first": '<li><span>[{day} 10:30]</span><a href="{url}">{title}</a></li>',
    "table": '<tr><td>·</td><td><a href="{url}">{title}</a></td><td>{day}</td></tr>',
    "a table a row": (
        '<table><tr><td><img src="d.gif"></td><td><a href="{url}">{title}</a></td><td>{day}</td></tr></table>'
    ),
    "two columns of dates": '<tr><td><a href="{url}">{title}</a></td><td>2026-01-05</td><td>{day}</td></tr>',
    "dl": '<dt><a href="{url}">{title}</a></dt><dd>{day}</dd>',
    "a dl a row": '<dl><dt><a href="{url}">{title}</a></dt><dd>{day}</dd></dl>',
    "divs": '<div><h4><a href="{url}">{title}</a></h4><p>摘要：自2025年3月1日起施行。</p><div>{day}</div></div>',
    "br": '·<a href="{url}">{title}</a> ({day})<br>',
    "br, date first": '[{day}] <a href="{url}">{title}</a><br>',
    "tooltip": '<li><a href="{url}" title="标题：{title}&#10;发布时间：{day}">{title}</a></li>',
    "all in the link": '<a href="{url}"><li><p>{title}</p><i>{day}</i></li></a>',
    "summary and label": '<li><a href="{url}"><p>{title}</p><p>青禾区城管局</p><i>发布时间：{day}</i></a></li>',
    "category": '<li>[<a href="../x/">部门动态</a>] <a href="{url}">{title}</a> <em>{day}</em></li>',
    "no link": "<li onclick=\"location.href='{url}'\"><b>{title}</b><span>{day}</span></li>",
}


@pytest.mark.parametrize("shape", ROW)
def test_rows_of_every_shape(shape):
    facts = column(ROW[shape].format(rows(DAYS, CELLS[shape])))
    assert (facts.kind, facts.list_state) == (PageKind.COLUMN, ListState.FILLED)
    assert [item.on for item in facts.items] == [date.fromisoformat(day) for day in DAYS]
    assert facts.items[0].url == f"{SITE}/xwdt/gzdt/art_0.html"
    assert facts.items[0].text.startswith(TITLES[0])
    assert facts.published is None
    assert facts.text == ""


def test_an_item_keeps_its_title_its_words_and_whether_its_year_was_guessed():
    facts = column("<ul>" + rows(["[05-26]", "[05-20]", "[01-11]", "[12-30]"]) + "</ul>")
    assert facts.items[0] == ListItem(
        f"{SITE}/xwdt/gzdt/art_0.html", f"{TITLES[0]}（1）", NEWEST, "[05-26]", yearless=True
    )
    assert facts.items[3].on == date(2025, 12, 30)


def test_days_and_months_in_blocks_of_their_own():
    block = '<div class="item"><div class="date">{day}</div><h3><a href="{url}">{title}</a></h3><p>摘要文字</p></div>'
    facts = column(
        '<div class="news">' + rows(["<i>26</i><em>2026-05</em>", "<i>02</i><em>2026-04</em>"], block) + "</div>"
    )
    assert [item.on for item in facts.items] == [NEWEST, date(2026, 4, 2)]


def test_a_list_cut_into_several_elements_is_one():
    facts = column('<div class="w">' + "".join(f"<ul>{rows(DAYS[at : at + 2])}</ul>" for at in (0, 2, 4)) + "</div>")
    assert len(facts.items) == 6


def test_blocks_of_child_columns_are_one_content():
    block = '<div class="box"><h3>{}<a class="more" href="k/">更多&gt;&gt;</a></h3><ul>{}</ul></div>'
    facts = column(block.format("区政府文件", rows(DAYS[2:4])) + block.format("部门文件", rows(DAYS[:2])))
    assert max(item.on for item in facts.items) == NEWEST


@pytest.mark.parametrize(
    "side",
    [
        f'<div class="right"><h3>最新动态</h3>{FRESH}</div>',
        f'<div class="sidebar">{FRESH}</div>',
        f'<div class="k1"><h3>热点推荐</h3>{FRESH}</div>',
        f'<div class="footer">{FRESH}</div>',
        f'<div class="top-nav">{FRESH}</div>',
    ],
)
def test_fresher_lists_beside_the_content_do_not_count(side):
    own = '<div class="k2"><ul>' + rows(["2025-01-09", "2025-01-02", "2024-12-30"]) + "</ul></div>"
    for body in (side + own, own + side):
        assert [item.on for item in column(body).items] == [date(2025, 1, 9), date(2025, 1, 2), date(2024, 12, 30)]


def test_menus_breadcrumbs_pagers_and_friend_links_are_no_items():
    pager = '<div class="pages"><a href="index_1.html">2</a> <a href="index_1.html">下一页</a> 共 2 页</div>'
    friends = '<div class="links"><a href="http://www.gov.cn/">中国政府网门户网站</a></div>'
    facts = column(SIBLINGS + "<div><ul>" + rows([""] * 4) + f"</ul></div>{pager}{friends}")
    assert [item.url for item in facts.items] == [f"{SITE}/xwdt/gzdt/art_{number}.html" for number in range(4)]
    assert [item.on for item in facts.items] == [None] * 4


def test_the_days_printed_in_header_and_footer_date_no_item():
    facts = extract(page("<div>走进青禾</div>"), COLUMN, "text/html", today=TODAY)
    assert facts.items == ()


def test_a_deadline_is_no_date_of_an_item():
    row = '<li><a href="{url}">{title}</a><p>征集时间：{day} 至 2026-07-26</p><b>进行中</b></li>'
    assert [item.on for item in column("<ul>" + rows(DAYS[:2], row) + "</ul>").items] == [NEWEST, date(2026, 5, 20)]


def test_a_future_date_stays_as_it_is():
    assert [item.on for item in column("<ul>" + rows(["2027-01-01", DAYS[0]]) + "</ul>").items] == [
        date(2027, 1, 1),
        NEWEST,
    ]


def test_rows_that_only_a_script_opens_have_no_address():
    row = '<li><a href="javascript:;" onclick="view(7)">{title}</a><span>{day}</span></li>'
    assert {item.url for item in column("<ul>" + rows(DAYS, row) + "</ul>").items} == {""}
    row = '<li><a href="javascript:void(0)" onclick="window.open(\'{url}\')">{title}</a><span>{day}</span></li>'
    assert column("<ul>" + rows(DAYS, row) + "</ul>").items[0].url == f"{SITE}/xwdt/gzdt/art_0.html"


STORE = (
    '<div id="5"><script type="text/xml"><datastore><nextgroup>'
    '<![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1">'
    "</a>]]></nextgroup><recordset>{}</recordset></datastore></script></div><script>$('#5').jpage({{}});</script>"
)


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>',
        '<tr><td><a href="{url}">{title}</a></td><td>{day}</td></tr>',
        '<div><a href="{url}">{title}</a><b>{day}</b></div>',
    ],
)
def test_a_jpage_data_store_is_a_list(row):
    facts = column(STORE.format(rows(DAYS, f"<record><![CDATA[{row}]]></record>")))
    assert [item.on for item in facts.items] == [date.fromisoformat(day) for day in DAYS]
    assert facts.list_state is ListState.FILLED


def test_rows_written_by_a_script_are_a_list():
    row = """<script>var a='{url}';var b='{title}';var c='{day}';
    if(a!=''){{document.write('<li><a href="'+a+'">'+b+'</a><span>'+c+'</span></li>');}}</script>"""
    facts = column("<ul>" + rows(DAYS, row) + "</ul>")
    assert [item.on for item in facts.items] == [date.fromisoformat(day) for day in DAYS]


def test_a_home_page_lists_all_its_blocks():
    blocks = (
        f'<div class="b1"><h2>要闻动态</h2><ul>{rows(DAYS)}</ul></div>'
        f'<div class="b2"><h2>通知公告</h2><table>{rows(["05-27", "05-12"], CELLS["table"])}</table></div>'
    )
    facts = extract(page(blocks), f"{SITE}/", "text/html", is_home=True, today=TODAY)
    assert (facts.kind, len(facts.items)) == (PageKind.HOME, 8)
    assert max(item.on for item in facts.items) == date(2026, 5, 27)


def test_a_page_whose_markup_is_left_open_in_its_menu_keeps_its_list():
    body = f'<div class="menu"><ul>{rows(DAYS)}</ul>'
    facts = extract(page(body, menu=MENU, foot=FOOT, title="工作动态"), COLUMN, "text/html", today=TODAY)
    assert len(facts.items) == 6
