"""The subjects of an audit: rows of the register, and what was observed of sites and notice points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.model.recorded import Recorded
from auditor.model.reply import Outcome


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
    """The status of an account or site in the register."""

    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the register (docs/contract.md 1).

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


@dataclass(frozen=True, slots=True)
class SiteNetwork:
    """How a site is reached. `ipv6` says whether its name has an IPv6 address, None where that was not learned.

    `https` is OK where an encrypted connection stood, else its outcome, agreed on by `looks` looks apart in
    time; None: not asked. `certificate_until` is the last day (UTC) of the certificate shown, `certificate_names` its
    host names.
    """

    ipv6: bool | None = None
    https: Outcome | None = None
    looks: int = 1
    detail: str = ""
    certificate_until: date | None = None
    certificate_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A picture of a page that may hold the QR code of an account, and the result of reading it.

    `texts` are what its codes say. `state` is 'read' (then it held a code or it did not), 'no_reader' where this
    machine cannot read codes, else the outcome by which the picture was not got.
    """

    url: str
    page: str
    caption: str = ""
    alt: str = ""
    texts: tuple[str, ...] = ()
    state: str = "read"


@dataclass(frozen=True, slots=True)
class SiteObservation(Recorded):
    """The result of one run's walk over a site.

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
    network: SiteNetwork | None = None
    codes: tuple[CodeSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One sheet on a notice point's board. `row` is the row of the import file it came from.

    `ends_in_words` are the words that `expires_on` was read from ('' = the list gives a plain day). `taken_down_on`
    None: it hangs. A sheet without title stands for an inspection of the board as a whole.
    """

    point_id: str
    title: str
    posted_on: date | None = None
    expires_on: date | None = None
    url: str = ""
    inspected_on: date | None = None
    row: int = 0
    ends_in_words: str = ""
    taken_down_on: date | None = None


@dataclass(frozen=True, slots=True)
class PointObservation(Recorded):
    """The sheets of one notice point, or the reason they could not be read ('' = they could)."""

    sheets: tuple[NoticeSheet, ...] = ()
    fault: str = ""
