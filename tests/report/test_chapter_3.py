from dataclasses import replace

import pytest

from auditor.model.audit import ItemThreeProposal
from auditor.report.chapter_3 import FOLDED, chapter_three
from auditor.report.finding_rows import CAP
from auditor.report.plan_tables import ACTIONS, MOST_MEMBERS, redundancy_rows
from auditor.report.report_model import report_of
from tests.report.invented import PORTAL, blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES


def chapter(audit, lang="zh"):
    return chapter_three(report_of(audit, RULES.values(), lang))


def proposal(number=1, **fields):
    known = {"action": "mark", "members": (), "reason": "post-expired", "fingerprint": f"{number:016x}"}
    return ItemThreeProposal(
        **{"subject": "portal", "target": f"{PORTAL}{number}.html", "keep": None, **known, **fields}
    )


def with_plan(*proposals):
    return replace(rich_audit(), item_3=proposals)


def test_units_are_counted_by_action_the_one_with_most_first():
    made = chapter(rich_audit())
    first, second = made.units
    assert (first.total, second.total) == (8, 1)
    assert dict(zip(ACTIONS, first.counts, strict=True))["merge"] == 7
    assert dict(zip(ACTIONS, second.counts, strict=True))["review"] == 1
    assert sum(line.total for line in made.units) == len(rich_audit().item_3)
    assert len(made.heads) == len(ACTIONS)


def test_the_plan_keeps_its_order_and_says_what_it_rests_on():
    made = chapter(rich_audit())
    assert [line.key for line in made.plan] == [one.fingerprint for one in rich_audit().item_3]
    merged = next(line for line in made.plan if line.code == "merge")
    assert "正文相同" in merged.told.reason
    assert "0.97" in merged.told.rests_on
    assert merged.told.content not in merged.told.rests_on
    assert merged.told.content.startswith("关于开展第")
    assert merged.target.href == merged.told.proposal.target
    sheet = next(line for line in made.plan if line.told.proposal.reason == "notice-expired")
    assert (sheet.target.href, sheet.told.met) == (None, "线下点位张贴")


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"met": "home", "linking": 1}, "首页可见", "on the home page"),
        (
            {"met": "column", "linking": 9},
            "栏目首页可见、9 个页面可进入",
            "on a column's first page, linked from 9 pages",
        ),
        ({"met": "pages", "linking": 1}, "1 个页面可进入", "linked from 1 page"),
        ({"met": "nowhere"}, "没有页面链接到它", "no page links to it"),
        ({}, "", ""),
    ],
)
def test_where_readers_meet_it_in_words(fields, zh, en):
    for lang, told in (("zh", zh), ("en", en)):
        (line,) = chapter(with_plan(proposal(**fields)), lang).plan
        assert line.told.met == told


def test_a_suspicion_says_what_to_do_once_it_holds():
    (line,) = chapter(with_plan(proposal(action="review", wanted="mask"))).plan
    assert line.told.explained == "由人工核实后决定。核实属实的，遮盖个人信息。"


@pytest.mark.parametrize(("count", "more"), [(FOLDED, 0), (FOLDED + 1, 1)])
def test_copies_are_folded_and_capped(count, more):
    members = tuple(f"{PORTAL}copy/{number}.html" for number in range(count))
    (line,) = chapter(with_plan(proposal(action="merge", members=members))).plan
    assert (len(line.members), line.more) == (FOLDED, more)


def test_the_ledger_bounds_a_cell():
    members = tuple(f"{PORTAL}copy/{number}.html" for number in range(MOST_MEMBERS + 3))
    (row,) = redundancy_rows(report_of(with_plan(proposal(members=members)), RULES.values(), "zh"))
    assert str(row[10]).endswith("… +3")


def test_a_long_plan_is_capped_and_counted():
    made = chapter(with_plan(*map(proposal, range(CAP + 5))))
    assert (len(made.plan), made.proposed) == (CAP, CAP + 5)


@pytest.mark.parametrize("audit", [empty_audit, blind_audit])
def test_nothing_found_is_no_table(audit):
    made = chapter(audit())
    assert (made.units, made.plan, made.proposed) == ((), (), 0)
