"""What people decided about findings and plans: kept by fingerprint or account id, and never judged by a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from auditor.model.audit import Waiver


class Field(StrEnum):
    """One thing that people note on a finding or a plan's row."""

    REASON = "reason"
    UNTIL = "until"
    OWNER = "owner"
    DEADLINE = "deadline"
    PROGRESS = "progress"
    REVIEW = "review"
    REMARKS = "remarks"
    DECISION = "decision"


DATED = frozenset({Field.UNTIL, Field.DEADLINE})
"""Fields whose value is a day, as ISO text."""

ACCEPT = "accept"
"""The progress that accepts a finding as it is; it needs a reason."""

PLAN = "plan:"
"""What the key of a plan's row begins with; a finding's key is its fingerprint."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said at one time. `about` is a fingerprint, or PLAN and the mark of a plan's row; a `value` of '' takes
    back what was said before. `source` is the command or the ledger's file."""

    about: str
    field: Field
    value: str
    at: datetime
    who: str
    source: str


@dataclass(frozen=True, slots=True)
class Review:
    """What people wrote of one finding. `progress` and `review` are codes (open, busy, done, accept; wait, pass, fail)
    or words of their own; '' and None: nothing was said."""

    owner: str = ""
    deadline: date | None = None
    progress: str = ""
    review: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class PlanDecision:
    """What people decided of one row of a plan: a code of the plan's choices or words of their own."""

    decision: str = ""
    owner: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What holds now: waivers and reviews by fingerprint, decisions on plans by the mark of their row."""

    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    plans: Mapping[str, PlanDecision] = field(default_factory=dict)
