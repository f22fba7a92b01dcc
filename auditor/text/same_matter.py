"""Decide whether two near texts are one matter published twice, or two matters cut from one template.

Source: docs/accounts.md 8 (number guard) and docs/sources.md 6.7. Bulletins, lists and yearly reports are alike to
nine tenths and more; what sets them apart is a number or a name, so those decide and the share of equal text doesn't.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from auditor.text.matter_differences import FactKind, companions, comparable, facts, renames, says_ours, stands_alone
from auditor.text.normalise import normalise
from auditor.text.numerals import HAN_DIGITS
from auditor.text.signature import LEAST_CHARACTERS
from auditor.text.similarity import Change, Tokens, changes, plain, replaces, tokens

SHORT_CHARACTERS = 100
LIKE_TITLES = 80
TOLD_SHARE = 0.4
MOST_REWORDED = 6
REWORDED_SHARE = 0.03
LEAST_REWORDED_WORDS = 4
DATE_WORDS = 12
SENTENCE_ENDS = "。!?;…"

_REVISED = re.compile(r"更正|勘误|作废|以此为准|以本公告为准|延期至|延长至|调整为|变更为|更改为|补充公告|补充通知")
_TRAILER = re.compile(
    r"附件|版权所有|相关(?:链接|阅读|新闻)|主办|承办|icp|下载|分享|网站|来源|打印|关闭"
    r"|编辑|责编|审核|校对|[初复终]审|供稿|作者|记者|通讯员|摄影|文图|图文|录音"
)
_DATED = re.compile(r"年.{0,8}日$")
_NUMERIC = re.compile(rf"[\d上中下{HAN_DIGITS}]")


class Judgement(NamedTuple):
    """Whether two texts are one matter, and if not, why: a short code."""

    same: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it is compared: its title, its words without boilerplate, its size.

    `characters` counts letters, digits and Han. `media` counts pictures and videos.
    """

    title: str
    tokens: Tokens
    characters: int
    media: int = 0


def read(title: str, text: str, media: int = 0) -> Reading:
    """Return a text as it is compared; linear in its length."""
    content = without_boilerplate(plain(text))
    return Reading(title, tokens(content), len(normalise(content)), media)


def compare(a: Reading, b: Reading, *, brief: bool = False) -> Judgement:
    """Return whether two near texts are one matter, and the reason code where they are not.

    Meant for pairs that are near already; their order does not matter. `brief`: of several reasons the soonest found.
    Codes: 'empty' (no text but boilerplate), 'short' (under 100 characters and title or media differ), the codes of
    `companions`, 'title' (unlike titles the texts know nothing of), a FactKind value, 'name', 'item' (a list
    entry more), 'revision', 'wording' (more is reworded than a copy would be).
    """
    if b.tokens.words < a.tokens.words:
        a, b = b, a
    reason = sized(a, b) or companions(a.title, b.title) or _strangers(a, b) or _bodies(a.tokens, b.tokens, brief)
    return Judgement(not reason, reason)


def sized(a: Reading, b: Reading) -> str:
    """Return why two texts are too short to be judged, or ''."""
    least = min(a.characters, b.characters)
    if least < LEAST_CHARACTERS:
        return "empty"
    if least < SHORT_CHARACTERS and (a.media != b.media or not _titles_settled(a, b)):
        return "short"
    return ""


def _titles_settled(a: Reading, b: Reading) -> bool:
    """Return whether two titles are equal, or are parts of their texts and so compared with them."""
    ours, theirs = normalise(a.title), normalise(b.title)
    return ours == theirs or (_holds(a.tokens, ours) and _holds(b.tokens, theirs))


def _holds(text: Tokens, title: str) -> bool:
    return title in normalise("".join(text.words))


def _strangers(a: Reading, b: Reading) -> str:
    """Return 'title' where unlike titles don't come from the texts: then the texts are the frame of two pages."""
    ours, theirs = (normalise(title) for title in comparable(a.title, b.title))
    if not ours or not theirs or alike(a.title, b.title):
        return ""
    spoken = all(_told(title, text.tokens) >= TOLD_SHARE for title, text in ((ours, a), (theirs, b)))
    return "" if spoken else "title"


def alike(title_a: str, title_b: str) -> bool:
    """Return whether two titles read alike, or one is a part of the other; never where either is empty."""
    ours, theirs = (normalise(title) for title in comparable(title_a, title_b))
    return bool(ours and theirs) and fuzz.partial_ratio(ours, theirs) >= LIKE_TITLES


def _told(title: str, text: Tokens) -> float:
    """Return the share of a title's pairs of characters that its text has."""
    written = normalise("".join(text.words))
    asked = {first + second for first, second in pairwise(title)}
    return sum(pair in written for pair in asked) / max(1, len(asked))


def _bodies(a: Tokens, b: Tokens, brief: bool) -> str:
    a, b, found = _without_labels(a, b, changes(a, b))
    if not found:
        return ""
    if any(_REVISED.search("".join(side.words[part])) for one in found for side, part in ((a, one.a), (b, one.b))):
        return "revision"
    inner = found[_added_in_front(found) : len(found) - _added_behind(found, a, b)]
    if not inner:
        return ""
    if brief and (reason := _changed(a, b, inner)):
        return reason
    return _facts_apart(a, b, found, inner) or _changed(a, b, inner)


def _without_labels(a: Tokens, b: Tokens, found: Sequence[Change]) -> tuple[Tokens, Tokens, Sequence[Change]]:
    """Return both texts without the labels (#…#) that only one of them has, and where they part then."""
    ours, theirs = (
        [part for part in parts if _label(side, part)]
        for side, parts in (
            (a, [one.a for one in found if one.b.start == one.b.stop]),
            (b, [one.b for one in found if one.a.start == one.a.stop]),
        )
    )
    if not ours and not theirs:
        return a, b, found
    a, b = _without(a, ours), _without(b, theirs)
    return a, b, changes(a, b)


def _label(side: Tokens, part: slice) -> bool:
    closed = part.stop == len(side.words) or side.gaps[part.stop].startswith("#")
    return bool(side.gaps[part.start].endswith("#") and closed)


def _without(side: Tokens, parts: Sequence[slice]) -> Tokens:
    left_out = {place for part in parts for place in range(part.start, part.stop)}
    kept = [place for place in range(len(side.words)) if place not in left_out]
    return Tokens(tuple(side.words[place] for place in kept), tuple(side.gaps[place] for place in kept))


def _added_in_front(found: Sequence[Change]) -> int:
    first = found[0]
    return int(first.a.start == first.b.start == 0 and not replaces(first))


def _added_behind(found: Sequence[Change], a: Tokens, b: Tokens) -> int:
    """Return 1 where the last change only adds to the end of one text, and not to a list."""
    last = found[-1]
    if last.a.stop < len(a.words) or last.b.stop < len(b.words) or replaces(last):
        return 0
    if len(found) == 1 and _added_in_front(found):
        return 0
    side, part = (a, last.a) if last.a.stop > last.a.start else (b, last.b)
    before = "".join(side.words[max(0, part.start - DATE_WORDS) : part.start])
    added = "".join(side.words[part])
    ended = any(sign in SENTENCE_ENDS for sign in side.gaps[part.start])
    return int(ended or bool(_DATED.search(before)) or bool(_TRAILER.search(added)))


def _facts_apart(a: Tokens, b: Tokens, found: Sequence[Change], inner: Sequence[Change]) -> str:
    """Return the kind of fact that one text has and the other lacks, what was added at its ends left out."""
    if not any(_NUMERIC.search("".join(side.words[part])) for one in inner for side, part in ((a, one.a), (b, one.b))):
        return ""
    front, behind = found[0] is not inner[0], found[-1] is not inner[-1]
    sets = []
    for side, parts in ((a, [one.a for one in found]), (b, [one.b for one in found])):
        start = parts[0].stop if front else 0
        stop = parts[-1].start if behind else len(side.words)
        sets.append(facts(_written(side, start, stop)))
    return next((str(kind) for kind in FactKind if sets[0][kind] != sets[1][kind]), "")


def _written(side: Tokens, start: int, stop: int) -> str:
    return "".join(gap + word for gap, word in zip(side.gaps[start:stop], side.words[start:stop], strict=True))


def _changed(a: Tokens, b: Tokens, inner: Sequence[Change]) -> str:
    """Return why words that were changed inside a text make it another matter, or ''."""
    reworded: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for one in inner:
        old, new = a.words[one.a], b.words[one.b]
        if not old or not new:
            if stands_alone(a, one.a) or stands_alone(b, one.b):
                return "item"
            continue
        if _numeric(old) and _numeric(new):
            if _values(old) != _values(new):
                return str(FactKind.NUMBER)
            continue
        if renames(a, b, one):
            return "name"
        reworded[old, new] += 1
    return _too_much(reworded, min(len(a.words), len(b.words)))


def _too_much(reworded: Counter[tuple[tuple[str, ...], tuple[str, ...]]], words: int) -> str:
    if any(times > 1 and not any(map(says_ours, pair)) for pair, times in reworded.items()):
        return "name"
    changed = sum(max(len(old), len(new)) for old, new in reworded)
    if len(reworded) > MOST_REWORDED or changed > max(LEAST_REWORDED_WORDS, REWORDED_SHARE * words):
        return "wording"
    return ""


def _numeric(words: Sequence[str]) -> bool:
    return any(word[0].isdigit() for word in words) or all(word in HAN_DIGITS for word in words)


def _values(words: Sequence[str]) -> list[str]:
    """Return the numbers among words without leading zeros, all words where there is no digit."""
    return [word.lstrip("0") for word in words if word[0].isdigit()] or list(words)


# Boilerplate that a page prints around a text: counters, publication line, breadcrumb, neighbours, buttons.

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


def without_boilerplate(text: str) -> str:
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
