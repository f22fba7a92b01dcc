"""Take away what a page prints round a text: counters, publication line, breadcrumb, neighbours, buttons.

Two pages of one text differ in these and nothing else, so they must not decide whether the texts are the same.
"""

import re

EDGE_CHARACTERS = 400
EDGE_LINES = 6

_DAY = r"\d{4}\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}\s?日?"
_CLOCK = r"\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?秒?"
_STAMP = rf"{_DAY}(?:\s{{0,4}}{_CLOCK})?"
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\x21-\x7e]{1,300}|\b[\w-]{6,60}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|wps|ofd)\b",
    re.ASCII,
)
_COUNTER = re.compile(
    r"(?:浏览|点击|阅读|访问|人气|播放|已阅)(?:次数|量|数|率)?\s{0,3}(?:[:：]\s{0,3}\d{0,9}\s?[次人]{0,2}|\d{1,9}\s?[次人])"
)
_PUBLISHED = re.compile(
    rf"(?:发布|发表|更新|添加|录入|生成|公开|上传|刊登|发文|信息)(?:时间|日期)\s{{0,3}}[:：]?\s{{0,3}}{_STAMP}"
    rf"|(?:时间|日期)\s{{0,3}}[:：]\s{{0,3}}\d{{4}}-\d{{1,2}}-\d{{1,2}}\s{{0,4}}{_CLOCK}"
)
_LABELLED = re.compile(
    r"(?:信息来源|稿件来源|文章来源|来源|供稿单位|供稿|作者|责任编辑|编辑|责编|审核|校对|初审|复审|终审|录入|发布机构|发布单位|发布者"
    r"|信息分类|主题分类|索\s?引\s?号|信息索引)\s{0,3}[::丨|]\s{0,3}[^\s,。;]{0,30}"
)
_BUTTONS = re.compile(
    r"(?:字体|字号|文字大小)\s?[:：]?\s?[\[【(]?(?:\s?[大中小特默认]{1,2}\s?[|,]?){1,4}[\]】)]?"
    r"|[\[【](?:打印|关闭|收藏|返回|我要纠错|纠错|大|中|小)[^\]】]{0,12}[\]】]"
    r"|打印本页|关闭窗口|关闭本页|返回顶部|我要纠错|分享到\s?[:：]?|扫一扫[^\n]{0,30}"
)
_TRAIL = re.compile(
    r"(?:当前位置|您的位置|你的位置|所在位置|您现在的位置|您当前的位置)(?:是)?\s?[:：]?"
    r"(?:[^\n]{0,120}(?=\n|$)|(?:[^\n>›»/]{0,30}[>›»/]\s?){0,8}[^\n>›»/]{0,30})"
)
_NEIGHBOUR = re.compile(r"(?:上一篇|下一篇|上一条|下一条|上篇|下篇|上一页|下一页)\s?[:：]?[^\n]{0,120}")
_FOOTER = re.compile(
    r"(?:版权所有|copyright|icp\s?备|公网安备|公安备案|网站标识码|技术支持|网站地图|您访问的链接即将离开)[^\n]{0,300}"
)
_STAMP_LINE = re.compile(rf"\s{{0,9}}{_STAMP}\s{{0,9}}")


def without_furniture(text: str) -> str:
    """Return a text (as `tokens.plain` folds it) without addresses, counters and what frames it on a page.

    Publication stamps, 来源 and 编辑 lines, breadcrumb, neighbours and buttons go only from the first and last
    400 characters and a bare date only from the first six lines: further in, and as 落款, they are content.
    """
    text = _COUNTER.sub(" ", _ADDRESS.sub(" ", text))
    if len(text) <= 2 * EDGE_CHARACTERS:
        return _frame(_bare_dates(text))
    head, middle, tail = text[:EDGE_CHARACTERS], text[EDGE_CHARACTERS:-EDGE_CHARACTERS], text[-EDGE_CHARACTERS:]
    return _frame(_bare_dates(head)) + middle + _frame(tail)


def _frame(edge: str) -> str:
    for pattern in (_PUBLISHED, _TRAIL, _LABELLED, _BUTTONS, _NEIGHBOUR, _FOOTER):
        edge = pattern.sub("\n", edge)
    return edge


def _bare_dates(head: str) -> str:
    lines = head.split("\n")
    if len(lines) <= EDGE_LINES:
        return head
    return "\n".join(line for at, line in enumerate(lines) if at >= EDGE_LINES or not _STAMP_LINE.fullmatch(line))
