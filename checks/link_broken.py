"""Links, images, scripts, style sheets, attachments and frames that do not open."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, Outcome, Subject, SubjectKind
from auditor.model.page import link_uses
from auditor.rules import Confidence, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.rules.undecided import FIREWALL_LIKE, differs_by_browser, settled

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》功能设计", seen=False)
OWN = Source("自定：相隔一段时间的一致检测达到此数才算确认 (own: looks that agree, apart in time, to be sure)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find link targets that fail: 4xx and 5xx, names that do not resolve, refused, TLS and protocol faults.

    Refusals of a machine and private addresses are not faults; a page that only says it is gone is
    `link-soft-404`'s. Confirmed when as many looks as the limit agree; a status that firewalls use too
    stays suspected unless a browser was refused with it, too, as does a certificate that only we may not trust.
    """
    return each_seen(view, SubjectKind.SITE, partial(_targets, view, limits))


def _targets(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    looks = limits.of(site.id)["looks"]
    for target in view.each(TargetReading, site.id):
        kinds = link_uses(target.url, target.kinds)
        outcome = settled(target.outcome, target.status)
        if not kinds or outcome in {Outcome.OK, Outcome.PRIVATE}:
            continue
        if outcome in FAULTS:
            yield _finding(site, target, kinds, looks)
        else:
            yield Unknown(site.id, target.url, outcome.value, target.detail)


def _finding(site: Subject, target: TargetReading, kinds: list[str], looks: float) -> Finding:
    doubted = target.status in FIREWALL_LIKE or differs_by_browser(target.outcome, target.detail)
    sure = target.looks >= looks and (target.rendered or not doubted)
    return Finding(
        subject=site.id,
        target=target.url,
        values={
            "outcome": target.outcome.value,
            "status": target.status,
            "kinds": kinds,
            "pages": target.referrer_count,
            "looks": target.looks,
            "internal": target.internal,
            "on_home": target.on_home,
            "final_url": target.final_url,
            "detail": target.detail,
            "rendered": target.rendered,
        },
        locations=target.referrers,
        location_count=target.referrer_count,
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        severity=Severity.MAJOR if target.on_home else Severity.MINOR,
        action="fix_link",
        variant="status" if target.outcome is Outcome.HTTP_ERROR and target.status else "",
    )


ZH = Words(
    title="链接打不开",
    why="打不开的链接、图片和附件让办事人看不到内容，也是检查中最常见的扣分项。",
    summary="{kinds}打不开：{outcome}；{pages} 个页面引用，已检测 {looks} 次",
    suggestion="核对地址后改正，或撤下引用；目标在外站的，联系对方或改用有效地址。",
)
EN = Words(
    title="Link does not open",
    why="Visitors cannot reach what a dead link, image or attachment should show; inspections count these first.",
    summary="The {kinds} does not open: {outcome}; pages that hold it: {pages}, looks: {looks}",
    suggestion="Correct the address or take the link away; for another office's page, tell them or link elsewhere.",
)
STATUS_ZH = replace(ZH, summary="{kinds}返回错误 {status}；{pages} 个页面引用，已检测 {looks} 次")
STATUS_EN = replace(EN, summary="The {kinds} answers with error {status}; pages that hold it: {pages}, looks: {looks}")

RULE = Rule(
    id="link-broken",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"looks": Limit(2, "looks", OWN)},
    variants={"status": {"zh": STATUS_ZH, "en": STATUS_EN}},
    role="broken_link",
    rests_on="link",
    opening_repairs=True,
    screenshot="holder",
)
