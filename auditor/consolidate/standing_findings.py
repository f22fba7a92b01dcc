"""Verdicts become standing findings: fingerprint, unit, severity, status against the run before."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum

from auditor.consolidate import fingerprint
from auditor.model import SubjectStanding
from auditor.model.audit import FindingStatus, StandingFinding, Value, Waiver
from auditor.rules import Finding, Rule, Severity

LOCATIONS = 20
SEVERITIES = list(Severity)


def standing_findings(
    findings: Iterable[tuple[Rule, Finding]],
    standings: Mapping[str, SubjectStanding],
    first_seen: Mapping[str, date],
    waivers: Mapping[str, Waiver],
    as_of: date,
) -> tuple[StandingFinding, ...]:
    """Return findings with their history, by item, severity, subject in register order, rule and target.

    `first_seen` holds fingerprint → day for everything that was open or unseen before. Two verdicts with
    one fingerprint become one finding: the heavier one, with the places of both.
    """
    order = {subject: place for place, subject in enumerate(standings)}
    known: dict[str, StandingFinding] = {}
    for rule, finding in findings:
        new = _standing(rule, finding, standings, first_seen, waivers, as_of)
        known[new.fingerprint] = _joined(known[new.fingerprint], new) if new.fingerprint in known else new
    return tuple(sorted(known.values(), key=lambda one: place(one, order)))


def place(one: StandingFinding, order: Mapping[str, int]) -> tuple[int, int, int, str, str, str]:
    """Return where a finding stands among others; `order` is that of the subjects."""
    return (
        one.item,
        SEVERITIES.index(one.severity),
        order.get(one.subject, len(order)),
        one.rule,
        one.target,
        one.fingerprint,
    )


def _standing(
    rule: Rule,
    finding: Finding,
    standings: Mapping[str, SubjectStanding],
    first_seen: Mapping[str, date],
    waivers: Mapping[str, Waiver],
    as_of: date,
) -> StandingFinding:
    print_ = fingerprint.of(rule.id, finding)
    waiver = waivers.get(print_)
    waived = waiver is not None and (waiver.until is None or as_of <= waiver.until)
    status = FindingStatus.OPEN if print_ in first_seen else FindingStatus.NEW
    subject = standings.get(finding.subject)
    values = {name: plain for key, value in finding.values.items() for name, plain in _plain(key, value)}
    return StandingFinding(
        fingerprint=print_,
        rule=rule.id,
        item=rule.item,
        severity=finding.severity or rule.severity,
        confidence=finding.confidence,
        subject=finding.subject,
        unit=subject.subject.unit if subject else str(values.get("unit") or ""),
        target=finding.target,
        values=values,
        locations=finding.locations[:LOCATIONS],
        location_count=max(finding.location_count, len(finding.locations)),
        action=finding.action,
        first_seen=first_seen.get(print_, as_of),
        status=FindingStatus.WAIVED if waived else status,
        variant=finding.variant,
        waiver=waiver.reason if waived and waiver else "",
        waived_until=waiver.until if waived and waiver else None,
    )


def _joined(a: StandingFinding, b: StandingFinding) -> StandingFinding:
    heavier = min(a, b, key=lambda one: SEVERITIES.index(one.severity))
    places = tuple(dict.fromkeys(a.locations + b.locations))
    return replace(
        heavier,
        locations=places[:LOCATIONS],
        location_count=max(a.location_count, b.location_count, len(places)),
    )


def _plain(key: str, value: object) -> Iterable[tuple[str, Value]]:
    """Yield a value as JSON can hold it; a mapping is spread over dotted keys."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _plain(f"{key}.{name}", inner)
    elif isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        yield key, [_text(item) for item in items]
    elif isinstance(value, float) and not math.isfinite(value):
        yield key, None
    elif value is None or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        yield key, value
    else:
        yield key, _text(value)


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
