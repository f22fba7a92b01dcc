"""Everything one page says, from its bytes: one parse, one walk, then its kind by what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.extract.column_names import archived, column_class, column_name, page_listing
from auditor.extract.date_texts import date_doubt
from auditor.extract.elements import LINKED
from auditor.extract.fragment_names import lost_fragments, pack_names, places_elsewhere
from auditor.extract.kinds import Evidence, declares_article, declares_column, has_byline, is_index, judge_kind, prose
from auditor.extract.leaving_notice import leaving_words
from auditor.extract.list_state import Signs, judge_state
from auditor.extract.lists import Listing
from auditor.extract.main_text import Main, find_main, heading_lines
from auditor.extract.messages import find_messages
from auditor.extract.open_page import Draw, Sheet, open_sheet
from auditor.extract.page_details import (
    STUB,
    count_attachments,
    count_fields,
    count_media,
    find_contacts,
    find_origin,
    find_page_leaks,
    find_refresh,
)
from auditor.extract.pager import next_pages, scripted_pages
from auditor.extract.published import META, SHOWN, SHOWN_LATER, all_dates, choose, meta_dates
from auditor.extract.qr_codes import find_code_pictures
from auditor.extract.site_marks import find_marks, find_writers
from auditor.extract.soft404 import ErrorKind, ErrorWords, alert_words, error_words, framed_error
from auditor.extract.validity_marks import article_title, ended_rows, find_document, find_ends
from auditor.model import CodePicture, FoundDate, Link, LinkKind, ListState, PageFacts, PageKind
from auditor.model.urls import Joiner
from auditor.text.repeals import named_documents
from auditor.text.signature import sign
from auditor.text.special_pages import lists_accounts

SURE_TEXT = 800
"""Letters outside links in a container of the main text that make a look for lists needless."""

SOME_TEXT = 20
"""The same in a known system's container under a heading with a byline."""

SURE_ROWS = 5
SURE_SHARE = 0.35
"""Share of the visible letters that dated rows must hold for the page to be nothing but their column."""

LEAST_SHOWN = 200
"""Letters a page shows without its scripts, for it to be said that a place on it is missing."""

FRAMED_TEXT = 1_500
FOOTER_SIGN = "备".encode()
"""Letters up to which a page may be the footer that a home page shows in a frame, and what every footer holds."""

SHORT_TEXT = 200
"""Letters of text below which pictures and attachments are counted, for a page may consist of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found on a page before its kind is judged."""

    errors: ErrorWords
    refresh: str
    listing: Listing
    state: ListState = ListState.NONE
    main: Main = field(default_factory=Main)
    dates: tuple[FoundDate, ...] = ()
    media: int = 0


def _is_plain_article(sheet: Sheet, byline: bool) -> bool:
    """Say whether a look for lists is needless: tags, or a text of its own, make the page an article."""
    meta = sheet.head.meta
    if declares_article(meta) and not is_index(sheet.url):
        return True
    if declares_column(meta) or is_index(sheet.url) or sheet.span.linked >= LINKED / 2:
        return False
    own = sheet.span.letters * (1 - sheet.span.linked)
    return own >= (SOME_TEXT if sheet.span.certain and byline else SURE_TEXT)


def _is_plain_column(sheet: Sheet, listing: Listing, byline: bool) -> bool:
    """Say whether a look for a main text is needless: dated rows make up the page."""
    letters = sum(len(item.text) for item in listing.items)
    text = sheet.span.certain and sheet.span.linked < LINKED and sheet.span.letters >= SHORT_TEXT
    return (
        listing.dated >= SURE_ROWS
        and not listing.menu
        and not byline
        and not text
        and letters >= SURE_SHARE * len(sheet.visible)
    )


def _dates(sheet: Sheet, main: Main, today: date) -> tuple[FoundDate, ...]:
    head = sheet.head
    at = sum(len(line) + 1 for line in sheet.row[: main.start]) if main.start >= 0 else -1
    return all_dates(sheet.visible, sheet.heading_at, at, head.meta, head.times, sheet.scripts, sheet.url, today)


def _doubt(sheet: Sheet, seen: Seen) -> str:
    """Return why an article may show a date that was not read, '' where it shows one or surely none."""
    if any(found.source in (SHOWN, SHOWN_LATER) for found in seen.dates):
        return ""
    start = seen.main.start
    at = sum(len(line) + 1 for line in sheet.row[:start]) if start >= 0 else -1
    return date_doubt(sheet.visible, sheet.heading_at, at, sheet.scripts)


def _evidence(sheet: Sheet, seen: Seen, byline: bool) -> Evidence:
    main, listing = seen.main, seen.listing
    return Evidence(
        url=sheet.url,
        meta=sheet.head.meta,
        heading=sheet.heading,
        trail=sheet.trail,
        shown=next((found for found in seen.dates if found.source in (SHOWN, META)), None),
        prose=prose(main.text),
        text=len(main.text),
        certain=main.certain,
        media=main.media,
        byline=byline,
        listed=0 if listing.menu else len(listing.items),
        dated=0 if listing.menu else listing.dated,
        list_letters=sum(len(item.text) for item in listing.items),
        beside=listing.beside,
        state=seen.state,
        fields=count_fields(sheet),
    )


def _look(sheet: Sheet, today: date, *, is_home: bool) -> tuple[Seen, PageKind]:
    """Look for list, text and dates, as far as the page needs it, and judge what the page is for."""
    errors = error_words(sheet.head.title, sheet.visible, sheet.heading)
    if not errors.kind:
        errors = alert_words(sheet.scripts)
    refresh = find_refresh(sheet)
    byline = sheet.chinese and has_byline(sheet.row, heading_lines(sheet.visible, sheet.needles))
    plain = not is_home and _is_plain_article(sheet, byline)
    listing = Listing() if plain else page_listing(sheet, today, whole=is_home, written=not byline)
    if is_home or (not plain and not errors.kind and _is_plain_column(sheet, listing, byline)):
        state = judge_state(sheet, Signs(listing, 0, count_media(sheet) if not listing.items else 0))
        return Seen(errors, refresh, listing, state), PageKind.HOME if is_home else PageKind.COLUMN
    main = Main()
    if sheet.body is not None:
        main = find_main(sheet.outline, sheet.body, sheet.row, sheet.span, sheet.needles, chinese=sheet.chinese)
    if not main.text and main.blank_at >= 0:
        main = replace(main, text=find_contacts(sheet, main.blank_at))
    if not (errors.kind or byline or plain):
        errors = framed_error(sheet, main.text)
    media = main.media
    if len(main.text) < SHORT_TEXT:
        media = (media or count_media(sheet)) + count_attachments(sheet)
    state = ListState.NONE if plain else judge_state(sheet, Signs(listing, prose(main.text), media))
    seen = Seen(errors, refresh, listing, state, main, _dates(sheet, main, today), media)
    if errors.kind or (refresh and len(sheet.visible) <= STUB):
        return seen, PageKind.OTHER
    return seen, judge_kind(_evidence(sheet, seen, byline))


def _shown_state(kind: PageKind, seen: Seen) -> ListState:
    """Return the state that counts: articles have no list, and only columns and home pages can be blank."""
    if seen.refresh and kind is PageKind.OTHER:
        return ListState.LINK_OUT
    if kind in (PageKind.COLUMN, PageKind.HOME) or (kind is PageKind.OTHER and seen.state is ListState.SCRIPT_FILLED):
        return seen.state
    return ListState.NONE


def _links(sheet: Sheet) -> tuple[Link, ...]:
    """Return the links of a column with the further pages of its list that only a script leads to."""
    links = sheet.links.links
    derived = scripted_pages(sheet.scripts, sheet.resolve, sheet.url)
    known = {link.url for link in links} if derived else set()
    return (*links, *(Link(target, int(LinkKind.PAGER), "") for target in derived if target not in known))


def _footer(sheet: Sheet, kind: PageKind) -> Mapping[str, str]:
    """Return the footer elements of a home page, and of a short page that a home page may show in a frame."""
    if kind is PageKind.HOME:
        return find_marks(sheet.decoded)
    short = kind is PageKind.OTHER and len(sheet.visible) <= FRAMED_TEXT
    return find_marks(sheet.decoded) if short and FOOTER_SIGN in sheet.decoded.utf8 else {}


def _codes(sheet: Sheet, kind: PageKind) -> tuple[CodePicture, ...]:
    """Return what may be QR codes of accounts on a home page, the foot it shows in a frame, and a page of accounts."""
    foot = kind is PageKind.OTHER and len(sheet.visible) <= FRAMED_TEXT and FOOTER_SIGN in sheet.decoded.utf8
    shown = kind is PageKind.HOME or foot
    named = not shown and sheet.chinese and lists_accounts(sheet.head.title, sheet.heading)
    return find_code_pictures(sheet) if shown or named else ()


def _facts(sheet: Sheet, kind: PageKind, seen: Seen, today: date, size: int) -> PageFacts:
    head = sheet.head
    lists = kind in (PageKind.COLUMN, PageKind.HOME)
    dates = tuple(meta_dates(head.meta)) if lists else seen.dates
    text = "" if lists or seen.errors.kind else seen.main.text
    column, source = (None, "") if kind is PageKind.HOME else column_class(head.meta, sheet.trail, head.title)
    is_column = kind is PageKind.COLUMN
    titles = (sheet.heading, head.title, *sheet.trail)
    filled = len(sheet.visible) >= LEAST_SHOWN and seen.state is not ListState.SCRIPT_FILLED
    names = sheet.names if filled else None
    own_names = names if sheet.links.base.partition("#")[0] == sheet.url.partition("#")[0] else None
    published = choose(dates, today)
    day = published.on if published else None
    called = article_title(head.meta, sheet.heading, head.title) if kind is PageKind.ARTICLE and sheet.chinese else ""
    ends, over = find_ends(sheet, called, text, seen.main.start, day)
    return PageFacts(
        url=sheet.url,
        encoding=sheet.decoded.encoding,
        declared_encoding=sheet.decoded.declared,
        title=head.title,
        heading=sheet.heading,
        kind=kind,
        meta=head.meta,
        published=published,
        dates=dates,
        text=text,
        links=_links(sheet) if is_column else sheet.links.links,
        items=seen.listing.items if lists else (),
        list_state=_shown_state(kind, seen),
        column_name=column_name(head.meta, sheet.trail, head.title),
        column_class=column,
        column_class_source=source,
        archived=archived(titles, sheet.visible) if kind is not PageKind.ARTICLE and sheet.chinese else "",
        next_pages=next_pages(sheet.outline.anchors, sheet.scripts, sheet.resolve, sheet.url) if is_column else (),
        trail=sheet.trail,
        soft_404=seen.errors.words if seen.errors.kind in (ErrorKind.MISSING, ErrorKind.FAILED) else "",
        refresh=seen.refresh,
        base=sheet.links.base,
        origin="" if lists else find_origin(sheet, seen.main.start),
        signature=sign(text) if text else None,
        media=seen.media,
        size=size,
        date_doubt=_doubt(sheet, seen) if kind is PageKind.ARTICLE else "",
        messages=find_messages(sheet, column, column_name(head.meta, sheet.trail, head.title)) if is_column else (),
        footer=_footer(sheet, kind),
        written_by=find_writers(sheet.decoded, sheet.scripts, sheet.sources) if kind is PageKind.HOME else "",
        leaving=leaving_words(sheet.decoded.utf8),
        codes=_codes(sheet, kind),
        ends=ends,
        over=over,
        ended_rows=ended_rows(sheet) if lists else (),
        document=find_document(sheet, called, text, seen.main.start, day) if called else None,
        named=named_documents(called, text) if called else (),
        leaks=find_page_leaks(sheet, seen.main.start, today, lists=lists),
        empty_links=sheet.links.content_links,
        empty_texts=sheet.links.content_texts,
        hidden_links=sheet.hidden,
        lost_fragments=lost_fragments(sheet.links.places, sheet.url, own_names, sheet.scripts),
        fragment_links=places_elsewhere(sheet.links.places, sheet.url),
        names=pack_names(names) if names else b"",
        sketch=sheet.sketch,
    )


def extract(
    body: bytes,
    url: str,
    content_type: str,
    *,
    is_home: bool = False,
    today: date,
    joiner: Joiner | None = None,
    draw: Draw | None = None,
) -> PageFacts:
    """Return everything a page says.

    `body` is the page as fetched, content-encoding undone; `url` its absolute address after redirects;
    `content_type` the header's value. `today` is the day judged by: later dates are no publication dates, and
    dates without a year are completed up to it. `is_home` marks the site's registered home page. `joiner` is the
    memory of addresses shared by the pages of a site. `draw` makes the sketch from which the site is read as a whole,
    None: there is none. Never raises for what a page holds.
    """
    sheet = open_sheet(body, url, content_type, joiner, draw)
    seen, kind = _look(sheet, today, is_home=is_home)
    return _facts(sheet, kind, seen, today, len(body))
