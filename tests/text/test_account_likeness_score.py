"""How like two accounts are: each part of the score, and which accounts of a unit double another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import RegisterStatus, Role
from auditor.rules import AccountOverlap
from auditor.text.account_likeness import PARTS, core_of, likeness, told
from checks.account_duplicate import by_account, by_unit_and_platform, doubled
from tests.make import account

WEIGHTS = {"content": 0.45, "role": 0.2, "unit": 0.15, "name": 0.1, "services": 0.1}
LIMITS = {f"weight_{part}": weight for part, weight in WEIGHTS.items()} | {
    "name": 90, "share": 0.5, "window": 90, "posts": 10, "look": 0.5, "merge": 0.75, "merge_posts": 20,
}  # fmt: skip


def like(first=None, second=None, **pair):
    ours = account("a", **{"unit": "甲局", "name": "甲"} | (first or {}))
    theirs = account("b", **{"unit": "乙局", "name": "乙"} | (second or {}))
    overlap = AccountOverlap(**{"first": "a", "second": "b", "first_posts": 20, "second_posts": 10, "equal": 8} | pair)
    return likeness(ours, theirs, overlap, WEIGHTS, 90)


def test_content_is_the_share_of_the_accounts_own_posts_that_the_other_had():
    assert like(first_follows=5).content == 0.25
    assert like(first_follows=5).score == pytest.approx(0.45 * 0.25, abs=0.001)
    assert likeness(account("a"), account("b"), None, WEIGHTS, 90).content is None


@pytest.mark.parametrize(
    ("ours", "theirs", "role"),
    [(("办事", "发布"), ("发布",), 0.5), (("办事",), ("办 事",), 1.0), (("办事",), (), None), ((), (), None)],
)
def test_functions_by_their_jaccard(ours, theirs, role):
    assert like({"functions": ours}, {"functions": theirs}).role == role


@pytest.mark.parametrize(
    ("ours", "theirs", "unit"),
    [
        ({}, {}, 0.0),
        ({}, {"unit": "甲局"}, 1.0),
        ({"unit": "清河区教育局"}, {"unit": "清河区教育局电教馆"}, 1.0),
        ({"verified_as": "丙中心"}, {"verified_as": "丙中心"}, 1.0),
        ({"unit": "", "verified_as": ""}, {"unit": "", "verified_as": ""}, 0.0),
    ],
)
def test_one_house_by_unit_or_subject_or_the_one_above(ours, theirs, unit):
    assert like(ours, theirs).unit == unit


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [
        ("清河教育发布", "清河区教育在线", 1.0),
        ("清河教育", "清河卫健", 0.0),
        ("清河发布", "清河在线", None),
        ("微清河", "清河发布", None),
    ],
)
def test_names_without_what_all_names_have(ours, theirs, name):
    unit = {"unit": "北江市清河区教育局"}
    assert like({"name": ours} | unit, {"name": theirs} | unit).name == name


@pytest.mark.parametrize(
    ("name", "core"), [("清河教育官方微博", "教育"), ("清河发布", ""), ("老年大学", "老年大学"), ("", "")]
)
def test_the_core_of_a_name(name, core):
    assert core_of(name, ["清河区教育局"]) == core


@given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=3))
def test_any_name_has_a_core(name, units):
    assert len(core_of(name, units)) <= len(name) * 4 + 4


def test_all_parts_in_full_make_one():
    both = {"unit": "甲局", "name": "清河教育", "functions": ("办事",)}
    found = like(both, both, first_follows=20, services=1.0)
    assert [getattr(found, part) for part in PARTS] == [1.0] * len(PARTS)
    assert found.score == 1.0


@pytest.mark.parametrize(
    ("posts", "follows", "says"),
    [(9, 9, "few"), (10, 10, "look"), (19, 19, "look"), (20, 20, "merge"), (20, 10, "look"), (20, 0, "apart")],
)
def test_what_the_score_says_needs_posts(posts, follows, says):
    both = {"unit": "甲局", "functions": ("办事",)}
    ours, theirs = account("a", name="清河教育", **both), account("b", name="清河卫健", **both)
    overlap = AccountOverlap("a", "b", posts, 40, follows, first_follows=follows)
    values = told(ours, [theirs], {"b": overlap}, LIMITS)
    assert values["score_says"] == says
    assert "score_services" not in values


def test_a_pair_is_found_from_both_sides():
    overlap = AccountOverlap("a", "b", 20, 10, 8, first_follows=5, second_follows=2)
    found = by_account([overlap])
    assert found["a"]["b"] is found["b"]["a"] is overlap
    assert not found["c"]
    assert (overlap.follows("a"), overlap.follows("b"), overlap.share) == (0.25, 0.2, 0.8)


def test_the_accounts_of_a_unit_on_a_platform():
    accounts = [
        account("a"), account("b", platform="weibo"), account("c", unit="Example  unit"),
        account("d", url="", account_id=""),
        account("e", status=RegisterStatus.CLOSING), account("f", url=account("a").url),
    ]  # fmt: skip
    groups = by_unit_and_platform(accounts)
    assert sorted([one.id for one in group] for group in groups.values()) == [["a", "c", "d"], ["b"]]


def test_declared_ones_come_first_and_no_account_doubles_a_lower_one():
    group = [account("a"), account("b", role=Role.FEATURED), account("c", role=Role.MAIN)]
    assert [[one.id for one in doubled(account, group)] for account in group] == [["c", "b"], ["c"], []]
    assert doubled(account("x"), group) == []
