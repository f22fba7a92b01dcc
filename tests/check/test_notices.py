import pytest

from auditor.model import SubjectStanding, SubjectState
from auditor.rule import Confidence
from checks.notice_duplicate import RULE as DUPLICATE
from checks.notice_expired import RULE as EXPIRED
from checks.notice_uninspected import RULE as UNINSPECTED
from tests.make import World, days_ago, findings, limits, partial, point, sheet, verdicts


def world(*sheets, **fields):
    return World(point(), sheets={"p1": sheets}, **fields)


@pytest.mark.parametrize(("days", "expected"), [(1, "Finding"), (0, "Clean"), (-1, "Clean")])
def test_a_sheet_is_past_on_the_day_after_its_end(days, expected):
    assert verdicts(EXPIRED, world(sheet("Hours", expires_on=days_ago(days)))) == {"Hours": expected}


def test_a_sheet_without_an_end_never_expires():
    assert verdicts(EXPIRED, world(sheet("Hours", expires_on=None))) == {"Hours": "Clean"}


def test_an_expired_sheet_is_to_be_taken_down():
    (finding,) = findings(EXPIRED, world(sheet("Hours", expires_on=days_ago(9), row=4)))
    assert (finding.subject, finding.action, finding.values["days"]) == ("p1", "take_down_sheet", 9)
    assert (finding.values["rows"], finding.confidence) == (["4"], Confidence.CONFIRMED)


def test_expired_sheets_of_one_title_are_one_finding():
    ends = (days_ago(9), days_ago(40), days_ago(-9), None)
    seen = world(*(sheet("Hours", expires_on=end, posted_on=None, row=row) for row, end in enumerate(ends, 2)))
    assert verdicts(EXPIRED, seen) == {"Hours": "Finding"}
    (finding,) = findings(EXPIRED, seen)
    assert (finding.values["days"], finding.values["rows"]) == (40, ["2", "3"])


def test_an_end_before_the_beginning_is_only_suspected():
    (finding,) = findings(EXPIRED, world(sheet("Hours", posted_on=days_ago(8), expires_on=days_ago(9))))
    assert finding.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(("days", "expected"), [(29, "Clean"), (30, "Finding"), (0, "Clean")])
def test_inspection_limit_is_inclusive(days, expected):
    assert verdicts(UNINSPECTED, world(sheet(inspected_on=days_ago(days)))) == {"p1": expected}


def test_the_last_inspection_of_any_sheet_counts():
    seen = world(sheet("A", inspected_on=days_ago(90)), sheet("B", inspected_on=days_ago(5)))
    assert verdicts(UNINSPECTED, seen) == {"p1": "Clean"}


def test_inspection_limit_is_a_setting():
    seen = world(sheet(inspected_on=days_ago(10)))
    assert verdicts(UNINSPECTED, seen, limits(UNINSPECTED, {"p1": {"days": 10}})) == {"p1": "Finding"}


def test_without_inspection_dates_nothing_is_said():
    assert verdicts(UNINSPECTED, world(sheet(inspected_on=None))) == {"p1": "undated"}
    assert verdicts(UNINSPECTED, world()) == {"p1": "undated"}
    assert verdicts(UNINSPECTED, world(sheet(inspected_on=days_ago(-3)))) == {"p1": "future_dated"}


def test_a_list_seen_in_part_proves_no_neglect():
    standings = {"p1": partial(point())}
    assert verdicts(UNINSPECTED, world(sheet(inspected_on=days_ago(90)), standings=standings)) == {"p1": "partial"}
    assert verdicts(UNINSPECTED, world(sheet(inspected_on=days_ago(3)), standings=standings)) == {"p1": "Clean"}


def test_equal_sheets_are_one_finding():
    seen = world(sheet("停水 通知（二）", row=2), sheet("停水通知(二)", row=5), sheet("停水通知（三）", row=6))
    assert verdicts(DUPLICATE, seen) == {"停水 通知（二）": "Finding", "停水通知（三）": "Clean"}
    (finding,) = findings(DUPLICATE, seen)
    assert (finding.values["rows"], finding.confidence) == (["2", "5"], Confidence.CONFIRMED)


@pytest.mark.parametrize(
    "other", [{"posted_on": days_ago(3)}, {"expires_on": days_ago(-30)}, {"url": "https://www.example.gov.cn/2"}]
)
def test_sheets_that_differ_in_a_date_or_item_are_two(other):
    seen = world(sheet("A", url="https://www.example.gov.cn/1"), sheet("A", **{"url": "", **other}))
    assert not findings(DUPLICATE, seen)


def test_equal_titles_without_dates_are_a_suspicion():
    (finding,) = findings(DUPLICATE, world(sheet("A", posted_on=None), sheet("A", posted_on=None)))
    assert finding.confidence is Confidence.SUSPECTED


def test_titles_without_letters_are_no_titles():
    assert not findings(DUPLICATE, world(sheet("—"), sheet("…")))


@pytest.mark.parametrize("rule", [EXPIRED, DUPLICATE, UNINSPECTED])
def test_a_point_not_read_is_unknown(rule):
    unread = SubjectStanding(point(), SubjectState.UNKNOWN, "no_source: the file is missing")
    assert verdicts(rule, World(point(), standings={"p1": unread})) == {"p1": "no_source"}
