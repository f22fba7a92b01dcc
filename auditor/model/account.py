"""What one reading of an account came to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
