"""One proposal an account; main is declared, never inferred; not seen is for review, never dormant."""

import pytest

from auditor.consolidate import fingerprint
from auditor.model import ReadingOutcome, RegisterStatus, Role, SubjectStanding, SubjectState
from auditor.model.audit import Waiver
from auditor.rules import Clean, Confidence, Finding, Unknown
from tests.consolidate.build import audit, observed, sight, unseen
from tests.make import account, days_ago, partial, post, reading, site

WEIBO = {"platform": "weibo"}


def plan(accounts, days, verdicts=(), standings=None, **more):
    """Return account → (action, into), with each account's newest post `days` old (absent: not read)."""
    readings = {id: reading(*([] if age is None else [post(age)]), account_id=id) for id, age in days.items()}
    clean = [("account-dormant", Clean(one.id, one.url)) for one in accounts if _young(days.get(one.id))]
    made = audit(standings or observed(*accounts), [*clean, *verdicts], sight(reading=readings.get), **more)
    return {one.subject: one for one in made.item_27}


def _young(days):
    return days is not None and days < 14


def dormant(account, days, confidence=Confidence.CONFIRMED, zombie=90.0):
    values = {"days": days, "zombie_limit": zombie}
    return "account-dormant", Finding(account.id, account.url, values, confidence=confidence)


def codes(proposal):
    return [reason.code for reason in proposal.reasons]


@pytest.mark.parametrize(
    ("role", "action"), [(Role.MAIN, "keep_main"), (Role.FEATURED, "keep_featured"), (Role.NONE, "keep")]
)
def test_a_living_account_is_kept_in_its_declared_place(role, action):
    one = plan([account(role=role, followers=10**7)], {"a1": 2})["a1"]
    assert (one.action, one.into, one.confidence, one.last_post, one.posts) == (
        action,
        None,
        "confirmed",
        days_ago(2),
        1,
    )
    assert codes(one) == ["active"]


@pytest.mark.parametrize(("days", "action"), [(14, "revive"), (89, "revive"), (90, "close"), (400, "close")])
def test_a_silent_account_is_revived_or_from_ninety_days_closed(days, action):
    one = plan([account()], {"a1": days}, [dormant(account(), days)])["a1"]
    assert (one.action, one.confidence) == (action, "confirmed")
    assert dict(one.reasons[0].values)["days"] == days


def test_an_app_without_a_new_release_is_for_review_and_never_called_silent():
    app = account(platform="app")
    values = {"release_days": 1200, "release_limit": 1095.0, "released": days_ago(1200)}
    suspected = Finding("a1", app.url, values, confidence=Confidence.SUSPECTED, variant="release")
    one = plan([app], {"a1": None}, [("account-dormant", suspected)])["a1"]
    assert (one.action, one.confidence, codes(one)) == ("review", "suspected", ["unreleased"])
    assert dict(one.reasons[0].values) == {"days": 1200}


def test_an_app_kept_is_not_said_to_post():
    app = account(platform="app")
    one = plan([app], {"a1": None}, [("account-dormant", Clean("a1", app.url))])["a1"]
    assert (one.action, codes(one)) == ("keep", ["released"])


@pytest.mark.parametrize("role", [Role.MAIN, Role.FEATURED])
def test_declared_accounts_are_revived_however_long_they_are_silent(role):
    one = plan([account(role=role)], {"a1": 400}, [dormant(account(), 400)])["a1"]
    assert (one.action, codes(one)) == ("revive", ["dormant", "declared"])


def test_the_limit_of_the_zombie_is_configuration():
    stricter = [dormant(account(), 31, zombie=30.0)]
    assert plan([account()], {"a1": 31}, stricter)["a1"].action == "close"


def test_suspected_silence_is_for_review():
    one = plan([account()], {"a1": 400}, [dormant(account(), 400, Confidence.SUSPECTED)])["a1"]
    assert (one.action, one.confidence) == ("review", "suspected")


@pytest.mark.parametrize("outcome", sorted(set(ReadingOutcome) - {ReadingOutcome.OK, ReadingOutcome.OK_EMPTY}))
def test_what_was_not_seen_is_for_review(outcome):
    doubt = [("account-dormant", Unknown("a1", account().url, str(outcome)))]
    one = plan([account(role=Role.MAIN)], {}, doubt, [unseen(account(role=Role.MAIN), str(outcome))])["a1"]
    assert (one.action, one.confidence) == ("review", "suspected")
    assert dict(one.reasons[0].values) == {"reason": str(outcome)}


def test_not_seen_without_a_word_of_the_rule_is_for_review_too():
    assert plan([account()], {}, standings=[unseen(account(), "auth: no key")])["a1"].action == "review"
    assert plan([account()], {}, standings=[partial(account(), "partial")])["a1"].action == "review"


def test_two_of_one_unit_and_platform_are_proposed_to_merge_into_the_declared_main():
    accounts = [account("a1"), account("a2", role=Role.MAIN), account("a3", unit="Other"), account("a4", **WEIBO)]
    plans = plan(accounts, {"a1": 0, "a2": 9, "a3": 1, "a4": 1})
    assert {id: (one.action, one.into) for id, one in plans.items()} == {
        "a1": ("merge", "a2"),
        "a2": ("keep_main", None),
        "a3": ("keep", None),
        "a4": ("keep", None),
    }
    assert (plans["a1"].confidence, codes(plans["a1"])) == ("suspected", ["same_unit_platform_main"])


def test_without_a_declared_one_they_merge_into_the_one_that_posted_last():
    plans = plan([account("a1"), account("a2")], {"a1": 5, "a2": 2})
    assert {id: (one.action, one.into) for id, one in plans.items()} == {"a1": ("merge", "a2"), "a2": ("keep", None)}


def test_nobody_is_the_target_where_that_cannot_be_told():
    tie = plan([account("a1"), account("a2")], {"a1": 2, "a2": 2})
    assert {(one.action, one.into) for one in tie.values()} == {("review", None)}
    two = [account("a1", role=Role.MAIN), account("a2", role=Role.MAIN), account("a3")]
    plans = plan(two, {"a1": 1, "a2": 1, "a3": 1})
    assert {id: one.action for id, one in plans.items()} == {"a1": "keep_main", "a2": "keep_main", "a3": "review"}
    half = plan([account("a1"), account("a2")], {"a1": 1}, standings=[*observed(account("a1")), unseen(account("a2"))])
    assert {id: (one.action, one.into) for id, one in half.items()} == {"a1": ("review", None), "a2": ("review", None)}


def test_a_featured_account_beside_the_main_one_is_kept():
    plans = plan([account("a1", role=Role.MAIN), account("a2", role=Role.FEATURED)], {"a1": 1, "a2": 1})
    assert plans["a2"].action == "keep_featured"


def test_a_zombie_beside_a_living_sibling_is_closed_and_a_briefly_silent_one_merged():
    accounts = [account("a1"), account("a2"), account("a3")]
    verdicts = [dormant(accounts[1], 20), dormant(accounts[2], 200)]
    plans = plan(accounts, {"a1": 1, "a2": 20, "a3": 200}, verdicts)
    assert {id: (one.action, one.into) for id, one in plans.items()} == {
        "a1": ("keep", None),
        "a2": ("merge", "a1"),
        "a3": ("close", None),
    }


def test_what_the_register_closes_is_closed():
    closing, closed = account("a1", status=RegisterStatus.CLOSING), account("a2", status=RegisterStatus.CLOSED)
    plans = plan([closing, closed], {"a1": 20}, [dormant(closing, 20)])
    assert {id: (one.action, codes(one)) for id, one in plans.items()} == {
        "a1": ("close", ["closing", "dormant"]),
        "a2": ("close", ["closed"]),
    }
    alive = [("account-not-cancelled", Finding("a2", closed.url, {}))]
    assert codes(plan([closed], {}, alive)["a2"]) == ["closed_but_alive"]


def test_an_account_the_platform_lost_is_closed_once_confirmed_and_reviewed_before():
    for confidence, action in ((Confidence.CONFIRMED, "close"), (Confidence.SUSPECTED, "review")):
        missing = [("account-missing", Finding("a1", account().url, {}, confidence=confidence))]
        assert plan([account()], {}, missing)["a1"].action == action
    missing = [("account-missing", Finding("a1", account().url, {}))]
    assert plan([account(role=Role.MAIN)], {}, missing)["a1"].action == "review"
    banned = [("account-missing", Finding("a1", account().url, {}, variant="suspended"))]
    assert plan([account()], {}, banned)["a1"].action == "review"


def test_the_account_that_others_of_its_unit_are_merged_into_stays():
    """The finding that a unit has several is on each of them; which stays is weighed among siblings."""
    accounts = [
        account("a1"),
        account("a2"),
        account("a3", role=Role.FEATURED, unit="Other"),
        account("a4", unit="Other", role=Role.MAIN),
    ]
    several = [("account-duplicate", Finding(one.id, one.url, {"count": 2})) for one in accounts[:3]]
    plans = plan(accounts, {"a1": 1, "a2": 5, "a3": 1, "a4": 1}, several)
    assert {id: (one.action, one.into) for id, one in plans.items()} == {
        "a1": ("keep", None), "a2": ("merge", "a1"), "a3": ("keep_featured", None), "a4": ("keep_main", None),
    }  # fmt: skip


def test_overlap_is_for_review_and_other_findings_are_remarks():
    double = [("account-duplicate", Finding("a1", account().url, {}))]
    one = plan([account()], {"a1": 1}, double)["a1"]
    assert (one.action, codes(one)) == ("review", ["overlap", "also"])


def test_an_accepted_silence_is_kept_as_accepted():
    waivers = {fingerprint("account-dormant", "a1", account().url): Waiver("seasonal")}
    one = plan([account()], {"a1": 30}, [dormant(account(), 30)], terms={"waivers": waivers})["a1"]
    assert (one.action, codes(one)) == ("keep", ["accepted"])


def test_accounts_found_but_not_registered_are_proposed_to_register():
    found = ("account-unregistered", Finding("s1", "https://weibo.example/u/9", {}, confidence=Confidence.SUSPECTED))
    made = audit(observed(site()), [found])
    assert [(one.subject, one.action, one.confidence) for one in made.item_27] == [
        ("https://weibo.example/u/9", "register", "suspected")
    ]


def test_posts_dated_after_the_day_do_not_count():
    look = sight(reading={"a1": reading(post(-3), post(5), post(None))}.get)
    (one,) = audit(observed(account()), (), look).item_27
    assert (one.last_post, one.posts) == (days_ago(5), 1)


def test_the_last_update_of_the_standing_serves_where_no_post_was_handed_over():
    standing = SubjectStanding(account(), SubjectState.OBSERVED, last_update=days_ago(4))
    (one,) = audit([standing]).item_27
    assert one.last_post == days_ago(4)
