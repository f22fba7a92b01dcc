"""The list a page is made of: its items with their dates, told apart from menus, side columns and footers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborNode

from auditor.extract.list_dates import RowDate, complete_years, row_date
from auditor.extract.outline import BEGIN, END, LINK, MEDIUM, UNLINK
from auditor.extract.rows import Boxes, Group, Row, gather, group
from auditor.model import ListItem

MOST_ITEMS = 600
MOST_ROWS = 2_000
LONGEST_TITLE = 200
FEW_DATED = 3
"""Dated rows from which a list is a list even inside what calls itself a menu (markup left open)."""

TITLE_LETTERS = 9
"""Mean letters of a link from which links are titles of articles; shorter ones are names of columns and units."""

_ASIDE_CAPTION = re.compile(
    r"热点|热门|热搜|推荐|相关|排行|点击|友情|链接|猜你|最新(?:发布|更新|文章|信息|内容|资讯)|快速|导航|站内|图片新闻$|扫一扫|关注"
)
_CHROME_WEIGHT, _ASIDE_WEIGHT, _CAPTION_WEIGHT, _OWN_WEIGHT = 0.1, 0.45, 0.5, 2.0
_ALIKE = 0.3
"""Share of the chosen list's dated rows that another list needs to be a part of the same content."""

_MARK = re.compile(f"[{MEDIUM}{LINK}{UNLINK}{BEGIN}{END}]")
_GAP = "\x1f"
_DIGIT = re.compile(r"\d")
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|open\(|(?:go|to|show|view|detail)\w*\()\s*['"]([^'"\s]{3,300})['"]""", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One list of a page with the dates of its rows. `letters` is the mean length of its titles,
    `dated` counts the rows that carry a date."""

    group: Group
    titles: tuple[str, ...]
    dates: tuple[RowDate | None, ...]
    letters: float
    dated: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page lists. `dated` and `letters` as of its items; `menu` says that they stood in a menu or footer."""

    items: tuple[ListItem, ...] = ()
    dated: int = 0
    letters: float = 0.0
    menu: bool = False


Resolve = Callable[[str], str]
"""Raw href in, absolute http(s) address out, '' for none."""


def _unmarked(text: str) -> str:
    return _MARK.sub("", text)


def _parts(node: LexborNode) -> list[str]:
    """Return the texts of an element, one a text node, with single spaces."""
    parts = []
    for part in node.text(separator=_GAP, strip=True, skip_empty=True).split(_GAP):
        kept = _MARK.sub("", part)
        if kept:
            parts.append(kept if kept.isprintable() and "  " not in kept else " ".join(kept.split()))
    return parts


def _beside(anchor: LexborNode, forward: bool) -> list[str]:
    """Return the texts between a link that is its own row and the next link or line break on one side."""
    parts: list[str] = []
    at = anchor.next if forward else anchor.prev
    for _ in range(8):
        if at is None or at.tag in ("a", "br", "li", "tr"):
            break
        if at.tag != "-text":
            parts += _parts(at)
        elif words := " ".join(_unmarked(at.text_content or "").split()):
            parts.append(words)
        at = at.next if forward else at.prev
    return parts


def _title(row: Row) -> str:
    text = _unmarked(max((words for _, words in row.anchors), key=len)).strip()
    if not text:
        anchor = row.anchors[0][0]
        picture = anchor.css_first("img")
        text = anchor.attributes.get("title") or (picture.attributes.get("alt") if picture else "") or ""
    return " ".join(text.split())[:LONGEST_TITLE]


def _row_dates(rows: Sequence[Row], titles: Sequence[str], today: date) -> list[RowDate | None]:
    """Return the date of each row; for links that are their own rows the side on which dates stand."""
    dates: list[RowDate | None] = []
    sides: list[tuple[RowDate | None, RowDate | None]] = []
    for row, title in zip(rows, titles, strict=True):
        parts = _parts(row.node)
        if row.node.tag == "dt" and (answer := row.node.next) is not None:
            answer = answer.next if answer.tag == "-text" else answer
            parts += _parts(answer) if answer is not None and answer.tag == "dd" else []
        found = row_date(parts, title, today)
        after = before = None
        if row.bare and not found:
            after = row_date(_beside(row.node, True), title, today)
            before = row_date(_beside(row.node, False), title, today)
        dates.append(found)
        sides.append((after, before))
    forward = sum(after is not None for after, _ in sides) >= sum(before is not None for _, before in sides)
    return [found or (pair[0] if forward else pair[1]) for found, pair in zip(dates, sides, strict=True)]


def _attribute_date(row: Row, title: str, today: date) -> RowDate | None:
    """Return a date that stands only in the tooltip of the row's link."""
    for anchor, _ in row.anchors:
        tip = anchor.attributes.get("title") or ""
        if any(sign.isdigit() for sign in tip) and tip != title:
            return row_date([part.strip() for part in re.split(r"[\n\r;；]|<br\s*/?>", tip[:400])], title, today)
    return None


def _candidate(found: Group, today: date, dated_page: bool) -> Candidate:
    rows = found.rows[:MOST_ROWS]
    titles = [_title(row) for row in rows]
    dates: list[RowDate | None] = [None] * len(rows)
    if dated_page and _DIGIT.search(found.box.node.text()):
        dates = _row_dates(rows, titles, today)
        if not any(dates):
            dates = [_attribute_date(row, title, today) for row, title in zip(rows, titles, strict=True)]
    letters = sum(map(len, titles)) / max(len(titles), 1)
    return Candidate(found, tuple(titles), tuple(dates), letters, sum(each is not None for each in dates))


def caption(found: Group) -> str:
    """Return the short text that stands just above a list, '' when there is none."""
    node: LexborNode | None = found.box.node
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            break
        before = node.prev
        for _ in range(6):
            if before is None:
                break
            text = (before.text_content or "") if before.tag == "-text" else before.text(separator=" ")
            words = " ".join(_unmarked(text).split())
            if words:
                return words if len(words) <= 40 else ""
            before = before.prev
        node = node.parent
    return ""


def _weight(each: Candidate, names: Sequence[str]) -> float:
    weight = _CHROME_WEIGHT if each.group.chrome else _ASIDE_WEIGHT if each.group.aside else 1.0
    words = caption(each.group)
    if words and any(name and name in words for name in names):
        return weight * _OWN_WEIGHT
    return weight * _CAPTION_WEIGHT if words and _ASIDE_CAPTION.search(words) else weight


def _alike(one: Candidate, other: Candidate) -> bool:
    """Say whether two lists are parts of one content: same rows in same holders."""
    mine, its = one.group, other.group
    return (
        mine.rows[0].box.tag == its.rows[0].box.tag
        and mine.box.tag == its.box.tag
        and mine.box.names == its.box.names
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
        addresses = [_address(row, resolve) for row in each.group.rows]
        days = complete_years(list(zip(each.dates, addresses, strict=False)), today)
        for title, address, found, on in zip(each.titles, addresses, each.dates, days, strict=False):
            items.append(ListItem(address, title, on, found.raw[:60] if found else "", bool(found and not found.on)))
    return tuple(items[:MOST_ITEMS])


def _address(row: Row, resolve: Resolve) -> str:
    """Return the address of the row's longest link that has one, else of what a click on it opens, else ''."""
    for anchor, _ in sorted(row.anchors, key=lambda pair: -len(pair[1])):
        attributes = anchor.attributes
        if (href := attributes.get("href")) and (url := resolve(href)):
            return url
        if (jump := _JUMP.search(f"{href or ''} {attributes.get('onclick') or ''}"[:600])) and (
            url := resolve(jump[1])
        ):
            return url
    return ""


def find_listing(
    anchors: Sequence[LexborNode],
    boxes: Boxes,
    resolve: Resolve,
    names: Sequence[str],
    today: date,
    *,
    dated_page: bool,
    whole: bool,
) -> Listing:
    """Return the page's own list.

    `names` are what the column is called. `dated_page` False spares reading dates where the page shows none.
    `whole` takes every list that is no menu (for home pages). Rows that open by script without an
    address have url ''. No list: no items.
    """
    groups = group(gather(anchors, boxes))
    candidates = [_candidate(found, today, dated_page) for found in groups if not found.chrome]
    if dated_page and not any(each.dated for each in candidates):
        candidates += [_candidate(found, today, dated_page) for found in groups if found.chrome]
    chosen = _chosen(candidates, names, whole)
    if not chosen:
        return Listing()
    items = _items(chosen, resolve, today)
    dated = sum(item.on is not None for item in items)
    letters = sum(len(item.text) for item in items) / max(len(items), 1)
    return Listing(items, dated, letters, dated < FEW_DATED and all(each.group.chrome for each in chosen))
