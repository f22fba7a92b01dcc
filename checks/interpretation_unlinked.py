"""Explanations of policies without a link to their policy, and policies without a link to their explanation."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.interpretations import InterpretationReading
from auditor.model import Location, Subject, SubjectKind
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》政策解读；上海市 2021 年第一季度政府网站检查")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find explanations and policies of one site that do not lead to each other.

    Quiet where the policy was not seen on the site and the page leads to another government site.
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view))


def _pages(view: View, site: Subject) -> Iterator[Verdict]:
    backed = {one.policy_url for one in view.each(InterpretationReading, site.id) if one.back_linked}
    for one in view.each(InterpretationReading, site.id):
        if not one.policy_url:
            fine = one.linked or one.leads_to_government
            yield Clean(site.id, one.url) if fine else Unknown(site.id, one.url, "policy_unseen", one.policies[0])
            continue
        if not one.complete:
            yield Unknown(site.id, one.url, "partial", one.title)
            continue
        yield Clean(site.id, one.url) if one.linked else _finding(site, one, one.url, "")
        if one.policy_url not in backed:
            backed.add(one.policy_url)
            yield _finding(site, one, one.policy_url, "policy")


def _finding(site: Subject, one: InterpretationReading, target: str, variant: str) -> Finding:
    return Finding(
        subject=site.id,
        target=target,
        values={
            "title": one.title,
            "policy": one.policy_title,
            "policy_url": one.policy_url,
            "interpretation_url": one.url,
        },
        locations=(Location(one.url, one.title), Location(one.policy_url, one.policy_title)),
        location_count=2,
        confidence=Confidence.SUSPECTED if one.loose else Confidence.CONFIRMED,
        variant=variant,
        action="fix_link",
        part=variant,
    )


ZH = Words(
    title="政策与解读未关联",
    why="政策文件与解读材料应当相互链接，方便对照查阅。",
    summary="解读“{title}”没有链接到本站的政策文件“{policy}”",
    suggestion="在解读页面加上政策原文的链接。",
)
EN = Words(
    title="Policy and explanation not linked",
    why="A policy and its explanation must lead to each other.",
    summary="The explanation “{title}” has no link to its policy “{policy}” on the same site",
    suggestion="Link the policy on the page that explains it.",
)
POLICY_ZH = replace(
    ZH, summary="政策文件“{policy}”没有链接到本站的解读“{title}”", suggestion="在政策文件页面加上解读的链接。"
)
POLICY_EN = replace(
    EN,
    summary="The policy “{policy}” has no link to its explanation “{title}” on the same site",
    suggestion="Link the explanation on the page of the policy.",
)

RULE = Rule(
    id="interpretation-unlinked",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    variants={"policy": {"zh": POLICY_ZH, "en": POLICY_EN}},
)
