"""Find groups of documents that hold one text: LSH bands, exact verification, the same-matter test, one page to keep.

Source: docs/measurements.md 5. Time and memory grow with the number of documents; texts are fetched when needed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.comparison import Comparison, Holding, Item, Judged, Likeness
from auditor.text.normalise import normalise
from auditor.text.signature import Pairs, Rows, agreement, band_keys, fine_band_keys, rows_of

# Pair documents whose signatures meet in a band, without comparing every pair: near-linear time and memory.

BUCKET = 50
MARGIN = 0.15
LONGER = 1.2
"""What boilerplate and punctuation, left out later, may add to the size of a text."""
_CHUNK = 100_000

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


FRAME_COPIES = 4

SortKey = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One signed page or post. `key` is the caller's; `published` None = undated; `media` counts its pictures.

    `disclosure` marks the 政府信息公开 area, `links_in` counts pages that link to it. `content` stands for text, title
    and media together, for `Judged` (b'' = unknown).
    """

    key: int
    title: str
    signature: bytes
    characters: int
    published: date | None = None
    media: int = 0
    disclosure: bool = False
    links_in: int = 0
    content: bytes = b""


class Member(NamedTuple):
    """A copy of the page to keep and their exact Jaccard; with `contained` the share one holds of the other."""

    key: int
    similarity: float
    contained: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Copies of one text. `keep` is the page to keep; `similarity` is the least of its members'.

    `characters` is the size of the text to keep. Members are verified against it one by one, best first.
    """

    keep: int
    members: tuple[Member, ...]
    similarity: float
    characters: int


def keep_first(document: Document) -> SortKey:
    """Return the order in which copies are kept: 政府信息公开 area, then earliest, then most linked, then lowest key.

    Undated pages come after dated ones.
    """
    day = document.published.toordinal() if document.published else date.max.toordinal()
    return (not document.disclosure, day, -document.links_in, document.key)


def find_groups(
    documents: Iterable[Document],
    text_of: Callable[[int], str],
    jaccard: float,
    order: Callable[[Document], SortKey] = keep_first,
    holding: Holding | None = None,
    judged: Judged | None = None,
) -> Iterator[Group]:
    """Yield groups of documents whose texts are one matter and near at or above `jaccard` (inclusive).

    With `holding` a text with a head or a tail added is near too. `judged` spares comparisons made before.

    `text_of` gives the text signed, by key; it is asked only for candidates and may be asked again. A document is in
    at most one group. Every member is verified against the page to keep, so chains of small changes don't join.
    Four and more copies under mostly different titles are left out: that is what an unread article page looks like.
    """
    ranked = sorted(documents, key=order)
    if len(ranked) < 2:
        return
    sizes = np.array([one.characters for one in ranked], np.int64)
    held = Share(holding.share, holding.times, sizes) if holding else None
    pairs = near_pairs(rows_of([one.signature for one in ranked]), jaccard, held)
    comparison = Comparison(text_of, jaccard, holding, judged)
    for first, found in clusters([_item(one) for one in ranked], pairs, comparison):
        if not _frame_only([ranked[first], *(ranked[other] for other, _ in found)]):
            members = tuple(Member(ranked[other].key, *likeness) for other, likeness in found)
            least = min(member.similarity for member in members)
            yield Group(ranked[first].key, members, least, ranked[first].characters)


def clusters(
    ranked: Sequence[Item], pairs: Pairs, comparison: Comparison
) -> Iterator[tuple[int, list[tuple[int, Likeness]]]]:
    """Yield places in `ranked` of a text to keep and of its verified copies with their likeness, best ranked first.

    `pairs` are candidates (a < b), as places in `ranked`. A place is in at most one cluster.
    """
    neighbours = _Neighbours(pairs, len(ranked))
    taken = np.zeros(len(ranked), bool)
    for first in neighbours.with_any():
        if not taken[first] and (found := _copies(ranked, first, neighbours, comparison, taken)):
            yield first, found


def _copies(
    ranked: Sequence[Item], first: int, neighbours: "_Neighbours", comparison: Comparison, taken: NDArray[np.bool_]
) -> list[tuple[int, Likeness]]:
    """Return the verified copies of a document among its neighbours and theirs, best first, marking them taken."""
    keep, found = ranked[first], []
    near = neighbours.of(first)
    # A candidate ranked before this one has had its turn, has asked this one and been refused.
    waiting, asked = (
        deque(other for other in near if other > first),
        {first, *(other for other in near if other < first)},
    )
    while waiting:
        other = waiting.popleft()
        if other in asked or taken[other]:
            continue
        asked.add(other)
        likeness = comparison.likeness(keep, ranked[other])
        if likeness is not None:
            taken[[first, other]] = True
            found.append((other, likeness))
            waiting.extend(neighbours.of(other))
    return sorted(found)


def _frame_only(copies: list[Document]) -> bool:
    """Return whether many copies under as many titles show that the text is the frame of the pages, not an article."""
    titles = {normalise(one.title) for one in copies}
    return len(copies) >= FRAME_COPIES and 2 * len(titles) > len(copies)


def _item(document: Document) -> Item:
    return Item(document.key, document.title, document.media, document.content)


class _Neighbours:
    """The candidate pairs as an adjacency list in two arrays."""

    def __init__(self, pairs: NDArray[np.int64], count: int) -> None:
        both = np.concatenate((pairs, pairs[:, ::-1]))
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        self._starts = np.searchsorted(both[:, 0], np.arange(count + 1))
        self._others = both[:, 1].astype(np.int32)

    def of(self, document: int) -> list[int]:
        """Return the candidates of a document, best ranked first."""
        found: list[int] = self._others[self._starts[document] : self._starts[document + 1]].tolist()
        return found

    def with_any(self) -> list[int]:
        """Return the documents that have a candidate, in rank order."""
        found: list[int] = np.flatnonzero(np.diff(self._starts)).tolist()
        return found
