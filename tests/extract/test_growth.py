"""Hostile pages cost no more than their length: twice as long a page takes about twice the time."""

import time
from datetime import date

import pytest

from auditor.extract.parse import bearable_length, pieces
from auditor.text.leaked_numbers import find_numbers

SIZE = 400_000


def seconds(step, text: bytes) -> float:
    started = time.process_time()
    step(text)
    return time.process_time() - started


@pytest.mark.parametrize(
    "page",
    [
        (b"<a " * 8_000 + b">") * (SIZE // 24_000),
        b'<p a="' + b"<div>" * 30_000 + b'">' + b"<t" * (SIZE // 2),
        b'<p a="' + b"<div>" * 30_000 + b'">' + b'<a "' * (SIZE // 4) + b"'",
        b"<!--" * (SIZE // 4),
        b"<script>" * (SIZE // 8),
        b"<" * SIZE,
    ],
    ids=["starts of tags", "tags without an end", "quotes without an end", "comments", "scripts", "angles"],
)
def test_looking_for_dangers_is_linear(page):
    assert seconds(lambda text: pieces(text[: bearable_length(text)]), page * 2) < 1.5


def test_numbers_like_those_of_persons_are_read_in_linear_time():
    rows = ["身份证 银行卡 残疾 姓名", "2024-" * 40_000, *["110101199001011237\t6222020011200000004"] * 5_000]
    assert seconds(lambda text: find_numbers(rows, date(2026, 3, 2)), b"") < 1.5
