"""Names and numbers of official documents: which titles are those of normative documents, and when two are one."""

import re
import unicodedata
from datetime import date

from auditor.model import DocumentClass

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
_ENDINGS = (
    "办法", "规", "细则", "意见", "措施", "政策", "基准", "制度", "标准", "通告", "通知", "公告", "决定", "方案",
)  # fmt: skip
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
    """Return the day whose groups in a match begin with `letter`, None where there is none such."""
    parts = match.groupdict()
    year, month, number = (parts.get(letter + name) for name in "ymd")
    try:
        return date(int(year), int(month), int(number)) if year and month and number else None
    except ValueError:
        return None
