"""The days that a notice names as its end."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
