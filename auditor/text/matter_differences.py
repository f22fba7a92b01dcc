"""What tells two matters apart: numbers and dates, names put in place of others, and the words of their titles.

Source: docs/accounts.md 8, the number guard.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from auditor.text.numerals import HAN_DIGITS, digits_of
from auditor.text.similarity import Change, Tokens, changes, plain, replaces, tokens


class FactKind(StrEnum):
    """What a fact is, in the order in which a difference is named."""

    DOCUMENT = "document_number"
    ORDINAL = "ordinal"
    PART = "part"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"


Facts = Mapping[FactKind, frozenset[str]]

_N = rf"(?:\d{{1,8}}|[{HAN_DIGITS}]{{1,8}})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
_FACT = re.compile(
    rf"(?P<document>[〔\[(【〈<]\s?(?P<issued>{_YEAR})\s?[〕\])】〉>]\s?(?:第\s?)?(?P<number>\d{{1,6}})\s?号)"
    rf"|(?P<ordinal>第\s?(?P<place>{_N})\s?(?P<of>批|期|号|次|届|轮|季度|周|辑|场|集|回|部分|标段|包|组|季|年度|阶段|版|例|篇|讲))"
    rf"|(?P<part>[(](?P<which>[{HAN_DIGITS}]{{1,3}}|[上中下]|\d{{1,2}})[)])"
    rf"|(?P<date>(?P<year>{_YEAR})\s?(?:年|[-./](?=\d))"
    rf"(?:\s?(?P<month>{_N})\s?(?:月|[-./](?=\d))(?:\s?(?P<day>{_N})(?:\s?[日号])?(?!\d))?)?)"
    rf"|(?P<yearless>(?P<month_only>{_N})\s?月(?:份|\s?(?P<day_only>{_N})\s?[日号]))"
    rf"|(?P<half>[上下]半年|[{HAN_DIGITS[2:6]}\d]季度)"
    rf"|(?P<plain>\d{{1,20}}(?:,\d{{3}}){{0,6}}(?:\.\d{{1,12}})?)\s?(?P<unit>万元|亿元|元|万|亿|%|‰|吨|公斤|亩|公顷|平方米)?"
)
_START = re.compile(rf"[\d第上中下{HAN_DIGITS}〔\[(【〈<]")
"""What every fact begins with: a set alone is searched for many times as fast as the pattern."""


def facts(text: str) -> Facts:
    """Return the facts of a text by kind, each written one way (2026年5月3日 and 2026-05-03 are equal).

    `text` is as `tokens.plain` folds it. A part mark （一） counts only where the caller looks at titles:
    bodies number their sections so. Linear in the length of the text.
    """
    found: dict[FactKind, set[str]] = {kind: set() for kind in FactKind}
    start = _START.search(text)
    while start:
        match = _FACT.match(text, start.start())
        if match:
            kind, value = _fact(match)
            found[kind].add(value)
        start = _START.search(text, match.end() if match else start.end())
    return {kind: frozenset(values) for kind, values in found.items()}


def _fact(match: re.Match[str]) -> tuple[FactKind, str]:
    group = match.groupdict()
    if group["document"]:
        return FactKind.DOCUMENT, f"{digits_of(group['issued'])}-{int(group['number'])}"
    if group["ordinal"]:
        return FactKind.ORDINAL, f"{digits_of(group['place'])}{group['of']}"
    if group["part"]:
        return FactKind.PART, digits_of(group["which"])
    if group["date"]:
        return FactKind.DATE, "-".join(digits_of(group[name]) for name in ("year", "month", "day") if group[name])
    if group["yearless"]:
        return FactKind.DATE, "-".join(digits_of(group[name]) for name in ("month_only", "day_only") if group[name])
    if group["half"]:
        return FactKind.DATE, group["half"]
    number = group["plain"].replace(",", "")
    return (FactKind.AMOUNT, number + group["unit"]) if group["unit"] else (FactKind.NUMBER, number)


# Words put in place of others: do they name another person or thing, or only reword?

ITEM_WORDS = 8
CUE_WORDS = 6
CONTRAST_WORDS = 3

_OPENING = tuple("《“\"「『〈‘'")
_CLOSING = tuple("》”\"」』〉’'")
_SEPARATORS = frozenset(" \t\n\r、|:;；/·•")
_CONTRASTS = frozenset(
    "东西南北中上下前后左右春夏秋冬甲乙丙丁戊己庚辛高初正副男女新旧老幼大小内外早晚公私升降增减涨跌多少宽严进出"
    + HAN_DIGITS
)
_AGAIN = ("继续", "再次", "持续")
_SUFFIX = frozenset("省市县区镇乡村州旗局厅委院校站所队路街巷")
_NO_SUFFIX = frozenset("市场 区域 所有 所在 所需 所以 路径 局面 局势 队伍 委托 站在 院内 校内 街面 区间".split())
_LONG_SUFFIX = tuple(
    """
    街道 社区 居委 小区 学校 小学 中学 大学 学院 幼儿园 公司 集团 企业 医院 中心 银行 有限 协会 学会 委员会 办公室
    支队 大队 项目 工程 标段 地块 专业 课题 系列 专项 景区 公园 广场 大道 水库 车站
    """.split()
)
_CUES = tuple(
    """
    同志 任命 免去 任职 免职 先生 女士 当事人 申请人 处罚人 法定代表人 负责人 姓名 录用 聘用 拟任 局长 科长 处长
    主任 书记 老师 等人
    """.split()
)
_SURNAMES = frozenset(
    "张李王刘陈杨赵黄周吴徐孙胡朱林郭何罗梁宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾魏薛叶余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆"
    "郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎乔贺赖龚"
)
_OURS = frozenset("我本全辖")


def renames(a: Tokens, b: Tokens, change: Change) -> bool:
    """Return whether words put in place of others name another person, place, body, work or grade.

    Only for a change with words on both sides. When in doubt the answer is yes: two matters called one is the
    worse mistake.
    """
    old, new = a.words[change.a], b.words[change.b]
    if says_ours(old) or says_ours(new):
        return False
    if _latin(old) and _latin(new):
        return True
    if _opposed(old, new):
        return True
    if old[0] in _SURNAMES and new[0] in _SURNAMES and max(len(old), len(new)) <= 3:
        return True
    sides = ((a, change.a), (b, change.b))
    if any(_quoted(*side) for side in sides) or all(stands_alone(*side) for side in sides):
        return True
    return any(_placed(*side) or _cued(*side) for side in sides)


def says_ours(words: Sequence[str]) -> bool:
    """Return whether words only point at the speaker's own place: 我 in 我区 for 岚山 in 岚山区."""
    return len(words) == 1 and words[0] in _OURS


def stands_alone(side: Tokens, part: slice) -> bool:
    """Return whether a stretch is a whole short item of a list or table: a separator before it and behind it."""
    if not 0 < part.stop - part.start <= ITEM_WORDS:
        return False
    return _separated(side, part.start) and _separated(side, part.stop)


def _separated(side: Tokens, at: int) -> bool:
    return at == 0 or at == len(side.words) or any(sign in _SEPARATORS for sign in side.gaps[at])


def _quoted(side: Tokens, part: slice) -> bool:
    opened = side.gaps[part.start].endswith(_OPENING)
    closed = part.stop < len(side.words) and side.gaps[part.stop].startswith(_CLOSING)
    return bool(opened or closed)


def _placed(side: Tokens, part: slice) -> bool:
    words = "".join(side.words[part])
    behind = "".join(side.words[part.stop : part.stop + 4])
    if any(suffix in words + behind for suffix in _LONG_SUFFIX):
        return True
    if any(word in _SUFFIX for word in side.words[part][1:]):
        return True
    return behind[:1] in _SUFFIX and behind[:2] not in _NO_SUFFIX


def _cued(side: Tokens, part: slice) -> bool:
    if part.stop - part.start > 4:
        return False
    near = "".join(side.words[max(0, part.start - CUE_WORDS) : part.stop + CUE_WORDS])
    return any(cue in near for cue in _CUES)


def _opposed(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether a grade, direction or turn stands against another: 上 for 下, 上升 for 下降, 继续 for 正在."""
    if any(word in "".join(side) for word in _AGAIN for side in (old, new)):
        return True
    pairs = zip(old, new, strict=True) if len(old) == len(new) <= CONTRAST_WORDS else ()
    return any(first != second and {first, second} <= _CONTRASTS for first, second in pairs)


def _latin(words: Sequence[str]) -> bool:
    return any(word.isascii() and word.isalpha() for word in words)


# Titles of two matters: a policy and its 解读, a notice and its 更正, a series.

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
