"""Government hosts that the register lacks, and sites it calls closed that still answer."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from auditor.facts.home import HomeReading
from auditor.facts.outside_hosts import HostReading
from auditor.facts.register import RegisteredHosts
from auditor.model import Outcome, RegisterStatus, Subject, SubjectKind, SubjectState
from auditor.model.public_hosts import bare_host, parent_domain, serves_staff
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen, settled
from auditor.text.site_names import says_closed

CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》集约共享、网站开办与关停", seen=False)


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the hosts that registered sites link to, under their own parent domain, with the whole register.

    Without a register (an ad-hoc run) there is nothing to compare with and nothing is said.
    """
    register = view.get(RegisteredHosts)
    if register is None:
        return
    known = register.names
    told: set[str] = set()
    for site in running(view, SubjectKind.SITE):
        standing, target = view.standing(site.id), target_of(site)
        if standing.state is SubjectState.UNKNOWN:
            yield not_seen(standing, target)
            continue
        verdicts = [*_strangers(view, site, known, told)]
        if standing.state is SubjectState.PARTIAL:
            verdicts.append(not_seen(standing, target))
        yield from verdicts or [Clean(site.id, target)]
    yield from _still_there(view)


def _strangers(view: View, site: Subject, known: frozenset[str], told: set[str]) -> Iterator[Verdict]:
    parent = parent_domain(urlsplit(site.url).hostname or "")
    if not parent:
        return
    names = {host.partition(":")[0] for host in known}
    for host in view.each(HostReading, site.id):
        name = host.host.partition(":")[0]
        if host.host in known or host.host in told or not f".{name}".endswith(f".{parent}"):
            continue
        if host.answered and bare_host(host.final_url) not in names - {name}:
            told.add(host.host)
            yield _finding(site, host, parent)


def _finding(site: Subject, host: HostReading, parent: str) -> Finding:
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={"host": host.host, "url": host.url, "parent": parent, "pages": host.location_count},
        locations=host.locations,
        location_count=host.location_count,
        confidence=Confidence.CONFIRMED if host.page and not serves_staff(host.host) else Confidence.SUSPECTED,
        action="register",
        part=host.host,
    )  # fmt: skip


def _still_there(view: View) -> Iterator[Verdict]:
    for site in view.subjects():
        if site.kind is not SubjectKind.SITE or site.status is not RegisterStatus.CLOSED:
            continue
        home = view.get(HomeReading, site.id)
        if home is None or settled(home.outcome, home.status) is not Outcome.OK:
            continue
        if view.standing(site.id).state is SubjectState.UNKNOWN:
            yield Unknown(site.id, target_of(site), "leads_away", home.detail)
            continue
        values = {"host": bare_host(site.url), "status": home.status, "title": home.title[:80]}
        yield Finding(
            site.id, target_of(site), values, action="close", variant="closed", part=bare_host(site.url),
            confidence=Confidence.CONFIRMED if home.title and not says_closed(home.title) else Confidence.SUSPECTED,
        )  # fmt: skip


def _words(zh: tuple[str, str, str], en: tuple[str, str, str]) -> Mapping[str, Words]:
    why_zh = "网站应当全部登记在册；关停的网站应当停止服务。"
    why_en = "Every site is registered, and a closed one stops."
    return {"zh": Words(zh[0], why_zh, zh[1], zh[2]), "en": Words(en[0], why_en, en[1], en[2])}


RULE = Rule(
    id="site-unregistered",
    item=25,
    kind="site",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words=_words(
        ("名录中没有的网站", "{host} 有应答，名录中没有；{pages} 个页面链接到它",
         "核实 {host} 的主办单位，补充登记或关停。"),
        ("A site that is not registered", "{host} answers and is not in the register; pages that link to it: {pages}",
         "Find out who runs {host}; register it or close it."),
    ),
    variants={
        "closed": _words(
            ("已关停的网站仍可访问", "名录登记为已关停，{host} 仍可访问", "停止 {host} 的服务并注销域名，或更正名录。"),
            ("A closed site still answers", "The register calls it closed, but {host} still answers",
             "Stop {host} and give up its name, or correct the register."),
        )
    },
    rests_on="site",
    asks_places=True,
    screenshot="home",
)  # fmt: skip
