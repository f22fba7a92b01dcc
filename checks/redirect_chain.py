"""Links that lead to their target by many redirects, or from an encrypted address to an unencrypted one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.redirect_chains import RedirectReading
from auditor.model import Subject, SubjectKind
from auditor.model.page import link_uses
from auditor.rules import Clean, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

OWN = Source("自定：跳转超过此次数即拖慢打开、容易中断 (own: a longer way is slow and breaks easily)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find links that open only after more redirects than the limit, or whose way leads from https to http.

    Links that do not open at the end are `link-broken`'s.
    """
    return each_seen(view, SubjectKind.SITE, partial(_links, view, limits))


def _links(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    most = limits.of(site.id)["hops"]
    for link in view.each(RedirectReading, site.id):
        kinds = link_uses(link.url, link.kinds)
        if kinds and (link.hops > most or link.downgraded):
            yield _finding(site, link, kinds)
        elif kinds:
            yield Clean(site.id, link.url)


def _finding(site: Subject, link: RedirectReading, kinds: list[str]) -> Finding:
    return Finding(
        subject=site.id,
        target=link.url,
        values={
            "hops": link.hops,
            "final_url": link.final_url,
            "kinds": kinds,
            "pages": link.referrer_count,
        },
        locations=link.referrers,
        location_count=link.referrer_count,
        action="fix_link",
        variant="downgraded" if link.downgraded else "",
    )


ZH = Words(
    title="链接多次跳转",
    why="一次点击经过多次跳转，打开变慢，其中一环失效就打不开。",
    summary="{kinds}经 {hops} 次跳转才打开；{pages} 个页面引用",
    suggestion="把链接改为最终地址。",
)
EN = Words(
    title="Link redirected many times",
    why="A click that leads over many redirects is slow, and fails as soon as one of them does.",
    summary="The {kinds} opens only after redirects: {hops}; pages that hold it: {pages}",
    suggestion="Let the link name the address it ends at.",
)
DOWN_ZH = replace(
    ZH,
    summary="{kinds}从加密地址（https）跳转到不加密的地址（http）；{pages} 个页面引用",
    suggestion="目标支持 https 的，改用 https 地址并停止向 http 跳转；在外站的，联系对方。",
)
DOWN_EN = replace(
    EN,
    summary="The {kinds} leads from an encrypted address to one that is not (http); pages that hold it: {pages}",
    suggestion="Use the https address where there is one, and stop redirecting to http; for another's site, tell them.",
)

RULE = Rule(
    id="redirect-chain",
    item=25,
    kind="page",
    severity=Severity.ADVICE,
    source=OWN,
    check=check,
    limits={"hops": Limit(3, "redirects", OWN)},
    words={"zh": ZH, "en": EN},
    variants={"downgraded": {"zh": DOWN_ZH, "en": DOWN_EN}},
)
