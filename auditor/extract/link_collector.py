"""The links of one page as they are found: resolved, each target once, and anchors that lead nowhere."""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.elements import CHROME, words
from auditor.extract.fragment_names import names_a_place
from auditor.model import NAVIGABLE, LinkKind
from auditor.model.urls import PLACEHOLDER, Directory, before_fragment, join

TEXT_LENGTH: Final = 80
MOST_LINKS: Final = 20_000
"""Distinct targets of one page that are kept; a page with more is cut and says so."""
MOST_SAMPLES: Final = 20
MOST_NOWHERE: Final = 300
"""Anchors leading nowhere that are looked at."""
MOST_PLACES: Final = 300
"""Places named by fragments that are kept of one page."""
_MOST_NODES = 64
"""Nodes walked for one anchor's text, so that nested anchors cannot cost the square of the page."""

_NOT_HTTP = re.compile(r"[\x00- ]*(?!https?:)[a-z][a-z0-9+.-]*:", re.I)
_NOTHING = re.compile(
    r"[\x00- ]*+(?:#|javascript:[\s;]*+(?:void\b\s*+\(?\s*+(?:0|null|'')?\s*+\)?|return\s++false)?)?[\s;]*+", re.I
)

Attributes = dict[str, str | None]


def tidy(text: str) -> str:
    """Return `text` with normal white space, at most TEXT_LENGTH letters."""
    return " ".join(text.split())[:TEXT_LENGTH].rstrip()


def alternative(attributes: Attributes) -> str:
    """Return what stands for a picture: its alt text, else its title."""
    words = attributes.get("alt") or attributes.get("title")
    return tidy(words) if words else ""


def link_text(node: LexborNode) -> str:
    """Return the visible text of an anchor, else the first picture's alt or title, else its own title."""
    child = node.first_child
    if child is not None and child.next is None:
        plain = child.text_content
        if plain is not None and (text := tidy(plain)):
            return text
    return _walked_text(node) or tidy(node.attributes.get("title") or "")


def _walked_text(node: LexborNode) -> str:
    parts: list[str] = []
    picture = ""
    length = 0
    unseen = False
    for part in islice(node.traverse(include_text=True), 1, _MOST_NODES):
        text = part.text_content
        if text is None:
            unseen = part.tag in ("script", "style")
            if not picture and part.tag == "img":
                picture = alternative(part.attributes)
        elif not unseen:
            parts.append(text)
            length += len(text)
            if length > TEXT_LENGTH * 4:
                break
    return tidy("".join(parts)) or picture


@dataclass(slots=True)
class Collector:
    """The links of one page, as they are found."""

    base: str
    encoding: str
    directory: Directory
    kinds: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, None] = field(default_factory=dict)
    empty_texts: list[str] = field(default_factory=list)
    invalid: dict[str, None] = field(default_factory=dict)
    refresh: str = ""
    empty_links: int = 0
    content_links: int = 0
    content_texts: list[str] = field(default_factory=list)
    places: dict[tuple[str, str], None] = field(default_factory=dict)
    truncated: bool = False

    def resolve(self, raw: str | None) -> str | None:
        """Return the absolute address of an attribute's value, None for what no browser would fetch."""
        if not raw:
            return None
        if "#" in raw:
            raw = before_fragment(raw)
        if raw[:1] in "?" or raw[0] <= " ":
            return join(self.base, raw, self.encoding) if raw.strip() else None
        url = self.directory[raw]
        if url is None and len(self.invalid) < MOST_SAMPLES and not (_NOT_HTTP.match(raw) or PLACEHOLDER.search(raw)):
            self.invalid[raw[:200]] = None
        return url

    def add(self, url: str | None, kind: int, text: str = "") -> None:
        """Keep one target: the first occurrence gives kind and text, a navigable kind wins over others."""
        if url is None:
            return
        known = self.kinds.get(url)
        if known is None:
            if len(self.kinds) >= MOST_LINKS:
                self.truncated = True
                return
            self.kinds[url] = kind
            self.texts[url] = text
        elif kind in NAVIGABLE and known not in NAVIGABLE:
            self.kinds[url] = kind
            self.texts[url] = text or self.texts[url]
        elif text and not self.texts[url]:
            self.texts[url] = text

    def add_anchor(self, node: LexborNode, raw: str) -> None:
        """Keep an anchor's target with its text, or count it when it leads nowhere."""
        url = self.resolve(raw)
        if url is not None:
            self.add(url, LinkKind.ANCHOR, link_text(node))
        elif _NOTHING.fullmatch(raw):
            self.add_nowhere(node)

    def add_nowhere(self, node: LexborNode) -> None:
        """Count an anchor that leads nowhere, unless a script acts on its click."""
        if node.attrs.get("onclick"):
            return
        self.empty_links += 1
        if self.empty_links > MOST_NOWHERE or not (text := link_text(node)):
            return
        if len(self.empty_texts) < MOST_SAMPLES:
            self.empty_texts.append(text)
        if looks_like_content(node, text):
            self.content_links += 1
            if len(self.content_texts) < MOST_SAMPLES:
                self.content_texts.append(text)

    def add_fragment(self, node: LexborNode, url: str, fragment: str) -> None:
        """Keep the place a link names, on the page itself (`url` '') or another, unless a script acts on the link."""
        place = (url, fragment)
        if place in self.places or len(self.places) >= MOST_PLACES:
            return
        if names_a_place(fragment) and not _acted_on(node):
            self.places[place] = None


def _acted_on(node: LexborNode) -> bool:
    """Return whether a script acts on a link, or on the row it stands in."""
    parent = node.parent
    return is_scripted(node.attributes) or (parent is not None and is_scripted(parent.attributes))


# Which anchors a reader takes for links to content, and on which a script may act.

TITLE_LETTERS: Final = 10
"""Letters of a text that is a title wherever it stands in the content, if it sounds like one (_HEADLINE)."""

LONG_LETTERS: Final = 18
"""Letters no name of a tab, menu or group of links has."""

DATED_LETTERS: Final = 5
"""Letters of a text that is a title beside a date in a list."""

DEEPEST: Final = 40
ROW_LETTERS: Final = 200

_SCRIPT_NAMES = ("on", "data-", "role", "aria-", "ng-", "v-", "@", ":", "node-type", "action-")
_INERT = frozenset(
    """
    href target title style rel oldsrc uploadpic appendix otheroperation filerela textvalue alt name align
    """.split()
)
_ROWS = frozenset(("li", "tr", "dd", "dt", "p"))
_NOT_CONTENT = frozenset(("nav", "footer", "header", "select", "option", "noscript", "template", "button", "aside"))
_DATE = re.compile(r"(?<!\d)(?:20\d\d|19\d\d)?[-/.年\[(]?\s?(?:0?[1-9]|1[0-2])[-/.月]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_FILE = re.compile(r"\.(?:pdf|ofd|docx?|xlsx?|wps|et|rtf|pptx?|zip|rar|txt|jpg|png|ceb)[\s”\"》）)]*$", re.I)
_HEADS = frozenset(("dt", "h1", "h2", "h3", "h4", "h5", "h6", "p", "span"))
_PANELS = frozenset(("dd", "div", "ul", "ol", "dl", "table"))
_HEADLINE = re.compile(
    r"关于.{2,80}(?:的|通知|公告|公示|通告|意见|函|情况)|《[^《》]{2,80}》|(?:19|20)\d\d年|[\u4e00-\u9fff]届|第.{1,8}[次场期号]"
    r"|召开|举行|举办|印发|签约|揭牌|调研"
    r"|(?:通知|公告|公示|通告|通报|意见|办法|细则|方案|批复|决定|名单|说明|预案|结果|精神"
    r"|申请书|指南|[一-鿿]{2}表)(?:[（(].{0,30}[)）])?$"
)
"""Words of the title of a notice, a document or a piece of news; names of tabs, menus and topics have none."""

_QUESTION = re.compile(r"[?？]|^(?:如何|怎么|怎样|什么|哪些|是否|为什么|为何)|(?:吗|呢)$")
"""Questions of a list of answers, which open below."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TOOL = re.compile(
    r"返回|收藏|设为|首页|打印|关闭|更多|上一|下一|上页|下页|尾页|末页|第一页|最后一页|跳转|字体"
    r"|字号|分享|搜索|检索|查询|登录|登陆|注册|退出|语言|繁体|简体"
    r"|无障碍|适老|长者|老年|辅助|读屏|导盲|手机版|触屏|电脑版|客户端|下载APP|扫一扫|扫码|二维码"
    r"|关注我|公众号|微信|微博|QQ|点击(?:这里|此处|查看|下载|进入|展开)"
    r"|展开|收起|全部|切换|刷新|播放|暂停|提交|确定|取消|评论|回复|点赞|转发|举报|纠错|订阅|发送|矩阵|政务新媒体"
    r"|复制|邮箱|信箱|热线|电话|传真|地址|邮编"
    r"|备案|ICP|ICB|公网安备|标识码|版权|主办|承办|协办|技术支持|维护|推荐使用|浏览器|瀏覽器?|您的 ?IE"
    r"|分辨率|您(?:是|当前|所在)|当前位置|欢迎|网站地图|网站(?:声明|简介)"
    r"|联系我们|关于我们|友情链接|相关链接|我要|在线|系统$|平台$|网$|(?:局|厅|委|部|院|中心|办公室|政府|大厅|频道|专栏|专题|栏目)$",
    re.I,
)


def looks_like_content(node: LexborNode, text: str) -> bool:
    """Return whether an anchor that leads nowhere and shows `text` looks like a link to content.

    Content is a headline of TITLE_LETTERS or more that is no question, a text of LONG_LETTERS or more, one of
    DATED_LETTERS or more beside a date in a row, or the name of
    a document. Menus, tools, what is not shown, and anchors with an id, a class or any attribute of a script
    (on…, data-…, role, aria-…) are no such links: something else may act on them.
    """
    if len(text) < DATED_LETTERS or text.isascii():
        return False
    attributes = node.attributes
    if not attributes.keys() <= _INERT or _HIDDEN.search(attributes.get("style") or ""):
        return False
    letters = sum(map(str.isalnum, text))
    if letters < DATED_LETTERS or _TOOL.search(text):
        return False
    if not (node.text() or "").strip() or not _in_content(node):
        return False
    row = _row(node)
    if (row is not None and row.css_first("ul,ol,dl,select") is not None) or _opens_what_follows(node):
        return False
    if letters >= LONG_LETTERS or _FILE.search(text) or (letters >= TITLE_LETTERS and _HEADLINE.search(text)):
        return not _QUESTION.search(text)
    beside = row.text()[:ROW_LETTERS].replace(text, "", 1) if row is not None else ""
    return _DATE.search(beside) is not None


def is_scripted(attributes: dict[str, str | None]) -> bool:
    """Return whether an anchor bears attributes by which scripts act on it."""
    return any(name.startswith(_SCRIPT_NAMES) for name in attributes)


def _opens_what_follows(node: LexborNode) -> bool:
    """Return whether an anchor heads an answer, a tree or a panel, which a script opens and closes."""
    head: LexborNode | None = node
    for _ in range(2):
        after = head.next if head is not None else None
        while after is not None and after.tag in ("-text", "-comment"):
            after = after.next
        if after is not None and after.tag in _PANELS:
            return _DATE.search(after.text()[:ROW_LETTERS]) is None
        head = head.parent if head is not None else None
        if head is None or head.tag not in _HEADS:
            return False
    return False


def _row(node: LexborNode) -> LexborNode | None:
    row = node.parent
    for _ in range(3):
        if row is None or row.tag in _ROWS:
            return row
        row = row.parent
    return None


def _in_content(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(DEEPEST):
        if parent is None or parent.tag in ("body", "html", "-document"):
            return True
        if parent.tag in _NOT_CONTENT:
            return False
        attributes = parent.attributes
        if attributes:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
            if len(names) > 1 and not CHROME.isdisjoint(words(names[:200])):
                return False
            if (style := attributes.get("style")) and _HIDDEN.search(style):
                return False
        parent = parent.parent
    return False
