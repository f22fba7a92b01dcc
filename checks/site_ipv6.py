"""Sites whose name has no IPv6 address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from auditor.model import Outcome, SiteObservation, SubjectKind
from auditor.model.public_hosts import is_local
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》IPv6 改造")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Say of each site's name whether it has an IPv6 address (AAAA record, RFC 3596).

    A name server that fails on AAAA alone looks like one without: a suspicion.
    """
    for site in running(view, SubjectKind.SITE):
        target, host, seen = target_of(site), (urlsplit(site.url).hostname or ""), view.get(SiteObservation, site.id)
        network = seen.network if seen else None
        if is_local(host):
            yield Unknown(site.id, target, "not_applicable", host)
        elif network is None:
            yield not_seen(view.standing(site.id), target)
        elif network.ipv6 is None:
            known = network.https not in (None, Outcome.OK)
            yield Unknown(site.id, target, str(network.https if known else Outcome.NETWORK), network.detail)
        elif network.ipv6:
            yield Clean(site.id, target)
        else:
            values = {"host": host}
            yield Finding(site.id, target, values, confidence=Confidence.SUSPECTED, action="add_ipv6")


RULE = Rule(
    id="site-ipv6",
    item=25,
    kind="site",
    severity=Severity.ADVICE,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="不支持 IPv6",
            why="政府网站应完成 IPv6 改造；域名没有 AAAA 记录，IPv6 用户无法直接访问。",
            summary="域名 {host} 没有 IPv6 地址（AAAA 记录）",
            suggestion="请运维单位配置 IPv6 地址，并添加 AAAA 记录。",
        ),
        "en": Words(
            title="No IPv6",
            why="Government sites are to be reached over IPv6; without an AAAA record they are not.",
            summary="The name {host} has no IPv6 address (AAAA record)",
            suggestion="Have the operator set up an IPv6 address and add an AAAA record.",
        ),
    },
    rests_on="site",
    screenshot="home",
)
