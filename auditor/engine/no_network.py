"""Tell an outage of our own network from sites that do not answer."""

from collections.abc import Sequence

from auditor.model import Outcome, ReadingOutcome, Subject, SubjectKind
from auditor.rule import View

ANSWERED = frozenset(
    {
        ReadingOutcome.OK, ReadingOutcome.EMPTY, ReadingOutcome.UNDATED, ReadingOutcome.PARTIAL,
        ReadingOutcome.NOT_A_FEED, ReadingOutcome.PARSE_ERROR, ReadingOutcome.HTTP_ERROR, ReadingOutcome.AUTH,
        ReadingOutcome.CHALLENGE, ReadingOutcome.RATE_LIMITED, ReadingOutcome.ROBOTS,
    }
)  # fmt: skip
"""Readings for which a server must have answered."""


def sites_without_network(view: View, subjects: Sequence[Subject]) -> int:
    """Return how many sites there are when every one failed for want of a network and no feed was answered, else 0."""
    homes = [view.home(subject.id) for subject in subjects if subject.kind is SubjectKind.SITE]
    outcomes = [home.outcome for home in homes if home is not None]
    if any(outcome is not Outcome.NETWORK for outcome in outcomes):
        return 0
    return 0 if any(_answered(view, subject) for subject in subjects) else len(outcomes)


def _answered(view: View, subject: Subject) -> bool:
    if subject.kind is not SubjectKind.ACCOUNT or subject.source.startswith("import:"):
        return False
    reading = view.account(subject.id)
    return reading is not None and reading.outcome in ANSWERED
