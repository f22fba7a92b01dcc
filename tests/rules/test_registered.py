from dataclasses import replace

import pytest

from auditor.facts.home import HomeReading
from auditor.model import RegisterStatus, SubjectKind, SubjectStanding, SubjectState
from auditor.rules import Clean, Unknown
from auditor.rules.registered import closed_and_unread, each_seen, running, target_of
from tests.make import HOME, World, account, home, partial, point, site


@pytest.mark.parametrize(
    ("subject", "target"),
    [
        (site(), HOME),
        (site(url=""), "s1"),
        (account(), "https://accounts.example.cn/a1"),
        (account(url=""), "gh_a1"),
        (account(url="", account_id=""), "a1"),
        (point(url="https://map.example.cn/"), "p1"),
    ],
)
def test_targets_of_whole_subjects(subject, target):
    assert target_of(subject) == target


def test_closed_subjects_do_not_run():
    world = World(site("s1"), site("s2", status=RegisterStatus.CLOSED), site("s3", status=RegisterStatus.CLOSING))
    assert [one.id for one in running(world, SubjectKind.SITE)] == ["s1", "s3"]


@pytest.mark.parametrize(
    ("why", "nothing_there"),
    [("refused", True), ("dns", True), ("http_error 404", True), ("http_error: 404", True),
     ("no_source: name one", True),
     ("challenge 412", False), ("auth: 401", False), ("timeout", False), ("network", False)],
)  # fmt: skip
def test_a_closed_subject_that_is_not_there_is_not_missing(why, nothing_there):
    standing = SubjectStanding(site(status=RegisterStatus.CLOSED), SubjectState.UNKNOWN, why)
    assert closed_and_unread(standing) is nothing_there
    assert not closed_and_unread(replace(standing, subject=site()))
    assert not closed_and_unread(replace(standing, state=SubjectState.PARTIAL))


@pytest.mark.parametrize("why", ["auth_expired: 40001", "challenge", "timeout", "not_a_feed", "empty", "no_data"])
def test_a_closed_account_that_cannot_be_read_is_not_missing_but_a_fault_of_ours_is_told(why):
    standing = SubjectStanding(account(status=RegisterStatus.CLOSED), SubjectState.UNKNOWN, why)
    assert closed_and_unread(standing)
    assert closed_and_unread(replace(standing, state=SubjectState.PARTIAL))
    assert not closed_and_unread(replace(standing, state=SubjectState.OBSERVED))
    assert not closed_and_unread(replace(standing, subject=account(status=RegisterStatus.CLOSING)))
    assert not closed_and_unread(replace(standing, why="internal: error"))


def told(world, *verdicts, nothing=""):
    return list(each_seen(world, SubjectKind.SITE, lambda subject: verdicts, nothing))


def test_what_was_seen_is_judged_and_the_rest_is_unknown():
    seen, cut = (
        World(site(), facts={HomeReading: {"s1": home()}}),
        World(site(), standings={"s1": partial(site(), "budget pages: 3")}),
    )
    found = Clean("s1", "x")
    assert told(seen, found) == [found]
    assert told(seen) == [Clean("s1", HOME)]
    assert told(seen, nothing="no_list") == [Unknown("s1", HOME, "no_list")]
    assert told(cut, found) == [found, Unknown("s1", HOME, "partial", "budget pages: 3")]
    assert told(cut) == [Unknown("s1", HOME, "partial", "budget pages: 3")]
    assert told(World(site()), found) == [Unknown("s1", HOME, "no_data", "no_data")]
