"""What one page shows once furniture is taken away: headline, date, own lists, own text."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from auditor.reading.learning import Places, naming_headings, same_day, same_words
from auditor.reading.page_lists import is_ornament, is_turn
from auditor.reading.sketch import Dated, Heading, PageSketch, Row, Rows
from auditor.reading.survey import Name, Survey, bare, pair, row_key, signature, title_parts

REPEATED: Final = 4
"""Pages that show the same line, list or row in the same place from which it is furniture: a row of content stands on
its column, on that one's parent and perhaps on one overview."""

NEAR_HEADLINE: Final = 6
"""Lines after the headline within which an unproven date may be the article's."""

NEAR_LABELLED: Final = 14
"""The same of a date that is called one of publication."""

LONGEST_DATE_LINE: Final = 110
MOST_TARGETS: Final = 80
_DASHED: Final = re.compile("[—–-]{2}")
LOWEST_RANK: Final = 6
TITLE_SHARE: Final = 0.02
LEAST_TITLE: Final = 4


@dataclass(slots=True)
class OwnList:
    """One list of a page that is no furniture. `shared`: several pages show the very same list; `loose`: it is a single
    row in a place where no lists are known."""

    place: int
    line: int
    end: int
    rows: tuple[Row, ...]
    letters: int
    shared: bool
    loose: bool


@dataclass(slots=True)
class Draft:
    """One page before its kind is decided."""

    url: str
    page: int
    order: int
    headline: str = ""
    headline_source: str = ""
    headline_line: int = -1
    named: bool = False
    day: int = 0
    day_source: str = ""
    dated: bool = False
    letters: int = 0
    prose: int = 0
    media: int = 0
    files: int = 0
    fields: bool = False
    scripted: bool = False
    blank: str = ""
    stub: str = ""
    lists: list[OwnList] = field(default_factory=list)
    turns: bool = False
    trail: tuple[tuple[str, int], ...] = ()
    pager: tuple[tuple[int, int], ...] = ()
    title: str = ""
    column_name: str = ""
    column_type: str = ""
    hollow: bool = False
    furniture: int = 0
    template: int = 0
    heads: tuple[str, ...] = ()
    links: int = 0


EVERYWHERE: Final = 0.1
"""Share of a site's pages that show a row, from which it is furniture whatever date stands near it."""

ROWS_A_PAGE: Final = 1.5
"""Links a page in one place from which the place is that of a list."""

PROSE_LINE: Final = 30
"""Letters from which a line outside links is prose rather than a label."""


class Drafter:
    """Draws drafts of the pages of one site."""

    def __init__(self, survey: Survey, places: Places) -> None:
        self.survey = survey
        self.places = places
        self.repeated = REPEATED
        self.trails: dict[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = {}
        self.usual_fields = max((number for number, pages in survey.fields.items() if pages >= REPEATED), default=0)

    def draft(self, sketch: PageSketch, order: int) -> Draft:
        """Return what a page shows of its own."""
        names = self.survey.names.get(sketch.page, [])
        found = Draft(sketch.url, sketch.page, order, stub=sketch.stub, pager=sketch.pager, files=sketch.files)
        found.title = self.own_title(sketch)
        trail = tuple((step.text, step.target) for step in sketch.trail)
        found.trail = self.trails.setdefault(trail, trail)
        found.column_name = sketch.meta.get("columnname", "")
        found.column_type = sketch.meta.get("columntype", "")
        found.turns = sketch.turns
        found.template = sketch.template
        found.fields = sketch.fields > self.usual_fields
        found.scripted = any(script not in self.survey.idle for script in sketch.scripts)
        found.hollow = any(place in self.survey.holders for place, _ in sketch.hollow)
        found.furniture = sum(self.is_furniture(line.place, line.words) for line in sketch.lines)
        found.blank = next((words for _, words in sketch.blank), "")
        found.media = sum(self.survey.media.count(key) < self.repeated for _, key in sketch.media)
        self.take_lists(found, sketch)
        self.take_text(found, sketch)
        self.take_headline(found, sketch, names)
        self.take_date(found, sketch, names)
        if found.dated and found.named and not any(row.day for own in found.lists for row in own.rows):
            self.slim(found)
        return found

    def slim(self, found: Draft) -> None:
        """Let go of what only columns need of a page that is surely an article."""
        found.lists, found.title, found.pager = [], "", ()
        names = self.survey.names.get(found.page, [])
        kept = [name for name in names if name.pages >= self.repeated]
        if kept:
            self.survey.names[found.page] = kept
        else:
            self.survey.names.pop(found.page, None)

    def is_furniture(self, place: int, words: int) -> bool:
        """Say whether a line stands in the same place of so many pages that it belongs to none."""
        return self.survey.lines.count(pair(place, words)) >= self.repeated

    def own_title(self, sketch: PageSketch) -> str:
        """Return the title less what the titles of the site share."""
        parts = title_parts(sketch.title)
        limit = max(REPEATED, TITLE_SHARE * self.survey.pages)
        own = [part for part in parts if self.survey.titles.count(zlib.crc32(part.encode("utf-8", "replace"))) < limit]
        if not own or own == parts:
            return sketch.title if own else ""
        start, last = sketch.title.find(own[0]), sketch.title.rfind(own[-1]) + len(own[-1])
        return sketch.title[start:last]

    def take_lists(self, found: Draft, sketch: PageSketch) -> None:
        """Take the lists that are no furniture, without their rows that are."""
        itself = {bare(found.title), *(bare(text) for text, target in found.trail[-1:] if target in (0, sketch.page))}
        for rows in sketch.lists:
            if rows.line <= sketch.trail_line < rows.end and len(rows.rows) <= len(sketch.trail) + 1:
                continue
            shared = self.survey.lists.count(signature(rows)) >= REPEATED
            kept = tuple(
                row for row in rows.rows if self.is_row(row, rows, sketch) and (row.day or bare(row.text) not in itself)
            )
            undated = not any(row.day for row in kept)
            alone = len(rows.rows) == 1 and not self.is_list_place(rows)
            if kept and not (alone and undated) and not (undated and self.is_menu(rows, kept)):
                found.lists.append(OwnList(rows.place, rows.line, rows.end, kept, rows.letters, shared, alone))

    def is_list_place(self, rows: Rows) -> bool:
        """Say whether links in a place are rows: others stand there in several, or lead to what points back."""
        place = self.survey.places[rows.place]
        return place.rows >= ROWS_A_PAGE * place.pages or place.backed > place.unbacked

    def is_menu(self, rows: Rows, kept: Sequence[Row]) -> bool:
        """Say whether most rows of an undated list stand in the same place of many pages."""
        repeated = sum(self.survey.rows.count(row_key(rows.place, row)) >= self.repeated for row in rows.rows)
        return repeated * 2 >= len(rows.rows) or len(kept) * 2 < len(rows.rows)

    def is_row(self, row: Row, rows: Rows, sketch: PageSketch) -> bool:
        """Say whether a row is one of content: not the page itself, no page number, nothing that many pages show."""
        if row.target == sketch.page or is_ornament(row.text) or is_turn(row.text):
            return False
        shown = self.survey.rows.count(row_key(rows.place, row))
        if shown >= self.repeated and (not row.day or shown >= EVERYWHERE * self.survey.pages):
            return False
        return bool(row.text or row.target > 0)

    def take_text(self, found: Draft, sketch: PageSketch) -> None:
        """Count the letters outside lists that are no furniture."""
        listed: set[int] = set()
        for own in found.lists:
            listed.update(range(own.line, own.end))
        for number, line in enumerate(sketch.lines):
            if (
                line.plain
                and number not in listed
                and number != sketch.trail_line
                and not self.is_furniture(line.place, line.words)
            ):
                found.letters += line.plain
                if line.plain >= PROSE_LINE:
                    found.prose += line.plain

    def take_headline(self, found: Draft, sketch: PageSketch, names: Sequence[Name]) -> None:
        """Take the line that the links to the page name, else one in a learned place, else one that its title names."""
        agreeing = naming_headings(sketch, names)
        agreeing = [pair_ for pair_ in agreeing if pair_[0].line != sketch.trail_line]
        proven = [each for each in agreeing if self.places.headline(each[0].place)]
        best = proven or [each for each in agreeing if not self.is_furniture_line(sketch, each[0])] or agreeing
        if best:
            heading = min(
                best, key=lambda each: (not self.places.headline(each[0].place), each[0].rank or 9, each[0].line)
            )[0]
            found.headline, found.headline_source, found.headline_line = (
                self.whole(heading, sketch, found),
                "link",
                heading.line,
            )
            found.named = any(name.day or name.pages < self.repeated for _, name in best)
            return
        own = [h for h in sketch.headings if h.line != sketch.trail_line and not self.is_furniture_line(sketch, h)]
        for heading in own:
            if self.places.headline(heading.place) and len(heading.text) >= LEAST_TITLE:
                found.headline, found.headline_source, found.headline_line = heading.text, "place", heading.line
                return
        title = bare(found.title)
        for heading in own:
            text = bare(heading.text)
            if title and len(text) >= LEAST_TITLE and (same_words(text, title) or title.startswith(text)):
                found.headline, found.headline_source, found.headline_line = heading.text, "title", heading.line
                return
        for heading in own:
            if heading.rank and heading.rank <= 2:
                found.headline, found.headline_source, found.headline_line = heading.text, "heading", heading.line
                return
        self.fall_back(found, sketch, names)

    def whole(self, heading: Heading, sketch: PageSketch, found: Draft) -> str:
        """Return a headline with the line after it where the page's own title runs through both (a subtitle)."""
        following = next((each for each in sketch.headings if each.line == heading.line + 1), None)
        title = bare(found.title)
        if following is not None and (
            _DASHED.match(following.text) or 0 < heading.rank < following.rank <= LOWEST_RANK
        ):
            return f"{heading.text}{following.text}"
        if following is None or not title.startswith(bare(heading.text) + bare(following.text)[:LEAST_TITLE]):
            return heading.text
        return found.title if title.startswith(bare(heading.text + following.text)) else heading.text

    def fall_back(self, found: Draft, sketch: PageSketch, names: Sequence[Name]) -> None:
        """Take the words of a dated row, the page's own title, else the last step of the breadcrumb."""
        row = next((name for name in names if name.day and len(name.text) >= LEAST_TITLE), None)
        title = found.title
        if row is not None and (not title or same_words(bare(row.text), bare(title))):
            found.headline, found.headline_source = (title if len(title) > len(row.text) else row.text), "row"
        elif title:
            found.headline, found.headline_source = title, "own title"
        elif found.trail:
            found.headline, found.headline_source = found.trail[-1][0], "breadcrumb"

    def is_furniture_line(self, sketch: PageSketch, heading: Heading) -> bool:
        """Say whether a line that may be a headline is furniture."""
        return self.is_furniture(heading.place, sketch.lines[heading.line].words)

    def take_date(self, found: Draft, sketch: PageSketch, names: Sequence[Name]) -> None:
        """Take the date in a learned place, else one that a row names, else one close below the headline."""
        days = [name.day for name in names if name.day]
        rows = _row_days(found.lists)
        spots = [
            spot for spot in sketch.dates
            if spot.label not in ("other", "document") and not _is_of_row(spot, rows)
        ]  # fmt: skip
        after = [spot for spot in spots if spot.line >= found.headline_line] or spots
        chosen = next((spot for spot in after if self.places.date(spot)), None)
        chosen = chosen or next((spot for spot in after if any(same_day(day, spot.day) for day in days)), None)
        if chosen is None and found.headline_line >= 0:
            near = [
                spot for spot in after
                if spot.line <= found.headline_line + (NEAR_LABELLED if spot.label == "published" else NEAR_HEADLINE)
            ]  # fmt: skip
            near = [spot for spot in near if self.is_byline(sketch, spot)]
            chosen = next((spot for spot in near if spot.label == "published"), None) or next(iter(near), None)
        if chosen is not None:
            found.day, found.day_source, found.dated = chosen.day, "shown", True
            return
        known = [day for day in days if day > 0]
        if known:
            found.day, found.day_source = known[0], "row"

    def is_byline(self, sketch: PageSketch, spot: Dated) -> bool:
        """Say whether a date stands in a short line that is no furniture."""
        line = sketch.lines[spot.line]
        return line.plain <= LONGEST_DATE_LINE and not self.is_furniture(line.place, line.words)


FEW_DATED: Final = 3
"""Dated rows from which every date between them is a row's, whatever its row."""


def _row_days(lists: Sequence[OwnList]) -> list[tuple[int, int, set[int]]]:
    """Return first and last line of each list with dated rows, and the days of its rows (none: any day)."""
    spans = []
    for own in lists:
        days = {row.day for row in own.rows if row.day}
        if days and not own.loose:
            many = sum(bool(row.day) for row in own.rows) >= FEW_DATED
            spans.append((own.line - 1, own.end + 1, set() if many else days))
    return spans


def _is_of_row(spot: Dated, rows: Sequence[tuple[int, int, set[int]]]) -> bool:
    """Say whether a date is that of a row of a list."""
    return any(
        first <= spot.line <= last and (not days or any(same_day(day, spot.day) for day in days))
        for first, last, days in rows
    )
