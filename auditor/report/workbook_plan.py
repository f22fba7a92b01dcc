"""The plan of item 27 as a sheet of the ledger: one row an account, with cells for the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.model.audit import AccountProposal
from auditor.model.decisions import PlanDecision
from auditor.report.escape import visible
from auditor.report.printable import Edition
from auditor.report.short_words import account_action, reason, rests_on, step
from auditor.report.tiles import is_settled

COLUMNS = {
    "number": 5, "unit": 18, "account": 20, "platform": 11, "role": 9, "last_post": 12, "followers": 10,
    "proposed": 18, "confidence": 9, "reason": 34, "rests_on": 26, "steps": 46, "decision": 12, "owner": 10,
    "deadline": 12, "mark": 18,
}  # fmt: skip
COUNTED = ("number", "followers")
FILLED_IN = ("decision", "owner", "deadline")
CHOICES = ("keep", "merge", "close", "revive", "review", "register")
"""What a person may decide; the cell takes other words as well."""


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
        own = dict.fromkeys(FILLED_IN, "blank") | dict.fromkeys(COUNTED, "count") | {"mark": "mark"}
        return [formats[own.get(name, "text")] for name in self.columns]


def account_plan(edition: Edition) -> PlanSheet:
    """Return the plan of item 27, one row an account."""
    name = edition.words("ledger.plan")
    return PlanSheet(name, COLUMNS, plan_heads(edition), plan_rows(edition), choices(edition))


def plan_rows(edition: Edition) -> list[list[object]]:
    """Return the rows of the plan, what wants a decision first, then by unit and platform in register order."""
    ordered = sorted(edition.audit.item_27, key=is_settled)
    return [_row(edition, place, one) for place, one in enumerate(ordered, start=1)]


def plan_heads(edition: Edition) -> list[str]:
    """Return the heads of the plan's columns."""
    return [edition.words(f"plan_head.{name}") for name in COLUMNS]


def choices(edition: Edition) -> list[str]:
    """Return the decisions to choose from, in words."""
    return [edition.words(f"short_27.{name}") for name in CHOICES]


def _row(edition: Edition, place: int, one: AccountProposal) -> list[object]:
    words = edition.words
    known = edition.subject(one.subject)
    said = edition.decisions.plans.get(one.subject, PlanDecision())
    steps = [
        f"{number_}. {step(edition, each)}" + (f" {each.by.isoformat()}" if each.by else "")
        for number_, each in enumerate(one.steps, start=1)
    ]
    return [
        place,
        edition.unit_name(known.unit) if known else "",
        known.name if known else one.subject,
        edition.platform(known.platform) if known else "",
        words(f"role.{known.role or 'none'}") if known else "",
        one.last_post.isoformat() if one.last_post else "",
        one.followers if one.followers is not None else "",
        account_action(edition, one),
        words(f"state.{one.confidence}"),
        words.parted([reason(edition, why) for why in one.reasons]),
        rests_on(edition, one),
        "\n".join(steps),
        words.get(f"short_27.{said.decision}", visible(said.decision)),
        visible(said.owner),
        said.deadline.isoformat() if said.deadline else "",
        one.subject,
    ]
