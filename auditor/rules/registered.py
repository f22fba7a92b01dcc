"""The registered subjects a rule looks at, and what a verdict about a whole subject points at."""

from collections.abc import Callable, Iterable, Iterator

from auditor.model import FAULTS, ReadingOutcome, RegisterStatus, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.rules import Clean, Unknown, Verdict, View
from auditor.rules.undecided import not_seen, reason_of

NOTHING_THERE = frozenset({ReadingOutcome.NO_SOURCE.value, *(outcome.value for outcome in FAULTS)})
OURS = frozenset({ReadingOutcome.INTERNAL.value, ReadingOutcome.TOOL_ERROR.value})
"""Reasons for not seeing a closed account that are the auditor's own fault, and told all the same."""


def running(view: View, kind: SubjectKind) -> Iterator[Subject]:
    """Yield the subjects of a kind that the register does not call closed; those waiting for closure count."""
    return (one for one in view.subjects() if one.kind is kind and one.status is not RegisterStatus.CLOSED)


def target_of(subject: Subject) -> str:
    """Return a site's url; an account's url, account_id or id; a notice point's id (docs/contract.md 4.6)."""
    if subject.kind is SubjectKind.NOTICE_POINT:
        return subject.id
    if subject.kind is SubjectKind.SITE:
        return subject.url or subject.id
    return subject.url or subject.account_id or subject.id


def each_seen(
    view: View, kind: SubjectKind, judge: Callable[[Subject], Iterable[Verdict]], nothing: str = ""
) -> Iterator[Verdict]:
    """Yield what `judge` says of parts of each running subject, and an Unknown for what of it was not seen.

    A subject wholly unseen is not handed to `judge`; one seen in part gets an Unknown beside its verdicts.
    One seen in whole without a verdict is Clean, or Unknown with the reason `nothing` where that is given.
    """
    for subject in running(view, kind):
        standing, target = view.standing(subject.id), target_of(subject)
        if standing.state is SubjectState.UNKNOWN:
            yield not_seen(standing, target)
            continue
        silent = True
        for verdict in judge(subject):
            silent = False
            yield verdict
        if standing.state is SubjectState.PARTIAL:
            yield not_seen(standing, target)
        elif silent:
            yield Unknown(subject.id, target, nothing) if nothing else Clean(subject.id, target)


def closed_and_unread(standing: SubjectStanding) -> bool:
    """Return whether the register calls a subject closed and nothing of it is there to read: nothing is missing then.

    So it is of a site whose address fails for everybody; a refusal still leaves a doubt. Of an account that was
    cancelled its interface, its token and its feed go as well, so that whatever could not be read is no wonder.
    """
    if standing.subject.status is not RegisterStatus.CLOSED or standing.state is SubjectState.OBSERVED:
        return False
    if standing.subject.kind is SubjectKind.ACCOUNT:
        return reason_of(standing) not in OURS
    return standing.state is SubjectState.UNKNOWN and reason_of(standing) in NOTHING_THERE
