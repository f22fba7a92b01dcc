from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.earlier_readings import EarlierReadings
from auditor.model import GONE, AccountReading, ReadingOutcome, RegisterStatus, Sighting
from auditor.rules import Confidence, Finding
from checks.account_missing import RULE
from tests.make import AS_OF, World, account, at, days_ago, findings, judged, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
SEEN = {ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL, ReadingOutcome.UNDATED}
GONE_NOW = ReadingOutcome.DELETED


def sighting(days, outcome=ReadingOutcome.DELETED, adapter="page", **fields):
    on = days_ago(days)
    return Sighting(**{"on": on, "at": at(on), "adapter": adapter, "outcome": outcome, **fields})


def world(outcome, *before, who=None, adapter="page", **fields):
    seen = reading(post(1), outcome=outcome, adapter=adapter, **fields)
    return World(
        who or account(), facts={AccountReading: {"a1": seen}, EarlierReadings: {"a1": EarlierReadings(tuple(before))}}
    )


def told(outcome, *before, **fields):
    return verdicts(RULE, world(outcome, *before, **fields))[URL]


def one(outcome, *before, **fields):
    (finding,) = findings(RULE, world(outcome, *before, **fields))
    return finding


@pytest.mark.parametrize(
    ("outcome", "variant"), [("not_found", ""), ("deleted", "deleted"), ("suspended", "suspended")]
)
def test_what_the_platform_says_is_suspected_once_and_confirmed_on_a_second_day(outcome, variant):
    first = one(ReadingOutcome(outcome))
    assert (first.variant, first.confidence, first.action) == (variant, Confidence.SUSPECTED, "review")
    second = one(ReadingOutcome(outcome), sighting(1, ReadingOutcome(outcome)))
    action = "review" if variant == "suspended" else "close"
    assert (second.variant, second.confidence, second.action) == (variant, Confidence.CONFIRMED, action)
    assert (second.values["looks"], second.values["since"]) == (2, days_ago(1))


def test_an_app_gone_from_one_store_is_suspected_however_often_it_is_said():
    before = [sighting(day, ReadingOutcome.NOT_FOUND, "appstore") for day in (30, 9, 1)]
    app = account(platform="app", account_id="id333333333")
    found = one(ReadingOutcome.NOT_FOUND, *before, who=app, adapter="appstore")
    assert (found.confidence, found.action, found.values["looks"]) == (Confidence.SUSPECTED, "review", 4)


def test_different_words_for_gone_count_together_and_routes_are_named():
    finding = one(GONE_NOW, sighting(3, ReadingOutcome.NOT_FOUND, "weibo"))
    assert (finding.confidence, finding.values["source"]) == (Confidence.CONFIRMED, ("page", "weibo"))


def test_a_second_look_on_the_same_day_is_none():
    same = sighting(0, on=days_ago(1), at=at(AS_OF, 1))
    assert one(GONE_NOW, same).confidence is Confidence.SUSPECTED
    assert one(GONE_NOW, sighting(1)).confidence is Confidence.CONFIRMED


def test_one_attestation_read_on_two_nights_is_one_look():
    looked = at(days_ago(5))
    before = sighting(1, adapter="attest", as_of=looked)
    assert one(GONE_NOW, before, adapter="attest", as_of=looked).confidence is Confidence.SUSPECTED
    again = one(GONE_NOW, before, adapter="attest", as_of=at(days_ago(1)))
    assert (again.confidence, again.values["since"]) == (Confidence.CONFIRMED, days_ago(5))


def test_a_file_without_a_date_read_on_two_nights_is_one_look():
    finding = one(GONE_NOW, sighting(1, adapter="import"), adapter="import", as_of=None)
    assert (finding.confidence, finding.values["looks"]) == (Confidence.SUSPECTED, 1)


@pytest.mark.parametrize("between", ["ok", "ok_empty", "partial", "undated", "private", "deactivated", "moved"])
def test_an_account_seen_in_between_ends_what_was_said_before(between):
    finding = one(GONE_NOW, sighting(1, ReadingOutcome(between)), sighting(2))
    assert (finding.confidence, finding.values["looks"]) == (Confidence.SUSPECTED, 1)


@pytest.mark.parametrize("between", ["network", "challenge", "empty", "auth_expired", "not_a_feed"])
def test_a_failed_reading_in_between_changes_nothing(between):
    finding = one(GONE_NOW, sighting(1, ReadingOutcome(between)), sighting(2))
    assert (finding.confidence, finding.values["looks"]) == (Confidence.CONFIRMED, 2)


def test_what_a_feed_said_before_counts_for_nothing():
    assert one(GONE_NOW, sighting(1, adapter="feed")).confidence is Confidence.SUSPECTED


def test_the_limit_of_looks_is_inclusive():
    assert one(GONE_NOW, sighting(1)).values["looks"] == RULE.limits["looks"].value


@pytest.mark.parametrize("outcome", sorted(GONE))
def test_a_feed_proves_nothing(outcome):
    assert told(outcome, sighting(1, outcome), adapter="feed") == "not_proven"


@pytest.mark.parametrize("outcome", sorted(SEEN))
def test_an_account_that_shows_itself_is_there(outcome):
    assert told(outcome, sighting(1), sighting(2)) == "Clean"


@pytest.mark.parametrize("outcome", sorted(set(ReadingOutcome) - SEEN - GONE))
def test_all_else_is_unknown(outcome):
    assert told(outcome, sighting(1), sighting(2)) == outcome.value


@given(
    outcome=st.sampled_from(sorted(set(ReadingOutcome) - GONE)),
    adapter=st.sampled_from(["feed", "page", "weibo", "attest", "import", ""]),
    before=st.lists(st.tuples(st.integers(1, 400), st.sampled_from(sorted(ReadingOutcome))), max_size=6),
    code=st.text(max_size=5),
)
def test_no_other_outcome_ever_says_that_an_account_is_missing(outcome, adapter, before, code):
    earlier = [sighting(days, known) for days, known in sorted(before)]
    seen = judged(RULE, world(outcome, *earlier, adapter=adapter, code=code, detail="此帐号已自主注销 404 deleted"))
    assert not [verdict for verdict in seen if isinstance(verdict, Finding)]


@given(
    outcome=st.sampled_from(sorted(ReadingOutcome)),
    before=st.lists(st.tuples(st.integers(1, 400), st.sampled_from(sorted(ReadingOutcome))), max_size=6),
)
def test_nothing_read_by_feed_ever_says_so(outcome, before):
    earlier = [sighting(days, known) for days, known in sorted(before)]
    assert not findings(RULE, world(outcome, *earlier, adapter="feed"))


@pytest.mark.parametrize(("gone", "fine", "expected"), [(5, 11, "not_proven"), (4, 0, "Finding"), (5, 12, "Finding")])
def test_many_gone_at_once_are_the_sources_fault(gone, fine, expected):
    accounts = [account(f"a{at}", platform="weibo") for at in range(gone + fine)]
    outcomes = [ReadingOutcome.NOT_FOUND] * gone + [ReadingOutcome.OK] * fine
    pairs = zip(accounts, outcomes, strict=True)
    seen = {one.id: reading(account_id=one.id, outcome=outcome, adapter="weibo") for one, outcome in pairs}
    verdict = verdicts(RULE, World(*accounts, facts={AccountReading: seen}))
    assert {verdict[one.url] for one in accounts[:gone]} == {expected}


def test_accounts_waiting_for_closure_count_and_closed_ones_do_not():
    assert told(GONE_NOW, who=account(status=RegisterStatus.CLOSING)) == "Finding"
    assert judged(RULE, world(GONE_NOW, who=account(status=RegisterStatus.CLOSED))) == []


def test_an_account_never_read_is_unknown():
    assert verdicts(RULE, World(account())) == {URL: "no_data"}


def test_a_reading_made_after_the_day_judged_by_counts_by_its_own_day():
    later = at(AS_OF) + timedelta(days=3)
    assert one(GONE_NOW, sighting(1), at=later, as_of=later).values["since"] == days_ago(1)
