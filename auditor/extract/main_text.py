"""The main text of an article page: a known container of Chinese site systems, else the lines after the heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from auditor.extract.elements import LINKED, LONGEST_TEXT, SURE, Span, footers
from auditor.extract.meta import heading_ends, squeeze
from auditor.extract.outline import MEDIUM, Outline, mark_links, unlinked_lines

MOST_LINES = 6_000
OWN_CHARACTERS = 20
"""Characters outside links that make a line the page's own even where most of it is linked."""

SAME_TEXT = 0.8
"""Share of the text after a heading that must follow the same heading again for the second one to count."""

MEDIUM_WORTH = 40
"""Characters that one picture or film weighs when places are compared."""

SENTENCE_LETTERS = 24
_SENTENCE = re.compile(r"[，。；！？：、]|[.,;] ")


@dataclass(frozen=True, slots=True)
class Main:
    """The main text of a page.

    `text` has single spaces and a line a block, without heading, byline and what follows the article; `linked`
    is the share of link text in its container (0 where lines were picked one by one); `media` counts
    pictures, films and frames in it. `contained`: one element holds it, `certain`: of a known system's name.
    `start` is the number of its first line among the page's lines, -1 when unknown; `blank_at` the line after
    the heading of a page without text.
    """

    text: str = ""
    linked: float = 0.0
    media: int = 0
    contained: bool = False
    certain: bool = False
    start: int = -1
    blank_at: int = -1


def _in_span(page: Sequence[str], span: Span, needles: Sequence[str], chinese: bool) -> Main:
    """Return the main text of an element without the heading and byline that may stand at its top."""
    start, end = span.start, min(span.end, span.start + MOST_LINES)
    if begin := at_heading(page[start : start + HEAD_LINES], needles):
        start = min(end, body_start(page[:end], start + begin, strict=span.certain))
    if chinese:
        end = body_end(page, start, end, endings(page[:end], start))
    text, media = join(page[start:end], chinese=chinese)
    return Main(text, span.linked, media, True, span.certain, start)


def _own(row: Sequence[tuple[str, int]]) -> list[str]:
    """Return the lines that are not links."""
    return [line for line, free in row if free * 2 >= len(line) or free > OWN_CHARACTERS]


def _after_heading(page: Sequence[tuple[str, int]], needles: Sequence[str]) -> Main:
    """Pick the unlinked lines after the heading, at the place where most text follows."""
    best = Main()
    plain = [line for line, _ in page]
    stops = endings(plain)
    for place in heading_lines("\n".join(plain), needles):
        foot = next((number for number, footer in stops if footer and number > place), len(plain))
        start = body_start(plain[:foot], place + 1, strict=False)
        end = menu_at(page, start, body_end(plain, start, len(plain), stops))
        text, media = join(_own(page[start:end]))
        repeated = 0 <= start - best.start < HEAD_LINES and len(text) > SAME_TEXT * len(best.text)
        if best.start < 0 or repeated or _worth(text, media) > _worth(best.text, best.media):
            best = Main(text, 0.0, media, start=start)
    return best


def _worth(text: str, media: int) -> int:
    return len(text) + MEDIUM_WORTH * media


def _densest(page: Sequence[tuple[str, int]]) -> Main:
    """Pick the unlinked lines between the first and the last full sentence before the footer."""
    feet = footers([line for line, _ in page], LONGEST_TEXT)
    end = next((number for number in feet if number > 5), len(page))
    sentences = [
        number
        for number, (line, free) in enumerate(page[:end])
        if free > SENTENCE_LETTERS
        and _SENTENCE.search(line)
        and number not in feet
        and not is_byline(line, strict=False)
    ]
    if not sentences:
        return Main()
    text, media = join(_own(page[sentences[0] : sentences[-1] + 1]))
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
    if after.text or after.media:
        return after
    dense = _densest(marked)
    return dense if dense.text else replace(dense, blank_at=after.start)


# Where an article begins and ends among the lines of a page: heading, byline, controls, footer.

MOST_OF = 0.6
"""Share of a heading that a line must hold to be taken for its first line."""

BYLINE_GAP = 8
"""Lines of other words (share buttons, subtitles) that may stand between the lines of a byline."""

MENU_LINES = 4
"""Link lines in a row that are a menu or a list of other articles."""

SHORT_HEADING = 3

HEAD_LINES = 14
"""Lines at the head of a text among which heading and byline are looked for."""

LONGEST_BYLINE = 110
LONGEST_CONTROL = 40
LONGEST_STOP = 80
LONGEST_FOOTER = 200
LONGEST_CONTACT = 60


def _any(*words: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(words), flags)


_REACH = r"(?:联系|单位|办公)?地\s?址|(?:联系|办公)?电\s?话|邮\s?编|传\s?真|(?:电子)?邮箱"
_CONTACT = _any("主办|承办|邮政编码|微信|微博|无障碍|关于我们|网站地图|联系我们|[©ⓒ]", _REACH)
_ADDRESS = re.compile(_REACH)
_HAN = re.compile("[\u4e00-\u9fff]")
_CRUMB = re.compile(r"(?:当前|您的|所在|你的|您)\S{0,4}位置|位置\s?[:：]")
_STOP = _any(
    "上一[篇条则页个]|下一[篇条则页个]|分享到|扫一扫|打印本页|关闭窗口|【打印|更多>>$",
    r"相关(?:链接|阅读|新闻|信息|文章|文档|稿件|推荐|解读|政策|资讯|报道)\s?[:：]?$",
    r"(?:延伸|推荐|热门|精彩)阅读$|热点(?:推荐|新闻)|[（(\[【]?责任编辑\s?[:：]",
    "网友评论|发表评论|我要评论|猜你喜欢|为您推荐",
)
_CONTROL_WORDS = (
    "打印(?:本页|此页|文章)?|关闭(?:窗口|本页|页面)?|收藏(?:本页)?|返回(?:顶部|上页|首页|列表)?|分享(?:到|至)?",
    r"微信|微博|QQ空间|新浪微博|腾讯微博|大|中|小|默认|超大|字体|字号|(?:我要|网站)?纠错|次|听全文|语音播报",
    r"朗读|播放|暂停|下载|复制链接|A[-+]?|T[-+]?|\|",
)
_CONTROLS = re.compile(
    rf"[【\[（(〖|\s]*(?:{'|'.join(_CONTROL_WORDS)})\s?[:：]?(?:\s?[大中小特])*[】\]）)〗|\s]*", re.I
)
_BYLINE = _any(
    "来源|來源|字体|字号|浏览|点击[量数次]|阅读[量数次]|访问[量次]|索引号|稿源|次数|打印|分享|朗读",
    "(?:发布|發佈|更新|发表|刊发)(?:时间|日期|時間|单位|机构|者|人)",
    r"(?:时|時)\s{0,4}[间間]\s?[:：]|日\s{0,4}期\s?[:：]|(?:作者|编辑|记者)\s?[:：]",
)
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年．]\s?\d{1,2}\s?[-/.月．]\s?\d{1,2}")


def at_heading(row: Sequence[str], needles: Sequence[str]) -> int:
    """Return the number of the line after the heading, 0 when no heading stands before the first sentence."""
    wanted = [bare for needle in needles if len(bare := squeeze(needle)[:24]) > 3]
    for number, line in enumerate(row[:HEAD_LINES]):
        bare = squeeze(line)
        if any(bare.startswith(each) or (each.startswith(bare) and len(bare) > MOST_OF * len(each)) for each in wanted):
            return number + 1
        if "。" in line or line.endswith(("：", ":")) or len(line) > LONGEST_BYLINE:
            return 0
    return 0


def is_byline(line: str, *, strict: bool) -> bool:
    """Say whether a line is part of a byline: source, date, views, font size; `strict`: a date alone is none."""
    if len(line) > LONGEST_BYLINE or "。" in line:
        return False
    return bool(_CONTROLS.fullmatch(line) or _BYLINE.search(line) or (not strict and _DAY.search(line)))


def body_start(row: Sequence[str], start: int, *, strict: bool) -> int:
    """Return the line after the byline that follows a heading ending before line `start`.

    `strict`: a line is not a byline for a date alone, documents carry dates of their own.
    """
    last = start
    for number in range(start, len(row)):
        line = row[number]
        if number - last > BYLINE_GAP or len(line) > LONGEST_BYLINE or "。" in line:
            break
        if line != MEDIUM and is_byline(line, strict=strict):
            last = number + 1
    return last


def endings(row: Sequence[str], first: int = 0) -> list[tuple[int, bool]]:
    """Return the lines from `first` on at which an article may end, in order, and whether each is a footer."""
    row = row[first:]
    found = dict.fromkeys(footers(row, LONGEST_FOOTER), True)
    if _HAN.search("\n".join(row)):
        found |= {number: False for number, line in enumerate(row) if len(line) < LONGEST_STOP and _STOP.match(line)}
    return sorted((number + first, footer) for number, footer in found.items())


def body_end(row: Sequence[str], start: int, end: int, stops: Sequence[tuple[int, bool]]) -> int:
    """Return the first line after the article: a footer with its contacts, what else to read, sharing, printing.

    `stops` are the `endings` of the lines.
    """
    number, footer = next((stop for stop in stops if start <= stop[0] < end), (end, False))
    while footer and number > start and _CONTACT.match(row[number - 1]) and len(row[number - 1]) < LONGEST_CONTACT:
        number -= 1
    return _trimmed(row, start, number)


def addresses_above(row: Sequence[str], foot: Sequence[str]) -> str:
    """Return lines of addresses and telephone numbers that stand above the footer and not in it.

    `row` are lines from the heading on, `foot` those of the footer's elements. '' where the footer is none of
    them: whose the lines are cannot be told then.
    """
    stop = next(iter(footers(row, LONGEST_FOOTER)), 0)
    if not stop or row[stop] not in foot:
        return ""
    return "\n".join(line for line in row[:stop] if _ADDRESS.match(line) and row.count(line) > foot.count(line))


def _trimmed(row: Sequence[str], start: int, end: int) -> int:
    """Return `end` without the lines before it that name editor, source or date of publication."""
    while end > start and len(row[end - 1]) < LONGEST_CONTACT and is_byline(row[end - 1], strict=True):
        end -= 1
    return end


def menu_at(row: Sequence[tuple[str, int]], start: int, end: int) -> int:
    """Return where a run of link lines begins, `end` when there is none: a menu ends the article."""
    run = 0
    for number in range(start, end):
        line, free = row[number]
        run = run + 1 if not free and line != MEDIUM else 0
        if run == MENU_LINES:
            return number + 1 - run
    return end


def join(row: Sequence[str], *, chinese: bool = True) -> tuple[str, int]:
    """Return text and number of media of lines, without the page's controls (打印, 关闭, 字体)."""
    whole = "\n".join(row)
    media = whole.count(MEDIUM)
    if not chinese and not media:
        return whole[:LONGEST_TEXT], 0
    plain = []
    for line in row:
        if MEDIUM in line:
            line = line.replace(MEDIUM, "").strip()
        if line and (not chinese or len(line) > LONGEST_CONTROL or not _CONTROLS.fullmatch(line)):
            plain.append(line)
    return "\n".join(plain)[:LONGEST_TEXT], media


def heading_lines(text: str, needles: Sequence[str]) -> list[int]:
    """Return the lines of `text` at which the heading ends, those after the breadcrumb if there are any.

    A heading of two or three letters (简介) must have the line to itself.
    """
    found = {
        text.count("\n", 0, end - 1)
        for end in heading_ends(text, [needle if len(needle) > SHORT_HEADING else "" for needle in needles])
    }
    if not found and (short := {needle for needle in needles if 1 < len(needle) <= SHORT_HEADING}):
        found = {number for number, line in enumerate(text.split("\n")) if line in short}
    places = sorted(found)
    at = text.find("位置")
    crumb = text.count("\n", 0, at) if at >= 0 and _CRUMB.search(text, max(0, at - 8), at + 8) else -1
    return [place for place in places if place > crumb] or places
