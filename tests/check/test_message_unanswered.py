import pytest

from auditor.facts.home import HomeReading
from auditor.facts.site_columns import ColumnReading
from auditor.model import UNDECIDED, ColumnClass, Message
from auditor.rules import Confidence, Severity
from checks.message_unanswered import RULE
from tests.make import HOME, World, column, days_ago, findings, home, limits, partial, site, verdicts

URL = HOME + "news/"


def message(days, answered=False, title="咨询社保"):
    return Message(title, HOME + "m/1.html", None if days is None else days_ago(days), answered)


def world(*messages, cls=ColumnClass.MESSAGES, standings=None, **fields):
    listed = column(1, cls, messages=messages, **fields)
    return World(site(), facts={HomeReading: {"s1": home()}, ColumnReading: {"s1": [listed]}}, standings=standings)


@pytest.mark.parametrize(("days", "told"), [(90, "Clean"), (91, "Finding"), (365, "Finding"), (366, "Clean")])
def test_more_than_three_months_within_a_year(days, told):
    assert verdicts(RULE, world(message(days))) == {URL: told}


def test_limits_may_be_others():
    assert verdicts(RULE, world(message(31)), limits(RULE, {"s1": {"days": 30}})) == {URL: "Finding"}
    assert verdicts(RULE, world(message(200)), limits(RULE, within=199)) == {URL: "Clean"}


def test_it_is_a_suspected_veto_that_counts_and_places_the_messages():
    (found,) = findings(RULE, world(message(100), message(200, title="b"), message(200, True), message(300, None)))
    assert (found.confidence, RULE.severity, found.target) == (Confidence.SUSPECTED, Severity.VETO, URL)
    assert (found.values["unanswered"], found.values["days"], found.location_count) == (2, 200, 2)
    assert [place.text for place in found.locations] == ["b", "咨询社保"]


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ((message(200, True),), "Clean"),
        ((), "no_state"),
        ((message(200, None),), "no_state"),
        ((message(None),), "undated"),
    ],
)
def test_only_what_the_page_says_counts(messages, told):
    assert verdicts(RULE, world(*messages)) == {URL: told}


def test_a_list_not_wholly_seen_is_unknown_unless_it_shows_one():
    assert verdicts(RULE, world(message(9, True), complete=False)) == {URL: "partial"}
    assert verdicts(RULE, world(message(99), complete=False)) == {URL: "Finding"}


def test_a_column_of_another_class_counts_where_it_lists_messages():
    assert verdicts(RULE, world(message(99), cls=None)) == {URL: "Finding"}
    assert verdicts(RULE, world(cls=ColumnClass.NEWS)) == {HOME: "Clean"}


def test_a_site_seen_in_part_is_unknown_beside_its_columns():
    seen = world(message(9, True), standings={"s1": partial(site())})
    assert verdicts(RULE, seen) == {URL: "Clean", HOME: "partial"}


@pytest.mark.parametrize("outcome", sorted(UNDECIDED))
def test_a_column_not_seen_is_unknown(outcome):
    assert verdicts(RULE, world(message(99), outcome=outcome)) == {URL: outcome.value}
