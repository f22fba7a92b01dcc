"""The sheet of item 25: what an inspector would write of every site. Pass only where what decides was seen."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditor.consolidate.column_states import ColumnVerdict, column_lines, column_sums
from auditor.consolidate.fingerprint import canonical
from auditor.consolidate.history import names_of, reason_code
from auditor.consolidate.run_view import Sight
from auditor.facts.availability import availability
from auditor.model import RegisterStatus, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import FindingStatus, SiteCheck, SiteSheet, SiteVerdict, StandingFinding
from auditor.rules import Confidence, Limits, Rule, Severity, Unknown, by_role
from auditor.rules.judge import Judgement

ITEM = 25
TOO_FEW = "too_few_samples"
"""Why the rule that samples decide has no verdict until there are enough of them (docs/sources.md 3)."""

UNSEEN_ADDRESSES = ("undecided", "not_reached")
CUT = "budget"


def item_twenty_five(
    standings: Iterable[SubjectStanding],
    findings: Sequence[StandingFinding],
    judgement: Judgement,
    rules: Sequence[Rule],
    limits: Mapping[str, Limits],
    sight: Sight,
    as_of: date,
) -> tuple[SiteSheet, ...]:
    """Return a sheet for every registered site that is not closed, in register order.

    Fails where a veto is confirmed: a finding of that severity, or columns that add up to one. Passes only
    where no deciding rule is left undecided, whatever the addresses hold that were not seen. Everything else
    is not assessable. Accepted findings count for nothing.
    """
    found: dict[str, list[StandingFinding]] = {}
    for finding in findings:
        if finding.item == ITEM and finding.status is not FindingStatus.WAIVED:
            found.setdefault(finding.subject, []).append(finding)
    doubts: dict[str, list[tuple[str, Unknown]]] = {}
    for rule, unknown in judgement.unknown:
        if rule.item == ITEM:
            doubts.setdefault(unknown.subject, []).append((rule.id, unknown))
    item_rules = [rule for rule in rules if rule.item == ITEM]
    return tuple(
        _sheet(
            one,
            found.get(one.subject.id, ()),
            doubts.get(one.subject.id, ()),
            judgement.clean,
            item_rules,
            limits,
            sight,
            as_of,
        )
        for one in standings
        if one.subject.kind is SubjectKind.SITE and one.subject.status is not RegisterStatus.CLOSED
    )


def _sheet(
    standing: SubjectStanding,
    found: Sequence[StandingFinding],
    doubts: Sequence[tuple[str, Unknown]],
    clean: Mapping[tuple[str, str], frozenset[str]],
    rules: Sequence[Rule],
    limits: Mapping[str, Limits],
    sight: Sight,
    as_of: date,
) -> SiteSheet:
    site = standing.subject.id
    stale, blank = by_role(rules, "stale_column"), by_role(rules, "blank_column")
    columns = _columns(standing, found, doubts, sight, stale.id if stale else "", blank.id if blank else "")
    sums = column_sums(columns, _limits_of_sums(rules, limits, site), hidden(standing))
    checks = []
    for rule in rules:
        of_rule = [one for one in found if one.rule == rule.id]
        unsure = [unknown for name, unknown in doubts if name == rule.id]
        check = _check(rule, standing, of_rule, unsure, clean.get((rule.id, site), frozenset()), limits)
        if rule.role == "availability":
            check = _sampled(check, sight, site, as_of)
        checks.append(replace(check, sums=tuple(one for one in sums if one.code in rule.column_sums)))
    vetoed = {one.rule for one in found if one.severity is Severity.VETO and one.confidence is Confidence.CONFIRMED}
    vetoed |= {check.rule for check in checks if any(one.verdict is SiteVerdict.FAIL for one in check.sums)}
    undecided = tuple(check.rule for check in checks if _is_undecided(check, rules))
    return SiteSheet(
        subject=site,
        verdict=verdict_of(standing, vetoed, undecided),
        vetoes=tuple(rule.id for rule in rules if rule.id in vetoed),
        undecided=undecided,
        checks=tuple(checks),
        columns=column_lines(columns, limits.get(stale.id) if stale else None, site),
    )


def verdict_of(standing: SubjectStanding, vetoed: Collection[str], undecided: Collection[str]) -> SiteVerdict:
    """Return the verdict on a site by the rules that veto it and those left undecided."""
    if vetoed:
        return SiteVerdict.FAIL
    passes = hidden(standing) is not None and not undecided
    return SiteVerdict.PASS if passes else SiteVerdict.NOT_ASSESSABLE


def hidden(standing: SubjectStanding) -> int | None:
    """Return how many addresses of a site were found but not seen; None where nobody can tell."""
    if standing.state is SubjectState.OBSERVED:
        return 0
    counts = [standing.stats.get(name) for name in UNSEEN_ADDRESSES]
    known = [count for count in counts if isinstance(count, int)]
    bounded = standing.state is SubjectState.PARTIAL and len(known) == len(counts) and CUT not in standing.why
    return sum(known) if bounded else None


def _is_undecided(check: SiteCheck, rules: Iterable[Rule]) -> bool:
    """Return whether a check could still veto the site: its rule vetoes and was not judged, or a sum is open.

    A site that opened is not held back by what only samples of many days can decide.
    """
    if any(one.verdict is SiteVerdict.NOT_ASSESSABLE for one in check.sums):
        return True
    vetoes = any(rule.id == check.rule and rule.veto for rule in rules) and check.why != TOO_FEW
    return vetoes and check.verdict is SiteVerdict.NOT_ASSESSABLE


def _columns(
    standing: SubjectStanding,
    found: Iterable[StandingFinding],
    doubts: Iterable[tuple[str, Unknown]],
    sight: Sight,
    stale: str,
    blank: str,
) -> tuple[ColumnVerdict, ...]:
    known = {(one.rule, canonical(one.target)): one for one in found}
    unsure = {(rule, canonical(unknown.target)): unknown for rule, unknown in doubts}
    return tuple(
        ColumnVerdict(
            column,
            stale=known.get((stale, key)),
            blank=known.get((blank, key)),
            stale_doubt=unsure.get((stale, key)),
            blank_doubt=unsure.get((blank, key)),
        )
        for column in sight.columns(standing.subject.id)
        for key in (canonical(column.url),)
    )


def _check(
    rule: Rule,
    standing: SubjectStanding,
    found: Sequence[StandingFinding],
    doubts: Sequence[Unknown],
    clean: Collection[str],
    limits: Mapping[str, Limits],
) -> SiteCheck:
    confirmed = sum(one.confidence is Confidence.CONFIRMED for one in found)
    suspected = len(found) - confirmed
    reasons = Counter(unknown.reason for unknown in doubts)
    whole = names_of(standing.subject)
    unsure = len(doubts)
    blind = unsure > _judged(rule, standing, clean, unsure) or any(canonical(one.target) in whole for one in doubts)
    silent = not clean and not doubts and standing.state is not SubjectState.OBSERVED
    if confirmed:
        verdict = SiteVerdict.FAIL
    elif suspected or blind or silent:
        verdict = SiteVerdict.NOT_ASSESSABLE
    else:
        verdict = SiteVerdict.PASS
    why = reasons.most_common(1)[0][0] if reasons else ""
    if not why and silent:
        why = reason_code(standing)
    own = limits[rule.id].of(standing.subject.id) if rule.id in limits else {}
    return SiteCheck(
        rule=rule.id,
        verdict=verdict,
        confirmed=confirmed,
        suspected=suspected,
        clean=len(clean),
        unknown=len(doubts),
        why=why,
        limits=dict(own),
        source=rule.source.clause,
        source_seen=rule.source.seen,
    )


def _sampled(check: SiteCheck, sight: Sight, site: str, as_of: date) -> SiteCheck:
    """Return the line of the rule that only samples of many days decide, with how many there are."""
    counted, week = check, None
    if check.limits:
        week = availability(sight.samples(site), as_of, check.limits)
        counted = replace(check, samples=week.taken, samples_failed=week.failed)
    if week is None or not week.enough:
        return counted if check.why else replace(counted, verdict=SiteVerdict.NOT_ASSESSABLE, why=TOO_FEW)
    vetoed = check.confirmed and week.share >= check.limits["failures"]
    return replace(counted, verdict=SiteVerdict.FAIL if vetoed else SiteVerdict.PASS)


def _judged(rule: Rule, standing: SubjectStanding, clean: Collection[str], doubts: int) -> int:
    """Return how many targets the rule could judge. Rules over pages do not list what is fine: for them it is the
    addresses looked at, those in doubt left out."""
    looked = standing.stats.get("looked", 0) if "page" in rule.kind else 0
    return max(len(clean), looked - doubts if isinstance(looked, int) else 0)


def _limits_of_sums(rules: Iterable[Rule], limits: Mapping[str, Limits], site: str) -> dict[str, float]:
    """Return sum → count of columns (inclusive) that vetoes one site, of the sums that rules declare."""
    return {
        code: limits.get(rule.id, Limits({})).of(site).get(name, rule.limits[name].value)
        for rule in rules
        for code, name in rule.column_sums.items()
    }
