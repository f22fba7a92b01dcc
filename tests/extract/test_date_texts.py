import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.date_texts import EARLIEST, address_date, day, epoch_day, numeral_spots, read_date, spots

DAY = date(2026, 6, 12)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-06-12",
        "2026-6-12 08:30:00",
        "2026/6/12",
        "2026.06.12",
        "2026．06．12",
        "2026年6月12日",
        "2026 年 06 月 12 日 08时30分",
        "2026年\n6\n月\n12\n日",
        "２０２６年６月１２日",
        "2026——06——12",
        "2026–06–12",
        "20260612",
        "20260612083000"[:8],
        "二〇二六年六月十二日",
        "二○二六年六月十二日",
        "1781222400",
        "1781222400000",
        "2026-06-12T00:30:00+08:00",
    ],
)
def test_forms_of_one_day(raw):
    assert read_date(raw) == DAY


@pytest.mark.parametrize(
    "raw",
    ["", "0000-00-00 00:00:00", "2025年第3号", "2026-13-40", "2026-06", "06-12", "公开", "12-2026-06", "1899-01-01"],
)
def test_words_that_are_no_date(raw):
    assert read_date(raw) is None


@pytest.mark.parametrize(
    ("numerals", "expected"),
    [
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二〇年一月二十日", date(2020, 1, 20)),
        ("一九九八年三月一日", date(1998, 3, 1)),
    ],
)
def test_numerals(numerals, expected):
    assert [spot.on for spot in numeral_spots(f"特此公告。{numerals}")] == [expected]


def test_spots_come_in_order_with_their_places():
    text = "会期1998年5月1日，发布2026-06-12，网址/photo/2014-05-13/a.jpg，编号12026-06-12。"
    assert [(text[spot.start : spot.end], spot.on) for spot in spots(text)] == [
        ("1998年5月1日", date(1998, 5, 1)),
        ("2026-06-12", DAY),
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.gov.cn/xwdt/202606/t20260612_974894.html", DAY),
        ("https://a.gov.cn/art/2026/6/12/art_12_345.html", DAY),
        ("https://a.gov.cn/2026-06/12/content_1.htm", DAY),
        ("https://a.gov.cn/2026/0612/c1.html", DAY),
        ("https://a.gov.cn/pages/20260612/ab12.html", DAY),
        ("https://a.gov.cn/c_20260612.html", DAY),
        ("https://a.gov.cn/content/post_3059590.html", None),
        ("https://a.gov.cn/202606/x.html", None),
        ("https://a.gov.cn/t20269912_1.html", None),
    ],
)
def test_dates_in_addresses(url, expected):
    assert address_date(url) == expected


def test_days_the_calendar_or_the_bound_refuses():
    assert day(2026, 2, 29) is None
    assert day(EARLIEST.year - 1, 1, 1) is None
    assert day("2024", "02", "29") == date(2024, 2, 29)


def test_seconds_are_counted_in_china():
    assert epoch_day("1781193600") == DAY
    assert epoch_day("1781193599") == date(2026, 6, 11)


@given(st.dates(min_value=EARLIEST, max_value=date(2099, 12, 31)), st.sampled_from("-/."))
def test_every_day_is_read_back(on, sign):
    assert read_date(f"{on.year}{sign}{on.month:02}{sign}{on.day:02}") == on
    assert read_date(f"{on.year}年{on.month}月{on.day}日") == on


@given(st.text(max_size=300))
def test_no_text_raises(text):
    read_date(text)
    address_date(text)
    assert all(text[spot.start : spot.end] for spot in spots(text))


@pytest.mark.parametrize(
    "piece", ["2020", "2020 ", "2020-1", "年月日", "二〇", " ", "2020年   1   月   ", "2020-01-01"]
)
def test_hostile_text_is_read_in_linear_time(piece):
    text = piece * (300_000 // len(piece))
    started = time.process_time()
    spots(text)
    list(numeral_spots(text))
    assert time.process_time() - started < 2
