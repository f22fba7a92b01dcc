"""Links on public pages to private, loopback or link-local addresses."""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, Outcome, Subject, SubjectKind
from auditor.model.page import link_uses
from auditor.model.public_hosts import bare_host
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen

OWN = Source("自定 (own practice)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find link targets inside a private network; they were never requested (docs/contract.md 4.2).

    A name stays suspected: visitors outside may be told another address than our own name server tells us.
    """
    return each_seen(view, SubjectKind.SITE, partial(_targets, view))


def _targets(view: View, site: Subject) -> Iterator[Verdict]:
    for target in view.each(TargetReading, site.id):
        kinds = link_uses(target.url, target.kinds)
        if not kinds or target.outcome is Outcome.OK or target.outcome in FAULTS:
            continue
        if target.outcome is Outcome.PRIVATE:
            yield _finding(site, target, kinds)
        else:
            yield Unknown(site.id, target.url, target.outcome.value, target.detail)


def _finding(site: Subject, target: TargetReading, kinds: list[str]) -> Finding:
    return Finding(
        subject=site.id,
        target=target.url,
        values={
            "kinds": kinds,
            "pages": target.referrer_count,
            "on_home": target.on_home,
            "final_url": target.final_url,
            "detail": target.detail,
        },
        locations=target.referrers,
        location_count=target.referrer_count,
        confidence=Confidence.CONFIRMED if _is_the_same_for_all(target.url) else Confidence.SUSPECTED,
        action="fix_link",
    )


def _is_the_same_for_all(url: str) -> bool:
    """Say whether the address names its host by number or as localhost, which no name server decides."""
    host = bare_host(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return True


RULE = Rule(
    id="link-private",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=OWN,
    check=check,
    words={
        "zh": Words(
            title="公开页面链接到内网地址",
            why="外部访问者打不开内网地址，地址本身也泄露内部网络的情况。",
            summary="{kinds}指向内网地址，检测时未访问；{pages} 个页面引用",
            suggestion="改为公网地址，或撤下引用。",
        ),
        "en": Words(
            title="Public page links to a private address",
            why="Visitors from outside cannot open it, and the address tells about the internal network.",
            summary="The {kinds} leads to a private address, which was not requested; pages that hold it: {pages}",
            suggestion="Use the public address, or take the link away.",
        ),
    },
    rests_on="link",
    asks_target=False,
    screenshot="holder",
)
