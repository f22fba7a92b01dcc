"""What one page says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from auditor.model.document import DocumentFacts, EndDate, Leak, NamedDocument


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


class HiddenLink(NamedTuple):
    """A link to a foreign site that the page hides: address, text, and how (`extract/hidden_links.py`)."""

    url: str
    text: str
    how: str


class FragmentLink(NamedTuple):
    """A link to a place on another page: absolute address without fragment, and the fragment as written."""

    url: str
    fragment: str


class CodePicture(NamedTuple):
    """A picture that may hold the QR code of an account: absolute address, the words beside it, its own words."""

    url: str
    caption: str
    alt: str = ""


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
    """Column classes of docs/sources.md 4 with their own freshness limit; NO_LIMIT columns never go stale."""

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
class Message:
    """One message of a visitor in a list. `on` is the day it was written, None where the page does not tell;
    `answered` is what the page says of a reply, None where it says nothing."""

    title: str
    url: str = ""
    on: date | None = None
    answered: bool | None = None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Everything one page says, extracted once (stage 3).

    `meta` has lower-case names; the first occurrence wins. `published` is the date shown, with its
    source; `dates` keeps every candidate. `text` is the normal-spaced main text ('' when none).
    `items` and `list_state` describe the page's own list (ListState.NONE: the page has none).
    `next_pages` are further pages of the same list. `signature` is the MinHash of `text`, None when
    the text is too short to sign. `soft_404` holds the words that say the page does not exist.
    `messages` are the messages of visitors that a column lists with their state.
    `refresh` is the target of a meta refresh ('' when none). `trail` is the breadcrumb, outermost first.
    `footer` maps the footer elements of a home page, or of a frame, to what was seen of each. `written_by` says what
    on a home page may write more of them: 'scripts' in general, a 'footer_script' by its name, '' nothing.
    `leaving` are words by which the page tells its visitors that they leave the site.
    `empty_links` counts anchors that lead nowhere but look like links to content, `empty_texts` are the first of
    their texts. `lost_fragments` are linked within the page and name no place on it; `fragment_links` lead to
    places on other pages of its host. `names` are checksums of the places a fragment may name (b'' = not known).
    `size` is the page's own, in bytes, content-encoding undone.
    `rendered`: what a browser showed once scripts had run is in it (`extract/incomplete_pages.py`).
    `date_doubt` says why an article without a shown date may show one all the same: 'script' (a script writes it),
    'unread' (something like a date stands near the heading), '' no reason to think so.
    `codes` are pictures on home and matrix pages that may hold the QR code of an account.
    `leaks` are numbers of persons and marks of documents that are not public, masked.
    `ends` are the days that a notice names as its end, `over` the words by which its page says that it is over.
    `ended_rows` are the targets of rows of a list or home page that say so. `document` is what the page of a normative
    document says of its validity, `named` are the documents that a page repeals or keeps in force. `sketch` is what the
    reading of the whole site needs of the page, packed (`reading/sketch.py`; b'' = not drawn).
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
    footer: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    leaving: str = ""
    empty_links: int = 0
    empty_texts: tuple[str, ...] = ()
    hidden_links: tuple[HiddenLink, ...] = ()
    lost_fragments: tuple[str, ...] = ()
    fragment_links: tuple[FragmentLink, ...] = ()
    messages: tuple[Message, ...] = ()
    names: bytes = b""
    rendered: bool = False
    size: int = 0
    date_doubt: str = ""
    codes: tuple[CodePicture, ...] = ()
    leaks: tuple[Leak, ...] = ()
    ends: tuple[EndDate, ...] = ()
    over: str = ""
    ended_rows: tuple[str, ...] = ()
    document: DocumentFacts | None = None
    named: tuple[NamedDocument, ...] = ()
    sketch: bytes = b""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a target is linked or shown; `context` is the kind of link or a short excerpt."""

    url: str
    text: str = ""
    context: str = ""


LINK_USES: Mapping[int, str] = {
    LinkKind.ANCHOR: "link",
    LinkKind.AREA: "link",
    LinkKind.IMAGE: "image",
    LinkKind.SOURCE: "media",
    LinkKind.SCRIPT: "script",
    LinkKind.STYLESHEET: "style_sheet",
    LinkKind.LINK: "resource",
    LinkKind.FRAME: "frame",
    LinkKind.FORM: "form",
    LinkKind.REFRESH: "redirect",
    LinkKind.CSS: "image",
    LinkKind.OBJECT: "media",
    LinkKind.POSTER: "image",
    LinkKind.MEDIA: "media",
    LinkKind.REDIRECT: "redirect",
}
ATTACHMENT_ENDINGS = tuple(
    """
    .pdf .ofd .ceb .doc .docx .wps .rtf .xls .xlsx .et .csv .ppt .pptx .dps .zip .rar .7z .txt
    """.split()
)


def link_uses(url: str, kinds: Iterable[int]) -> list[str]:
    """Return the codes of the ways `url` is linked, sorted; empty when no page links it (a sitemap is no page).

    A plain link to a document or archive, told by its name, is an attachment.
    """
    codes = {LINK_USES[kind] for kind in kinds if kind in LINK_USES}
    if "link" in codes and url.partition("?")[0].lower().endswith(ATTACHMENT_ENDINGS):
        codes = codes - {"link"} | {"attachment"}
    return sorted(codes)
