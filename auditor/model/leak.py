"""What a page, a post or an attachment shows and must not."""

from dataclasses import dataclass
from enum import StrEnum


class LeakKind(StrEnum):
    """What leaks: numbers of persons, and marks of documents that are not public."""

    RESIDENT_ID = "resident_id"
    BANK_CARD = "bank_card"
    PASSPORT = "passport"
    MOBILES = "mobiles"
    GRADE = "grade"
    INTERNAL = "internal"
    WITHHELD = "withheld"


MARKS = frozenset({LeakKind.GRADE, LeakKind.INTERNAL, LeakKind.WITHHELD})
"""Kinds that are words on a document; the others are numbers of persons."""


@dataclass(frozen=True, slots=True)
class Leak:
    """All of one kind that one text shows, masked: never a whole number of a person.

    `count` counts different numbers, or marks. `shown` are the first few, masked, `places` where they stand in an
    attachment ('p. 3', 'Sheet1!12'; empty for pages and posts). `sure`: check digits and the words round them leave
    no doubt.
    """

    kind: str
    count: int
    shown: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sure: bool = False
