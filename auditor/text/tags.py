"""Which meta tags a page of each kind owes, and what is wrong with those it bears."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor.model import ListState, PageKind
from auditor.rule import PageReading

TAGS = {
    "page": ("SiteName", "SiteDomain", "SiteIDCode"),
    "column": ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    "article": ("ArticleTitle", "PubDate", "ContentSource"),
}
MISSING, EMPTY, MALFORMED, COPIED = "missing", "empty", "malformed", "copied"
LEAST_TEXT = 100
LEAST_ITEMS = 3
LONGEST_SHOWN = 80

_DASH = r"[-–—―－]{1,4}"
_PUB_DATE = re.compile(
    rf"(?:19|20)\d\d{_DASH}(?:0[1-9]|1[0-2]){_DASH}(?:0[1-9]|[12]\d|3[01])(?:\s{{1,4}}\d\d[:：]\d\d(?:[:：]\d\d(?:\.\d{{1,6}})?)?)?"
)
_CODE = re.compile(r"(?:bm\d{8}|\d{10}|\d{12})", re.I)


class Fault(NamedTuple):
    """One fault of one tag on pages of one kind (page: all pages)."""

    kind: str
    tag: str
    fault: str


def judged_kinds(page: PageReading) -> tuple[str, ...]:
    """Return the kinds whose tags a page owes, () where it is not judged.

    Error pages, pages of no kind and fragments without title and tags are not. Columns must list something or say
    what they are; articles must bear a date or a text.
    """
    if page.kind is PageKind.OTHER or page.soft_404 or not (page.title or page.meta):
        return ()
    if page.kind is PageKind.HOME:
        return ("page",)
    if page.kind is PageKind.COLUMN:
        declared = bool(page.meta.get("columnname"))
        return ("page", "column") if declared or _lists(page) else ()
    dated = any(found.source in ("shown", "meta") for found in page.dates)
    return ("page", "article") if dated or page.characters >= LEAST_TEXT else ()


def _lists(page: PageReading) -> bool:
    return page.list_state is ListState.FILLED and page.listed >= LEAST_ITEMS


def faults_of(page: PageReading, kind: str, foreign: Callable[[str, str], bool]) -> Iterator[tuple[Fault, str]]:
    """Yield the faults of a page's tags of one kind, each with the value at fault ('' for none).

    `foreign(tag, value)` says whether a value names another site. PubDate is YYYY-MM-DD[ HH:MM[:SS]], long dashes
    allowed; SiteIDCode bm and 8 digits, 10 or 12 digits (国办发〔2017〕47号 附件).
    """
    for tag in TAGS[kind]:
        value = page.meta.get(tag.lower())
        if value is None:
            yield Fault(kind, tag, MISSING), ""
        elif not value.strip():
            yield Fault(kind, tag, EMPTY), ""
        elif _malformed(tag, value.strip()):
            yield Fault(kind, tag, MALFORMED), value[:LONGEST_SHOWN]
        elif foreign(tag, value):
            yield Fault(kind, tag, COPIED), value[:LONGEST_SHOWN]


def _malformed(tag: str, value: str) -> bool:
    if tag == "PubDate":
        return not _PUB_DATE.fullmatch(value)
    return tag == "SiteIDCode" and not _CODE.fullmatch(value)
