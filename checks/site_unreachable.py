"""Sites whose home page does not open."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.model import FAULTS, Outcome, Subject, SubjectKind
from auditor.registered import running, target_of
from auditor.rule import (
    Clean,
    Confidence,
    Finding,
    HomeReading,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.undecided import FIREWALL_LIKE, not_seen, settled

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·站点无法访问")
OWN = Source("自定：相隔一段时间的一致检测达到此数才算确认 (own: looks that agree, apart in time, to be sure)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Say whether each home page opens now; one run proves no more, so a failure is major and no veto."""
    for site in running(view, SubjectKind.SITE):
        home = view.home(site.id)
        if home is None:
            yield not_seen(view.standing(site.id), target_of(site))
            continue
        outcome = settled(home.outcome, home.status)
        if outcome is Outcome.OK:
            yield Clean(site.id, target_of(site))
        elif outcome in FAULTS:
            yield _finding(site, home, limits.of(site.id)["looks"])
        else:
            yield Unknown(site.id, target_of(site), outcome.value, home.detail)


def _finding(site: Subject, home: HomeReading, looks: float) -> Finding:
    sure = home.looks >= looks and home.status not in FIREWALL_LIKE
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={"outcome": home.outcome.value, "status": home.status, "looks": home.looks, "detail": home.detail},
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        severity=Severity.MAJOR,
        action="restore",
        variant="status" if home.outcome is Outcome.HTTP_ERROR and home.status else "",
    )


ZH = Words(
    title="网站首页打不开",
    why="网站打不开是单项否决指标；一次检测不足以判定，需要连续 7 天的可用性抽测。",
    summary="首页打不开：{outcome}；已检测 {looks} 次，能否判定否决需看连续 7 天的抽测",
    suggestion="尽快检查服务器、域名解析和证书，恢复访问，并用 auditor probe 连续抽测。",
)
EN = Words(
    title="Home page does not open",
    why="An unreachable site is a veto; one run cannot prove it, availability samples over 7 days can.",
    summary="The home page does not open: {outcome}; looks: {looks}; a veto needs samples over 7 days",
    suggestion="Check server, name and certificate, restore the site, and sample it with `auditor probe`.",
)
STATUS_ZH = replace(ZH, summary="首页返回错误 {status}；已检测 {looks} 次，能否判定否决需看连续 7 天的抽测")
STATUS_EN = replace(
    EN, summary="The home page answers with error {status}; looks: {looks}; a veto needs samples over 7 days"
)

RULE = Rule(
    id="site-unreachable",
    item=25,
    kind="site",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"looks": Limit(2, "looks", OWN)},
    variants={"status": {"zh": STATUS_ZH, "en": STATUS_EN}},
)
