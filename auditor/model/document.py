"""What a page says of documents: their validity, repeals, ends of notices, and leaks of data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentClass(StrEnum):
    """Which default of validity a normative document has where it states none."""

    USUAL = "usual"
    TRIAL = "trial"
    NOTICE = "notice"


class Fate(StrEnum):
    """What a later document does to one it names."""

    REPEALED = "repealed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a page repeals or keeps in force.

    `title` and `number` (as `text.document_names.number_in` writes it) as named, '' for what is not named. `on` is the
    day it ends (REPEALED) or lasts to (KEPT), None where the page names none. `listed`: it stands in a page made to
    repeal, not in the closing clause of another document.
    """

    fate: Fate
    title: str = ""
    number: str = ""
    on: date | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A normative document as its page shows it.

    `until` is the last day (inclusive) of a stated validity, read from `words`; `counted` says that it was counted
    from the day of publication. `begins` is the day it takes effect, where named. `marked` are the words by which the
    page says that it is over, changed or prolonged, `valid` those by which its head calls it in force.
    """

    kind: DocumentClass = DocumentClass.USUAL
    number: str = ""
    issuer: str = ""
    signed: date | None = None
    begins: date | None = None
    until: date | None = None
    words: str = ""
    counted: bool = False
    marked: str = ""
    valid: str = ""


# The days that a notice names as its end.


class EndKind(StrEnum):
    """What ends; LATER is a day that an enrolment names beside its ends (the exam, the contest itself)."""

    PUBLICITY = "publicity"
    ENROLMENT = "enrolment"
    CONSULTATION = "consultation"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class EndDate:
    """The last day (inclusive) of a period, with the words it was read from.

    `counted` says that it was counted from the day of publication; `sure` False that a calendar it needs is not
    published yet (the day is then late rather than early).
    """

    kind: EndKind
    on: date
    words: str
    counted: bool = False
    sure: bool = True


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
