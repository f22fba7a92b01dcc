"""Chapter of item 3: what is redundant by unit, the plan with blank cells for a person's decision, the findings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.report.catalogue import number
from auditor.report.finding_rows import CAP, Place, Table, new, suspected, table
from auditor.report.plan_tables import ACTIONS, ProposalText, plan_three
from auditor.report.report_model import Report
from auditor.report.sanitize import href

ITEM = 3
SYNDICATED = ("from_above", "elsewhere")
FOLDED = 30
"""Copies listed a proposal on the page; the ledger lists them all."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: an action in one word, and what it means here."""

    action: str
    meaning: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: how many proposals of each kind it has (ACTIONS), and in all."""

    unit: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One proposal in words; `code` is its action's, `more` counts copies that are not among `members`."""

    told: ProposalText
    code: str
    key: str
    target: Place
    members: tuple[Place, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Syndication:
    """What a site publishes for others, which is compliance: its name, and the counts in words."""

    subject: str
    told: str


@dataclass(frozen=True, slots=True)
class ChapterThree:
    """The chapter: a sentence, units, the plan (capped, `proposed` in all), the findings, what is gone.

    `heads` name the actions of the units' table.
    """

    conclusion: str
    heads: tuple[str, ...]
    units: tuple[UnitLine, ...]
    plan: tuple[PlanLine, ...]
    proposed: int
    table: Table
    proposals: Mapping[str, Proposal]
    resolved: Table
    syndicated: tuple[Syndication, ...]


def chapter_three(report: Report) -> ChapterThree:
    """Return the chapter of item 3; what most readers meet comes first."""
    words = report.words
    told = plan_three(report)
    shown = table(report, [one for one in report.open if one.item == ITEM])
    wanted = {one.key for one in shown.rows}
    return ChapterThree(
        _conclusion(report),
        tuple(words(f"action_3.{action}") for action in ACTIONS),
        _units(told)[:CAP],
        tuple(map(_line, told[:CAP])),
        len(told),
        shown,
        {
            one.proposal.fingerprint: Proposal(one.action, one.explained)
            for one in told
            if one.proposal.fingerprint in wanted
        },
        table(report, (one for one in report.audit.resolved if one.item == ITEM)),
        tuple(_syndicated(report)),
    )


def _syndicated(report: Report) -> Iterator[Syndication]:
    """Yield the sites with articles of higher authorities, or with texts that another registered site has too."""
    words = report.words
    for one in report.wanted:
        counts = [(name, one.stats.get(name)) for name in SYNDICATED]
        parts = [words(f"syndicated.{name}", count) for name, count in counts if isinstance(count, int) and count]
        if parts:
            yield Syndication(report.subject_name(one.subject.id), words.parted(parts))


def _conclusion(report: Report) -> str:
    words = report.words
    found = [one for one in report.open if one.item == ITEM]
    if not found:
        return words("conclusion.blind" if report.blind() else "conclusion.item_3_none")
    actions = Counter(one.action for one in report.audit.item_3)
    listed = [f"{words(f'action_3.{action}')} {number(count)}" for action, count in actions.most_common()]
    return words(
        "conclusion.item_3",
        len(found),
        new=number(new(found)),
        suspected=number(suspected(found)),
        actions=words.joined(listed),
    )


def _units(told: Sequence[ProposalText]) -> tuple[UnitLine, ...]:
    """Return the units with proposals, the one with most first; equal ones in the order of the plan."""
    counts: dict[str, Counter[str]] = {}
    for one in told:
        counts.setdefault(one.unit, Counter())[one.proposal.action] += 1
    lines = [UnitLine(unit, tuple(each[code] for code in ACTIONS), each.total()) for unit, each in counts.items()]
    return tuple(sorted(lines, key=lambda line: -line.total))


def _line(one: ProposalText) -> PlanLine:
    members = one.proposal.members
    return PlanLine(
        told=one,
        code=one.proposal.action,
        key=one.proposal.fingerprint,
        target=Place(one.proposal.target, "", href(one.proposal.target)),
        members=tuple(Place(url, "", href(url)) for url in members[:FOLDED]),
        more=max(0, len(members) - FOLDED),
    )
