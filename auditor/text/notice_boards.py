"""The sheets of a notice board: which hang, which say the same, which have hung for long without an end."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from auditor.model import NoticeSheet


def hanging(sheets: Iterable[NoticeSheet], as_of: date) -> tuple[NoticeSheet, ...]:
    """Return the sheets that hang on the board at the end of a day: those not taken down by then."""
    return tuple(one for one in sheets if one.title and not (one.taken_down_on and one.taken_down_on <= as_of))


def letters(title: str) -> str:
    """Return a title as it is compared: letters and digits alone, widths and case folded."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", title) if letter.isalnum()).casefold()


def expired(sheet: NoticeSheet, as_of: date) -> bool:
    """Return whether a sheet is past its own end; the day itself is not yet past (docs/contract.md 4.8)."""
    return sheet.expires_on is not None and sheet.expires_on < as_of


def same_sheets(sheets: Iterable[NoticeSheet]) -> list[tuple[NoticeSheet, ...]]:
    """Return the sheets in groups that are one sheet: equal titles and dates, and no two items on the web.

    Groups of one are sheets that hang once; a title without letters is never the same as another.
    """
    groups: defaultdict[object, list[NoticeSheet]] = defaultdict(list)
    for sheet in sheets:
        groups[letters(sheet.title), sheet.posted_on, sheet.expires_on].append(sheet)
    found: list[tuple[NoticeSheet, ...]] = []
    for (title, *_), group in ((key, group) for key, group in groups.items() if isinstance(key, tuple)):
        one = title and len({address(sheet.url) for sheet in group if sheet.url}) < 2
        found += [tuple(group)] if one else [(sheet,) for sheet in group]
    return found


def lasting(sheet: NoticeSheet, as_of: date, days: float) -> bool:
    """Return whether a sheet without an end of its own has hung for at least `days` (inclusive)."""
    return sheet.expires_on is None and sheet.posted_on is not None and (as_of - sheet.posted_on).days >= days


def address(url: str) -> str:
    """Return an address as it is compared: without scheme, fragment and a last slash, the host in lower case."""
    rest = url.partition("://")[2] or url
    host, slash, path = rest.partition("#")[0].partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def rows_of(sheets: Sequence[NoticeSheet]) -> list[str]:
    """Return the rows of the list that name these sheets."""
    return [str(sheet.row) for sheet in sheets]
