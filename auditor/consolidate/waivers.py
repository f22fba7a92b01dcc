"""A stored audit with people's decisions of today: what is accepted, and what is no longer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditor.consolidate.item_3 import item_three
from auditor.consolidate.sheet_renewal import renewed_sheets
from auditor.model.audit import Audit, FindingStatus, HistoryPoint, ItemThreeProposal, StandingFinding, Waiver


def holds(waiver: Waiver | None, on: date) -> bool:
    """Return whether a finding is accepted on a day; the waiver's last day is inclusive."""
    return waiver is not None and (waiver.until is None or on <= waiver.until)


def with_waivers(audit: Audit, waivers: Mapping[str, Waiver]) -> Audit:
    """Return the audit as it reads with the waivers that hold on its day; pure.

    A finding that is accepted no more is open again, or new where its first day is the run's. The plan of item 3 and
    the sheets of sites follow; the plan of accounts is made again by the next run.
    """
    findings = tuple(
        finding_with(one, waivers.get(one.fingerprint), audit.run.as_of, _was_new(one, audit)) for one in audit.findings
    )
    if findings == audit.findings:
        return audit
    return replace(
        audit,
        findings=findings,
        item_3=_plan(audit, findings),
        item_25=renewed_sheets(audit, findings),
        history=_recounted(audit, findings),
    )


def finding_with(
    one: StandingFinding, waiver: Waiver | None, on: date, otherwise: FindingStatus = FindingStatus.OPEN
) -> StandingFinding:
    """Return a finding as it stands on a day with that waiver (None: nobody accepted it), else as `otherwise`."""
    if waiver is not None and holds(waiver, on):
        return replace(one, status=FindingStatus.WAIVED, waiver=waiver.reason, waived_until=waiver.until)
    if one.status is not FindingStatus.WAIVED:
        return one
    return replace(one, status=otherwise, waiver="", waived_until=None)


def _was_new(one: StandingFinding, audit: Audit) -> FindingStatus:
    fresh = one.first_seen == audit.run.as_of and (audit.previous is None or audit.previous.as_of < audit.run.as_of)
    return FindingStatus.NEW if fresh else FindingStatus.OPEN


def _plan(audit: Audit, findings: Sequence[StandingFinding]) -> tuple[ItemThreeProposal, ...]:
    """Return the plan of item 3 less what is accepted now, with what is so no longer at its end."""
    accepted = {one.fingerprint for one in findings if one.status is FindingStatus.WAIVED}
    planned = {one.fingerprint for one in audit.item_3}
    kept = [one for one in audit.item_3 if one.fingerprint not in accepted]
    return (*kept, *item_three(one for one in findings if one.fingerprint not in planned))


def _recounted(audit: Audit, findings: tuple[StandingFinding, ...]) -> tuple[HistoryPoint, ...]:
    counted = Counter(one.item for one in findings if one.status is not FindingStatus.WAIVED)
    return tuple(
        replace(point, item_3=counted[3], item_25=counted[25], item_27=counted[27])
        if point.run == audit.run.id
        else point
        for point in audit.history
    )
