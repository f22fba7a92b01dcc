"""Pages that take long to come."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.page_loads import PageLoad
from auditor.model import Subject, SubjectKind
from auditor.rules import Clean, Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件", seen=False)
MILLISECONDS = 1000


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages whose own answer took longer than the limit, on the network and without what the page loads besides.

    One slow answer may be chance, or our own line: confirmed only where the finished run before timed it slow, too.
    Pages that were not timed (unchanged since, reached by redirects) are neither slow nor clean.
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view, limits))


def _pages(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    most = limits.of(site.id)["seconds"] * MILLISECONDS
    for load in view.each(PageLoad, site.id):
        if load.elapsed_ms is None:
            continue
        if load.elapsed_ms > most:
            yield _finding(site, load, most)
        else:
            yield Clean(site.id, load.url)


def _finding(site: Subject, load: PageLoad, most: float) -> Finding:
    twice = load.earlier_ms is not None and load.earlier_ms > most
    return Finding(
        subject=site.id,
        target=load.url,
        values={
            "took": round((load.elapsed_ms or 0) / MILLISECONDS, 1),
            "took_before": None if load.earlier_ms is None else round(load.earlier_ms / MILLISECONDS, 1),
        },
        confidence=Confidence.CONFIRMED if twice else Confidence.SUSPECTED,
        action="review",
    )


RULE = Rule(
    id="page-slow",
    item=25,
    kind="page",
    severity=Severity.ADVICE,
    source=CLAUSE,
    check=check,
    limits={"seconds": Limit(3, "seconds", CLAUSE)},
    words={
        "zh": Words(
            title="页面打开慢",
            why="页面迟迟打不开，办事人会以为网站坏了。",
            summary="页面自身用了 {took} 秒才返回",
            suggestion="请运维单位检查服务器、数据库和网络；栏目页宜静态化或加缓存。",
        ),
        "en": Words(
            title="Slow page",
            why="Visitors take a page that does not come for a site that is down.",
            summary="The page itself took {took} seconds to come",
            suggestion="Have server, database and line looked at; make list pages static or cache them.",
        ),
    },
)
