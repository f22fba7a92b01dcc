"""Pages that are heavy in themselves, without their pictures and scripts."""

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.facts.page_loads import PageLoad
from auditor.model import Subject, SubjectKind, SubjectState
from auditor.rules import Clean, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen, target_of

OWN = Source("自定：页面代码超过此大小，手机上打开缓慢 (own: heavier markup is slow on a phone)")
MIB = 1024 * 1024


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages whose own source is larger than the limit, content-encoding undone.

    Such are pages with pictures written into them, or with a whole list on one page. Pages of unknown size are
    neither heavy nor clean; a site is unknown where the size of none of its pages is known.
    """
    return each_seen(view, SubjectKind.SITE, partial(_pages, view, limits))


def _pages(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    most = limits.of(site.id)["size"] * MIB
    unknown = known = 0
    for load in view.each(PageLoad, site.id):
        known, unknown = known + bool(load.size), unknown + (not load.size)
        if load.size > most:
            size = round(load.size / MIB, 1)
            yield Finding(site.id, load.url, values={"size": size}, action="review")
        elif load.size:
            yield Clean(site.id, load.url)
    if unknown and not known and view.standing(site.id).state is SubjectState.OBSERVED:
        yield Unknown(site.id, target_of(site), "no_data", f"pages of unknown size: {unknown}")


RULE = Rule(
    id="page-oversize",
    item=25,
    kind="page",
    severity=Severity.ADVICE,
    source=OWN,
    check=check,
    limits={"size": Limit(2, "MiB", OWN)},
    words={
        "zh": Words(
            title="页面过大",
            why="页面代码过大，用手机或慢速网络的访问者要等很久。",
            summary="页面代码有 {size} MiB（不含图片、脚本等另行加载的内容）",
            suggestion="把嵌入页面的图片另存为文件，把过长的列表分页。",
        ),
        "en": Words(
            title="Heavy page",
            why="Visitors on a phone or a slow line wait long for a page with that much markup.",
            summary="The page's own source is {size} MiB, without what it loads besides",
            suggestion="Keep pictures written into the page as files, and divide long lists into pages.",
        ),
    },
)
