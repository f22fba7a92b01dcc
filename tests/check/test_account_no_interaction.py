import pytest

from auditor.model import AccountReading, Attestation, Interaction, ReadingOutcome, RegisterStatus
from auditor.rules import Confidence, Severity
from checks.account_no_interaction import RULE
from tests.make import World, account, at, days_ago, findings, judged, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
OFF = Interaction(False, False, False)


def told(*posts, **fields):
    return verdicts(RULE, World(account(), facts={AccountReading: {"a1": reading(*posts, **fields)}}))[URL]


def test_all_three_off_is_a_suspected_veto():
    (finding,) = findings(RULE, World(account(), facts={AccountReading: {"a1": reading(post(1), interaction=OFF)}}))
    assert (finding.confidence, RULE.severity) == (Confidence.SUSPECTED, Severity.VETO)


@pytest.mark.parametrize("on", ["comments", "messages", "menu"])
def test_one_that_is_on_is_enough(on):
    assert told(post(1), interaction=Interaction(**{on: True})) == "Clean"
    others = {"comments": False, "messages": False, "menu": False}
    assert told(post(1), interaction=Interaction(**{**others, on: True})) == "Clean"


@pytest.mark.parametrize("unseen", ["comments", "messages", "menu"])
def test_one_that_was_not_seen_leaves_it_open(unseen):
    others = {"comments": False, "messages": False, "menu": False}
    assert told(post(1), interaction=Interaction(**{**others, unseen: None})) == "not_told"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (post(92, comments=1), "Clean"),
        (post(93, comments=1), "not_told"),
        (post(1, comments=0), "not_told"),
        (post(1, comments=5, removed="owner"), "not_told"),
        (post(-1, comments=5), "not_told"),
        (post(None, comments=5), "not_told"),
    ],
)
def test_a_comment_under_a_recent_post_shows_that_comments_are_on(field, expected):
    assert told(field) == expected


def test_comments_seen_off_are_off_whatever_older_posts_have():
    assert told(post(9, comments=3), interaction=Interaction(False, None, False)) == "not_told"
    assert told(post(9, comments=3), interaction=OFF) == "Finding"


@pytest.mark.parametrize(("days", "expected"), [(92, "Finding"), (93, "stale_data")])
def test_an_old_look_proves_nothing(days, expected):
    assert told(interaction=OFF, as_of=at(days_ago(days))) == expected


def test_an_old_look_that_saw_one_on_proves_nothing_either():
    assert told(interaction=Interaction(comments=True), as_of=at(days_ago(93))) == "stale_data"


def test_what_a_person_saw_is_of_the_day_of_the_check():
    check = Attestation("王五", at(days_ago(50)))
    (finding,) = findings(
        RULE, World(account(), facts={AccountReading: {"a1": reading(interaction=OFF, attested=check)}})
    )
    assert finding.values["until"] == days_ago(50)
    assert told(interaction=OFF, attested=Attestation("王五", at(days_ago(93)))) == "stale_data"


def test_a_reading_that_failed_decides_nothing():
    assert told(interaction=OFF, outcome=ReadingOutcome.CHALLENGE) == "challenge"
    assert told(interaction=OFF, outcome=ReadingOutcome.SUSPENDED) == "suspended"


def test_a_feed_by_itself_is_no_platform():
    assert judged(RULE, World(account(platform="feed"), facts={AccountReading: {"a1": reading(post(1))}})) == []


def test_closed_accounts_are_not_judged():
    closed = World(account(status=RegisterStatus.CLOSED), facts={AccountReading: {"a1": reading(interaction=OFF)}})
    assert judged(RULE, closed) == []
