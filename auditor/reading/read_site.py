"""Read a site as a whole: kinds, headlines, dates and columns of its pages from all of them together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.model import PageKind
from auditor.reading.drafts import Draft, Drafter
from auditor.reading.find_columns import OwnClass, find_columns
from auditor.reading.judging import LEAST_FRAME, Judge, Judged
from auditor.reading.learning import learn_places
from auditor.reading.navigation import Entry, read_navigation
from auditor.reading.site_model import PageReading, SiteReading
from auditor.reading.sketch import PageSketch
from auditor.reading.survey import Survey, survey_site

Sketches = Callable[[], Iterable[PageSketch]]
"""Gives the sketches of a site again each time, in the same order, the home page first."""

LEAST_FIRST: Final = 3
"""Pages whose breadcrumbs begin with a page, for it to be the home page of a part of the site."""


@dataclass(slots=True)
class Context:
    """What is known of the site when its pages are judged."""

    survey: Survey
    homes: dict[int, dict[int, Entry]] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)


def _no_class(_name: str, _url: str) -> None:
    return None


def read_site(sketches: Sketches, pages: int, as_of: date, own_class: OwnClass = _no_class) -> SiteReading:
    """Return what the pages and columns of a site are.

    `own_class` tells the class that a person gave a column. `sketches` is called three times; `pages` is about how many
    there are. Days after `as_of` are no updates. Held in memory are some hundred bytes a page, the rows of lists and
    counts of fixed size. No sketches: nothing read.
    """
    survey = survey_site(sketches(), pages)
    drafts, context = _drafts(sketches, survey)
    judge = Judge(survey, drafts, context.entries, set(context.homes))
    kinds = {draft.page: judge.kind(draft) for draft in drafts}
    columns = find_columns(drafts, kinds, judge, as_of, own_class)
    heads = {page: column.url for column in columns for page in column.pages}
    by_page = {draft.page: heads[draft.url] for draft in drafts if draft.url in heads}
    readings = tuple(_reading(draft, kinds[draft.page], survey, by_page) for draft in drafts)
    return SiteReading(readings, tuple(columns), tuple(_unread(drafts, kinds, judge)))


def _drafts(sketches: Sketches, survey: Survey) -> tuple[list[Draft], Context]:
    """Draw the drafts of all pages and read the navigation of the home page and of those of parts of the site."""
    drafter = Drafter(survey, learn_places(sketches(), survey))
    context = Context(survey)
    drafts = []
    for order, sketch in enumerate(sketches()):
        if not order or survey.firsts.get(sketch.page, 0) >= LEAST_FIRST:
            context.homes[sketch.page] = read_navigation(sketch, survey)
        drafts.append(drafter.draft(sketch, order))
    for entries in context.homes.values():
        for target, entry in entries.items():
            if target not in context.homes:
                context.entries.setdefault(target, entry)
    return drafts, context


def _reading(draft: Draft, judged: Judged, survey: Survey, heads: Mapping[int, str]) -> PageReading:
    kind, why = judged
    listed = kind in (PageKind.COLUMN, PageKind.HOME)
    day = date.fromordinal(draft.day) if draft.day > 0 and not listed else None
    column = heads.get(draft.page) or heads.get(survey.parents.get(draft.page, 0), "")
    return PageReading(
        draft.url, kind, draft.headline, draft.headline_source, day, draft.day_source if day else "",
        column, draft.letters, draft.furniture >= LEAST_FRAME, draft.template, why,
    )  # fmt: skip


def _unread(drafts: Iterable[Draft], kinds: Mapping[int, Judged], judge: Judge) -> Iterator[tuple[str, str]]:
    """Yield the pages that hold lists and that nothing was made of, with the reason."""
    for draft in drafts:
        if kinds[draft.page][0] is PageKind.OTHER and not draft.stub and judge.main_lists(draft):
            reason = "template seen too rarely" if draft.furniture < LEAST_FRAME else "lists of several columns"
            yield draft.url, reason
