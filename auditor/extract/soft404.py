"""Words by which a page that answers 200 says that it does not exist, that it failed, or that it is kept from us."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.hidden_links import how_hidden
from auditor.extract.open_page import Sheet
from auditor.extract.outline import LINK, MEDIUM, UNLINK

SHORT_PAGE: Final = 500
"""Letters of visible text below which words alone count (docs/reliability.md 2, soft 404)."""
FEW_WORDS: Final = 60
"""Letters of a page that may be nothing but its message ("文章不存在")."""
LEAST_TEXT: Final = 8
"""Letters two pages must share before they can be called the same."""


class ErrorKind(StrEnum):
    """The kinds of error pages."""

    NONE = ""
    MISSING = "missing"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """The kind of error page and the words that say so ('' for none)."""

    kind: ErrorKind = ErrorKind.NONE
    words: str = ""


_PAGE = r"(?:页面|网页|网址|链接|地址|资源|url)"
# A document that has lapsed, expired or been withdrawn is a record, not a missing page: no such verbs here.
_CONTENT = r"(?:文章|信息|内容|稿件|新闻|资讯|文件|文档|栏目|频道|公告|数据|记录|网站)"
_GONE = (
    r"(?:不存在|未找到|没找到|没有找到|找不到了?|无法找到|未能找到|不见了|走丢了?|飞走了"
    r"|已经?被?(?:作者|管理员)?(?:删除|移除|下线|下架|撤稿)|被删除|被移除|丢失了?)"
)
_STALE = r"(?:已经?(?:失效|过期)|无法显示)"
_PERHAPS = r"(?:可能|也许|或许|似乎|好像|暂时|已经|已)*"
_ASKED = r"(?:您|你|用户)?(?:所|要|想|正在|当前|刚才|需要)*(?:访问|请求|查找|寻找|查看|浏览|打开|输入|点击|找|要)"
_THIS = r"(?:该|此|这个|当前|指定的?|相应的?)"
_OR = rf"(?:(?:、|,|，|或者?|/)*{_PERHAPS}(?:{_GONE}|{_STALE}|未(?:通过)?审核|更名|改名|移动))*"

_MISSING = (
    rf"{_ASKED}的{_THIS}?(?:{_PAGE}|{_CONTENT}){{1,2}}{_PERHAPS}(?:{_GONE}|{_STALE}){_OR}"
    rf"|{_THIS}?{_PAGE}{{1,2}}{_PERHAPS}(?:{_GONE}|{_STALE}){_OR}"
    rf"|{_THIS}{_CONTENT}{_PERHAPS}{_GONE}{_OR}"
    rf"|(?:找不到|未找到|没有找到|无法找到)了?(?:{_ASKED}的)?{_THIS}?(?:{_PAGE}|(?<=的|该|此){_CONTENT})"
    r"|404\W{0,3}(?:not found|page not found|file not found|error|错误|页面|出错)"
    r"|(?:http|error|status|错误|出错|错误代码|状态码)(?: code)?\W{0,3}404(?!\d)"
    r"|(?:page|url|file|file or directory|resource|document|object) (?:was |is )?(?:not|cannot be|could not be) found"
    r"|(?:page|file|url) (?:that )?you(?:'re| are| were)? (?:looking for|requested|trying to reach)[^.]{0,60}?"
    r"(?:not|n't|n’t|removed|moved|unavailable)"
    r"|the requested url [^\s]{0,200} was not found|(?:page|file) (?:does not|doesn't|doesn’t) exist|no such page"
)
_FAILED = (
    r"50[0234]\W{0,3}(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?\s?out"
    r"|error|错误)|(?:http|error|status|错误|错误代码|状态码)(?: code)?\W{0,3}50[0234](?!\d)"
    r"|internal server error|bad gateway|gateway time-?\s?out|service (?:temporarily )?unavailable"
    r"|server error in '[^']{0,60}' application|error establishing a database connection"
    r"|(?<!\w)(?:抱歉|对不起|很抱歉)?(?:发生|出现)?(?:服务器|系统|程序|应用程序|运行时|数据库)(?:内部|连接|运行|发生|出现)?"
    r"(?:错误|异常|出错了?)(?!\w)|服务器开小差|源站(?:出现问题|无法访问)"
)
_BLOCKED = (
    r"(?:403|405)\W{0,3}(?:forbidden|access denied|not allowed|error|错误|禁止访问)"
    r"|access (?:is )?denied|request blocked"
    r"|(?<!\w)(?:禁止访问|拒绝访问|访问被(?:拒绝|拦截|阻断|禁止))(?!\w)"
    r"|(?:您|你)的(?:访问|请求|ip)[^，。！？\s]{0,12}(?:拦截|阻断|拒绝|禁止|限制)|(?:请|需)[^，。！？\s]{0,6}完成[^，。！？\s]{0,4}验证"
)
_QUOTED = r"(?!(?:的|等)?(?:问题|情况|现象|原因|怎么|如何|提示|时(?:怎|如|，)|等))"
_SAID: Final = (
    (ErrorKind.MISSING, re.compile(f"(?:{_MISSING}){_QUOTED}", re.I)),
    (ErrorKind.FAILED, re.compile(_FAILED, re.I)),
    (ErrorKind.BLOCKED, re.compile(_BLOCKED, re.I)),
)
_ALONE: Final = (
    (
        ErrorKind.MISSING,
        re.compile(
            r"(?:error )?404(?:页面?)?|not found"
            rf"|(?:404\W{{0,3}})?(?:(?:{_PAGE}|{_CONTENT}){_PERHAPS}{_GONE}{_OR}|{_MISSING})",
            re.I,
        ),
    ),
    (ErrorKind.FAILED, re.compile(rf"(?:error )?50[0234]|(?:server|runtime) error|{_FAILED}", re.I)),
    (ErrorKind.BLOCKED, re.compile(rf"(?:error )?403|forbidden|{_BLOCKED}", re.I)),
)
_HINT = re.compile(
    r"[45]0\d|不存在|找|不见|走丢|飞走|删|移除|下[线架]|撤稿|丢失|失效|过期|无法|错|异常|开小差|源站|禁止|拒绝|[拦阻]|验证"
    r"|found|exist|no such|removed|moved|unavailable|error|gateway|denied|forbidden|blocked",
    re.I,
)
"""One of these is in every error word: most titles are done with at once."""
_SEGMENTS = re.compile(r"\s+[-–—]+\s+|[_|｜–—>»:：!！。,，~…]+|-(?!\d)")
_POLITE = re.compile(
    r"^(?:非常|十分|很|真的?)?(?:抱歉|对不起|不好意思|sorry|oops|哎呀|系统提示|错误提示|温馨提示|提示信息?|出错了?)?[\s，,。.:：!！~]*",
    re.I,
)
# Words of documents: such a page exists, whatever it quotes.
_DOCUMENT = re.compile(
    r"特此|现将|印发|公告如下|通知如下|发布(?:时间|日期)|来源[:：]|各(?:单位|部门|街道|镇|科室)|敬请谅解"
)
_SEARCH = re.compile(r"搜索|检索|查询|search", re.I)
_SEARCHED = re.compile(r"(?:搜索|检索|查询)(?:的内容|结果)|相关结果|排序[:：]|search results?", re.I)
_QUOTES = re.compile(r"“[^”]{0,80}”|‘[^’]{0,80}’|《[^》]{0,80}》|「[^」]{0,80}」")
DATED = re.compile(r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}|\[\d{1,2}-\d{1,2}\]")
DATED_ROWS = 3
"""Dates on a short page from which it is a list of items and not an error page."""

_NEIGHBOUR = re.compile(r"[上下前后]一?[篇条页个]|附件|评论|留言|搜索|检索")
_MESSAGE = _SAID[0][1]

_ALERT = re.compile(
    r"\s{0,50}(?:<!--\s{0,50})?(?:window\.)?alert\(\s{0,9}['\"]([^'\"]{3,80})['\"]\s{0,9}\)[;,\s]{0,50}"
    r"(?:window\.|self\.|top\.|parent\.)?(?:history\.(?:back|go)|close\(|location)"
)
_SCRIPT_SHELL = re.compile(
    r"enable javascript|启用\s*javascript|javascript[^。]{0,10}(?:禁用|启用)|加载中|loading", re.I
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]++|/[\w./?=&%~-]++|(?<![\w%-])[\w%-]++\.(?:s?html?|jspx?|aspx?|php)\b", re.I | re.A
)
_CHANGING = re.compile(
    r"星期[一二三四五六日天]|周[一二三四五六日]|[上下]午|(?<![\w-])(?=[a-z-]{0,40}\d)[0-9a-z-]{6,}+|[0-9０-９]++",
    re.I | re.A,
)


def _alone(line: str, opening: bool = False) -> ErrorWords:
    """Judge a title, heading or message: one segment, `opening`: the first, must be the error words and no more."""
    segments = [_POLITE.sub("", part.strip(), count=1).strip(" .?？") for part in _SEGMENTS.split(line.strip()[:200])]
    if opening:
        segments = [segment for segment in segments if segment][:1]
    for kind, pattern in _ALONE:
        for place, segment in enumerate(segments):
            if pattern.fullmatch(segment) and (not segment.isdigit() or (place == 0 and not opening)):
                return ErrorWords(kind, segment)
    return ErrorWords()


def error_words(title: str, text: str, heading: str = "") -> ErrorWords:
    """Say whether a page is an error page by its own words, and which kind.

    `title` and `heading` count when one of their segments is nothing but such words; `text`, the whole
    visible text, only when it is shorter than SHORT_PAGE letters and does not read like a document or a
    search that found nothing. An article that quotes the words, a bus line 404 and a lapsed document are
    no error pages. BLOCKED means a firewall kept the page from us: nothing is known of it.
    """
    for line in (title, heading):
        if _HINT.search(line) and (found := _alone(line)).kind:
            return found
    if len(text) > SHORT_PAGE * 4:
        return ErrorWords()
    words = " ".join(text.split())
    if len(words.replace(" ", "")) >= SHORT_PAGE or not _HINT.search(words) or _DOCUMENT.search(words):
        return ErrorWords()
    if is_search(title, words):
        return ErrorWords()
    if len(words) < FEW_WORDS and (found := _alone(words, opening=True)).kind:
        return found
    if len(DATED.findall(words)) >= DATED_ROWS:
        return ErrorWords()
    words = _QUOTES.sub("", words)
    for kind, pattern in _SAID:
        if match := pattern.search(words):
            return ErrorWords(kind, match[0])
    return ErrorWords()


def message_words(line: str) -> str:
    """Return the words of one line, a message by itself, that say that its page does not exist; '' for none.

    What points to a neighbouring article, a document's own words, quotations and mere numbers say nothing.
    """
    if not _HINT.search(line) or _DOCUMENT.search(line) or _NEIGHBOUR.search(line):
        return ""
    line = _QUOTES.sub("", line)
    found = _alone(line, opening=True)
    if found.kind is ErrorKind.MISSING and not found.words.isdigit():
        return found.words
    match = _MESSAGE.search(line)
    return match[0] if match else ""


def is_search(title: str, text: str) -> bool:
    """Say whether a page shows the results of a search, by its title or its text."""
    return bool(_SEARCH.search(title) or _SEARCHED.search(text))


def alert_words(scripts: Sequence[str]) -> ErrorWords:
    """Say whether a page opens with nothing but a message that there is nothing, and sends the visitor back.

    Only a script that begins with the message counts; one inside a function waits for a click.
    """
    for script in scripts:
        if (match := _ALERT.match(script)) and (found := _alone(match[1])).kind:
            return found
    return ErrorWords()


def masked(text: str) -> str:
    """Return `text` without what changes from one answer to the next: addresses, numbers, dates, ids, white space."""
    return "".join(_CHANGING.sub("", _ADDRESS.sub("", text)).split())


def same_page(text_a: str, text_b: str) -> bool:
    """Say whether two visible texts are one page, addresses, numbers and times apart.

    Made to compare a page with the site's answer to a name that cannot exist. Nearly equal is not equal: two
    short articles share all of their template. Pages with hardly any text, or that only say a script must
    fill them, are never the same.
    """
    one, other = masked(text_a), masked(text_b)
    return one == other and len(one) >= LEAST_TEXT and not _SCRIPT_SHELL.search(text_a)


# The message that a page does not exist, where menu and footer stand around it.

MESSAGE: Final = 80
"""Letters of a line that is a message rather than a sentence of an article."""
OWN_TEXT: Final = 200
"""Letters of main text beside the message from which a page has a text of its own."""
_MOST_LINES = 2_000
_MOST_NODES = 3_000
_DEEPEST = 40
_MEDIA = str.maketrans("", "", MEDIUM + LINK + UNLINK)
_MARKS = str.maketrans("", "", MEDIUM + LINK + UNLINK + " ")
_CHEAP = (
    "不存在|找不到|未找到|没有找到|没找到|不见了|走丢|删除|移除|下线|下架|撤稿|失效|过期|404"
    "|ot found|not exist|n't exist"
).split("|")
_FOOT = re.compile(
    r"主办|承办|版权|备案|ICP|公网安备|网安备|标识码|技术支持|地\s?址[:：]|邮\s?编|电\s?话|传\s?真|邮\s?箱|联系我们|网站地图"
    r"|copyright|浏览器|分辨率|访问量|无障碍|适老",
    re.I,
)
_PARTICULAR = re.compile(
    r"关于|通知|公告|公示|通报|通告|意见|方案|办法|规定|决定|报告|会议|活动|开展|召开|举行|部署|推进|名单|回复|答复"
)
_UNSEEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:hide|hidden|none|modal|dialog|popup|layer|mask|tpl|template)(?:$|[\s_-])", re.I
)


def framed_error(sheet: Sheet, text: str) -> ErrorWords:
    """Return the words by which a page says in a line of its own that it does not exist; `text` is its main text.

    They count where the title is no article's and little else on the page is its own: links, and what stands in a
    footer, are not. A message in a link, below dated rows, or in an element kept from being seen does not count.
    """
    title = sheet.head.title
    if not any(sign in sheet.visible for sign in _CHEAP) or is_search(title, "") or _PARTICULAR.search(title):
        return ErrorWords()
    dated = 0
    for number, line in enumerate(sheet.row[:_MOST_LINES]):
        if len(line) <= MESSAGE and (words := message_words(line.translate(_MEDIA))):
            if len(text) - len(line) >= OWN_TEXT or not _stands_alone(sheet, number) or not _is_shown(sheet, line):
                return ErrorWords()
            return ErrorWords(ErrorKind.MISSING, words)
        dated += bool(DATED.search(line))
        if dated >= DATED_ROWS:
            break
    return ErrorWords()


def _stands_alone(sheet: Sheet, at: int) -> bool:
    """Say whether the line is in no link and the page has hardly any text but links and a footer."""
    linked = [anchor.text().translate(_MARKS) for anchor in sheet.outline.anchors[:_MOST_NODES]]
    message = sheet.row[at].translate(_MARKS)
    if any(message in text for text in linked):
        return False
    own = sum(len(line.translate(_MARKS)) for line in sheet.row if not _FOOT.search(line))
    links = set(map(str.strip, linked))
    foot = sum(len(line.translate(_MARKS)) for line in sheet.row if _FOOT.search(line) and line.strip() in links)
    return own - sum(map(len, linked)) + foot < SHORT_PAGE


def _is_shown(sheet: Sheet, line: str) -> bool:
    found = sheet.outline
    nodes = [*found.boxes, *found.breaks, *found.headings, *found.rows][:_MOST_NODES]
    words = line.translate(_MARKS)
    holding = [node for node in nodes if words in node.text().translate(_MARKS)]
    if not holding:
        return True
    element: LexborNode | None = min(holding, key=lambda node: len(node.text()))
    for _ in range(_DEEPEST):
        if element is None or element.tag in ("body", "html", "-document"):
            break
        attributes = element.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:200]
        if "hidden" in attributes or how_hidden(attributes.get("style") or "") or _UNSEEN_NAME.search(names):
            return False
        element = element.parent
    return True
