"""Sites whose home page does not link last year's annual report on the site itself (政府网站工作年度报表)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from auditor.model import Link, Outcome, Subject, SubjectKind
from auditor.registered import running, target_of
from auditor.rule import (
    Clean,
    Confidence,
    Finding,
    HomeReading,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)  # fmt: skip
from auditor.undecided import not_seen, settled

CLAUSE = Source("国办函〔2018〕12号：每年1月31日前发布上一年度政府网站工作年度报表")
REPORT = re.compile(r"网站.{0,8}?(?:年度?.{0,6}报[表告]|年报|工作报[表告])|年度?工作?报表.{0,12}网站|工作年度报表")
SHEET = re.compile(r"网站.{0,10}报表")
OTHER = re.compile(r"信息公开|法治|决算|预算|统计")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Look for the report of the year before on each home page, once its day has passed."""
    for site in running(view, SubjectKind.SITE):
        home, target = view.home(site.id), target_of(site)
        last = limits.of(site.id)
        if home is None:
            yield not_seen(view.standing(site.id), target)
        elif (outcome := settled(home.outcome, home.status)) is not Outcome.OK:
            yield Unknown(site.id, target, outcome.value, home.detail)
        elif (view.as_of.month, view.as_of.day) <= (last["month"], last["day"]) or _too_young(site, view.as_of):
            yield Clean(site.id, target)
        else:
            yield _judge(view, site, home, last)


def _too_young(site: Subject, as_of: date) -> bool:
    return site.opened_on is not None and site.opened_on.year >= as_of.year


def _judge(view: View, site: Subject, home: HomeReading, last: Mapping[str, float]) -> Verdict:
    target, year = target_of(site), view.as_of.year - 1
    reports = [link for link in home.links if _is_report(link.text)]
    if any(str(year) in link.text for link in reports):
        return Clean(site.id, target)
    for link in (one for one in reports if not YEAR.search(one.text)):
        page = view.page_links(site.id, link.url)
        if page is None:
            return Unknown(site.id, target, "partial", f"not seen: {link.url}"[:200])
        if str(year) in page.title or any(str(year) in one.text for one in page.links):
            return Clean(site.id, target)
        if page.script_filled or not page.links:
            return Unknown(site.id, target, "script_filled", link.url[:200])
    if home.written_by == "frame" or not home.links:
        return Unknown(site.id, target, "partial", home.detail)
    if home.written_by == "footer_script" and not home.footer:
        return Unknown(site.id, target, "script_filled")
    return _finding(site, home, reports, year, last)


def _is_report(text: str) -> bool:
    words = "".join(text.split())
    return bool(SHEET.search(words)) or (bool(REPORT.search(words)) and not OTHER.search(words))


def _finding(site: Subject, home: HomeReading, reports: list[Link], year: int, last: Mapping[str, float]) -> Finding:
    known = sorted({found for link in reports for found in YEAR.findall(link.text)})
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={
            "year": str(year),
            "due": f"{year + 1}-{int(last['month']):02}-{int(last['day']):02}",
            "years": known,
            "links": len(home.links),
        },
        confidence=Confidence.SUSPECTED if home.written_by or reports else Confidence.CONFIRMED,
        action="fill",
    )


RULE = Rule(
    id="site-annual-report",
    item=25,
    kind="site",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="首页没有政府网站工作年度报表",
            why="政府网站应在每年1月31日前发布上一年度的政府网站工作年度报表，并在首页展示。它不是政府信息公开工作年度报告。",
            summary="首页没有链接 {year} 年度的政府网站工作年度报表（应于 {due} 前发布）",
            suggestion="发布 {year} 年度报表，并在首页加上链接。",
        ),
        "en": Words(
            title="Home page without the site's annual report",
            why="Each site publishes the annual report on itself by 31 January and shows it on its home page.",
            summary="The home page does not link the site's annual report for {year} (due by {due})",
            suggestion="Publish the report for {year} and link it from the home page.",
        ),
    },
    limits={"month": Limit(1, "month", CLAUSE), "day": Limit(31, "day of the month", CLAUSE)},
)
