"""Tell whether words that one text has in place of another's name somebody or something else, or only reword."""

from collections.abc import Sequence

from auditor.text.matter_facts import HAN_DIGITS
from auditor.text.word_tokens import Change, Tokens

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
_NO_SUFFIX = frozenset(
    (
        "市场",
        "区域",
        "所有",
        "所在",
        "所需",
        "所以",
        "路径",
        "局面",
        "局势",
        "队伍",
        "委托",
        "站在",
        "院内",
        "校内",
        "街面",
        "区间",
    )
)
_LONG_SUFFIX = (
    "街道", "社区", "居委", "小区", "学校", "小学", "中学", "大学", "学院", "幼儿园", "公司", "集团", "企业",
    "医院", "中心", "银行", "有限", "协会", "学会", "委员会", "办公室", "支队", "大队", "项目", "工程", "标段",
    "地块", "专业", "课题", "系列", "专项", "景区", "公园", "广场", "大道", "水库", "车站",
)  # fmt: skip
_CUES = (
    "同志", "任命", "免去", "任职", "免职", "先生", "女士", "当事人", "申请人", "处罚人", "法定代表人",
    "负责人", "姓名", "录用", "聘用", "拟任", "局长", "科长", "处长", "主任", "书记", "老师", "等人",
)  # fmt: skip
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
