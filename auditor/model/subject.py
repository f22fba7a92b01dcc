"""The subjects of an audit: rows of the register, and how much of each was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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
