"""Whether a run has news, and of what kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.model.audit import Audit, FindingStatus
from auditor.report.summary import Veto, vetoes


@dataclass(frozen=True, slots=True)
class News:
    """What a run has that the run before had not: vetoes, findings, and how much more could not be judged."""

    vetoes: frozenset[Veto]
    new: int
    unseen: int


def news(audit: Audit, before: Audit | None) -> News:
    """Return what is news against the run before (None: everything is).

    A veto that was suspected the night before and is confirmed now is news, though its finding is an old one.
    """
    known = frozenset(vetoes(before)) if before else frozenset()
    sites = {(one.subject, one.rule) for one in known}
    fresh = [one for one in vetoes(audit) if one not in known and (one.mark or (one.subject, one.rule) not in sites)]
    unseen = len(audit.unknown) - (len(before.unknown) if before else 0)
    new = sum(one.status is FindingStatus.NEW for one in audit.findings)
    return News(frozenset(fresh), new, max(0, unseen))


def wanted(found: News, when: Sequence[str]) -> bool:
    """Return whether one of the occasions in `when` ([notify] when) has come."""
    return any(there for occasion, there in _occasions(found) if occasion in when)


def _occasions(found: News) -> Iterator[tuple[str, bool]]:
    yield "always", True
    yield "veto", bool(found.vetoes)
    yield "new", bool(found.new)
    yield "unseen", bool(found.unseen)
