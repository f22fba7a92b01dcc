"""Count how often hashes occur in a memory that does not grow with them."""

from array import array
from typing import Final

LEAST_SLOTS: Final = 1 << 16
MOST_SLOTS: Final = 1 << 23
SLOTS_A_PAGE: Final = 64
"""A page has 30 to 150 lines, most of them furniture."""

MOST: Final = 0xFFFF
_STEP: Final = 0x9E3779B1
"""Knuth's multiplicative hash, to place a number a second time."""


class Tally:
    """A count-min sketch of two rows: never counts too little, and hardly ever too much (Cormode, 2005)."""

    def __init__(self, pages: int) -> None:
        slots = LEAST_SLOTS
        while slots < min(pages * SLOTS_A_PAGE, MOST_SLOTS):
            slots *= 2
        self._mask = slots - 1
        self._first = array("H", bytes(2 * slots))
        self._second = array("H", bytes(2 * slots))

    def add(self, number: int) -> None:
        """Count a number once more."""
        one, other = number & self._mask, (number * _STEP >> 9) & self._mask
        if self._first[one] < MOST:
            self._first[one] += 1
        if self._second[other] < MOST:
            self._second[other] += 1

    def count(self, number: int) -> int:
        """Return how often a number was counted, at most MOST."""
        return min(self._first[number & self._mask], self._second[(number * _STEP >> 9) & self._mask])
