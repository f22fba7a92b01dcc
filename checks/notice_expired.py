"""Sheets on a notice point that are past their own end date."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from auditor.model import NoticeSheet, Subject, SubjectKind
from auditor.model.subject import PointObservation
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.text.notice_boards import expired as past
from auditor.text.notice_boards import hanging, rows_of

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理线下公示公告点位冗余信息")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find sheets whose end date lies before the day judged by; the day itself is not yet past.

    A sheet without an end date never expires by its own words. An end read from words is only suspected.
    """
    return each_seen(view, SubjectKind.NOTICE_POINT, partial(_sheets, view))


def _sheets(view: View, point: Subject) -> Iterator[Verdict]:
    titled: defaultdict[str, list[NoticeSheet]] = defaultdict(list)
    for sheet in _hanging(view, point):
        titled[sheet.title].append(sheet)
    for title, sheets in titled.items():
        expired = [sheet for sheet in sheets if past(sheet, view.as_of)]
        yield _finding(view, point, expired) if expired else Clean(point.id, title)


def _hanging(view: View, point: Subject) -> tuple[NoticeSheet, ...]:
    seen = view.get(PointObservation, point.id)
    return hanging(seen.sheets, view.as_of) if seen else ()


def _finding(view: View, point: Subject, expired: list[NoticeSheet]) -> Finding:
    """Return the finding on the sheets of one title; an end before the beginning is more likely a slip of the list."""
    first = min(expired, key=lambda sheet: sheet.expires_on or view.as_of)
    end = first.expires_on or view.as_of
    slip = first.ends_in_words != "" or (first.posted_on is not None and first.posted_on > end)
    return Finding(
        subject=point.id,
        target=first.title,
        values={
            "title": first.title,
            "expires_on": end,
            "days": (view.as_of - end).days,
            "posted_on": first.posted_on,
            "url": first.url,
            "rows": rows_of(expired),
            "words": first.ends_in_words,
        },
        confidence=Confidence.SUSPECTED if slip else Confidence.CONFIRMED,
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
    proposal="take_down_sheet",
)
