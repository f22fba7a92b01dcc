"""What the pages of a site say of each other: how often lines and lists repeat, and by what words pages are linked."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from auditor.reading.page_lists import is_ornament
from auditor.reading.sketch import PageSketch, Row, Rows
from auditor.reading.tally import Tally

MOST_NAMES: Final = 5
"""Different words by which one page is linked that are kept."""

FEW_DATED: Final = 3
"""Dated rows that a page shows without its scripts, for these to be none that fill its list."""

MOST_LISTS: Final = 64
"""Different lists of one place that are told apart."""

_WORDLESS: Final = re.compile(r"[\W_]+")
_TITLE_PARTS: Final = re.compile(r"\s*(?:[-_|–—·>»]|--)\s*")


def bare(text: str) -> str:
    """Return only the letters and digits of words, for comparing them."""
    return _WORDLESS.sub("", text).lower()


def pair(one: int, other: int) -> int:
    """Return the hash of two numbers in order."""
    return (one * 0x9E3779B97F4A7C15 ^ other * 0xC2B2AE3D27D4EB4F) & 0xFFFFFFFFFFFF


def signature(rows: Rows) -> int:
    """Return the hash of a list's targets and words: equal for the same list on another page."""
    total = rows.place
    for row in rows.rows:
        total = zlib.crc32(f"{row.target}{row.text if row.target <= 0 else ''}".encode("utf-8", "replace"), total)
    return total


def row_key(place: int, row: Row) -> int:
    """Return the hash of a row in its place: by its words, else by its target."""
    return pair(place, zlib.crc32(row.text.encode("utf-8", "replace")) if row.text else row.target)


def title_parts(title: str) -> list[str]:
    """Return the parts of a page title between hyphens, bars and the like."""
    return [part for part in _TITLE_PARTS.split(title) if part]


@dataclass(slots=True)
class Name:
    """Words by which a page is linked: place of the link, day in its row (as in Row), pages that say so, rows there."""

    text: str
    place: int
    day: int
    pages: int
    beside: int


@dataclass(slots=True)
class Place:
    """A place where lists stand: pages with one there, different lists (at most MOST_LISTS), rows and dated rows.

    `backed` rows lead to pages whose breadcrumb leads back, `unbacked` to those whose breadcrumb leads elsewhere.
    """

    pages: int = 0
    different: set[int] = field(default_factory=set)
    rows: int = 0
    dated: int = 0
    backed: int = 0
    unbacked: int = 0


@dataclass(slots=True)
class Survey:
    """What counting found.

    `names` are the words that lead to each target, `parents` the page to which the breadcrumb of each page leads back,
    `crumbs` how often each page is a step of another's breadcrumb and by what words, `firsts` how often it is the first
    step. `known` are the pages themselves. `holders` counts what is around dated lists by place, `idle` are scripts on
    pages whose lists are there without them.
    """

    pages: int
    lines: Tally
    lists: Tally
    rows: Tally
    titles: Tally
    media: Tally
    names: dict[int, list[Name]] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    crumbs: dict[int, dict[str, int]] = field(default_factory=dict)
    firsts: dict[int, int] = field(default_factory=dict)
    column_names: dict[str, set[str]] = field(default_factory=dict)
    fields: dict[int, int] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=dict)
    idle: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)


def survey_site(sketches: Iterable[PageSketch], pages: int) -> Survey:
    """Count over all pages of a site; `pages` is about how many they are (it only sets the size of the tallies)."""
    lines, lists, rows, titles, media = (Tally(pages) for _ in range(5))
    found = Survey(pages, lines, lists, rows, titles, media)
    count = 0
    for sketch in sketches:
        count += 1
        _count_lines(found, sketch)
        _count_lists(found, sketch)
        _count_trail(found, sketch)
        found.known.add(sketch.page)
        if sum(bool(row.day) for rows in sketch.lists for row in rows.rows) >= FEW_DATED:
            found.idle.update(sketch.scripts)
        found.fields[sketch.fields] = found.fields.get(sketch.fields, 0) + 1
        for part in title_parts(sketch.title):
            found.titles.add(zlib.crc32(part.encode("utf-8", "replace")))
    found.pages = count
    return found


def _count_lines(found: Survey, sketch: PageSketch) -> None:
    for key in {pair(line.place, line.words) for line in sketch.lines}:
        found.lines.add(key)
    for key in {key for _, key in sketch.media}:
        found.media.add(key)


def _count_lists(found: Survey, sketch: PageSketch) -> None:
    seen: set[int] = set()
    for rows in sketch.lists:
        sign = signature(rows)
        found.lists.add(sign)
        place = found.places.setdefault(rows.place, Place())
        if rows.place not in seen:
            seen.add(rows.place)
            place.pages += 1
        if len(place.different) < MOST_LISTS:
            place.different.add(sign)
        if any(row.day for row in rows.rows):
            found.holders[rows.holder] = found.holders.get(rows.holder, 0) + 1
        place.rows += len(rows.rows)
        for key in {row_key(rows.place, row) for row in rows.rows}:
            found.rows.add(key)
        for row in rows.rows:
            place.dated += bool(row.day)
            if row.target > 0 and row.target != sketch.page and row.text and not is_ornament(row.text):
                _name(found.names.setdefault(row.target, []), row.text, rows, row.day)


def _name(names: list[Name], text: str, rows: Rows, day: int) -> None:
    for name in names:
        if name.text == text and name.place == rows.place:
            name.pages += 1
            name.day = name.day if name.day > 0 else day or name.day
            return
    if len(names) < MOST_NAMES:
        names.append(Name(text, rows.place, day, 1, len(rows.rows)))
    elif day > 0:
        undated = [number for number, name in enumerate(names) if name.day <= 0]
        if undated:
            names[undated[-1]] = Name(text, rows.place, day, 1, len(rows.rows))


def _count_trail(found: Survey, sketch: PageSketch) -> None:
    linked = [step for step in sketch.trail if step.target > 0]
    own = [step for step in linked if step.target != sketch.page]
    if own:
        found.parents[sketch.page] = own[-1].target
        found.firsts[own[0].target] = found.firsts.get(own[0].target, 0) + 1
    for step in own[1:]:
        words = found.crumbs.setdefault(step.target, {})
        if step.text in words or len(words) < MOST_NAMES:
            words[step.text] = words.get(step.text, 0) + 1
    if name := sketch.meta.get("columnname"):
        ends = found.column_names.setdefault(name, set())
        if len(ends) < MOST_NAMES:
            ends.add(next((step.text for step in reversed(sketch.trail) if step.target != 0), ""))
