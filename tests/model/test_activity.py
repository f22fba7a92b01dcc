from datetime import UTC, datetime, timedelta

import pytest

from auditor.model import ReadingOutcome
from auditor.model.activity import activity, day_of
from tests.make import AS_OF, at, days_ago, post, reading


def test_the_newest_post_by_the_day_judged_by():
    seen = activity(reading(post(9), post(4, "newest"), post(-1), post(30)), AS_OF)
    assert (seen.newest, seen.post.key, seen.until, seen.gap) == (days_ago(4), "newest", AS_OF, "")


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        (reading(), "empty"),
        (reading(post(None)), "undated"),
        (reading(post(-1)), "future_dated"),
        (reading(post(None, bad_date="3000-01-01")), "future_dated"),
        (reading(outcome=ReadingOutcome.OK_EMPTY), ""),
        (reading(post(None), outcome=ReadingOutcome.OK_EMPTY), "undated"),
        (reading(post(1), complete=False), "partial"),
        (reading(post(1), outcome=ReadingOutcome.PARTIAL), "partial"),
        (reading(post(1), outcome=ReadingOutcome.CHALLENGE), "challenge"),
    ],
)
def test_what_keeps_silence_from_being_proven(given, gap):
    assert activity(given, AS_OF).gap == gap


def test_a_reading_that_decides_nothing_has_no_newest_post():
    assert activity(reading(post(1), outcome=ReadingOutcome.AUTH), AS_OF).newest is None


def test_data_reach_as_far_as_they_say():
    assert activity(reading(as_of=at(days_ago(3))), AS_OF).until == days_ago(3)
    assert activity(reading(as_of=None, at=at(days_ago(5))), AS_OF).until == days_ago(5)
    assert activity(reading(as_of=at(AS_OF) + timedelta(days=9)), AS_OF).until == AS_OF


def test_an_undated_post_may_be_the_newest():
    assert activity(reading(post(None), post(20)), AS_OF).gap == "undated"
    assert activity(reading(post(None, bad_date="2099-01-01"), post(20)), AS_OF).gap == ""


def test_what_was_not_dated_or_too_late_is_counted():
    later = [post(-1, f"later-{number}") for number in range(3)]
    assert activity(reading(*later, post(300), post(None)), AS_OF).detail == (
        "1 of 5 posts without a date, 3 of 5 posts dated after the day judged by")  # fmt: skip
    assert activity(reading(*later, detail="cut"), AS_OF).detail == "cut"
    assert activity(reading(post(300)), AS_OF).detail == ""


def test_a_feed_mostly_later_than_the_day_judged_by_has_dropped_what_was_before():
    later = [post(-1, f"later-{number}") for number in range(3)]
    assert activity(reading(*later, post(300, "pinned"), post(40)), AS_OF).gap == "partial"
    assert activity(reading(*later, post(300), post(40), post(41)), AS_OF).gap == ""
    assert activity(reading(*later, post(300), adapter="import"), AS_OF).gap == ""


def test_days_are_those_of_the_accounts_zone():
    assert day_of(datetime(2026, 6, 29, 16, 0, tzinfo=UTC)).isoformat() == "2026-06-30"
    assert day_of(datetime(2026, 6, 29, 15, 59, tzinfo=UTC)).isoformat() == "2026-06-29"


def cut(*posts, **fields):
    return reading(*posts, outcome=ReadingOutcome.PARTIAL, complete=False, **{"newest_first": True, **fields})


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        (cut(post(20), post(30)), ""),
        (cut(post(20), post(30), newest_first=False), "partial"),
        (cut(post(300, "pinned", is_pinned=True), post(20), post(30)), ""),
        (cut(post(2, "pinned", is_pinned=True)), "partial"),  # nothing but pinned posts: the newest was not read
        (cut(post(None, "pinned", is_pinned=True), post(20)), "partial"),
        (cut(post(30), post(20)), "partial"),  # the order is not what was promised
        (cut(post(None), post(20)), "partial"),  # the first may be the newest
        (cut(post(20), post(None, "older"), post(30)), ""),
        (cut(post(-2), post(-1)), "partial"),  # nothing by the day judged by was read
        (cut(post(-1), post(20)), ""),
        (cut(), "partial"),
    ],
)
def test_a_cut_list_proves_silence_only_by_date_and_newest_first(given, gap):
    assert activity(given, AS_OF).gap == gap


@pytest.mark.parametrize(
    ("given", "newest", "gap"),
    [
        (reading(last_post_at=at(days_ago(20))), days_ago(20), ""),
        (reading(last_post_at=at(days_ago(-1))), None, "future_dated"),
        (reading(post(20), last_post_at=at(days_ago(3))), days_ago(3), ""),
        (reading(post(3), last_post_at=at(days_ago(20))), days_ago(3), ""),
        (reading(last_post_at=at(days_ago(20)), outcome=ReadingOutcome.SUSPENDED), None, "suspended"),
        (reading(outcome=ReadingOutcome.PARTIAL, complete=False), None, "partial"),
    ],
)
def test_the_last_post_as_it_is_told(given, newest, gap):
    seen = activity(given, AS_OF)
    assert (seen.newest, seen.gap) == (newest, gap)


def test_posts_taken_away_are_no_updates():
    seen = activity(reading(post(1, removed="owner"), post(20)), AS_OF)
    assert (seen.newest, seen.gap) == (days_ago(20), "")
