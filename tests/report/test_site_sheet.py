"""The inspector's sheet: lines by weight, findings first, the rest folded, nothing called what it is not."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.model.audit import ColumnSum, FindingStatus, NotSeen, SiteCheck, SiteVerdict
from auditor.report.html_report import write_html
from auditor.report.report_model import report_of
from auditor.rules import Confidence, Severity
from tests.report.invented import rich_audit
from tests.report.rules import CLAUSE, RULES, UNSEEN

PORTAL, HEALTH, SPORTS = range(3)
EMPTY_LINK = replace(RULES["link-broken"], id="link-empty", severity=Severity.ADVICE)
MORE = RULES | {"link-empty": EMPTY_LINK}


def sheet(audit, place=PORTAL, rules=MORE, lang="zh"):
    tree = LexborHTMLParser("".join(write_html(report_of(audit, rules.values(), lang))))
    return tree.css("section.site")[place]


def words(node):
    return " ".join(node.text().split())


def check(rule="site-home-stale", verdict=SiteVerdict.PASS, **more):
    counts = {"confirmed": 0, "suspected": 0, "clean": 0, "unknown": 0, "why": "", "limits": {}} | more
    source = counts.pop("source", CLAUSE)
    return SiteCheck(rule, verdict, **counts, source=source.clause, source_seen=source.seen)


def with_checks(*checks, **more):
    """Return the invented audit with these lines on the portal's sheet."""
    audit = rich_audit()
    return replace(audit, item_25=(replace(audit.item_25[0], checks=checks), *audit.item_25[1:]), **more)


def finding(rule, number=0, **more):
    one = next(one for one in rich_audit().findings if one.rule == "link-broken" and one.subject == "portal")
    changed = {"rule": rule, "fingerprint": f"{number:016x}", "status": FindingStatus.OPEN, "variant": "", **more}
    return replace(one, target=f"{one.target}?n={number}", **changed)


def lines(site, group):
    return {words(row.css_first("th")): row for row in site.css(f"tbody.{group} tr.line")}


def test_groups_come_by_weight_and_sums_are_vetoes():
    site = sheet(with_checks(*rich_audit().item_25[HEALTH].checks, check("link-empty")))
    assert [words(row).split()[0] for row in site.css("tr.group")] == ["一、单项否决", "二、问题", "三、建议"]
    assert "累计：空白栏目" in lines(site, "veto")
    assert not any(title.startswith("累计") for title in lines(site, "faults"))


def test_a_veto_comes_first_with_what_was_seen_its_limit_its_clause_and_its_row():
    site = sheet(rich_audit(), HEALTH)
    title, row = next(iter(lines(site, "veto").items()))
    assert title == "首页长期未更新"
    for part in ("否决", "距检查日 23 天", "未更新 14 天", CLAUSE.clause):
        assert part in words(row)
    key = row.css_first(".examples a").attributes["href"]
    assert "距检查日 23 天" in words(site.css_first(key.replace("#", "[id='") + "']"))
    assert words(site.css_first(".verdict-basis")) == "否决依据：首页长期未更新。"


def test_a_site_vetoed_by_its_columns_says_how_many():
    one = ColumnSum("blank", 6, 0, 5.0, SiteVerdict.FAIL)
    audit = with_checks(check("column-blank", SiteVerdict.FAIL, confirmed=6, sums=(one,)))
    failed = replace(audit.item_25[0], verdict=SiteVerdict.FAIL, vetoes=("column-blank",), undecided=())
    site = sheet(replace(audit, item_25=(failed, *audit.item_25[1:])))
    assert words(site.css_first(".verdict-basis")) == "否决依据：空白栏目 6 个。"
    row = lines(site, "veto")["累计：空白栏目"]
    assert [words(cell) for cell in row.css("td")][:3] == ["否决", "空白栏目 6 个", "≥5 个"]


def test_an_example_names_the_address():
    row = lines(sheet(rich_audit(), HEALTH), "faults")["链接打不开 一般"]
    assert words(row.css_first(".place")).startswith("old")


def test_what_does_not_apply_is_no_fault():
    site = sheet(with_checks(check(verdict=SiteVerdict.NOT_ASSESSABLE, unknown=1, why="not_applicable")))
    assert lines(site, "veto") == {}
    assert "1 项不适用" in words(site.css_first("tr.fold.not_applicable summary"))
    for part in ("否决 1", "有问题", "未能判定 1", "未判定"):
        assert part not in words(site.css_first("table.checks"))


def test_a_suspected_veto_wants_another_look_and_is_none_yet():
    found = (finding("site-home-stale", severity=Severity.VETO, confidence=Confidence.SUSPECTED),)
    site = sheet(with_checks(check(verdict=SiteVerdict.NOT_ASSESSABLE, suspected=1), findings=found))
    assert words(lines(site, "veto")["首页长期未更新"].css_first(".verdict")) == "待核实"
    assert site.css("table.checks .verdict.fail") == []


def test_a_home_page_that_fails_without_a_week_of_samples_is_left_open():
    found = (finding("site-home-stale", severity=Severity.MAJOR),)
    few = check(verdict=SiteVerdict.NOT_ASSESSABLE, confirmed=1, why="too_few_samples")
    site = sheet(with_checks(few, findings=found))
    assert words(lines(site, "veto")["首页长期未更新"].css_first(".verdict")) == "否决待定"


def test_a_finding_that_is_below_the_veto_is_not_among_the_clean():
    found = (finding("site-home-stale", severity=Severity.MAJOR),)
    site = sheet(with_checks(check(confirmed=1), findings=found))
    assert words(lines(site, "veto")["首页长期未更新"].css_first(".verdict")) == "未达否决"
    assert site.css("tr.fold") == []


def test_clean_lines_are_one_and_keep_limit_clause_and_what_was_not_judged():
    seen = check("link-broken", clean=9, unknown=3, why="timeout", limits={"looks": 2.0}, source=UNSEEN)
    doubts = tuple(NotSeen("portal", f"https://x.example/{n}", "timeout", rules=("link-broken",)) for n in range(3))
    site = sheet(with_checks(seen, check("column-blank", clean=4), unknown=doubts))
    (fold,) = site.css("tbody.faults tr.fold")
    assert words(fold.css_first("summary")).startswith("2 项均未发现问题（其中 1 项有个别地址未判定）")
    text = words(fold.css_first("dl"))
    for part in (UNSEEN.clause, "依据待核", "未判定 3：在时限内没有应答", "限 确认需检测 2 次", CLAUSE.clause):
        assert part in text


def test_unjudged_lines_are_apart_and_say_the_most_frequent_reasons():
    blind = SiteVerdict.NOT_ASSESSABLE
    doubts = tuple(
        NotSeen("portal", f"https://x.example/{n}", "timeout" if n else "challenge", rules=("link-broken",))
        for n in range(3)
    )
    checks = (
        check("link-broken", blind, unknown=3, why="timeout"),
        check("column-blank", blind, unknown=1, why="robots"),
    )
    (fold,) = sheet(with_checks(*checks, unknown=doubts)).css("tbody.faults tr.fold")
    head = words(fold.css_first("summary"))
    assert head.startswith("2 项未能判定，因")
    assert "robots.txt 不允许访问 1" in head
    assert "未判定 3：在时限内没有应答 2、网站拒绝自动检测，需人工打开确认 1" in words(fold.css_first("dl"))


def test_of_a_site_that_was_not_seen_no_column_is_counted():
    text = words(sheet(rich_audit(), SPORTS).css_first("tbody.veto"))
    assert "超期 0 个" not in text
    assert "没有看到" in text


@pytest.mark.parametrize(("value", "said"), [(14.0, False), (10.0, True)])
def test_a_limit_of_the_office_says_so(value, said):
    stale = check(verdict=SiteVerdict.NOT_ASSESSABLE, unknown=1, why="robots", limits={"days": value})
    text = words(lines(sheet(with_checks(stale)), "veto")["首页长期未更新"])
    assert f"未更新 {value:g} 天" in text
    assert ("auditor.toml 设定" in text) is said


def test_a_frequent_rule_does_not_hide_the_rows_of_the_others():
    many = [finding("link-broken", n, severity=Severity.MAJOR) for n in range(300)]
    rare = [finding("link-empty", 1_000 + n, severity=Severity.ADVICE) for n in range(5)]
    checks = check("link-broken", SiteVerdict.FAIL, confirmed=300), check("link-empty", SiteVerdict.FAIL, confirmed=5)
    site = sheet(with_checks(*checks, findings=(*many, *rare)))
    shown = [row.attributes["data-rule"] for row in site.css("tr.finding")]
    assert (len(shown), shown.count("link-empty"), shown[-3:]) == (200, 3, ["link-empty"] * 3)
    row = site.css_first("tbody.advice tr.line")
    assert len(row.css(".examples a")) == 2
    assert "另有 3 条" in words(row)
    assert words(row.css_first(".verdict")) == "可改进"


def test_every_line_leads_to_rows_that_are_there():
    tree = LexborHTMLParser("".join(write_html(report_of(rich_audit(), RULES.values(), "zh"))))
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    links = [node.attributes["href"] for node in tree.css("table.checks a[href^='#']")]
    assert links
    assert {link[1:] for link in links} <= ids
