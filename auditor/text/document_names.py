"""Names and numbers of official documents and policies: which are normative, when two are one, who issued them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from auditor.model import DocumentClass, DocumentFacts

LONGEST_TITLE = 300

NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fa5]{1,14}(?:\([\u4e00-\u9fa5]{1,4}\))?)\s{0,2}[〔\[【〈<(]\s{0,2}(?P<year>(?:19|20)\d\d)\s{0,2}"
    r"[〕\]】〉>)]\s{0,2}(?:第\s?)?(?P<number>\d{1,5})(?!\d)\s{0,2}号?"
)
_LEADING = re.compile(
    r"根据|按照|依据|依照|关于|印发|发布|公布|通知|文件|贯彻|落实|执行|文号|字号|编号|废止|以及|发文|[的原]"
)
DAY = (
    r"(?P<{0}y>(?:19|20)\d\d)\s{{0,2}}[年./-]\s{{0,2}}(?P<{0}m>\d{{1,2}})\s{{0,2}}[月./-]\s{{0,2}}"
    r"(?P<{0}d>\d{{1,2}})(?!\d)\s{{0,2}}[日号]?"
)
"""A full day; format it with the letter that its groups begin with."""

_SORT = (
    r"办法|规定|细则|规则|规程|规范|实施意见|若干意见|指导意见|管理意见|暂行意见|试行意见|若干措施|若干政策|政策措施|扶持政策"
    r"|裁量权?(?:适用)?(?:基准|标准)|管理制度|实施标准|通告"
)
_NORMATIVE = re.compile(
    rf"(?:{_SORT})\s?[》〉\"”]?\s?(?:\([^()]{{1,16}}\))?\s?[》〉\"”]?\s?(?:\([^()]{{1,16}}\))?\s?(?:等\d{{0,2}}个?[^的]{{0,8}})?(?:的?(?:通知|通告|公告|决定|函))?\s?(?:\([^()]{{1,30}}\))?$"
)
_ENDINGS = tuple("办法 规 细则 意见 措施 政策 基准 制度 标准 通告 通知 公告 决定 方案".split())
_TRIAL = re.compile(r"暂行|试行")
_NOTICE = re.compile(r"通告(?:\s?\([^()]{1,30}\))?$")
_OTHER = re.compile(
    r"解读|图解|问答|答记者问|读懂|说明|年报|报告|总结|计划|规划|要点|批复|任免|任职|免职|公示|招聘|招生|名单|结果|新闻|征求|征集|意见稿|草案"
    r"|送审|会议|通报|表彰|投票|成立|领导小组|废止|失效|清理|延长|继续|保留|修改|转发|学习|培训|宣传|讲座|座谈|听证|责任状|(?<!办)法$|法律|条例"
    r"|中华人民共和国|国务院|停[水电气]|施工|封闭|绕行|禁放|声明|启事|体检|考试|放假|开展|召开|举办|清单|目录|须知|指南|流程"
)
_NEVER = re.compile(
    r"解读|图解|问答|答记者问|读懂|说明|年报|报告|总结|批复|任免|任职|免职|公示|招聘|招生|名单|结果|征求|征集|意见稿|草案|送审|通报|表彰|投票"
    r"|废止|失效|延长|继续|转发|条例|中华人民共和国|国务院|声明|启事"
)
_LOOSE = re.compile(
    r"(?:通知|通告|公告|意见|方案|措施|决定|办法|规定|政策|制度|标准|细则|规则)\s?(?:\([^()]{1,30}\))?$"
)
_SIGNS = re.compile(r"[\s《》〈〉“”\"'、,，.。:：;；·—\-_()（）\[\]【】〔〕<>]+")


def folded(text: str) -> str:
    """Return a text with full-width letters, digits and signs as their usual ones."""
    return unicodedata.normalize("NFKC", text)


def number_in(match: re.Match[str]) -> str:
    """Return the number that NUMBER matched, written one way: 虹府发〔2019〕5号."""
    prefix = _LEADING.split(match["prefix"])[-1]
    return f"{prefix}〔{match['year']}〕{int(match['number'])}号" if prefix else ""


def same_number(one: str, other: str) -> bool:
    """Say whether two numbers are one: equal, or one with words of its sentence before it."""
    return bool(one and other) and (one == other or (min(len(one), len(other)) >= 10 and _ends(one, other)))


def _ends(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def plain_title(title: str) -> str:
    """Return a title without spaces, book marks and other signs, its issuer and wrapping kept."""
    return _SIGNS.sub("", folded(title[:LONGEST_TITLE]))


def may_be_official(title: str) -> bool:
    """Say, cheaply, whether a title ends as those of official documents do."""
    end = title[-60:]
    return any(word in end for word in _ENDINGS)


def document_class(title: str) -> DocumentClass | None:
    """Return the class of a normative document (行政规范性文件) by its title, None for any other page.

    Laws, plans, reports, replies, personnel, drafts, explanations and repeals are none.
    """
    title = folded(title[:LONGEST_TITLE]).strip().strip('》〉"”')
    if _OTHER.search(title):
        return None
    if not _NORMATIVE.search(title) and not (_TRIAL.search(title) and "通知" in title):
        return None
    return (
        DocumentClass.TRIAL
        if _TRIAL.search(title)
        else DocumentClass.NOTICE
        if _NOTICE.search(title)
        else DocumentClass.USUAL
    )


def may_be_document(title: str) -> bool:
    """Say whether a title is that of a document which is normative where its text states how long it is valid."""
    title = folded(title[:LONGEST_TITLE]).strip().strip('》〉"”')
    return _LOOSE.search(title) is not None and not _NEVER.search(title)


def quoted_names(text: str) -> list[tuple[str, int]]:
    """Return the names in outermost book marks, with the places where they end; unclosed ones are left out."""
    found: list[tuple[str, int]] = []
    depth, start = 0, 0
    for at, sign in enumerate(text):
        if sign in "《〈<":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif sign in "》〉>" and depth:
            depth -= 1
            if not depth:
                found.append((text[start:at].strip(), at + 1))
        elif sign in "。\n":
            depth = 0
    return found


def day_of(match: re.Match[str], letter: str) -> date | None:
    """Return the day whose groups in a match begin with `letter`, None where it is missing or invalid."""
    parts = match.groupdict()
    year, month, number = (parts.get(letter + name) for name in "ymd")
    try:
        return date(int(year), int(month), int(number)) if year and month and number else None
    except ValueError:
        return None


# Which documents units of the register issued themselves, and which are other bodies' documents shown again.

_PLACE = re.compile(r"([\u4e00-\u9fa5]{2,4}?)(自治[州县旗]|新区|特区|[省市区县州旗盟])(?!域)")
_SHORT = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "山西": "晋", "辽宁": "辽", "吉林": "吉",
    "黑龙江": "黑", "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫",
    "湖北": "鄂", "湖南": "湘", "广东": "粤", "海南": "琼", "四川": "川", "贵州": "黔", "云南": "云", "陕西": "陕",
    "甘肃": "甘", "青海": "青",
}  # fmt: skip
LEAST_UNIT = 4


def is_own(title: str, document: DocumentFacts, units: Iterable[str]) -> bool:
    """Return whether one of `units` issued a document (docs/contract.md 4.15).

    By its issuer where the head names one; else by its number, whose first letter is that of the units' own place
    (虹府发, 虹教规); else by the place's name in its title. False where nothing tells.
    """
    names = [folded(unit) for unit in units if unit]
    places = {place for unit in names if (place := _own_place(unit))}
    if document.issuer:
        issuer = folded(document.issuer).replace(" ", "")
        return _names_one(issuer, names, places)
    if document.number:
        return any(document.number.startswith((_SHORT.get(name, name[0]), name)) for name, _ in places)
    return _names_one(folded(title), names, places)


def _names_one(text: str, units: Iterable[str], places: Iterable[tuple[str, str]]) -> bool:
    if any(name + sort in text for name, sort in places):
        return True
    return any(len(unit) >= LEAST_UNIT and unit in text for unit in units)


def _own_place(unit: str) -> tuple[str, str] | None:
    """Return the innermost place in a unit's name with its sort: 上海市虹口区教育局 → 虹口, 区."""
    found = _PLACE.findall(unit)
    return found[-1] if found else None


# Names of policies as titles, quotations and links write them: 关于印发《…》的通知 and 《…》 are one name.

LEAST_NAME = 6
"""Letters of a name from which it tells one policy from others."""

LONGEST_NAME = 300

_QUOTED = re.compile(r"[《〈]([^《》〈〉]{4,80}(?:[《〈][^《》〈〉]{1,60}[》〉][^《》〈〉]{0,20})?)[》〉]")
_WRAPPED = re.compile(
    r"^.{0,40}?关于(?:修订|公布|发布|印发|转发|修改|实施|下发|批转)(.{4,80}?)的(?:通知|公告|决定|通告)$"
)
_ABOUT = re.compile(r"^[^关]{0,30}关于")
_YEARS = re.compile(
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


def policy_core(name: str) -> str:
    """Return the name without wrapping (…关于印发…的通知), book marks and other signs; years and numbers stay."""
    name = name.strip()[:200]
    if (wrapped := _WRAPPED.match(name)) is not None:
        name = wrapped[1]
    elif len(quoted := _QUOTED.findall(name)) == 1 and ("关于" in name or name.startswith(("《", "〈"))):
        name = quoted[0]
    return _SIGNS.sub("", _ABOUT.sub("", name))


def loose_policy_core(name: str) -> str:
    """Return `policy_core` without years, numbers and what stands in brackets (试行)."""
    return policy_core(_YEARS.sub("", name[:LONGEST_NAME]))
