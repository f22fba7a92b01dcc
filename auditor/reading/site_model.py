"""What is known of a site once its pages were read together."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.model import ColumnClass, PageKind
from auditor.reading.sketch import Row


class State(StrEnum):
    """What a column shows. Only BLANK is a finding; UNREAD says that nothing can be said."""

    FILLED = "filled"
    BLANK = "blank"
    PARENT = "parent"
    LINK_OUT = "link_out"
    STATIC = "static"
    MEDIA = "media"
    SCRIPTED = "scripted"
    UNREAD = "unread"


class Trust(StrEnum):
    """How far a reading bears a finding: two kinds of evidence agree, only one speaks, two contradict each other."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: what it speaks about (column, head, class, newest, state, kind), what it is, and for or against."""

    about: str
    what: str
    detail: str = ""
    against: bool = False


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page in the light of its site.

    `day` is the day of publication, None where none was found; `day_source` says where: `shown` on the page, `row`
    in a list only, '' none. `framed`: enough pages of its template were seen to tell it apart. `column` is the address
    of the head of the column the page belongs to ('' unknown).
    """

    url: str
    kind: PageKind
    headline: str
    headline_source: str
    day: date | None
    day_source: str
    column: str = ""
    own_letters: int = 0
    framed: bool = True
    template: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column with all its pages.

    `pages` are the addresses of its list, the head first. `newest` is the newest day not after the day judged by,
    `newest_source` `list` or `article`. `level` counts from 1, an entry of the main navigation; 0 where no navigation
    leads there. `trust` is that of a finding on the column, `doubts` are the words of what keeps it from more.
    `shows` are the columns whose items it repeats: a finding on it is one on them.
    """

    url: str
    name: str
    parent: str
    level: int
    column_class: ColumnClass | None
    pages: tuple[str, ...]
    items: int
    dated: int
    future: int
    newest: date | None
    newest_url: int
    newest_source: str
    state: State
    trust: Trust
    doubts: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteReading:
    """All pages and columns of a site, and what could not be read of it."""

    pages: tuple[PageReading, ...]
    columns: tuple[ColumnFound, ...]
    unread: tuple[tuple[str, str], ...] = field(default=())
