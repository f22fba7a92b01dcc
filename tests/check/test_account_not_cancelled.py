import pytest

from auditor.model import AccountReading, Basis, ReadingOutcome, RegisterStatus
from auditor.rules import Confidence
from checks.account_not_cancelled import RULE
from tests.make import World, account, at, days_ago, findings, judged, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
SURE, MAYBE = Confidence.CONFIRMED, Confidence.SUSPECTED


def world(*posts, closed=100, who=None, **fields):
    closed_on = None if closed is None else days_ago(closed)
    who = who or account(status=RegisterStatus.CLOSED, closed_on=closed_on)
    return World(who, facts={AccountReading: {"a1": reading(*posts, **fields)}})


def told(*posts, **fields):
    return [(one.variant, one.confidence) for one in findings(RULE, world(*posts, **fields))]


@pytest.mark.parametrize(("days", "expected"), [(99, [("posting", SURE)]), (100, []), (101, []), (-1, [])])
def test_a_post_after_the_closing_day_is_proof_by_whatever_source(days, expected):
    assert told(post(days)) == expected
    assert told(post(days), adapter="import") == expected


def test_old_posts_that_a_bridge_still_serves_prove_nothing():
    assert verdicts(RULE, world(post(101), post(400))) == {URL: "Clean"}
    assert verdicts(RULE, world(post(101), adapter="import", basis=Basis.ATTESTED)) == {URL: "Clean"}


def test_a_date_of_an_edit_is_only_a_suspicion():
    assert told(post(5, time_basis="modified")) == [("posting", MAYBE)]
    assert told(post(5, time_basis="modified"), post(50)) == [("posting", SURE)]


def test_posts_that_were_taken_away_are_none():
    assert told(post(5, removed="owner")) == []


def test_what_a_list_says_of_the_last_post_counts():
    assert told(adapter="import", last_post_at=at(days_ago(5))) == [("posting", SURE)]
    assert told(adapter="import", last_post_at=at(days_ago(100))) == []


@pytest.mark.parametrize(("days", "expected"), [(30, []), (29, [("posting", MAYBE)])])
def test_without_a_closing_day_only_recent_posts_raise_a_suspicion(days, expected):
    assert told(post(days), closed=None) == expected


@pytest.mark.parametrize("outcome", ["ok", "ok_empty", "partial", "undated"])
def test_an_interface_that_still_shows_the_account_is_proof_after_the_freeze(outcome):
    seen = {"outcome": ReadingOutcome(outcome), "adapter": "weibo", "basis": Basis.DIRECT}
    assert told(post(200), **seen) == [("", SURE)]
    assert told(post(200), closed=61, **seen) == [("", SURE)]
    assert told(post(200), closed=60, **seen) == [("", MAYBE)]
    assert told(post(200), closed=None, **seen) == [("", MAYBE)]


@pytest.mark.parametrize(
    ("adapter", "basis"), [("page", Basis.REPORTED), ("attest", Basis.ATTESTED), ("fediverse", Basis.REPORTED)]
)
def test_a_page_or_a_person_that_shows_it_raises_a_suspicion(adapter, basis):
    assert told(adapter=adapter, basis=basis, outcome=ReadingOutcome.UNDATED) == [("", MAYBE)]


def test_a_look_before_the_closing_day_says_nothing():
    seen = {"adapter": "attest", "basis": Basis.ATTESTED}
    assert told(as_of=at(days_ago(100)), **seen) == []
    assert told(as_of=at(days_ago(99)), **seen) == [("", MAYBE)]


@pytest.mark.parametrize("outcome", ["not_found", "deleted", "suspended", "deactivated", "moved"])
def test_an_account_that_visitors_no_longer_find_is_clean(outcome):
    assert verdicts(RULE, world(outcome=ReadingOutcome(outcome), adapter="page")) == {URL: "Clean"}


@pytest.mark.parametrize("outcome", ["network", "challenge", "no_source", "auth_expired", "http_error", "empty"])
def test_one_that_cannot_be_read_gives_no_verdict(outcome):
    assert judged(RULE, world(post(1), outcome=ReadingOutcome(outcome))) == []


@pytest.mark.parametrize("status", [RegisterStatus.ACTIVE, RegisterStatus.CLOSING])
def test_only_closed_accounts_are_looked_at(status):
    assert judged(RULE, world(post(1), who=account(status=status, closed_on=days_ago(100)))) == []


def test_never_read_is_no_verdict():
    assert judged(RULE, World(account(status=RegisterStatus.CLOSED))) == []
