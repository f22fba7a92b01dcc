"""Which meta tags a page of each kind owes, and what is wrong with those it bears."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor.model import ListState, PageKind
from auditor.rules import PageReading

TAGS = {
    "page": ("SiteName", "SiteDomain", "SiteIDCode"),
    "column": ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    "article": ("ArticleTitle", "PubDate", "ContentSource"),
}
MISSING, EMPTY, MALFORMED, COPIED = "missing", "empty", "malformed", "copied"
LEAST_ITEMS = 3
LONGEST_SHOWN = 80

_DASH = r"[-–—―－]{1,4}"
_PUB_DATE = re.compile(
    rf"(?:19|20)\d\d{_DASH}(?:0[1-9]|1[0-2]){_DASH}(?:0[1-9]|[12]\d|3[01])(?:\s{{1,4}}\d\d[:：]\d\d(?:[:：]\d\d(?:\.\d{{1,6}})?)?)?"
)
_ROOT_INDEX = re.compile(r"[^/]*/(?:(?:index|default|main|home)\w{0,8}(?:\.\w{2,5})?)?(?:[?#].*)?", re.I | re.S)
_CODE = re.compile(r"(?:bm\d{8}|\d{10}|\d{12})", re.I)


class Fault(NamedTuple):
    """One fault of one tag on pages of one kind (page: all pages)."""

    kind: str
    tag: str
    fault: str


def judged_kinds(page: PageReading) -> tuple[str, ...]:
    """Return the kinds whose tags a page owes, () where it is not judged.

    Error pages, pages of no kind and fragments without title and tags are not. Of a page whose kind is unsure only the
    tags of every page are: columns must list something or name themselves and be no second home page, articles must
    bear a date, a source or a tag of articles and not only those of a column.
    """
    if page.kind is PageKind.OTHER or page.soft_404 or not (page.title or page.meta):
        return ()
    if page.kind is PageKind.HOME:
        return ("page",)
    if page.kind is PageKind.COLUMN:
        return ("page", "column") if "columnname" in page.meta or _lists(page) else ("page",)
    return ("page", "article") if _is_article(page) else ("page",)


def _is_article(page: PageReading) -> bool:
    if page.meta.get("articletitle") or page.meta.get("pubdate"):
        return True
    if page.meta.get("columnname") or page.meta.get("columntype"):
        return False
    return bool(page.origin) or any(found.source == "shown" for found in page.dates)


def _lists(page: PageReading) -> bool:
    home_like = _ROOT_INDEX.fullmatch(page.url.partition("://")[2])
    return page.list_state is ListState.FILLED and page.listed >= LEAST_ITEMS and not home_like


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
