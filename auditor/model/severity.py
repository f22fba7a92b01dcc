"""How much a finding weighs, and how sure it is."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs, heaviest first (docs/contract.md 3)."""

    VETO = "veto"
    MAJOR = "major"
    MINOR = "minor"
    ADVICE = "advice"


class Confidence(StrEnum):
    """Whether a finding is settled or wants another look."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
