"""A finished audit: what consolidation makes and reports print (docs/contract.md 3); codes and values, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from auditor.model import Location, SubjectStanding
from auditor.model.severity import Confidence, Severity

Value = str | int | float | bool | None | list[str]


class FindingStatus(StrEnum):
    """A finding against the run before."""

    NEW = "new"
    OPEN = "open"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run. Times are aware and UTC; `as_of` is the day judged by, in the configured zone.

    `recheck_of` is the run whose open findings alone were looked at again, '' for a whole run.
    """

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
    recheck_of: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's decision to accept a finding. `until` is the last day it holds, None without end."""

    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A finding with its history. `fingerprint` is 16 hex digits over rule, subject and target.

    `values` fill the rule's words in either language and are printed as evidence; dates are ISO text.
    `waiver` is the reason it was accepted for, `waived_until` the last day of that (None: without end).
    """

    fingerprint: str
    rule: str
    item: int
    severity: Severity
    confidence: Confidence
    subject: str
    unit: str
    target: str
    values: Mapping[str, Value]
    locations: tuple[Location, ...]
    location_count: int
    action: str
    first_seen: date
    status: FindingStatus
    variant: str = ""
    waiver: str = ""
    waived_until: date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that shows a finding: `name` within the folder evidence/, SHA-256 as hex digits, size in bytes."""

    fingerprint: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Something that could not be judged, and why. `rules` is empty when it holds for every rule."""

    subject: str
    target: str
    reason: str
    detail: str = ""
    rules: tuple[str, ...] = ()


class Meeting(StrEnum):
    """Where readers meet a piece of information first: most of them at the home page, on a list's first page next."""

    HOME = "home"
    COLUMN = "column"
    BOARD = "board"
    ACCOUNT = "account"
    PAGES = "pages"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Reach:
    """How readers come to an address: by the home page, by the first page of a column, by how many pages in all."""

    on_home: bool = False
    on_column: bool = False
    pages: int = 0


@dataclass(frozen=True, slots=True)
class ItemThreeProposal:
    """What to do with one redundant piece of information; nothing here ever means deletion.

    `keep` is the address that stays, None where nothing is merged. `reason` is a code. `met` says where readers meet
    it first ('' = not known), `linking` on how many pages. `wanted` is what to do once a suspicion holds ('' = none).
    """

    subject: str
    target: str
    keep: str | None
    action: str
    members: tuple[str, ...]
    reason: str
    fingerprint: str = ""
    met: str = ""
    linking: int = 0
    wanted: str = ""


class SiteVerdict(StrEnum):
    """The verdict of an inspector's sheet on a site or on one check."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """Columns that together veto a site: `count` at fault, `unseen` that could add to it, at `limit` (inclusive)."""

    code: str
    count: int
    unseen: int
    limit: float
    verdict: SiteVerdict


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """One line of a site's sheet: how often the rule held (`confirmed`, `suspected`), held not (`clean`), or
    could not tell (`unknown`, most often for `why`). `source` is the clause, `source_seen` whether its wording was.
    `samples` counts the availability samples of the days judged, None for rules that take none."""

    rule: str
    verdict: SiteVerdict
    confirmed: int
    suspected: int
    clean: int
    unknown: int
    why: str
    limits: Mapping[str, float]
    source: str
    source_seen: bool
    sums: tuple[ColumnSum, ...] = ()
    samples: int | None = None
    samples_failed: int = 0


class ColumnState(StrEnum):
    """How a column stands."""

    FRESH = "fresh"
    STALE = "stale"
    BLANK = "blank"
    NO_LIMIT = "no_limit"
    UNCLASSIFIED = "unclassified"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of a site as officials check it. `limit_days` None: no limit, or class unknown ('').

    `class_source` says where the class was read; `own_limit` that the limit was set for this column alone.
    """

    url: str
    name: str
    column_class: str
    newest: date | None
    items: int
    limit_days: float | None
    state: ColumnState
    why: str = ""
    class_source: str = ""
    own_limit: bool = False


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """Item 25 for one site: the verdict, the rules that veto it, every check, and its columns.

    `undecided` names the deciding rules that could not be judged; a site passes only where it is empty.
    """

    subject: str
    verdict: SiteVerdict
    vetoes: tuple[str, ...]
    undecided: tuple[str, ...]
    checks: tuple[SiteCheck, ...]
    columns: tuple[ColumnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is proposed: a code and the values that fill its words."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a code, the values that fill its words, and the day it is due or done by (None: no day)."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    by: date | None = None


@dataclass(frozen=True, slots=True)
class AccountProposal:
    """Item 27 for one account: proposed by the machine, decided by a person.

    `subject` is a register id, or for `register` the address found. `last_post` None: no dated post was seen.
    `rests_on` says what the proposal was judged by (None: nothing was read). `followers` are the newest known, read or
    registered. `steps` are in order.
    """

    subject: str
    action: str
    into: str | None
    reasons: tuple[Reason, ...]
    confidence: Confidence
    last_post: date | None = None
    posts: int = 0
    rests_on: Reason | None = None
    followers: int | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One run in the trend: open findings an item, subjects seen in full of all subjects."""

    run: str
    on: date
    item_3: int
    item_25: int
    item_27: int
    observed: int
    subjects: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What a rule judged in this run: targets found clean, findings, and targets it could not judge."""

    clean: int
    findings: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the reports print. `previous` is the run compared with, None for the first run.

    `resolved` were open before, were looked at again and are gone. `carried` were open before and were not
    looked at this time: neither open nor gone, kept so that `first_seen` survives. `left_register` counts
    findings dropped because their subject is no longer registered. `not_loaded` names rules that could not
    be loaded, `failed` rules that raised. `history` ends with this run and holds at most 30. `walks` maps sites to
    how many addresses of them are usually looked at.
    """

    run: RunInfo
    standings: tuple[SubjectStanding, ...]
    findings: tuple[StandingFinding, ...]
    resolved: tuple[StandingFinding, ...]
    carried: tuple[StandingFinding, ...]
    unknown: tuple[NotSeen, ...]
    item_3: tuple[ItemThreeProposal, ...]
    item_25: tuple[SiteSheet, ...]
    item_27: tuple[AccountProposal, ...]
    previous: RunInfo | None = None
    left_register: int = 0
    not_loaded: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    counts: Mapping[str, RuleCount] = field(default_factory=dict)
    history: tuple[HistoryPoint, ...] = ()
    notes: tuple[str, ...] = ()
    walks: Mapping[str, float] = field(default_factory=dict)
