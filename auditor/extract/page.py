"""Everything one page says, from its bytes: one parse, one walk, then judgement by what was found."""

import re
from dataclasses import dataclass
from datetime import date

from auditor.extract.columns import archived, column_class, column_name
from auditor.extract.kinds import Evidence, has_byline, judge_kind, prose
from auditor.extract.list_state import Signs, judge_state
from auditor.extract.lists import Listing, find_listing
from auditor.extract.main_text import LINKED, Main, find_main, heading_lines
from auditor.extract.outline import MEDIUM, outline
from auditor.extract.parse import parse_html
from auditor.extract.pager import next_pages
from auditor.extract.published import SHOWN, all_dates, choose, meta_dates
from auditor.extract.rows import Boxes
from auditor.extract.script_lists import has_store, stored_rows, written_rows
from auditor.extract.sheet import Sheet, open_sheet
from auditor.extract.soft404 import ErrorKind, ErrorWords, error_words
from auditor.extract.urls import Joiner
from auditor.model import FoundDate, ListState, PageFacts, PageKind
from auditor.text.signature import sign

SURE_PROSE = 400
"""Letters of prose in a known container that make a look for lists needless."""

STUB = 200
"""Letters of visible text up to which a page that sends its visitors on is nothing but a signpost."""

SHORT_TEXT = 200
LONGEST_ORIGIN = 60
MOST_ANCHORS = 2_000

_DIGITS = re.compile(r"\d{1,2}\s?[-/.．月]\s?\d")
_ORIGIN = re.compile(r"(?:信息|文章|稿件|新闻)?(?:来源|來源)\s?[:：]\s{0,3}([^\s|｜【\[（(:：][^\n|｜【\[]{0,58})")
_ORIGIN_END = re.compile(r"\s{1,3}(?:作者|发布|时间|日期|编辑|字体|字号|浏览|点击|阅读|责任|打印|\d{4}[-年])")
_JUMP = re.compile(
    r"""(?:window|document|self|top)?\.?location(?:\.href)?\s{0,3}(?:=|\.replace\()\s{0,3}["']([^"'\s]{1,300})["']"""
)
_FIELDS = frozenset(("text", "tel", "email", "password", "file", "date", "number", "radio", "checkbox"))
_ATTACHMENTS = (
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".wps",
    ".et",
    ".ofd",
    ".ceb",
    ".ppt",
    ".pptx",
    ".zip",
    ".rar",
    ".7z",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found on a page before its kind is judged."""

    errors: ErrorWords
    main: Main
    dates: tuple[FoundDate, ...]
    listing: Listing
    state: ListState
    media: int


def _no_listing_needed(sheet: Sheet, main: Main) -> bool:
    return main.contained and main.linked < LINKED / 2 and prose(main.text) >= SURE_PROSE and not _may_list(sheet)


def _may_list(sheet: Sheet) -> bool:
    meta = sheet.head.meta
    return bool(meta.get("columnname") or meta.get("columntype")) and not meta.get("articletitle")


def _listing(sheet: Sheet, today: date, is_home: bool) -> Listing:
    """Return the page's list: its own rows, else those a script carries."""
    names = [column_name(sheet.head.meta, sheet.trail, sheet.head.title), *sheet.trail[-2:]]
    dated_page = bool(_DIGITS.search(sheet.visible))
    own = find_listing(
        sheet.outline.anchors, sheet.boxes, sheet.resolve, names, today, dated_page=dated_page, whole=is_home
    )
    if own.dated and not own.menu:
        return own
    carried = ""
    if has_store(sheet.decoded.utf8):
        carried = stored_rows(sheet.decoded.utf8.decode("utf-8", "replace"))
    carried = carried or written_rows(sheet.scripts)
    if not carried:
        return own
    rows = outline(parse_html(carried.encode())[0])
    scripted = find_listing(rows.anchors, Boxes(), sheet.resolve, names, today, dated_page=True, whole=is_home)
    return scripted if scripted.dated else own


def _content_media(sheet: Sheet) -> int:
    """Count media after the breadcrumb that stand in no menu, header or footer."""
    crumb = next((number for number, line in enumerate(sheet.row) if sheet.trail and sheet.trail[-1] in line), -1)
    passed = sum(line.count(MEDIUM) for line in sheet.row[: crumb + 1])
    shown = sheet.outline.media[passed:120]
    return sum(1 for node in shown if not ((box := sheet.boxes.above(node)) and box.chrome))


def _attachments(sheet: Sheet) -> int:
    """Count links to documents outside menus, headers and footers."""
    found = 0
    for anchor in sheet.outline.anchors[:MOST_ANCHORS]:
        href = (anchor.attributes.get("href") or "").lower()
        text = anchor.text().strip().lower()
        if href.endswith(_ATTACHMENTS) or text.endswith(_ATTACHMENTS) or text.startswith("附件"):
            box = sheet.boxes.above(anchor)
            found += not (box and box.chrome)
    return found


def _origin(sheet: Sheet, start: int) -> str:
    """Return where the text says it was taken from: ContentSource, else 来源 near the heading, '' for none."""
    if declared := sheet.head.meta.get("contentsource"):
        return declared[:LONGEST_ORIGIN]
    near = "\n".join(sheet.row[max(0, start - 14) : start + 2] if start >= 0 else sheet.row[:60])
    match = _ORIGIN.search(near)
    return " ".join(_ORIGIN_END.split(match[1], maxsplit=1)[0].split())[:LONGEST_ORIGIN] if match else ""


def _refresh(sheet: Sheet) -> str:
    """Return where a meta refresh, or the script of a page with nothing else, sends its visitors."""
    if sheet.links.refresh or len(sheet.visible) > STUB:
        return sheet.links.refresh
    for script in sheet.scripts:
        if (match := _JUMP.search(script)) and (url := sheet.resolve(match[1])) and url != sheet.url:
            return url
    return ""


def _fields(sheet: Sheet) -> int:
    """Count the form fields a visitor fills in, one search box apart."""
    inputs = [node for node in sheet.outline.forms[:200] if node.tag == "input"]
    kinds = [(node.attributes.get("type") or "text").lower() for node in inputs]
    return max(0, sum(kind in _FIELDS for kind in kinds) + len(sheet.outline.areas) - 1)


def _evidence(sheet: Sheet, seen: Seen) -> Evidence:
    main, listing = seen.main, seen.listing
    return Evidence(
        url=sheet.url,
        meta=sheet.head.meta,
        heading=sheet.heading,
        trail=sheet.trail,
        shown=next((found for found in seen.dates if found.source == SHOWN), None),
        prose=prose(main.text),
        text=len(main.text),
        certain=main.certain,
        media=main.media,
        byline=has_byline(sheet.row, heading_lines(sheet.row, sheet.needles)),
        listed=0 if listing.menu else len(listing.items),
        dated=0 if listing.menu else listing.dated,
        list_letters=sum(len(item.text) for item in listing.items),
        state=seen.state,
        fields=_fields(sheet),
    )


def _dates(sheet: Sheet, main: Main, today: date) -> tuple[FoundDate, ...]:
    head = sheet.head
    at = sum(len(line) + 1 for line in sheet.row[: main.start]) if main.start >= 0 else -1
    return all_dates(sheet.visible, sheet.needles, at, head.meta, head.times, sheet.scripts, sheet.url, today)


def _judge(sheet: Sheet, *, is_home: bool, today: date) -> PageFacts:
    """Fill in what depends on judgement: kind, dates, text, list."""
    main = find_main(sheet.outline, sheet.body, sheet.row, sheet.needles) if sheet.body is not None else Main()
    listing = Listing() if _no_listing_needed(sheet, main) and not is_home else _listing(sheet, today, is_home)
    media = main.media
    if len(main.text) < SHORT_TEXT:
        media = (media or _content_media(sheet)) + _attachments(sheet)
    seen = Seen(
        errors=error_words(sheet.head.title, sheet.visible, sheet.heading),
        main=main,
        dates=_dates(sheet, main, today),
        listing=listing,
        state=judge_state(sheet, Signs(listing, prose(main.text), media)),
        media=media,
    )
    refresh = _refresh(sheet)
    if is_home:
        kind = PageKind.HOME
    elif seen.errors.kind or (refresh and len(sheet.visible) <= STUB):
        kind = PageKind.OTHER
    else:
        kind = judge_kind(_evidence(sheet, seen))
    return _facts(sheet, kind, refresh, seen, today)


def _facts(sheet: Sheet, kind: PageKind, refresh: str, seen: Seen, today: date) -> PageFacts:
    head = sheet.head
    lists = kind in (PageKind.COLUMN, PageKind.HOME)
    dates = tuple(meta_dates(head.meta)) if lists else seen.dates
    text = "" if lists or seen.errors.kind else seen.main.text
    column, source = column_class(head.meta, sheet.trail, head.title) if kind is not PageKind.HOME else (None, "")
    names = (sheet.heading, head.title, *sheet.trail)
    return PageFacts(
        url=sheet.url,
        encoding=sheet.decoded.encoding,
        declared_encoding=sheet.decoded.declared,
        title=head.title,
        heading=sheet.heading,
        kind=kind,
        meta=head.meta,
        published=choose(dates, today),
        dates=dates,
        text=text,
        links=sheet.links.links,
        items=seen.listing.items if lists else (),
        list_state=_shown_state(kind, seen.state, refresh),
        column_name=column_name(head.meta, sheet.trail, head.title),
        column_class=column,
        column_class_source=source,
        archived=archived(names, sheet.row) if kind is PageKind.COLUMN else "",
        next_pages=_next_pages(sheet) if kind is PageKind.COLUMN else (),
        trail=sheet.trail,
        soft_404=seen.errors.words if seen.errors.kind in (ErrorKind.MISSING, ErrorKind.FAILED) else "",
        refresh=refresh,
        base=sheet.links.base,
        origin="" if lists else _origin(sheet, seen.main.start),
        signature=sign(text) if text else None,
        media=seen.media,
    )


def _shown_state(kind: PageKind, state: ListState, refresh: str) -> ListState:
    """Return the state that counts: articles have no list, and what is neither list nor home is never blank."""
    if refresh and kind is PageKind.OTHER:
        return ListState.LINK_OUT
    if kind in (PageKind.COLUMN, PageKind.HOME) or (kind is PageKind.OTHER and state is ListState.SCRIPT_FILLED):
        return state
    return ListState.NONE


def _next_pages(sheet: Sheet) -> tuple[str, ...]:
    return next_pages(sheet.outline.anchors, "\n".join(sheet.scripts), sheet.resolve, sheet.url)


def extract(
    body: bytes, url: str, content_type: str, *, is_home: bool = False, today: date, joiner: Joiner | None = None
) -> PageFacts:
    """Return everything a page says.

    `body` is the page as fetched, content-encoding undone; `url` its absolute address after redirects;
    `content_type` the header's value. `today` is the day judged by: later dates are no publication dates, and
    dates without a year are completed up to it. `is_home` marks the site's registered home page. `joiner` is the
    memory of addresses shared by the pages of a site. Never raises for what a page holds.
    """
    return _judge(open_sheet(body, url, content_type, joiner), is_home=is_home, today=today)
