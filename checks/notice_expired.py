"""Sheets on a notice point that are past their own end date."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.model import Subject, SubjectKind
from auditor.registered import each_seen
from auditor.rule import Clean, Finding, Limits, Rule, Severity, Source, Verdict, View, Words

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理线下公示公告点位冗余信息")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find sheets whose end date lies before the day judged by; the day itself is not yet past.

    A sheet without an end date never expires by its own words.
    """
    return each_seen(view, SubjectKind.NOTICE_POINT, partial(_sheets, view))


def _sheets(view: View, point: Subject) -> Iterator[Verdict]:
    for sheet in view.sheets(point.id):
        if sheet.expires_on is None or sheet.expires_on >= view.as_of:
            yield Clean(point.id, sheet.title)
            continue
        yield Finding(
            subject=point.id,
            target=sheet.title,
            values={
                "title": sheet.title,
                "expires_on": sheet.expires_on,
                "days": (view.as_of - sheet.expires_on).days,
                "posted_on": sheet.posted_on,
                "url": sheet.url,
                "row": sheet.row,
            },
            action="take_down_sheet",
        )


RULE = Rule(
    id="notice-expired",
    item=3,
    kind="notice point",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={
        "zh": Words(
            title="公示单过期未撤",
            why="过期的公示公告让办事人误以为仍然有效，占用点位。",
            summary="“{title}”已于 {expires_on} 到期，过期 {days} 天仍在张贴",
            suggestion="撤下该张公示单，并核对其内容已按规定归档。",
        ),
        "en": Words(
            title="Expired sheet on a notice point",
            why="An expired sheet misleads visitors and takes the place of others.",
            summary="“{title}” ended on {expires_on} and is still posted {days} days later",
            suggestion="Take the sheet down, after checking that its content is kept on file.",
        ),
    },
)
