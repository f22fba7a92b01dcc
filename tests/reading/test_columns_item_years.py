from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import ListItem
from auditor.reading.columns import with_article_years, without_year


def guessed(on, url="http://a.cn/1.html"):
    return ListItem(url, "一条", on, yearless=True)


@pytest.mark.parametrize(
    ("guess", "article", "expected"),
    [
        (date(2026, 10, 11), date(2010, 10, 11), date(2010, 10, 11)),
        (date(2026, 12, 31), date(2021, 1, 1), date(2020, 12, 31)),
        (date(2026, 1, 1), date(2020, 12, 31), date(2021, 1, 1)),
        (date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
        (date(2026, 5, 1), None, date(2026, 5, 1)),
    ],
)
def test_the_year_that_lies_nearest_to_the_article(guess, article, expected):
    item = guessed(guess)
    (corrected,) = with_article_years([item], {item.url: article})
    assert corrected.on == expected
    assert corrected.yearless is (article is None)


def test_a_leap_day_that_no_year_near_the_article_has_stays_a_guess():
    item = guessed(date(2024, 2, 29))
    assert with_article_years([item], {item.url: date(2022, 2, 28)}) == [item]


def test_items_with_a_year_and_items_without_a_date_stay():
    items = [ListItem("http://a.cn/1.html", "一条", date(2026, 5, 1)), ListItem("http://a.cn/2.html", "又一条")]
    assert with_article_years(items, {item.url: date(2010, 1, 1) for item in items}) == items
    assert without_year(items) == []


def test_whose_year_was_guessed():
    items = [guessed(date(2026, 1, 1)), guessed(date(2026, 1, 1), ""), guessed(None, "http://a.cn/3.html")]
    assert without_year(items) == ["http://a.cn/1.html"]


@given(st.dates(date(1996, 1, 1), date(2090, 1, 1)), st.dates(date(1996, 1, 1), date(2090, 1, 1)))
def test_no_date_raises_and_none_lies_further_than_half_a_year_away(guess, article):
    item = guessed(guess)
    (corrected,) = with_article_years([item], {item.url: article})
    if (guess.month, guess.day) != (2, 29):
        assert abs((corrected.on - article).days) <= 183
