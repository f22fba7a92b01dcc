"""A unit's page holds what is the unit's and nothing that was found elsewhere."""

import csv
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.model import Location, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import AccountProposal, Reason, Step
from auditor.report.folder import write_report
from auditor.report.html_report import write_html
from auditor.report.report_model import report_of
from auditor.report.unit_pages import unit_file, unit_pages, unit_reports
from auditor.rules import Confidence
from tests.report.hostile import hostile_audit
from tests.report.invented import HEALTH, PORTAL, rich_audit
from tests.report.rules import RULES

OFFICE, HEALTH_UNIT, SPORTS, STREET = "示例区政府办公室", "区卫生健康委", "区体育局", "海棠路街道办事处"


def editions(audit, lang="zh"):
    whole = report_of(audit, RULES.values(), lang)
    return {one.unit: one for one in unit_reports(whole)}


def page(one):
    return "".join(write_html(one))


def names(audit, unit):
    """Return what tells a unit and its subjects from others: names and addresses, without those it shares."""
    told = {}
    for one in audit.standings:
        mine = told.setdefault(one.subject.unit, set())
        mine |= {one.subject.name, one.subject.unit, one.subject.url} - {""}
    others = set().union(*(mine for name, mine in told.items() if name != unit))
    return others - told[unit]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_unit_of_the_register_has_a_page_without_the_others(lang):
    audit = rich_audit()
    made = editions(audit, lang)
    assert list(made) == [OFFICE, HEALTH_UNIT, SPORTS, STREET, "区文化旅游局"]
    for unit, one in made.items():
        text = page(one)
        assert unit in text
        others = {name for name in names(audit, unit) if name in text and not any(name in mine for mine in _own(one))}
        assert others == set(), unit


def _own(one):
    return {text for each in one.audit.standings for text in (each.subject.name, each.subject.unit, each.subject.url)}


def test_all_findings_of_a_unit_are_on_its_page_and_only_there():
    audit = rich_audit()
    units = {one.subject.id: one.subject.unit for one in audit.standings}
    for unit, one in editions(audit).items():
        rows = {node.attributes["id"] for node in LexborHTMLParser(page(one)).css("tr.finding")}
        assert rows == {f"f-{each.fingerprint}" for each in audit.findings if units.get(each.subject) == unit}


def test_the_page_travels_alone():
    tree = LexborHTMLParser(page(editions(rich_audit())[HEALTH_UNIT]))
    for node in tree.css("a"):
        assert node.attributes["href"].startswith(("#", "http://", "https://"))
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    assert {node.attributes["href"][1:] for node in tree.css("a[href^='#']")} - ids == set()
    assert tree.css("link, img, iframe, object, embed, form, base, .language, .units-list") == []
    assert tree.css_first("p.of-unit b").text() == "责任单位：区卫生健康委"


def test_chapters_that_concern_no_subject_of_the_unit_are_left_out():
    made = editions(rich_audit())
    culture = LexborHTMLParser(page(made["区文化旅游局"]))
    assert culture.css_first("#item-25") is None
    assert culture.css_first("#item-27") is not None
    assert [node.attributes["href"] for node in culture.css("a.tile")] == ["#item-3", "#item-27", "#unseen"]


def test_figures_of_the_whole_district_are_left_out():
    text = page(editions(rich_audit())[HEALTH_UNIT])
    tree = LexborHTMLParser(text)
    assert tree.css("svg.spark, svg.matrix, table.units") == []
    for whole in ("8,421", "5,208", "412.3 MB", "inventory.csv"):
        assert whole not in text


def account(id, name, unit):
    return SubjectStanding(
        Subject(id, SubjectKind.ACCOUNT, name, unit, "weixin", f"https://a.example/{id}"), SubjectState.OBSERVED
    )


def test_what_rules_of_accounts_say_of_others_is_said_without_their_names():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "account-dormant")
    values = {**one.values, "newest_title": "与文旅示例、健康示例相同", "accounts": ["文旅示例（区文化旅游局）"]}
    finding = replace(
        one,
        subject="health-wx",
        unit=HEALTH_UNIT,
        values=values,
        locations=(Location("https://b.example/1", "文旅示例"),),
    )
    told = AccountProposal(
        "health-wx", "merge", "culture-wx", (Reason("same_unit_platform_main", {"count": 2, "into": "文旅示例"}),),
        Confidence.CONFIRMED, steps=(Step("notice_into", {"days": 30, "into": "文旅示例"}),),
    )  # fmt: skip
    own = editions(replace(audit, findings=(finding,), item_27=(told,)))[HEALTH_UNIT]
    (left,) = own.open
    assert left.values["newest_title"] == "与其他单位的账号、健康示例相同"
    assert left.values["accounts"] == ["其他单位的账号（其他单位）"]
    assert (left.locations, left.location_count) == ((), 0)
    (plan,) = own.audit.item_27
    assert plan.into is None
    assert plan.reasons[0].values["into"] == plan.steps[0].values["into"] == "其他单位的账号"
    assert "文旅示例" not in page(own)


def test_copies_on_other_units_sites_are_left_out_and_counted_off():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "post-duplicate")
    elsewhere = f"{HEALTH}zwgk/copy.html"
    mixed = replace(
        one,
        values={
            **one.values,
            "members": [elsewhere, f"{PORTAL}a.html"],
            "similarities": ["91%", "100%"],
            "other": elsewhere,
        },
        locations=(Location(elsewhere, "x"), Location(f"{PORTAL}a.html", "y")),
        location_count=2,
    )
    (left,) = editions(replace(audit, findings=(mixed,)))[OFFICE].open
    assert left.values["members"] == [f"{PORTAL}a.html"]
    assert left.values["similarities"] == ["100%"]
    assert left.values["other"] == "其他单位"
    assert ([place.url for place in left.locations], left.location_count) == ([f"{PORTAL}a.html"], 1)


def test_a_broken_link_to_another_units_site_stays_for_it_is_this_units_to_mend():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "link-broken" and one.subject == "portal")
    linked = replace(one, target=f"{HEALTH}gone.html")
    (left,) = editions(replace(audit, findings=(linked,)))[OFFICE].open
    assert left.target == f"{HEALTH}gone.html"


def test_two_units_with_accounts_of_one_name_keep_their_own():
    audit = replace(rich_audit(), standings=(account("a", "同名号", "甲单位"), account("b", "同名号", "乙单位")))
    made = editions(replace(audit, findings=(), resolved=(), item_3=(), item_25=(), item_27=(), unknown=()))
    assert list(made) == ["甲单位", "乙单位"]
    assert "乙单位" not in page(made["甲单位"])


def test_names_of_files_are_the_units_alone_and_harmless():
    assert unit_file(OFFICE) == unit_file(OFFICE) != unit_file(SPORTS)
    for hostile in ("../../etc/passwd", "a/b", "con", "\ud800", "x" * 500, "<script>"):
        assert unit_file(hostile).removeprefix("u-").removesuffix(".html").isalnum()
        assert len(unit_file(hostile)) == 17


def test_attacks_in_names_break_no_page():
    for one in editions(hostile_audit()).values():
        tree = LexborHTMLParser(page(one))
        assert len(tree.css("script")) == 1
        assert tree.css("img, [onerror], [onload]") == []


def test_pages_lie_in_the_folder_with_a_list_and_the_front_page_leads_to_them(tmp_path):
    folder = write_report(rich_audit(), RULES.values(), tmp_path, "zh", ("html",))
    units = unit_pages(report_of(rich_audit(), RULES.values(), "zh"))
    files = {name for one in units for name in (one.file, unit_file(one.unit, "en"))}
    assert {path.name for path in (folder / "units").iterdir()} == files | {"units.csv"}
    with (folder / "units" / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["unit"]: (row["file"], int(row["findings"])) for row in csv.DictReader(file)}
    assert rows == {one.unit: (one.file, one.findings) for one in units}
    for name, lang in (("index.html", ""), ("index.en.html", "en")):
        tree = LexborHTMLParser((folder / name).read_text("utf-8"))
        assert [node.attributes["href"] for node in tree.css(".units-list a")] == [
            f"units/{unit_file(one.unit, lang)}" for one in units
        ]
    assert sum(count for _, count in rows.values()) == len(report_of(rich_audit(), RULES.values(), "zh").open)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_chapters_of_every_page_are_numbered_without_a_gap(lang):
    whole = report_of(rich_audit(), RULES.values(), lang)
    signs = {"zh": "一二三四五六", "en": "123456"}[lang]
    lengths = set()
    for one in (whole, *unit_reports(whole)):
        tree = LexborHTMLParser("".join(write_html(one)))
        told = "".join(node.text() for node in tree.css(".ordinal"))
        assert signs.startswith(told)
        lengths.add(len(told))
    assert len(lengths) > 1, "some page must lack a chapter, or nothing is proved"


def test_a_page_that_is_compared_with_an_earlier_run_never_says_it_is_the_first():
    whole = report_of(rich_audit(), RULES.values(), "zh")
    assert whole.audit.previous
    for one in unit_reports(whole):
        assert "首次巡检" not in "".join(write_html(one))
