"""Names of policies as titles, quotations and links write them: 关于印发《…》的通知 and 《…》 are one name."""

import re

LEAST_NAME = 6
"""Letters of a name from which it tells one policy from others."""

LONGEST_NAME = 300

_QUOTED = re.compile(r"[《〈]([^《》〈〉]{4,80}(?:[《〈][^《》〈〉]{1,60}[》〉][^《》〈〉]{0,20})?)[》〉]")
_WRAPPED = re.compile(
    r"^.{0,40}?关于(?:修订|公布|发布|印发|转发|修改|实施|下发|批转)(.{4,80}?)的(?:通知|公告|决定|通告)$"
)
_ABOUT = re.compile(r"^[^关]{0,30}关于")
_SIGNS = re.compile(r"[\s《》〈〉“”\"'、,，.。:：;；·—\-_()（）\[\]【】〔〕<>]+")
_LOOSE = re.compile(
    r"[(（〔\[【][^()（）〔〕\[\]【】]{1,30}[)）〕\]】]|(?:19|20)\d\d(?:[—-](?:19|20)\d\d)?年?度?|第?\d{1,9}号"
)
_DOCUMENT = re.compile(
    r"(?:通知|公告|办法|规定|意见|方案|条例|细则|规划|措施|计划|决定|通告|标准|指引|纲要|要点|规范|规则|目录|清单|政策)"
    r"(?:[(（〔][^()（）〔〕]{1,20}[)）〕])?$"
)
_EXPLAINS = re.compile(r"解读|图解|一图读?懂|图说|问答|答记者问|政策说明|起草说明|热点问题")


def explains(title: str) -> bool:
    """Say whether a title is that of an explanation of a policy (解读, 图解, 一图读懂, 问答)."""
    return bool(_EXPLAINS.search(title))


def quoted_policies(title: str) -> tuple[str, ...]:
    """Return the names in book marks that are documents by their last word, in order; at most five."""
    return tuple(name for name in _QUOTED.findall(title[:300]) if _DOCUMENT.search(name))[:5]


def is_document(title: str) -> bool:
    """Say whether a title is that of a policy itself, not of news or an explanation of it."""
    return bool(_DOCUMENT.search(title.strip("》〉 "))) and not explains(title)


def core(name: str) -> str:
    """Return the name without wrapping (…关于印发…的通知), book marks and other signs; years and numbers stay."""
    name = name.strip()[:200]
    if (wrapped := _WRAPPED.match(name)) is not None:
        name = wrapped[1]
    elif len(quoted := _QUOTED.findall(name)) == 1 and ("关于" in name or name.startswith(("《", "〈"))):
        name = quoted[0]
    return _SIGNS.sub("", _ABOUT.sub("", name))


def loose_core(name: str) -> str:
    """Return `core` without years, numbers and what stands in brackets (试行)."""
    return core(_LOOSE.sub("", name[:LONGEST_NAME]))
