"""Tell from two titles that their texts are two matters: a policy and its 解读, a notice and its 更正, a series."""

import re

from auditor.text.matter_facts import FactKind, facts
from auditor.text.named_bodies import renames
from auditor.text.word_tokens import changes, plain, replaces, tokens

ALIKE = 0.5
TITLE_CHARACTERS = 200

_COMPANION = re.compile(
    r"解读|图解|一图(?:读|看)?懂|一图了解|问答|答记者问|答疑|新闻发布会|起草说明|编制说明|英文版|无障碍版"
)
_REVISION = re.compile(
    r"更正|勘误|补正|补充|延期|延长|变更|终止|中止|撤销|取消|更新|重新|重发|修订|修改|修正|调整|废止|再次|继续|持续|进一步|续报|征求意见|征集意见|意见稿|草案|送审稿"
)
_STAGE = re.compile(
    r"公示|公布|结果|招标|中标|成交|采购意向|预告|报名|笔试|面试|体检|考察|录用|聘用|解除|启动|验收"
    r"|新办|首次申请|变更|延续|注销|补办|换发|补发|年检|设立登记|开业"
)
_NUMBER = re.compile(r"\d+")
_SITE_NAME = re.compile(r"[_|｜]+|\s+[-–—]+\s+|—{2}|--")
_CUT_OFF = re.compile(r"(?:\.{3}|…)\s*$")


def companions(title_a: str, title_b: str) -> str:
    """Return why two titles speak of different matters, or '' where they may be one.

    'companion', 'revision' (one is a correction, extension or draft of the other), 'stage' (公示 and 结果公布),
    a FactKind value where both state another number, date, ordinal or part, 'name' where like titles name another
    body. An empty title says nothing; a title cut off with … is compared as far as it goes.
    """
    a, b = comparable(title_a, title_b)
    if not a or not b or tokens(a).words == tokens(b).words:
        return ""
    for reason, pattern in (("companion", _COMPANION), ("revision", _REVISION)):
        if set(pattern.findall(a)) != set(pattern.findall(b)):
            return reason
    stages = [set(_STAGE.findall(title)) for title in (a, b)]
    if all(stages) and stages[0] != stages[1]:
        return "stage"
    return _facts_apart(a, b) or _names_apart(a, b)


def comparable(title_a: str, title_b: str) -> tuple[str, str]:
    """Return two titles folded and cut to what can be compared.

    Trailing parts that both have (site name, column) go; where one is cut off with … both end there.
    """
    first, second = (_SITE_NAME.split(plain(title[:TITLE_CHARACTERS])) for title in (title_a, title_b))
    while len(first) > 1 and len(second) > 1 and first[-1].strip() == second[-1].strip():
        first.pop()
        second.pop()
    a, b = " ".join(first), " ".join(second)
    for cut in (a, b):
        ended = _CUT_OFF.search(cut)
        if ended:
            return a[: ended.start()], b[: ended.start()]
    return a, b


def _facts_apart(a: str, b: str) -> str:
    ours, theirs = facts(a), facts(b)
    for kind in FactKind:
        either = ours[kind] != theirs[kind] if kind is FactKind.PART else False
        if either or not (ours[kind] <= theirs[kind] or theirs[kind] <= ours[kind]):
            return str(kind)
    numbers = [{number.lstrip("0") for number in _NUMBER.findall(title)} for title in (a, b)]
    return "" if numbers[0] <= numbers[1] or numbers[1] <= numbers[0] else str(FactKind.NUMBER)


def _names_apart(a: str, b: str) -> str:
    ours, theirs = tokens(a), tokens(b)
    found = changes(ours, theirs)
    shorter = min(len(ours.words), len(theirs.words))
    changed = sum(max(one.a.stop - one.a.start, one.b.stop - one.b.start) for one in found)
    if not shorter or 1 - changed / shorter < ALIKE:
        return ""
    return "name" if any(replaces(one) and renames(ours, theirs, one) for one in found) else ""
