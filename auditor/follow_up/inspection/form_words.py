"""The words of inspection sheets and forms, Chinese and English."""

from collections.abc import Mapping

from auditor.inventory.tables import fold

Pair = tuple[str, str]

WORDS: Mapping[str, Pair] = {
    "title": ("公示点位巡查表", "Inspection of a notice point"),
    "as_of": ("登记截至 {day}", "as registered by {day}"),
    "unit": ("责任单位", "Unit"),
    "place": ("地址", "Place"),
    "notes": ("备注", "Notes"),
    "last": ("上次巡查", "Last inspected"),
    "never": ("没有记录", "not on record"),
    "counts": ("登记在张贴 {n} 张，其中需处理 {todo} 张", "{n} on the list, {todo} of them to see to"),
    "empty": ("登记中没有正在张贴的公示单。", "The list has no sheet that hangs here."),
    "unreadable": ("登记数据读不出：{why}", "The list cannot be read: {why}"),
    "sheet": ("公示单", "Sheet"),
    "posted": ("张贴", "Posted"),
    "ends": ("到期", "Ends"),
    "todo": ("提示", "To do"),
    "remark": ("备注", "Remarks"),
    "found": ("现场新发现（登记中没有的）", "Found here and not on the list"),
    "inspector": ("巡查人", "Inspector"),
    "signature": ("签名", "Signature"),
    "day": ("巡查日期", "Date"),
    "more": (
        "另有 {n} 张放不下，请用电子巡查表（--format xlsx）",
        "{n} more do not fit: take the spreadsheet (--format xlsx)",
    ),
    "advice": (
        "只登记、撤下，不销毁：撤下的公示单交责任单位留存。",
        "Note and take down, destroy nothing: what is taken down goes to the unit for its records.",
    ),
    "todo_expired": ("已过期{days}天，撤下", "ended {days} days ago"),
    "todo_worded": ("推算过期{days}天", "maybe ended {days} days ago"),
    "todo_twice": ("登记{days}张，留一张", "listed {days} times"),
    "todo_lasting": ("张贴{days}天无期限", "up {days} days, no end"),
    "fill": (
        "在黄色格中填写：先在“整个点位”一行填巡查日期和巡查人，再逐行选现场情况；登记中没有的写在“新增”行。"
        "填好后运行 auditor notices import 读回。灰色格请勿改动。",
        "Fill in the yellow cells: date and inspector in the row of the whole point, then each sheet's state; what is "
        "not on the list goes into the rows of new ones. Read it back with auditor notices import. Leave grey cells.",
    ),
    "whole": ("（整个点位）", "(the whole point)"),
    "choose": ("请从列表中选择", "choose from the list"),
    "choose_day": ("请填日期，如 2025-01-02", "a date such as 2025-01-02"),
}
"""What is printed; {blanks} are filled in."""

STATES: Mapping[str, Pair] = {
    "there": ("在", "there"),
    "gone": ("不在", "gone"),
    "expired": ("已过期", "expired"),
    "damaged": ("破损", "damaged"),
}
"""What an inspector may find of a sheet."""

ACTIONS: Mapping[str, Pair] = {"kept": ("保留", "kept"), "down": ("已撤下", "taken down")}
"""What an inspector may have done with it."""

FORM: Mapping[str, Pair] = {
    "point": ("点位编号", "point"),
    "name": ("点位名称", "point name"),
    "unit": ("责任单位", "unit"),
    "id": ("行编号", "row id"),
    "title": ("标题", "title"),
    "posted_at": ("张贴日期", "posted_at"),
    "expires_at": ("到期日期", "expires_at"),
    "todo": ("提示", "to do"),
    "state": ("现场情况", "state"),
    "action": ("处理", "action"),
    "inspected_at": ("巡查日期", "inspected_at"),
    "inspector": ("巡查人", "inspector"),
    "remark": ("巡查备注", "remark"),
}
"""The columns of the form to fill in, in order."""

WHOLE, NEW = "BOARD", "NEW"
"""Row ids of the row for the whole point, and of the rows for sheets that the list lacks."""

LISTED: Mapping[str, Pair] = {
    "title": ("标题", "title"),
    "posted_at": ("张贴时间", "posted_at"),
    "expires_at": ("到期时间", "expires_at"),
    "inspected_at": ("巡查时间", "inspected_at"),
    "taken_down_at": ("撤下时间", "taken_down_at"),
    "state": ("现场情况", "state"),
    "inspector": ("巡查人", "inspector"),
    "remark": ("巡查备注", "remark"),
}
"""The columns that an import writes into a point's list, by the name they get where the list lacks them."""


def say(key: str, lang: str, /, **values: object) -> str:
    """Return a text of WORDS in 'zh' or 'en', filled in."""
    return in_lang(WORDS[key], lang).format(**values)


def in_lang(pair: Pair, lang: str) -> str:
    """Return the word of a language; English for any but 'zh'."""
    return pair[0 if lang == "zh" else 1]


def code_of(word: str, words: Mapping[str, Pair]) -> str:
    """Return the code that a word of either language stands for, '' where it stands for none.

    What is done may be said without 已: the paper form heads its boxes so.
    """
    folded = fold(word)
    said = {code: (code, *pair, pair[0].removeprefix("已")) for code, pair in words.items()}
    return next((code for code, spelt in said.items() if folded in map(fold, spelt)), "")
