"""Marks on public pages and documents that say that the document is secret, internal or withheld."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.attachment_leaks import LeakReading
from auditor.model import MARKS, Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen

ITEM = Source("〔2019〕19号 安全、泄密事故等严重问题；《2025年虹口区政务公开工作要点》第 3 项：信息公开保密审查")
SHOWN = 5


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find 绝密/机密/秘密 with ★ or a term, 内部资料 注意保存, and 不予公开 as a document's attribute.

    As marks at the head of a page or document only; one finding a page or document, always suspected.
    Texts that speak of marks are none. Documents that were not read are unknown.
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view))


def _pages(view: View, site: Subject) -> Iterator[Verdict]:
    for seen in view.each(LeakReading, site.id):
        if any(one.kind in MARKS for one in seen.leaks):
            yield _finding(site, seen)
        if seen.unread:
            yield Unknown(site.id, seen.url, seen.unread, seen.detail)


def _finding(site: Subject, seen: LeakReading) -> Finding:
    found = [one for one in seen.leaks if one.kind in MARKS]
    return Finding(
        subject=site.id,
        target=seen.url,
        values={
            "title": seen.title,
            "marks": [one.kind for one in found],
            "mark_words": [words for one in found for words in one.shown][:SHOWN],
            "document": seen.attachment,
            "stands_at": list(dict.fromkeys(place for one in found for place in one.places))[:SHOWN],
        },
        locations=seen.locations,
        location_count=seen.location_count,
        confidence=Confidence.SUSPECTED,
        action="review",
    )


RULE = Rule(
    id="secrecy-marking",
    item=3,
    kind="page, attachment",
    severity=Severity.VETO,
    source=ITEM,
    check=check,
    words={
        "zh": Words(
            title="疑似标有密级或不予公开标志",
            why="标有密级、“内部资料”或“不予公开”的文件上网，可能构成泄密；机器只认标志，须由人核实。",
            summary="公开的内容上有“{mark_words}”（{marks}），请立即核查",
            suggestion="先下线 {target}，由保密审查人员核实：涉密的按泄密事件报告处置；已解密或误标的更正后再发布。",
        ),
        "en": Words(
            title="Suspected mark of secrecy",
            why="A document marked secret, internal or withheld may be a breach once online; only a person can tell.",
            summary="Public content bears “{mark_words}” ({marks}); verify at once",
            suggestion="Take {target} offline first and have it checked: report a breach if it is one; where it was "
            "declassified or marked by mistake, mend the mark before publishing again.",
        ),
    },
    proposal="review",
    urgent=True,
    screenshot="never",
)
