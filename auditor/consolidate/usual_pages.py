"""How much of a site a walk usually sees, so that a site under maintenance is not taken for one that was mended."""

from collections.abc import Iterable, Mapping

from auditor.model import SubjectKind, SubjectStanding, SubjectState

SHRUNK = 0.5
"""Share of the usual addresses below which a walk shows nothing of what the site no longer has."""

FORGOTTEN = 0.9
"""What is left of the usual number after a run that saw less, so that a site may shrink for good."""


def is_whole(standing: SubjectStanding, usual: Mapping[str, float]) -> bool:
    """Return whether a subject was seen whole, and of a site no less than half of what is usually seen of it.

    A page that says the site is being repaired has no links, so a walk is soon at its end.
    """
    whole = standing.state is SubjectState.OBSERVED
    return whole and _looked(standing) >= SHRUNK * usual.get(standing.subject.id, 0)


def usual_walks(standings: Iterable[SubjectStanding], before: Mapping[str, float]) -> dict[str, float]:
    """Return site → addresses usually looked at, from what they were before and this run; others stay as they were."""
    sites = [one for one in standings if one.subject.kind is SubjectKind.SITE]
    faded = {one.subject.id: FORGOTTEN * before.get(one.subject.id, 0) for one in sites}
    return {**before, **{one.subject.id: round(max(_looked(one), faded[one.subject.id]), 1) for one in sites}}


def _looked(standing: SubjectStanding) -> int:
    looked = standing.stats.get("looked", 0)
    return looked if isinstance(looked, int) else 0
