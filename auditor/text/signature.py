"""Sign a text with one-permutation MinHash so that near copies meet in a band without comparing every pair.

Source: Li, Owen, Zhang, "One Permutation Hashing", 2012; empty bins by optimal densification, Shrivastava 2017.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from auditor.text.normalise import CodePoints, fold

BINS = 128
BANDS = 16
ROWS = BINS // BANDS
SIGNATURE_BYTES = BINS * 2
LEAST_CHARACTERS = 30
MOST_CHARACTERS = 10_000
GRAM = 3

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint16]

_BIN_SHIFT = np.uint64(57)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_ODD_1 = np.uint64(0x9E3779B97F4A7C15)
_ODD_2 = np.uint64(0xBF58476D1CE4E5B9)
_ODD_3 = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
_THIRD = np.uint64(29)
_SECOND_CHARACTER = np.uint64(21)
_THIRD_CHARACTER = np.uint64(42)


def _mix(values: Hashes) -> Hashes:
    """Return a bijective scramble of 64-bit values (the same on every machine), in place."""
    values *= _ODD_2
    values ^= values >> _HALF
    values *= _ODD_3
    values ^= values >> _THIRD
    return values


def mixed(values: Hashes) -> Hashes:
    """Return a bijective scramble of 64-bit values, the same on every machine, as a new array."""
    return _mix(values.copy())


def grams(codes: CodePoints) -> Hashes:
    """Return every 3-gram of folded code points as one number, exact, in order; empty below three."""
    wide = codes.astype(np.uint64)
    packed: Hashes = wide[2:] << _THIRD_CHARACTER
    packed |= wide[1:-1] << _SECOND_CHARACTER
    packed |= wide[:-2]
    return packed


@cache
def _probes() -> NDArray[np.intp]:
    """Return for each bin the order in which other bins are asked to fill it."""
    order = _mix(np.arange(1, BINS * BINS + 1, dtype=np.uint64) * _ODD_1).reshape(BINS, BINS)
    return np.argsort(order, axis=1, kind="stable")


def _densify(least: Hashes) -> None:
    """Fill the empty bins of one text from its other bins, in place; needs one bin filled."""
    empty = np.flatnonzero(least == _EMPTY)
    if not empty.size:
        return
    probes = _probes()[empty]
    first = np.argmax((least != _EMPTY)[probes], axis=1)
    least[empty] = least[probes[np.arange(empty.size), first]]


def _packed(least: Hashes) -> Rows:
    """Return 16 well-scrambled bits of each bin's least hash."""
    return (_mix(least) >> np.uint64(48)).astype("<u2")


def sign(text: str) -> bytes | None:
    """Return the 256-byte signature of a text, or None where fewer than 30 characters are left of it.

    128 bins of 16 bits over the character 3-grams of the normalised text. Only the first 10,000 characters
    are signed, so two long texts may share a signature and differ later: verify always. The same text gives the
    same bytes on every machine and run.
    """
    codes = fold(text[:MOST_CHARACTERS])
    if codes.size < LEAST_CHARACTERS:
        return None
    hashes = _mix(grams(codes))
    least = np.full(BINS, _EMPTY)
    np.minimum.at(least, (hashes >> _BIN_SHIFT).astype(np.intp), hashes)
    _densify(least)
    return _packed(least).tobytes()


def rows_of(signatures: Sequence[bytes]) -> Rows:
    """Return signatures as an array of shape (count, 128); raise ValueError where one has another length."""
    if any(len(signature) != SIGNATURE_BYTES for signature in signatures):
        raise ValueError(f"a text signature has {SIGNATURE_BYTES} bytes")
    return np.frombuffer(b"".join(signatures), "<u2").reshape(-1, BINS)


def band_keys(rows: Rows) -> NDArray[np.int64]:
    """Return the band keys of many signatures, shape (count, 16)."""
    words = np.ascontiguousarray(rows).view("<u8").astype(np.uint64).reshape(-1, BANDS, 2)
    keys = _mix(words[:, :, 0] + np.arange(1, BANDS + 1, dtype=np.uint64) * _ODD_1)
    keys ^= words[:, :, 1]
    return _mix(keys).view(np.int64)


def fine_band_keys(rows: Rows) -> NDArray[np.int64]:
    """Return 32 keys of each signature, of four bins each, shape (count, 32).

    Texts of Jaccard 0.7 share one in 99.98 % of cases, of 0.5 in 87 %, of 0.2 in 5 %.
    """
    words = np.ascontiguousarray(rows).view("<u8").astype(np.uint64)
    words += np.arange(1, words.shape[1] + 1, dtype=np.uint64) * _ODD_1
    return _mix(words).view(np.int64)


def agreement(rows_a: Rows, rows_b: Rows) -> NDArray[np.float64]:
    """Return the share of equal bins of paired signatures, an estimate of Jaccard with an error of about 0.03."""
    return np.asarray((rows_a == rows_b).mean(axis=1), np.float64)
