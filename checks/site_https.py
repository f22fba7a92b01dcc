"""Sites that cannot be opened encrypted, or whose certificate is faulty or about to expire."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from auditor.model import Outcome, SiteNetwork, SiteObservation, Subject, SubjectKind
from auditor.model.public_hosts import is_local
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
from auditor.rules.undecided import differs_by_browser, not_seen

OWN = Source("自定：证书到期前留出更换时间 (own: time to replace a certificate before it expires)")
LOOKS = Source("自定：相隔一段时间的一致检测达到此数才算确认 (own: looks that agree, apart in time, to be sure)")
REFUSED = "connection refused"
"""A connection that is reset instead may be a firewall's doing."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Judge each site's encrypted address and the certificate shown there (RFC 9110 section 4.3.4).

    `days` is exclusive: a certificate with that many days left is fine. IP literals and names of the machine itself
    are not assessable (docs/contract.md 4.16); time-outs, resets and what else decides nothing are unknown. What
    only our own list of authorities refuses stays suspected.
    """
    for site in running(view, SubjectKind.SITE):
        host, seen = (urlsplit(site.url).hostname or ""), view.get(SiteObservation, site.id)
        network = seen.network if seen else None
        if is_local(host):
            yield Unknown(site.id, target_of(site), "not_applicable", host)
        elif network is None:
            yield not_seen(view.standing(site.id), target_of(site))
        elif network.https is None:
            yield Unknown(site.id, target_of(site), "network", network.detail)
        else:
            yield _judge(view, site, network, limits.of(site.id))


def _judge(view: View, site: Subject, network: SiteNetwork, limits: Mapping[str, float]) -> Verdict:
    until, outcome = network.certificate_until, network.https
    left = None if until is None else (until - view.as_of).days
    sure = Confidence.CONFIRMED if network.looks >= limits["looks"] else Confidence.SUSPECTED
    if outcome is Outcome.OK:
        if left is None or left >= limits["days"]:
            return Clean(site.id, target_of(site))
        return _finding(site, network, left, limits, "expired" if left < 0 else "", Confidence.CONFIRMED)
    if outcome is Outcome.REFUSED and network.detail == REFUSED:
        return _finding(site, network, left, limits, "none", sure)
    if outcome is not Outcome.TLS:
        return Unknown(site.id, target_of(site), str(outcome), network.detail)
    if left is not None and left < 0:
        return _finding(site, network, left, limits, "expired", sure)
    if network.detail.startswith("certificate is for "):
        return _finding(site, network, left, limits, "host", sure)
    doubted = differs_by_browser(outcome, network.detail)
    return _finding(site, network, left, limits, "untrusted", Confidence.SUSPECTED if doubted else sure)


def _finding(
    site: Subject, network: SiteNetwork, left: int | None, limits: Mapping[str, float], variant: str, sure: Confidence
) -> Finding:
    values: dict[str, object] = {
        "host": (urlsplit(site.url).hostname or ""),
        "until": network.certificate_until,
        "days_left": left,
        "limit": limits["days"],
        "certificate_names": list(network.certificate_names),
        "detail": network.detail,
        "looks": network.looks,
    }
    return Finding(site.id, target_of(site), values, confidence=sure, action="certificate", variant=variant)


ZH = Words(
    title="HTTPS 证书有问题",
    why="证书失效或没有加密访问，浏览器会拦截或提示不安全。",
    summary="{host} 的证书将于 {until} 到期，只剩 {days_left} 天（少于 {limit} 天即提示）",
    suggestion="请运维单位及时更换证书。",
)
EN = Words(
    title="HTTPS is faulty",
    why="With a faulty certificate, or without encryption, browsers stop or warn visitors.",
    summary="The certificate of {host} expires on {until}, in {days_left} days (told below {limit})",
    suggestion="Have the operator replace the certificate in time.",
)


def _variant(zh: str, en: str, do_zh: str = ZH.suggestion, do_en: str = EN.suggestion) -> Mapping[str, Words]:
    return {"zh": replace(ZH, summary=zh, suggestion=do_zh), "en": replace(EN, summary=en, suggestion=do_en)}


RULE = Rule(
    id="site-https",
    item=25,
    kind="site",
    severity=Severity.MINOR,
    source=OWN,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"days": Limit(30, "days", OWN), "looks": Limit(2, "looks", LOOKS)},
    variants={
        "expired": _variant("{host} 的证书已于 {until} 到期", "The certificate of {host} expired on {until}"),
        "host": _variant(
            "{host} 出示的证书属于 {certificate_names}", "The certificate shown by {host} is for {certificate_names}"
        ),
        "untrusted": _variant(
            "{host} 的加密连接未能通过验证：{detail}",
            "The encrypted connection of {host} could not be verified: {detail}",
            "请核对证书链是否完整、签发机构是否受信任。",
            "See whether the chain is complete and the issuer is trusted.",
        ),
        "none": _variant(
            "{host} 不支持 HTTPS 访问（443 端口拒绝连接）",
            "{host} cannot be reached over HTTPS (connections are refused)",
            "请开通 HTTPS，并让 HTTP 地址跳转过去。",
            "Offer HTTPS and let the HTTP address lead there.",
        ),
    },
    limit_names={"days": {"zh": "证书剩余", "en": "certificate ends within"}},
    rests_on="site",
    screenshot="home",
)
