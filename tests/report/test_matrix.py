"""The matrix: main accounts in the middle as declared, a card a unit, marks that differ in shape, nothing overlaps."""

import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.model import Role, SubjectStanding, SubjectState
from auditor.model.audit import AccountProposal, Reason
from auditor.report.matrix import CARD, SHAPES, WIDTH, cut, matrix
from auditor.report.report_model import report_of
from auditor.rules import Confidence
from tests.make import account
from tests.report.invented import rich_audit
from tests.report.rules import RULES


def drawn(*accounts, actions=None, lang="zh"):
    """Return the picture of accounts, each kept unless `actions` says otherwise."""
    audit = replace(
        rich_audit(),
        standings=tuple(SubjectStanding(one, SubjectState.OBSERVED) for one in accounts),
        item_27=tuple(
            AccountProposal(
                one.id, (actions or {}).get(one.id, "keep"), None, (Reason("active"),), Confidence.CONFIRMED
            )
            for one in accounts
        ),
    )
    return LexborHTMLParser(str(matrix(report_of(audit, RULES.values(), lang))))


def boxes(tree):
    """Return (x, y, width, height) of the middle and of every card."""
    found = tree.css("rect.centre, rect.unit")
    return [tuple(float(one.attributes[name]) for name in ("x", "y", "width", "height")) for one in found]


def overlap(one, other):
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


@pytest.mark.parametrize("units", [1, 2, 3, 5, 7, 12, 18, 40, 60, 75])
def test_cards_lie_within_the_picture_and_on_nothing_else(units):
    accounts = [
        account(f"a{unit}-{number}", unit=f"第{unit}街道办事处", name=f"账号{number}")
        for unit in range(units)
        for number in range(1 + unit * 7 % 11)
    ]
    tree = drawn(*accounts)
    seen = boxes(tree)
    assert len(seen) == 1 + min(units, 60)
    _, _, width, height = map(float, tree.css_first("svg").attributes["viewBox"].split())
    assert width == WIDTH
    for place, one in enumerate(seen):
        assert one[0] >= 0
        assert one[1] >= 0
        assert one[0] + one[2] <= width
        assert one[1] + one[3] <= height
        assert not [other for other in seen[place + 1 :] if overlap(one, other)]
    assert (units > 60) == ("另有 15 个单位" in tree.text())


def test_only_declared_main_accounts_stand_in_the_middle():
    mine = [account("a1", name="上海示例", role=Role.MAIN), account("a2", name="最活跃", followers=10**7)]
    assert [one.text() for one in drawn(*mine).css("text.centre-name")] == ["上海示例（微信公众号）"]
    none = drawn(account("a2", name="最活跃"))
    assert [one.text() for one in none.css("text.centre-name")] == ["未登记"]
    assert none.css("rect.centre.none")


def test_every_mark_differs_in_shape_and_says_what_it_is():
    actions = {
        "a1": "keep_main",
        "a2": "keep_featured",
        "a3": "keep",
        "a4": "revive",
        "a5": "merge",
        "a6": "close",
        "a7": "review",
    }
    tree = drawn(*(account(id, name=f"账号{id}") for id in actions), actions=actions)
    marks = tree.css("g.mark27")[: len(actions)]
    assert [one.attributes["class"].split()[1] for one in marks] == list(SHAPES[:7])
    shapes = [re.sub(r"<title>.*?</title>|<text.*", "", one.html) for one in marks]
    assert len(set(shapes)) == len(actions)
    assert marks[5].css_first("title").text() == "微信公众号 账号a6：关停注销"


def test_a_hostile_name_stays_text():
    tree = drawn(account("a1", name="<script>x</script>", unit='"><img src=x>', role=Role.MAIN))
    assert not tree.css("script, img")


def test_without_accounts_there_is_no_picture():
    assert drawn().css_first("svg") is None


@pytest.mark.parametrize(
    ("text", "short"),
    [("四川北路街道办事处", "四川北路街道办事处"), ("甲" * 13, "甲" * 11 + "…"), ("a" * 24, "a" * 24)],
)
def test_long_names_are_cut_by_width(text, short):
    assert cut(text, 24) == short
    assert CARD > 24 * 6.5
