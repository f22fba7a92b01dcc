"""The message that a page does not exist, where menu and footer stand around it."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.hiding import how_hidden
from auditor.extract.open_page import Sheet
from auditor.extract.outline import LINK, MEDIUM, UNLINK
from auditor.extract.soft404 import DATED, DATED_ROWS, SHORT_PAGE, ErrorKind, ErrorWords, is_search, message_words

MESSAGE: Final = 80
"""Letters of a line that is a message rather than a sentence of an article."""
OWN_TEXT: Final = 200
"""Letters of main text beside the message from which a page has something to say of its own."""
_MOST_LINES = 2_000
_MOST_NODES = 3_000
_DEEPEST = 40
_MEDIA = str.maketrans("", "", MEDIUM + LINK + UNLINK)
_MARKS = str.maketrans("", "", MEDIUM + LINK + UNLINK + " ")
_CHEAP = ("不存在", "找不到", "未找到", "没有找到", "没找到", "不见了", "走丢", "删除", "移除", "下线", "下架", "撤稿",
          "失效", "过期", "404", "ot found", "not exist", "n't exist")  # fmt: skip
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
