"""Which articles bear a publication date, and how the day they show and the day they declare part."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.model import ColumnClass, FoundDate
from auditor.rules import PageReading

SHOWN, SHOWN_LATER, META = "shown", "shown_later", "meta"
INDIRECT = frozenset({"url", "script"})
NO_NEWS = re.compile(
    r"概况|概览|简介|介绍|机构|职能|职责|领导|负责人|指南|须知|联系|联络|地图|登录|注册|搜索|检索|查询|关于我们|章程|流程"
    r"|目录|声明|帮助|信箱|留言|咨询|投诉|举报|下载|表格|历史沿革|科室|大事记|服务"
)


@dataclass(frozen=True, slots=True)
class Apart:
    """An article whose declared day is not the one it shows."""

    page: PageReading
    shown: FoundDate
    declared: FoundDate

    @property
    def days(self) -> int:
        """Return how many days lie between the two."""
        return abs((self.declared.on - self.shown.on).days)

    @property
    def doubtful(self) -> bool:
        """Return whether address or script side with the declared day, so that the shown one may be misread."""
        others = {found.on for found in self.page.dates if found.source in INDIRECT}
        return self.declared.on in others and self.shown.on not in others


def says_updated(shown: FoundDate) -> bool:
    """Return whether the page calls the day it shows that of its last change (更新时间), not of publication."""
    return "更新" in shown.raw or "修改" in shown.raw


def is_news(page: PageReading) -> bool:
    """Return whether an article should bear a date: it declares one, names its source or stands in a dated column.

    概况, 机构职能, 指南 and the like, and columns without a limit, do not.
    """
    names = (page.heading, page.name, *page.trail)
    if page.column_class is ColumnClass.NO_LIMIT or any(map(NO_NEWS.search, names)):
        return False
    return bool(page.meta.get("pubdate")) or bool(page.origin) or page.column_class is not None


def migrations(apart: Iterable[Apart], least: float) -> tuple[dict[date, list[Apart]], list[Apart]]:
    """Return the articles by declared day where `least` or more (inclusive) bear it, and those of other days."""
    apart = list(apart)
    counts = Counter(one.declared.on for one in apart)
    moved: dict[date, list[Apart]] = {day: [] for day in sorted(counts) if counts[day] >= least}
    single: list[Apart] = []
    for one in apart:
        moved.get(one.declared.on, single).append(one)
    return moved, single
