from dataclasses import replace

import pytest

from auditor.consolidate.history import is_whole, usual_walks
from auditor.model import Location, SubjectStanding, SubjectState
from auditor.rules import Finding
from tests.consolidate.build import audit, observed, sight
from tests.make import HOME, account, site

BROKEN = ("link-broken", Finding("s1", HOME + "gone.html", {}, (Location(HOME + "list.html"),), 1))
STALE = ("column-stale", Finding("s1", HOME + "news/", {}))


def walked(looked: int, state: SubjectState = SubjectState.OBSERVED) -> SubjectStanding:
    return replace(observed(site())[0], state=state, stats={"looked": looked})


@pytest.mark.parametrize(("looked", "whole"), [(100, True), (50, True), (49, False)])
def test_a_walk_of_less_than_half_shows_nothing(looked, whole):
    assert is_whole(walked(looked), {"s1": 100}) is whole
    assert is_whole(walked(looked), {})
    assert not is_whole(walked(looked, SubjectState.PARTIAL), {})


def test_accounts_are_not_walked():
    (standing,) = observed(account())
    assert is_whole(standing, {"s1": 100})
    assert usual_walks([standing], {"s1": 100}) == {"s1": 100}


def test_the_usual_walk_is_the_longest_and_fades():
    assert usual_walks([walked(120)], {"s1": 100, "s2": 7}) == {"s1": 120, "s2": 7}
    assert usual_walks([walked(1)], {"s1": 100}) == {"s1": 90}


def test_a_site_under_repair_is_not_mended():
    before = audit([walked(100)], [BROKEN, STALE])
    first = audit([walked(1)], (), sight(), previous=before)
    second = audit([walked(1)], (), sight(), previous=first)
    left_out = audit(observed(account()), (), sight(), previous=second, registered=["s1", "a1"])
    third = audit([walked(1)], (), sight(), previous=left_out)
    assert [len(one.carried) for one in (first, second, left_out, third)] == [2, 2, 2, 2]
    mended = audit([walked(99)], (), sight(), previous=third)
    assert (len(mended.resolved), mended.carried) == (2, ())
