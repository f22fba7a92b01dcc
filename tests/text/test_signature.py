"""Signatures: stable, bounded, near where the texts are near."""

import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.normalise import normalise
from auditor.text.signature import (
    LEAST_CHARACTERS,
    MOST_CHARACTERS,
    SIGNATURE_BYTES,
    agreement,
    band_keys,
    rows_of,
    sign,
)

NOTICE = "为做好冬季防火工作，各村（社区）要落实网格巡查，发现隐患当场登记、限期整改，并于每周五前报送台账。"
KNOWN_START = "0dd796659037e5697f87d9557434a733"
KNOWN_BANDS = (4127000414681533408, 4861947791589670881)


def bands(signature: bytes) -> tuple[int, ...]:
    return tuple(band_keys(rows_of((signature,)))[0].tolist())


def prose(length: int, seed: int) -> str:
    dice = random.Random(seed)
    return "".join(chr(dice.randrange(0x4E00, 0x5A00)) for _ in range(length))


def test_known_signature_never_changes() -> None:
    signature = sign(NOTICE)
    assert signature is not None
    assert signature.hex()[:32] == KNOWN_START
    assert bands(signature)[:2] == KNOWN_BANDS


def test_signature_is_the_same_in_another_process() -> None:
    code = f"from auditor.text.signature import sign; print(sign({NOTICE!r}).hex())"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    signature = sign(NOTICE)
    assert signature is not None
    assert out.stdout.strip() == signature.hex()


def test_layout_does_not_matter() -> None:
    assert sign(NOTICE) == sign(" \n".join(NOTICE).replace("，", ","))


@pytest.mark.parametrize(("length", "signed"), [(LEAST_CHARACTERS - 1, False), (LEAST_CHARACTERS, True)])
def test_short_texts_are_not_signed(length: int, signed: bool) -> None:
    assert (sign("。" * 50 + prose(length, 1)) is not None) is signed


def test_only_the_start_of_a_long_text_is_signed() -> None:
    start = prose(MOST_CHARACTERS, 2)
    assert sign(start) == sign(start + "尾" * 10_000_000)


def test_one_repeated_character_is_signed() -> None:
    signature = sign("无" * 40)
    assert signature is not None
    assert len(set(np.frombuffer(signature, "<u2").tolist())) == 1


def test_near_copies_share_a_band_and_others_do_not() -> None:
    met = strangers = 0
    for seed in range(60):
        text = prose(600, seed)
        near = text[:300] + prose(12, seed + 1000) + text[312:]
        ours, theirs, other = sign(text), sign(near), sign(prose(600, seed + 5000))
        assert ours is not None
        assert theirs is not None
        assert other is not None
        met += bool(set(bands(ours)) & set(bands(theirs)))
        strangers += bool(set(bands(ours)) & set(bands(other)))
    assert met == 60
    assert strangers == 0


def test_agreement_estimates_jaccard() -> None:
    for kept in (950, 800, 500):
        estimates = []
        for seed in range(20):
            text = prose(1000, seed)
            signatures = [sign(text), sign(text[:kept] + prose(1000 - kept, seed + 100))]
            first, second = rows_of([s for s in signatures if s is not None])
            estimates.append(float(agreement(first[None], second[None])[0]))
        assert sum(estimates) / 20 == pytest.approx(kept / (2000 - kept), abs=0.03)


@given(st.text(max_size=300))
def test_any_text_signs_or_is_too_short(text: str) -> None:
    signature = sign(text)
    assert (signature is None) == (len(normalise(text)) < LEAST_CHARACTERS)
    if signature is not None:
        assert len(signature) == SIGNATURE_BYTES
        keys = bands(signature)
        assert len(set(keys)) == 16
        assert all(-(2**63) <= key < 2**63 for key in keys)


def test_bands_of_many_equal_bands_of_one() -> None:
    signatures = [sign(prose(100, seed)) for seed in range(5)]
    known = [signature for signature in signatures if signature is not None]
    assert [tuple(row) for row in band_keys(rows_of(known)).tolist()] == [bands(signature) for signature in known]


def test_a_foreign_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        bands(b"short")
