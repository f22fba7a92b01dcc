"""Compare two texts exactly: Jaccard and containment on 3-grams, a percentage to show, and what differs."""

import numpy as np
from rapidfuzz import fuzz

from auditor.text.normalise import fold, normalise
from auditor.text.personal_data import mask_text
from auditor.text.signature import Hashes, grams
from auditor.text.word_tokens import Change, Tokens, changes, plain, tokens

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
