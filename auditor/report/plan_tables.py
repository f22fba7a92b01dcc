"""The plans of items 3 and 27 as tables: sheets of the ledger with cells for the decision, and rows for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.model.audit import AccountProposal, ItemThreeProposal, Meeting, StandingFinding
from auditor.model.decisions import PlanDecision
from auditor.report.catalogue import number
from auditor.report.phrases import account_action, evidence, is_settled, reason, rests_on, step
from auditor.report.report_model import Report
from auditor.report.sanitize import visible
from auditor.rules import sentences as rule_text

ACCOUNT_COLUMNS = {
    "number": 5, "unit": 18, "account": 20, "platform": 11, "role": 9, "last_post": 12, "followers": 10,
    "proposed": 18, "confidence": 9, "reason": 34, "rests_on": 26, "steps": 46, "decision": 12, "owner": 10,
    "deadline": 12, "mark": 18,
}  # fmt: skip
COUNT_COLUMNS = ("number", "followers")
DECISION_COLUMNS = ("decision", "owner", "deadline")
ACCOUNT_DECISIONS = ("keep", "merge", "close", "revive", "review", "register")
"""What a person may decide; the cell takes other words as well."""

ACTIONS = ("mask", "take_down_sheet", "merge", "mark", "archive", "keep", "review")
"""What may be proposed, in the order of the tables' columns."""

REDUNDANCY_COLUMNS = {
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
class PlanSheet:
    """One plan as a sheet: its name, the columns' names and widths, their heads, the rows, the decisions to choose."""

    name: str
    columns: Mapping[str, int]
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    choices: Sequence[str]

    def styles(self, formats: Mapping[str, Any]) -> list[Any]:
        """Return the format of each cell of a row."""
        own = dict.fromkeys(DECISION_COLUMNS, "blank") | dict.fromkeys(COUNT_COLUMNS, "count") | {"mark": "mark"}
        return [formats[own.get(name, "text")] for name in self.columns]


def account_plan(report: Report) -> PlanSheet:
    """Return the plan of item 27, one row an account."""
    words = report.words
    return PlanSheet(
        words("ledger.plan"),
        ACCOUNT_COLUMNS,
        [words(f"plan_head.{name}") for name in ACCOUNT_COLUMNS],
        _account_rows(report),
        [words(f"short_27.{name}") for name in ACCOUNT_DECISIONS],
    )


def _account_rows(report: Report) -> list[list[object]]:
    """Return the rows of the plan, what wants a decision first, then by unit and platform in register order."""
    ordered = sorted(report.audit.item_27, key=is_settled)
    return [_account_row(report, place, one) for place, one in enumerate(ordered, start=1)]


def _account_row(report: Report, place: int, one: AccountProposal) -> list[object]:
    words = report.words
    known = report.subject(one.subject)
    said = report.decisions.plans.get(one.subject, PlanDecision())
    steps = [
        f"{number_}. {step(report, each)}" + (f" {each.by.isoformat()}" if each.by else "")
        for number_, each in enumerate(one.steps, start=1)
    ]
    return [
        place,
        report.unit_name(known.unit) if known else "",
        known.name if known else one.subject,
        report.platform(known.platform) if known else "",
        words(f"role.{known.role or 'none'}") if known else "",
        one.last_post.isoformat() if one.last_post else "",
        one.followers if one.followers is not None else "",
        account_action(report, one),
        words(f"state.{one.confidence}"),
        words.parted([reason(report, why) for why in one.reasons]),
        rests_on(report, one),
        "\n".join(steps),
        words.get(f"short_27.{said.decision}", visible(said.decision)),
        visible(said.owner),
        said.deadline.isoformat() if said.deadline else "",
        one.subject,
    ]


# Item 3.


@dataclass(frozen=True, slots=True)
class ProposalText:
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


def plan_three(report: Report) -> tuple[ProposalText, ...]:
    """Return every proposal in words, in the order of the plan."""
    found = {one.fingerprint: one for one in report.open}
    return tuple(_told(report, one, found.get(one.fingerprint)) for one in report.audit.item_3)


def met(report: Report, proposal: ItemThreeProposal) -> str:
    """Return where readers meet a piece of information, '' where that is not known."""
    if not proposal.met:
        return ""
    words = report.words
    linked = words("met.linking", proposal.linking) if proposal.linking > 1 else ""
    if proposal.met == Meeting.PAGES:
        return words("met.linking", proposal.linking)
    return words.joined([part for part in (words(f"met.{proposal.met}"), linked) if part])


def explained(report: Report, proposal: ItemThreeProposal) -> str:
    """Return what a proposal means here, and what it would be once a suspicion holds."""
    words = report.words
    text = words(f"explain_3.{'merge_here' if proposal.action == 'merge' else proposal.action}")
    if not proposal.wanted:
        return text
    return words.sentences([text, words("explain_3.then", action=words(f"action_3.{proposal.wanted}"))])


def redundancy_plan(report: Report) -> PlanSheet:
    """Return the plan as a sheet of the ledger, one row a proposal."""
    words = report.words
    return PlanSheet(
        words("ledger.plan_3"),
        REDUNDANCY_COLUMNS,
        [words.get(f"plan_3_head.{name}", "") or words(f"plan_head.{name}") for name in REDUNDANCY_COLUMNS],
        redundancy_rows(report),
        [words(f"action_3.{action}") for action in ACTIONS],
    )


def redundancy_rows(report: Report) -> list[list[object]]:
    """Return the rows of the ledger's sheet, one a proposal, in the order of the plan."""
    return [_redundancy_row(report, place, one) for place, one in enumerate(plan_three(report), start=1)]


def _told(report: Report, one: ItemThreeProposal, found: StandingFinding | None) -> ProposalText:
    words = report.words
    known = report.subject(one.subject)
    title = found.values.get("title") if found else ""
    content = title if isinstance(title, str) else ""
    rests = [f"{label} {text}" for label, text in evidence(report, found, _said(report, found))] if found else []
    return ProposalText(
        proposal=one,
        unit=report.unit_name(known.unit if known else found.unit if found else ""),
        subject=report.subject_name(one.subject),
        content=content if content != one.target else "",
        met=met(report, one),
        reason=report.told(found) if found else report.rule_title(one.reason),
        rests_on=words.parted(rests),
        action=words(f"action_3.{one.action}"),
        explained=explained(report, one),
    )


def _said(report: Report, found: StandingFinding) -> set[str]:
    """Return the values that the sentence says already, and those shown elsewhere in the row."""
    rule = report.rules.get(found.rule)
    blanks = rule_text.BLANK.findall(rule_text.words(rule, report.lang, found.variant).summary) if rule else ()
    return {*blanks, *ELSEWHERE}


def _redundancy_row(report: Report, place: int, one: ProposalText) -> list[object]:
    said = report.decisions.plans.get(one.proposal.fingerprint, PlanDecision())
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
        report.words.get(f"short_27.{said.decision}", visible(said.decision)),
        visible(said.owner),
        said.deadline.isoformat() if said.deadline else "",
        one.proposal.fingerprint,
    ]
