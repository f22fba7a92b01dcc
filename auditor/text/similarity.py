"""Compare two texts exactly: Jaccard and containment on 3-grams, a percentage to show, and what differs."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from auditor.text.normalise import fold, normalise
from auditor.text.personal_numbers import mask_text
from auditor.text.signature import Hashes, grams

# Words of a text (numbers, Latin words, single Han characters), and where two texts differ in them.

MOST_ALIGNED = 20_000

_TOKEN = re.compile(r"(\d+(?:[.,:]\d+)*|[a-z]+|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order, and for each what stood between it and the one before ('' = nothing)."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]


class Change(NamedTuple):
    """Where two texts part: the words of the first that the second has others for; one side may be empty."""

    a: slice
    b: slice


def plain(text: str) -> str:
    """Return `text` with full-width and other compatibility forms folded, in lower case; punctuation stays."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> Tokens:
    """Return the words of a text as `plain` folds it: a number with its points, a Latin word, or one other letter."""
    parts = _TOKEN.split(text)
    return Tokens(tuple(parts[1::2]), tuple(parts[:-1:2]))


def changes(a: Tokens, b: Tokens) -> tuple[Change, ...]:
    """Return where two texts part, in order, by a shortest alignment; empty where the words are equal.

    Replacements around a single equal word are one, and so are a deletion and an insertion. Beyond 20,000 words that
    are not in the common start or end nothing is aligned and the whole stretch is one change, so the cost is bounded.
    """
    head, tail = _common_ends(a.words, b.words)
    left, right = a.words[head : len(a.words) - tail], b.words[head : len(b.words) - tail]
    if not left and not right:
        return ()
    if max(len(left), len(right)) > MOST_ALIGNED:
        return (Change(slice(head, head + len(left)), slice(head, head + len(right))),)
    ids: dict[str, int] = {}
    numbered = [[ids.setdefault(word, len(ids)) for word in words] for words in (left, right)]
    found = [
        Change(slice(head + step.src_start, head + step.src_end), slice(head + step.dest_start, head + step.dest_end))
        for step in Indel.opcodes(*numbered)
        if step.tag != "equal"
    ]
    return tuple(_joined(found))


def _common_ends(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[int, int]:
    most = min(len(a), len(b))
    head = next((at for at in range(most) if a[at] != b[at]), most)
    most -= head
    tail = next((at for at in range(most) if a[-1 - at] != b[-1 - at]), most)
    return head, tail


def _joined(found: list[Change]) -> Iterator[Change]:
    """Yield changes with those that touch made one, and those around a single equal word that replace together."""
    return _merged(list(_merged(found, 0)), 1)


def _merged(found: list[Change], apart: int) -> Iterator[Change]:
    held = found[0]
    for change in found[1:]:
        near = change.a.start - held.a.stop <= apart and change.b.start - held.b.stop <= apart
        if near and (not apart or _replace_together(held, change)):
            held = Change(slice(held.a.start, change.a.stop), slice(held.b.start, change.b.stop))
        else:
            yield held
            held = change
    yield held


def _replace_together(first: Change, second: Change) -> bool:
    """Return whether both are replacements, or one a deletion and the other an insertion."""
    if replaces(first) or replaces(second):
        return replaces(first) and replaces(second)
    return bool(first.a.stop > first.a.start) is not bool(second.a.stop > second.a.start)


def replaces(change: Change) -> bool:
    """Return whether a change has words on both sides."""
    return bool(change.a.stop > change.a.start and change.b.stop > change.b.start)


SHOWN_CHARACTERS = 20_000
SNIPPETS = 3
AROUND = 6
CHANGED = 11
"""A snippet is 3 signs, twice AROUND and twice CHANGED characters: 37."""


def gram_set(text: str) -> Hashes:
    """Return the distinct character 3-grams of the normalised text, sorted; empty below three characters."""
    found = np.sort(grams(fold(text)))
    first = np.ones(found.size, bool)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    distinct: Hashes = found[first]
    return distinct


def common(a: Hashes, b: Hashes) -> int:
    """Return how many 3-grams two sorted sets share."""
    both = np.sort(np.concatenate((a, b)), kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def jaccard(a: Hashes, b: Hashes) -> float:
    """Return shared over all 3-grams, 0..1; 0 where both sets are empty."""
    shared = common(a, b)
    return shared / max(1, a.size + b.size - shared)


def containment(a: Hashes, b: Hashes) -> float:
    """Return shared 3-grams over those of the smaller set, 0..1; 0 where it is empty."""
    return common(a, b) / max(1, min(a.size, b.size))


def percent(text_a: str, text_b: str) -> int:
    """Return how alike two texts read, 0..100, for display only: the edit ratio of their first 20,000 characters."""
    return int(fuzz.ratio(normalise(text_a[:SHOWN_CHARACTERS]), normalise(text_b[:SHOWN_CHARACTERS])))


def difference(text_a: str, text_b: str) -> tuple[str, ...]:
    """Return at most three snippets of what differs, as “before[old→new]after”; empty where nothing does.

    A snippet has at most 40 characters, persons in it are masked. Punctuation, spaces and case are no difference.
    Reads the first 20,000 characters of each text.
    """
    if text_a == text_b:
        return ()
    a, b = (tokens(plain(mask_text(text[:SHOWN_CHARACTERS]))) for text in (text_a, text_b))
    return tuple(_snippet(a, b, change) for change in changes(a, b)[:SNIPPETS])


def _snippet(a: Tokens, b: Tokens, change: Change) -> str:
    start, stop = change.a.start, change.a.stop
    before = _written(a, max(0, start - AROUND), start)[-AROUND:]
    after = ("".join(a.gaps[stop : stop + 1]) + _written(a, stop, stop + AROUND))[:AROUND]
    return f"{before}[{_brief(a, change.a)}→{_brief(b, change.b)}]{after}"


def _brief(side: Tokens, part: slice) -> str:
    words = _written(side, part.start, min(part.stop, part.start + CHANGED))
    cut = part.stop > part.start + CHANGED or len(words) > CHANGED
    return words[: CHANGED - 1] + "…" if cut else words


def _written(side: Tokens, start: int, stop: int) -> str:
    """Return words with what stands between them, on one line."""
    parts = [part for pair in zip(side.gaps[start:stop], side.words[start:stop], strict=True) for part in pair]
    return " ".join("".join(parts[1:]).split())
