"""Links whose target answers 200, or redirects elsewhere, although the page does not exist."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, Outcome, Subject, SubjectKind
from auditor.model.page import link_uses
from auditor.rules import Confidence, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.rules.undecided import settled

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》功能设计", seen=False)
OWN = Source("自定：页面自己说明不存在，一次即可 (own: the page itself says so)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find link targets that were answered without a fault but say that the page does not exist.

    An answer that is a fault of its own is `link-broken`'s.
    """
    return each_seen(view, SubjectKind.SITE, partial(_targets, view, limits))


def _targets(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    looks = limits.of(site.id)["looks"]
    for target in view.each(TargetReading, site.id):
        kinds = link_uses(target.url, target.kinds)
        outcome = settled(target.outcome, target.status)
        if not kinds or outcome in FAULTS or outcome is Outcome.PRIVATE:
            continue
        if outcome is not Outcome.OK:
            yield Unknown(site.id, target.url, outcome.value, target.detail)
        elif target.soft_404:
            yield _finding(site, target, kinds, looks)


def _finding(site: Subject, target: TargetReading, kinds: list[str], looks: float) -> Finding:
    return Finding(
        subject=site.id,
        target=target.url,
        values={
            "sign": target.soft_404,
            "status": target.status,
            "kinds": kinds,
            "pages": target.referrer_count,
            "looks": target.looks,
            "internal": target.internal,
            "on_home": target.on_home,
            "final_url": target.final_url,
        },
        locations=target.referrers,
        location_count=target.referrer_count,
        confidence=Confidence.CONFIRMED if target.looks >= looks else Confidence.SUSPECTED,
        action="fix_link",
    )


RULE = Rule(
    id="link-soft-404",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="链接指向的页面不存在",
            why="服务器没有报错，但页面告诉访问者内容不存在；访问者一样看不到内容。",
            summary="{kinds}能打开，但页面表明内容不存在（{sign}）；{pages} 个页面引用",
            suggestion="改正地址或撤下引用，并让服务器对不存在的页面返回 404。",
        ),
        "en": Words(
            title="Linked page does not exist",
            why="The server reports no error, yet the page tells the visitor that there is nothing.",
            summary="The {kinds} opens, but the page says it does not exist ({sign}); pages that hold it: {pages}",
            suggestion="Correct the address or take the link away, and let the server answer 404 for missing pages.",
        ),
    },
    limits={"looks": Limit(1, "looks", OWN)},
    role="soft_404",
    rests_on="link",
    screenshot="holder",
)
