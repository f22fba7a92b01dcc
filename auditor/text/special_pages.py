"""Pages known by their words: those of the 政府信息公开 area, and those that list accounts (新媒体矩阵, 两微一端)."""

import re
from functools import cache
from typing import Final

from auditor.model import PageFacts
from auditor.platforms import any_of, every

_DISCLOSURE_WORDS = re.compile("政府信息公开|信息公开目录|法定主动公开|信息公开指南|信息公开年报|重点领域信息公开")
_DISCLOSURE_PATHS = re.compile(r"/(?:zfxxgk|xxgk|zwgk/xxgk|gkml|xxgkml|fdzdgknr|zfxxgkml)(?:/|$)", re.I)
LONGEST_NAME: Final = 16
"""Letters of a page's or column's name; a longer title is that of an article about accounts."""

_SEGMENTS = re.compile(r"\s+[-–—]+\s+|[_|｜–—>»›\s]+|-(?!\d)")
TITLE_SIGNS: Final = ("新媒体", "矩阵", "两微", "双微", "客户端", "关注我们")
_ABOUT = re.compile(
    r"关于|通知|通报|报告|情况|排名|排行|检查|抽查|普查|培训|会议|工作|考核|办法|制度|规范|规定|整改|启动|上线|开通|注销|公告|发布会"
    r"|清理|整合|关停|建设|管理|方案|解读|答记者|征集|年报|报表|举报|辟谣|大赛|评选|活动"
)


@cache
def title_signs() -> tuple[str, ...]:
    """Return words of which one is in the title of every page that lists accounts by its title."""
    return *TITLE_SIGNS, *every("headings")


@cache
def _names() -> re.Pattern[str]:
    return re.compile(
        rf".{{0,8}}?(?:新媒体|政务|官方|矩阵|两微一端|两微多端|双微|微门户|关注我们|{any_of('headings')}|和|、|与){{1,6}}"
        r"(?:平台|导航|集群|大厅|厅|专栏|栏目|[账帐]号|列表|一览表?|名录|展示|中心|门户|号|群|端)?"
    )


@cache
def _said() -> re.Pattern[str]:
    return re.compile(f"新媒体|矩阵|微一端|双微|微门户|关注我们|客户端|官方[账帐]号|{any_of('headings')}")


def lists_accounts(*titles: str) -> bool:
    """Say whether a page of these titles (title, heading, column) is a list of accounts, no article on them."""
    return any(_is_name(segment) for title in titles if title for segment in _SEGMENTS.split(title.strip()[:200]))


def _is_name(segment: str) -> bool:
    named = len(segment) <= LONGEST_NAME and _said().search(segment) and _names().fullmatch(segment)
    return bool(named and not _ABOUT.search(segment))


def in_disclosure_area(facts: PageFacts) -> bool:
    """Return whether a page stands in the 政府信息公开 area, by breadcrumb, column or address (条例 第二十四条)."""
    places = (*facts.trail, facts.column_name, facts.meta.get("columnname", ""))
    return any(_DISCLOSURE_WORDS.search(place) for place in places) or bool(_DISCLOSURE_PATHS.search(facts.url))
