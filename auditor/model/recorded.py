"""Values that the store keeps whole, one a subject and run."""

from typing import Protocol, Self, TypeVar

Kept = TypeVar("Kept")


class Records(Protocol):
    """A run that holds what was recorded of its subjects."""

    def recorded(self, kind: type[Kept], subject: str) -> Kept | None:
        """Return the value recorded of a subject, None where there is none of that kind."""


class Recorded:
    """A value that is recorded whole, and so is a fact as it stands (auditor.rules.view.SingleFact)."""

    __slots__ = ()

    @classmethod
    def read(cls, run: Records, subject: str) -> Self | None:
        """Return what was recorded of a subject in a run, None where it was not seen."""
        return run.recorded(cls, subject)
