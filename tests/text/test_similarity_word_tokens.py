"""Cutting and aligning words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.similarity import MOST_ALIGNED, changes, plain, replaces, tokens


def parted(a, b):
    ours, theirs = tokens(plain(a)), tokens(plain(b))
    return [("".join(ours.words[one.a]), "".join(theirs.words[one.b])) for one in changes(ours, theirs)]


def test_words_and_gaps():
    cut = tokens(plain("第12.5条，ＡＢc级（试行）"))
    assert cut.words == ("第", "12.5", "条", "abc", "级", "试", "行")
    assert cut.gaps == ("", "", "", ",", "", "(", "")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("河道保洁", "河道保洁", []),
        ("河道，保洁", "河道保洁。", []),
        ("", "", []),
        ("", "河道", [("", "河道")]),
        ("11月7日", "8月7日", [("11", "8")]),
        ("河道保洁队", "道路保洁队", [("河道", "道路")]),
        ("请落实专人巡查", "请专人每日巡查", [("落实", ""), ("", "每日")]),
    ],
)
def test_changes(a, b, expected):
    assert parted(a, b) == expected


def test_replacements_around_one_equal_word_are_one():
    assert parted("请张局长明日办理", "请李局科后日办理") == [("张局长明", "李局科后")]


def test_what_is_too_long_to_align_is_one_change():
    a, b = tokens("头" + "甲乙" * MOST_ALIGNED + "尾"), tokens("头" + "丙丁" * MOST_ALIGNED + "尾")
    (change,) = changes(a, b)
    assert (change.a, change.b) == (slice(1, 2 * MOST_ALIGNED + 1),) * 2


def test_long_equal_texts_cost_little():
    long = tokens("河道保洁" * 50_000)
    start = time.process_time()
    assert changes(long, long) == ()
    assert time.process_time() - start < 1


@given(st.text(alphabet="甲乙丙12a，", max_size=40), st.text(alphabet="甲乙丙12a，", max_size=40))
def test_changes_turn_one_text_into_the_other(a, b):
    ours, theirs = tokens(plain(a)), tokens(plain(b))
    made, at = [], 0
    for change in changes(ours, theirs):
        made += [*ours.words[at : change.a.start], *theirs.words[change.b]]
        at = change.a.stop
        assert replaces(change) is (bool(ours.words[change.a]) and bool(theirs.words[change.b]))
    assert (*made, *ours.words[at:]) == theirs.words
