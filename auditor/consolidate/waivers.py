"""A stored audit with people's decisions of today: what is accepted, and what is no longer."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditor.consolidate.column_states import FIRST_LEVEL, NEWS_SUM
from auditor.consolidate.item_3 import item_three
from auditor.consolidate.item_25 import ITEM, TOO_FEW, hidden, verdict_of
from auditor.model import ColumnClass, SubjectStanding, SubjectState
from auditor.model.audit import (
    Audit,
    ColumnSum,
    FindingStatus,
    HistoryPoint,
    ItemThreeProposal,
    SiteCheck,
    SiteSheet,
    SiteVerdict,
    StandingFinding,
    Waiver,
)
from auditor.rules import Confidence, Rule, Severity, by_id


def holds(waiver: Waiver | None, on: date) -> bool:
    """Return whether a finding is accepted on a day; the waiver's last day is inclusive."""
    return waiver is not None and (waiver.until is None or on <= waiver.until)


def with_waivers(audit: Audit, waivers: Mapping[str, Waiver], rules: Iterable[Rule]) -> Audit:
    """Return the audit as it reads with the waivers that hold on its day; pure. `rules` are those installed.

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
        item_3=_plan(audit, findings, by_id(rules)),
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


def _plan(
    audit: Audit, findings: Sequence[StandingFinding], rules: Mapping[str, Rule]
) -> tuple[ItemThreeProposal, ...]:
    """Return the plan of item 3 less what is accepted now, with what is so no longer at its end."""
    accepted = {one.fingerprint for one in findings if one.status is FindingStatus.WAIVED}
    planned = {one.fingerprint for one in audit.item_3}
    kept = [one for one in audit.item_3 if one.fingerprint not in accepted]
    return (*kept, *item_three([one for one in findings if one.fingerprint not in planned], rules))


def _recounted(audit: Audit, findings: tuple[StandingFinding, ...]) -> tuple[HistoryPoint, ...]:
    counted = Counter(one.item for one in findings if one.status is not FindingStatus.WAIVED)
    return tuple(
        replace(point, item_3=counted[3], item_25=counted[25], item_27=counted[27])
        if point.run == audit.run.id
        else point
        for point in audit.history
    )


# The sheets of item 25 of a stored run, as they read with what is accepted today; pure.


def renewed_sheets(audit: Audit, findings: Sequence[StandingFinding]) -> tuple[SiteSheet, ...]:
    """Return the sheets of an audit whose findings, in the same order, are now `findings`."""
    changed: dict[str, set[str]] = {}
    for was, now in zip(audit.findings, findings, strict=True):
        if now.item == ITEM and _counts(was) != _counts(now):
            changed.setdefault(now.subject, set()).add(now.rule)
    standings = {one.subject.id: one for one in audit.standings}
    return tuple(
        _sheet(
            one,
            standings[one.subject],
            [each for each in audit.findings if each.subject == one.subject and _counts(each)],
            [each for each in findings if each.subject == one.subject and each.item == ITEM],
            changed[one.subject],
        )
        if one.subject in changed and one.subject in standings
        else one
        for one in audit.item_25
    )


def _counts(one: StandingFinding) -> bool:
    return one.status is not FindingStatus.WAIVED


def _sheet(
    sheet: SiteSheet,
    standing: SubjectStanding,
    before: Iterable[StandingFinding],
    findings: Sequence[StandingFinding],
    changed: Collection[str],
) -> SiteSheet:
    now = [one for one in findings if _counts(one)]
    counted = list(before)
    checks = tuple(
        _check(one, standing, [each for each in counted if each.rule == one.rule], _of(now, one.rule))
        if one.rule in changed
        else one
        for one in sheet.checks
    )
    vetoing = {one.rule for one in findings if one.severity is Severity.VETO} | set(sheet.undecided)
    vetoed = {one.rule for one in now if one.severity is Severity.VETO and one.confidence is Confidence.CONFIRMED}
    vetoed |= {check.rule for check in checks if any(one.verdict is SiteVerdict.FAIL for one in check.sums)}
    undecided = tuple(
        check.rule
        for check in checks
        if (_undecided(check, vetoing) if check.rule in changed else check.rule in sheet.undecided)
    )
    return replace(
        sheet,
        verdict=verdict_of(standing, vetoed, undecided),
        vetoes=tuple(check.rule for check in checks if check.rule in vetoed),
        undecided=undecided,
        checks=checks,
    )


def _of(findings: Iterable[StandingFinding], rule: str) -> list[StandingFinding]:
    return [one for one in findings if one.rule == rule]


def _check(
    check: SiteCheck, standing: SubjectStanding, before: Sequence[StandingFinding], now: Sequence[StandingFinding]
) -> SiteCheck:
    confirmed = sum(one.confidence is Confidence.CONFIRMED for one in now)
    suspected = len(now) - confirmed
    blind = check.unknown > check.clean or (not check.clean and standing.state is not SubjectState.OBSERVED)
    if check.samples is not None:
        verdict = _sampled(check, confirmed)
    elif confirmed:
        verdict = SiteVerdict.FAIL
    elif suspected or blind:
        verdict = SiteVerdict.NOT_ASSESSABLE
    else:
        verdict = SiteVerdict.PASS
    sums = tuple(_sum(one, standing, before, now) for one in check.sums)
    return replace(check, verdict=verdict, confirmed=confirmed, suspected=suspected, sums=sums)


def _sampled(check: SiteCheck, confirmed: int) -> SiteVerdict:
    """Return the verdict on reaching a site; samples too few stay too few."""
    if check.why == TOO_FEW or not check.samples:
        return check.verdict
    vetoed = confirmed and check.samples_failed / check.samples >= check.limits.get("failures", 1)
    return SiteVerdict.FAIL if vetoed else SiteVerdict.PASS


def _sum(
    one: ColumnSum, standing: SubjectStanding, before: Iterable[StandingFinding], now: Iterable[StandingFinding]
) -> ColumnSum:
    was, is_ = _sure(one.code, before), _sure(one.code, now)
    count = one.count + is_[0] - was[0]
    unseen = one.unseen + is_[1] - was[1]
    rest = hidden(standing)
    if count >= one.limit:
        verdict = SiteVerdict.FAIL
    elif rest is not None and count + unseen + rest < one.limit:
        verdict = SiteVerdict.PASS
    else:
        verdict = SiteVerdict.NOT_ASSESSABLE
    return replace(one, count=count, unseen=unseen, verdict=verdict)


def _sure(code: str, findings: Iterable[StandingFinding]) -> tuple[int, int]:
    """Return how many confirmed and how many suspected findings are of columns that a sum adds up."""
    within = [one for one in findings if code != NEWS_SUM or _in_news_sum(one)]
    confirmed = sum(one.confidence is Confidence.CONFIRMED for one in within)
    return confirmed, len(within) - confirmed


def _in_news_sum(one: StandingFinding) -> bool:
    kind, level = str(one.values.get("column_class") or ""), one.values.get("level")
    return kind == ColumnClass.NEWS or (kind in FIRST_LEVEL and isinstance(level, int) and level <= 1)


def _undecided(check: SiteCheck, vetoing: Collection[str]) -> bool:
    if any(one.verdict is SiteVerdict.NOT_ASSESSABLE for one in check.sums):
        return True
    open_ = check.verdict is SiteVerdict.NOT_ASSESSABLE and check.why != TOO_FEW
    return open_ and check.rule in vetoing
