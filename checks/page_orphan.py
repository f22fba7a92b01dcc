"""Pages that the sitemap names or an earlier run knew, and that no chain of links from the home page leads to."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.unlinked import UnlinkedPage, UnlinkedPages
from auditor.model import Subject, SubjectKind, SubjectState
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen, target_of

ITEM = Source(
    "《2025年虹口区政务公开工作要点》第 3 项：规范已公开信息管理；"
    "孤立页面的认定方法自定 (item 3; how to tell is our own)"
)


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages that answer and that this run's walk from the home page did not come by.

    Unknown where the walk was cut, or pages or lists of the site were not seen: a link may stand there.
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view))


def _pages(view: View, site: Subject) -> Iterator[Verdict]:
    seen = view.get(UnlinkedPages, site.id)
    if seen is None:
        return
    if seen.gap and view.standing(site.id).state is SubjectState.OBSERVED:
        yield Unknown(site.id, target_of(site), seen.gap, seen.detail)
    for one in seen.pages if not seen.gap else ():
        yield _finding(site, one, scripted=seen.scripted)


def _finding(site: Subject, one: UnlinkedPage, *, scripted: bool) -> Finding:
    return Finding(
        subject=site.id,
        target=one.url,
        values={
            "title": one.title or one.url,
            "shown_day": one.published,
            "disclosure": [one.url] if one.disclosure else [],
        },
        confidence=Confidence.SUSPECTED if scripted else Confidence.CONFIRMED,
        action="mark" if one.disclosure else "archive",
        variant="" if one.listed else "earlier",
    )


ZH = Words(
    title="孤立页面",
    why="没有任何链接到达的页面，公众看不到，单位也容易忘记维护。",
    summary="“{title}”可以打开（见于网站地图或以往检查），但从首页逐级点击没有找到通向它的链接",
    suggestion="确认页面是否仍需公开：需要的补上栏目链接，过时的移入归档栏目；不作删除。",
)
EN = Words(
    title="Page that nothing leads to",
    why="Visitors never find a page without a link, and its owner forgets it.",
    summary="“{title}” opens (known from the sitemap or earlier runs), but no links from the home page lead to it",
    suggestion="Decide whether it still belongs on the site: link it from its column, or move it to an archive.",
)
RULE = Rule(
    id="page-orphan",
    item=3,
    kind="page",
    severity=Severity.ADVICE,
    source=ITEM,
    check=check,
    words={"zh": ZH, "en": EN},
    variants={
        "earlier": {
            "zh": replace(ZH, summary="“{title}”仍可打开，但从首页逐级点击已找不到以前有的链接"),
            "en": replace(EN, summary="“{title}” still opens, but the links that led to it before are gone"),
        }
    },
    proposal="review",
)
