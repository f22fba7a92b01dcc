"""Verify candidate pairs exactly; what was read of recent texts is kept within a bound."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from auditor.text.guard import Reading, compare, read, sized
from auditor.text.signature import Hashes
from auditor.text.similarity import containment, gram_set, jaccard

COMPARED_CHARACTERS = 200_000
HELD_CHARACTERS = 1_000_000
HELD_FOR_GUARD = 200_000
MOST_TIMES = 3

Held = TypeVar("Held")


class Item(NamedTuple):
    """What is known of a document before its text is fetched."""

    key: int
    title: str
    media: int


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
    """Verifier of one search: exact measures first, the guard only on pairs that reach a limit.

    A pair is near at Jaccard `least` (inclusive), or where the longer text holds `contained` of the shorter one
    (inclusive; None: that counts for nothing) and is at most three times as long: beyond that one only speaks of what
    the other tells.
    """

    def __init__(self, text_of: Callable[[int], str], least: float, contained: float | None = None) -> None:
        self._text_of = text_of
        self._least = least
        self._contained = contained
        self._texts: _Recent[_Text] = _Recent(HELD_CHARACTERS)
        self._readings: _Recent[Reading] = _Recent(HELD_FOR_GUARD)

    def similarity(self, a: Item, b: Item) -> float | None:
        """Return the exact Jaccard of two documents, None where they are not near or are two matters.

        Texts are compared up to 200,000 characters.
        """
        ours, theirs = self._text(a.key), self._text(b.key)
        equal = ours.text == theirs.text
        exact = 1.0 if equal else jaccard(ours.grams, theirs.grams)
        if exact < self._least and not self._holds(ours.grams, theirs.grams):
            return None
        first = self._reading(a)
        if equal and (a.title, a.media) == (b.title, b.media):
            return None if sized(first, first) else exact
        return exact if compare(first, self._reading(b), brief=True).same else None

    def _holds(self, a: Hashes, b: Hashes) -> bool:
        short, long = sorted((a.size, b.size))
        return self._contained is not None and MOST_TIMES * short >= long and containment(a, b) >= self._contained

    def _text(self, key: int) -> _Text:
        return self._texts.get(key, lambda: _prepared(self._text_of(key)), lambda held: len(held.text))

    def _reading(self, item: Item) -> Reading:
        text = self._text(item.key).text
        return self._readings.get(item.key, lambda: read(item.title, text, item.media), lambda _: len(text))


def _prepared(text: str) -> _Text:
    compared = text[:COMPARED_CHARACTERS]
    return _Text(compared, gram_set(compared))
