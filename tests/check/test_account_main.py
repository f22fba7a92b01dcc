from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from auditor.config import Settings
from auditor.facts.register import RegisteredHosts
from auditor.model import AccountReading, ReadingOutcome, RegisterStatus, Role
from auditor.rules import Confidence, Unknown
from auditor.rules.judge import judge
from checks.account_main import RULE
from tests.make import World, account, at, days_ago, findings, judged, post, reading

MAIN = {"role": Role.MAIN}


def many(count, days=1):
    return [post(days, f"{days}-{number}") for number in range(count)]


def read(id, *posts, adapter="import", **fields):
    return reading(*posts, account_id=id, adapter=adapter, **fields)


def world(*accounts, **readings):
    return World(*accounts, facts={AccountReading: readings})


def told(*accounts, **readings):
    """Return platform → Clean, variant of a finding ('none' for its own words), or the reason of an Unknown."""
    found = {}
    for one in judged(RULE, world(*accounts, **readings)):
        assert one.subject == "matrix"
        word = getattr(one, "variant", None)
        found[one.target] = getattr(one, "reason", None) or (type(one).__name__ if word is None else word or "none")
    return found


def pair(**main):
    return account("main", **{**MAIN, **main}), account("other", unit="Other unit")


def test_a_register_without_any_role_lacks_a_main_account_on_each_platform_with_several():
    accounts = [account("a"), account("b"), account("c", platform="weibo"), account("d", platform="weibo"),
                account("e", platform="douyin")]  # fmt: skip
    assert told(*accounts) == {"weixin": "none", "weibo": "none"}
    first = findings(RULE, world(*accounts))[0]
    assert (first.values["accounts"], first.confidence) == (2, Confidence.CONFIRMED)
    assert [place.text for place in first.locations] == ["Account a", "Account b"]


def test_a_featured_account_is_no_main_account():
    assert told(account("a", role=Role.FEATURED), account("b")) == {"weixin": "none"}


def test_several_main_accounts_of_one_platform_are_named():
    (found,) = findings(RULE, world(account("a", **MAIN), account("b", **MAIN), account("c")))
    assert (found.variant, found.values["mains"]) == ("several", ["Account a", "Account b"])
    apart = [account("a", **MAIN), account("b", platform="weibo", **MAIN)]
    assert "several" not in told(*apart).values()


@pytest.mark.parametrize("status", [RegisterStatus.CLOSED, RegisterStatus.CLOSING])
def test_accounts_on_their_way_out_do_not_count(status):
    assert told(account("a"), account("b", status=status)) == {}
    assert told(account("a"), account("b"), account("c", status=status, **MAIN)) == {"weixin": "none"}


@pytest.mark.parametrize("platform", ["app", "miniprogram", "feed", ""])
def test_what_is_no_platform_of_posts_needs_none(platform):
    assert told(account("a", platform=platform), account("b", platform=platform)) == {}


def test_an_account_that_is_gone_does_not_count():
    gone = read("b", outcome=ReadingOutcome.DELETED, adapter="page")
    assert told(account("a"), account("b"), a=read("a", post(1)), b=gone) == {"weixin": "Clean"}


def test_a_single_account_needs_no_main_account():
    assert told(account("a"), a=read("a", post(1))) == {"weixin": "Clean"}
    assert told(account("a")) == {}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [(6, 9, "quiet"), (6, 8, "Clean"), (7, 10, "Clean"), (0, 3, "quiet"), (0, 2, "Clean"), (1, 3, "Clean"),
     (40, 45, "Clean"), (10, 0, "Clean")],
)  # fmt: skip
def test_the_main_account_is_behind_one_that_posts_clearly_more(ours, theirs, expected):
    seen = {"main": read("main", *many(ours), post(40)), "other": read("other", *many(theirs), post(40))}
    assert told(*pair(), **seen) == {"weixin": expected}


def test_what_is_told_of_a_main_account_that_is_behind():
    seen = {"main": read("main", post(20)), "other": read("other", *many(9))}
    third = account("third", unit="Third")
    (found,) = findings(RULE, world(*pair(), third, **seen, third=read("third", *many(5))))
    assert (found.confidence, found.values["livelier"], found.values["unit"]) == (
        "suspected",
        "Account other",
        "Example Unit",
    )
    assert (found.values["main_posts"], found.values["livelier_posts"], found.values["days"]) == (1, 9, 30)
    assert [place.text for place in found.locations] == ["Account main", "Account other"]


def test_only_the_last_thirty_days_count():
    assert told(*pair(), main=read("main", post(1)), other=read("other", *many(9, 29), post(1))) == {"weixin": "quiet"}
    assert told(*pair(), main=read("main", post(1)), other=read("other", *many(9, 30), post(1))) == {"weixin": "Clean"}


@pytest.mark.parametrize("outcome", ["challenge", "network", "auth", "no_source", "undated"])
def test_a_main_account_that_was_not_read_is_unknown(outcome):
    seen = {"main": read("main", post(1), outcome=ReadingOutcome(outcome)), "other": read("other", *many(9))}
    assert told(*pair(), **seen) == {"weixin": outcome}
    assert told(*pair(), other=read("other", *many(9))) == {"weixin": "no_data"}


def test_accounts_that_were_not_read_leave_it_open_and_raise_nothing():
    assert told(*pair(), main=read("main", post(1))) == {"weixin": "partial"}
    third = account("third", unit="Third")
    seen = {"main": read("main", post(1)), "other": read("other", *many(9))}
    assert told(*pair(), third, **seen) == {"weixin": "quiet"}


def feed(id, per_day, days):
    """Return a feed cut to the posts of its last days."""
    posts = [post(day, f"{day}-{number}") for day in range(days) for number in range(per_day)]
    return read(id, *posts, adapter="feed")


@pytest.mark.parametrize(("days", "expected"), [(8, "quiet"), (7, "partial")])
def test_feeds_are_compared_on_the_days_that_both_surely_show(days, expected):
    assert told(*pair(), main=feed("main", 1, 40), other=feed("other", 3, days)) == {"weixin": expected}


def test_a_busy_main_account_with_a_short_feed_is_not_called_quiet():
    assert told(*pair(), main=feed("main", 3, 10), other=feed("other", 2, 15)) == {"weixin": "Clean"}


@pytest.mark.parametrize(
    ("main", "other", "expected"),
    [
        ((1, 40), (9, 7), "quiet"),  # what was not read of the other only adds
        ((2, 3), (1, 5), "partial"),
        ((3, 3), None, "Clean"),  # all of the other is less than what was read of the main account
        ((1, 3), None, "partial"),
        ((2, 10), None, "Clean"),
    ],
)
def test_what_was_not_read_counts_for_the_side_it_helps(main, other, expected):
    whole = read("other", *(post(day, f"{day}") for day in range(0, 27, 3)), post(60), adapter="feed")
    assert told(*pair(), main=feed("main", *main), other=feed("other", *other) if other else whole) == {
        "weixin": expected
    }


def test_a_pinned_old_post_does_not_widen_what_a_feed_shows():
    old = post(300, "pinned", is_pinned=True)
    short = [post(day, f"d{day}") for day in range(5)]
    main = read("main", *short, old, adapter="feed")
    assert told(*pair(), main=main, other=feed("other", 3, 40)) == {"weixin": "partial"}


def test_data_that_end_early_are_compared_up_to_their_end():
    end = datetime.combine(days_ago(10), time(23), ZoneInfo("Asia/Shanghai"))
    main = read("main", *many(5, 12), as_of=end)
    assert told(*pair(), main=main, other=read("other", *many(9, 1), *many(5, 12))) == {"weixin": "Clean"}
    old = read("main", *many(5, 40), as_of=at(days_ago(40)))
    assert told(*pair(), main=old, other=read("other", *many(9))) == {"weixin": "partial"}


def test_addresses_given_by_hand_have_no_register():
    assert judged(RULE, World(account("a"), account("b"), facts={RegisteredHosts: {}})) == []


def test_a_part_of_the_register_is_not_judged():
    seen = world(account("a"), account("b"))
    assert len(judge(seen, [RULE], Settings()).findings) == 1
    assert judge(seen, [RULE], Settings(only=("a", "b"))).findings == ()


def test_a_rule_on_the_matrix_that_fails_leaves_the_matrix_unknown():
    def broken(view, limits):
        raise ZeroDivisionError

    told = judge(world(account("a")), [replace(RULE, check=broken)], Settings())
    assert [one for _, one in told.unknown] == [Unknown("matrix", "matrix", "internal", told.unknown[0][1].detail)]


def test_the_day_judged_by_is_counted_in():
    assert told(*pair(), main=read("main", post(40)), other=read("other", *many(3, 0))) == {"weixin": "quiet"}
