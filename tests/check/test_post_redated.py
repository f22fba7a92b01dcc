"""The rule post-redated: an older text under a newer printed date, always a suspicion."""

from datetime import timedelta

import pytest

from auditor.facts.kept_copies import PageCopies
from auditor.model import SubjectStanding, SubjectState
from auditor.rules import Confidence
from checks.post_duplicate import RULE as DUPLICATE
from checks.post_redated import RULE
from tests.make import (
    AS_OF,
    HOME,
    World,
    copy,
    days_ago,
    findings,
    group,
    limits,
    near,
    partial,
    shown_copy,
    site,
    verdicts,
)


def of_site(*groups, **fields):
    return World(site(), facts={PageCopies: {"s1": near(groups)}}, **fields)


def pair(first, second, **later):
    return of_site(group(shown_copy("a.html", days_ago(first)), shown_copy("b.html", days_ago(second), **later)))


def test_the_later_page_is_the_target_and_the_older_one_its_place():
    (found,) = findings(RULE, of_site(group(shown_copy("b.html", days_ago(5)), shown_copy("a.html", days_ago(30)))))
    assert (found.target, found.values["older"], found.values["days"]) == (HOME + "b.html", HOME + "a.html", 25)
    assert [(one.url, one.context) for one in found.locations] == [(HOME + "a.html", days_ago(30).isoformat())]
    assert found.confidence is Confidence.SUSPECTED


def test_each_later_copy_is_a_finding_and_none_is_a_duplicate():
    """Two later copies on one day: each is redated, and not both this and a duplicate (docs/contract.md 4.9)."""
    later = [shown_copy(name, days_ago(5)) for name in ("b.html", "c.html")]
    seen = of_site(group(shown_copy("a.html", days_ago(60)), *later, shown_copy("d.html", days_ago(21))))
    assert [one.target.removeprefix(HOME) for one in findings(RULE, seen)] == ["d.html", "b.html", "c.html"]
    assert {one.values["older"] for one in findings(RULE, seen)} == {HOME + "a.html"}
    assert findings(DUPLICATE, seen) == []


def test_a_text_with_more_around_it_is_no_old_text():
    longer = shown_copy("b.html", days_ago(5), similarity=0.97, contained=True)
    assert not findings(RULE, of_site(group(shown_copy("a.html", days_ago(60)), longer, similarity=0.97)))
    again = shown_copy("c.html", days_ago(5))
    (found,) = findings(RULE, of_site(group(shown_copy("a.html", days_ago(60)), longer, again, similarity=0.9)))
    assert found.target == HOME + "c.html"


def test_it_asks_for_a_check_and_accuses_nobody():
    words = [text for lang in RULE.words.values() for text in (lang.title, lang.why, lang.summary, lang.suggestion)]
    assert any("核查" in text for text in words)
    assert not any(text for text in words if "伪造" in text or "造假" in text or "forg" in text.lower())


@pytest.mark.parametrize(("days", "here"), [(3, DUPLICATE), (4, RULE)])
def test_the_limit_of_days_parts_it_from_a_duplicate_and_never_both(days, here):
    seen = pair(20, 20 - days)
    assert {rule.id for rule in (RULE, DUPLICATE) if findings(rule, seen)} == {here.id}


def test_days_are_a_setting():
    assert not findings(RULE, pair(20, 10), limits(RULE, {"s1": {"redated_days": 10}}))
    assert findings(RULE, pair(20, 10), limits(RULE, {"s1": {"redated_days": 9}}))


def test_only_printed_days_count():
    assert not findings(RULE, of_site(group(copy("a.html", days_ago(30)), shown_copy("b.html", days_ago(5)))))
    assert not findings(RULE, of_site(group(shown_copy("a.html", days_ago(30)), copy("b.html", days_ago(5)))))


def test_a_day_after_the_day_judged_by_is_no_newer_page():
    assert not findings(RULE, pair(20, -1))
    assert findings(RULE, pair(20, 0))


@pytest.mark.parametrize(("apart", "expected"), [(334, True), (336, False), (365, False), (395, False), (397, True)])
def test_what_comes_back_every_year_is_no_repeat(apart, expected):
    start = AS_OF - timedelta(days=500)
    seen = of_site(group(shown_copy("a.html", start), shown_copy("b.html", start + timedelta(days=apart))))
    assert bool(findings(RULE, seen)) is expected


@pytest.mark.parametrize(("days", "series"), [((90, 60, 30), True), ((90, 62, 30), True), ((90, 80, 10), False)])
def test_an_even_series_recurs(days, series):
    copies = [shown_copy(f"{day}.html", days_ago(day)) for day in days]
    assert bool(findings(RULE, of_site(group(*copies)))) is not series


@pytest.mark.parametrize("title", ["关于端午节放假的通知", "停水通知", "行政事业性收费标准", "临时救助公示"])
def test_what_offices_rightly_repeat_is_left_out(title):
    assert not findings(RULE, pair(90, 40, title=title))


def test_records_filed_in_the_disclosure_area_are_left_out():
    assert not findings(RULE, pair(90, 40, disclosure=True))


@pytest.mark.parametrize(("name", "edge", "below"), [("certain", 0.95, 0.949), ("characters", 100, 99)])
def test_texts_must_be_one_and_long_enough(name, edge, below):
    field = {"certain": "similarity"}.get(name, name)
    copies = shown_copy("a.html", days_ago(60)), shown_copy("b.html", days_ago(30))
    assert findings(RULE, of_site(group(*copies, **{field: edge})))
    assert not findings(RULE, of_site(group(*copies, **{field: below})))


def test_what_was_not_seen_is_unknown():
    unseen = SubjectStanding(site(), SubjectState.UNKNOWN, "challenge: 412")
    assert verdicts(RULE, of_site(standings={"s1": unseen})) == {HOME: "challenge"}
    assert verdicts(RULE, of_site(standings={"s1": partial(site())})) == {HOME: "partial"}
    assert verdicts(RULE, of_site()) == {HOME: "Clean"}
