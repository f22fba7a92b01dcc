"""Facts are found and written one way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.matter_differences import FactKind, facts
from auditor.text.similarity import plain


def found(text):
    return {str(kind): set(values) for kind, values in facts(plain(text)).items() if values}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国办函〔2026〕3号", {"document_number": {"2026-3"}}),
        ("岚产权告［2026］第 03 号", {"document_number": {"2026-3"}}),
        ("（2026）12号", {"document_number": {"2026-12"}}),
        ("第三批", {"ordinal": {"3批"}}),
        ("第 3 批", {"ordinal": {"3批"}}),
        ("第二十一届", {"ordinal": {"21届"}}),
        ("第一百零五期", {"ordinal": {"105期"}}),
        ("（二）", {"part": {"2"}}),
        ("（下）", {"part": {"下"}}),
        ("2026年5月3日", {"date": {"2026-5-3"}}),
        ("2026-05-03", {"date": {"2026-5-3"}}),
        ("2026.5.3", {"date": {"2026-5-3"}}),
        ("二〇二六年五月三日", {"date": {"2026-5-3"}}),
        ("2026年度", {"date": {"2026"}}),
        ("5月3日", {"date": {"5-3"}}),
        ("3月份", {"date": {"3"}}),
        ("上半年", {"date": {"上半年"}}),
        ("第三季度", {"ordinal": {"3季度"}}),
        ("12.5万元", {"amount": {"12.5万元"}}),
        ("1,250,000 元", {"amount": {"1250000元"}}),
        ("增长３．５％", {"amount": {"3.5%"}}),
        ("共381户", {"number": {"381"}}),
        ("一些十分好的百姓", {}),
        ("", {}),
    ],
)
def test_fact(text, expected):
    assert found(text) == expected


def test_facts_in_a_sentence():
    text = "根据岚政〔2026〕3号，第二批42户于2026年5月3日前发放补助1,200元。"
    assert found(text) == {
        "document_number": {"2026-3"},
        "ordinal": {"2批"},
        "number": {"42"},
        "date": {"2026-5-3"},
        "amount": {"1200元"},
    }


@given(st.text(alphabet="第一二十百零〇2026年月日号批期（）〔〕,.-万元 /", max_size=60))
def test_any_mix_of_signs_is_read(text):
    assert set(facts(plain(text))) == set(FactKind)


@pytest.mark.parametrize(
    "text", ["第" * 200_000, "2026年" * 50_000, "1,234" * 40_000, "（一" * 100_000, "〔2026〕" * 30_000]
)
def test_time_is_linear(text):
    start = time.process_time()
    facts(text)
    assert time.process_time() - start < 3
