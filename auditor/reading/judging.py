"""What each page of a site is for, judged by what it shows of its own and how others lead to it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from auditor.model import PageKind
from auditor.reading.drafts import REPEATED, Draft, OwnList
from auditor.reading.navigation import LONGEST_ENTRY, Entry
from auditor.reading.site_model import Evidence
from auditor.reading.sketch import INDEX_PAGES, OUTSIDE
from auditor.reading.survey import Survey, bare

FEW_ROWS: Final = 2
MANY: Final = 4
ADJOINS: Final = 1
"""Lines between a list and a row cut off from it: that of the row's date."""

DISORDER: Final = 12
"""One rise in so many days of a list is that of a pinned or late row."""

TITLE_LETTERS: Final = 12
"""Mean letters of links from which they are titles rather than names of columns, units or persons."""

DATED_ROWS: Final = 5
"""Dated rows that make a list of a page whose template nothing else is known of."""

LEAST_FRAME: Final = 4
"""Lines of furniture from which a page belongs to a template of which enough pages were seen to tell it apart."""

SOME: Final = 3
PROSE: Final = 120
"""Letters of own prose that make a text."""

HARDLY: Final = 24
"""Letters of own text that are no content: a heading, a label, words that say there is nothing."""

BOX_WEIGHT: Final = 0.2
DOMINATES: Final = 0.75
PROVEN_WEIGHT: Final = 3.0
DATED_WEIGHT: Final = 2.0
ARTICLE_WEIGHT: Final = 1.0
UNSEEN_WEIGHT: Final = 0.5
NOWHERE_WEIGHT: Final = 0.3

DATED_ARTICLE: Final = (Evidence("kind", "date and headline of its own"),)
NAMED_ARTICLE: Final = (Evidence("kind", "a list names it"),)
Judged = tuple[PageKind, tuple[Evidence, ...]]


class Judge:
    """Judges the drafts of one site."""

    def __init__(self, survey: Survey, drafts: Sequence[Draft], entries: dict[int, Entry], homes: set[int]) -> None:
        self.survey = survey
        self.entries = entries
        self.homes = homes
        self.drafts = {draft.page: draft for draft in drafts}
        self.above: set[int] = set()
        self.folders = {draft.url.rpartition("/")[0] + "/": draft for draft in drafts if is_index(draft)}
        self.endings: dict[str, set[str]] = {}
        named = [draft for draft in drafts if draft.named and not draft.lists]
        self.shows_dates = sum(draft.dated for draft in named) * 2 >= len(named)

    def note_columns(self, kinds: Mapping[int, Judged]) -> None:
        """Remember above which pages columns stand: in the navigation, or in the breadcrumbs of columns."""
        self.above = {entry.parent for entry in self.entries.values()}
        self.above |= {
            parent
            for page, parent in self.survey.parents.items()
            if page in kinds and kinds[page][0] is PageKind.COLUMN
        }

    def note_endings(self, listed: Sequence[Draft]) -> None:
        """Remember with which titles of columns each last step of a breadcrumb stands."""
        for draft in listed:
            if draft.trail:
                self.endings.setdefault(draft.trail[-1][0], set()).add(draft.title)

    def leads_on(self, page: int) -> bool:
        """Say whether other columns stand below a page."""
        return page in self.above

    def crumbed(self, page: int) -> int:
        """Return how many breadcrumbs of other pages pass through a page."""
        return sum(self.survey.crumbs.get(page, {}).values())

    def is_way(self, page: int) -> bool:
        """Say whether navigation or breadcrumbs lead to a page: it is a column, a front page or a fixed page."""
        return page in self.entries or self.crumbed(page) > 0 or page in self.homes or self.is_in_menus(page)

    def is_in_menus(self, page: int) -> bool:
        """Say whether many pages lead to a page from one place by few words and no date."""
        return any(
            name.pages >= REPEATED and not name.day and len(name.text) <= LONGEST_ENTRY and name.beside >= FEW_ROWS
            for name in self.survey.names.get(page, ())
        )

    def weight(self, page: int, own: OwnList, *, proof: bool = True) -> float:
        """Return how much of a list leads to articles.

        Undated rows count with `proof` only: dates in other lists of their place, or words that turn pages.
        """
        total = 0.0
        place = self.survey.places[own.place]
        titled = sum(len(row.text) for row in own.rows) >= TITLE_LETTERS * len(own.rows)
        known = place.backed > place.unbacked or place.dated * 2 >= place.rows
        proven = not proof or known or self.turns_pages(page)
        for row in own.rows:
            if row.day:
                total += DATED_WEIGHT
            elif (row.target > 0 and self.is_way(row.target)) or self.points_back(row.target, own):
                continue
            elif (seen := self.drafts.get(row.target)) is not None:
                total += ARTICLE_WEIGHT if proven and self.is_articleish(seen) else 0.0
            elif row.target != OUTSIDE and (known or (titled and proven)):
                total += UNSEEN_WEIGHT if row.target > 0 else NOWHERE_WEIGHT
        if place.backed > place.unbacked:
            total *= PROVEN_WEIGHT
        return total * (BOX_WEIGHT if own.shared else 1.0)

    def is_articleish(self, draft: Draft) -> bool:
        """Say whether a page looks like an article by itself: a date of its own, or a headline that a list names."""
        return draft.dated or (not self.shows_dates and (draft.named or draft.prose >= PROSE))

    def turns_pages(self, page: int) -> bool:
        """Say whether words that turn pages stand on a page."""
        draft = self.drafts.get(page)
        return draft is not None and draft.turns

    def points_back(self, target: int, own: OwnList) -> bool:
        """Say whether the page a row leads to shows the same rows: neighbours that link each other, no list."""
        seen = self.drafts.get(target)
        if seen is None:
            return False
        mine = {row.text for row in own.rows}
        return any(
            other.place == own.place and len(mine & {row.text for row in other.rows}) * 2 >= len(mine)
            for other in seen.lists
        )

    def main_lists(self, draft: Draft) -> list[OwnList]:
        """Return the lists a page is there for: the best one and those in the same place."""
        weighed = [(self.weight(draft.page, own), own) for own in draft.lists if not own.loose]
        weighed = [(weight, own) for weight, own in weighed if weight > 0]
        if not weighed:
            return []
        best = max(weighed, key=lambda pair: pair[0])[1]
        loose = [own for own in draft.lists if own is not best and own.place != best.place and _adjoins(own, best)]
        return loose + [
            own
            for _, own in weighed
            if own is best or (own.place == best.place and len(best.rows) < MANY * len(own.rows))
        ]

    def outer_lists(self, draft: Draft) -> list[OwnList]:
        """Return the lists of a page that do not stand between the rows of a longer one."""
        return [
            own for own in draft.lists
            if not any(
                other is not own and other.line <= own.line and own.end <= other.end and len(other.rows) > len(own.rows)
                for other in draft.lists
            )
        ]  # fmt: skip

    def is_overview(self, draft: Draft) -> bool:
        """Say whether a page shows the lists of several other columns and no list of its own outweighs them."""
        if self.is_patchwork(draft):
            return True
        owners: dict[int, float] = {}
        for own in self.outer_lists(draft):
            items = [row.target for row in own.rows if row.target > 0 and not self.is_way(row.target)]
            told = [parent for item in items if (parent := self.survey.parents.get(item, 0))]
            if draft.page in told and self.runs_back(own):
                return False
            if len(own.rows) < FEW_ROWS or own.shared or not told:
                continue
            if not self.runs_back(own) and len(set(told)) > FEW_ROWS:
                return True
            common = max(set(told), key=told.count)
            if told.count(common) * 2 > len(told):
                owners[common] = owners.get(common, 0.0) + len(own.rows)
        total = sum(owners.values())
        return len(owners) > 1 and max(owners.values()) < DOMINATES * total

    def is_patchwork(self, draft: Draft) -> bool:
        """Say whether a page is made of several lists side by side, none of which is most of it."""
        told: set[str] = set()
        rows: dict[int, int] = {}
        for own in self.outer_lists(draft):
            words = {row.text for row in own.rows}
            if (
                len(own.rows) >= FEW_ROWS
                and not own.shared
                and len(words & told) * 2 < len(words)
                and self.weight(draft.page, own, proof=False)
            ):
                rows[own.line] = len(own.rows)
            told |= words
        best = max(self.main_lists(draft), key=lambda own: len(own.rows), default=None)
        if best is None or len(rows) <= FEW_ROWS:
            return False
        place = self.survey.places[best.place]
        return place.backed <= place.unbacked and max(rows.values()) * 2 < sum(rows.values())

    def runs_back(self, own: OwnList) -> bool:
        """Say whether the days of a list run back in time, as those of one list do, pinned rows apart."""
        days = [row.day for row in own.rows if row.day > 0]
        rises = sum(later > earlier for earlier, later in pairwise(days))
        return rises <= max(FEW_ROWS, len(days) // DISORDER)

    def kind(self, draft: Draft) -> Judged:
        """Return what a page is for, and why."""
        if draft.page in self.homes:
            return PageKind.HOME, (Evidence("kind", "home"),)
        if draft.stub:
            return PageKind.OTHER, (Evidence("kind", "redirect", draft.stub),)
        lists = self.main_lists(draft)
        if self.is_article(draft, lists):
            return PageKind.ARTICLE, DATED_ARTICLE
        known = self.is_way(draft.page) or self.is_own_column(draft)
        rows = sum(len(own.rows) for own in lists)
        if draft.named and not known and rows <= SOME:
            return PageKind.ARTICLE, NAMED_ARTICLE
        if why := self.column_reason(draft, lists, known):
            return PageKind.COLUMN, (Evidence("kind", why, str(rows or draft.blank)),)
        if draft.named and not self.is_way(draft.page) and not lists and (draft.letters or draft.media or draft.files):
            return PageKind.ARTICLE, NAMED_ARTICLE
        return PageKind.OTHER, ()

    def is_article(self, draft: Draft, lists: Sequence[OwnList]) -> bool:
        """Say whether a page shows headline and date of its own and is no step of breadcrumbs."""
        titled = draft.headline_source in ("link", "place", "title", "heading")
        return draft.dated and titled and self.crumbed(draft.page) < SOME and not self.lists_win(draft, lists)

    def column_reason(self, draft: Draft, lists: Sequence[OwnList], known: bool) -> str:
        """Return why a page is a column, '' where it is none; `known`: others or its breadcrumb call it one."""
        framed = draft.furniture >= LEAST_FRAME
        if not lists:
            empty = framed and self.is_bare(draft) and (known or draft.hollow)
            return "nothing of its own" if empty else ""
        if framed and (known or draft.pager) and not self.is_overview(draft) and not self.text_wins(draft, lists):
            return "list of its own"
        dated = sum(bool(row.day) for own in lists for row in own.rows)
        rows = sum(len(own.rows) for own in lists)
        told = framed and rows >= FEW_ROWS and self.proven(lists) and not draft.named
        if (told or dated >= DATED_ROWS) and not self.is_front(draft):
            return "list in the place of the site's lists"
        return ""

    def is_front(self, draft: Draft) -> bool:
        """Say whether a page shows several lists of different words: the front page of a part of the site."""
        told: set[str] = set()
        lists = 0
        for own in self.outer_lists(draft):
            words = {row.text for row in own.rows}
            if len(own.rows) >= FEW_ROWS and len(words & told) * 2 < len(words):
                lists += 1
            told |= words
        return lists > FEW_ROWS or self.is_overview(draft)

    def proven(self, lists: Sequence[OwnList]) -> bool:
        """Say whether lists stand where pages of the site have lists of articles that lead back to them."""
        places = [self.survey.places[own.place] for own in lists]
        return any(place.backed > place.unbacked for place in places) or any(
            sum(bool(row.day) for row in own.rows) * 2 >= len(own.rows) for own in lists
        )

    def lists_win(self, draft: Draft, lists: Sequence[OwnList]) -> bool:
        """Say whether what looks like an article's date and headline belongs to a list."""
        dated = sum(bool(row.day) for own in lists for row in own.rows)
        if draft.named and draft.headline_line >= 0:
            return False
        return dated >= FEW_ROWS and not all(own.shared for own in lists)

    def text_wins(self, draft: Draft, lists: Sequence[OwnList]) -> bool:
        """Say whether a text of its own outweighs undated links beside it."""
        if any(row.day for own in lists for row in own.rows):
            return False
        letters = sum(len(row.text) for own in lists for row in own.rows)
        return draft.prose > letters + PROSE

    def is_bare(self, draft: Draft) -> bool:
        """Say whether a page shows nothing of its own."""
        content = (
            draft.media
            or draft.files
            or draft.fields
            or any(not own.shared and self.weight(draft.page, own, proof=False) for own in draft.lists)
        )
        return draft.letters <= HARDLY and not content

    def is_own_column(self, draft: Draft) -> bool:
        """Say whether the breadcrumb of a page ends in the page itself."""
        if len(draft.trail) < FEW_ROWS:
            return False
        text, target = draft.trail[-1]
        if target == draft.page:
            return True
        return (
            target == 0
            and bool(text)
            and (bare(draft.title).startswith(bare(text)) or bare(draft.headline) == bare(text))
        )


def _adjoins(loose: OwnList, best: OwnList) -> bool:
    """Say whether a single dated row stands right above or below a list: one that broken markup cut off."""
    alone = len(loose.rows) == 1 and bool(loose.rows[0].day) and not loose.shared
    dated = len(best.rows) > 1 and any(row.day for row in best.rows)
    return alone and dated and (0 <= best.line - loose.end <= ADJOINS or 0 <= loose.line - best.end <= ADJOINS)


def is_index(draft: Draft) -> bool:
    """Say whether an address is that of a folder's own page."""
    name = draft.url.partition("?")[0].rpartition("/")[2]
    return name.lower() in INDEX_PAGES or not name
