"""Join the pages of a column's list and read its newest date off them."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from auditor.model import ColumnClass, ListItem, ListState, Message, Outcome, PageFacts
from auditor.model.urls import same_site
from auditor.reading.site_model import Trust

NUMBERED = re.compile(r"(?P<folder>https?://[^?]*/)(?P<name>[^/?]{1,60}?)[_-]\d{1,4}(?P<ending>\.[a-z]{3,5})", re.I)
NUMBERED_QUERY = re.compile(
    r"(?P<before>[?&])(?:page|pageno|page_?num(?:ber)?|pageindex|currentpage|curpage|pn)=\d{1,5}", re.I
)
INDEX_NAMES = frozenset({"index", "list", "default", "node", "page"})

PINNED_ROWS = 3
"""Rows at the head of a list that may be pinned, out of date order (docs/sources.md 4)."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page that holds a list, with its depth from the home page and its body's hash."""

    facts: PageFacts
    depth: int
    body_hash: bytes = b""


NOT_SHOWN = "address"
"""`newest_source` of a date that no page shows: read off an address, or off the day a document was signed."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a site, its list pages joined.

    `newest` is the newest date among its items (shown in the list, or on the articles where the list
    shows none), never later than the day judged by; `newest_source` is 'list', 'article' or
    NOT_SHOWN.
    `dated` of `items` carry a date. `complete` is False when pages of the list or undated articles
    were not seen. `outcome` other than OK means the first page itself was not seen.
    `level` is that of its entry in the navigation (1: an entry of the main navigation, 0: none), `depth` counts clicks
    from the home page (None: as `level`). `trust` says how far the reading bears a finding, `doubts` what keeps it
    from more, `shows` are the columns whose items it repeats. `archived` holds the words that say so ('' = not).
    `undated_articles` counts items whose article was seen and bears no date either.
    `future` counts items dated after the day judged by. `messages` are the messages of visitors that its pages
    list with a state or the time of a reply.
    """

    url: str
    name: str
    column_class: ColumnClass | None
    class_source: str
    list_state: ListState
    outcome: Outcome = Outcome.OK
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    items: int = 0
    dated: int = 0
    undated_articles: int = 0
    future: int = 0
    complete: bool = True
    level: int = 1
    archived: str = ""
    pages: tuple[str, ...] = ()
    detail: str = ""
    rendered: bool = False
    messages: tuple[Message, ...] = ()
    depth: int | None = None
    trust: Trust = Trust.CONFIRMED
    doubts: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


Published = Callable[[Sequence[str]], Mapping[str, date | None]]
"""Addresses in, shown dates of their pages out; an address whose page was not seen is left out."""


def join_columns(pages: Iterable[ListPage], as_of: date, published: Published) -> list[Column]:
    """Return one reading a column, in the order of their first pages.

    Pages of one list (`next_pages`) and equal bodies at two addresses are one column. Dates after `as_of`
    do not count as updates; undated lists are judged by their articles (docs/contract.md 4.8).
    """
    listed = list(pages)
    groups = _groups(listed)
    readings = [_reading(group, as_of, published) for group in groups]
    return sorted(readings, key=lambda reading: (reading.level, reading.url))


def _groups(pages: Sequence[ListPage]) -> list[list[ListPage]]:
    by_url = {page.facts.url: number for number, page in enumerate(pages)}
    leader = list(range(len(pages)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    bodies: dict[bytes, int] = {}
    series: dict[tuple[str, ...], int] = {}
    for number, page in enumerate(pages):
        for address in (*page.facts.next_pages, *first_pages(page.facts.url)):
            if address in by_url:
                leader[find(by_url[address])] = find(number)
        for shared in _series(page.facts):
            leader[find(number)] = find(series.setdefault(shared, number))
        if page.body_hash:
            leader[find(number)] = find(bodies.setdefault(page.body_hash, number))
    groups: dict[int, list[ListPage]] = {}
    for number, page in enumerate(pages):
        groups.setdefault(find(number), []).append(page)
    continued = {address for page in pages for address in page.facts.next_pages}
    for group in groups.values():
        group.sort(key=lambda page: _headship(page, continued))
    return list(groups.values())


def _series(facts: PageFacts) -> list[tuple[str, ...]]:
    """Return what numbered pages of one list share although its first page bears a number, too: the address without
    the number, and the breadcrumb that ends in the column's name. Numbers may also be those of other columns."""
    if len(facts.trail) < 2 or facts.trail[-1] != facts.column_name:
        return []
    return [(first, *facts.trail) for first in first_pages(facts.url)]


def _headship(page: ListPage, continued: Collection[str]) -> tuple[bool, bool, int, int, str]:
    url = page.facts.url
    return bool(first_pages(url)), url in continued, page.depth, len(url), url


def first_pages(url: str) -> tuple[str, ...]:
    """Return the addresses a numbered page of a list may continue: list_3.html → list.html, index_2.html → the folder.

    Empty for an address that does not look like a further page. `?page=3` continues the address without it.
    """
    if match := NUMBERED.fullmatch(url):
        folder, name, ending = match["folder"], match["name"], match["ending"]
        first = f"{folder}{name}{ending}"
        return (first, folder) if name in INDEX_NAMES else (first,)
    if match := NUMBERED_QUERY.search(url):
        rest = (url[: match.start()] + match["before"] + url[match.end() :]).replace("?&", "?").rstrip("?&")
        return (rest,)
    return ()


def _reading(group: Sequence[ListPage], as_of: date, published: Published) -> Column:
    head = group[0]
    items = _distinct(item for page in group for item in page.facts.items)
    guessed = without_year(items)
    years = published(guessed) if guessed else {}
    items = with_article_years(items, years)
    dated = [item for item in items if item.on is not None]
    past = [item for item in dated if item.on is not None and item.on <= as_of]
    newest = max(past, key=lambda item: item.on or date.min, default=None)
    seen = {page.facts.url for page in group}
    whole = all(address in seen for page in group for address in page.facts.next_pages)
    newest_on, newest_url, source = (newest.on, newest.url, "list") if newest else (None, "", "")
    complete = whole or _newest_first(with_article_years(head.facts.items, years))
    undated_articles = 0
    if not dated and items:
        newest_on, newest_url, undated_articles, complete = _by_articles(items, head.facts.url, as_of, published)
        complete = complete and whole
        source = "article" if newest_on else ""
    first = head.facts
    return Column(
        url=first.url,
        name=first.column_name or first.title,
        column_class=first.column_class,
        class_source=first.column_class_source,
        list_state=_list_state(group),
        newest=newest_on,
        newest_url=newest_url,
        newest_source=source,
        items=len(items),
        dated=len(dated),
        undated_articles=undated_articles,
        future=len(dated) - len(past),
        complete=complete,
        level=head.depth,
        archived=first.archived,
        pages=tuple(page.facts.url for page in group),
        rendered=first.rendered,
        messages=tuple(dict.fromkeys(message for page in group for message in page.facts.messages)),
    )


def _list_state(group: Sequence[ListPage]) -> ListState:
    if any(page.facts.list_state is ListState.FILLED for page in group):
        return ListState.FILLED
    return group[0].facts.list_state


def _distinct(items: Iterable[ListItem]) -> list[ListItem]:
    best: dict[str, ListItem] = {}
    for item in items:
        held = best.setdefault(item.url or item.text, item)
        if item.on is not None and (held.on is None or held.on < item.on):
            best[item.url or item.text] = item
    return list(best.values())


def _newest_first(items: Sequence[ListItem]) -> bool:
    days = [item.on for item in items if item.on is not None]
    rest = days[PINNED_ROWS:] if len(days) > 2 * PINNED_ROWS else days
    return bool(days) and all(later >= earlier for later, earlier in pairwise(rest))


def _by_articles(
    items: Sequence[ListItem], url: str, as_of: date, published: Published
) -> tuple[date | None, str, int, bool]:
    shown = published([item.url for item in items])
    days = [(day, address) for address, day in shown.items() if day is not None and day <= as_of]
    undated = sum(1 for day in shown.values() if day is None)
    complete = len(shown) == len(items) and all(same_site(item.url, url) for item in items)
    newest = max(days, default=None)
    return (newest[0], newest[1], undated, complete) if newest else (None, "", undated, complete)


# Give list dates without a year the year their articles show (docs/contract.md 4.8).


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
