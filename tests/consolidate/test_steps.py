"""The steps of a proposal: the platform's own way and days, followers at each bound, posting until the end."""

from datetime import date

import pytest

from auditor.config.settings import PlanSettings
from auditor.consolidate.steps import Case, freeze_days, steps_of
from tests.make import account

DAY = date(2026, 6, 30)
PLAN = PlanSettings()


def steps(action="close", platform="weixin", **more):
    """Return code → day of the steps of one account."""
    case = Case(account(platform=platform), action, DAY, silent_days=14, **more)
    return {one.code: one.by for one in steps_of(case, PLAN)}


@pytest.mark.parametrize(
    ("followers", "days"),
    [(0, 7), (1_000, 7), (1_001, 15), (10_000, 15), (10_001, 30), (100_000, 30), (100_001, 60), (None, None)],
)
def test_the_freeze_goes_by_followers(followers, days):
    assert freeze_days(followers, PLAN) == days


def test_closing_a_wechat_account_gives_every_day():
    assert steps(followers=5_000, last_post=date(2026, 6, 25)) == {
        "export_weixin": None,
        "notice": date(2026, 7, 15),
        "keep_posting": date(2026, 7, 8),
        "apply_weixin": date(2026, 7, 15),
        "freeze": date(2026, 7, 30),
        "confirm_weixin": None,
        "register_closed": None,
    }


def test_unknown_followers_count_the_longest_freeze():
    assert steps()["freeze_unsure"] == date(2026, 9, 13)
    assert "freeze" not in steps()


@pytest.mark.parametrize(
    ("last", "due"), [(None, DAY), (date(2026, 1, 1), DAY), (date(2026, 6, 30), date(2026, 7, 13))]
)
def test_until_it_is_cancelled_an_account_must_post(last, due):
    assert steps(last_post=last)["keep_posting"] == due


def test_the_last_day_to_post_is_the_one_before_the_limit():
    last, due = date(2026, 6, 25), steps(last_post=date(2026, 6, 25))["keep_posting"]
    assert (due - last).days == 14 - 1


@pytest.mark.parametrize(("followers", "code"), [(1_000, "move"), (1_001, "move_not"), (None, "move_unsure")])
def test_followers_move_only_into_a_small_wechat_account(followers, code):
    into = account("a2", name="Main")
    seen = steps("merge", into=into, into_followers=followers)
    assert {one for one in seen if one.startswith("move")} == {code}
    assert "notice_into" in seen
    assert "notice" not in seen


@pytest.mark.parametrize(
    ("platform", "code"), [("weibo", "apply"), ("app", "take_down_app"), ("miniprogram", "close_miniprogram")]
)
def test_other_platforms_have_their_own_end(platform, code):
    assert code in steps(platform=platform)
    assert not any("weixin" in one or "freeze" in one for one in steps(platform=platform))


def test_revive_review_register_and_keep():
    assert steps("revive")["post_now"] == DAY
    assert list(steps("review", reason="auth")) == ["settle", "attest"]
    assert list(steps("review", "miniprogram", reason="auth")) == ["settle", "attest_release"]
    assert list(steps("review")) == ["decide"]
    assert list(steps("review", gone=True)) == ["check_by_hand"]
    assert list(steps("close", gone=True)) == ["check_by_hand", "register_closed"]
    assert steps("keep") == steps("keep_main") == {}


def test_the_office_sets_its_own_days():
    case = Case(account(platform="weixin"), "close", DAY, followers=10)
    own = {one.code: one.by for one in steps_of(case, PlanSettings(notice_days=30, weixin_freeze_to_1000=10))}
    assert (own["notice"], own["freeze"]) == (date(2026, 7, 30), date(2026, 8, 9))
