"""Bottom-k sketches: equal and cut texts meet, texts of one owner don't, and the cost is bounded."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.normalise import fold
from auditor.text.signature import BUCKET, KEPT, NOTHING, shares, sharing_pairs, sketch, stacked

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=400)


def han(seed: int, length: int) -> str:
    dice = random.Random(seed)
    return "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def pairs(texts, contained=0.8, owners=None):
    marks = stacked([sketch(fold(text)) for text in texts])
    owners = np.arange(len(texts), dtype=np.int32) if owners is None else np.array(owners, np.int32)
    return {(int(a), int(b)) for a, b in sharing_pairs(marks, contained, owners)}


@given(HAN)
def test_a_sketch_is_sorted_bounded_and_the_same_every_time(text):
    mark = sketch(fold(text))
    assert len(mark) == KEPT
    assert (np.diff(mark.astype(object)) >= 0).all()
    assert (mark == sketch(fold(text))).all()
    filled = mark[mark != NOTHING]
    assert len(set(filled.tolist())) == len(filled)


@given(HAN, HAN)
def test_shares_are_shares_and_symmetric(first, second):
    a, b = stacked([sketch(fold(first))]), stacked([sketch(fold(second))])
    (there,), (back,) = shares(a, b), shares(b, a)
    assert 0 <= there <= 1
    assert there == back
    assert shares(a, a)[0] == 1


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(30, 600))
def test_equal_texts_meet_whatever_stands_between(seed, length):
    text = han(seed, length)
    found = pairs([text, *(han(seed + at, 200) for at in range(1, 6)), f"【{text}】"])
    assert found == {(0, 6)}


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(150, 600))
def test_the_first_half_of_a_text_meets_the_whole(seed, length):
    text = han(seed, length)
    assert pairs([text, text[: length // 2], han(seed + 1, length)]) == {(0, 1)}


def test_texts_of_one_owner_are_no_pair():
    text = han(1, 200)
    assert pairs([text, text, text], owners=[0, 0, 1]) == {(0, 2), (1, 2)}


def test_nothing_and_one_text_have_no_pairs():
    assert pairs([]) == set()
    assert pairs([han(1, 100)]) == set()


@pytest.mark.parametrize("count", [BUCKET, BUCKET + 1, 300])
def test_every_one_of_many_copies_meets_another(count):
    text = han(7, 200)
    found = pairs([text] * count)
    assert {place for pair in found for place in pair} == set(range(count))
    assert {(0, place) for place in range(1, count)} <= found
    assert len(found) <= max(BUCKET * (BUCKET - 1) // 2, 2 * count)


def test_a_text_of_two_grams_can_still_be_found():
    assert pairs(["工作日", "工作日"]) == {(0, 1)}


def test_a_template_shared_by_all_does_not_pair_everybody():
    """Two hundred posts of one frame, each with a text of its own, make no more pairs than stars do."""
    frame = han(3, 60)
    found = pairs([frame + han(seed, 400) for seed in range(200)])
    assert len(found) < 400
