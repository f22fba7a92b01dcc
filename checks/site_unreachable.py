"""Sites whose home page does not open."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.facts.availability import Availability, SampleDay, availability
from auditor.facts.home import HomeReading
from auditor.model import FAULTS, Outcome, Subject, SubjectKind
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
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
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import FIREWALL_LIKE, differs_by_browser, not_seen, settled

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·站点无法访问")
OWN = Source("自定：相隔一段时间的一致检测达到此数才算确认 (own: looks that agree, apart in time, to be sure)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Judge each home page by the samples of a week; without enough of them say only whether it opens now.

    The share of failed samples is inclusive (超过（含）). One run proves no veto, so a home page that fails now
    is a major finding.
    """
    for site in running(view, SubjectKind.SITE):
        ours = limits.of(site.id)
        week = availability(view.each(SampleDay, site.id), view.as_of, ours)
        if week.enough and week.share >= ours["failures"]:
            yield _sampled(site, week, ours)
        else:
            yield _now(view, site, ours["looks"], sampled=week.enough)


def _now(view: View, site: Subject, looks: float, *, sampled: bool) -> Verdict:
    home = view.get(HomeReading, site.id)
    outcome = None if home is None else settled(home.outcome, home.status)
    if home is not None and outcome in FAULTS:
        return _finding(site, home, looks)
    if outcome is Outcome.OK or sampled:
        return Clean(site.id, target_of(site))
    if home is None or outcome is None:
        return not_seen(view.standing(site.id), target_of(site))
    return Unknown(site.id, target_of(site), outcome.value, home.detail)


def _sampled(site: Subject, week: Availability, limits: Mapping[str, float]) -> Finding:
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={
            "samples": week.taken,
            "samples_failed": week.failed,
            "failed_percent": round(100 * week.share, 1),
            "limit_percent": round(100 * limits["failures"], 1),
            "within_s": limits["seconds"],
            "sampled_from": week.first,
            "sampled_to": week.last,
        },
        action="restore",
        variant="sampled",
    )


def _finding(site: Subject, home: HomeReading, looks: float) -> Finding:
    doubted = home.status in FIREWALL_LIKE or differs_by_browser(home.outcome, home.detail)
    sure = home.looks >= looks and not doubted
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
SAMPLED_ZH = replace(
    ZH,
    summary="{sampled_from} 至 {sampled_to} 抽测首页 {samples} 次，{samples_failed} 次在 {within_s} 秒内打不开，"
    "占 {failed_percent}%（限 {limit_percent}%）",
    suggestion="属单项否决：尽快查明服务器、域名解析或证书的故障并恢复稳定运行。",
)
SAMPLED_EN = replace(
    EN,
    summary="Of {samples} samples from {sampled_from} to {sampled_to} the home page did not open within {within_s} s "
    "in {samples_failed}, {failed_percent}% (limit {limit_percent}%)",
    suggestion="This is a veto: find the fault of server, name or certificate and make the site run steadily.",
)

RULE = Rule(
    id="site-unreachable",
    item=25,
    kind="site",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "looks": Limit(2, "looks", OWN),
        "samples_a_day": Limit(20, "samples", CLAUSE),
        "days": Limit(7, "days", CLAUSE),
        "failures": Limit(0.05, "ratio", CLAUSE),
        "seconds": Limit(15, "seconds", CLAUSE),
    },
    variants={
        "status": {"zh": STATUS_ZH, "en": STATUS_EN},
        "sampled": {"zh": SAMPLED_ZH, "en": SAMPLED_EN},
    },
    limit_names={"days": {"zh": "抽测天数", "en": "sampled for"}},
    role="availability",
    rests_on="site",
    screenshot="home",
)
