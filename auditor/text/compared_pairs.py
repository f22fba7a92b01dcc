"""Remember what exact comparisons came to, by the contents compared, so that the next night compares what is new."""

from collections.abc import Callable
from hashlib import blake2b
from math import isnan, nan
from typing import NamedTuple

import numpy as np

KEY_BYTES = 8


class Likeness(NamedTuple):
    """How near two texts are: their Jaccard, or with `contained` the share of the shorter that the longer holds."""

    share: float
    contained: bool = False


class Judged:
    """Judgements by pair of contents. A content is any digest of all that decides; b'' is never remembered.

    One pair is 16 bytes. Two pairs of a million share a key once in 40,000,000 nights.
    """

    def __init__(self, keys: bytes = b"", values: bytes = b"") -> None:
        """Take up what `kept` of an earlier search returned; raise ValueError where the two do not fit together."""
        known = zip(np.frombuffer(keys, "<u8").tolist(), np.frombuffer(values, "<f8").tolist(), strict=True)
        self._known: dict[int, float] = dict(known)
        self._used: dict[int, float] = {}
        self.anew = 0
        """How many pairs had to be compared."""

    def of(self, a: bytes, b: bytes, compare: Callable[[], Likeness | None]) -> Likeness | None:
        """Return what the pair was found to be, compared now where it is not known; the order is of no matter."""
        if not a or not b:
            self.anew += 1
            return compare()
        key = pair_key(min(a, b), max(a, b))
        value = self._used.get(key, self._known.get(key))
        if value is None:
            self.anew += 1
            value = _told(compare())
        self._used[key] = value
        return None if isnan(value) else Likeness(abs(value), value < 0)

    def kept(self) -> tuple[bytes, bytes]:
        """Return keys and values of the pairs that were asked for, to be handed to the next search."""
        keys = sorted(self._used)
        values = [self._used[key] for key in keys]
        return np.array(keys, "<u8").tobytes(), np.array(values, "<f8").tobytes()


def pair_key(a: bytes, b: bytes) -> int:
    """Return a number of 64 bits that stands for two contents in this order."""
    return int.from_bytes(blake2b(a + b, digest_size=KEY_BYTES).digest(), "little")


def _told(found: Likeness | None) -> float:
    """Return a judgement as one number: not a number = two matters, below 0 = contained."""
    if found is None:
        return nan
    return -found.share if found.contained else found.share
