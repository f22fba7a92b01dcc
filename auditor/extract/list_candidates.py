"""Lists a page may be made of: rows with titles, addresses and dates."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from selectolax.lexbor import LexborNode

from auditor.extract.list_dates import RowDate, row_date
from auditor.extract.list_rows import Group, Row
from auditor.extract.outline import BEGIN, END, LINK, MEDIUM, UNLINK

MOST_ROWS = 2_000
FEW_UNLINKED = 3
LONGEST_TITLE = 200
LONGEST_CAPTION = 40
LONG_TITLE = 80
"""Letters of a link from which it holds more than its title: a summary, a source."""

SHORT_LINE = 5

_MARK = re.compile(f"[{MEDIUM}{LINK}{UNLINK}{BEGIN}{END}]")
_GAP = "\x1f"
_DIGIT = re.compile(r"\d")
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|open\(|(?:go|to|show|view|detail)\w*\()\s*['"]([^'"\s]{3,300})['"]""", re.I
)


Resolve = Callable[[str], str]
"""Raw href in, absolute http(s) address out, '' for none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One list of a page with the dates of its rows. `letters` is the mean length of its titles,
    `dated` counts the rows that carry a date."""

    group: Group
    titles: tuple[str, ...]
    dates: tuple[RowDate | None, ...]
    letters: float
    dated: int


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
    anchor, text = max(row.anchors, key=lambda pair: len(pair[1]))
    if len(text) > LONG_TITLE:
        text = next((line for line in map(str.strip, anchor.text().split("\n")) if len(line) > SHORT_LINE), text)
    text = _unmarked(text).strip()
    if not text:
        picture = anchor.css_first("img")
        text = anchor.attributes.get("title") or (picture.attributes.get("alt") if picture else "") or ""
    return " ".join(text.split())[:LONGEST_TITLE]


def _without_date(title: str, found: RowDate | None) -> str:
    """Return a title without the date that stood at its end."""
    return title.removesuffix(found.raw).rstrip(" ([（【") if found and found.raw and found.raw != title else title


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


def candidate(found: Group, today: date, *, dated_page: bool) -> Candidate:
    """Read titles and, unless `dated_page` is False, dates of a group of rows."""
    rows = found.rows[:MOST_ROWS]
    titles = [_title(row) for row in rows]
    dates: list[RowDate | None] = [None] * len(rows)
    if dated_page and _DIGIT.search(found.box.node.text()):
        dates = _row_dates(rows, titles, today)
        if not any(dates):
            dates = [_attribute_date(row, title, today) for row, title in zip(rows, titles, strict=True)]
    titles = [_without_date(title, on) for title, on in zip(titles, dates, strict=True)]
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
                return words if len(words) <= LONGEST_CAPTION else ""
            before = before.prev
        node = node.parent
    return ""


def address(row: Row, resolve: Resolve) -> str:
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


def _holds(node: LexborNode, following: LexborNode) -> bool:
    """Say whether the row that comes next on the page stands within `node`, a few elements down."""
    above = following.parent
    for _ in range(12):
        if above is None:
            return False
        if above.mem_id == node.mem_id:
            return True
        above = above.parent
    return False


def unlinked_rows(nodes: Sequence[LexborNode], today: date) -> list[tuple[str, RowDate, str]]:
    """Return title, date and raw address of rows that hold no link, as pages do that open them by script.

    Only rows under one element that holds at least FEW_UNLINKED dated ones count.
    """
    holders: dict[int, list[tuple[str, RowDate, str]]] = {}
    for node, following in zip_longest(nodes[:MOST_ROWS], nodes[1:MOST_ROWS]):
        parent = node.parent
        if parent is None or (following is not None and _holds(node, following)):
            continue
        if not _DIGIT.search(node.text()) or node.css_first("a") is not None:
            continue
        parts = _parts(node)
        title = max(parts, key=len, default="")
        found = row_date(parts, title, today)
        if found and found.raw != title:
            attributes = node.attributes
            jump = _JUMP.search((attributes.get("onclick") or "")[:600])
            raw = jump[1] if jump else attributes.get("data-url") or attributes.get("data-href") or ""
            holders.setdefault(parent.mem_id, []).append((title[:LONGEST_TITLE], found, raw))
    return [row for rows in holders.values() if len(rows) >= FEW_UNLINKED for row in rows]
