"""Links of a page gathered into rows and rows into lists, by where they stand in the tree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

MOST_ANCHORS = 5_000
DEEPEST = 60
LONGEST_NAMES = 200
CROWDED = 8
"""Links above which an `li` or `tr` is a block of a page, not a row of a list."""

ROW_TAGS = frozenset(("li", "tr", "dd", "dt", "dl"))
_LIST_TAGS = frozenset(("ul", "ol", "body", "html"))

# Words of ids and classes by which templates call what stands around the content, and what stands beside it.
_CHROME = frozenset(
    [
        "nav",
        "navs",
        "navbar",
        "navlist",
        "navul",
        "navbox",
        "navmenu",
        "navigation",
        "pcnav",
        "topnav",
        "mainnav",
        "footnav",
        "subnav",
        "leftnav",
        "sidenav",
        "phonenav",
        "menu",
        "menus",
        "menubar",
        "menulist",
        "menubox",
        "mainmenu",
        "submenu",
        "leftmenu",
        "topmenu",
        "sublist",
        "dropdown",
        "header",
        "head",
        "top",
        "topbar",
        "toplink",
        "foot",
        "footer",
        "footbox",
        "bottom",
        "btm",
        "copyright",
        "banner",
        "logo",
        "search",
        "searchbox",
        "login",
        "loginbox",
        "share",
        "sharebox",
        "bdsharebuttonbox",
        "crumb",
        "crumbs",
        "bread",
        "breadcrumb",
        "breadcrumbs",
        "position",
        "location",
        "dqwz",
        "weizhi",
        "curpos",
        "yqlj",
        "yqlink",
        "youlian",
        "friend",
        "friends",
        "friendlink",
        "friendlinks",
        "linkbox",
        "links",
        "pager",
        "paging",
        "pagination",
        "fenye",
        "pagebar",
        "pagelist",
        "toolbar",
        "tools",
        "lang",
        "language",
        "qrcode",
        "ewm",
        "float",
        "fixed",
        "kefu",
        "daohang",
        "dh",
        "sitemap",
        "tabbar",
        "dbdh",
        "wzdh",
        "ydh",
        "skip",
        "accessible",
        "wza",
    ]
)
_ASIDE = frozenset(
    [
        "side",
        "sidebar",
        "aside",
        "left",
        "leftbox",
        "right",
        "rightbox",
        "hot",
        "hots",
        "hotlist",
        "rank",
        "ranking",
        "related",
        "relate",
        "recommend",
        "recommended",
        "tuijian",
        "xgxw",
        "xgyd",
        "xgwz",
        "xglj",
        "rdxw",
        "zdtj",
        "lanmu",
        "lanmulist",
        "lefttree",
    ]
)
_OWN = frozenset(("main", "content", "body", "article"))
_CHROME_TAGS = frozenset(("nav", "footer", "header"))
_ORNAMENT_STARTS = frozenset("([首上下前后尾末第最跳确更mMgG查阅全详返【<>«»‹›.…·|共登注打关收分点+-0123456789 &")
_ORNAMENT = re.compile(
    r"(?:首\s?页|上一?页|下一?页|前一?页|后一?页|尾\s?页|末\s?页|第一页|最后一页|跳转|GO|确定|更\s?多.{0,3}|more.{0,3}|详\s?[细情].{0,3}|查看.{0,6}|阅读全文|全文|返回.{0,4}"
    r"|[\[【](?:详细|详情|查看|更多)[\]】]|[<>«»‹›.…·|\s\d]{1,6}|[\[(]?[\d\s:：./年月日-]{4,20}[\])]?|第?\d{1,4}页?|共.{1,14}[条页]|登录|注册|打印|关闭|收藏|分享|下载|点击下载|\+|-)[>»›.…\]】）)]{0,4}",
    re.I,
)


@dataclass(slots=True, eq=False)
class Box:
    """One element above links: its parent box, its tag, id and class in one string, and the links inside."""

    node: LexborNode
    parent: "Box | None"
    tag: str
    names: str
    depth: int
    count: int = 0
    chrome: bool = False
    aside: bool = False


@dataclass(slots=True, eq=False)
class Row:
    """One row: its element and its links, texts trimmed, ornaments left out. `bare`: the link is its own row."""

    node: LexborNode
    box: Box
    bare: bool = False
    anchors: list[tuple[LexborNode, str]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Group:
    """Rows of one kind under one element. `chrome`: in a menu, header or footer; `aside`: beside the content."""

    box: Box
    rows: list[Row] = field(default_factory=list)

    @property
    def chrome(self) -> bool:
        """Return whether the group stands in a menu, header, footer or link list."""
        return self.box.chrome

    @property
    def aside(self) -> bool:
        """Return whether the group stands in a side column."""
        return self.box.aside


@lru_cache(maxsize=8_192)
def _surroundings(names: str) -> tuple[bool, bool]:
    """Say whether id and class name a menu, header or footer, and whether they name a side column."""
    words = [word.rstrip("0123456789") for word in names.lower().replace("_", " ").replace("-", " ").split()]
    return not _CHROME.isdisjoint(words), not _ASIDE.isdisjoint(words) and _OWN.isdisjoint(words)


class Boxes:
    """The elements above the links of a page, each read once."""

    def __init__(self) -> None:
        self.known: dict[int, Box] = {}

    def above(self, node: LexborNode) -> Box | None:
        """Return the box of the parent element of `node`, None at the root."""
        chain: list[LexborNode] = []
        parent = node.parent
        box: Box | None = None
        while parent is not None and len(chain) < DEEPEST:
            box = self.known.get(parent.mem_id)
            if box is not None or parent.tag == "-document":
                break
            chain.append(parent)
            parent = parent.parent
        for element in reversed(chain):
            box = self._read(element, box)
        return box

    def add_up(self) -> None:
        """Add the links counted in each box to those of the boxes around it; once a page."""
        for box in reversed(self.known.values()):
            if box.parent is not None:
                box.parent.count += box.count

    def read(self, node: LexborNode) -> Box:
        """Return the box of `node` itself."""
        return self.known.get(node.mem_id) or self._read(node, self.above(node))

    def _read(self, element: LexborNode, parent: Box | None) -> Box:
        attributes = element.attributes
        tag = element.tag or ""
        names = ""
        if attributes:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:LONGEST_NAMES]
        box = Box(element, parent, tag, names, parent.depth + 1 if parent else 0)
        if parent is not None:
            box.chrome, box.aside = parent.chrome, parent.aside
        if len(names) > 1 and tag not in ("body", "html"):
            chrome, aside = _surroundings(names)
            box.chrome = box.chrome or chrome
            box.aside = box.aside or aside
        box.chrome = box.chrome or tag in _CHROME_TAGS
        box.aside = box.aside or tag == "aside"
        self.known[element.mem_id] = box
        return box


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
