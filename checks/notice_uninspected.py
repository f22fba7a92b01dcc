"""Notice points that nobody has inspected lately."""

from collections.abc import Iterator

from auditor.model import Subject, SubjectKind, SubjectState
from auditor.model.subject import PointObservation
from auditor.rules import Clean, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import running
from auditor.rules.undecided import not_seen

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理线下公示公告点位冗余信息")
OWN = Source("自定 (own practice)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the last inspection of each point, of any of its sheets, with the allowed time (inclusive).

    A point whose list names no inspection is unknown.
    """
    for point in running(view, SubjectKind.NOTICE_POINT):
        if view.standing(point.id).state is SubjectState.UNKNOWN:
            yield not_seen(view.standing(point.id), point.id)
        else:
            yield _judge(view, point, limits.of(point.id)["days"])


def _judge(view: View, point: Subject, limit: float) -> Verdict:
    seen = view.get(PointObservation, point.id)
    dates = [sheet.inspected_on for sheet in seen.sheets if sheet.inspected_on] if seen else []
    last = max((day for day in dates if day <= view.as_of), default=None)
    days = None if last is None else (view.as_of - last).days
    if days is not None and days < limit:
        return Clean(point.id, point.id)
    standing = view.standing(point.id)
    if standing.state is SubjectState.PARTIAL:
        return not_seen(standing, point.id)
    if days is None:
        return Unknown(point.id, point.id, "future_dated" if dates else "undated", "no inspection date by this day")
    return Finding(
        subject=point.id,
        target=point.id,
        values={"name": point.name, "inspected_on": last, "days": days, "limit": limit},
        action="inspect",
    )


RULE = Rule(
    id="notice-uninspected",
    item=3,
    kind="notice point",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={
        "zh": Words(
            title="公示点位久未巡查",
            why="不巡查就无法及时清理过期、重复的公示单。",
            summary="“{name}”最近一次巡查是 {inspected_on}，距检查日 {days} 天（限 {limit} 天）",
            suggestion="安排巡查，并登记巡查时间。",
        ),
        "en": Words(
            title="Notice point not inspected lately",
            why="Without inspections expired and repeated sheets stay up.",
            summary="“{name}” was last inspected on {inspected_on}, {days} days ago (limit {limit})",
            suggestion="Inspect the point and note the date.",
        ),
    },
    limits={"days": Limit(30, "days", OWN)},
    limit_names={"days": {"zh": "未巡查", "en": "not inspected for"}},
    proposal="review",
)
