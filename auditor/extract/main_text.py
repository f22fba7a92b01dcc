"""The main text of an article page: a known container of Chinese site systems, else the lines after the heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from auditor.extract.meta import heading_ends, squeeze
from auditor.extract.outline import MEDIUM, Outline, mark_links, unlinked_lines

LONGEST_TEXT = 200_000
"""Characters of main text that are kept."""

MOST_LINES = 6_000
LINKED = 0.5
"""Share of link text from which a container is a list, not a text."""

SURE = 400
"""Characters of text found by other means that outweigh an empty container of a known system."""

OWN_CHARACTERS = 20
"""Characters outside links that make a line the page's own even where most of it is linked."""

MOST_OF = 0.6
"""Share of a heading that a line must hold to be taken for its first line."""

BYLINE_GAP = 8
"""Lines of other words (share buttons, subtitles) that may stand between the lines of a byline."""

MENU_LINES = 4
"""Link lines in a row that are a menu or a list of other articles."""

SAME_TEXT = 0.8
"""Share of the text after a heading that must follow the same heading again for the second one to count."""

MEDIUM_WORTH = 40
"""Characters that one picture or film weighs when places are compared."""

LONGEST_BYLINE = 110
LONGEST_FURNITURE = 40
MOST_CONTAINERS = 24
HEAD_LINES = 14
"""Lines at the head of a text among which heading and byline are looked for."""

# TRS, UCAP, 大汉, WeChat, 新浪, 网易, 博达, 正方, 开普, SiteServer, Liferay, 南方网 and common templates.
_SYSTEMS = frozenset(
    [
        "trs_editor",
        "trs_ueditor",
        "trs_ueditor1",
        "trs_web",
        "trs_paper_preview",
        "trs_editor_view",
        "custom_unionstyle",
        "ucap-content",
        "ucapcontent",
        "js_content",
        "rich_media_content",
        "zoom",
        "fontzoom",
        "artibody",
        "endtext",
        "vsb_content",
        "v_news_content",
        "wp_articlecontent",
        "zjeg_rss",
        "pages_content",
        "bt-content",
        "xxgk-content",
        "nfw-cms-content",
        "easysite-news-text",
        "journal-content-article",
        "article_zoom",
        "article-content",
        "article_content",
        "articlecontent",
        "article-body",
        "article_body",
        "articlebody",
        "artical-content",
        "news_content",
        "newscontent",
        "news-content",
        "news_cont",
        "newstext",
        "news_text",
        "detail-content",
        "detail_content",
        "contenttext",
        "textcontent",
        "text_content",
        "bodylabel",
        "artcontent",
        "artcon",
        "art_con",
        "con_text",
        "content_text",
        "conttext",
        "post_text",
        "main-article",
        "entry-content",
        "article-main",
        "post_content",
        "show_content",
        "view-content",
        "arc_content",
        "conn",
    ]
)
_GENERAL = frozenset(("main", "article"))
_FOOTER = re.compile(
    r"版权所有|版權所有|ICP\s?[备证備]|网站标识码|公网安备|All Rights? Reserved|Copyright|技术支持\s?[:：]"
    r"|主办(?:单位)?\s?[:：].{2,40}(?:承办|地址|电话|邮编)",
    re.I,
)
_CONTACT = re.compile(
    r"主办|承办|(?:联系|单位|办公)?地\s?址|(?:联系|办公)?电\s?话|邮\s?编|邮政编码|传\s?真|(?:电子)?邮箱|微信|微博|无障碍|关于我们|网站地图|联系我们|[©ⓒ]"
)
_CRUMB = re.compile(r"(?:当前|您的|所在|你的|您)\S{0,4}位置|位置\s?[:：]")
_STOP = re.compile(
    r"(?:上一[篇条则页个]|下一[篇条则页个])|相关(?:链接|阅读|新闻|信息|文章|文档|稿件|推荐|解读|政策|资讯|报道)\s?[:：]?$|(?:延伸|推荐|热门|精彩)阅读$"
    r"|热点(?:推荐|新闻)|[（(\[【]?责任编辑\s?[:：]|分享到|扫一扫|打印本页|关闭窗口|【打印|网友评论|发表评论|我要评论|猜你喜欢|为您推荐|更多>>$"
)
_FURNITURE = re.compile(
    r"[【\[（(〖|\s]*(?:打印(?:本页|此页|文章)?|关闭(?:窗口|本页|页面)?|收藏(?:本页)?|返回(?:顶部|上页|首页|列表)?|分享(?:到|至)?|微信|微博|QQ空间|新浪微博|腾讯微博"
    r"|大|中|小|默认|超大|字体|字号|(?:我要|网站)?纠错|次|听全文|语音播报|朗读|播放|暂停|下载|复制链接|A[-+]?|T[-+]?|\|)\s?[:：]?(?:\s?[大中小特])*[】\]）)〗|\s]*",
    re.I,
)
_BYLINE = re.compile(
    r"来源|來源|(?:发布|發佈|更新|发表|刊发)(?:时间|日期|時間|单位|机构|者|人)|(?:时|時)\s{0,4}[间間]\s?[:：]|日\s{0,4}期\s?[:：]|作者\s?[:：]|字体|字号|浏览|点击[量数次]"
    r"|阅读[量数次]|访问[量次]|编辑\s?[:：]|索引号|稿源|记者\s?[:：]|次数|打印|分享|朗读"
)
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年．]\s?\d{1,2}\s?[-/.月．]\s?\d{1,2}")
_SENTENCE = re.compile(r"[，。；！？：、]|[.,;] ")


@dataclass(frozen=True, slots=True)
class Main:
    """The main text of a page.

    `text` has single spaces and a line a block, without heading, byline and what follows the article; `linked`
    is the share of link text in its container (0 where lines were picked one by one); `media` counts
    pictures, films and frames in it. `contained`: one element holds it, `certain`: of a known system's name.
    `start` is the number of its first line among the page's lines, -1 when unknown.
    """

    text: str = ""
    linked: float = 0.0
    media: int = 0
    contained: bool = False
    certain: bool = False
    start: int = -1


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
    return len(text) < SURE and bool(_FOOTER.search(text))


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
            certain = not _SYSTEMS.isdisjoint(names)
        if not certain and node.tag not in _GENERAL and attributes.get("role") != "main":
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


def _at_heading(row: Sequence[str], needles: Sequence[str]) -> int:
    """Return the number of the line after the heading, 0 when no heading stands before the first sentence."""
    wanted = [bare for needle in needles if len(bare := squeeze(needle)[:24]) > 3]
    for number, line in enumerate(row[:HEAD_LINES]):
        bare = squeeze(line)
        if any(bare.startswith(each) or (each.startswith(bare) and len(bare) > MOST_OF * len(each)) for each in wanted):
            return number + 1
        if "。" in line or line.endswith(("：", ":")) or len(line) > LONGEST_BYLINE:
            return 0
    return 0


def _is_byline(line: str, strict: bool) -> bool:
    if len(line) > LONGEST_BYLINE or "。" in line:
        return False
    return bool(_FURNITURE.fullmatch(line) or _BYLINE.search(line) or (not strict and _DAY.search(line)))


def _body_start(row: Sequence[str], start: int, *, strict: bool) -> int:
    """Return the line after the byline that follows a heading ending before line `start`.

    `strict`: a line is not a byline for a date alone, documents carry dates of their own.
    """
    last = start
    for number in range(start, len(row)):
        line = row[number]
        if number - last > BYLINE_GAP or len(line) > LONGEST_BYLINE or "。" in line:
            break
        if line != MEDIUM and _is_byline(line, strict):
            last = number + 1
    return last


def _body_end(row: Sequence[str], start: int, end: int) -> int:
    """Return the first line after the article: a footer with its contacts, what else to read, sharing, printing."""
    for number in range(start, end):
        line = row[number]
        if len(line) < 80 and _STOP.match(line):
            return number
        if len(line) < 200 and _FOOTER.search(line):
            while number > start and _CONTACT.match(row[number - 1]) and len(row[number - 1]) < 60:
                number -= 1
            return number
    return end


def _menu_at(row: Sequence[tuple[str, int]], start: int, end: int) -> int:
    """Return where a run of link lines begins, `end` when there is none: what follows is not the article."""
    run = 0
    for number in range(start, end):
        line, free = row[number]
        run = run + 1 if not free and line != MEDIUM else 0
        if run == MENU_LINES:
            return number + 1 - run
    return end


def _join(row: Sequence[str], *, chinese: bool = True) -> tuple[str, int]:
    """Return text and number of media of lines, lines of furniture left out."""
    whole = "\n".join(row)
    media = whole.count(MEDIUM)
    if not chinese and not media:
        return whole[:LONGEST_TEXT], 0
    plain = []
    for line in row:
        if MEDIUM in line:
            line = line.replace(MEDIUM, "").strip()
        if line and (not chinese or len(line) > LONGEST_FURNITURE or not _FURNITURE.fullmatch(line)):
            plain.append(line)
    return "\n".join(plain)[:LONGEST_TEXT], media


def _in_span(page: Sequence[str], span: Span, needles: Sequence[str], chinese: bool) -> Main:
    """Return the main text of an element without the heading and byline that may stand at its top."""
    start, end = span.start, min(span.end, span.start + MOST_LINES)
    if begin := _at_heading(page[start : start + HEAD_LINES], needles):
        start = min(end, _body_start(page, start + begin, strict=span.certain))
    if chinese:
        end = _body_end(page, start, end)
    text, media = _join(page[start:end], chinese=chinese)
    return Main(text, span.linked, media, True, span.certain, start)


def _own(row: Sequence[tuple[str, int]]) -> list[str]:
    """Return the lines that are not links."""
    return [line for line, free in row if free * 2 >= len(line) or free > OWN_CHARACTERS]


def heading_lines(text: str, needles: Sequence[str]) -> list[int]:
    """Return the lines of `text` at which the heading ends, those after the breadcrumb if there are any."""
    places = sorted(
        {
            text.count("\n", 0, end - 1)
            for end in heading_ends(text, [needle if len(needle) > 3 else "" for needle in needles])
        }
    )
    at = text.find("位置")
    crumb = text.count("\n", 0, at) if at >= 0 and _CRUMB.search(text, max(0, at - 8), at + 8) else -1
    return [place for place in places if place > crumb] or places


def _after_heading(page: Sequence[tuple[str, int]], needles: Sequence[str]) -> Main:
    """Pick the unlinked lines after the heading, at the place where most text follows."""
    best = Main()
    plain = [line for line, _ in page]
    for place in heading_lines("\n".join(plain), needles):
        start = _body_start(plain, place + 1, strict=False)
        end = _menu_at(page, start, _body_end(plain, start, len(plain)))
        text, media = _join(_own(page[start:end]))
        repeated = 0 <= start - best.start < HEAD_LINES and len(text) > SAME_TEXT * len(best.text)
        if best.start < 0 or repeated or _worth(text, media) > _worth(best.text, best.media):
            best = Main(text, 0.0, media, start=start)
    return best


def _worth(text: str, media: int) -> int:
    return len(text) + MEDIUM_WORTH * media


def _densest(page: Sequence[tuple[str, int]]) -> Main:
    """Pick the unlinked lines between the first and the last full sentence before the footer."""
    end = next((number for number, (line, _) in enumerate(page) if number > 5 and _FOOTER.search(line)), len(page))
    sentences = [n for n, (line, free) in enumerate(page[:end]) if free > 24 and _SENTENCE.search(line)]
    if not sentences:
        return Main()
    text, media = _join(_own(page[sentences[0] : sentences[-1] + 1]))
    return Main(text, 0.0, media, start=sentences[0])


def find_main(
    found: Outline, body: LexborNode, page: Sequence[str], span: Span, needles: Sequence[str], *, chinese: bool
) -> Main:
    """Return the main text of a page.

    `page` is the visible text by lines (media marked), `span` the element picked, `needles` the words of the
    heading, best first, `chinese` whether Chinese words can stand on the page. A blank article gives text ''.
    Whether the page is an article at all is not judged here. May mark the links.
    """
    inside = _in_span(page, span, needles, chinese) if span.end > span.start or span.certain else Main()
    if inside.text and inside.linked < LINKED:
        return inside
    mark_links(found)
    marked = unlinked_lines(body.text())[:MOST_LINES]
    after = _after_heading(marked, needles)
    if span.certain and len(after.text) < SURE:
        return inside
    return after if after.text or after.media else _densest(marked)
