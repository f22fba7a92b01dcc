"""The sheets of item 25 of a stored run, as they read with what is accepted today; pure.

A run's verdicts are not made again: lines whose findings are accepted, or no longer, are counted anew. Where the stored
line no longer tells whether nothing was left unseen, it is not assessable until the next run.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from auditor.consolidate.column_states import FIRST_LEVEL
from auditor.consolidate.item_25 import ITEM, SAMPLED, TOO_FEW, hidden, verdict_of
from auditor.model import ColumnClass, SubjectStanding, SubjectState
from auditor.model.audit import Audit, ColumnSum, FindingStatus, SiteCheck, SiteSheet, SiteVerdict, StandingFinding
from auditor.rules import Confidence, Severity

NEWS_SUM = "news_and_first_level"


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
    if check.rule == SAMPLED and check.samples is not None:
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
