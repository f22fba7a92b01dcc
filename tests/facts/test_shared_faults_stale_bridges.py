from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.facts.register import Canaries
from auditor.facts.shared_faults import glances, stale_bridges
from auditor.model import AccountReading, ReadingOutcome
from checks.account_dormant import RULE
from tests.make import AS_OF, World, account, at, days_ago, limits, post, reading, verdicts

BRIDGE = "http://bridge.example.cn:1200"
LIMITS = limits(RULE).values
BROKEN = ReadingOutcome.HTTP_ERROR


def world(*days, source=BRIDGE, canaries=(), failing=0, outcome=BROKEN, read_at=None, **fields):
    """Return accounts behind one bridge with newest posts of those ages, then some whose readings failed."""
    accounts = [account(f"a{n}", source=f"{source}/{n}.xml", **fields) for n in range(len(days) + failing)]
    readings = {f"a{n}": reading(post(age), account_id=f"a{n}") for n, age in enumerate(days)}
    readings |= {one.id: reading(account_id=one.id, outcome=outcome) for one in accounts if one.id not in readings}
    readings = {id: replace(one, bridge_read_at=read_at) for id, one in readings.items()}
    return World(*accounts, facts={AccountReading: readings, Canaries: {"": Canaries(frozenset(canaries))}})


def stale(given):
    canaries = given.get(Canaries)
    return stale_bridges(glances(given), canaries.ids if canaries else frozenset(), given.as_of, LIMITS)


def test_a_bridge_with_nothing_new_of_any_account_is_stale():
    why = f"bridge.example.cn:1200: the newest post of its 5 accounts is of {days_ago(4)}"
    assert stale(world(4, 20, 20, 90, 300)) == {f"a{n}": why for n in range(5)}


@pytest.mark.parametrize("days", [(3, 20, 20, 90, 300), (20, 20, 20, 20)])
def test_one_new_post_shows_that_it_works_and_few_accounts_show_nothing(days):
    assert stale(world(*days)) == {}


def test_posts_after_the_day_judged_by_show_nothing():
    assert len(stale(world(-1, 20, 20, 20, 20))) == 5


def test_accounts_own_hosts_and_exports_are_no_bridges():
    own = world(20, 20, 20, 20, 20, url="http://bridge.example.cn/u")
    assert stale(own) == {}
    assert stale(world(20, 20, 20, 20, 20, source="import:posts")) == {}
    assert stale(world(20, 20, 20, 20, 20, platform="feed", url="")) == {}


def test_accounts_that_could_not_be_read_do_not_count_as_silent():
    assert stale(world(20, 20, 20, 20, failing=1)) == {}


@pytest.mark.parametrize(("days", "is_stale"), [(3, False), (4, True)])
def test_what_a_bridge_says_of_itself_counts_before_what_it_shows(days, is_stale):
    told = stale(world(300, 300, read_at=at(days_ago(days))))
    assert told == ({} if not is_stale else dict.fromkeys(
        ("a0", "a1"), f"bridge.example.cn:1200: by its own word it last read an account on {days_ago(4)}"))  # fmt: skip
    silent = (20, 20, 20, 90, 300)
    assert stale(world(*silent, read_at=at(days_ago(3)))) == {}


@pytest.mark.parametrize(
    ("good", "failing", "is_stale"), [(3, 3, False), (2, 3, True), (1, 2, False), (0, 3, True), (9, 10, True)]
)
def test_a_bridge_half_of_whose_accounts_fail(good, failing, is_stale):
    assert len(stale(world(*[20] * (good - 1), *[1] * min(good, 1), failing=failing))) == (
        good + failing if is_stale else 0
    )


@pytest.mark.parametrize("outcome", [ReadingOutcome.EMPTY, ReadingOutcome.TIMEOUT, ReadingOutcome.NOT_A_FEED])
def test_empty_feeds_count_as_failures_of_a_bridge(outcome):
    assert len(stale(world(20, failing=3, outcome=outcome))) == 4


@pytest.mark.parametrize(
    "outcome", [ReadingOutcome.UNDATED, ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED, ReadingOutcome.DELETED]
)
def test_what_tells_of_the_account_is_no_failure_of_a_bridge(outcome):
    assert stale(world(20, failing=9, outcome=outcome)) == {}


@pytest.mark.parametrize(("days", "is_stale"), [(3, False), (4, True)])
def test_a_canary_that_falls_silent(days, is_stale):
    given = world(1, days, canaries=("a1", "no-such-account"))
    assert bool(stale(given)) is is_stale
    assert not stale(world(1, days))
    assert not stale(World(*given.subjects(), facts={Canaries: {"": Canaries(frozenset(("a1",)))}}))


def test_bridges_are_told_apart_by_port():
    here, there = world(20, failing=3), world(20, 1, source="http://bridge.example.cn:1300")
    others = [replace(one, id=f"b-{one.id}") for one in there.subjects()]
    readings = {one.id: here.get(AccountReading, one.id) for one in here.subjects()}
    readings |= {one.id: there.get(AccountReading, one.id.removeprefix("b-")) for one in others}
    assert set(stale(World(*here.subjects(), *others, facts={AccountReading: readings}))) == {"a0", "a1", "a2", "a3"}


def test_nobody_is_called_dormant_behind_a_stale_bridge():
    assert sorted(verdicts(RULE, world(13, 20, 20, 90, 300)).values()) == ["Clean", *["bridge_stale"] * 4]
    assert sorted(verdicts(RULE, world(13, 20, failing=3)).values()) == ["Clean", *["bridge_stale"] * 4]
    assert sorted(verdicts(RULE, world(20, 20, read_at=at(AS_OF - timedelta(days=9)))).values()) == ["bridge_stale"] * 2
    assert sorted(verdicts(RULE, world(13, 20, 20)).values()) == ["Clean", "Finding", "Finding"]
