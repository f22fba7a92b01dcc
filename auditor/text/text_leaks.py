"""What a text shows and must not, gathered by kind and masked: all that may leave it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.model import Leak, LeakKind
from auditor.text.leaked_numbers import Number, find_numbers, speaks_of
from auditor.text.personal_data import mask_text
from auditor.text.secrecy import find_marks

MOST_SHOWN = 3
MOST_PLACES = 20
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One page or sheet of a document: its rows, cells parted by tabs, its name, and whether it begins the document.

    `numbered` says that rows are counted within it, as in a sheet. `marked` False: it has no head of its own.
    """

    rows: Sequence[str]
    name: str = ""
    first: bool = True
    numbered: bool = False
    marked: bool = True


@dataclass(slots=True)
class _Kind:
    seen: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    places: dict[str, None] = field(default_factory=dict)
    sure: bool = False

    def add(self, key: str, shown: str, place: str, *, sure: bool) -> None:
        if key not in self.seen and len(self.shown) < MOST_SHOWN:
            self.shown.append(shown[:LONGEST_SHOWN])
        self.seen.add(key)
        self.sure |= sure
        if place and len(self.places) < MOST_PLACES:
            self.places[place] = None


def find_leaks(parts: Iterable[Part], today: date) -> tuple[Leak, ...]:
    """Return what leaks from the parts of one document, one entry a kind, every number masked.

    `today` is the last day that anybody can be born on. Empty: nothing was found.
    """
    kinds: dict[LeakKind, _Kind] = {}
    said: frozenset[LeakKind] = frozenset()
    for part in parts:
        numbers = find_numbers(part.rows, today, said)
        said |= speaks_of(part.rows)
        for one in numbers:
            kinds.setdefault(one.kind, _Kind()).add(one.digits, one.masked, _place(part, one), sure=one.sure)
        if part.marked:
            for kind, _, words in find_marks(part.rows, head=part.first):
                kinds.setdefault(kind, _Kind()).add(words, mask_text(words), part.name, sure=False)
    return tuple(
        Leak(kind.value, len(one.seen), tuple(one.shown), tuple(one.places), one.sure)
        for kind, one in sorted(kinds.items())
    )


def _place(part: Part, one: Number) -> str:
    return f"{part.name}!{one.row + 1}" if part.numbered else part.name
