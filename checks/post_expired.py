"""Notices past their own end (报名截止、公示期、征集截止) that home page or columns still show first, unmarked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from auditor.facts.validity_facts import NoticeReading
from auditor.model import EndKind, Subject, SubjectKind
from auditor.rules import Clean, Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理政府网站、政务新媒体等渠道冗余信息")
OWN = Source("自定：到期多少天后才提示、多少天后建议移入归档 (own: days of grace, days until archiving)", seen=False)


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find notices whose latest end lies more than `grace` days before the day judged by (the day itself is not past).

    Quiet where title, list or page say that it is over, where only archives list it, and where an enrolment names a
    later day still to come (the exam, the event). Pages are marked or archived, never removed.
    """
    return each_seen(view, SubjectKind.SITE, partial(_notices, view, limits))


def _notices(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    ours = limits.of(site.id)
    for one in view.each(NoticeReading, site.id):
        past = max(end.on for end in one.ends) + timedelta(days=ours["grace"]) < view.as_of
        if past and one.shown and not one.over:
            yield _finding(view, site, one, ours["archive"])
        else:
            yield Clean(site.id, one.url)


def _finding(view: View, site: Subject, one: NoticeReading, archive: float) -> Finding:
    last = max((end for end in one.ends if end.kind is not EndKind.LATER), key=lambda end: end.on)
    days = (view.as_of - last.on).days
    old = days > archive and not one.disclosure
    return Finding(
        subject=site.id,
        target=one.url,
        values={
            "title": one.title,
            "end": last.on,
            "days": days,
            "words": last.words,
            "shown_day": one.published,
            "counted": last.counted or None,
            "on_home": one.on_home,
            "disclosure": [one.url] if one.disclosure else [],
        },
        locations=one.shown,
        location_count=one.shown_count,
        confidence=Confidence.CONFIRMED if last.sure else Confidence.SUSPECTED,
        action="archive" if old else "mark",
        variant="archive" if old else "",
    )


ZH = Words(
    title="信息过期仍在首要位置且未标明",
    why="报名、公示、征集已到自身截止日，仍在首页或栏目首页且没有标明，容易让人误以为还能办理。",
    summary="“{title}”已于 {end} 截止，过期 {days} 天，仍在首页或栏目首页，未标明已结束",
    suggestion="在标题或正文注明“已结束”；有结果的附上结果链接。页面应当保留，不作删除。",
)
EN = Words(
    title="Notice past its end, still shown first and not marked",
    why="An enrolment, publicity or consultation past its own end misleads visitors where it still stands in front.",
    summary="“{title}” ended on {end}, {days} days ago; home page or a column still show it first, not marked as over",
    suggestion="Say in its title or text that it is over, and link the result. The page stays; delete nothing.",
)
RULE = Rule(
    id="post-expired",
    item=3,
    kind="page",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"grace": Limit(0, "days", OWN), "archive": Limit(365, "days", OWN)},
    variants={
        "archive": {
            "zh": replace(ZH, suggestion="注明“已结束”，并从首页和栏目首页移入归档栏目；页面应当保留，不作删除。"),
            "en": replace(EN, suggestion="Mark it as over and move its link to an archive; the page stays."),
        }
    },
    proposal="mark",
    excerpt="texts",
)
