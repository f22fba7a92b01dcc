"""External links that now land on gambling, pornography or an idle domain."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.link_targets import TargetReading
from auditor.model import Outcome, Subject, SubjectKind
from auditor.model.page import link_uses
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen, target_of

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决指标：安全、泄密事故等严重问题")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find foreign addresses whose page has become a gambling, pornographic or parked one; always suspected.

    What the page holds is judged when it is looked at (auditor/text/risk.py); government hosts never are. Single
    addresses that did not answer are `link-broken`'s to name: a veto over a whole site does not hang on each of them.
    Without a network nothing was judged, which is one Unknown of the site.
    """
    return each_seen(view, SubjectKind.SITE, partial(_targets, view))


def _targets(view: View, site: Subject) -> Iterator[Verdict]:
    blind = ""
    for target in view.each(TargetReading, site.id):
        kinds = link_uses(target.url, target.kinds)
        if not kinds or target.internal:
            continue
        if target.outcome is Outcome.NETWORK:
            blind = blind or target.detail or target.url
        elif target.outcome is Outcome.OK and target.risk:
            yield _finding(site, target, kinds)
    if blind:
        yield Unknown(site.id, target_of(site), Outcome.NETWORK.value, blind)


def _finding(site: Subject, target: TargetReading, kinds: list[str]) -> Finding:
    return Finding(
        subject=site.id,
        target=target.url,
        values={
            "risk": target.risk,
            "words": list(target.risk_words),
            "kinds": kinds,
            "pages": target.referrer_count,
            "on_home": target.on_home,
            "final_url": target.final_url,
        },
        locations=target.referrers,
        location_count=target.referrer_count,
        confidence=Confidence.SUSPECTED,
        action="fix_link",
    )


RULE = Rule(
    id="link-risky",
    item=25,
    kind="page",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="外部链接疑似指向不良或闲置网站",
            why="外部域名到期后常被他人注册，政府网站上的旧链接就把访问者带到赌博、色情网站或待售域名。",
            summary="{kinds}现在打开的疑似是{risk}（出现：{words}）；{pages} 个页面引用，请人工核查",
            suggestion="立即人工核查；属实的，撤下全部引用，并排查同一域名的其他链接。",
        ),
        "en": Words(
            title="External link suspected to land on a harmful or idle site",
            why="Expired domains are taken by others, and old links then lead to gambling, sex or parked pages.",
            summary="The {kinds} now seems to open {risk} (it says: {words}); pages: {pages}; verify by hand",
            suggestion="Verify at once; if so, take every link to it away, and look for others to the same domain.",
        ),
    },
    rests_on="link",
    screenshot="holder",
)
