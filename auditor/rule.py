"""What a rule is, what it may read, and the three answers it may give: Clean, Finding, Unknown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from auditor.model import (
    AccountReading,
    ColumnClass,
    FoundDate,
    ListState,
    Location,
    NoticeSheet,
    Outcome,
    PageKind,
    Post,
    Subject,
    SubjectStanding,
)


class Severity(StrEnum):
    """How much a finding weighs, heaviest first (CONTRACT 3)."""

    VETO = "veto"
    MAJOR = "major"
    MINOR = "minor"
    ADVICE = "advice"


class Confidence(StrEnum):
    """Whether a finding is settled or wants another look."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"


@dataclass(frozen=True, slots=True)
class Source:
    """The clause a rule or limit rests on; `seen` is False where its wording was not seen (依据待核)."""

    clause: str
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that judges. `value` is a default that configuration may change; unit in English."""

    value: float
    unit: str
    source: Source


@dataclass(frozen=True, slots=True)
class Words:
    """A rule's words in one language. `summary` and `suggestion` hold {blanks} filled from a finding's
    values (plus subject, unit, target); both languages use the same blanks."""

    title: str
    why: str
    summary: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Clean:
    """The rule looked at `target` of `subject` and found nothing against it."""

    subject: str
    target: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule could not judge. `reason` is a short code (an Outcome or ReadingOutcome value, or
    no_data, undated, unclassified, script_filled …); `detail` is one line."""

    subject: str
    target: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The rule holds against `target`. `values` fill the rule's words and become the evidence.

    `severity` None means the rule's own. `location_count` counts all places, `locations` at most 20.
    `action` is a code of suggestion: fix_link, update, fill, merge, keep, mark, archive, mask, revive,
    close, review …; `variant` picks other words where a rule has several (see Rule.variants).
    `part` tells apart several findings of one rule against one target (a missing tag, a footer element);
    it goes into the fingerprint, so it must be the same in every run.
    """

    subject: str
    target: str
    values: Mapping[str, object]
    locations: tuple[Location, ...] = ()
    location_count: int = 0
    confidence: Confidence = Confidence.CONFIRMED
    severity: Severity | None = None
    action: str = "review"
    variant: str = ""
    part: str = ""


Verdict = Clean | Unknown | Finding


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one rule in force. `values` hold for every subject, `own` overrides them by subject id."""

    values: Mapping[str, float]
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """Return the value for subjects without a limit of their own; KeyError when the rule has no such limit."""
        return self.values[name]

    def of(self, subject: str) -> Mapping[str, float]:
        """Return the limits that hold for one subject."""
        return {**self.values, **self.own.get(subject, {})}


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One link target of a site that is not plainly fine, with everything known of it this run.

    `looks` counts looks that agreed on `outcome`, spread in time (this run and earlier ones).
    `soft_404` holds the words or the reason that say a page answered 200 does not exist ('' = none).
    `internal` is True for targets on the site itself. `referrers` are at most 20 of `referrer_count`.
    `kinds` are the LinkKind values it is linked by. `on_home` is True when the home page holds it.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    looks: int = 1
    soft_404: str = ""
    internal: bool = True
    on_home: bool = False
    referrers: tuple[Location, ...] = ()
    referrer_count: int = 0
    kinds: frozenset[int] = frozenset()


NOT_SHOWN = "address"
"""`newest_source` of a date that no page shows: read off an address, or off the day a document was signed."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column of a site, its list pages joined.

    `newest` is the newest date among its items (shown in the list, or on the articles where the list
    shows none), never later than the day judged by; `newest_source` is 'list', 'article' or
    NOT_SHOWN.
    `dated` of `items` carry a date. `complete` is False when pages of the list or undated articles
    were not seen. `outcome` other than OK means the first page itself was not seen.
    `level` counts clicks from the home page. `archived` holds the words that say so ('' = not).
    `undated_articles` counts items whose article was seen and bears no date either.
    `future` counts items dated after the day judged by.
    """

    url: str
    name: str
    column_class: ColumnClass | None
    class_source: str
    list_state: ListState
    outcome: Outcome = Outcome.OK
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    items: int = 0
    dated: int = 0
    undated_articles: int = 0
    future: int = 0
    complete: bool = True
    level: int = 1
    archived: str = ""
    pages: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HomeReading:
    """A site's home page. `newest` is the newest item date on it, or for a pure navigation home page
    (`navigation_only`) on any second-level page. `outcome` other than OK: the home was not seen.
    `looks` counts looks that agreed on `outcome`, spread in time."""

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    dated: int = 0
    items: int = 0
    navigation_only: bool = False
    script_filled: bool = False
    complete: bool = True
    looks: int = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """One page or post among copies of a text. `published` is the date shown; `links_in` counts pages
    that link to it; `disclosure` marks the 政府信息公开 area; `origin` is its 来源 as written."""

    url: str
    title: str
    published: FoundDate | None = None
    links_in: int = 0
    disclosure: bool = False
    origin: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Copies of one text within one site or account, verified and past the number guard.

    `similarity` is the least exact Jaccard of a member to the page to keep, 0..1. `keep` is first.
    """

    copies: tuple[Copy, ...]
    similarity: float
    characters: int


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as the store remembers it (no text, no links)."""

    url: str
    kind: PageKind
    title: str
    published: FoundDate | None
    dates: tuple[FoundDate, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)


class View(Protocol):
    """What checks may read: streams and aggregates over one run, no I/O of their own, no clock.

    Every method of a subject not seen this run returns None or nothing; `standing` says why.
    """

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by, at its end, in the configured zone."""

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject of the run, in register order."""

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen."""

    def home(self, site: str) -> HomeReading | None:
        """Return the site's home page, None when it was never asked for."""

    def doubtful_targets(self, site: str) -> Iterator[TargetReading]:
        """Yield every link target of the site that is a fault, a soft 404 or undecided."""

    def columns(self, site: str) -> Iterator[ColumnReading]:
        """Yield the columns of a site."""

    def pages(self, site: str) -> Iterator[PageReading]:
        """Yield the pages of a site that were seen."""

    def duplicate_groups(self, subject: str, jaccard: float) -> Iterator[DuplicateGroup]:
        """Yield groups of equal texts within a site or account at or above `jaccard`."""

    def account(self, account: str) -> AccountReading | None:
        """Return the reading of an account (its posts included), None when it was not read."""

    def posts(self, account: str) -> Iterator[Post]:
        """Yield the posts of an account."""

    def sheets(self, point: str) -> Iterator[NoticeSheet]:
        """Yield the sheets of a notice point."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: who it is, what it rests on, its limits, its words, and the function that judges.

    `id` equals its module's name with '-' for '_'. `kind` names the subjects it looks at, in English.
    `variants` holds further words a language for findings that carry a variant code.
    """

    id: str
    item: int
    kind: str
    severity: Severity
    source: Source
    check: Callable[[View, Limits], Iterable[Verdict]]
    words: Mapping[str, Words]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
