"""How alike accounts are: by their names, and by what they are for (a score to look at, never a verdict)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from rapidfuzz.fuzz import ratio, token_set_ratio

from auditor.model import RegisterStatus, Role, Subject
from auditor.platforms import any_of, platforms
from auditor.text.normalise import normalise

LONGEST: Final = 100

_COMMON_WORDS: Final = "政务号|知乎|官方号|[账帐]号|官方|官博|官微|微发布|发布|政务|在线|新媒体|客户端|[^\\w]|_"
_RANK: Final = re.compile("(?<=[\u3400-\u9fff]{2})[省市区县旗州镇乡]")
_CITY: Final = re.compile("^(?:北京|上海|天津|重庆|中国)(?=[\u3400-\u9fff]{2})")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_PLACE: Final = re.compile("([\u3400-\u9fff]{2,4}?)(?:自治[区州县旗]|街道|[省市区县旗镇乡])")
_GENERIC: Final = frozenset("省市区县旗州镇乡街道局委办部会厅处院所站队府政人民管理中心工作公室事务国家和与的")
_SHORT_PLACES: Final = {"上海": "沪申", "北京": "京", "天津": "津", "重庆": "渝", "广州": "穗羊", "成都": "蓉",
                        "南京": "宁", "武汉": "汉", "深圳": "鹏", "杭州": "杭", "福州": "榕", "宁波": "甬"}  # fmt: skip
_ALSO_SAID: Final = (
    ("公安", "警盾剑"), ("消防", "火蓝"), ("交通", "路行铁"), ("公路", "路"), ("教育", "学校师幼"), ("卫生", "医疾"),
    ("健康", "医疾"), ("市场监督", "食药消"), ("文化", "游艺"), ("旅游", "游"), ("法院", "法"), ("司法", "法律"),
    ("检察", "检"), ("政务服务", "通"), ("行政审批", "通"), ("人力资源", "就业才"), ("应急", "安全"),
    ("生态", "绿蓝环"), ("气象", "天云雨"), ("宣传", "媒闻讯报视播声"), ("新闻", "媒讯报视播声"),
    ("融媒", "闻讯报视播声"), ("共青团", "青"), ("工会", "工"), ("妇女", "女她"), ("残疾", "残"), ("纪", "廉清"),
    ("监察", "廉清"), ("水", "河湖"), ("住房", "房居"), ("绿化", "园林花"), ("税务", "税"), ("体育", "运动"),
    ("图书", "书读"), ("文化馆", "书艺"), ("退役军人", "兵双拥"), ("民政", "老夕童婚"), ("商务", "菜购消"),
    ("行政服务", "通网"), ("建设", "河工"), ("红十字", "爱救"), ("农业", "农粮田"), ("统计", "数"), ("档案", "档史"),
)  # fmt: skip


@cache
def _common_words() -> re.Pattern[str]:
    return re.compile(f"{any_of('words')}|{_COMMON_WORDS}")


def core_of_account(name: str) -> str:
    """Return an account's name without brackets, platform words, 官方 and 发布, a city before it and ranks of places.

    A name of nothing else is returned whole.
    """
    text = unicodedata.normalize("NFKC", name[:LONGEST]).casefold()
    bare = _common_words().sub("", text)
    return _CITY.sub("", _RANK.sub("", bare)) or "".join(text.split())


def same_name(one: str, other: str) -> bool:
    """Return whether two names may be one: one has all letters of the other's core, or their languages do not compare.

    So 虹口教育, 教育虹口 and 上海虹口教育局 may be one; names without Chinese letters go by whole words.
    """
    first, second = core_of_account(one), core_of_account(other)
    if bool(_HAN.search(first)) != bool(_HAN.search(second)):
        return True
    if not _HAN.search(first):
        return first in second or second in first or _by_words(one, other) == 1.0
    short, long = sorted((Counter(first), Counter(second)), key=Counter.total)
    return short <= long


def name_likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0..1; 1.0 where they may be one.

    Chinese names: the share of the shorter core's letters that the longer has, in any order, or their edit ratio
    where that is higher. Other names: by their words.
    """
    if same_name(one, other):
        return 1.0
    first, second = core_of_account(one), core_of_account(other)
    if not _HAN.search(first):
        return _by_words(one, other)
    shared = (Counter(first) & Counter(second)).total()
    return max(shared / min(len(first), len(second)), ratio(first, second) / 100)


def _by_words(one: str, other: str) -> float:
    return token_set_ratio(one[:LONGEST].casefold(), other[:LONGEST].casefold()) / 100


def places_of(units: Iterable[str]) -> frozenset[str]:
    """Return the names of places, without their rank, that units' names begin with or hold: 虹口 of 虹口区教育局."""
    return frozenset(place for unit in units for place in _PLACE.findall(unit[:LONGEST]))


def is_tied(name: str, unit: str, places: Collection[str]) -> bool:
    """Return whether a name tells whose it is: by a place, or by any letter that stands for its unit or its trade.

    Yes where it cannot be told: no Chinese letters in either, or nothing but generic ones.
    """
    letters = set(_HAN.findall(name[:LONGEST])) - _GENERIC
    house = set(_HAN.findall(unit[:LONGEST])) - _GENERIC
    if not letters or not house or letters & house:
        return True
    known = {*places, *places_of([unit])}
    if any(place in name for place in known):
        return True
    said = "".join(short for place, short in _SHORT_PLACES.items() if place in known or place in unit)
    said += "".join(words for trade, words in _ALSO_SAID if trade in unit)
    return not letters.isdisjoint(said)


# The usual name of a unit's accounts, and accounts that have another.

MOST_NAMES = 50
"""Different names of a unit that are compared; a unit with more is no unit."""


def is_plain(account: Subject) -> bool:
    """Return whether an account is neither featured nor has functions of its own: those may have other names."""
    return account.role is not Role.FEATURED and not account.functions


def usual_names(accounts: Iterable[Subject], names: Mapping[str, str], alike: float) -> dict[str, str]:
    """Return account id → the name its unit usually goes by, for accounts whose own is less than `alike` to it.

    `names` holds what each goes by. The usual name is that of the unit's main accounts, else the most frequent one.
    Left out are accounts that are not plain or wait for closure, and those on whose platform the unit has one of the
    usual name: a second one there needs another.
    """
    units: defaultdict[str, list[Subject]] = defaultdict(list)
    for one in accounts:
        if one.status is RegisterStatus.ACTIVE and is_plain(one) and one.unit:
            units[normalise(one.unit)].append(one)
    usual: dict[str, str] = {}
    for house in units.values():
        cores = {core_of_account(names[one.id]): names[one.id] for one in house}
        if 1 < len(cores) <= MOST_NAMES:
            name = _most_used([one for one in house if one.role is Role.MAIN] or house, names, alike)
            like = {core: name_likeness(own, name) >= alike for core, own in cores.items()}
            there = {one.platform for one in house if like[core_of_account(names[one.id])]}
            usual |= {one.id: name for one in house if one.platform not in there}
    return usual


def _most_used(accounts: Sequence[Subject], names: Mapping[str, str], alike: float) -> str:
    """Return the name that most others are like; of equal ones that on the first platform there is, then the
    first in order of letters."""
    counts = Counter(names[one.id] for one in accounts)
    first = {names[one.id] for one in accounts if one.platform == platforms()[0].code}
    weights = {
        name: sum(count for other, count in counts.items() if name_likeness(name, other) >= alike) for name in counts
    }
    return min(weights, key=lambda name: (-weights[name], name not in first, name))
