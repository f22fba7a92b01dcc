"""Pages of one list are one column, however its pages are numbered."""

from datetime import date

import pytest

from auditor.reading.columns import ListPage, join_columns
from tests.extract.layouts import DAYS, SITE, TODAY, column, rows, tags, trail
from tests.extract.test_lists import CELLS, ROW

FOLDER = f"{SITE}/xwdt/gzdt/"


def read(names):
    pages = []
    for number, name in enumerate(names):
        row = CELLS["li"].replace("{url}", f"p{number}" + "{url}")
        body = ROW["li"].format(rows(DAYS[2 * number : 2 * number + 2], row))
        pages.append(ListPage(column(body, url=FOLDER + name), number + 1))
    return join_columns(pages, TODAY, lambda _: {})


@pytest.mark.parametrize(
    "names",
    [
        ("index.html", "index_1.html", "index_2.html"),
        ("list.shtml", "list_2.shtml", "list_3.shtml"),
        ("", "list_2.shtml", "list_3.shtml"),
        ("", "page_2.html", "page_3.html"),
        ("list_1.shtml", "list_2.shtml", "list_3.shtml"),
        ("list.jsp?id=3", "list.jsp?id=3&page=2", "list.jsp?id=3&page=3"),
        ("list.jsp?page=1", "list.jsp?page=2", "list.jsp?page=3"),
        ("list.jsp", "list.jsp?pageNo=2", "list.jsp?pageNo=3"),
    ],
)
def test_numbered_pages_are_one_column(names):
    (one,) = read(names)
    assert (one.url, one.items, one.newest) == (FOLDER + names[0], 6, date.fromisoformat(DAYS[0]))


def test_numbers_that_are_names_of_columns_do_not_join_them():
    pages = []
    for number, name in ((12, "工作动态"), (13, "通知公告")):
        head = tags(ColumnName=name, ColumnType=name)
        body = trail("首页", name) + ROW["li"].format(rows(DAYS, CELLS["li"]))
        facts = column(body, url=f"{FOLDER}col_{number}.html", head=head, title=f"{name}_青禾区人民政府")
        pages.append(ListPage(facts, 1))
    assert len(join_columns(pages, TODAY, lambda _: {})) == 2


@pytest.mark.parametrize("names", ['class="hotnews"', 'class="hot-news"', 'id="hotlist"'])
def test_hot_articles_are_not_the_list(names):
    own = f"<div class='list'><ul>{rows(DAYS[3:])}</ul></div>"
    hot = f"<div {names}><ul>{rows(['2026-05-29'] * 12)}</ul></div>"
    assert [str(item.on) for item in column(own + hot).items] == list(DAYS[3:])
