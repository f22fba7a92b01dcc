"""Which signatures become candidate pairs."""

import random

import numpy as np

from auditor.text.duplicates import BUCKET, near_pairs
from auditor.text.signature import rows_of, sign


def prose(length, seed):
    dice = random.Random(seed)
    return "".join(chr(dice.randrange(0x4E00, 0x5A00)) for _ in range(length))


def pairs(*texts, jaccard=0.85):
    found = near_pairs(rows_of([mark for mark in map(sign, texts) if mark]), jaccard).tolist()
    assert len({tuple(one) for one in found}) == len(found)
    return {tuple(one) for one in found}


def test_equal_and_near_texts_meet_once():
    text = prose(500, 1)
    assert pairs(text, prose(500, 2), text, text[:480] + prose(5, 3)) == {(0, 2), (0, 3), (2, 3)}


def test_none_and_one():
    assert pairs(prose(100, 1)) == set()
    assert near_pairs(np.zeros((0, 128), np.uint16), 0.85).shape == (0, 2)


def test_signatures_that_share_a_band_but_little_else_are_left_out():
    one = rows_of([mark for mark in [sign(prose(500, 1))] if mark])
    other = rows_of([mark for mark in [sign(prose(500, 2))] if mark]).copy()
    other[0, :8] = one[0, :8]
    both = np.concatenate((one, other))
    assert near_pairs(both, 0.85).tolist() == []
    assert near_pairs(both, 0.15).tolist() == [[0, 1]]


def test_a_full_bucket_pairs_all():
    assert len(pairs(*[prose(200, 1)] * BUCKET)) == BUCKET * (BUCKET - 1) // 2


def test_an_overfull_bucket_costs_two_pairs_a_member_and_still_joins_equal_texts():
    frame = prose(900, 1)
    texts = [frame + prose(40, seed) for seed in range(2 * BUCKET)]
    twins = [(7, len(texts)), (33, len(texts) + 1)]
    found = pairs(*texts, *(texts[one] for one, _ in twins))
    assert set(twins) <= found
    assert len(found) <= 40 * len(texts)
    assert {(0, at) for at in range(1, len(texts))} <= found
