"""How much of a subject a run saw, read off what was recorded of it."""

from collections.abc import Mapping

from auditor.model import (
    DECIDES_ACTIVITY,
    AccountReading,
    NoticeSheet,
    Outcome,
    ReadingOutcome,
    SiteObservation,
    SubjectState,
)

State = tuple[SubjectState, str]

SEEN_IN_PART = frozenset({ReadingOutcome.PARTIAL, ReadingOutcome.UNDATED})
SAYS_WHAT_IT_IS = frozenset(
    {
        ReadingOutcome.NOT_FOUND,
        ReadingOutcome.DELETED,
        ReadingOutcome.SUSPENDED,
        ReadingOutcome.DEACTIVATED,
        ReadingOutcome.MOVED,
    }
)


def site_state(seen: SiteObservation, unread: Mapping[str, int] | None = None) -> State:
    """Return how much of a site was seen, and why not all of it.

    Unknown when its home page was not seen; partial when budgets cut the walk, addresses gave no answer, or
    lists were not understood (`unread`: how many, by reason).
    """
    if seen.outcome is not Outcome.OK or not seen.home:
        if seen.outcome is Outcome.OK:
            return SubjectState.UNKNOWN, f"leads_away: {seen.detail}"
        status = f" {seen.status}" if seen.status else ""
        told = f": {seen.detail}" if seen.outcome is Outcome.ROBOTS and seen.detail else ""
        return SubjectState.UNKNOWN, f"{seen.outcome.value}{status}{told}"
    reasons = [f"{name}: {count}" for name, count in sorted(seen.undecided.items())]
    if seen.not_reached:
        reasons.append(f"{Outcome.NOT_REACHED.value}: {seen.not_reached}")
    reasons += [f"{name}: {count}" for name, count in sorted((unread or {}).items())]
    reasons += [f"budget {name}: {count}" for name, count in sorted(seen.cut.items())]
    return (SubjectState.PARTIAL, ", ".join(reasons)) if reasons else (SubjectState.OBSERVED, "")


def account_state(reading: AccountReading) -> State:
    """Return how much of an account was seen; undated and cut: partial; empty: unknown (docs/contract.md 4.12)."""
    if reading.outcome in DECIDES_ACTIVITY | SAYS_WHAT_IT_IS:
        return SubjectState.OBSERVED, ""
    why = f"{reading.outcome.value}: {reading.detail}" if reading.detail else reading.outcome.value
    return (SubjectState.PARTIAL if reading.outcome in SEEN_IN_PART else SubjectState.UNKNOWN), why


def point_state(sheets: tuple[NoticeSheet, ...], fault: str) -> State:
    """Return how much of a notice point was seen."""
    if fault:
        return SubjectState.UNKNOWN, fault
    return SubjectState.OBSERVED, ""
