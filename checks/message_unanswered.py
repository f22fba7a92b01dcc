"""Published messages of visitors that got no reply."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from auditor.facts.site_columns import ColumnReading
from auditor.model import ColumnClass, Location, Message, Outcome, Subject, SubjectKind
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

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·互动回应差")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find messages written more than `days` and at most `within` days ago that the page says are unanswered.

    Only the page's own words or an empty cell of the reply count; a list that tells nothing is unknown.
    """
    return each_seen(view, SubjectKind.SITE, partial(_columns, view, limits))


def _columns(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    own = limits.of(site.id)
    for column in view.each(ColumnReading, site.id):
        if column.column_class is not ColumnClass.MESSAGES and not column.messages:
            continue
        if column.outcome is not Outcome.OK:
            yield Unknown(site.id, column.url, column.outcome.value, column.detail)
        else:
            yield _judge(view, site, column, own)


def _judge(view: View, site: Subject, column: ColumnReading, limits: Mapping[str, float]) -> Verdict:
    late, undated = [], False
    for message in column.messages:
        if message.answered is False:
            undated |= message.on is None
            if message.on and limits["days"] < (view.as_of - message.on).days <= limits["within"]:
                late.append(message)
    if late:
        return _finding(view, site, column, sorted(late, key=lambda one: (str(one.on), one.title)), limits)
    if undated:
        return Unknown(site.id, column.url, "undated", column.name)
    if column.items and not any(message.answered is not None for message in column.messages):
        return Unknown(site.id, column.url, "no_state", column.name)
    if not column.complete:
        return Unknown(site.id, column.url, "partial", column.detail or column.name)
    return Clean(site.id, column.url)


def _finding(
    view: View, site: Subject, column: ColumnReading, late: list[Message], limits: Mapping[str, float]
) -> Finding:
    oldest = late[0].on
    return Finding(
        subject=site.id,
        target=column.url,
        values={
            "name": column.name,
            "unanswered": len(late),
            "messages": len(column.messages),
            "oldest": oldest,
            "days": (view.as_of - oldest).days if oldest else None,
            "limit": limits["days"],
        },
        locations=tuple(Location(one.url or column.url, one.title, str(one.on)) for one in late[:20]),
        location_count=len(late),
        confidence=Confidence.SUSPECTED,
        action="review",
    )


RULE = Rule(
    id="message-unanswered",
    item=25,
    kind="column",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="留言长期未答复",
            why="一年内公开的网民留言超过 3 个月未答复，属单项否决（互动回应差）。",
            summary="栏目“{name}”有 {unanswered} 条留言未见答复，最早的写于 {oldest}，已 {days} 天（限 {limit} 天）",
            suggestion="核对这些留言：尽快答复并公开；已答复的，把状态改正过来。",
        ),
        "en": Words(
            title="Messages without a reply",
            why="A message published within the last year without a reply for more than three months is a veto.",
            summary="“{name}” shows {unanswered} unanswered, the oldest {days} days old ({oldest}; limit {limit})",
            suggestion="Check these messages: answer and publish, or correct the state where they were answered.",
        ),
    },
    limits={"days": Limit(90, "days", CLAUSE), "within": Limit(365, "days", CLAUSE)},
    limit_names={"days": {"zh": "未答复", "en": "unanswered for"}},
)
