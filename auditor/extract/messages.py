"""Messages of visitors in a list of a page: whether the page says that they were answered (政民互动)."""

import re
from collections.abc import Sequence
from datetime import date

from selectolax.lexbor import LexborNode

from auditor.extract.date_texts import spots
from auditor.extract.open_page import Sheet
from auditor.extract.outline import BLANKED
from auditor.model import ColumnClass, Message

MOST_ROWS = 400
MOST_CELLS = 16
LONGEST_CELL = 400
LONGEST_TITLE = 80

_OPEN = re.compile(
    r"[未待](?:回复|答复|处理|办理|办结)|(?:处理|办理|回复)中|正在(?:处理|办理)|(?:尚未|暂未|暂无)(?:回复|答复)|等待(?:回复|处理)|未回"
)
_DONE = re.compile(r"已(?:回复|答复|办结|处理|办理|完成|解决|结案|回)|办结|(?:回复|办理|处理)完毕")
_HINT = re.compile(r"回复|答复|办结|处理中|待处理|未处理|办理")
_SIGNS = re.compile(r"^[\s\[【(（:：]+|[\s\]】)）:：。]+$")
_ASKED = re.compile(
    r"(?:写信|来信|留言|提交|咨询|投诉|受理|发布|反映|提问|建议)(?:时间|日期)|(?:写信|来信|留言|提交)(?:人)?日"
)
_REPLIED = re.compile(r"(?:回复|答复|办结|反馈)(?:时间|日期|内容)?")
_TITLE = re.compile(r"标题|主题|内容|事项|信件名称")
_STATE = re.compile(r"状态|进度|情况|结果")
_CLOSED = re.compile(r"不予|不再|无需|无效|重复|转办|转交|转送|转至|退回|撤回|撤销|不公开|私密|电话")
_NAME = re.compile(r"留言|信箱|来信|写信|信件|咨询|投诉|互动|建言|问政|民声|办理列表|答复|回复")


def find_messages(sheet: Sheet, kind: ColumnClass | None, name: str) -> tuple[Message, ...]:
    """Return the messages a column page lists, those whose state or reply the page shows marked so.

    `kind` and `name` are the column's. A reply counts as missing only where the row says so in words, or where
    its cell of the reply stands empty while another row's is filled and no cell states a result (不予受理,
    已转办). Other pages list none.
    """
    if kind is not ColumnClass.MESSAGES and not _NAME.search(name):
        return ()
    if not _HINT.search(sheet.visible):
        return ()
    rows = sheet.outline.rows[:MOST_ROWS]
    tables: dict[int, list[LexborNode]] = {}
    found: list[Message] = []
    for node in rows:
        parent = node.parent
        if node.tag == "tr" and parent is not None:
            tables.setdefault(parent.mem_id, []).append(node)
        elif node.tag == "li" and node.css_first("ul,ol,table") is None and (message := _of_words(sheet, node)):
            found.append(message)
    for table in tables.values():
        found += _of_table(sheet, table)
    return tuple(found)


def _cells(node: LexborNode, tags: Sequence[str]) -> list[LexborNode]:
    cells: list[LexborNode] = []
    child = node.child
    while child is not None and len(cells) < MOST_CELLS:
        if child.tag in tags:
            cells.append(child)
        child = child.next
    return cells


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").translate(BLANKED).split())[:LONGEST_CELL]


def _state(words: str) -> bool | None:
    """Return whether a cell says that the message was answered, None where it says neither."""
    plain = _SIGNS.sub("", _SIGNS.sub("", words))
    return False if _OPEN.fullmatch(plain) else True if _DONE.fullmatch(plain) else None


def _of_table(sheet: Sheet, rows: Sequence[LexborNode]) -> list[Message]:
    cells = [_cells(row, ("td", "th")) for row in rows]
    texts = [[_words(cell) for cell in row] for row in cells]
    head = texts[0] if texts else []
    asked = next((at for at, word in enumerate(head) if _ASKED.fullmatch(word)), -1)
    replied = next((at for at, word in enumerate(head) if _REPLIED.fullmatch(word)), -1)
    titled = next((at for at, word in enumerate(head) if _TITLE.search(word)), -1)
    told = {at for at, word in enumerate(head) if at != replied and _STATE.search(word)}
    body = [(line, node) for line, node in zip(texts[1:], rows[1:], strict=True) if len(line) == len(head)]
    filled = replied >= 0 and any(spots(line[replied]) or _state(line[replied]) for line, _ in body)
    found: list[Message] = []
    for line, node in body:
        states = {state for word in line if (state := _state(word)) is not None}
        answered = states.pop() if len(states) == 1 else None
        if answered is None and filled and not states:
            closed = any(at in told or _CLOSED.search(word) for at, word in enumerate(line) if word and at != titled)
            open_ = not line[replied] and not closed and not _has_media(node)
            answered = False if open_ else True if line[replied] else None
        days = [_day(line[asked])] if asked >= 0 else [_day(word) for at, word in enumerate(line) if at != replied]
        if answered is not None or asked >= 0 or replied >= 0:
            title = line[titled] if titled >= 0 else max(line, key=len)
            found.append(_message(sheet, node, title, days, answered))
    return found


def _of_words(sheet: Sheet, node: LexborNode) -> Message | None:
    """Return the message of a list item that says its state in an element of its own, None for other items."""
    parts = [" ".join(part.split()) for part in node.text(separator="\x1f").translate(BLANKED).split("\x1f")]
    states = {state for part in parts if part and (state := _state(part)) is not None}
    if len(states) != 1:
        return None
    return _message(sheet, node, max(parts, key=len), [_day(part) for part in parts], states.pop())


def _has_media(node: LexborNode) -> bool:
    return node.css_first("img,input,button,i[class],span[class]:empty") is not None


def _day(words: str) -> date | None:
    found = spots(words)
    return found[0].on if len(found) == 1 else None


def _message(sheet: Sheet, node: LexborNode, title: str, days: Sequence[date | None], answered: bool | None) -> Message:
    known = {day for day in days if day is not None}
    anchor = node.css_first("a[href]")
    url = sheet.resolve(anchor.attributes.get("href") or "") if anchor is not None else ""
    return Message(title[:LONGEST_TITLE], url, known.pop() if len(known) == 1 else None, answered)
