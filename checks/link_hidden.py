"""Links to foreign sites that visitors cannot see (暗链)."""

from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import urlsplit

from auditor.facts.link_marks import HiddenTarget
from auditor.facts.register import RegisteredHosts
from auditor.model import Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.text.risk import names_risky_trade

CLAUSE = Source("济南市2025年第二季度政府网站检查通报：暗链")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find foreign addresses that pages link to where nobody sees it; one finding an address, always suspected.

    Which hiding serves no visitor is told in auditor/extract/hidden_links.py; hosts of the register are not foreign.
    """
    return each_seen(view, SubjectKind.SITE, partial(_links, view, _own_hosts(view)))


def _own_hosts(view: View) -> frozenset[str]:
    known = {_host(one.url) for one in view.subjects()}
    if register := view.get(RegisteredHosts):
        known |= {_host(f"//{place}") for place in register.names}
    return frozenset(known - {""})


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _links(view: View, own: frozenset[str], site: Subject) -> Iterator[Verdict]:
    for link in view.each(HiddenTarget, site.id):
        if _host(link.url) not in own:
            yield _finding(site, link)


def _finding(site: Subject, link: HiddenTarget) -> Finding:
    return Finding(
        subject=site.id,
        target=link.url,
        values={
            "hidden_by": list(link.how),
            "texts": list(link.texts),
            "pages": link.referrer_count,
            "risky": names_risky_trade(link.texts),
        },
        locations=link.referrers,
        location_count=link.referrer_count,
        confidence=Confidence.SUSPECTED,
        action="fix_link",
    )


RULE = Rule(
    id="link-hidden",
    item=25,
    kind="page",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="疑似暗链",
            why="访问者看不见、只给搜索引擎看的外部链接，往往是网站被入侵后植入的。",
            summary="链接“{texts}”指向外部网站，访问者看不见（{hidden_by}）；{pages} 个页面含有，请核查",
            suggestion="核实链接由谁添加；属植入的，删除后查找入侵途径并修补，全站排查。",
        ),
        "en": Words(
            title="Suspected hidden link",
            why="Foreign links that only search engines see are often planted after a break-in.",
            summary="The link “{texts}” to a foreign site cannot be seen ({hidden_by}); pages: {pages}; verify",
            suggestion="Find out who put it there; if planted, remove it, close the way in, and search the whole site.",
        ),
    },
    rests_on="link",
    screenshot="holder",
)
