"""How long what a run saw holds: notices past their end, documents past their validity, pages nothing leads to."""

from dataclasses import dataclass
from datetime import date

from auditor.model import DocumentFacts, EndDate, Fate, Location, PageKind


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """A page that announces something which ends.

    `over` are the words by which the page says that it is over ('' = it does not). `shown` are the pages, at most 20 of
    `shown_count`, of home page and first pages of columns that link to it without saying so; columns that call
    themselves archives are left out. `on_home`: the home page is one of them. `disclosure` marks the 政府信息公开 area.
    """

    url: str
    title: str
    ends: tuple[EndDate, ...]
    published: date | None = None
    over: str = ""
    shown: tuple[Location, ...] = ()
    shown_count: int = 0
    on_home: bool = False
    disclosure: bool = False


@dataclass(frozen=True, slots=True)
class LaterWord:
    """What a page of a registered site says of a document.

    `on` as in NamedDocument; `named_on` is the page's own day. `exact`: the document's number or its whole title is
    named in a page made for it; else the two may be different editions.
    """

    fate: Fate
    url: str
    title: str
    on: date | None = None
    named_on: date | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """The page of a normative document. `own`: a unit of the register issued it. `later` are what pages of the
    registered sites say of it. `disclosure` marks the 政府信息公开 area."""

    url: str
    title: str
    document: DocumentFacts
    published: date | None = None
    own: bool = False
    later: tuple[LaterWord, ...] = ()
    disclosure: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkedPage:
    """A page that answers and that no chain of links from the home page leads to.

    `listed`: the walk read it, for the sitemap or an earlier finding named it; else it is one that the run before knew
    and this one only looked at. `published` is the day it shows.
    """

    url: str
    title: str
    kind: PageKind
    listed: bool = True
    published: date | None = None
    disclosure: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkedPages:
    """The pages of a site that nothing leads to. `gap` is why the walk cannot tell ('' = it can), a code of reasons.

    `scripted`: pages of the site hold links that only a script can open.
    """

    gap: str = ""
    detail: str = ""
    pages: tuple[UnlinkedPage, ...] = ()
    scripted: bool = False
