from datetime import date

import pytest

from auditor.facts.home import HomeReading
from auditor.facts.page_links import PageLinks
from checks.site_annual_report import RULE
from tests.make import HOME, World, findings, home, link, site, verdicts


def seen(*links, as_of=date(2026, 6, 30), pages=None, **fields):
    return World(
        site(),
        facts={HomeReading: {"s1": home(1, links=links, **fields)}, PageLinks: {"s1": (pages or {}).get}},
        as_of=as_of,
    )


@pytest.mark.parametrize(
    "text",
    [
        "政府网站工作年度报表（2025年度）",
        "2025年政府网站年度工作报表",
        "2025年度网站年报",
        "某某局网站工作年度报表(2025年)",
        "2025年政府网站信息公开年度报表(某某局)",
    ],
)
def test_last_years_report_is_clean(text):
    assert verdicts(RULE, seen(link(text, "r.html"))) == {HOME: "Clean"}


@pytest.mark.parametrize(
    "text", ["政府网站工作年度报表（2024年度）", "政府信息公开工作年度报告2025", "2025年网站信息公开年报"]
)
def test_an_older_or_another_report_is_not_it(text):
    assert [one.values["year"] for one in findings(RULE, seen(link(text, "r.html")))] == ["2025"]


def test_the_day_after_the_last_day_is_the_first():
    links = (link("政府网站工作年度报表（2024年度）", "r.html"),)
    assert verdicts(RULE, seen(*links, as_of=date(2026, 1, 31))) == {HOME: "Clean"}
    assert verdicts(RULE, seen(*links, as_of=date(2026, 2, 1))) == {HOME: "Finding"}


def test_a_column_of_reports_is_looked_into():
    column = link("政府网站年度报表", "wznb/")
    assert verdicts(RULE, seen(column)) == {HOME: "partial"}
    for text, verdict in (("2025年度", "Clean"), ("2024年度", "Finding")):
        pages = {column.url: PageLinks(column.url, "政府网站年度报表", (link(text, "r.html"),))}
        assert verdicts(RULE, seen(column, pages=pages)) == {HOME: verdict}
    pages = {column.url: PageLinks(column.url, "政府网站年度报表", script_filled=True)}
    assert verdicts(RULE, seen(column, pages=pages)) == {HOME: "script_filled"}


def test_scripts_leave_a_suspicion():
    assert [one.confidence for one in findings(RULE, seen(link("首页")))] == ["confirmed"]
    assert [one.confidence for one in findings(RULE, seen(link("首页"), written_by="scripts"))] == ["suspected"]
    assert verdicts(RULE, seen(link("首页"), written_by="frame")) == {HOME: "partial"}


def test_a_site_opened_this_year_owes_none():
    world = World(site(opened_on=date(2026, 1, 5)), facts={HomeReading: {"s1": home(1, links=(link("首页"),))}})
    assert verdicts(RULE, world) == {HOME: "Clean"}


def test_words_beside_the_link_tell_the_year():
    for told, verdict in (("政府网站工作年度报表 2025年", "Clean"), ("政府网站工作年度报表 2025-01-20", "Finding")):
        assert verdicts(RULE, seen(link("首页"), footer={"annual_report": told})) == {HOME: verdict}
    assert [one.confidence for one in findings(RULE, seen(link("首页"), footer={"annual_report": "网站年报"}))] == [
        "suspected"
    ]


def test_a_link_called_report_only_is_looked_into():
    column = link("年度报表", "nb/")
    assert verdicts(RULE, seen(column)) == {HOME: "partial"}
    pages = {column.url: PageLinks(column.url, "年度报表", (link("2025年", "r.html"),))}
    assert verdicts(RULE, seen(column, pages=pages)) == {HOME: "Clean"}


def test_a_picture_without_words_may_lead_to_it():
    picture = link("", HOME + "nb/")
    assert [one.confidence for one in findings(RULE, seen(link("首页"), picture))] == ["suspected"]
    pages = {picture.url: PageLinks(picture.url, "专题", (link("2025年政府网站工作年度报表", "r.html"),))}
    assert verdicts(RULE, seen(link("首页"), picture, pages=pages)) == {HOME: "Clean"}
    pages = {picture.url: PageLinks(picture.url, "专题", (link("活动报道", "r.html"),))}
    assert [one.confidence for one in findings(RULE, seen(link("首页"), picture, pages=pages))] == ["confirmed"]
