import pytest

from auditor.facts.pages import PageReading
from auditor.model import PageKind, SubjectStanding, SubjectState
from auditor.model.subject import PointObservation
from auditor.rules import Confidence
from checks.notice_duplicate import RULE as DUPLICATE
from checks.notice_expired import RULE as EXPIRED
from checks.notice_uninspected import RULE as UNINSPECTED
from tests.make import HOME, World, board, days_ago, findings, limits, page, partial, point, sheet, site, verdicts


def world(*sheets, **fields):
    return World(point(), facts={PointObservation: {"p1": board(sheets)}}, **fields)


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


def test_an_end_read_from_words_is_only_suspected():
    (finding,) = findings(EXPIRED, world(sheet("Hours", expires_on=days_ago(9), ends_in_words="公示期7天")))
    assert (finding.confidence, finding.values["words"]) == (Confidence.SUSPECTED, "公示期7天")


@pytest.mark.parametrize("rule", [EXPIRED, DUPLICATE])
def test_what_was_taken_down_hangs_no_more(rule):
    down = sheet("A", expires_on=days_ago(9), taken_down_on=days_ago(0))
    assert not findings(rule, world(down, down))
    assert findings(rule, world(*[sheet("A", expires_on=days_ago(9), taken_down_on=days_ago(-1))] * 2))


def test_an_inspected_board_without_sheets_counts_as_inspected():
    assert verdicts(UNINSPECTED, world(sheet("", posted_on=None, inspected_on=days_ago(5)))) == {"p1": "Clean"}
    assert verdicts(EXPIRED, world(sheet("", posted_on=None))) == {"p1": "Clean"}


LONG = "关于办理居住证签注手续的告知书"


def on_the_web(*sheets, pages=None, **fields):
    known = pages if pages is not None else [page("a.html", title=f"{LONG}_某区人民政府", heading=LONG)]
    return World(site(), point(), facts={PointObservation: {"p1": board(sheets)}, PageReading: {"s1": known}}, **fields)


@pytest.mark.parametrize(("days", "found"), [(30, True), (29, False)])
@pytest.mark.parametrize("url", ["", HOME + "a.html", "http://www.example.gov.cn/a.html#top"])
def test_a_sheet_without_an_end_is_a_copy_of_its_page_after_a_while(days, found, url):
    copies = findings(DUPLICATE, on_the_web(sheet(LONG, posted_on=days_ago(days), url=url)))
    assert bool(copies) is found
    for one in copies:
        assert (one.target, one.variant, one.values["url"]) == (LONG, "web", HOME + "a.html")
        assert (one.confidence, one.action, one.values["days"]) == (Confidence.SUSPECTED, "review", 30)


def test_how_long_is_a_setting():
    seen = on_the_web(sheet(LONG, posted_on=days_ago(10)))
    assert findings(DUPLICATE, seen, limits(DUPLICATE, {"p1": {"days": 10}}))


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": days_ago(-1)},
        {"expires_on": days_ago(1)},
        {"posted_on": None},
        {"url": HOME + "unseen.html"},
        {"title": "告知书"},
    ],
)
def test_a_sheet_with_an_end_or_without_a_known_copy_is_none(fields):
    given = sheet(**{"title": LONG, "posted_on": days_ago(90), **fields})
    named = [page("a.html", heading=given.title)]
    assert verdicts(DUPLICATE, on_the_web(given, pages=named)) == {given.title: "Clean"}


@pytest.mark.parametrize(
    "pages",
    [
        [page("a.html", heading=LONG), page("b.html", heading=LONG)],
        [page("a.html", heading=LONG, kind=PageKind.COLUMN)],
        [page("a.html", heading=LONG, soft_404="页面不存在")],
        [page("a.html", heading=LONG + "解读")],
    ],
)
def test_a_title_names_one_article_or_none(pages):
    assert not findings(DUPLICATE, on_the_web(sheet(LONG, posted_on=days_ago(90)), pages=pages))


def boards(unit="Example Unit", **fields):
    given = {"posted_on": days_ago(30), **fields}
    sheets = {"p1": [sheet(LONG, **given)], "p2": [sheet(LONG, "p2", **given)]}
    return findings(
        DUPLICATE,
        World(
            point(), point("p2", unit=unit), facts={PointObservation: {id: board(told) for id, told in sheets.items()}}
        ),
    )


def test_a_sheet_that_lasts_on_several_boards_of_one_unit_is_for_review():
    first, second = boards()
    assert (first.subject, first.values["points"]) == ("p1", ["Point p2"])
    assert (second.subject, second.values["points"]) == ("p2", ["Point p1"])
    assert {first.action, second.action, first.variant} == {"review", "points"}


@pytest.mark.parametrize(
    "fields", [{"unit": "Another Unit"}, {"posted_on": days_ago(29)}, {"expires_on": days_ago(-9)}]
)
def test_what_several_boards_are_there_for_is_none(fields):
    assert not boards(**fields)


@pytest.mark.parametrize("rule", [EXPIRED, DUPLICATE, UNINSPECTED])
def test_a_point_not_read_is_unknown(rule):
    unread = SubjectStanding(point(), SubjectState.UNKNOWN, "no_source: the file is missing")
    assert verdicts(rule, World(point(), standings={"p1": unread})) == {"p1": "no_source"}
