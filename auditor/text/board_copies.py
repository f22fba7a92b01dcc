"""Where the sheets of notice boards are found again: as pages of the registered sites, on other boards of the unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.model import NoticeSheet, PageKind, Subject
from auditor.rules import PageReading, View
from auditor.text.notice_boards import address, letters


@dataclass(frozen=True, slots=True)
class BoardCopies:
    """Pages by compared address and by letters of the title, and the points of a unit by unit and letters."""

    by_address: Mapping[str, str]
    by_title: Mapping[str, frozenset[str]]
    points: Mapping[tuple[str, str], Sequence[Subject]]

    def page(self, sheet: NoticeSheet) -> str:
        """Return the page that a sheet copies: the one it names, else the only one with its title; '' for none seen."""
        if sheet.url:
            return self.by_address.get(address(sheet.url), "")
        pages = self.by_title.get(letters(sheet.title), frozenset())
        return min(pages) if len(pages) == 1 else ""

    def boards(self, sheet: NoticeSheet, point: Subject) -> list[Subject]:
        """Return the other points of the same unit that show a sheet of this title."""
        return [one for one in self.points.get((point.unit, letters(sheet.title)), ()) if one.id != point.id]


def board_copies(
    view: View, boards: Sequence[tuple[Subject, Sequence[NoticeSheet]]], sites: Sequence[Subject], least: float
) -> BoardCopies:
    """Return where the sheets of `boards` are found again among the articles of `sites` and on one another.

    Titles of fewer than `least` letters are sought on boards only, by address on the web. Every page is read once, and
    none where there is no sheet to seek.
    """
    points: defaultdict[tuple[str, str], list[Subject]] = defaultdict(list)
    wanted: set[str] = set()
    named: set[str] = set()
    for point, sheets in boards:
        titles = {letters(one.title) for one in sheets} - {""}
        named |= {title for title in titles if len(title) >= least}
        wanted |= {address(one.url) for one in sheets if one.url}
        for title in titles:
            points[point.unit, title].append(point)
    by_address: dict[str, str] = {}
    by_title: defaultdict[str, set[str]] = defaultdict(set)
    for site in sites if wanted or named else ():
        for page in view.pages(site.id):
            if _is_item(page):
                if address(page.url) in wanted:
                    by_address.setdefault(address(page.url), page.url)
                for title in {letters(page.heading), letters(page.title)} & named:
                    by_title[title].add(page.url)
    return BoardCopies(by_address, {title: frozenset(urls) for title, urls in by_title.items()}, points)


def _is_item(page: PageReading) -> bool:
    return page.kind is PageKind.ARTICLE and not page.soft_404
