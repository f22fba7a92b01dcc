from dataclasses import replace
from datetime import date, timedelta

import pytest

from auditor.model import ColumnClass, ListItem, ListState, PageFacts
from auditor.reading.columns import ListPage, first_pages, join_columns

TODAY = date(2026, 3, 2)
SITE = "http://a.gov.cn/"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def item(name: str, on: date | None = None) -> ListItem:
    return ListItem(SITE + name, f"标题 {name}", on)


def listing(url: str, *items: ListItem, next_pages=(), state=ListState.FILLED, depth=1, body=b"") -> ListPage:
    facts = PageFacts(
        url=SITE + url,
        items=items,
        list_state=state,
        next_pages=tuple(SITE + page for page in next_pages),
        column_name="工作动态",
        column_class=ColumnClass.NEWS,
    )
    return ListPage(facts, depth, body)


def nothing(addresses):
    return {}


def test_the_newest_item_is_the_newest_date_not_the_first_row():
    [column] = join_columns(
        [listing("c/", item("pinned", ago(300)), item("b", ago(3)), item("c", ago(9)))], TODAY, nothing
    )
    assert (column.newest, column.newest_url, column.newest_source) == (ago(3), SITE + "b", "list")
    assert (column.items, column.dated, column.complete) == (3, 3, True)


def test_pages_of_one_list_are_one_column_named_by_its_first():
    pages = [
        listing("c/index_1.html", item("old", ago(90)), next_pages=["c/index_2.html"], depth=2),
        listing("c/", item("new", ago(2)), next_pages=["c/index_1.html", "c/index_2.html"]),
        listing("c/index_2.html", item("older", ago(200)), depth=3),
    ]
    [column] = join_columns(pages, TODAY, nothing)
    assert (column.url, column.newest, column.items, len(column.pages)) == (SITE + "c/", ago(2), 3, 3)


@pytest.mark.parametrize(
    ("further", "first"),
    [
        ("c/18287_48.html", "c/18287.html"),
        ("c/index_5.html", "c/"),
        ("c/index_5.html", "c/index.html"),
        ("c/list-7.shtml", "c/list.shtml"),
        ("c/list.jsp?id=3&page=9", "c/list.jsp?id=3"),
        ("c/list.jsp?pageNo=9&id=3", "c/list.jsp?id=3"),
        ("c/list?page=2", "c/list"),
    ],
)
def test_a_last_page_that_no_further_page_leads_to_is_no_column_of_its_own(further, first):
    pages = [listing(further, item("old", ago(700)), depth=1), listing(first, item("new", ago(2)), depth=2)]
    assert [(column.url, column.newest) for column in join_columns(pages, TODAY, nothing)] == [(SITE + first, ago(2))]


@pytest.mark.parametrize("url", ["c/2026_1/", "c/", "c/a.html", "c/t20260101_123456.html", "c/list?id=2"])
def test_addresses_that_are_no_further_page(url):
    assert first_pages(SITE + url) == ()


def test_items_without_an_address_are_told_apart_by_their_words():
    rows = [ListItem("", "甲", ago(60)), ListItem("", "乙", ago(2)), ListItem("", "甲", ago(40))]
    [column] = join_columns([listing("c/", *rows)], TODAY, nothing)
    assert (column.items, column.newest) == (2, ago(2))


def test_two_addresses_of_one_page_are_one_column():
    pages = [listing("c/index.html", item("a", ago(1)), body=b"x"), listing("c/", item("a", ago(1)), body=b"x")]
    assert [column.url for column in join_columns(pages, TODAY, nothing)] == [SITE + "c/"]


def test_dates_after_the_day_judged_by_are_no_updates():
    [column] = join_columns([listing("c/", item("a", ago(-5)), item("b", ago(0)))], TODAY, nothing)
    assert (column.newest, column.future) == (ago(0), 1)


def test_undated_items_do_not_count_beside_dated_ones():
    [column] = join_columns([listing("c/", item("a"), item("b", ago(40)))], TODAY, lambda urls: {SITE + "a": ago(1)})
    assert (column.newest, column.dated) == (ago(40), 1)


@pytest.mark.parametrize(
    ("shown", "newest", "complete", "undated"),
    [
        ({"a": ago(5), "b": ago(50)}, ago(5), True, 0),
        ({"a": ago(5)}, ago(5), False, 0),
        ({"a": None, "b": None}, None, True, 2),
        ({"a": ago(-1), "b": ago(7)}, ago(7), True, 0),
        ({}, None, False, 0),
    ],
)
def test_an_undated_list_is_judged_by_its_articles(shown, newest, complete, undated):
    seen = {SITE + name: day for name, day in shown.items()}
    [column] = join_columns([listing("c/", item("a"), item("b"))], TODAY, lambda urls: seen)
    assert (column.newest, column.complete, column.undated_articles) == (newest, complete, undated)
    assert column.newest_source == ("article" if newest else "")


def test_a_list_whose_further_pages_were_not_read_is_whole_only_if_newest_first():
    def read(*days):
        page = listing("c/", *(item(str(n), ago(day)) for n, day in enumerate(days)), next_pages=["c/index_1.html"])
        return join_columns([page], TODAY, nothing)[0].complete

    assert read(20, 30, 40)
    assert read(400, 20, 30, 40, 50, 60, 70)
    assert not read(40, 30, 20)


def test_an_empty_first_page_of_a_filled_list_is_not_empty():
    pages = [
        listing("c/", next_pages=["c/index_1.html"], state=ListState.EMPTY),
        listing("c/index_1.html", item("a", ago(1)), depth=2),
    ]
    assert join_columns(pages, TODAY, nothing)[0].list_state is ListState.FILLED
    assert join_columns(pages[:1], TODAY, nothing)[0].list_state is ListState.EMPTY


def test_no_pages_no_columns():
    assert join_columns([], TODAY, nothing) == []


def test_days_without_a_year_take_the_year_of_their_articles():
    rows = [replace(item(name, ago(days)), yearless=True) for name, days in (("a", 30), ("b", 40), ("c", 50))]
    shown = {SITE + "a": ago(30).replace(year=2019), SITE + "b": None}
    [column] = join_columns([listing("c/", *rows)], TODAY, lambda addresses: {url: shown[url] for url in shown})
    assert (column.newest, column.newest_url, column.dated) == (ago(40), SITE + "b", 3)
    asked = []
    join_columns([listing("c/", item("d", ago(1)), rows[0])], TODAY, lambda addresses: asked.append(addresses) or {})
    assert asked == [[SITE + "a"]]
