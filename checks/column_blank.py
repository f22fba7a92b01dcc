"""Columns without content: an empty list, or words that say the column is being built."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.site_columns import ColumnReading, contradiction
from auditor.model import ListState, Outcome, Subject, SubjectKind
from auditor.reading.site_model import Trust
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

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》空白栏目")
BLANK = frozenset({ListState.EMPTY, ListState.UNDER_CONSTRUCTION})


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find columns that were seen and hold nothing.

    Suspected where only one kind of evidence says so, or only a browser saw it: what fills the list may turn browsers
    without a person away.
    Not blank: lists filled by script (unknown), parents of child columns, columns that link out, soft 404s.
    """
    return each_seen(view, SubjectKind.SITE, partial(_columns, view), nothing="no_list")


def _columns(view: View, site: Subject) -> Iterator[Verdict]:
    for column in view.each(ColumnReading, site.id):
        if reason := _unseen(column):
            yield Unknown(site.id, column.url, reason, column.detail or column.name)
        elif column.list_state in BLANK and not column.items:
            yield _finding(site, column)
        else:
            yield Clean(site.id, column.url)


def _unseen(column: ColumnReading) -> str:
    if column.outcome is not Outcome.OK:
        return column.outcome.value
    if column.items:
        return ""
    if column.list_state is ListState.SCRIPT_FILLED:
        return "script_filled"
    if column.list_state is ListState.NONE:
        return "no_list"
    if column.list_state in BLANK and column.trust is Trust.UNKNOWN:
        return contradiction(column)
    return "partial" if column.list_state in BLANK and not column.complete else ""


def _finding(site: Subject, column: ColumnReading) -> Finding:
    return Finding(
        subject=site.id,
        target=column.url,
        values={
            "name": column.name,
            "column_class": column.column_class.value if column.column_class else None,
            "list_state": column.list_state.value,
            "level": column.level,
            "rendered": column.rendered,
        },
        confidence=Confidence.CONFIRMED
        if column.trust is Trust.CONFIRMED and not column.rendered
        else Confidence.SUSPECTED,
        action="fill",
        variant="under_construction" if column.list_state is ListState.UNDER_CONSTRUCTION else "",
    )


ZH = Words(
    title="空白栏目",
    why="空白栏目让办事人扑空；累计达到数量即单项否决。",
    summary="栏目“{name}”的列表中没有任何内容",
    suggestion="补充内容；暂无内容可发的，先撤下栏目入口或并入其他栏目。",
)
EN = Words(
    title="Blank column",
    why="Visitors find nothing in a blank column; enough of them are a veto.",
    summary="The list of “{name}” holds no item",
    suggestion="Fill the column; where there is nothing to publish, take its entry away or merge it.",
)
BUILDING_ZH = replace(ZH, summary="栏目“{name}”写明正在建设，没有内容")
BUILDING_EN = replace(EN, summary="“{name}” says that it is under construction and holds no item")

RULE = Rule(
    id="column-blank",
    item=25,
    kind="column",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    limits={"veto": Limit(5, "columns", CLAUSE)},
    words={"zh": ZH, "en": EN},
    variants={"under_construction": {"zh": BUILDING_ZH, "en": BUILDING_EN}},
    role="blank_column",
    column_sums={"blank": "veto"},
    rests_on="column",
    frame="empty",
    excerpt="list",
)
