"""Which pages announce something that ends, by their titles: a publicity (公示), an enrolment, a consultation."""

import re
import unicodedata

from auditor.model import EndKind

LONGEST_TITLE = 300

_CHOSEN = re.compile(r"拟.{0,12}(?:名单|人选|人员)")
_ANNOUNCES = re.compile(r"公示|征|[报竞]名|招|选|申报|赛|培训|标|购|询价|竞|磋商|拍卖|出让|租|报价|投稿|聘用|听证|民意")
"""Letters one of which every title has that announces something with an end."""

_ENROLMENT = re.compile(
    r"招聘|招考|招录|招募|选调|遴选|公选|招生|报名|申报|征集|征文|征稿|竞赛|大赛|比赛|评选|培训班|招标|采购|比选|询价|竞价|磋商|竞买|拍卖|出让"
    r"|招租|竞租|报价|投稿|聘用"
)
_CONSULTATION = re.compile(
    r"征求意见|意见征集|征求.{0,80}意见|公开征求|听证会|征集.{0,80}(?:意见|建议)|民意(?:征集|调查)"
)
_OVER = re.compile(
    r"结果|中标|成交|入围名单|获奖|成绩|延期|延长|终止|流标|废标|取消|更正|澄清|已(?:结束|截止|完成|过期)|\(?(?:结束|截止|过期)\)"
    r"|成功|圆满|顺利|收官|落幕|闭幕|开幕|走进"
)
_RULES = re.compile(r"(?:办法|规定|细则|条例|条件|标准|制度|规程|审查表|综述|简介)[》」]?(?:\([^()]{1,10}\))?\s{0,3}$")
"""Endings of titles of rules and of reports on something that was."""


def kinds_of(title: str) -> frozenset[EndKind]:
    """Return what a title announces that can end; empty where it announces nothing or says that it is over."""
    if not _ANNOUNCES.search(title):
        return frozenset()
    title = unicodedata.normalize("NFKC", title[:LONGEST_TITLE])
    found = {EndKind.PUBLICITY} if "公示" in title else set()
    asked = _CONSULTATION.search(title)
    if not found and (_OVER.search(title) or (_RULES.search(title) and not asked)):
        return frozenset()
    if asked:
        found.add(EndKind.CONSULTATION)
    elif not found and _ENROLMENT.search(title):
        found.add(EndKind.ENROLMENT)
        found |= {EndKind.PUBLICITY} if _CHOSEN.search(title) else set()
    return frozenset(found)
