"""Tell whether two names of a site may mean the same site."""

import re
from typing import Final

from rapidfuzz.fuzz import ratio

_COMMON_WORDS: Final = re.compile(
    r"(?:门户|官方|政府|政务|公众信息|公共信息|信息)?(?:网站|官网|网)|首页|欢迎(?:您)?(?:访问|光临|来到)?|人民政府|政府|[^\w]|_"
)

_CLOSED: Final = re.compile(
    "关停|关闭|停止|下线|迁移|整合|停用|暂停|域名|404|not found|welcome to|test page|iis windows", re.I
)


def says_closed(title: str) -> bool:
    """Return whether a title is that of a notice of closing or moving, or of a server left without a site."""
    return _CLOSED.search(title) is not None


def core_of_name(name: str) -> str:
    """Return a site's name without what every site's name holds (门户网站, 人民政府, 首页, punctuation)."""
    return _COMMON_WORDS.sub("", name).lower()


def name_likeness(one: str, other: str) -> float:
    """Return how alike two names of a site are, 0..1.

    1.0 where one's core is empty, stands within the other, or is a short form of it: its letters follow each other
    in the other in the same order; and where `one`, the name shown, has no Chinese letter: it compares with nothing.
    """
    first, second = core_of_name(one), core_of_name(other)
    short, long = sorted((first, second), key=len)
    if not short or first.isascii() or short in long or _follows(short, long):
        return 1.0
    return ratio(first, second) / 100


def _follows(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
