"""Where the templates of a site put headline, date and list: learned from pages that others name and date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.reading.sketch import Dated, Heading, PageSketch
from auditor.reading.survey import Name, Survey, bare

LEAST_HITS: Final = 3
"""Pages on which a place agreed with what others say, for it to be learned."""

LEAST_SHARE: Final = 0.4
"""Share of the pages with something in that place on which it agreed."""

LEAST_STEM: Final = 7
"""Letters that two headlines share at their beginning for the shorter to be the longer one cut."""


@dataclass(slots=True)
class Hits:
    """How often what stands in a place agreed with what other pages say, and how often it could have."""

    agreed: int = 0
    seen: int = 0

    @property
    def learned(self) -> bool:
        """Say whether the place is proven."""
        return self.agreed >= LEAST_HITS and self.agreed >= LEAST_SHARE * self.seen


@dataclass(slots=True)
class Places:
    """Learned places of headlines and dates, the latter by place and form."""

    headlines: dict[int, Hits] = field(default_factory=dict)
    dates: dict[tuple[int, int], Hits] = field(default_factory=dict)

    def headline(self, place: int) -> bool:
        """Say whether a line in that place is a headline."""
        hits = self.headlines.get(place)
        return hits is not None and hits.learned

    def date(self, spot: Dated) -> bool:
        """Say whether a date in that place and form is that of publication."""
        hits = self.dates.get((spot.place, spot.form))
        return hits is not None and hits.learned


def same_words(one: str, other: str) -> bool:
    """Say whether two headlines (bare) are the same, one of them perhaps cut or with a mark before it."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST_STEM and (long.startswith(short) or long.endswith(short))


def same_day(row: int, shown: int) -> bool:
    """Say whether the day of a row (as in Row) is the day an article shows; a row without year agrees with any."""
    if row >= 0:
        return row == shown
    day = date.fromordinal(shown)
    return -row == day.month * 100 + day.day


def naming_headings(sketch: PageSketch, names: Sequence[Name]) -> list[tuple[Heading, Name]]:
    """Return the lines of a page that say what the links to it say."""
    words = [(name, bare(name.text)) for name in names]
    found = []
    for heading in sketch.headings:
        own = bare(heading.text)
        for name, text in words:
            if text and same_words(own, text):
                found.append((heading, name))
                break
    return found


def learn_places(sketches: Iterable[PageSketch], survey: Survey) -> Places:
    """Learn over all pages of a site: one pass."""
    places = Places()
    for sketch in sketches:
        names = survey.names.get(sketch.page, [])
        _learn_headline(places, sketch, names)
        _learn_date(places, sketch, names)
        _learn_lists(survey, sketch)
    return places


def _learn_headline(places: Places, sketch: PageSketch, names: Sequence[Name]) -> None:
    rows = [name for name in names if name.day or len(bare(name.text)) >= LEAST_STEM]
    if not rows:
        return
    agreed = {heading.place for heading, _ in naming_headings(sketch, rows)}
    if not agreed:
        return
    for place in {heading.place for heading in sketch.headings}:
        hits = places.headlines.setdefault(place, Hits())
        hits.seen += 1
        hits.agreed += place in agreed


def _learn_date(places: Places, sketch: PageSketch, names: Sequence[Name]) -> None:
    days = [name.day for name in names if name.day]
    if not days:
        return
    seen: set[tuple[int, int]] = set()
    for spot in sketch.dates:
        key = (spot.place, spot.form)
        if key in seen:
            continue
        seen.add(key)
        hits = places.dates.setdefault(key, Hits())
        hits.seen += 1
        hits.agreed += any(same_day(day, spot.day) for day in days)


def _learn_lists(survey: Survey, sketch: PageSketch) -> None:
    for rows in sketch.lists:
        place = survey.places[rows.place]
        for row in rows.rows:
            parent = survey.parents.get(row.target) if row.target > 0 else None
            if parent is not None and row.target != sketch.page:
                place.backed += parent == sketch.page
                place.unbacked += parent != sketch.page
