"""旧稿重发: the text of an older page of the site shown again under a newer date."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from auditor.facts.kept_copies import PageCopies
from auditor.model import Location, Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.text.copy_groups import Copy, CopyTerms, DuplicateGroup, exact, redated, shown_day

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》弄虚作假")
OWN = Source("自定：相同稿件的认定和例行内容的排除 (own: when two texts are one, and what recurs rightly)", seen=False)


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages whose text an older page of the site shows too, dated more than `redated_days` later.

    Only dates printed on both pages count, never PubDate or the address. What recurs by its nature is left out:
    texts a year apart, even series, notices of everyday business, records of the disclosure area. Copies shown at
    once are `post-duplicate` and never this too (docs/contract.md 4.9).
    """
    return each_seen(view, SubjectKind.SITE, partial(_groups, view, limits))


def _groups(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    ours = limits.of(site.id)
    terms = CopyTerms(ours["jaccard"], ours["contained"], ours["longer"])
    for group in map(exact, view.each(PageCopies, site.id, terms)):
        if group.similarity >= ours["certain"] and group.characters >= ours["characters"]:
            for older, later in redated(group, view.as_of, ours["redated_days"], ours["yearly"]):
                yield _finding(site, older, later, group, ours)


def _finding(site: Subject, older: Copy, later: Copy, group: DuplicateGroup, limits: Mapping[str, float]) -> Finding:
    before, after = shown_day(older), shown_day(later)
    return Finding(
        subject=site.id,
        target=later.url,
        values={
            "title": later.title,
            "older": older.url,
            "older_title": older.title,
            "older_day": before,
            "shown_day": after,
            "days": (after - before).days if before and after else None,
            "limit": limits["redated_days"],
            "similarity": round(group.similarity, 3),
            "characters": group.characters,
            "origin": later.origin,
        },
        locations=(Location(older.url, older.title, str(before)),),
        location_count=1,
        confidence=Confidence.SUSPECTED,
        action="review",
    )


RULE = Rule(
    id="post-redated",
    item=25,
    kind="page",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="旧稿疑似以新日期再次发布",
            why="与本站较早页面正文相同而日期更新，可能影响更新情况的真实性，需人工核查。",
            summary="“{title}”（{shown_day}）与本站 {older_day} 的页面正文相同，日期相差 {days} 天（限 {limit} 天）",
            suggestion="请核查两页的实际发布时间和原因；属重复发布的，保留 {older}，并如实标注日期。",
        ),
        "en": Words(
            title="Older text shown again under a newer date",
            why="The text equals that of an older page of the site, which may blur how current the site is; to verify.",
            summary="“{title}” ({shown_day}) has the text of a page of {older_day}, {days} days apart (limit {limit})",
            suggestion="Verify when and why both pages were published; if it is a repeat, keep {older} and its date.",
        ),
    },
    limits={
        "redated_days": Limit(3, "days", OWN),
        "jaccard": Limit(0.85, "share of 3-grams", OWN),
        "certain": Limit(0.95, "share of 3-grams", OWN),
        "contained": Limit(0.9, "share of 3-grams", OWN),
        "longer": Limit(2, "ratio", OWN),
        "characters": Limit(100, "characters", OWN),
        "yearly": Limit(30, "days", OWN),
    },
    excerpt="texts",
)
