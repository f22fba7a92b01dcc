from dataclasses import replace

import pytest

from auditor.facts.earlier_readings import LastGoodReading, with_last_readings
from auditor.model import FAILED, AccountReading, ReadingOutcome
from checks.account_dormant import RULE
from tests.make import World, account, at, days_ago, judged, limits, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
BROKEN = ReadingOutcome.HTTP_ERROR


def world(*posts, read=1, outcome=BROKEN, who=None, **fields):
    """Return an account whose reading now came to `outcome` and that was read `read` days ago."""
    earlier = reading(*posts, at=at(days_ago(read), 23, 0), as_of=None, **fields)
    now = reading(outcome=outcome, detail="503")
    return World(
        who or account(), facts={AccountReading: {"a1": now}, LastGoodReading: {"a1": LastGoodReading(earlier)}}
    )


def one(given):
    (verdict,) = judged(RULE, given)
    return verdict


@pytest.mark.parametrize(("age", "read", "expected"), [
    (13, 1, "Clean"), (13, 7, "Clean"), (13, 8, "http_error"), (14, 1, "http_error"), (300, 1, "http_error"),
    (-1, 1, "http_error"),
])  # fmt: skip
def test_a_fresh_post_of_the_last_week_stands(age, read, expected):
    assert verdicts(RULE, world(post(age), read=read)) == {URL: expected}


def test_one_failure_changes_no_verdict_and_says_what_was_seen():
    told = one(world(post(20)))
    assert (told.reason, told.detail) == (
        "http_error", f"503; last read on {days_ago(1)}, newest post then of {days_ago(20)}"
    )  # fmt: skip
    assert one(world(post(20), read=8)).detail == "503"
    assert one(world(post(None))).detail == f"503; last read on {days_ago(1)}"


def test_an_account_may_have_its_own_limit():
    given = limits(RULE, {"a1": {"silent": 7}})
    assert verdicts(RULE, world(post(7)), given) == {URL: "http_error"}
    assert verdicts(RULE, world(post(6)), given) == {URL: "Clean"}


@pytest.mark.parametrize("outcome", sorted(set(ReadingOutcome) - FAILED - {"ok", "ok_empty", "partial"}))
def test_what_the_platform_says_now_is_not_overruled(outcome):
    assert verdicts(RULE, world(post(1), outcome=ReadingOutcome(outcome))) == {URL: outcome}


def test_an_app_is_not_judged_by_the_posts_it_had():
    assert verdicts(RULE, world(post(1), who=account(platform="app"))) != {URL: "Clean"}


def test_how_far_the_data_reached_counts_not_when_they_were_asked_for():
    given = world(post(10), read=1)
    behind = replace(given.get(LastGoodReading, "a1").reading, as_of=at(days_ago(8)))
    told = World(
        *given.subjects(),
        facts={
            AccountReading: {"a1": given.get(AccountReading, "a1")},
            LastGoodReading: {"a1": LastGoodReading(behind)},
        },
    )
    assert verdicts(RULE, told) == {URL: "http_error"}


def test_the_subject_says_it_too():
    given = world(post(20))
    standings = {"a1": replace(given.standing("a1"), why="http_error: 503")}
    assert with_last_readings(given, standings, 7)["a1"].why == (
        f"http_error: 503; last read on {days_ago(1)}, newest post then of {days_ago(20)}"
    )
    assert with_last_readings(given, standings, 0) == standings
    bare = {"a1": replace(given.standing("a1"), why="timeout")}
    assert with_last_readings(given, bare, 7)["a1"].why.startswith("timeout: last read on ")
