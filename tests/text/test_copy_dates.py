"""Which copies belong together by their dates."""

from datetime import date, timedelta

import pytest

from auditor.model import FoundDate
from auditor.rules import Copy
from auditor.text.copy_dates import again, at_once

START = date(2026, 3, 1)


def copies(*days):
    return [
        Copy(f"u{at}", "", None if day is None else FoundDate(START + timedelta(day), "list"))
        for at, day in enumerate(days)
    ]


def names(found):
    return [one.url for one in found]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((0, 3), ["u0", "u1"]),
        ((0, 4), ["u0"]),
        ((4, 0), ["u1"]),
        ((0, None, 9), ["u0", "u1"]),
        ((None, None), ["u0", "u1"]),
        ((), []),
    ],
)
def test_at_once(days, expected):
    assert names(at_once(copies(*days), 3)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((5, 0), ["u1", "u0"]),
        ((0, 30), ["u0", "u1"]),
        ((0, 31), []),
        ((0, 50, 60), ["u1", "u2"]),
        ((0, 10, 60), ["u0", "u1"]),
        ((0, None), []),
        ((None, None), []),
        ((0, 7, 14), ["u0", "u1", "u2"]),
        ((0, 7, 14, 22), []),
        ((0, 7, 14, 23), ["u0", "u1", "u2", "u3"]),
        ((0, 0, 0, 0), ["u0", "u1", "u2", "u3"]),
        ((), []),
    ],
)
def test_again(days, expected):
    assert names(again(copies(*days), 30, 4)) == expected
