from datetime import date

import pytest

from auditor.extract.list_dates import RowDate, complete_years, row_date

TODAY = date(2026, 6, 20)
DAY = date(2026, 6, 12)


@pytest.mark.parametrize(
    "parts",
    [
        ["标题", "2026-06-12"],
        ["[2026-06-12 16:35]", "标题"],
        ["标题", "（2026/6/12）"],
        ["标题", "发布时间：2026-06-12"],
        ["标题", "时间：2026-06-12 来源：区府办"],
        ["12", "2026-06", "标题"],
        ["2026-06", "12", "标题"],
        ["06-12", "2026", "标题"],
        ["2026", "06", "12"],
        ["12", "06月", "2026年"],
        ["区召开推进会(2026-06-12)"],
        ["2026-06-12 区召开推进会"],
        ["26-6-12", "标题"],
        ["标题", "2026．06．12"],
        ["标题", "2026年6月12日"],
    ],
)
def test_whole_dates(parts):
    found = row_date(parts, "标题", TODAY)
    assert found is not None
    assert found.on == DAY


@pytest.mark.parametrize(
    "parts", [["标题", "06-12"], ["[06-12]", "标题"], ["06/12"], ["06月12日"], ["12", "06月"], ["25", "06月12日"]]
)
def test_month_and_day(parts):
    found = row_date(parts, "标题", TODAY)
    assert found is not None
    assert (found.on, found.month, found.number) == (None, 6, 12)


@pytest.mark.parametrize(
    "parts",
    [
        ["2026年5月1日起施行的办法"],
        ["关于延长至2026年12月31日的通知"],
        ["标题", "截止日期：2026-06-12"],
        ["今天是：2026年6月12日 星期五"],
        ["1", "2", "3"],
        ["共12条"],
        ["12", "/06"],
        ["标题", "浏览 2026 次"],
        [],
    ],
)
def test_rows_without_a_date_of_publication(parts):
    assert row_date(parts, parts[0] if parts else "", TODAY) is None


def test_of_two_columns_of_dates_the_later_past_one_counts():
    assert row_date(["标题", "2026-01-05", "2026-06-12", "2026-09-01"], "标题", TODAY) == RowDate(DAY, "2026-06-12")


def test_of_a_range_the_first_day_counts():
    found = row_date(["标题", "征集时间：2026-06-12 至 2026-07-12"], "标题", TODAY)
    assert found is not None
    assert found.on == DAY


def bare(month, number):
    return RowDate(None, f"{month}-{number}", month, number)


def test_years_follow_the_order_of_the_list():
    rows = [
        (bare(6, 12), ""),
        (bare(5, 1), ""),
        (bare(3, 1), ""),
        (bare(2, 2), ""),
        (bare(1, 5), ""),
        (bare(12, 30), ""),
    ]
    assert complete_years(rows, TODAY) == [
        DAY,
        date(2026, 5, 1),
        date(2026, 3, 1),
        date(2026, 2, 2),
        date(2026, 1, 5),
        date(2025, 12, 30),
    ]


def test_a_second_turn_of_the_year_goes_back_once_more():
    rows = [(bare(1, day), "") for day in (20, 15, 10, 5)] + [(bare(12, 1), ""), (bare(2, 1), ""), (bare(11, 1), "")]
    assert complete_years(rows, TODAY)[-3:] == [date(2025, 12, 1), date(2025, 2, 1), date(2024, 11, 1)]


def test_a_pinned_row_makes_no_later_row_older():
    rows = [(bare(1, 5), ""), (bare(6, 12), ""), (bare(6, 1), "")]
    assert complete_years(rows, TODAY)[1] == DAY


def test_no_completed_year_is_in_the_future():
    assert complete_years([(bare(6, 21), ""), (bare(6, 20), "")], TODAY) == [date(2025, 6, 21), TODAY]


def test_the_address_of_an_item_gives_its_year():
    rows = [(bare(6, 12), "https://a.gov.cn/t20230610_1.html"), (bare(12, 30), "https://a.gov.cn/art/2024/1/2/a.html")]
    assert complete_years(rows, TODAY) == [date(2023, 6, 12), date(2023, 12, 30)]


def test_whole_dates_and_undated_rows_stay():
    assert complete_years([(RowDate(date(2030, 1, 1), ""), ""), (None, "")], TODAY) == [date(2030, 1, 1), None]
    assert complete_years([(bare(2, 29), "")], TODAY) == [date(2024, 2, 29)]
