"""The rule post-expired: past its own end, still shown first, unmarked."""

import pytest

from auditor.facts.home import HomeReading
from auditor.facts.pages import PageReading
from auditor.facts.validity_facts import NoticeReading
from auditor.model import EndDate, EndKind, Location
from auditor.rules import Confidence
from checks.post_expired import RULE
from tests.make import AS_OF, HOME, World, days_ago, findings, limits, notice, partial, site, verdicts


def of_site(*notices, **fields):
    return World(site(), facts={HomeReading: {}, PageReading: {"s1": []}, NoticeReading: {"s1": notices}}, **fields)


@pytest.mark.parametrize(("days", "verdict"), [(0, "Clean"), (1, "Finding"), (-3, "Clean")])
def test_an_end_on_the_day_judged_by_is_not_past(days, verdict):
    assert verdicts(RULE, of_site(notice("a.html", days)))[HOME + "a.html"] == verdict


@pytest.mark.parametrize(("days", "found"), [(3, False), (4, True)])
def test_the_days_of_grace_are_a_setting(days, found):
    assert bool(findings(RULE, of_site(notice("a.html", days)), limits(RULE, grace=3))) is found


def test_the_front_pages_are_its_places_and_the_words_its_evidence():
    (found,) = findings(RULE, of_site(notice("a.html", 5)))
    assert (found.values["end"], found.values["days"], found.values["words"]) == (days_ago(5), 5, "报名截止")
    assert (found.locations, found.location_count) == ((Location(HOME, "A notice"),), 1)
    assert (found.confidence, found.action, found.variant) == (Confidence.CONFIRMED, "mark", "")


@pytest.mark.parametrize("known", [{"over": "已结束"}, {"shown": (), "shown_count": 0}])
def test_quiet_where_it_is_marked_or_no_longer_shown_first(known):
    assert verdicts(RULE, of_site(notice("a.html", 5, **known))) == {HOME + "a.html": "Clean"}


def test_the_latest_end_counts():
    ends = (EndDate(EndKind.ENROLMENT, days_ago(30), "a"), EndDate(EndKind.ENROLMENT, AS_OF, "b"))
    assert not findings(RULE, of_site(notice("a.html", ends=ends)))


@pytest.mark.parametrize(("later", "found"), [(-20, False), (3, True)])
def test_an_enrolment_is_of_use_until_its_exam(later, found):
    ends = (EndDate(EndKind.ENROLMENT, days_ago(30), "报名"), EndDate(EndKind.LATER, days_ago(later), "笔试"))
    told = findings(RULE, of_site(notice("a.html", ends=ends)))
    assert [one.values["end"] for one in told] == ([days_ago(30)] if found else [])


def test_an_end_by_a_calendar_not_published_yet_is_suspected():
    ends = (EndDate(EndKind.PUBLICITY, days_ago(5), "公示期", counted=True, sure=False),)
    (found,) = findings(RULE, of_site(notice("a.html", ends=ends)))
    assert found.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(
    ("days", "disclosure", "action"), [(365, False, "mark"), (366, False, "archive"), (366, True, "mark")]
)
def test_old_ones_are_archived_and_records_only_marked(days, disclosure, action):
    (found,) = findings(RULE, of_site(notice("a.html", days, disclosure=disclosure)))
    assert found.action == action
    assert found.values["disclosure"] == ([HOME + "a.html"] if disclosure else [])


def test_no_words_of_it_ask_for_removal():
    tables = (RULE.words, *RULE.variants.values())
    assert not any("删除" in table["zh"].suggestion.replace("不作删除", "") for table in tables)


def test_a_site_seen_in_part_is_unknown_beside_its_findings():
    seen = of_site(notice("a.html", 5), standings={"s1": partial(site())})
    assert verdicts(RULE, seen) == {HOME + "a.html": "Finding", HOME: "partial"}
