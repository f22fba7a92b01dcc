from datetime import timedelta

import pytest

from auditor.facts.availability import SampleDay, availability
from tests.make import AS_OF, days_ago

LIMITS = {"days": 7, "samples_a_day": 20, "failures": 0.05}


def week(taken=20, failed=1, last=0):
    return [SampleDay(days_ago(last + back), taken, failed) for back in range(7)]


def test_a_week_that_ends_with_the_day_judged_by():
    seen = availability(week(), AS_OF, LIMITS)
    assert (seen.first, seen.last, seen.taken, seen.failed, seen.enough) == (days_ago(6), AS_OF, 140, 7, True)
    assert seen.share == 0.05


@pytest.mark.parametrize("today", [[], [SampleDay(AS_OF, 3, 3)]])
def test_a_day_that_has_only_begun_waits_for_the_next_night(today):
    seen = availability([*today, *week(last=1)], AS_OF, LIMITS)
    assert (seen.first, seen.last, seen.taken, seen.enough) == (days_ago(7), days_ago(1), 140, True)


@pytest.mark.parametrize(
    "days",
    [
        [],
        week(taken=19),
        week()[:6],
        [*week()[:3], SampleDay(days_ago(3), 19, 0), *week()[4:]],
        week(last=2),
    ],
)
def test_less_than_a_week_of_samples_is_not_enough(days):
    assert not availability(days, AS_OF, LIMITS).enough


def test_no_sample_has_no_share():
    seen = availability([], AS_OF, LIMITS)
    assert (seen.taken, seen.share, seen.last - seen.first) == (0, 0.0, timedelta(days=6))
