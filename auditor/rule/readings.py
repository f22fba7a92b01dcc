"""What a run saw, as checks read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.model import ColumnClass, FoundDate, ListState, Location, Outcome, PageKind

NOT_SHOWN = "address"
"""`newest_source` of a date that no page shows: read off an address, or off the day a document was signed."""


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
