"""Places on pages that links name and the page does not have."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.link_marks import LostFragment
from auditor.model import Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

OWN = Source("自定：HTML 标准 7.4.6.3 (own, after HTML standard 7.4.6.3)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages without a place that links name (`#fragment`); one finding a page and fragment.

    The page without the place is the target, for there it is mended; the pages that link to it are locations.
    Suspected where the page loads scripts from files: one may make the place, or catch the link and show a tab.
    Routes of scripts, `#top` and pages that scripts fill are left alone (auditor/extract/fragment_names.py).
    """
    return each_seen(view, SubjectKind.SITE, partial(_places, view))


def _places(view: View, site: Subject) -> Iterator[Verdict]:
    for place in view.each(LostFragment, site.id):
        yield _finding(site, place)


def _finding(site: Subject, place: LostFragment) -> Finding:
    return Finding(
        subject=site.id,
        target=place.url,
        values={"fragment": place.fragment, "pages": place.referrer_count},
        locations=place.referrers,
        location_count=place.referrer_count,
        confidence=Confidence.SUSPECTED if place.scripted else Confidence.CONFIRMED,
        action="fix_link",
        part=place.fragment,
    )


RULE = Rule(
    id="page-fragment-missing",
    item=25,
    kind="page",
    severity=Severity.ADVICE,
    source=OWN,
    check=check,
    words={
        "zh": Words(
            title="页内定位失效",
            why="链接要跳到页面的某一处，页面上没有这一处，访问者只能自己查找。",
            summary="页面上没有找到链接所指的位置“{fragment}”；{pages} 个页面这样链接",
            suggestion="在页面上补上这个位置的 id，或改正链接中 # 之后的部分。",
        ),
        "en": Words(
            title="Place on the page missing",
            why="A link is to jump to a place on the page that is not there, so visitors have to search by themselves.",
            summary="No place named “{fragment}” was found on the page; pages that link to it: {pages}",
            suggestion="Give the place its id on the page, or correct what follows # in the link.",
        ),
    },
)
