import pytest

from auditor.facts.home import HomeReading
from auditor.facts.page_loads import PageLoad
from checks.page_slow import RULE
from tests.make import HOME, World, findings, home, limits, partial, site, verdicts

AT = HOME + "list.html"


def world(**fields):
    load = PageLoad(AT, **{"size": 1000, **fields})
    return World(site(), facts={HomeReading: {"s1": home()}, PageLoad: {"s1": [load]}})


@pytest.mark.parametrize(("elapsed_ms", "told"), [(3001, "Finding"), (3000, "Clean"), (0, "Clean")])
def test_a_page_is_slow_past_the_limit(elapsed_ms, told):
    assert verdicts(RULE, world(elapsed_ms=elapsed_ms)) == {AT: told}


def test_the_limit_may_be_set():
    assert verdicts(RULE, world(elapsed_ms=3001), limits(RULE, seconds=5)) == {AT: "Clean"}


@pytest.mark.parametrize(
    ("earlier_ms", "sure"), [(3001, "confirmed"), (3000, "suspected"), (None, "suspected"), (200, "suspected")]
)
def test_one_slow_answer_is_suspected_and_a_second_the_run_before_confirms(earlier_ms, sure):
    (one,) = findings(RULE, world(elapsed_ms=4567, earlier_ms=earlier_ms))
    assert (one.confidence, one.values["took"]) == (sure, 4.6)


def test_a_page_that_was_not_timed_is_no_slow_one():
    assert verdicts(RULE, world(elapsed_ms=None, earlier_ms=9000)) == {HOME: "Clean"}


def test_a_site_seen_in_part_says_so():
    seen = World(site(), facts={PageLoad: {"s1": [PageLoad(AT, 1, 100)]}}, standings={"s1": partial(site())})
    assert verdicts(RULE, seen) == {AT: "Clean", HOME: "partial"}
