"""The result of one reading of an account."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from auditor.model.recorded import Recorded
from auditor.model.reply import Validators


class ReadingOutcome(StrEnum):
    """The outcome of one reading of an account (docs/accounts.md 6)."""

    OK = "ok"
    OK_EMPTY = "ok_empty"
    EMPTY = "empty"
    NOT_FOUND = "not_found"
    DELETED = "deleted"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    MOVED = "moved"
    PRIVATE = "private"
    ACCOUNT_RESTRICTED = "account_restricted"
    AUTH = "auth"
    AUTH_EXPIRED = "auth_expired"
    AUTH_CONFIG = "auth_config"
    NOT_PERMITTED = "not_permitted"
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
    API_RETIRED = "api_retired"
    TOOL_ERROR = "tool_error"
    UNSUPPORTED = "unsupported"
    INTERNAL = "internal"


DECIDES_ACTIVITY = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY})


GONE = frozenset({ReadingOutcome.NOT_FOUND, ReadingOutcome.DELETED, ReadingOutcome.SUSPENDED})
"""Outcomes by which a platform says, in its own words, that there is no such account to visit."""

FAILED = frozenset(
    map(
        ReadingOutcome,
        """
        auth auth_expired auth_config not_permitted rate_limited challenge network timeout tls http_error not_a_feed
        parse_error bridge_stale api_retired tool_error internal
        """.split(),
    )
)
"""Outcomes whose cause is ours, our credentials', a bridge's or the network's: they prove nothing of the account."""


class Basis(StrEnum):
    """How directly a reading knows the account (docs/accounts.md 5)."""

    DIRECT = "direct"
    REPORTED = "reported"
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an account. `published_at` is aware, or None where the source gave no usable date.

    `key` identifies the post within its account. `bad_date` keeps a date that was refused (future,
    before 1995, unreadable). `time_basis` is published | modified | tid | stat_date | ''.
    `push_key` is shared by posts that went out in one push ('' = alone). `links` are the absolute addresses its text
    leads to, without its own. `removed` is '' for a public post, else by whom it was taken away: owner | platform.
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
    shares: int | None = None
    is_repost: bool = False
    is_pinned: bool = False
    repost_of: str = ""
    media_type: str = ""
    push_key: str = ""
    links: tuple[str, ...] = ()
    removed: str = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """What a visitor can do; None: not seen. `menu` is the account's own menu of services."""

    comments: bool | None = None
    messages: bool | None = None
    menu: bool | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person's check of an account: who looked, when (aware), what was seen, and the file of a picture with its
    SHA-256 in hex."""

    by: str
    at: datetime
    words: str = ""
    picture: str = ""
    picture_sha256: str = ""


@dataclass(frozen=True, slots=True)
class AccountReading(Recorded):
    """One reading of one account; never overwritten by a worse one.

    `as_of` is how far the data reach (aware); `complete` says the window was read to its end and no
    cap was hit. `posts_total` is the platform's own counter (None: it has none, or it was not seen).
    `complete` False means older posts may exist that were not read; newest-first order is not assumed, unless
    `newest_first` says that the source promises it.
    `display_name`, `subject_seen` (the certified subject) and `key_seen` (the platform's own id) are what the platform
    shows, '' where it was not seen; they are never filled from the register. `verified`: the platform certifies the
    account (None: not seen). `code` is the platform's own code of a failure. `moved_to` is where a moved or renamed
    account is now. `released` is the day an app or mini-program was last released. `window_from` is where the window
    read begins (aware, inclusive; None: at the account's first post, or not known). `last_post_at` (aware) is the time
    of the last post as a list of accounts or a person tells it, beside `posts` or where those were not read.
    `validators` are what the next reading of the same address asks with (None: nothing to ask with). `bridge_read_at`
    (aware) is when the bridge behind the reading last read any account, by its own word (None: it does not say).
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
    basis: Basis = Basis.REPORTED
    subject_seen: str = ""
    verified: bool | None = None
    key_seen: str = ""
    code: str = ""
    moved_to: str = ""
    released: date | None = None
    window_from: datetime | None = None
    newest_first: bool = False
    interaction: Interaction = Interaction()
    attested: Attestation | None = None
    last_post_at: datetime | None = None
    validators: Validators | None = None
    bridge_read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """An earlier reading of an account in few words.

    `on` is the day its run judged by, `at` (aware) when it was made; `source_url` is the masked address or file it
    came from, `newest` (aware) the time of its newest dated post, `as_of` how far its data reached.
    """

    on: date
    at: datetime
    adapter: str
    outcome: ReadingOutcome
    source_url: str = ""
    detail: str = ""
    newest: datetime | None = None
    as_of: datetime | None = None
    posts: int = 0
