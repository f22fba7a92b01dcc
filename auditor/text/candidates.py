"""Pair documents whose signatures meet in a band, without comparing every pair: near-linear time and memory."""

import numpy as np
from numpy.typing import NDArray

from auditor.text.signature import BANDS, Rows, agreement, band_keys

BUCKET = 50
MARGIN = 0.15
_CHUNK = 100_000

Pairs = NDArray[np.int64]
Indexes = NDArray[np.intp]


def near_pairs(rows: Rows, jaccard: float) -> Pairs:
    """Return pairs (a < b) of rows that share a band and whose signatures agree almost `jaccard`, shape (n, 2).

    `rows` come in the caller's order of preference. In a bucket of at most 50 every pair counts; in a larger one each
    document is paired with the first of the bucket and with the next by signature, so equal texts still meet.
    Signatures estimate Jaccard with an error of about 0.03; pairs 0.15 below are left out.
    """
    keys = band_keys(rows)
    codes = np.zeros(0, np.int64)
    for band in range(BANDS):
        found = _bucket_pairs(keys[:, band], rows)
        codes = np.union1d(codes, found[:, 0] * len(rows) + found[:, 1])
    pairs = np.column_stack(np.divmod(codes, max(1, len(rows))))
    return _agreeing(pairs, rows, jaccard - MARGIN)


def _agreeing(pairs: Pairs, rows: Rows, least: float) -> Pairs:
    kept = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        kept.append(chunk[agreement(rows[chunk[:, 0]], rows[chunk[:, 1]]) >= least])
    return np.concatenate(kept)


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
