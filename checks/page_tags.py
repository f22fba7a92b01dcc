"""Required meta tags that are missing, empty, malformed or copied from another site."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.model import Location, Subject, SubjectKind
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import each_seen
from auditor.text.tags import COPIED, Fault, Identity, faults_of, identity, judged_kinds

CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件：网页标签规范")
OWN = Source("自定：此比例的页面一致才视为本站的写法 (own: so many pages must agree to be the site's own)", seen=False)
PLACES = 20


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages without the tags of their kind: one finding a site, kind, tag and fault.

    Every page bears SiteName, SiteDomain, SiteIDCode, columns and articles their own (names without case). Error pages,
    fragments and pages of no sure kind are not judged. A site code of 12 digits is no finding.
    """
    return each_seen(view, SubjectKind.SITE, partial(_tags, view, limits))


def _tags(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    known = identity(view, site, limits.of(site.id)["own_share"])
    counts: dict[Fault, int] = {}
    places: dict[Fault, list[Location]] = {}
    judged = dict.fromkeys(("page", "column", "article"), 0)
    for page in view.pages(site.id):
        kinds = judged_kinds(page)
        for kind in kinds:
            judged[kind] += 1
        faults = [found for kind in kinds for found in faults_of(page, kind, known.foreign)]
        for fault, value in faults:
            counts[fault] = counts.get(fault, 0) + 1
            shown = places.setdefault(fault, [])
            if len(shown) < PLACES:
                shown.append(Location(page.url, page.title, value))
        if kinds and not faults:
            yield Clean(site.id, page.url)
    for fault, count in counts.items():
        yield _finding(site, fault, count, judged[fault.kind], tuple(places[fault]), known)


def _finding(
    site: Subject, fault: Fault, count: int, judged: int, places: tuple[Location, ...], known: Identity
) -> Finding:
    copied = fault.fault == COPIED
    return Finding(
        subject=site.id,
        target=places[0].url,
        values={
            "tag": fault.tag,
            "page_kind": fault.kind,
            "fault": fault.fault,
            "pages": count,
            "judged": judged,
            "value": places[0].context,
            "expected": known.expected(fault.tag) if copied else "",
        },
        locations=places,
        location_count=count,
        confidence=Confidence.SUSPECTED if copied and not known.sure(fault.tag) else Confidence.CONFIRMED,
        action="fill",
        variant="" if fault.fault == "missing" else fault.fault,
        part=f"{fault.kind} {fault.tag} {fault.fault}",
    )


ZH = Words(
    title="网页标签缺失或有误",
    why="网页标签供检查平台识别网站、栏目和文章；缺失、不规范或照搬他站都会影响识别。",
    summary="{pages} 个页面（{page_kind}，共查 {judged} 个）缺少 {tag} 标签",
    suggestion="按《政府网站发展指引》附件在模板中补齐 {tag} 标签。",
)
EN = Words(
    title="Meta tags missing or faulty",
    why="Inspectors tell site, column and article by these tags; absent, malformed or copied ones mislead them.",
    summary="The tag {tag} is missing on {pages} of {judged} pages ({page_kind})",
    suggestion="Add the tag {tag} to the template, as the annex of the guideline lays down.",
)
VARIANTS = {
    "empty": {
        "zh": replace(ZH, summary="{pages} 个页面（{page_kind}，共查 {judged} 个）的 {tag} 标签没有内容"),
        "en": replace(EN, summary="The tag {tag} is empty on {pages} of {judged} pages ({page_kind})"),
    },
    "malformed": {
        "zh": replace(ZH, summary="{pages} 个页面的 {tag} 标签格式不规范，如“{value}”"),
        "en": replace(EN, summary="The tag {tag} is malformed on {pages} pages, as in “{value}”"),
    },
    "copied": {
        "zh": replace(ZH, summary="{pages} 个页面的 {tag} 标签为“{value}”，与本站（{expected}）不符"),
        "en": replace(EN, summary="The tag {tag} on {pages} pages is “{value}”, not that of this site ({expected})"),
    },
}
RULE = Rule(
    id="page-tags",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"own_share": Limit(0.6, "ratio", OWN)},
    variants=VARIANTS,
    asks_places=True,
)
