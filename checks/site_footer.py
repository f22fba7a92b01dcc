"""Home pages that lack an element of the footer every government site must show."""

from collections.abc import Iterator, Mapping

from auditor.facts.home import HomeReading
from auditor.model import Outcome, Subject, SubjectKind
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen, settled

CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件·页面底部功能区")
ELEMENTS = ("conac", "find_errors", "site_code", "owner", "icp", "police")
PICTURES = frozenset({"conac", "find_errors"})
"""Elements that may be a picture without a word or a telling name: their absence stays a suspicion."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Look for each element on the home page and in its frames; scripts that were not run leave a doubt."""
    for site in running(view, SubjectKind.SITE):
        home = view.get(HomeReading, site.id)
        if home is None:
            yield not_seen(view.standing(site.id), target_of(site))
            continue
        outcome = settled(home.outcome, home.status)
        if outcome is not Outcome.OK:
            yield Unknown(site.id, target_of(site), outcome.value, home.detail)
        elif not home.title and not home.links and not home.footer:
            yield Unknown(site.id, target_of(site), "no_data", home.detail)
        else:
            yield from _judge(site, home)


def _judge(site: Subject, home: HomeReading) -> Iterator[Verdict]:
    missing = [name for name in ELEMENTS if not home.footer.get(name)]
    if not missing:
        yield Clean(site.id, target_of(site))
    elif home.written_by == "frame":
        yield Unknown(site.id, target_of(site), "partial", "a frame of the home page was not read")
    elif home.written_by == "footer_script" and not {"icp", "police", "owner"} & home.footer.keys():
        yield Unknown(site.id, target_of(site), "script_filled", "the footer is written by a script")
    else:
        for name in missing:
            yield _finding(site, home, name)


def _finding(site: Subject, home: HomeReading, name: str) -> Finding:
    alone = name == "owner" and bool(home.footer.get("owner_alone"))
    sure = not home.written_by and name not in PICTURES and name not in home.footer
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={
            "element": name,
            "seen": _told(home.footer),
            "detail": home.footer.get("owner_alone", "") if alone else "",
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="fill",
        variant="contact" if alone else "",
        part=name,
    )


def _told(footer: Mapping[str, str]) -> list[str]:
    return [name for name in ELEMENTS if footer.get(name)]


RULE = Rule(
    id="site-footer",
    item=25,
    kind="site",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="首页底部缺少规定标识",
            why="网站底部应列明党政机关网站标识、“我为政府网站找错”、网站标识码、主办单位及联系方式、ICP备案号、公安备案号。",
            summary="首页没有看到{element}",
            suggestion="在首页底部补上{element}；已有的，请用文字或替代文字（alt）注明。",
        ),
        "en": Words(
            title="Home page lacks a footer element",
            why="The footer of a government site must show six marks of who runs it and where it is registered.",
            summary="The home page does not show: {element}",
            suggestion="Add to the footer: {element}; where it is there, name it in words or in alt text.",
        ),
    },
    variants={
        "contact": {
            "zh": Words(
                title="首页没有主办单位的联系方式",
                why="网站底部应列明主办单位及联系方式。",
                summary="首页写明了主办单位（{detail}），没有看到联系方式",
                suggestion="在首页底部的主办单位旁补上电话、地址或邮箱。",
            ),
            "en": Words(
                title="Home page does not say how to reach its unit",
                why="The footer must name the responsible unit and how to reach it.",
                summary="The home page names its unit ({detail}), and no way to reach it",
                suggestion="Add telephone, address or mail beside the unit in the footer.",
            ),
        }
    },
    rests_on="site",
    screenshot="home",
    frame="footer",
)
