"""Articles without 发布时间, dated in the future, or whose PubDate is not the date shown."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from auditor.facts.pages import PageReading
from auditor.model import ColumnClass, FoundDate, Location, PageKind, Subject, SubjectKind
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import each_seen

# Which articles bear a publication date, and how the day they show and the day they declare part.

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


CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件：网页应当标明发布时间", seen=False)
OWN = Source(
    "自定：时区、签发与发布先后的差异不计 (own: time zones and signing before publishing do not count)", seen=False
)
MOVED = Source(
    "自定：同一 PubDate 的页面达到此数视为迁移入库日 (own: so many under one PubDate were moved)", seen=False
)
REASONS = {"script": "script_filled", "unread": "undated"}
PLACES = 20


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Judge the dates of articles; 成文日期 and dates in addresses are no publication dates.

    Pages that are no news are not judged. Many pages put under one PubDate by a migration are one piece of advice.
    """
    return each_seen(view, SubjectKind.SITE, partial(_articles, view, limits))


def _articles(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    ours, apart, declared = limits.of(site.id), list[Apart](), 0
    for page in view.each(PageReading, site.id):
        if page.kind is not PageKind.ARTICLE or page.soft_404:
            continue
        by_source = {found.source: found for found in reversed(page.dates)}
        meta, shown = by_source.get(META), by_source.get(SHOWN)
        declared += meta is not None
        if late := next((one for one in (by_source.get(SHOWN_LATER), meta) if one and one.on > view.as_of), None):
            yield _future(site, page, late, view.as_of, ours)
        elif shown and meta and abs((meta.on - shown.on).days) >= ours["apart"] and not says_updated(shown):
            apart.append(Apart(page, shown, meta))
        elif shown is None and SHOWN_LATER not in by_source and is_news(page):
            yield _undated(site, page, meta, ours)
        elif shown:
            yield Clean(site.id, page.url)
    yield from _differing(site, apart, declared, ours)


def _undated(site: Subject, page: PageReading, meta: FoundDate | None, limits: Mapping[str, float]) -> Verdict:
    if page.date_doubt:
        return Unknown(site.id, page.url, REASONS[page.date_doubt], page.title)
    if page.characters < limits["characters"]:
        return Unknown(site.id, page.url, "undated", page.title)
    values = {"title": page.heading or page.title, "pubdate": meta.raw if meta else "", "name": page.name}
    return Finding(site.id, page.url, values, confidence=Confidence.SUSPECTED, action="fill", part="missing")


def _future(site: Subject, page: PageReading, late: FoundDate, as_of: date, limits: Mapping[str, float]) -> Finding:
    days = (late.on - as_of).days
    sure = days >= limits["sure_ahead"]
    return Finding(
        site.id,
        page.url,
        {"title": page.heading or page.title, "date": late.on, "date_source": late.source, "days": days},
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        variant="future",
        part="future",
    )


def _differing(site: Subject, apart: list[Apart], declared: int, limits: Mapping[str, float]) -> Iterator[Finding]:
    moved, single = migrations(apart, max(limits["migrated"], limits["migrated_share"] * declared))
    for day, pages in moved.items():
        yield _migration(site, pages, day, limits)
    for one in single:
        yield _differs(site, one, limits)


def _migration(site: Subject, pages: list[Apart], day: date, limits: Mapping[str, float]) -> Finding:
    return Finding(
        site.id,
        pages[0].page.url,
        {"pubdate": day, "pages": len(pages), "limit": limits["migrated"]},
        locations=tuple(Location(one.page.url, one.page.title, str(one.shown.on)) for one in pages[:PLACES]),
        location_count=len(pages),
        severity=Severity.ADVICE,
        variant="migration",
        part=f"migration {day}",
    )


def _differs(site: Subject, one: Apart, limits: Mapping[str, float]) -> Finding:
    return Finding(
        site.id,
        one.page.url,
        {
            "title": one.page.heading or one.page.title,
            "shown_day": one.shown.on,
            "pubdate": one.declared.raw,
            "days": one.days,
            "limit": limits["apart"],
        },
        confidence=Confidence.SUSPECTED if one.doubtful else Confidence.CONFIRMED,
        variant="differs",
        part="differs",
    )


ZH = Words(
    title="文章发布时间缺失或有误",
    why="发布时间是判断信息时效的依据，应当显示在页面上，并与网页标签一致。",
    summary="文章“{title}”没有显示发布时间",
    suggestion="在标题下方标明发布时间，并与 PubDate 标签一致。",
)
EN = Words(
    title="Publication date missing or wrong",
    why="The publication date tells how current an article is; it must be shown and agree with the tags.",
    summary="The article “{title}” shows no publication date",
    suggestion="Show the publication date below the heading, the same as in the PubDate tag.",
)
LATE_ZH, LATE_EN = (
    "文章“{title}”的日期 {date} 晚于检查日 {days} 天",
    "“{title}” is dated {date}, after the day judged by (days: {days})",
)
APART_ZH, APART_EN = (
    "“{title}”显示的日期 {shown_day} 与 PubDate（{pubdate}）相差 {days} 天（限 {limit} 天）",
    "“{title}” shows {shown_day}, its PubDate is {pubdate}: {days} days apart (limit {limit})",
)
MOVED_ZH, MOVED_EN = (
    "{pages} 个页面的 PubDate 都是 {pubdate}，与各自显示的日期不同，应为迁移入库日",
    "The PubDate of {pages} pages is {pubdate}, not the day each shows: they were moved that day",
)
VARIANTS = {
    "future": {
        "zh": replace(ZH, summary=LATE_ZH, suggestion="核对并改正发布时间。"),
        "en": replace(EN, summary=LATE_EN, suggestion="Check the publication date and correct it."),
    },
    "differs": {
        "zh": replace(ZH, summary=APART_ZH, suggestion="以实际发布时间为准，使显示的日期与 PubDate 一致。"),
        "en": replace(EN, summary=APART_EN, suggestion="Let both be the day the article was really published."),
    },
    "migration": {
        "zh": replace(ZH, summary=MOVED_ZH, suggestion="批量将这些页面的 PubDate 改为显示的发布时间。"),
        "en": replace(EN, summary=MOVED_EN, suggestion="Set the PubDate of these pages to the day they show."),
    },
}
RULE = Rule(
    id="page-date",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "apart": Limit(2, "days", OWN),
        "sure_ahead": Limit(2, "days", OWN),
        "characters": Limit(100, "characters", OWN),
        "migrated": Limit(20, "pages", MOVED),
        "migrated_share": Limit(0.01, "ratio", MOVED),
    },
    variants=VARIANTS,
)
