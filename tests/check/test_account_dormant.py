from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from auditor.model import AccountReading, ReadingOutcome, RegisterStatus, Role
from auditor.rules import Confidence, Severity
from checks.account_dormant import RULE
from tests.make import AS_OF, World, account, at, days_ago, findings, limits, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
READ = {ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL}


def world(*posts, who=None, outcome=ReadingOutcome.OK, **fields):
    return World(who or account(), facts={AccountReading: {"a1": reading(*posts, outcome=outcome, **fields)}})


def told(*posts, **fields):
    return verdicts(RULE, world(*posts, **fields))[URL]


def one(*posts, **fields):
    (finding,) = findings(RULE, world(*posts, **fields))
    return finding


@pytest.mark.parametrize(("days", "expected"), [(0, "Clean"), (13, "Clean"), (14, "Finding"), (400, "Finding")])
def test_the_limit_is_inclusive(days, expected):
    assert told(post(days)) == expected


@pytest.mark.parametrize(("days", "variant"), [(14, ""), (89, ""), (90, "zombie"), (400, "zombie")])
def test_a_zombie_is_named_from_ninety_days(days, variant):
    finding = one(post(days))
    assert (finding.variant, finding.values["days"]) == (variant, days)


def test_an_account_may_have_its_own_limit():
    given = limits(RULE, {"a1": {"silent": 7}})
    assert verdicts(RULE, world(post(7)), given) == {URL: "Finding"}
    assert verdicts(RULE, world(post(7))) == {URL: "Clean"}


def test_the_newest_post_counts_wherever_it_stands():
    assert told(post(300, "pinned", is_pinned=True), post(40), post(2), post(60)) == "Clean"


def test_reposts_are_updates():
    assert told(post(60), post(3, is_repost=True)) == "Clean"


def test_posts_after_the_day_judged_by_save_nobody():
    assert told(post(-1), post(20)) == "Finding"
    assert told(post(-1)) == "future_dated"
    assert told(post(None, bad_date="2099-01-01"), post(20)) == "Finding"
    assert told(post(None, bad_date="2099-01-01")) == "future_dated"


def test_days_are_counted_in_the_accounts_zone():
    midnight_there = datetime.combine(days_ago(13), datetime.min.time(), ZoneInfo("Asia/Shanghai"))
    fresh = post(0, published_at=midnight_there.astimezone(ZoneInfo("UTC")))
    stale = post(0, published_at=(midnight_there - timedelta(seconds=1)).astimezone(ZoneInfo("UTC")))
    assert (told(fresh), told(stale)) == ("Clean", "Finding")


@pytest.mark.parametrize("outcome", sorted(set(ReadingOutcome) - READ))
def test_a_reading_that_decides_nothing_is_unknown_whatever_it_holds(outcome):
    assert told(post(300), outcome=outcome) == outcome.value


def test_no_posts_is_not_silence():
    assert told() == "empty"
    assert told(post(None)) == "undated"


def test_the_platforms_own_zero_is_silence():
    finding = one(outcome=ReadingOutcome.OK_EMPTY, posts_total=0, who=account(opened_on=days_ago(14)))
    assert (finding.variant, finding.confidence) == ("empty", Confidence.CONFIRMED)
    assert told(outcome=ReadingOutcome.OK_EMPTY, who=account(opened_on=days_ago(13))) == "Clean"
    assert told(outcome=ReadingOutcome.OK_EMPTY, complete=False) == "partial"


def test_the_platforms_own_zero_is_a_suspicion_where_the_opening_day_is_not_known():
    assert one(outcome=ReadingOutcome.OK_EMPTY, posts_total=0).confidence is Confidence.SUSPECTED


@pytest.mark.parametrize("fields", [{"outcome": ReadingOutcome.PARTIAL}, {"complete": False}])
def test_a_reading_cut_short_is_only_clean_when_fresh(fields):
    assert told(post(13), **fields) == "Clean"
    assert told(post(14), **fields) == "partial"
    assert told(post(300), **fields) == "partial"


@pytest.mark.parametrize(
    ("newest", "reach", "expected"),
    [
        (15, 1, "Finding"),  # silent for 14 days by the last day the data reach
        (14, 1, "stale_data"),  # whether it is 14 or none depends on the day not seen
        (10, 9, "Clean"),  # fresh whatever happened since
        (30, 7, "Finding"),
        (30, 8, "stale_data"),  # too old to prove anything
    ],
)
def test_silence_is_counted_no_further_than_the_data_reach(newest, reach, expected):
    assert told(post(newest), as_of=at(days_ago(reach), 23, 59)) == expected


@pytest.mark.parametrize(("reach", "expected"), [(1, Confidence.CONFIRMED), (2, Confidence.SUSPECTED)])
def test_older_data_only_raise_a_suspicion(reach, expected):
    finding = one(post(200), as_of=at(days_ago(reach), 23, 59))
    assert (finding.confidence, finding.values["days"]) == (expected, 200 - reach)


def test_silence_of_videos_is_a_suspicion_where_a_platform_has_other_posts_too():
    assert one(post(200), adapter="bilibili_open").confidence is Confidence.SUSPECTED
    assert one(post(200), adapter="kuaishou_open").confidence is Confidence.CONFIRMED
    assert told(post(13), adapter="bilibili_open") == "Clean"


def test_data_read_later_than_the_day_judged_by_reach_that_day():
    assert one(post(20), at=at(AS_OF) + timedelta(days=99), as_of=None).values["until"] == AS_OF


def test_undated_posts_beside_old_ones_prove_nothing():
    assert told(post(20), post(None)) == "undated"
    assert told(post(13), post(None)) == "Clean"
    assert one(post(20)).confidence is Confidence.CONFIRMED


def test_a_pinned_post_left_of_a_busy_account_proves_nothing():
    assert told(*(post(-1, f"later-{number}") for number in range(9)), post(300)) == "partial"


BY_RELEASE = pytest.mark.parametrize("platform", ["miniprogram", "app"])


@BY_RELEASE
def test_what_has_no_posts_is_not_judged_by_posts(platform):
    assert told(post(300), who=account(platform=platform)) == "unsupported"
    assert told(post(1), who=account(platform=platform)) == "unsupported"
    assert told(post(300), who=account(platform=platform), released=days_ago(300)) == "Clean"


@BY_RELEASE
@pytest.mark.parametrize(("days", "expected"), [(0, "Clean"), (90, "Clean"), (1094, "Clean"), (1095, "Finding")])
def test_an_app_is_judged_by_its_last_release(platform, days, expected):
    assert told(who=account(platform=platform), released=days_ago(days)) == expected


def test_an_old_release_is_only_suspected_and_no_veto_and_no_zombie():
    finding = one(who=account(platform="app"), released=days_ago(3000))
    assert (finding.variant, finding.confidence, finding.severity) == (
        "release", Confidence.SUSPECTED, Severity.MINOR,
    )  # fmt: skip
    assert (finding.values["released"], finding.values["release_days"]) == (days_ago(3000), 3000)
    assert {"days", "zombie_limit", "posts"}.isdisjoint(finding.values)
    assert finding.action == "review"
    assert one(who=account(platform="app", status=RegisterStatus.CLOSING), released=days_ago(3000)).action == "close"


@pytest.mark.parametrize("outcome", sorted(set(ReadingOutcome) - READ - {ReadingOutcome.EMPTY, ReadingOutcome.UNDATED}))
def test_an_app_not_read_is_unknown_whatever_release_is_named(outcome):
    assert told(who=account(platform="app"), released=days_ago(3000), outcome=outcome) == outcome.value


def test_a_release_after_the_day_judged_by_tells_nothing_of_that_day():
    assert told(who=account(platform="app"), released=days_ago(-1)) == "future_dated"


@pytest.mark.parametrize(
    ("released", "reach", "expected"),
    [
        (1102, 7, "Finding"),  # none for 1095 days by the last day the data reach
        (1101, 7, "stale_data"),  # whether it is 1095 or none depends on the days not seen
        (3000, 8, "stale_data"),  # too old a check to prove anything
        (1000, 300, "Clean"),
    ],
)
def test_an_old_check_of_an_app_proves_no_more_than_it_saw(released, reach, expected):
    seen = {"released": days_ago(released), "as_of": at(days_ago(reach), 12)}
    assert told(who=account(platform="app"), **seen) == expected


def test_an_app_never_read_is_unknown():
    assert verdicts(RULE, World(account(platform="app"))) == {URL: "no_data"}


@pytest.mark.parametrize(
    ("fields", "days", "action"),
    [
        ({}, 20, "revive"),
        ({}, 90, "close"),
        ({"role": Role.MAIN}, 90, "revive"),
        ({"role": Role.FEATURED}, 90, "revive"),
        ({"status": RegisterStatus.CLOSING}, 20, "close"),
    ],
)
def test_what_is_proposed(fields, days, action):
    assert one(post(days), who=account(**fields)).action == action


def test_closed_accounts_are_not_judged():
    assert verdicts(RULE, world(post(300), who=account(status=RegisterStatus.CLOSED))) == {}


def test_an_account_never_read_is_unknown():
    assert verdicts(RULE, World(account())) == {URL: "no_data"}


def test_the_target_is_the_address_else_the_key():
    keyed = World(account(url=""), facts={AccountReading: {"a1": reading(post(1))}})
    assert verdicts(RULE, keyed) == {"gh_a1": "Clean"}


@pytest.mark.parametrize(("days", "expected"), [(13, "Clean"), (14, "Finding"), (-1, "future_dated"), (300, "Finding")])
def test_the_last_post_as_a_list_or_a_person_tells_it(days, expected):
    assert told(last_post_at=at(days_ago(days)), adapter="attest") == expected


def test_a_last_post_without_the_post_is_not_told_as_none_at_all():
    finding = one(last_post_at=at(days_ago(20)), adapter="attest")
    assert (finding.variant, finding.values["newest"], finding.values["newest_url"]) == ("", days_ago(20), "")
    assert one(outcome=ReadingOutcome.OK_EMPTY).variant == "empty"


def test_a_cut_list_proves_silence_only_newest_first():
    cut = {"outcome": ReadingOutcome.PARTIAL, "complete": False}
    assert told(post(20), post(30), newest_first=True, **cut) == "Finding"
    assert told(post(13), post(30), newest_first=True, **cut) == "Clean"
    assert told(post(20), post(30), **cut) == "partial"
    assert told(post(3), post(30), **cut) == "Clean"
