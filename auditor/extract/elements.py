"""What elements are for, by the names that templates give them: menus, side columns, footers, the main text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from auditor.extract.outline import Outline

DEEPEST = 60
LONGEST_NAMES = 200
_CHROME_TAGS = frozenset(("nav", "footer", "header"))


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
    half: bool = False


@lru_cache(maxsize=8_192)
def _surroundings(names: str) -> tuple[bool, bool, bool]:
    """Say whether id and class name a menu, header or footer, what stands beside the content, one of two columns."""
    found = words(names)
    half = not HALVES.isdisjoint(found) and OWN.isdisjoint(found)
    return not CHROME.isdisjoint(found), not ASIDE.isdisjoint(found), half


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
            box.chrome, box.aside, box.half = parent.chrome, parent.aside, parent.half
        if len(names) > 1 and tag not in ("body", "html"):
            chrome, aside, half = _surroundings(names)
            box.chrome = box.chrome or chrome
            box.aside = box.aside or aside
            box.half = box.half or half
        box.chrome = box.chrome or tag in _CHROME_TAGS
        box.aside = box.aside or tag == "aside"
        self.known[element.mem_id] = box
        return box


# Ids and classes by which templates of Chinese site systems name the parts of a page, lower case.


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAIN_TEXT = _names(
    """
    trs_editor trs_ueditor trs_ueditor1 trs_web trs_paper_preview trs_editor_view custom_unionstyle zjeg_rss
    ucap-content ucapcontent js_content rich_media_content zoom fontzoom artibody endtext vsb_content v_news_content
    wp_articlecontent pages_content bt-content xxgk-content nfw-cms-content easysite-news-text
    journal-content-article article_zoom article-content article_content articlecontent article-body article_body
    articlebody artical-content news_content newscontent news-content news_cont newstext news_text detail-content
    detail_content contenttext textcontent text_content bodylabel artcontent artcon art_con con_text content_text
    conttext post_text main-article entry-content article-main post_content show_content view-content arc_content
    conn
    """
)
"""Containers of main text: TRS, UCAP, 大汉, WeChat, 新浪, 网易, 博达, 正方, 开普, Liferay, 南方网, and common ones."""

GENERAL = _names("main article")
"""Elements that may hold the main text by their tag alone."""

CHROME = _names(
    """
    nav navs navbar navlist navul navbox navmenu navigation pcnav topnav mainnav footnav subnav leftnav sidenav
    phonenav menu menus menubar menulist menubox mainmenu submenu leftmenu topmenu sublist dropdown
    header head top topbar toplink foot footer footbox bottom btm copyright banner logo search searchbox login
    loginbox share sharebox bdsharebuttonbox crumb crumbs bread breadcrumb breadcrumbs position location dqwz weizhi
    curpos yqlj yqlink youlian friend friends friendlink friendlinks linkbox links pager paging pagination fenye
    pagebar pagelist toolbar tools lang language qrcode ewm float fixed kefu daohang dh sitemap tabbar dbdh wzdh ydh
    skip accessible wza
    """
)
"""Words of names of what stands around the content: menus, headers, footers, breadcrumbs, friend links."""

ASIDE = _names(
    """
    side sidebar aside hot hots hotlist hotnews hotarticle hottopic
    rank ranking related relate recommend recommended tuijian xgxw xgyd xgwz
    xglj rdxw zdtj lefttree
    """
)
"""Words of names of what stands beside the content."""

HALVES = _names("left right leftbox rightbox lanmu lanmulist")
"""Words of names of one of two columns: the content or what stands beside it."""

OWN = _names("main content body article")
"""Words that outweigh those of HALVES: left-content is no side column."""


def words(names: str) -> list[str]:
    """Return the words of an id and class, lower case, without numbers at their ends."""
    return [word.rstrip("0123456789") for word in names.lower().replace("_", " ").replace("-", " ").split()]


# The element that holds the main text of a page.

LINKED = 0.5
"""Share of link text from which a container is a list, not a text."""

SURE = 400
"""Characters of text found by other means that outweigh an empty container of a known system; below them a footer
makes a container one."""

MOST_CONTAINERS = 24
LONGEST_TEXT = 200_000
"""Characters of main text that are kept."""

LONGEST_FOOTER_MARK = 80
"""Characters that no match of FOOTER exceeds."""

FOOTER = re.compile(
    r"版权所有|版權所有|ICP\s?[备证備]|网站标识码|公网安备|All Rights? Reserved|Copyright|技术支持\s?[:：]"
    r"|主办(?:单位)?\s?[:：].{2,40}(?:承办|地址|电话|邮编)",
    re.I,
)
_FOOTER_WORDS = tuple(
    word.encode()
    for word in ("版权所有", "版權所有", "网站标识码", "公网安备", "技术支持", "主办", "icp", "reserved", "copyright")
)


def footers(row: Sequence[str], longest: int) -> list[int]:
    """Return the numbers of the lines shorter than `longest` that are of a page's footer.

    One of the few words that every footer has is looked for in all lines at once: on long pages the pattern
    would cost more than the parser.
    """
    whole = "\n".join(row).encode("utf-8", "replace").lower()
    numbers = set()
    for word in _FOOTER_WORDS:
        number = past = 0
        at = whole.find(word)
        while at >= 0:
            number += whole.count(b"\n", past, at)
            numbers.add(number)
            past = at
            line_end = whole.find(b"\n", at)
            at = whole.find(word, line_end) if line_end >= 0 else -1
    return [number for number in sorted(numbers) if len(row[number]) < longest and FOOTER.search(row[number])]


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a page that one element holds, its letters and the share of link text among them.

    `certain`: it bears a known system's name. The empty span stands for no such element.
    """

    start: int = 0
    end: int = 0
    letters: int = 0
    linked: float = 0.0
    certain: bool = False


def _is_footer(text: str) -> bool:
    return len(text) < SURE and bool(FOOTER.search(text))


def pick_container(found: Outline) -> tuple[LexborNode | None, Span]:
    """Return the element that holds the main text and its span, lines not yet known; (None, Span()) for none.

    Of several the one with most text of its own; a text area of a system wins over `main` and `article`.
    """
    best: LexborNode | None = None
    span = Span()
    looked = 0
    for node in found.boxes:
        attributes = node.attributes
        certain = False
        if attributes:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split()
            certain = not MAIN_TEXT.isdisjoint(names)
        if not certain and node.tag not in GENERAL and attributes.get("role") != "main":
            continue
        looked += 1
        text = node.text()
        if looked > MOST_CONTAINERS or _is_footer(text):
            continue
        letters = len(text) - text.count("\n") - text.count(" ") - text.count("\t")
        linked = min(1.0, sum(len(anchor.text()) for anchor in node.css("a")) / letters) if letters else 0.0
        if best is None or _own_weight(letters, linked, certain) > _own_weight(span.letters, span.linked, span.certain):
            best, span = node, Span(0, 0, letters, linked, certain)
    return best, span


def _own_weight(letters: int, linked: float, certain: bool) -> tuple[bool, float]:
    return certain and linked < LINKED, letters * (1 - linked)
