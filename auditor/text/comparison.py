"""Verify candidate pairs exactly, and keep the result of each pair for the next run."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from math import isnan, nan
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from auditor.text.same_matter import Reading, alike, compare, read, sized
from auditor.text.signature import Hashes
from auditor.text.similarity import containment, gram_set, jaccard

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


COMPARED_CHARACTERS = 200_000
HELD_CHARACTERS = 1_000_000
HELD_READINGS = 200_000
MOST_TIMES = 3.0

Held = TypeVar("Held")


class Item(NamedTuple):
    """What is known of a document before its text is fetched."""

    key: int
    title: str
    media: int
    content: bytes = b""
    """Stands for all that is compared of the document; b'' = not known, nothing of it is remembered."""


class Holding(NamedTuple):
    """When a longer text that holds a shorter one is near to it.

    It holds `share` of it (inclusive) and is at most `times` as long (inclusive); with `titled` only where their titles
    are alike too.
    """

    share: float
    times: float = MOST_TIMES
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    grams: Hashes


class _Recent(Generic[Held]):
    """The values used last, of at most so many characters together; always the last two."""

    def __init__(self, characters: int) -> None:
        self._most = characters
        self._sum = 0
        self._held: OrderedDict[int, tuple[Held, int]] = OrderedDict()

    def get(self, key: int, make: Callable[[], Held], size: Callable[[Held], int]) -> Held:
        """Return the value of a key, made anew where it is no longer held."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key][0]
        value = make()
        self._held[key] = (value, size(value))
        self._sum += self._held[key][1]
        while self._sum > self._most and len(self._held) > 2:
            self._sum -= self._held.popitem(last=False)[1][1]
        return value


class Comparison:
    """Verifier of one search: exact measures first, the same-matter test only for pairs that reach a limit.

    A pair is near at Jaccard `least` (inclusive), or where the longer text holds the shorter one as `holding` says
    (None: that counts for nothing). What `judged` remembers of two contents is not compared again.
    """

    def __init__(
        self, text_of: Callable[[int], str], least: float, holding: Holding | None = None, judged: Judged | None = None
    ) -> None:
        self._text_of = text_of
        self._least = least
        self._holding = holding
        self._judged = judged or Judged()
        self._texts: _Recent[_Text] = _Recent(HELD_CHARACTERS)
        self._readings: _Recent[Reading] = _Recent(HELD_READINGS)

    def likeness(self, a: Item, b: Item) -> Likeness | None:
        """Return how near two documents are, None where they are not or are two matters.

        Texts are compared up to 200,000 characters.
        """
        return self._judged.of(a.content, b.content, lambda: self._compared(a, b))

    def _compared(self, a: Item, b: Item) -> Likeness | None:
        ours, theirs = self._text(a.key), self._text(b.key)
        equal = ours.text == theirs.text
        found = Likeness(1.0 if equal else jaccard(ours.grams, theirs.grams))
        if found.share < self._least:
            held = self._held(a, b, ours.grams, theirs.grams)
            if held is None:
                return None
            found = Likeness(held, contained=True)
        first = self._reading(a)
        if equal and (a.title, a.media) == (b.title, b.media):
            return None if sized(first, first) else found
        return found if compare(first, self._reading(b), brief=True).same else None

    def _held(self, a: Item, b: Item, ours: Hashes, theirs: Hashes) -> float | None:
        """Return the share of the shorter text that the longer one holds, None where that is not near."""
        short, long = sorted((ours.size, theirs.size))
        holding = self._holding
        if holding is None or holding.times * short < long or (share := containment(ours, theirs)) < holding.share:
            return None
        return share if not holding.titled or alike(a.title, b.title) else None

    def _text(self, key: int) -> _Text:
        return self._texts.get(key, lambda: _prepared(self._text_of(key)), lambda held: len(held.text))

    def _reading(self, item: Item) -> Reading:
        text = self._text(item.key).text
        return self._readings.get(item.key, lambda: read(item.title, text, item.media), lambda _: len(text))


def _prepared(text: str) -> _Text:
    compared = text[:COMPARED_CHARACTERS]
    return _Text(compared, gram_set(compared))
