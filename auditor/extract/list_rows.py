"""Links of a page gathered into rows and rows into lists, by where they stand in the tree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from auditor.extract.elements import Box, Boxes

MOST_ANCHORS = 5_000
CROWDED = 8
"""Links above which an `li` or `tr` is a block of a page, not a row of a list."""

ROW_TAGS = frozenset(("li", "tr", "dd", "dt", "dl"))
_LIST_TAGS = frozenset(("ul", "ol", "body", "html"))
_ORNAMENT_STARTS = frozenset("([首上下前后尾末第最跳确更mMgG查阅全详返【<>«»‹›.…·|共登注打关收分点+-0123456789 &")
_ORNAMENT = re.compile(
    r"(?:首\s?页|上一?页|下一?页|前一?页|后一?页|尾\s?页|末\s?页|第一页|最后一页|跳转|GO|确定|更\s?多.{0,3}|more.{0,3}|详\s?[细情].{0,3}|查看.{0,6}|阅读全文|全文|返回.{0,4}"
    r"|[\[【](?:详细|详情|查看|更多)[\]】]|[<>«»‹›.…·|\s\d]{1,6}|[\[(]?[\d\s:：./年月日-]{4,20}[\])]?|第?\d{1,4}页?|共.{1,14}[条页]|登录|注册|打印|关闭|收藏|分享|下载|点击下载|\+|-)[>»›.…\]】）)]{0,4}",
    re.I,
)


@dataclass(slots=True, eq=False)
class Row:
    """One row: its element and its links, texts trimmed, ornaments left out. `bare`: the link is its own row."""

    node: LexborNode
    box: Box
    bare: bool = False
    anchors: list[tuple[LexborNode, str]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Group:
    """Rows of one kind under one element."""

    box: Box
    rows: list[Row] = field(default_factory=list)

    @property
    def chrome(self) -> bool:
        """Return whether the group stands in a menu, header, footer or link list."""
        return self.box.chrome

    @property
    def aside(self) -> bool:
        """Return whether the group stands beside the content."""
        return self.box.aside

    @property
    def half(self) -> bool:
        """Return whether the group stands in one of two columns, the content's or the other."""
        return self.box.half


def is_ornament(text: str) -> bool:
    """Say whether a link's text only turns pages, says more, or does something with the page."""
    return len(text) < 20 and bool(_ORNAMENT.fullmatch(text))


def _row_box(box: Box) -> Box | None:
    """Return the element that is the row of a link standing in `box`, None when the link is its own row."""
    at: Box | None = box
    for _ in range(6):
        if at is None or at.tag in _LIST_TAGS:
            break
        if at.tag in ROW_TAGS and at.count <= CROWDED:
            if at.tag in ("dd", "dt") and at.parent is not None and at.parent.tag == "dl" and at.parent.count <= 2:
                return at.parent
            return at
        at = at.parent
    if box.count > 1 or box.tag in ("body", "html"):
        return None
    top = box
    while top.parent is not None and top.parent.count == 1 and top.parent.tag not in ("body", "html"):
        top = top.parent
    return top


def _top(box: Box) -> Box:
    """Return the outermost element that holds no more links than the row: a table of one row, a wrapper."""
    if box.tag in ("li", "dd", "dt"):
        return box
    top = box
    while top.parent is not None and top.parent.count == box.count and top.parent.tag not in ("body", "html", "li"):
        top = top.parent
    return top


def gather(anchors: Sequence[LexborNode], boxes: Boxes) -> list[Row]:
    """Return the rows that the links of a page form, in order; page turners and other ornaments are left out."""
    taken: list[tuple[LexborNode, str, Box]] = []
    for anchor in anchors[:MOST_ANCHORS]:
        text = " ".join(anchor.text().split())
        if (text[:1] in _ORNAMENT_STARTS and is_ornament(text)) or (not text and anchor.first_child is None):
            continue
        if (box := boxes.above(anchor)) is not None:
            taken.append((anchor, text, box))
            box.count += 1
    boxes.add_up()
    rows: dict[int, Row] = {}
    for anchor, text, box in taken:
        own = _row_box(box)
        key = own.node.mem_id if own else anchor.mem_id
        row = rows.get(key)
        if row is None:
            row = rows[key] = Row(own.node if own else anchor, own or box, own is None)
        row.anchors.append((anchor, text))
    return list(rows.values())


def _holder(row: Row) -> Box:
    """Return the element whose rows the row belongs to."""
    return row.box if row.bare else _top(row.box).parent or row.box


def group(rows: Iterable[Row]) -> list[Group]:
    """Return the lists that rows form: same element, same kind of holder, same element above it."""
    groups: dict[tuple[object, ...], Group] = {}
    for row in rows:
        holder = _holder(row)
        above = holder.parent or holder
        key = ("a" if row.bare else row.box.tag, holder.tag, holder.names, above.node.mem_id)
        found = groups.get(key)
        if found is None:
            found = groups[key] = Group(holder)
        found.rows.append(row)
    return list(groups.values())
