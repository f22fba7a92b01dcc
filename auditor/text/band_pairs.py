"""Pair documents whose signatures meet in a band, without comparing every pair: near-linear time and memory."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.signature import Rows, agreement, band_keys, fine_band_keys

BUCKET = 50
MARGIN = 0.15
LONGER = 1.2
"""What furniture and punctuation may add to the size of a text that is then left out of it."""
_CHUNK = 100_000

Pairs = NDArray[np.int64]
Indexes = NDArray[np.intp]


class Share(NamedTuple):
    """Pairs also count where the longer text holds about `share` of the shorter and is at most `times` as long.

    `sizes` are the characters of the rows.
    """

    share: float
    times: float
    sizes: NDArray[np.int64]


def near_pairs(rows: Rows, jaccard: float, held: Share | None = None) -> Pairs:
    """Return pairs (a < b) of rows that share a band and whose signatures agree almost `jaccard`, shape (n, 2).

    `rows` come in the caller's order of preference. In a bucket of at most 50 every pair counts; in a larger one each
    document is paired with the first of the bucket and with the next by signature, so equal texts still meet.
    Signatures estimate Jaccard with an error of about 0.03; pairs 0.15 below are left out. With `held` texts that
    are less alike meet too, in bands half as wide.
    """
    codes = _added(np.zeros(0, np.int64), band_keys(rows), rows, jaccard, held)
    if held is not None:
        codes = _added(codes, fine_band_keys(rows), rows, jaccard, held)
    return np.column_stack(np.divmod(codes, max(1, len(rows))))


def _added(
    codes: NDArray[np.int64], keys: NDArray[np.int64], rows: Rows, jaccard: float, held: Share | None
) -> NDArray[np.int64]:
    """Return the codes a·count+b of pairs known and of those that the bands of `keys` add, sorted."""
    count = max(1, len(rows))
    for band in range(keys.shape[1]):
        found = _bucket_pairs(keys[:, band], rows)
        fresh = np.setdiff1d(found[:, 0] * count + found[:, 1], codes, assume_unique=False)
        pairs = np.column_stack(np.divmod(fresh, count))
        codes = np.union1d(codes, fresh[_near(pairs, rows, jaccard, held)])
    return codes


def _near(pairs: Pairs, rows: Rows, jaccard: float, held: Share | None) -> NDArray[np.bool_]:
    near = np.zeros(len(pairs), bool)
    for start in range(0, len(pairs), _CHUNK):
        a, b = pairs[start : start + _CHUNK].T
        alike = agreement(rows[a], rows[b])
        near[start : start + _CHUNK] = alike >= jaccard - MARGIN
        if held is not None:
            short, long = np.minimum(held.sizes[a], held.sizes[b]), np.maximum(held.sizes[a], held.sizes[b])
            shared = alike / (1 + alike) * (short + long) / np.maximum(1, short)
            near[start : start + _CHUNK] |= (shared >= held.share - MARGIN) & (long <= LONGER * held.times * short)
    return near


def _bucket_pairs(keys: NDArray[np.int64], rows: Rows) -> Pairs:
    """Return the pairs of one band, smaller index first."""
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(keys[order]) != 0, True)) + 1
    starts = np.append(0, ends[:-1])
    sizes = ends - starts
    found = [np.zeros((0, 2), np.int64)]
    found += [_all_pairs(order, starts[sizes == size], size) for size in np.unique(sizes) if 1 < size <= BUCKET]
    for bucket in np.flatnonzero(sizes > BUCKET):
        found.append(_star(order[starts[bucket] : ends[bucket]], rows))
    return np.concatenate(found)


def _all_pairs(order: Indexes, starts: Indexes, size: int) -> Pairs:
    members = order[starts[:, None] + np.arange(size)]
    left, right = np.triu_indices(size, 1)
    return np.column_stack((members[:, left].ravel(), members[:, right].ravel())).astype(np.int64)


def _star(members: Indexes, rows: Rows) -> Pairs:
    """Return each member paired with the first, and with its next by signature."""
    alike = members[np.lexsort(np.ascontiguousarray(rows[members]).view("<u8").T)]
    first = np.full(len(members) - 1, members[0])
    pairs = np.column_stack((np.append(first, alike[:-1]), np.append(members[1:], alike[1:])))
    return np.sort(pairs, axis=1).astype(np.int64)
