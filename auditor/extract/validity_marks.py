"""How long a page holds: the end of a notice, the validity of a document, and marks that it is over."""

import re
from collections.abc import Mapping
from datetime import date

from selectolax.lexbor import LexborNode

from auditor.extract.open_page import Sheet
from auditor.extract.outline import BLANKED
from auditor.model import DocumentFacts, EndDate, EndKind
from auditor.text.document_names import may_be_official
from auditor.text.end_dates import end_dates, kinds_of
from auditor.text.validity import document_facts

LONGEST_BANNER = 40
LONGEST_ROW = 200
MOST_ANCHORS = 2_000
HOLDERS = 3
"""Elements round a link in which the state of its row stands."""

_STATE = r"已(?:经)?(?:结束|截止|截至|到期|过期|失效|归档|关闭|下线)"
_SHOWN_OVER = re.compile(rf"(?:公示期?|公告期?)(?:时间)?现?{_STATE}|已过公示期")
_OPEN_OVER = re.compile(
    rf"(?:报名|征集|活动|投票|申报|招聘|竞租|招标|采购|调查|征求意见)(?:工作|时间|期)?现?{_STATE}|已过(?:有效期|报名期|截止日期)"
)
_ENDED = _STATE.replace("关闭", "完成|关闭")
_NOTE = re.compile(
    rf"^[\[【(（《\s]{{0,3}}(?:.{{0,12}}状态\s?[:：]?\s?)?(?:.{{0,16}}{_ENDED}|结束|截止|已公布|历史公告).{{0,12}}$"
)
_WRITTEN = re.compile(rf"{_ENDED}|is_?expired", re.I)
_PICTURE = re.compile(rf"<img[^>]{{0,300}}(?:{_ENDED}|yijieshu|yjs\.|expired)", re.I)
_ROW_STATE = re.compile(rf"{_ENDED}|(?:^|[\s\[【(（|｜])(?:结束|截止|过期|关闭)(?=$|[\s\]】)）|｜])")


def article_title(meta: Mapping[str, str], heading: str, title: str) -> str:
    """Return what an article is called: ArticleTitle, else its heading, else the page's title."""
    return meta.get("articletitle") or heading or title


def find_ends(
    sheet: Sheet, title: str, text: str, start: int, published: date | None
) -> tuple[tuple[EndDate, ...], str]:
    """Return the ends that a notice names, and the words by which its page says that it is over ('' = it does not).

    `start` is the line its text begins at (-1 = not known). ((), '') for pages that announce nothing with an end.
    A script that may write such a mark counts as one.
    """
    if not kinds_of(title) or not (ends := end_dates(title, text, published)):
        return (), ""
    shown = EndKind.PUBLICITY in {one.kind for one in ends}
    return ends, _says_over(sheet, text, start, _SHOWN_OVER if shown else _OPEN_OVER)


def _says_over(sheet: Sheet, text: str, start: int, over: re.Pattern[str]) -> str:
    shown = sheet.row[max(start - 40, 0) : start + text.count("\n") + 8] if start >= 0 else sheet.row
    if match := over.search(text):
        return match[0]
    for line in shown:
        line = line.translate(BLANKED).strip()
        if len(line) <= LONGEST_BANNER and (match := _NOTE.match(line)):
            return match[0].strip()
    if match := _PICTURE.search(sheet.decoded.utf8.decode("utf-8", "replace")):
        return match[0][-LONGEST_BANNER:]
    match = next((found for script in sheet.scripts if (found := _WRITTEN.search(script))), None)
    return match[0] if match else ""


def find_document(sheet: Sheet, title: str, text: str, start: int, published: date | None) -> DocumentFacts | None:
    """Return the validity that the page of a normative document states, None for other pages."""
    if not may_be_official(title):
        return None
    at = sum(len(line) + 1 for line in sheet.row[:start]) if start >= 0 else 0
    return document_facts(title, text, sheet.visible[max(0, at - 2_400) : at + 900].translate(BLANKED), published)


def ended_rows(sheet: Sheet) -> tuple[str, ...]:
    """Return the targets of links whose row says that the matter is over (状态：已结束), in order, each once."""
    if not sheet.chinese or not _ROW_STATE.search(sheet.visible):
        return ()
    found: dict[str, None] = {}
    for anchor in sheet.outline.anchors[:MOST_ANCHORS]:
        href = anchor.attributes.get("href") or ""
        if href and _row_is_over(anchor) and (url := sheet.resolve(href)):
            found[url] = None
    return tuple(found)


def _row_is_over(anchor: LexborNode) -> bool:
    node: LexborNode | None = anchor
    for _ in range(HOLDERS):
        node = node.parent if node is not None else None
        if node is None or node.tag in ("ul", "ol", "tbody", "table", "body"):
            return False
        words = node.text(separator=" ").translate(BLANKED)
        if len(words) > LONGEST_ROW:
            return False
        if _ROW_STATE.search(words):
            return len(node.css("a")) <= 2
    return False
