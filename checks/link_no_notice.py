"""Sites whose pages lead to non-government hosts without telling visitors that they leave."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.outside_hosts import HostReading
from auditor.facts.register import RegisteredHosts
from auditor.model import Subject, SubjectKind
from auditor.model.public_hosts import needs_no_notice
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen, target_of

CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件·链接非政府网站应有离开提示", seen=False)
MOST_HOSTS = 20
MOST_LOCATIONS = 20


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find sites with foreign links on pages that, scripts included, say nothing of leaving (always a suspicion)."""
    return each_seen(view, SubjectKind.SITE, partial(_judge, view))


def _judge(view: View, site: Subject) -> Iterator[Verdict]:
    register = view.get(RegisteredHosts)
    own = register.names if register else frozenset()
    foreign = [
        host for host in view.each(HostReading, site.id)
        if host.host not in own and not needs_no_notice(host.host.partition(":")[0])
    ]  # fmt: skip
    silent = [host for host in foreign if host.silent_count]
    if silent:
        yield _finding(site, sorted(silent, key=lambda host: (-host.silent_count, host.host)))
    elif any(host.undecided for host in foreign):
        yield Unknown(site.id, target_of(site), "partial", "not every script of the pages with foreign links was seen")


def _finding(site: Subject, silent: list[HostReading]) -> Finding:
    places = {place.url: place for host in silent for place in host.silent}
    return Finding(
        subject=site.id,
        target=silent[0].silent_url,
        values={
            "hosts": [host.host for host in silent[:MOST_HOSTS]],
            "count": len(silent),
            "pages": max(host.silent_count for host in silent),
        },
        locations=tuple(places.values())[:MOST_LOCATIONS],
        location_count=max(len(places), *(host.silent_count for host in silent)),
        confidence=Confidence.SUSPECTED,
        part="site",
    )


RULE = Rule(
    id="link-no-notice",
    item=25,
    kind="site",
    severity=Severity.ADVICE,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="链接站外没有离开提示",
            why="政府网站链接非政府网站时，应提示访问者即将离开本网站。",
            summary="链接到 {count} 个非政府网站（如 {hosts}），没有发现离开提示",
            suggestion="在全站脚本中加上离开提示，或经提示页跳转；不再需要的链接请撤下。",
        ),
        "en": Words(
            title="Foreign links without a leaving notice",
            why="A government site tells visitors when a link leads to a site that is no government's.",
            summary="Links to non-government hosts: {count} (such as {hosts}), and no leaving notice was found",
            suggestion="Add a notice by a script for the whole site or a page in between; drop links nobody needs.",
        ),
    },
    rests_on="link",
    screenshot="holder",
)
