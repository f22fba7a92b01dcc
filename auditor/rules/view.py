"""What checks may read of a run: facts, each found by its type."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol, Self, TypeVar

from auditor.model import Subject, SubjectStanding


class SingleFact(Protocol):
    """A fact that is one value a subject: a frozen dataclass that says how it is read from a run of the store."""

    @classmethod
    def read(cls, run: Any, subject: str, *terms: Any, **more: Any) -> Self | None:
        """Return the fact from a StoredRun, None where the subject was not seen. Terms are further arguments."""


class StreamedFact(Protocol):
    """A fact that is many values a subject: a frozen dataclass that says how they are read from a run of the store."""

    @classmethod
    def stream(cls, run: Any, subject: str, *terms: Any, **more: Any) -> Iterator[Self]:
        """Yield the values from a StoredRun, none where the subject was not seen. Terms are further arguments."""


Single = TypeVar("Single", bound=SingleFact)
Streamed = TypeVar("Streamed", bound=StreamedFact)


class View(Protocol):
    """What checks may read of one run: its subjects, and facts of them. No input or output of their own, no clock.

    `subject` is an id, "" for a fact of the run as a whole. A subject that was not seen has no facts, and `standing`
    says why. The facts are in `auditor.facts`, one a file.
    """

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by, at its end, in the configured zone."""

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject of the run, in register order."""

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen."""

    def get(self, fact: type[Single], subject: str = "", *terms: Hashable) -> Single | None:
        """Return the fact of that type, worked out once a run; None where there is none."""

    def each(self, fact: type[Streamed], subject: str = "", *terms: Hashable) -> Iterator[Streamed]:
        """Yield the values of the fact of that type, in its own order; they are read as they are asked for."""
