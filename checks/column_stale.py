"""Columns whose newest item is older than their class allows."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from auditor.facts.site_columns import ColumnReading, contradiction
from auditor.model import ColumnClass, ListState, Outcome, Subject, SubjectKind
from auditor.reading.columns import NOT_SHOWN
from auditor.reading.site_model import Trust
from auditor.reading.trust import ONE_KIND
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

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》栏目不更新")
SHARE = Source("自定：有日期的条目少于此比例时只列为疑似 (own: fewer dated items than this only raise a suspicion)")
DAYS = {"news": 14, "notice": 180, "policy": 180, "interpretation": 180, "statistics": 90, "messages": 60,
        "personnel": 365, "plans": 365}  # fmt: skip
ELSEWHERE = frozenset({ListState.PARENT, ListState.LINK_OUT})
UNREAD = {ListState.SCRIPT_FILLED: "script_filled", ListState.NONE: "no_list"}
BLANK = frozenset({ListState.EMPTY, ListState.UNDER_CONSTRUCTION})


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Compare the newest dated item of each column with the limit of its class (inclusive).

    A column that repeats the items of others is judged by those.
    Undated items are no updates; archived columns and classes without a limit are never stale (docs/contract.md 4.10).
    A column with days of its own in auditor.toml is judged by them, whatever its class.
    """
    return each_seen(view, SubjectKind.SITE, partial(_columns, view, limits), nothing="no_list")


def _columns(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    of_site = limits.of(site.id)
    for column in view.each(ColumnReading, site.id):
        own = limits.of_column(site.id, column.name, column.url)
        free = column.column_class is ColumnClass.NO_LIMIT and own is None
        if column.outcome is not Outcome.OK:
            yield Unknown(site.id, column.url, column.outcome.value, column.detail)
        elif column.archived or free or column.list_state in ELSEWHERE or column.shows:
            yield Clean(site.id, column.url)
        elif column.list_state not in BLANK:
            yield _judge(view, site, column, of_site, own)


def _judge(view: View, site: Subject, column: ColumnReading, limits: Mapping[str, float], own: float | None) -> Verdict:
    kind = column.column_class
    limit = own if own is not None else limits.get(str(kind)) if kind else None
    if limit is None:
        return Unknown(site.id, column.url, "unclassified", column.name)
    days = None if column.newest is None else (view.as_of - column.newest).days
    if days is not None and days < limit:
        return Clean(site.id, column.url)
    if reason := _unjudged(column):
        return Unknown(site.id, column.url, reason, column.detail or column.name)
    return Finding(
        subject=site.id,
        target=column.url,
        values={
            "name": column.name,
            "column_class": kind.value if kind else None,
            "days": days,
            "limit": limit,
            "newest": column.newest,
            "newest_url": column.newest_url,
            "newest_source": column.newest_source,
            "items": column.items,
            "dated": column.dated,
            "future": column.future,
            "level": column.level,
        },
        confidence=_confidence(column, limits["dated_share"], own is not None),
        action="update",
    )


def _unjudged(column: ColumnReading) -> str:
    if column.list_state in UNREAD:
        return UNREAD[column.list_state]
    if column.trust is Trust.UNKNOWN:
        return contradiction(column)
    if not column.complete:
        return "partial"
    if column.newest is None and column.future:
        return "future_dated"
    return "undated" if column.newest is None or column.newest_source == NOT_SHOWN else ""


def _confidence(column: ColumnReading, least_share: float, own_limit: bool) -> Confidence:
    """Return CONFIRMED where the reading bears it; a limit of the column's own needs no class."""
    weak = [doubt for doubt in column.doubts if not (own_limit and doubt == f"{ONE_KIND}class")]
    if column.trust is not Trust.CONFIRMED and weak:
        return Confidence.SUSPECTED
    dated = column.items - column.undated_articles if column.newest_source == "article" else column.dated
    return Confidence.SUSPECTED if dated < column.items * least_share else Confidence.CONFIRMED


RULE = Rule(
    id="column-stale",
    item=25,
    kind="column",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="栏目长期未更新",
            why="栏目超过（含）规定期限没有新内容；累计达到数量即单项否决。",
            summary="栏目“{name}”（{column_class}）最新内容日期为 {newest}，距检查日 {days} 天（限 {limit} 天）",
            suggestion="更新栏目内容；不再更新的栏目，注明已归档或并入其他栏目。",
        ),
        "en": Words(
            title="Column not updated",
            why="A column without news for as long as its class allows, or longer; enough of them are a veto.",
            summary="The newest item of “{name}” ({column_class}) is dated {newest}, {days} days old (limit {limit})",
            suggestion="Update the column; where it is finished, say that it is archived or merge it.",
        ),
    },
    limits={name: Limit(days, "days", CLAUSE) for name, days in DAYS.items()}
    | {
        "dated_share": Limit(0.5, "ratio", SHARE),
        "veto_news": Limit(5, "columns", CLAUSE),
        "veto_all": Limit(10, "columns", CLAUSE),
    },
    role="stale_column",
    column_sums={"news_and_first_level": "veto_news", "all_stale": "veto_all"},
    rests_on="column",
    excerpt="list",
)
