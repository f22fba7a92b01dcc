"""Links to content that lead nowhere (空链)."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.link_marks import EmptyLinks
from auditor.model import Location, Subject, SubjectKind
from auditor.rules import Finding, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

CLAUSE = Source("济南市2025年第二季度政府网站检查通报：空链")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages with links to content whose address is empty, `#` or a script that does nothing; one finding a page.

    Menus, tools, buttons and whatever a script may act on are no such links (auditor/extract/link_collector.py).
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view))


def _pages(view: View, site: Subject) -> Iterator[Verdict]:
    for page in view.each(EmptyLinks, site.id):
        yield _finding(site, page)


def _finding(site: Subject, page: EmptyLinks) -> Finding:
    return Finding(
        subject=site.id,
        target=page.url,
        values={"count": page.count, "texts": list(page.texts)},
        locations=tuple(Location(page.url, text, "anchor") for text in page.texts),
        location_count=page.count,
        action="fix_link",
    )


RULE = Rule(
    id="link-empty",
    item=25,
    kind="page",
    severity=Severity.ADVICE,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="空链",
            why="文字看上去是链接，点击后没有内容，访问者会以为网站出了故障。",
            summary="页面上有 {count} 处文字像是内容链接，却没有填写地址：{texts}",
            suggestion="补上链接地址；确无内容的，改为普通文字。",
        ),
        "en": Words(
            title="Link that leads nowhere",
            why="What looks like a link brings no content, so visitors take the site for broken.",
            summary="Texts on the page that look like links to content and have no address: {count} ({texts})",
            suggestion="Fill in the address, or make it plain text where there is nothing to link to.",
        ),
    },
    rests_on="link",
)
