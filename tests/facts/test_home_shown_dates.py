"""Dates that stand in an address or under a text only are told apart from dates that a page shows."""

import pytest

from auditor.facts.home import HomeReading
from auditor.facts.site_columns import ColumnReading
from auditor.model import FoundDate
from tests.make import days_ago
from tests.store.night import Night, article, column, home, item


def dated(path, days, source):
    return article(path, published=FoundDate(days_ago(days), source))


@pytest.mark.parametrize(
    ("source", "told"),
    [("shown", "article"), ("meta", "article"), ("script", "article"), ("url", "address"), ("document", "address")],
)
def test_an_undated_list_tells_whether_its_newest_article_shows_its_date(engine, source, told):
    night = Night(engine)
    night.site()
    night.page(home("news/"), depth=0)
    night.page(column("news/", item("news/1.html"), item("news/2.html")))
    night.page(dated("news/1.html", 30, source), depth=2)
    night.page(dated("news/2.html", 40, "shown"), depth=2)
    view = night.view()
    [found] = view.each(ColumnReading, "s1")
    assert (found.newest, found.newest_source) == (days_ago(30), told)
    second_level = "second_level" if told == "article" else told
    assert (view.get(HomeReading, "s1").newest, view.get(HomeReading, "s1").newest_source) == (
        days_ago(30),
        second_level,
    )


@pytest.mark.parametrize(("source", "told"), [("shown", "article"), ("url", "address")])
def test_a_headline_tells_whether_it_shows_its_date(engine, source, told):
    night = Night(engine)
    night.site()
    night.page(home("2026/9.html", items=[item("2026/1.html", days_ago(40))]), depth=0)
    night.page(dated("2026/9.html", 20, source))
    seen = night.view().get(HomeReading, "s1")
    assert (seen.newest, seen.newest_source) == (days_ago(20), told)
