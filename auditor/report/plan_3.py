"""The plan of item 3 in words, as the page, the ledger and the table of evidence print it."""

from dataclasses import dataclass

from auditor.model.audit import ItemThreeProposal, Meeting, StandingFinding
from auditor.model.decisions import PlanDecision
from auditor.report.catalogue import number
from auditor.report.escape import visible
from auditor.report.printable import Edition
from auditor.report.short_words import evidence
from auditor.report.workbook_plan import PlanSheet
from auditor.rules import sentences as rule_text

ACTIONS = ("mask", "take_down_sheet", "merge", "mark", "archive", "keep", "review")
"""What may be proposed, in the order of the tables' columns."""

COLUMNS = {
    "number": 5, "unit": 18, "subject": 18, "content": 34, "target": 38, "met": 20, "reason": 34, "rests_on": 30,
    "proposed": 12, "explained": 26, "members": 40, "decision": 12, "owner": 10, "deadline": 12, "mark": 18,
}  # fmt: skip
ELSEWHERE = frozenset(
    {"title", "members", "similarities", "differences", "disclosure", "name", "url", "limit", "window"}
)
"""Evidence that a row shows in another cell, or that only the sentence makes sense of."""

MOST_MEMBERS = 100
"""Addresses listed in one cell; a spreadsheet's cell is bounded."""


@dataclass(frozen=True, slots=True)
class Told:
    """One proposal in words. `content` is a title ('' = none), `met` where readers meet it, `rests_on` the evidence."""

    proposal: ItemThreeProposal
    unit: str
    subject: str
    content: str
    met: str
    reason: str
    rests_on: str
    action: str
    explained: str


def plan_three(edition: Edition) -> tuple[Told, ...]:
    """Return every proposal in words, in the order of the plan."""
    found = {one.fingerprint: one for one in edition.open}
    return tuple(_told(edition, one, found.get(one.fingerprint)) for one in edition.audit.item_3)


def met(edition: Edition, proposal: ItemThreeProposal) -> str:
    """Return where readers meet a piece of information, '' where that is not known."""
    if not proposal.met:
        return ""
    words = edition.words
    linked = words("met.linking", proposal.linking) if proposal.linking > 1 else ""
    if proposal.met == Meeting.PAGES:
        return words("met.linking", proposal.linking)
    return words.joined([part for part in (words(f"met.{proposal.met}"), linked) if part])


def explained(edition: Edition, proposal: ItemThreeProposal) -> str:
    """Return what a proposal means here, and what it would be once a suspicion holds."""
    words = edition.words
    text = words(f"explain_3.{'merge_here' if proposal.action == 'merge' else proposal.action}")
    if not proposal.wanted:
        return text
    return words.sentences([text, words("explain_3.then", action=words(f"action_3.{proposal.wanted}"))])


def redundancy_plan(edition: Edition) -> PlanSheet:
    """Return the plan as a sheet of the ledger, one row a proposal."""
    return PlanSheet(edition.words("ledger.plan_3"), COLUMNS, plan_heads(edition), plan_rows(edition), choices(edition))


def plan_heads(edition: Edition) -> list[str]:
    """Return the heads of the columns of the ledger's sheet."""
    return [edition.words.get(f"plan_3_head.{name}", "") or edition.words(f"plan_head.{name}") for name in COLUMNS]


def plan_rows(edition: Edition) -> list[list[object]]:
    """Return the rows of the ledger's sheet, one a proposal, in the order of the plan."""
    return [_row(edition, place, one) for place, one in enumerate(plan_three(edition), start=1)]


def choices(edition: Edition) -> list[str]:
    """Return the decisions to choose from, in words."""
    return [edition.words(f"action_3.{action}") for action in ACTIONS]


def _told(edition: Edition, one: ItemThreeProposal, found: StandingFinding | None) -> Told:
    words = edition.words
    known = edition.subject(one.subject)
    title = found.values.get("title") if found else ""
    content = title if isinstance(title, str) else ""
    rests = [f"{label} {text}" for label, text in evidence(edition, found, _said(edition, found))] if found else []
    return Told(
        proposal=one,
        unit=edition.unit_name(known.unit if known else found.unit if found else ""),
        subject=edition.subject_name(one.subject),
        content=content if content != one.target else "",
        met=met(edition, one),
        reason=edition.told(found) if found else edition.rule_title(one.reason),
        rests_on=words.parted(rests),
        action=words(f"action_3.{one.action}"),
        explained=explained(edition, one),
    )


def _said(edition: Edition, found: StandingFinding) -> set[str]:
    """Return the values that the sentence says already, and those shown elsewhere in the row."""
    rule = edition.rules.get(found.rule)
    blanks = rule_text.BLANK.findall(rule_text.words(rule, edition.lang, found.variant).summary) if rule else ()
    return {*blanks, *ELSEWHERE}


def _row(edition: Edition, place: int, one: Told) -> list[object]:
    said = edition.decisions.plans.get(one.proposal.fingerprint, PlanDecision())
    members = one.proposal.members
    more = [f"… +{number(len(members) - MOST_MEMBERS)}"] if len(members) > MOST_MEMBERS else []
    return [
        place,
        one.unit,
        one.subject,
        one.content,
        one.proposal.target,
        one.met,
        one.reason,
        one.rests_on,
        one.action,
        one.explained,
        "\n".join([*members[:MOST_MEMBERS], *more]),
        edition.words.get(f"short_27.{said.decision}", visible(said.decision)),
        visible(said.owner),
        said.deadline.isoformat() if said.deadline else "",
        one.proposal.fingerprint,
    ]
