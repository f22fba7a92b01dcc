from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.inventory.tables import fold, parse_day, parse_number, plain


@pytest.mark.parametrize("word", ["", "无", "-", "/", "—", "——", "－", "／", " — ", "\u3000", "\ufeff", "--"])
def test_null_words(word):
    assert plain(word) == ""


@pytest.mark.parametrize("word", ["无锡市", "A-B", "无线电", "/a", "0"])
def test_what_is_no_null_word(word):
    assert plain(f" {word}\u3000") == word


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        ("账号 ID", "账号id"),
        ("粉丝量（万）", "粉丝量"),
        ("＊名称：", "名称"),
        ("Account-ID", "accountid"),
        ("\ufeffB站", "b站"),
    ],
)
def test_words_are_compared_folded(title, folded):
    assert fold(title) == folded


@pytest.mark.parametrize(
    ("text", "plain_header", "header_in_ten_thousands"),
    [
        ("12345", 12345, 123_450_000),
        ("12,345", 12345, 123_450_000),
        ("１２，３４５", 12345, 123_450_000),
        ("1.2万", 12000, 12000),
        ("1.2W", 12000, 12000),
        ("1.23456万", 12345, 12345),
        ("10万+", 100_001, 100_001),
        ("100+", 101, 1_000_001),
        ("3亿", 300_000_000, 300_000_000),
        ("12.0", 12, 120_000),
        ("1200 人", 1200, 12_000_000),
        ("1.2", None, 12000),
        ("0", 0, 0),
        ("1,23", None, None),
        ("-5", None, None),
        ("约3万", None, None),
        ("1e5", None, None),
        ("٣", None, None),
        ("", None, None),
        ("9" * 40, None, None),
    ],
)
def test_numbers(text, plain_header, header_in_ten_thousands):
    assert (parse_number(text), parse_number(text, 10_000)) == (plain_header, header_in_ten_thousands)


@pytest.mark.parametrize(
    "text",
    ["2025-01-02", "2025/1/2", "2025.1.2", "2025年1月2日", "2025年01月02", "20250102", "2025-01-02 00:00:00",
     "2025-01-02T08:30:00", "２０２５－０１－０２", "2025——01——02", "2025–1–2"],
)  # fmt: skip
def test_days(text):
    assert parse_day(text) == date(2025, 1, 2)


@pytest.mark.parametrize(
    "text",
    ["2025-13-01", "2025-02-30", "1/2/2025", "25-1-2", "2025-1/2", "2025年1月", "2025", "45292", "0000-00-00",
     "2025-01-02 later", "1825-01-02", "", "今天"],
)  # fmt: skip
def test_what_is_no_day(text):
    assert parse_day(text) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]))
def test_days_read_back(day, form):
    assert parse_day(day.strftime(form)) == day
    assert parse_day(day.strftime(f"{form} 23:59:59")) == day


@given(st.integers(0, 10**15 - 1), st.booleans())
def test_numbers_read_back(number, grouped):
    assert parse_number(f"{number:,}" if grouped else str(number)) == number
