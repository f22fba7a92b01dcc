"""Pair posts whose texts share most of the shorter one, by the least hashes of each: near-linear time and memory.

A signature (`signature.py`) finds texts of equal length; a post that is the first half of another needs more. Each
text is kept as the 32 least hashes of its 3-grams (bottom-k sketch; Broder 1997), looked up by each hash.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from auditor.text.duplicates import Pairs
from auditor.text.normalise import CodePoints
from auditor.text.signature import Hashes, grams, mixed

KEPT = 32
BUCKET = 20
LEAST_SHARED = 2
MARGIN = 0.25
NOTHING = np.uint64(0xFFFFFFFFFFFFFFFF)
_AT_ONCE = 50_000
_HELD_CODES = 2_000_000

Sketches = NDArray[np.uint64]
Codes = NDArray[np.int64]


def sketch(codes: CodePoints) -> Hashes:
    """Return the 32 least distinct hashes of a folded text's 3-grams, sorted; fewer are filled up with NOTHING."""
    kept = np.full(KEPT, NOTHING)
    hashes = np.unique(mixed(grams(codes)))[:KEPT]
    kept[: hashes.size] = hashes
    return kept


def sharing_pairs(sketches: Sketches, contained: float, owners: NDArray[np.int32]) -> Pairs:
    """Return pairs (a < b) of texts that share about `contained` of the shorter one, or more, shape (n, 2).

    `sketches` has shape (count, 32), in the caller's order of preference. Texts of one owner are no pair. A hash that
    more than 20 texts have pairs each of them with the first and with the next only. A share that the sketches put
    0.25 below `contained` still passes, for they are estimates.
    """
    codes = _shared_codes(sketches, owners)
    pairs = np.column_stack(np.divmod(codes, max(1, len(sketches))))
    kept = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(pairs), _AT_ONCE):
        chunk = pairs[start : start + _AT_ONCE]
        kept.append(chunk[shares(sketches[chunk[:, 0]], sketches[chunk[:, 1]]) >= contained - MARGIN])
    return np.concatenate(kept)


def shares(a: Sketches, b: Sketches) -> NDArray[np.float64]:
    """Return of paired sketches the estimated share of the shorter text's 3-grams that the other has, 0..1."""
    reach = np.minimum(_reach(a), _reach(b))[:, None]
    both = np.sort(np.concatenate((a, b), axis=1), axis=1)
    shared = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] <= reach)).sum(axis=1)
    least = np.minimum((a <= reach).sum(axis=1), (b <= reach).sum(axis=1))
    return np.asarray(shared / np.maximum(1, least), np.float64)


def _reach(sketches: Sketches) -> Hashes:
    """Return up to which hash each sketch is complete."""
    reach: Hashes = np.minimum(sketches[:, -1], NOTHING - np.uint64(1))
    return reach


def _shared_codes(sketches: Sketches, owners: NDArray[np.int32]) -> Codes:
    """Return a·count+b, sorted, of every pair with enough hashes in common."""
    count = len(sketches)
    total, seen = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for found in _batches(_bucket_pairs(sketches)):
        apart = found[owners[found // count] != owners[found % count]]
        total, seen = _added(total, seen, apart)
    # A text of few 3-grams has few hashes to share.
    few = (sketches != NOTHING).sum(axis=1) < 2 * LEAST_SHARED
    enough = (seen >= LEAST_SHARED) | few[total // max(1, count)] | few[total % max(1, count)]
    kept: Codes = total[enough]
    return kept


def _added(codes: Codes, seen: Codes, found: Codes) -> tuple[Codes, Codes]:
    fresh, times = np.unique(found, return_counts=True)
    merged, place = np.unique(np.concatenate((codes, fresh)), return_inverse=True)
    sums = np.bincount(place, np.concatenate((seen, times)), len(merged))
    return merged, sums.astype(np.int64)


def _batches(parts: Iterable[Codes]) -> Iterator[Codes]:
    held: list[Codes] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= _HELD_CODES:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _bucket_pairs(sketches: Sketches) -> Iterator[Codes]:
    """Yield the codes of the pairs that each hash makes, buckets of one size together."""
    count, flat = len(sketches), sketches.ravel()
    order = np.argsort(flat, kind="stable")
    order = order[: np.count_nonzero(flat != NOTHING)]
    if not order.size:
        return
    members = order // KEPT
    ends = np.flatnonzero(np.append(np.diff(flat[order]) != 0, True)) + 1
    starts = np.append(0, ends[:-1])
    sizes = ends - starts
    for size in np.unique(sizes):
        if 1 < size <= BUCKET:
            yield from _all_pairs(members, starts[sizes == size], int(size), count)
    for bucket in np.flatnonzero(sizes > BUCKET):
        yield _star(members[starts[bucket] : ends[bucket]], count)


def _all_pairs(members: NDArray[np.intp], starts: NDArray[np.intp], size: int, count: int) -> Iterator[Codes]:
    left, right = np.triu_indices(size, 1)
    step = max(1, _HELD_CODES // len(left))
    for begin in range(0, len(starts), step):
        there = members[starts[begin : begin + step, None] + np.arange(size)]
        yield (there[:, left] * count + there[:, right]).ravel().astype(np.int64)


def _star(members: NDArray[np.intp], count: int) -> Codes:
    """Return each member paired with the first, and with the next."""
    first = members[0] * count + members[1:]
    return np.concatenate((first, members[1:-1] * count + members[2:])).astype(np.int64)


def stacked(rows: Sequence[Hashes]) -> Sketches:
    """Return sketches as one array of shape (count, 32)."""
    return np.stack(rows) if rows else np.zeros((0, KEPT), np.uint64)
