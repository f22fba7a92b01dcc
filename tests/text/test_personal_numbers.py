"""Numbers are made up: the IDs and cards satisfy their check digits and belong to nobody."""

import time

import pytest

from auditor.text.personal_numbers import is_bank_card, is_resident_id, mask_text

RESIDENT = "11010519491231002X"
CARD = "6222021234567890003"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证 11010519491231002X，", "身份证 110*************2X，"),
        ("11010519491231002x", "110*************2x"),
        ("110105 19491231 002X", "110*** ******** **2X"),
        ("证号110105194912310021", "证号110*************21"),
        ("电话：13812345678", "电话：138******78"),
        ("+86 138-1234-5678。", "+86 1**-****-**78。"),
        ("138 1234 5678", "138 **** **78"),
        ("１３８１２３４５６７８", "138******78"),
        ("tel13812345678", "tel138******78"),
        (f"卡号 {CARD}", "卡号 622**************03"),
        ("6222 0212 3456 7890 003", "622* **** **** **** *03"),
        ("旧号 110105491231002", "旧号 110**********02"),
        ("张三13812345678李四13912345678", "张三138******78李四139******78"),
    ],
)
def test_persons_numbers_are_masked(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "021-65672233",
        "12345678901",
        "2026-06-30 12:30:45",
        "沪府办字〔2025〕5号",
        "ICP备 11000001号-1",
        "20260630123456789",
        "a1b2c3d4e5f60718",
        "f13812345678abcd",
        "1234567890123456",
        "110105199902300021",
        "6222021234567890004",
        "3.13812345678",
        "",
    ],
)
def test_other_numbers_stay(text):
    assert mask_text(text) == text


def test_check_digits():
    assert is_resident_id(RESIDENT)
    assert not is_resident_id("110105194912310021")
    assert is_bank_card(CARD)
    assert not is_bank_card("6222021234567890004")


@pytest.mark.parametrize("text", ["1 " * 50_000, "1" * 100_000, "1-" * 50_000 + "x", "０" * 50_000])
def test_long_runs_of_digits_take_no_time(text):
    start = time.perf_counter()
    mask_text(text)
    assert time.perf_counter() - start < 2
