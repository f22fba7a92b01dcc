"""A finished audit: what consolidation makes and the reports print (CONTRACT 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from auditor.model import Location, SubjectStanding
from auditor.rule import Confidence, Severity


class FindingStatus(StrEnum):
    """A finding against the run before."""

    NEW = "new"
    OPEN = "open"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run. Times are aware and UTC; `as_of` is the day judged by, in the configured zone."""

    id: str
    started_at: datetime
    finished_at: datetime | None
    as_of: date
    inventory: str
    tool_version: str
    resumed: bool = False
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    posts: int = 0


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A finding with its history. `fingerprint` is 16 hex digits over rule, subject and target.

    `values` fill the rule's words in either language and are printed as evidence.
    """

    fingerprint: str
    rule: str
    item: int
    severity: Severity
    confidence: Confidence
    subject: str
    unit: str
    target: str
    values: Mapping[str, str | int | float | bool | None | list[str]]
    locations: tuple[Location, ...]
    location_count: int
    action: str
    first_seen: date
    status: FindingStatus
    variant: str = ""
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Something that could not be judged, and why. `rule` is '' when it holds for every rule."""

    subject: str
    target: str
    reason: str
    detail: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ItemThreeProposal:
    """What to do with one redundant piece of information; `keep` is the address that stays."""

    subject: str
    target: str
    keep: str | None
    action: str
    members: tuple[str, ...]
    reason: str
    fingerprint: str = ""


class SiteVerdict(StrEnum):
    """What an inspector's sheet would say of a site or of one check on it."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """One line of a site's sheet. `observed` and `limit` are short words; `source` is the clause,
    `confirmed` whether its wording was seen. `count` is the number of findings behind the line."""

    rule: str
    observed: str
    limit: str
    source: str
    confirmed: bool
    verdict: SiteVerdict
    count: int = 0


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of a site as officials check it: class, newest date, items, the limit in force in days."""

    url: str
    name: str
    column_class: str
    newest: date | None
    items: int
    limit_days: int | None
    state: str


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """Item 25 for one site: the verdict, the vetoes behind it, every check, and its columns."""

    subject: str
    verdict: SiteVerdict
    vetoes: tuple[str, ...]
    checks: tuple[SiteCheck, ...]
    columns: tuple[ColumnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountProposal:
    """Item 27 for one account. `reasons` are codes with values, worded by the report:
    (code, values) pairs; `into` is the account to merge into; `last_post` None when not seen."""

    subject: str
    action: str
    into: str | None
    reasons: tuple[tuple[str, Mapping[str, str | int]], ...]
    confidence: Confidence
    last_post: date | None = None
    posts: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the reports print. `previous` is the run compared with, None for the first run.

    `not_loaded` names rules that could not be loaded; `history` counts open findings of earlier runs,
    oldest first, at most 30.
    """

    run: RunInfo
    standings: tuple[SubjectStanding, ...]
    findings: tuple[StandingFinding, ...]
    resolved: tuple[StandingFinding, ...]
    unknown: tuple[NotSeen, ...]
    item_3: tuple[ItemThreeProposal, ...]
    item_25: tuple[SiteSheet, ...]
    item_27: tuple[AccountProposal, ...]
    previous: RunInfo | None = None
    not_loaded: tuple[str, ...] = ()
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    history: tuple[tuple[date, int], ...] = ()
    notes: tuple[str, ...] = ()
