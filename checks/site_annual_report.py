"""Sites whose home page does not link last year's annual report on the site itself (政府网站工作年度报表)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from auditor.facts.home import HomeReading
from auditor.facts.page_links import PageLinks
from auditor.model import Link, Outcome, Subject, SubjectKind
from auditor.model.public_hosts import bare_host
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen, settled

CLAUSE = Source("国办函〔2018〕12号：每年1月31日前发布上一年度政府网站工作年度报表")
MOST_PICTURES = 20


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Look for the report of the year before on each home page, once its day has passed."""
    for site in running(view, SubjectKind.SITE):
        home, target, last = view.get(HomeReading, site.id), target_of(site), limits.of(site.id)
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
    reports = [link for link in home.links if names_site_report(link.text)]
    beside = home.footer.get("annual_report", "")
    if any(str(year) in link.text for link in reports) or str(year) in years_told(beside):
        return Clean(site.id, target)
    nameless = [link for link in home.links if may_name_site_report(link.text)]
    for link in (*(one for one in reports if not years_told(one.text)), *nameless):
        page = view.get(PageLinks, site.id, link.url)
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
    pictures = [link.url for link in home.links if _is_picture(link, home)]
    shown = {_shows_report(view.get(PageLinks, site.id, one), year) for one in pictures[:MOST_PICTURES]}
    if True in shown:
        return Clean(site.id, target)
    doubt = bool(home.written_by or reports or beside or None in shown or len(pictures) > MOST_PICTURES)
    due = f"{year + 1}-{int(last['month']):02}-{int(last['day']):02}"
    return _finding(site, home, reports, year, due, doubt)


def _is_picture(link: Link, home: HomeReading) -> bool:
    """Return whether a link to the site itself has no words at all: a picture may say what it is."""
    return not link.text and bare_host(link.url) == bare_host(home.url)


def _shows_report(page: PageLinks | None, year: int) -> bool | None:
    told = (page.title, *(one.text for one in page.links)) if page else ()
    return any(names_site_report(text) and str(year) in text for text in told) if page else None


def _finding(site: Subject, home: HomeReading, reports: list[Link], year: int, due: str, doubt: bool) -> Finding:
    return Finding(
        subject=site.id,
        target=target_of(site),
        values={
            "year": str(year),
            "due": due,
            "years": sorted({found for link in reports for found in years_told(link.text)}),
            "links": len(home.links),
        },
        confidence=Confidence.SUSPECTED if doubt else Confidence.CONFIRMED,
        action="fill",
    )


RULE = Rule(
    id="site-annual-report", item=25, kind="site", severity=Severity.MINOR, source=CLAUSE, check=check,
    words={
        "zh": Words(
            "首页没有政府网站工作年度报表",
            "政府网站应在每年1月31日前发布上一年度的政府网站工作年度报表，并在首页展示。它不是政府信息公开工作年度报告。",
            "首页没有看到 {year} 年度政府网站工作年度报表的链接（应于 {due} 前发布）",
            "发布 {year} 年度报表，并在首页加上链接。",
        ),
        "en": Words(
            "Home page without the site's annual report",
            "Each site publishes the annual report on itself by 31 January and shows it on its home page.",
            "The home page does not link the site's annual report for {year} (due by {due})",
            "Publish the report for {year} and link it from the home page.",
        ),
    },
    limits={"month": Limit(1, "month", CLAUSE), "day": Limit(31, "day of the month", CLAUSE)},
    rests_on="site",
    screenshot="home",
)  # fmt: skip


# Words by which links name the annual report on a site itself (政府网站工作年度报表), and the years they tell.

_REPORT: Final = re.compile(
    r"网站.{0,8}?(?:年度?.{0,6}报[表告]|年报|工作报[表告])|年度?工作?报表.{0,12}网站|工作年度报表"
)
_SHEET: Final = re.compile(r"网站.{0,10}报表")
_NAMELESS: Final = re.compile(r"(?:工作)?年度(?:工作)?报表|年报表")
_OTHER: Final = re.compile(r"信息公开|法治|决算|预算|统计")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d|[-/.]\d)")


def names_site_report(text: str) -> bool:
    """Return whether a text names the report on a site, and not that on 政府信息公开 or another."""
    words = "".join(text.split())
    return bool(_SHEET.search(words)) or (bool(_REPORT.search(words)) and not _OTHER.search(words))


def may_name_site_report(text: str) -> bool:
    """Return whether a text says 年度报表 without saying of what."""
    return _NAMELESS.fullmatch("".join(text.split())) is not None


def years_told(text: str) -> list[str]:
    """Return the years a text names, 2000..2099, in order; those of whole dates (2025-01-20) are none."""
    return _YEAR.findall(text)
