"""The facts that pass between the six stages: frozen, slotted, and ignorant of each other's making."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple, Protocol


class SubjectKind(StrEnum):
    """What a row of the register is."""

    SITE = "site"
    ACCOUNT = "account"
    NOTICE_POINT = "notice_point"


class Role(StrEnum):
    """Declared place of an account in the matrix; never inferred."""

    MAIN = "main"
    FEATURED = "featured"
    NONE = ""


class RegisterStatus(StrEnum):
    """What the register says of an account or site."""

    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the register (CONTRACT 1).

    `id` is stable over row order. `followers` is a plain count (万 already multiplied out).
    `extra` holds unknown columns; it may hold phone numbers and is never printed.
    `row` is the 1-based row of the file the subject was read from.
    """

    id: str
    kind: SubjectKind
    name: str
    unit: str
    platform: str = ""
    url: str = ""
    account_id: str = ""
    source: str = ""
    role: Role = Role.NONE
    functions: tuple[str, ...] = ()
    status: RegisterStatus = RegisterStatus.ACTIVE
    site_code: str = ""
    verified_as: str = ""
    followers: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    notes: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    row: int = 0


class Outcome(StrEnum):
    """What one look at an address came to. FAULTS decide against it, UNDECIDED decide nothing."""

    OK = "ok"
    HTTP_ERROR = "http_error"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    PROTOCOL = "protocol"
    REDIRECT_LOOP = "redirect_loop"
    CHALLENGE = "challenge"
    AUTH = "auth"
    RATE_LIMITED = "rate_limited"
    NETWORK = "network"
    TIMEOUT = "timeout"
    ROBOTS = "robots"
    NOT_REACHED = "not_reached"
    UNSUPPORTED = "unsupported"
    PRIVATE = "private"
    INTERNAL = "internal"


FAULTS = frozenset(
    {Outcome.HTTP_ERROR, Outcome.DNS, Outcome.REFUSED, Outcome.TLS, Outcome.PROTOCOL, Outcome.REDIRECT_LOOP}
)
UNDECIDED = frozenset(Outcome) - FAULTS - {Outcome.OK}


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way: the address asked, and the status that sent us on."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the fetch layer brings back for one address; it never raises for what a server does.

    `headers` are lower-case names with raw-decoded values in wire order. `body` is decoded from its
    content-encoding and holds at most the cap asked for (`truncated` says it was cut).
    `status` is None when no status line was read. `peer` is the address connected to.
    `detail` is one line of English for the evidence and never holds a secret.
    `not_modified` is True for a 304 answer to a conditional request (outcome OK, empty body).
    """

    url: str
    outcome: Outcome
    at: datetime
    status: int | None = None
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    not_modified: bool = False
    detail: str = ""
    elapsed_ms: int = 0
    wire_bytes: int = 0
    requests: int = 0
    peer: str = ""

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, or ''."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def content_type(self) -> str:
        """Return the media type without parameters, lower case, '' when absent."""
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request needs from the earlier answer (RFC 9110 section 13)."""

    etag: str = ""
    last_modified: str = ""


class Fetcher(Protocol):
    """Anything that looks at one address politely and safely (fetch.client.Client; a fake in tests)."""

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        cap: int | None = None,
        accept: str = "",
        obey_robots: bool = True,
    ) -> Reply:
        """Return what came of asking `url`; never raise for what a server or the network does.

        `cap` bounds the decoded body in bytes (None: the page cap). `accept` replaces the Accept header.
        """


class LinkKind(IntEnum):
    """How a page holds an address. Stored as one byte, so numbers never change meaning."""

    ANCHOR = 0
    AREA = 1
    IMAGE = 2
    SOURCE = 3
    SCRIPT = 4
    STYLESHEET = 5
    LINK = 6
    FRAME = 7
    FORM = 8
    REFRESH = 9
    CSS = 10
    OBJECT = 11
    POSTER = 12
    MEDIA = 13
    REDIRECT = 14
    SITEMAP = 15
    PAGER = 16


NAVIGABLE = frozenset(
    {LinkKind.ANCHOR, LinkKind.AREA, LinkKind.FRAME, LinkKind.FORM, LinkKind.REFRESH, LinkKind.REDIRECT,
     LinkKind.SITEMAP, LinkKind.PAGER}
)  # fmt: skip


class Link(NamedTuple):
    """One distinct target of a page: absolute http(s) address without fragment, kind, visible text."""

    url: str
    kind: int
    text: str


class PageKind(StrEnum):
    """What a page is for."""

    HOME = "home"
    COLUMN = "column"
    ARTICLE = "article"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One candidate for a date: the day, where it was read, and the words it was read from."""

    on: date
    source: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One row of a column's list. `on` is None when undated; `yearless` marks a completed MM-DD."""

    url: str
    text: str
    on: date | None = None
    raw: str = ""
    yearless: bool = False


class ListState(StrEnum):
    """What the list of a column page looked like; only EMPTY and UNDER_CONSTRUCTION may be blank."""

    FILLED = "filled"
    EMPTY = "empty"
    UNDER_CONSTRUCTION = "under_construction"
    SCRIPT_FILLED = "script_filled"
    PARENT = "parent"
    LINK_OUT = "link_out"
    NONE = "none"


class ColumnClass(StrEnum):
    """Column classes of RULES.md with their own freshness limit; NO_LIMIT columns never go stale."""

    NEWS = "news"
    NOTICE = "notice"
    POLICY = "policy"
    INTERPRETATION = "interpretation"
    STATISTICS = "statistics"
    MESSAGES = "messages"
    PERSONNEL = "personnel"
    PLANS = "plans"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Everything one page says, extracted once (stage 3).

    `meta` has lower-case names; the first occurrence wins. `published` is the date shown, with its
    source; `dates` keeps every candidate. `text` is the normal-spaced main text ('' when none).
    `items` and `list_state` describe the page's own list (ListState.NONE: the page has none).
    `next_pages` are further pages of the same list. `signature` is the MinHash of `text`, None when
    the text is too short to sign. `soft_404` holds the words that say the page does not exist.
    `refresh` is the target of a meta refresh ('' when none). `trail` is the breadcrumb, outermost first.
    """

    url: str
    encoding: str = "utf-8"
    declared_encoding: str = ""
    title: str = ""
    heading: str = ""
    kind: PageKind = PageKind.OTHER
    meta: Mapping[str, str] = field(default_factory=dict)
    published: FoundDate | None = None
    dates: tuple[FoundDate, ...] = ()
    text: str = ""
    links: tuple[Link, ...] = ()
    items: tuple[ListItem, ...] = ()
    list_state: ListState = ListState.NONE
    column_name: str = ""
    column_class: ColumnClass | None = None
    column_class_source: str = ""
    archived: str = ""
    next_pages: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    soft_404: str = ""
    refresh: str = ""
    base: str = ""
    origin: str = ""
    signature: bytes | None = None
    media: int = 0


@dataclass(frozen=True, slots=True)
class SiteObservation:
    """What one run's walk over a site came to.

    `home` is the address the home page was read at (after redirects), '' when it was not read.
    `outcome` is the home page's. `looked` counts addresses of the site looked at, `pages` those read as
    pages, `unchanged` those that had not changed; `undecided` counts, by outcome, addresses that gave no
    answer that decides. `cut` counts what budgets left out, by budget; `not_reached` queued addresses that
    were never asked. `homes` are the addresses that count as the home page (redirects, meta refresh).
    """

    subject: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    home: str = ""
    homes: tuple[str, ...] = ()
    looked: int = 0
    pages: int = 0
    unchanged: int = 0
    undecided: Mapping[str, int] = field(default_factory=dict)
    cut: Mapping[str, int] = field(default_factory=dict)
    not_reached: int = 0
    sitemap_urls: int = 0
    seconds: float = 0.0


class ReadingOutcome(StrEnum):
    """What one reading of an account came to (ACCOUNTS.md 6)."""

    OK = "ok"
    OK_EMPTY = "ok_empty"
    EMPTY = "empty"
    NOT_FOUND = "not_found"
    DELETED = "deleted"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    MOVED = "moved"
    PRIVATE = "private"
    AUTH = "auth"
    NO_SOURCE = "no_source"
    RATE_LIMITED = "rate_limited"
    CHALLENGE = "challenge"
    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP_ERROR = "http_error"
    ROBOTS = "robots"
    NOT_A_FEED = "not_a_feed"
    PARSE_ERROR = "parse_error"
    BRIDGE_STALE = "bridge_stale"
    UNDATED = "undated"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    INTERNAL = "internal"


DECIDES_ACTIVITY = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY})


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an account. `published_at` is aware, or None where the source gave no usable date.

    `key` identifies the post within its account. `bad_date` keeps a date that was refused (future,
    before 1995, unreadable). `time_basis` is published | modified | tid | stat_date | ''.
    """

    key: str
    title: str = ""
    url: str = ""
    published_at: datetime | None = None
    date_raw: str = ""
    time_basis: str = ""
    bad_date: str = ""
    text: str = ""
    reads: int | None = None
    likes: int | None = None
    comments: int | None = None
    is_repost: bool = False
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class AccountReading:
    """One reading of one account; never overwritten by a worse one.

    `as_of` is how far the data reach (aware); `complete` says the window was read to its end and no
    cap was hit. `posts_total` is the platform's own counter (None: it has none, or it was not seen).
    `complete` False means older posts may exist that were not read; newest-first order is not assumed.
    """

    account_id: str
    adapter: str
    outcome: ReadingOutcome
    at: datetime
    as_of: datetime | None = None
    complete: bool = True
    posts: tuple[Post, ...] = ()
    posts_total: int | None = None
    display_name: str = ""
    followers: int | None = None
    detail: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One sheet on a notice point's board. `row` is the row of the import file it came from."""

    point_id: str
    title: str
    posted_on: date | None = None
    expires_on: date | None = None
    url: str = ""
    inspected_on: date | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """Where a target is linked or shown; `context` is the kind of link or a short excerpt."""

    url: str
    text: str = ""
    context: str = ""


class SubjectState(StrEnum):
    """How much of a subject this run saw."""

    OBSERVED = "observed"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """A subject with how much of it was seen. `why` is a reason code with detail, '' when observed."""

    subject: Subject
    state: SubjectState
    why: str = ""
    last_update: date | None = None
    stats: Mapping[str, int | str] = field(default_factory=dict)
