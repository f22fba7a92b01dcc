"""Why a column page shows no items: empty, under construction, filled by a script, made of other columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from auditor.extract.elements import Boxes
from auditor.extract.lists import TITLE_LETTERS, Listing
from auditor.extract.open_page import Sheet
from auditor.extract.outline import Outline
from auditor.model import ListState

FEW_WORDS = 400
"""Characters of visible text up to which 建设中 speaks of the whole page."""

MOST_HOLDERS = 200
MOST_CELLS = 40
"""Elements looked at for an empty list, and cells of each: more is no page's empty list."""

_ZERO = re.compile(
    r"共\s?(?:有|计)?\s?[:：]?\s?0\s?(?:条|篇|项|个|页|份|件)|总(?:数|计|记录数?|条数)\s?[:：]\s?0(?!\d)|(?:条|篇)数\s?[:：]\s?0(?!\d)"
    r"|(?:暂时?|目前|当前|该栏目|本栏目|栏目下?)(?:还)?(?:没有|无)(?:任何|相关|更多|可显示的?)?(?:数据|内容|信息|记录|文章|资料|资讯|文件)"
    r"|^\s?(?:没有|无|未找到|没有找到|未查询到)(?:任何|相关|符合条件的?)?(?:数据|内容|信息|记录|文章|结果)[。！!]?$|^\s?0\s?条(?:数据|记录)|内容为空"
)
_WHOLE_SITE = re.compile("网站|系统|平台")
_DOING = r"(?:正在|尚在|还在)?(?:建设|制作|完善|升级|维护|改版|开发|筹建|更新){1,2}(?:之)?中"
_BEING = r"正在(?:进行)?(?:建设|制作|完善|升级|维护|改版|开发|筹建|更新)"
# What is being built must be the page or nothing named at all: a bridge may be under construction, too.
_BUILDING = re.compile(
    rf"(?:栏目|页面|网页|网站|频道|专题|专栏|版块|板块|本页|此页)(?:内容|功能)?\s?(?:{_DOING}|{_BEING})"
    rf"|(?:^|[，。！？,!?:：；;（(【\[\s])(?:内容|功能|系统|平台|数据|资料)?\s?(?:{_DOING}|{_BEING}(?=\W|$))"
    r"|(?:(?:page|site|section|column)[\w\s']{0,20}|^\W{0,9})under\s+construction",
    re.I,
)
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s?\(|\bfetch\s?\(|XMLHttpRequest|axios[.(]|\.load\s?\(\s?['\"]|jsonp|EventSource"
)
_WRITES = re.compile(
    r"\.append(?:To|Child)?\s?\(|\.html\s?\(|innerHTML|\.prepend\s?\(|template\s?\(|render|\.push\s?\(|document\.write"
)
_FRAMES = re.compile(
    r"new Vue\s?\(|createApp\s?\(|Vue\.component|angular\.module|ReactDOM|dataproxy|\bjpage\b|layui\.use|laytpl|laypage"
    r"|queryData|page/build/unit|bootstrapTable\s?\(|DataTable\s?\(|gkmlpt|getDataList|loadList|getList|initList"
    r"|queryList|pageList\s?\(|listData|dataSource"
)
_MARKUP = (
    b"v-for",
    b"v-if=",
    b"ng-repeat",
    b"ng-app",
    b"data-bind=",
    b"{{",
    b'id="app"',
    b"id=app",
    b"ms-for",
    b"<datastore",
    b"<router-view",
)
_LIBRARIES = re.compile(
    r"(?:vue|react|react-dom|angular|avalon|axios|jpage|laytpl|layui|datatables|art-?template|handlebars|mustache)[\w.-]{0,24}\.js"
    r"|/(?:app|main|chunk|umi|vendor|index)[.-][0-9a-f~]{6,}\w*\.js|/[\w-]{0,20}(?:list|query|getdata|column)[\w-]{0,12}\.js|static/js/(?:app|main|manifest)",
    re.I,
)
_LIST_NAME = re.compile(r"(?:^|[\s_-])(?:\w{0,12}list\w{0,6}|lb|xxlb|newsbox|gl|wzlb|ul)(?:$|[\s_-])", re.I)
_PAGE_SCRIPT = re.compile(r"(?:createpage|pager?|pagination|turnpage)[\w.-]{0,12}\.js", re.I)


def zero_words(row: Sequence[str]) -> str:
    """Return the words by which a page says that its list holds nothing, '' when it does not."""
    for line in row:
        if len(line) < 80 and (match := _ZERO.search(line)):
            return match[0].strip()
    return ""


def building_words(row: Sequence[str]) -> str:
    """Return the words by which a short page says that it is being built, '' when it does not."""
    if sum(map(len, row)) > FEW_WORDS:
        short = [
            line
            for line in row
            if len(line) < 30 and re.fullmatch(rf"\W*(?:{_BUILDING.pattern})\W*(?:敬请期待|请稍后)?\W*", line, re.I)
        ]
        return short[0] if short else ""
    for line in row:
        if len(line) < 60 and (match := _BUILDING.search(line)):
            return match[0]
    return ""


def has_template(utf8: bytes) -> bool:
    """Say whether the page holds marks of a framework that fills templates in the browser."""
    return any(mark in utf8 for mark in _MARKUP)


def fills_by_script(utf8: bytes, scripts: Sequence[str], sources: Sequence[str]) -> bool:
    """Say whether scripts of the page may fill its lists after loading.

    `scripts` are the texts of inline scripts, `sources` the addresses of the others. Errs towards yes.
    """
    if has_template(utf8):
        return True
    if any(_LIBRARIES.search(source) and not _PAGE_SCRIPT.search(source) for source in sources):
        return True
    return any(_FRAMES.search(script) or (_ASKS.search(script) and _WRITES.search(script)) for script in scripts)


def _is_hollow(node: LexborNode) -> bool:
    """Say whether an element shows nothing, the head of a table apart."""
    if node.css_first("a,img,iframe,video,input,object,embed") is not None:
        return False
    if node.tag in ("table", "tbody"):
        return not any(cell.text().strip() for cell in node.css("td")[:MOST_CELLS])
    return not node.text().strip()


def empty_list(found: Outline, boxes: Boxes) -> LexborNode | None:
    """Return an element made to hold a list that stands empty outside menus, headers, footers and side columns."""
    named = [node for node in found.boxes if _LIST_NAME.search(_names(node))]
    for node in (*found.lists[:MOST_HOLDERS], *named[:MOST_HOLDERS]):
        if _is_hollow(node):
            box = boxes.read(node)
            if not box.chrome and not box.aside:
                return node
    return None


def may_be_filled(node: LexborNode, scripts: Sequence[str]) -> bool:
    """Say whether a script of the page asks for data or names the empty element by its id. Errs towards yes."""
    name = node.attributes.get("id") or ""
    return any(_ASKS.search(script) or (len(name) > 1 and name in script) for script in scripts)


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}" if attributes else ""


def leads_away(addresses: Sequence[str], url: str) -> bool:
    """Say whether every address is on another host than `url`."""
    here = urlsplit(url).hostname or ""
    hosts = [urlsplit(address).hostname or "" for address in addresses if address]
    return bool(hosts) and all(host.removeprefix("www.") != here.removeprefix("www.") for host in hosts)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for or against a list: its items, other content (letters of text, media), page and scripts."""

    listing: Listing
    text: int
    media: int


def judge_state(sheet: Sheet, signs: Signs) -> ListState:
    """Return what the list of a page looks like; only EMPTY and UNDER_CONSTRUCTION say that it is blank.

    EMPTY needs the page's own words (共 0 条) or an element made to hold a list that stands empty, and nothing
    else on the page: no items, text, pictures, frames, and no script that could fill it.
    """
    listing = signs.listing
    own = bool(listing.items) and not listing.menu
    if listing.dated and own and not listing.beside:
        return ListState.FILLED
    titled = own and listing.letters >= TITLE_LETTERS and not listing.beside
    if sheet.chinese and (blank := _says_blank(sheet, signs, titled)):
        return blank
    if own and not listing.beside:
        away = leads_away([item.url for item in listing.items], sheet.url)
        return ListState.LINK_OUT if away else ListState.FILLED if titled else ListState.PARENT
    if not own and not signs.text and not signs.media and stores_none(sheet.decoded.utf8):
        return ListState.EMPTY
    if not signs.text and not signs.media and (hollow := empty_list(sheet.outline, sheet.boxes)) is not None:
        scripted = _fills(sheet) or may_be_filled(hollow, sheet.scripts)
        return ListState.SCRIPT_FILLED if scripted else ListState.EMPTY
    if own:
        return ListState.FILLED if listing.dated else ListState.PARENT
    if not signs.text and not signs.media and has_template(sheet.decoded.utf8):
        return ListState.SCRIPT_FILLED
    return ListState.NONE


def _says_blank(sheet: Sheet, signs: Signs, titled: bool) -> ListState | None:
    """Return what the page's own words say of a blank list, None when they say nothing.

    Beside a text of its own they speak of something else. A count of nothing (共 0 条) speaks for itself; 暂无内容 in
    one corner of a page that leads to other columns or shows a picture does not, nor does a notice that the whole
    site is being rebuilt.
    """
    leads = bool(signs.listing.items) and not signs.listing.menu
    zero = "" if signs.text else zero_words(sheet.row)
    if zero and ("0" in zero or not (titled or leads or signs.media)):
        return ListState.SCRIPT_FILLED if _fills(sheet) else ListState.EMPTY
    if titled or signs.text >= FEW_WORDS:
        return None
    building = building_words(sheet.row)
    if building and not (leads and _WHOLE_SITE.search(building)):
        return ListState.UNDER_CONSTRUCTION
    return None


def _fills(sheet: Sheet) -> bool:
    return fills_by_script(sheet.decoded.utf8, sheet.scripts, sheet.sources)


# Lists that a page carries in its scripts: 大汉 jpage data stores and rows written by document.write.

MOST_RECORDS = 400
MOST_STATEMENTS = 4_000
LONGEST_RECORD = 20_000
LONGEST_SCRIPT = 400_000
LONGEST_WRITTEN = 400_000

_RECORD = re.compile(r"<(/?)record\b[^<>]{0,80}>", re.I)
_NO_RECORDS = re.compile(rb"<totalrecord>\s{0,9}0\s{0,9}</totalrecord>", re.I)
_HOLLOW_STORE = re.compile(rb"<recordset>\s{0,99}</recordset>", re.I)
_COUNTS_NONE = re.compile(rb"totalRecord['\"]?\s{0,9}:\s{0,9}['\"]?0(?!\d)", re.I)
_LITERAL = r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\""
_EXPRESSION = rf"(?:{_LITERAL}|[\w$]+)(?:\s{{0,9}}\+\s{{0,9}}(?:{_LITERAL}|[\w$]+))*+"
_STATEMENT = re.compile(
    rf"([\w$]{{1,60}})\s{{0,9}}=\s{{0,9}}({_EXPRESSION})|document\.write(?:ln)?\(\s{{0,9}}({_EXPRESSION})"
)
_TERM = re.compile(rf"({_LITERAL})|([\w$]+)")
_ESCAPE = re.compile(r"\\(.)", re.S)


def has_store(utf8: bytes) -> bool:
    """Say whether the page holds the records of a jpage data store."""
    return b"<record" in utf8 or b"<RECORD" in utf8


def _records(page: str) -> list[str]:
    """Return what stands between the record tags, each taken once, however they are left open."""
    found: list[str] = []
    start = -1
    for match in _RECORD.finditer(page):
        if not match[1]:
            start = match.end()
        elif start >= 0:
            found.append(page[start : min(match.start(), start + LONGEST_RECORD)])
            start = -1
            if len(found) == MOST_RECORDS:
                break
    return found


def stored_rows(page: str) -> str:
    """Return the rows of a jpage data store (`<record><![CDATA[<li>…`) as one HTML list, '' when there are none."""
    records = [
        record.replace("<![CDATA[", "").replace("]]>", "") for record in _records(page) if "<a" in record.lower()
    ]
    if not records:
        return ""
    holder = "table" if records[0].lstrip()[:3].lower() == "<tr" else "ul"
    return f"<{holder}>" + "\n".join(records) + f"</{holder}>"


def stores_none(utf8: bytes) -> bool:
    """Say whether a jpage data store of the page counts no records."""
    if _NO_RECORDS.search(utf8):
        return True
    return _HOLLOW_STORE.search(utf8) is not None and _COUNTS_NONE.search(utf8) is not None


def _value(expression: str, values: dict[str, str]) -> str:
    """Join the literals and variables of an expression, up to LONGEST_RECORD characters."""
    parts: list[str] = []
    size = 0
    for match in _TERM.finditer(expression):
        literal = match[1]
        part = literal[1:-1] if literal else values.get(match[2], "")
        if literal and "\\" in part:
            part = _ESCAPE.sub(r"\1", part)
        parts.append(part)
        size += len(part)
        if size > LONGEST_RECORD:
            break
    return "".join(parts)


def written_rows(scripts: Sequence[str]) -> str:
    """Return what `document.write` of links puts into the page, as HTML: string literals and variables joined.

    Both branches of a condition are written; nothing is executed.
    """
    written: list[str] = []
    size = 0
    for script in scripts:
        if "document.write" not in script or "href" not in script:
            continue
        values: dict[str, str] = {}
        for match in islice(_STATEMENT.finditer(script, 0, LONGEST_SCRIPT), MOST_STATEMENTS):
            if match[1]:
                values[match[1]] = _value(match[2], values)[:LONGEST_RECORD]
            else:
                piece = _value(match[3], values)
                written.append(piece)
                size += len(piece)
            if size > LONGEST_WRITTEN:
                return "".join(written)
    return "".join(written)
