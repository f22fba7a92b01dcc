"""Find groups of documents that hold one text: LSH bands, exact verification, the guard, one page to keep.

Source: STACK.md section 5. Time and memory grow with the number of documents; texts are fetched when needed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.text.band_pairs import Pairs, Share, near_pairs
from auditor.text.compared_pairs import Judged, Likeness
from auditor.text.comparison import Comparison, Holding, Item
from auditor.text.normalise import normalise
from auditor.text.signature import rows_of

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
