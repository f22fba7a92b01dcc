"""One page a unit, to be sent to that department alone: nothing of what was found at other units is in it."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from auditor.model import SubjectStanding
from auditor.model.audit import AccountProposal, Audit, FindingStatus, NotSeen, Reason, StandingFinding, Step, Value
from auditor.report.report_model import Report

FOLDER = "units"
LIST = "units.csv"
LEAST_NAME = 2
OF_COPIES, OF_ACCOUNTS = 3, 27


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit's page: its name, its file's name within the folder, and how many findings it has that count."""

    unit: str
    file: str
    findings: int


def unit_file(unit: str, lang: str = "") -> str:
    """Return the name of a unit's page: of its name alone, so that it is the same in every run, and ASCII.

    `lang` is named where it is not the report's own ('').
    """
    name = f"u-{hashlib.sha256(unit.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
    return f"{name}.{lang}.html" if lang else f"{name}.html"


def unit_pages(report: Report) -> tuple[UnitPage, ...]:
    """Return the units of the register that are named, in its order."""
    counts = dict.fromkeys((one.subject.unit for one in report.audit.standings if one.subject.unit), 0)
    for one in report.open:
        standing = report.standings.get(one.subject)
        unit = standing.subject.unit if standing else one.unit
        if unit in counts:
            counts[unit] += 1
    return tuple(UnitPage(unit, unit_file(unit), count) for unit, count in counts.items())


def unit_reports(report: Report) -> Iterator[Report]:
    """Yield for every unit a report of its own subjects, findings and proposals, in the order of `unit_pages`.

    What is of the whole district is left out (trend, counts of rules, notes), other units' names in what the
    accounts' rules say are put as "another unit", and so are places on their sites.
    """
    by_unit = _ByUnit(report)
    for page in unit_pages(report):
        yield by_unit.of(page.unit)


class _ByUnit:
    """An report sorted by unit once, so that many units do not read all findings many times."""

    def __init__(self, report: Report) -> None:
        self.report = report
        audit = report.audit
        self.unit_of = {one.subject.id: one.subject.unit for one in audit.standings}
        self.standings: dict[str, list[SubjectStanding]] = {}
        for standing in audit.standings:
            self.standings.setdefault(standing.subject.unit, []).append(standing)
        self.findings = self._sorted(audit.findings)
        self.resolved = self._sorted(audit.resolved)
        self.carried = self._sorted(audit.carried)
        self.unknown: dict[str, list[NotSeen]] = {}
        for missing in audit.unknown:
            self.unknown.setdefault(self.unit_of.get(missing.subject, ""), []).append(missing)
        self.names = Names(report)

    def _sorted(self, findings: Iterable[StandingFinding]) -> dict[str, list[StandingFinding]]:
        made: dict[str, list[StandingFinding]] = {}
        for one in findings:
            made.setdefault(self.unit_of.get(one.subject, one.unit), []).append(one)
        return made

    def of(self, unit: str) -> Report:
        """Return the report of one unit."""
        whole = self.report
        others = OtherUnits(self.names, unit)
        findings = tuple(map(others.finding, self.findings.get(unit, ())))
        audit = self._audit(unit, others, findings)
        named = {one.rule for one in (*findings, *audit.resolved)}
        named |= {check.rule for sheet in audit.item_25 for check in sheet.checks}
        return replace(
            whole,
            audit=audit,
            rules={name: rule for name, rule in whole.rules.items() if name in named},
            standings={one.subject.id: one for one in audit.standings},
            open=tuple(one for one in findings if one.status is not FindingStatus.WAIVED),
            accepted=tuple(one for one in findings if one.status is FindingStatus.WAIVED),
            files={},
            unit=unit,
        )

    def _audit(self, unit: str, others: "OtherUnits", findings: tuple[StandingFinding, ...]) -> Audit:
        whole = self.report.audit
        own = {one.subject.id: one for one in self.standings[unit]}
        return Audit(
            run=replace(whole.run, inventory="", requests=0, bytes=0, pages=0, posts=0),
            standings=tuple(replace(one, why=others.text(one.why)) for one in own.values()),
            findings=findings,
            resolved=tuple(map(others.finding, self.resolved.get(unit, ()))),
            carried=tuple(map(others.finding, self.carried.get(unit, ()))),
            unknown=tuple(replace(one, detail=others.text(one.detail)) for one in self.unknown.get(unit, ())),
            item_3=tuple(
                replace(
                    one,
                    keep=None if one.keep and others.holds(one.keep) else one.keep,
                    members=tuple(url for url in one.members if not others.holds(url)),
                )
                for one in whole.item_3
                if one.subject in own
            ),
            item_25=tuple(one for one in whole.item_25 if one.subject in own),
            item_27=tuple(others.proposal(one, own) for one in whole.item_27 if one.subject in own),
            previous=whole.previous,
            limits=whole.limits,
        )


class Names:
    """What the register says of everybody: names of units and subjects as one pattern, hosts of sites by unit."""

    def __init__(self, report: Report) -> None:
        self.of_unit: dict[str, set[str]] = {}
        self.hosts: dict[str, set[str]] = {}
        self.accounts: set[str] = set()
        for one in (standing.subject for standing in report.audit.standings):
            self.of_unit.setdefault(one.unit, set()).update((one.name, one.unit))
            if one.platform:
                self.accounts.add(one.name)
            else:
                for host in filter(None, map(_host, (one.url, one.source))):
                    self.hosts.setdefault(host, set()).add(one.unit)
        known = sorted({name for names in self.of_unit.values() for name in names}, key=len, reverse=True)
        known = [name for name in known if len(name) >= LEAST_NAME]
        self.pattern = re.compile("|".join(map(re.escape, known))) if known else None
        self.unit_word = report.words("page.other_unit")
        self.account_word = report.words("page.other_account")


class OtherUnits:
    """What belongs to other units than one: their names and their sites' hosts."""

    def __init__(self, names: Names, unit: str) -> None:
        self._names = names
        self._unit = unit
        self._own = names.of_unit.get(unit, set())

    def text(self, text: str) -> str:
        """Return a text without names of other units and of their subjects; the longest name counts."""
        return self._names.pattern.sub(self._told, text) if text and self._names.pattern else text

    def _told(self, found: re.Match[str]) -> str:
        name = found.group()
        if name in self._own:
            return name
        return self._names.account_word if name in self._names.accounts else self._names.unit_word

    def holds(self, url: str) -> bool:
        """Return whether an address is on a site that only other units have registered."""
        units = self._names.hosts.get(_host(url))
        return units is not None and self._unit not in units

    def finding(self, one: StandingFinding) -> StandingFinding:
        """Return a finding without places on other units' sites; what rules of accounts say, without their names."""
        members = one.values.get("members")
        others = [place for place, url in enumerate(members) if self.holds(url)] if isinstance(members, list) else []
        values = {
            name: [part for place, part in enumerate(value) if place not in others]
            if isinstance(value, list) and isinstance(members, list) and len(value) == len(members)
            else self._kept(value, one.item)
            for name, value in one.values.items()
        }
        places = tuple(place for place in one.locations if not self.holds(place.url))
        if one.item == OF_ACCOUNTS:
            told: dict[str, Value] = {name: self._value(value) for name, value in values.items()}
            if told != values:
                return replace(one, values=told, locations=(), location_count=0)
        count = one.location_count - (len(one.locations) - len(places))
        return replace(one, values=values, locations=places, location_count=count)

    def _kept(self, value: Value, item: int) -> Value:
        if isinstance(value, list):
            return [text for text in value if not self.holds(text)]
        return self._names.unit_word if item == OF_COPIES and isinstance(value, str) and self.holds(value) else value

    def _value(self, value: Value) -> Value:
        if isinstance(value, list):
            return [self.text(text) for text in value]
        return self.text(value) if isinstance(value, str) else value

    def proposal(self, one: AccountProposal, own: Collection[str]) -> AccountProposal:
        """Return a proposal without names of other units' accounts; `own` are the unit's subjects."""
        return replace(
            one,
            into=one.into if one.into in own else None,
            reasons=tuple(Reason(why.code, self._filled(why.values)) for why in one.reasons),
            steps=tuple(Step(each.code, self._filled(each.values), each.by) for each in one.steps),
        )

    def _filled(self, values: Mapping[str, str | int]) -> dict[str, str | int]:
        return {name: self.text(value) if isinstance(value, str) else value for name, value in values.items()}


def _host(url: str) -> str:
    if "://" not in url:
        return ""
    try:
        return urlsplit(url).netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""
