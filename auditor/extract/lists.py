"""The list a page is made of: its items with their dates, told apart from menus, side columns and footers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborNode

from auditor.extract.elements import Box, Boxes
from auditor.extract.list_candidates import Candidate, Resolve, address, candidate, caption, unlinked_rows
from auditor.extract.list_dates import complete_years
from auditor.extract.list_rows import gather, group
from auditor.model import ListItem

MOST_ITEMS = 600
FEW_DATED = 3
"""Dated rows from which a list is a list even inside what calls itself a menu (markup left open)."""

TITLE_LETTERS = 9
"""Mean letters of a link from which links are titles of articles; shorter ones are names of columns and units."""

_ASIDE_CAPTION = re.compile(
    r"热点|热门|热搜|推荐|相关|排行|点击|友情|链接|猜你|^最新|快速|导航|站内|图片新闻$|扫一扫|关注"
)
_CHROME_WEIGHT, _HALF_WEIGHT, _CAPTION_WEIGHT, _OWN_WEIGHT = 0.1, 0.5, 0.2, 2.0
_ALIKE = 0.3
"""Share of the chosen list's dated rows that another list needs to be a part of the same content."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page lists.

    `dated` items and mean `letters` of their titles. `menu` says that they stood in a menu or footer, `beside`
    that the words above them call them something else than the content.
    """

    items: tuple[ListItem, ...] = ()
    dated: int = 0
    letters: float = 0.0
    menu: bool = False
    beside: bool = False


def _is_other(each: Candidate) -> bool:
    """Say whether the words above a list call it something beside the content (热点推荐, 相关链接)."""
    words = caption(each.group)
    return bool(words and _ASIDE_CAPTION.search(words))


def _weight(each: Candidate, names: Sequence[str]) -> float:
    weight = _CHROME_WEIGHT if each.group.chrome or each.group.aside else _HALF_WEIGHT if each.group.half else 1.0
    words = caption(each.group)
    if words and any(name and name in words for name in names):
        return weight * _OWN_WEIGHT
    return weight * _CAPTION_WEIGHT if _is_other(each) else weight


def _around(box: Box) -> str:
    return box.parent.names if box.parent is not None else ""


def _alike(one: Candidate, other: Candidate) -> bool:
    """Say whether two lists are parts of one content: same rows in same holders."""
    mine, its = one.group, other.group
    return (
        mine.rows[0].box.tag == its.rows[0].box.tag
        and mine.box.tag == its.box.tag
        and mine.box.names == its.box.names
        and _around(mine.box) == _around(its.box)
        and mine.chrome == its.chrome
        and mine.aside == its.aside
        and other.dated >= _ALIKE * one.dated
    )


def _is_sibling_menu(each: Candidate, names: Sequence[str]) -> bool:
    """Say whether an undated list is the menu the column itself stands in, or the breadcrumb."""
    return any(name in each.titles for name in names if name)


def _chosen(candidates: Sequence[Candidate], names: Sequence[str], whole: bool) -> list[Candidate]:
    """Return the lists that are the page's own; `whole`: every list of the page that is no menu (a home page)."""
    dated = [
        each
        for each in candidates
        if each.dated and (each.dated > 1 or len(each.group.rows) <= 2 or each.dated * 2 >= len(each.titles))
    ]
    if whole:
        shown = [each for each in dated if not each.group.chrome] or dated
        return shown or [each for each in candidates if not each.group.chrome and each.letters >= TITLE_LETTERS]
    if dated:
        best = max(dated, key=lambda each: each.dated * _weight(each, names))
        return [each for each in dated if each is best or _alike(best, each)]
    plain = [
        each
        for each in candidates
        if not each.group.chrome and len(each.titles) > 1 and not _is_sibling_menu(each, names)
    ]
    if not plain:
        return []
    best = max(plain, key=lambda each: sum(map(len, each.titles)) * _weight(each, names))
    return [best]


def _items(chosen: Sequence[Candidate], resolve: Resolve, today: date) -> tuple[ListItem, ...]:
    items: list[ListItem] = []
    for each in chosen:
        addresses = [address(row, resolve) for row in each.group.rows]
        days = complete_years(list(zip(each.dates, addresses, strict=False)), today)
        for title, url, found, on in zip(each.titles, addresses, each.dates, days, strict=False):
            items.append(ListItem(url, title, on, found.raw[:60] if found else "", bool(found and not found.on)))
    return tuple(items[:MOST_ITEMS])


def find_listing(
    anchors: Sequence[LexborNode],
    rows: Sequence[LexborNode],
    boxes: Boxes,
    resolve: Resolve,
    names: Sequence[str],
    today: date,
    *,
    dated_page: bool,
    whole: bool,
) -> Listing:
    """Return the page's own list.

    `rows` are the page's `li` and `tr`, `names` what the column is called. `dated_page` False spares reading
    dates where the page shows none. `whole` takes every list that is no menu (for home pages). Rows that open
    by script without an address have url ''. No list: no items.
    """
    groups = group(gather(anchors, boxes))
    candidates = [candidate(found, today, dated_page=dated_page) for found in groups if not found.chrome]
    if dated_page and not any(each.dated for each in candidates):
        within = [candidate(found, today, dated_page=True) for found in groups if found.chrome]
        candidates += [each for each in within if each.dated >= FEW_DATED]
    chosen = _chosen(candidates, names, whole)
    items = _items(chosen, resolve, today)
    if dated_page and not any(each.dated for each in chosen) and (bare := unlinked_rows(rows, today)):
        days = complete_years([(found, "") for _, found, _ in bare], today)
        items = tuple(
            ListItem(resolve(raw), title, on, found.raw, found.on is None)
            for (title, found, raw), on in zip(bare[:MOST_ITEMS], days, strict=False)
        )
        chosen = []
    dated = sum(item.on is not None for item in items)
    letters = sum(len(item.text) for item in items) / max(len(items), 1)
    menu = bool(chosen) and dated < FEW_DATED and all(each.group.chrome for each in chosen)
    return Listing(items, dated, letters, menu, bool(chosen) and all(map(_is_other, chosen)))
