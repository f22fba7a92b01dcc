"""Give list dates without a year the year their articles show (CONTRACT 4.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from auditor.model import ListItem


def with_article_years(items: Iterable[ListItem], shown: Mapping[str, date | None]) -> list[ListItem]:
    """Return the items, those without a year of their own dated nearest to what their article shows.

    `shown` maps an item's address to the date of its page, None where the page bears none. Items with a year,
    and those whose article was not seen or bears no date, stay as they are.
    """
    return [_corrected(item, shown.get(item.url)) for item in items]


def without_year(items: Iterable[ListItem]) -> list[str]:
    """Return the addresses of items whose year was only guessed."""
    return [item.url for item in items if item.yearless and item.on is not None and item.url]


def _corrected(item: ListItem, article: date | None) -> ListItem:
    if not item.yearless or item.on is None or article is None:
        return item
    near = [day for year in range(article.year - 1, article.year + 2) if (day := _in_year(item.on, year))]
    if not near:
        return item
    return replace(item, on=min(near, key=lambda day: abs((day - article).days)), yearless=False)


def _in_year(day: date, year: int) -> date | None:
    """Return the same day of another year, None for a 29 February that year lacks."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None
