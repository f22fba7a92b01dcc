"""The main navigation of a site: its entries, those of their drop-downs, and what they call the pages they lead to."""

from dataclasses import dataclass
from typing import Final

from auditor.reading.sketch import PageSketch, Rows
from auditor.reading.survey import Survey, row_key

FEW_ENTRIES: Final = 3
LONGEST_ENTRY: Final = 14
"""Mean letters of menu entries; a list of articles has more."""

OWN_SHARE: Final = 0.5
DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a navigation: what it says, its level (1: the navigation's own), the target of the one above it."""

    text: str
    level: int
    parent: int


def _is_menu(rows: Rows) -> bool:
    own = [row for row in rows.rows if row.target > 0 and row.text]
    letters = sum(len(row.text) for row in own) / max(len(own), 1)
    return (
        len(own) >= FEW_ENTRIES
        and len(own) >= OWN_SHARE * len(rows.rows)
        and letters <= LONGEST_ENTRY
        and not any(row.day for row in rows.rows)
    )


def _holds(outer: Rows, inner: Rows) -> bool:
    """Say whether a list stands between the rows of another."""
    return (
        outer is not inner
        and outer.line <= inner.line
        and inner.end <= outer.end
        and len(inner.rows) < inner.end + len(outer.rows)
        and outer.end - outer.line > inner.end - inner.line
    )


def _shown(rows: Rows, survey: Survey) -> int:
    """Return on how many pages the rows of a menu stand, the median of them."""
    counts = sorted(survey.rows.count(row_key(rows.place, row)) for row in rows.rows)
    return counts[len(counts) // 2]


def read_navigation(sketch: PageSketch, survey: Survey) -> dict[int, Entry]:
    """Return the entries of the main navigation by target, as the home page (of a site or of a part of it) shows it.

    The main navigation is the menu that most pages show; entries of lists between two of its entries stand below the
    first of them. Empty where no menu is on the page.
    """
    menus = [rows for rows in sketch.lists if _is_menu(rows)]
    if not menus:
        return {}
    outer = [rows for rows in menus if not any(_holds(other, rows) for other in menus)]
    main = max(outer, key=lambda rows: (_shown(rows, survey), len(rows.rows)))
    entries = {row.target: Entry(row.text, 1, 0) for row in main.rows if row.target > 0}
    _drop_downs(sketch, main, 1, entries)
    return entries


def _drop_downs(sketch: PageSketch, above: Rows, level: int, entries: dict[int, Entry]) -> None:
    within = [rows for rows in sketch.lists if rows is not above and above.line <= rows.line and rows.end <= above.end]
    outer = [rows for rows in within if not any(_holds(other, rows) for other in within)]
    for rows in outer:
        before = [row for row in above.rows if row.line <= rows.line]
        parent = before[-1].target if before else 0
        for row in rows.rows:
            if row.target > 0 and row.target not in entries:
                entries[row.target] = Entry(row.text, level + 1, parent)
        if level + 1 < DEEPEST:
            _drop_downs(sketch, rows, level + 1, entries)
