import pytest

from auditor.facts.home import HomeReading
from auditor.model import FAULTS, UNDECIDED
from auditor.reading.columns import NOT_SHOWN
from auditor.rules import Confidence
from checks.site_home_stale import RULE
from tests.make import HOME, World, findings, home, limits, partial, site, verdicts


def world(days, **fields):
    return World(site(), facts={HomeReading: {"s1": home(days, **fields)}})


@pytest.mark.parametrize(("days", "expected"), [(0, "Clean"), (13, "Clean"), (14, "Finding"), (400, "Finding")])
def test_the_limit_is_inclusive(days, expected):
    assert verdicts(RULE, world(days)) == {HOME: expected}


@pytest.mark.parametrize(("days", "expected"), [(13, "Clean"), (14, "undated")])
def test_dates_that_no_page_shows_clear_and_do_not_accuse(days, expected):
    assert verdicts(RULE, world(days, newest_source=NOT_SHOWN)) == {HOME: expected}


def test_a_site_may_have_a_stricter_limit():
    given = limits(RULE, {"s1": {"days": 7}})
    assert verdicts(RULE, world(6), given) == {HOME: "Clean"}
    assert verdicts(RULE, world(7), given) == {HOME: "Finding"}


def test_items_without_dates_are_unknown():
    assert verdicts(RULE, world(None)) == {HOME: "undated"}


@pytest.mark.parametrize(
    ("fields", "reason"), [({"script_filled": True}, "script_filled"), ({"complete": False}, "partial")]
)
def test_a_home_page_not_wholly_seen_is_only_clean_when_fresh(fields, reason):
    assert verdicts(RULE, world(13, **fields)) == {HOME: "Clean"}
    assert verdicts(RULE, world(14, **fields)) == {HOME: reason}


@pytest.mark.parametrize("outcome", sorted(FAULTS | UNDECIDED))
def test_a_home_page_not_seen_is_unknown(outcome):
    assert verdicts(RULE, world(99, outcome=outcome)) == {HOME: outcome.value}


def test_a_navigation_home_page_is_judged_by_the_second_level():
    (finding,) = findings(RULE, world(20, navigation_only=True))
    assert (finding.values["place"], finding.values["days"]) == ("second_level", 20)


@pytest.mark.parametrize(
    ("fields", "whole", "expected"),
    [
        ({"items": 20, "dated": 10}, False, Confidence.CONFIRMED),
        ({"items": 20, "dated": 9}, False, Confidence.SUSPECTED),
        ({"items": 20, "dated": 9}, True, Confidence.CONFIRMED),
        ({"navigation_only": True}, False, Confidence.SUSPECTED),
        ({"navigation_only": True}, True, Confidence.CONFIRMED),
    ],
)
def test_dates_read_off_other_pages_need_the_whole_site(fields, whole, expected):
    standings = {} if whole else {"s1": partial(site())}
    (finding,) = findings(RULE, World(site(), facts={HomeReading: {"s1": home(20, **fields)}}, standings=standings))
    assert finding.confidence is expected


def test_a_site_never_asked_is_unknown():
    assert verdicts(RULE, World(site())) == {HOME: "no_data"}
