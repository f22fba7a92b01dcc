from datetime import timedelta

import pytest

from auditor.facts.earlier_readings import LastGoodReading
from auditor.facts.shared_faults import lost_canaries, said_once, shared_faults, with_shared_faults
from auditor.model import AccountReading, ReadingOutcome, SubjectState
from checks.account_dormant import RULE
from tests.make import AS_OF, World, account, limits, post, reading, verdicts

LIMITS = limits(RULE).values
TIRED = ReadingOutcome.RATE_LIMITED


def world(good, failing, outcome=TIRED, platform="weibo", age=20):
    ids = [f"a{number}" for number in range(good + failing)]
    readings = {id: reading(post(age), account_id=id) for id in ids[:good]}
    readings |= {id: reading(account_id=id, outcome=outcome, detail="in words") for id in ids[good:]}
    return World(*(account(id, platform=platform) for id in ids), facts={AccountReading: readings})


@pytest.mark.parametrize(
    ("good", "failing", "is_shared"),
    [(7, 3, False), (6, 3, True), (0, 2, False), (0, 3, True), (70, 30, False), (69, 31, True)],
)
def test_more_than_thirty_percent_and_at_least_three(good, failing, is_shared):
    found = shared_faults(world(good, failing), LIMITS)
    assert len(found) == (good + failing if is_shared else 0)
    assert {one.detail for one in found.values()} == (
        {f"{failing} of {good + failing} accounts of weibo failed with rate_limited"} if is_shared else set()
    )


def test_only_one_class_of_failure_counts():
    mixed = world(0, 4)
    outcomes = (ReadingOutcome.TIMEOUT, ReadingOutcome.AUTH, ReadingOutcome.CHALLENGE, TIRED)
    readings = {one.id: reading(outcome=what) for one, what in zip(mixed.subjects(), outcomes, strict=True)}
    assert shared_faults(World(*mixed.subjects(), facts={AccountReading: readings}), LIMITS) == {}


@pytest.mark.parametrize(
    "outcome",
    [
        ReadingOutcome.DELETED,
        ReadingOutcome.NOT_FOUND,
        ReadingOutcome.SUSPENDED,
        ReadingOutcome.PRIVATE,
        ReadingOutcome.NO_SOURCE,
        ReadingOutcome.UNDATED,
        ReadingOutcome.EMPTY,
        ReadingOutcome.ROBOTS,
    ],
)
def test_what_tells_of_the_accounts_is_not_our_fault(outcome):
    assert shared_faults(world(2, 9, outcome), LIMITS) == {}


@pytest.mark.parametrize("adapter", ["import", "attest"])
def test_files_that_cannot_be_read_are_each_their_own_fault(adapter):
    there = world(1, 8, ReadingOutcome.PARSE_ERROR)
    of_files = {
        one.id: reading(account_id=one.id, outcome=ReadingOutcome.PARSE_ERROR, adapter=adapter)
        for one in there.subjects()[3:]
    }
    readings = {one.id: there.get(AccountReading, one.id) for one in there.subjects()[:3]}
    assert shared_faults(World(*there.subjects(), facts={AccountReading: readings | of_files}), LIMITS) == {}
    more = {"a3": reading(account_id="a3", outcome=ReadingOutcome.PARSE_ERROR)}
    found = shared_faults(World(*there.subjects(), facts={AccountReading: readings | of_files | more}), LIMITS)
    assert set(found) == {"a0", "a1", "a2", "a3"}


def test_platforms_are_told_apart_and_closed_accounts_left_out():
    weibo, weixin = world(1, 3), world(1, 0, platform="weixin")
    other = account("w0", platform="weixin")
    readings = {one.id: weibo.get(AccountReading, one.id) for one in weibo.subjects()} | {
        "w0": weixin.get(AccountReading, "a0")
    }
    found = shared_faults(World(*weibo.subjects(), other, facts={AccountReading: readings}), LIMITS)
    assert set(found) == {"a0", "a1", "a2", "a3"}


def test_feeds_of_their_own_hosts_share_nothing():
    assert shared_faults(world(2, 9, ReadingOutcome.HTTP_ERROR, platform="feed"), LIMITS) == {}


def test_a_canary_that_is_not_registered_is_told():
    assert lost_canaries(("a1", "a2", "a2"), ["a1"], "en") == (
        "auditor.toml [accounts] canaries: the register has no account with the id a2",
    )
    assert "a2" in lost_canaries(("a2",), (), "zh")[0]


def test_all_are_unknown_and_the_fresh_ones_clean():
    assert set(verdicts(RULE, world(6, 3)).values()) == {"platform_failing"}
    assert sorted(verdicts(RULE, world(6, 3, age=2)).values()) == ["Clean"] * 6 + ["platform_failing"] * 3
    assert sorted(verdicts(RULE, world(7, 3)).values()) == ["Finding"] * 7 + ["rate_limited"] * 3


def test_a_failed_bridge_comes_before_the_platform():
    accounts = [account(f"a{n}", source=f"http://bridge.example.cn/{n}", platform="weibo") for n in range(4)]
    direct = [account(f"d{n}", platform="weibo") for n in range(2)]
    readings = {one.id: reading(outcome=ReadingOutcome.HTTP_ERROR, account_id=one.id) for one in accounts}
    readings |= {one.id: reading(post(20), account_id=one.id) for one in direct}
    given = World(*accounts, *direct, facts={AccountReading: readings})
    assert {id: one.reason for id, one in shared_faults(given, LIMITS).items()} == dict.fromkeys(
        ("a0", "a1", "a2", "a3"), "bridge_stale"
    )
    assert sorted(verdicts(RULE, given).values()) == ["Finding"] * 2 + ["bridge_stale"] * 4


def test_subjects_say_it_each_and_the_report_once():
    given = world(1, 3)
    faults = shared_faults(given, LIMITS)
    standings = {one.id: given.standing(one.id) for one in given.subjects()}
    told = with_shared_faults(standings, faults)
    line = "3 of 4 accounts of weibo failed with rate_limited"
    assert told["a0"] == standings["a0"]
    assert {told[f"a{n}"].why for n in (1, 2, 3)} == {f"platform_failing: {line}"}
    assert {told[f"a{n}"].state for n in (1, 2, 3)} == {SubjectState.UNKNOWN}
    for lang in ("zh", "en"):
        (note,) = said_once(faults.values(), lang)
        assert line in note
        assert "4" in note.removesuffix(line)
    assert said_once((), "zh") == ()


def test_an_account_read_before_keeps_its_fresh_post_and_says_when():
    given = world(0, 3)
    fresh = reading(post(12), account_id="a0", at=given.get(AccountReading, "a0").at - timedelta(days=1))
    old = reading(post(30), account_id="a1", at=given.get(AccountReading, "a0").at - timedelta(days=1))
    remembered = World(
        *given.subjects(),
        facts={
            AccountReading: {f"a{n}": given.get(AccountReading, f"a{n}") for n in range(3)},
            LastGoodReading: {"a0": LastGoodReading(fresh), "a1": LastGoodReading(old)},
        },
        as_of=AS_OF,
    )
    assert sorted(verdicts(RULE, remembered).values()) == ["Clean", "platform_failing", "platform_failing"]
