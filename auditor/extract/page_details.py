"""Smaller facts of a page: origin of its text, refresh, pictures, attachments, fields, and leaks of personal data."""

import re
from collections.abc import Sequence
from datetime import date

from auditor.extract.main_text import addresses_above
from auditor.extract.open_page import Sheet
from auditor.extract.outline import MEDIUM, lines
from auditor.model import Leak
from auditor.text.leaked_numbers import may_hold_numbers
from auditor.text.text_leaks import Part, find_leaks, may_hold_marks

STUB = 200
"""Letters of visible text up to which a page that sends its visitors on is nothing but a signpost."""

LONGEST_ORIGIN = 60
MOST_ANCHORS = 2_000
MOST_MEDIA = 120
MOST_FIELDS = 200
MOST_FEET = 40
MOST_CONTACTS = 60

_ORIGIN = re.compile(r"(?:来源|來源)\s?[:：]\s{0,3}([^\s|｜【\[（(:：][^\n|｜【\[]{0,58})")
_ORIGIN_END = re.compile(r"\s{1,3}(?:作者|发布|时间|日期|编辑|字体|字号|浏览|点击|阅读|责任|打印|\d{4}[-年])")
_SENTENCE = re.compile("[，。；]")
_JUMP = re.compile(r"(?:^|[\s;{(.])location(?:\.href)?\s{0,3}(?:=|\.replace\()\s{0,3}[\"']([^\"'\s]{1,300})[\"']", re.M)
_WRITTEN_JUMP = re.compile(
    r"""http-equiv\s?=\s?\\?["']?refresh\\?["']?\s{1,3}content\s?=\s?\\?["']?\s?\d{1,3}\s?;\s?url\s?=\s?([^"'\\\s>]{1,300})""",
    re.I,
)
_FIELDS = frozenset(("text", "tel", "email", "password", "file", "date", "number", "radio", "checkbox"))
_ATTACHMENTS = tuple(".pdf .doc .docx .xls .xlsx .wps .et .ofd .ceb .ppt .pptx .zip .rar .7z".split())


def find_origin(sheet: Sheet, start: int) -> str:
    """Return where the text says it was taken from: ContentSource, else 来源 near line `start` (-1: anywhere near
    the top), '' for none."""
    if declared := sheet.head.meta.get("contentsource"):
        return declared[:LONGEST_ORIGIN]
    if not sheet.chinese:
        return ""
    near = "\n".join(sheet.row[max(0, start - 14) : start + 2] if start >= 0 else sheet.row[:60])
    match = _ORIGIN.search(near)
    if match is None or ("\n" in match[0] and _SENTENCE.search(match[1])):
        return ""
    return " ".join(_ORIGIN_END.split(match[1], maxsplit=1)[0].split())[:LONGEST_ORIGIN]


def find_contacts(sheet: Sheet, start: int) -> str:
    """Return what a page of addresses and telephone numbers says from line `start` on: its last lines look like
    those of the footer below them."""
    feet = [box for node in sheet.outline.boxes[-MOST_FEET:] if (box := sheet.boxes.read(node)).chrome]
    outer = [box.node for box in feet if box.parent is None or not box.parent.chrome]
    foot = [line for node in outer for line in lines(node.text())]
    return addresses_above(sheet.row[start : start + MOST_CONTACTS], foot)


def find_refresh(sheet: Sheet) -> str:
    """Return where a meta refresh, or the script of a page with nothing else, sends its visitors; '' for nowhere.

    Such a script sets the location or writes a meta refresh.
    """
    if sheet.links.refresh or len(sheet.visible) > STUB:
        return sheet.links.refresh
    for script in sheet.scripts:
        head = script[:4_000]
        match = _JUMP.search(head) or _WRITTEN_JUMP.search(head)
        if match and (url := sheet.resolve(match[1])) and url != sheet.url:
            return url
    return ""


def count_media(sheet: Sheet) -> int:
    """Count media after the breadcrumb that stand in no menu, header or footer."""
    last = sheet.trail[-1] if sheet.trail else ""
    crumb = next((number for number, line in enumerate(sheet.row) if last and last in line), -1)
    before = sheet.row[crumb].rpartition(last)[0] if crumb >= 0 else ""
    passed = sum(line.count(MEDIUM) for line in (*sheet.row[: max(crumb, 0)], before))
    shown = sheet.outline.media[passed:][:MOST_MEDIA]
    return sum(1 for node in shown if not ((box := sheet.boxes.above(node)) and box.chrome))


def count_attachments(sheet: Sheet) -> int:
    """Count links to documents outside menus, headers and footers."""
    found = 0
    for anchor in sheet.outline.anchors[:MOST_ANCHORS]:
        href = (anchor.attributes.get("href") or "").lower()
        text = anchor.text().strip().lower()
        if href.endswith(_ATTACHMENTS) or text.endswith(_ATTACHMENTS) or text.startswith("附件"):
            box = sheet.boxes.above(anchor)
            found += not (box and box.chrome)
    return found


def count_fields(sheet: Sheet) -> int:
    """Count the form fields a visitor fills in, one search box apart."""
    inputs = [node for node in sheet.outline.forms[:MOST_FIELDS] if node.tag == "input"]
    kinds = [(node.attributes.get("type") or "text").lower() for node in inputs]
    return max(0, sum(kind in _FIELDS for kind in kinds) + len(sheet.outline.areas) - 1)


# What a page shows and must not: numbers of persons, and marks at the head of its document.

MOBILE = re.compile(r"1[3-9][0-9]{9}")
FEW = 3
ABOVE = 10
"""Rows above the main text in which the marks of its document may stand."""

MOST_TABLE_ROWS = 5_000
MOST_CELLS = 60


def find_page_leaks(sheet: Sheet, start: int, today: date, *, lists: bool) -> tuple[Leak, ...]:
    """Return what leaks on a page, masked. `start` is the first row of its main text, -1 for none.

    `lists`: the page is a home page or a column, whose rows are other pages' titles; it bears no marks of its own.
    """
    numbers = may_hold_numbers(sheet.visible)
    marks = not lists and sheet.chinese and may_hold_marks(sheet.visible)
    if not numbers and not marks:
        return ()
    parts = []
    if numbers:
        rows = [sheet.heading, *sheet.row]
        if len(set(MOBILE.findall(sheet.visible))) >= FEW:
            rows += [*_above_numbers(sheet), *_table_rows(sheet)]
        parts.append(Part(rows, marked=False))
    if marks:
        parts.append(Part(sheet.row[max(0, _head(sheet, start) - ABOVE) :]))
    return find_leaks(parts, today)


def _head(sheet: Sheet, start: int) -> int:
    if start >= 0:
        return start
    return next((at for at, row in enumerate(sheet.row) if sheet.heading and sheet.heading in row), 0)


def _above_numbers(sheet: Sheet) -> Sequence[str]:
    """Return the rows above the page's first mobile number, filled up to ABOVE: what heads its tables, no footer."""
    first = next((at for at, row in enumerate(sheet.row) if MOBILE.search(row)), 0)
    rows = sheet.row[max(0, first - ABOVE) : first]
    return [*[""] * (ABOVE - len(rows)), *rows]


def _table_rows(sheet: Sheet) -> Sequence[str]:
    """Return the rows of the page's tables once more, their cells parted by tabs."""
    rows = []
    for row in sheet.body.css("tr")[:MOST_TABLE_ROWS] if sheet.body is not None else ():
        cells = [" ".join(cell.text().split()) for cell in row.css("td, th")[:MOST_CELLS]]
        rows.append("\t".join(cells))
    return rows
