"""Exact likeness of two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.normalise import normalise
from auditor.text.similarity import containment, difference, gram_set, jaccard, percent

NOTICE = "为做好冬季防火工作，各村要落实网格巡查，发现隐患当场登记、限期整改。"


def trigrams(text):
    folded = normalise(text)
    return {folded[at : at + 3] for at in range(len(folded) - 2)}


@given(st.text(alphabet="甲乙丙a1𠮷，", max_size=30), st.text(alphabet="甲乙丙a1𠮷，", max_size=30))
def test_shares_are_those_of_the_sets(a, b):
    ours, theirs = trigrams(a), trigrams(b)
    assert gram_set(a).size == len(ours)
    assert jaccard(gram_set(a), gram_set(b)) == pytest.approx(len(ours & theirs) / max(1, len(ours | theirs)))
    smaller = min(len(ours), len(theirs))
    assert containment(gram_set(a), gram_set(b)) == pytest.approx(len(ours & theirs) / max(1, smaller))


def test_an_added_part_lowers_jaccard_but_not_containment():
    ours, theirs = gram_set(NOTICE), gram_set(NOTICE + "编辑：河湖管理科值班室")
    assert jaccard(ours, theirs) < 0.85
    assert containment(ours, theirs) == 1


def test_texts_too_short_for_a_gram():
    assert gram_set("甲，乙").size == 0
    assert jaccard(gram_set("甲"), gram_set("甲")) == 0


def test_percent_and_difference():
    other = NOTICE.replace("冬季", "春季")
    assert percent(NOTICE, NOTICE) == 100
    assert 90 <= percent(NOTICE, other) < 100
    assert difference(NOTICE, other) == ("为做好[冬→春]季防火工作,",)
    assert difference(NOTICE, NOTICE.replace("，", " ")) == ()


def test_difference_is_short():
    other = NOTICE.replace("冬", "春").replace("网格", "每日").replace("当场", "").replace("限期整改", "甲" * 100)
    snippets = difference(NOTICE, other)
    assert len(snippets) == 3
    assert all(len(one) <= 40 for one in snippets)
    assert difference("", "甲" * 100) == ("[→" + "甲" * 10 + "…]",)
    long = difference("a" * 500 + NOTICE + "b" * 500, "c" * 500 + NOTICE + "d" * 500)
    assert [len(one) <= 40 for one in long] == [True, True]


def test_differences_are_readable_and_show_no_person():
    told = difference(f"{NOTICE}联系人王某，13812345678", f"{NOTICE}联系人\n李某，13912345678")
    assert told == ("整改。联系人[王某,138→李某,139]******",)
