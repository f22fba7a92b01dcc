from dataclasses import replace

import pytest

from auditor.facts.home import HomeReading
from auditor.facts.site_columns import ColumnReading
from auditor.model import FAULTS, UNDECIDED, ColumnClass, ListState
from auditor.reading.columns import NOT_SHOWN
from auditor.rules import Confidence
from checks.column_stale import RULE
from tests.make import HOME, World, column, findings, home, limits, partial, site, verdicts

URL = HOME + "news/"
DAYS = {
    ColumnClass.NEWS: 14,
    ColumnClass.NOTICE: 180,
    ColumnClass.POLICY: 180,
    ColumnClass.INTERPRETATION: 180,
    ColumnClass.STATISTICS: 90,
    ColumnClass.MESSAGES: 60,
    ColumnClass.PERSONNEL: 365,
    ColumnClass.PLANS: 365,
}


def world(*columns, **fields):
    return World(site(), facts={HomeReading: {"s1": home()}, ColumnReading: {"s1": columns}}, **fields)


@pytest.mark.parametrize(("cls", "days"), DAYS.items())
def test_each_class_has_its_inclusive_limit(cls, days):
    assert verdicts(RULE, world(column(days - 1, cls))) == {URL: "Clean"}
    assert verdicts(RULE, world(column(days, cls))) == {URL: "Finding"}


def test_every_class_with_a_limit_is_covered():
    assert set(DAYS) | {ColumnClass.NO_LIMIT} == set(ColumnClass)


def test_a_site_may_have_stricter_limits():
    given = limits(RULE, {"s1": {"news": 7}})
    assert verdicts(RULE, world(column(7)), given) == {URL: "Finding"}
    assert verdicts(RULE, world(column(7))) == {URL: "Clean"}


@pytest.mark.parametrize(
    "fine",
    [
        column(900, ColumnClass.NO_LIMIT),
        column(900, archived="已归档"),
        column(900, list_state=ListState.PARENT),
        column(900, list_state=ListState.LINK_OUT),
    ],
)
def test_what_never_goes_stale(fine):
    assert verdicts(RULE, world(fine)) == {URL: "Clean"}


def test_an_unknown_class_is_listed():
    assert verdicts(RULE, world(column(900, None))) == {URL: "unclassified"}


def test_dates_that_no_page_shows_clear_and_do_not_accuse():
    assert verdicts(RULE, world(column(13, newest_source=NOT_SHOWN))) == {URL: "Clean"}
    assert verdicts(RULE, world(column(14, newest_source=NOT_SHOWN))) == {URL: "undated"}


def test_items_without_dates_accuse_nobody():
    assert verdicts(RULE, world(column(None, undated_articles=20))) == {URL: "undated"}


def test_future_dates_do_not_rescue_and_do_not_accuse():
    assert verdicts(RULE, world(column(20, future=3))) == {URL: "Finding"}
    assert verdicts(RULE, world(column(None, dated=20, future=20))) == {URL: "future_dated"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"complete": False}, "partial"),
        ({"list_state": ListState.SCRIPT_FILLED}, "script_filled"),
        ({"list_state": ListState.NONE}, "no_list"),
    ],
)
def test_a_list_not_wholly_seen_is_only_clean_when_fresh(fields, reason):
    assert verdicts(RULE, world(column(13, **fields))) == {URL: "Clean"}
    assert verdicts(RULE, world(column(14, **fields))) == {URL: reason}


@pytest.mark.parametrize("outcome", sorted(FAULTS | UNDECIDED))
def test_a_column_not_seen_is_unknown(outcome):
    assert verdicts(RULE, world(column(900, outcome=outcome))) == {URL: outcome.value}


@pytest.mark.parametrize("state", [ListState.EMPTY, ListState.UNDER_CONSTRUCTION])
def test_blank_columns_belong_to_column_blank(state):
    blank = column(None, url=HOME + "blank/", list_state=state, items=0)
    assert verdicts(RULE, world(column(1), blank)) == {URL: "Clean"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"items": 20, "dated": 10}, Confidence.CONFIRMED),
        ({"items": 20, "dated": 9}, Confidence.SUSPECTED),
        ({"dated": 0, "newest_source": "article", "undated_articles": 10}, Confidence.CONFIRMED),
        ({"dated": 0, "newest_source": "article", "undated_articles": 11}, Confidence.SUSPECTED),
    ],
)
def test_few_dated_items_only_raise_a_suspicion(fields, expected):
    (finding,) = findings(RULE, world(column(30, **fields)))
    assert finding.confidence is expected


def test_the_finding_says_what_was_seen():
    (finding,) = findings(RULE, world(column(30, name="工作动态")))
    known = {name: finding.values[name] for name in ("name", "column_class", "days", "limit", "newest_source")}
    assert known == {"name": "工作动态", "column_class": "news", "days": 30, "limit": 14, "newest_source": "list"}


def test_a_site_without_columns_is_unknown():
    assert verdicts(RULE, world()) == {HOME: "no_list"}


def test_a_site_seen_in_part_is_unknown_beside_its_columns():
    assert verdicts(RULE, world(column(1), standings={"s1": partial(site())})) == {URL: "Clean", HOME: "partial"}


def own(days, wanted="A column"):
    """Return the default limits with days for one column of s1."""
    return replace(limits(RULE), columns={"s1": {wanted: days}})


@pytest.mark.parametrize("wanted", ["A column", "/news/", "/news/index.html", "http://example.gov.cn/news", URL])
def test_a_column_may_have_days_of_its_own_by_name_or_address(wanted):
    assert verdicts(RULE, world(column(7)), own(7, wanted)) == {URL: "Finding"}
    assert verdicts(RULE, world(column(6)), own(7, wanted)) == {URL: "Clean"}


@pytest.mark.parametrize("wanted", ["Another column", "/news/old/", "http://other.gov.cn/news/", " "])
def test_days_of_another_column_change_nothing(wanted):
    assert verdicts(RULE, world(column(7)), own(7, wanted)) == {URL: "Clean"}


def test_days_of_its_own_beat_class_and_site_and_want_no_class():
    beaten = replace(own(30), own={"s1": limits(RULE).values | {"news": 3}})
    assert verdicts(RULE, world(column(20)), beaten) == {URL: "Clean"}
    assert verdicts(RULE, world(column(30, None)), own(30)) == {URL: "Finding"}
    assert verdicts(RULE, world(column(30, ColumnClass.NO_LIMIT)), own(30)) == {URL: "Finding"}
    (finding,) = findings(RULE, world(column(30, None)), own(30))
    assert (finding.values["limit"], finding.values["column_class"]) == (30, None)


@pytest.mark.parametrize("fine", [{"archived": "已归档"}, {"list_state": ListState.PARENT}])
def test_days_of_its_own_do_not_make_an_archive_stale(fine):
    assert verdicts(RULE, world(column(900, **fine)), own(7)) == {URL: "Clean"}
