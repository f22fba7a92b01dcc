"""Cut a text into numbers, Latin words and single Han characters, and align two such cuts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Indel

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
