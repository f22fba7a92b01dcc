"""Fold a text to the characters that carry its meaning: letters, digits and Han, lower case, nothing between."""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]

_PLANE = 0x10000
_HAN_BEYOND = range(0x20000, 0x32400)
_RANGE = 0x110000


def _folded(code: int) -> int:
    kept = [ch for ch in unicodedata.normalize("NFKD", chr(code)).lower() if ch.isalnum()]
    if not kept:
        return 0
    return ord(kept[0]) if len(kept) == 1 else code


@cache
def _table() -> CodePoints:
    """Return what each code point becomes, 0 = dropped."""
    table = np.zeros(_RANGE, np.uint32)
    table[:_PLANE] = [_folded(code) for code in range(_PLANE)]
    table[_HAN_BEYOND.start : _HAN_BEYOND.stop] = np.arange(_HAN_BEYOND.start, _HAN_BEYOND.stop)
    return table


def fold(text: str) -> CodePoints:
    """Return the code points `normalise` keeps, as an array; linear in the length of `text`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    folded: CodePoints = _table().take(codes)
    kept: CodePoints = folded[folded != 0]
    return kept


def normalise(text: str) -> str:
    """Return `text` with widths, case and accents folded and all but letters, digits and Han dropped.

    Each code point is folded by itself through NFKD (Unicode TR 15), so that full-width forms, circled and
    bracketed signs of one character and accented letters meet their plain form; a sign that stands for several
    characters (㎡, ⑩) stays as it is. Symbols beyond the basic plane, emoji among them, are dropped, Han kept.
    Linear in time and memory.
    """
    kept: bytes = fold(text).astype("<u4", copy=False).tobytes()
    return kept.decode("utf-32-le")
