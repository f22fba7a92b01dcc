"""Sheets that hang twice on one notice point."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from auditor.model import NoticeSheet, Subject, SubjectKind
from auditor.registered import each_seen
from auditor.rule import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Verdict, View, Words

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理线下公示公告点位冗余信息")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find sheets of one point with the same title and the same dates; without dates only suspected.

    Sheets that name different items on the web are different sheets, whatever their titles.
    """
    return each_seen(view, SubjectKind.NOTICE_POINT, partial(_groups, view))


def _groups(view: View, point: Subject) -> Iterator[Verdict]:
    groups: defaultdict[object, list[NoticeSheet]] = defaultdict(list)
    for sheet in view.sheets(point.id):
        groups[_letters(sheet.title), sheet.posted_on, sheet.expires_on].append(sheet)
    for sheets in groups.values():
        first = sheets[0]
        if len(sheets) == 1 or not _letters(first.title) or len({sheet.url for sheet in sheets if sheet.url}) > 1:
            yield from (Clean(point.id, sheet.title) for sheet in sheets)
            continue
        yield Finding(
            subject=point.id,
            target=first.title,
            values={
                "title": first.title,
                "copies": len(sheets),
                "rows": [str(sheet.row) for sheet in sheets],
                "posted_on": first.posted_on,
                "expires_on": first.expires_on,
                "url": next((sheet.url for sheet in sheets if sheet.url), ""),
            },
            confidence=Confidence.CONFIRMED if first.posted_on else Confidence.SUSPECTED,
            action="take_down_sheet",
        )


def _letters(title: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", title) if letter.isalnum()).casefold()


RULE = Rule(
    id="notice-duplicate",
    item=3,
    kind="notice point",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={
        "zh": Words(
            title="公示单重复张贴",
            why="同一点位重复张贴同一内容，占用点位。",
            summary="“{title}”在同一点位登记了 {copies} 张（数据第 {rows} 行）",
            suggestion="保留一张，撤下其余；登记重复的，更正登记。",
        ),
        "en": Words(
            title="Sheet posted twice on a notice point",
            why="Copies of one sheet take the place of others.",
            summary="“{title}” is listed {copies} times on this point (rows {rows})",
            suggestion="Keep one and take the others down; where only the list repeats it, correct the list.",
        ),
    },
)
