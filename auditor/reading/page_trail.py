"""The breadcrumb of one page: links with arrows between them, or words behind 当前位置, with what they lead to."""

import re
from collections.abc import Sequence
from typing import Final

from auditor.model.urls import same_site
from auditor.reading.page_walk import Found, Walk
from auditor.reading.sketch import NOWHERE, OUTSIDE, Step, address_hash

LOOK_LINES: Final = 600
LONGEST_TRAIL: Final = 200
LONGEST_STEP: Final = 40
MOST_LINES: Final = 12
"""Lines a breadcrumb may run over, a step or an arrow a line."""

_HERE: Final = re.compile(r"位置|location|breadcrumb|you are here", re.I)
_EDGE: Final = re.compile(r"^[\s>»›→＞≫:：|/\\·—-]+|[\s>»›→＞≫:：|/\\·—-]+$")
_HOME: Final = re.compile(r"(?:网站)?首\s{0,3}页|主\s?页|home(?:\s?page)?", re.I)
_SLASH: Final = re.compile(r"(?<=\s)[-|/\\·](?=\s)|[/|\\]|::|--")
_ARROW: Final = re.compile(r"[>»›→＞≫]")
LONGEST_FIRST: Final = 12
MOST_STEPS: Final = 8
_ENDS_OPEN: Final = re.compile(r"[>»›→＞≫/\\|]\s*$")
_BEGINS_OPEN: Final = re.compile(r"\s*[>»›→＞≫/\\|]")


class Targets:
    """What addresses of one page stand for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.known: dict[str, int] = {"": NOWHERE}

    def of(self, target: str) -> int:
        """Return the number of an address of the site, OUTSIDE for another's, NOWHERE for ''."""
        found = self.known.get(target)
        if found is None:
            found = self.known[target] = address_hash(target) if same_site(target, self.url) else OUTSIDE
        return found


def find_trail(walk: Walk, targets: Targets) -> tuple[tuple[Step, ...], int]:
    """Return the steps of the breadcrumb and its line: links with arrows between them, or behind 当前位置."""
    by_line: dict[int, list[Found]] = {}
    for link in walk.links:
        by_line.setdefault(link.line, []).append(link)
    for number, line in enumerate(walk.lines[:LOOK_LINES]):
        text = line.words
        if len(text) >= LONGEST_TRAIL:
            continue
        here = bool(_HERE.search(text[:24]))
        if not here and not (number in by_line and by_line[number][0].text and _is_way(text, by_line[number])):
            continue
        steps = _steps(walk, number, by_line, targets, here)
        if len(steps) > 1 or (here and steps):
            return tuple(steps), number
    return (), -1


def _steps(walk: Walk, number: int, by_line: dict[int, list[Found]], targets: Targets, here: bool) -> list[Step]:
    """Return the steps of a breadcrumb that begins on a line, [] where its links do not begin at the site itself."""
    last = number
    while last + 1 < len(walk.lines) and last - number < MOST_LINES and _goes_on(walk, last, number, by_line):
        last += 1
    links = [link for at in range(number, last + 1) for link in by_line.get(at, ()) if link.text]
    if len(links) > MOST_STEPS or not (here or _begins_here(links, targets)):
        return []
    text = " ".join(walk.lines[at].words for at in range(number, last + 1))
    if here and (label := _HERE.search(text)):
        text = text[label.end() :]
    steps: list[Step] = []
    for link in links:
        before, found, rest = text.partition(link.text)
        if found:
            steps += [*_words_between(before), Step(link.text[:LONGEST_STEP], targets.of(link.target))]
            text = rest
    return [*steps, *_words_between(text)]


def _begins_here(links: Sequence[Found], targets: Targets) -> bool:
    """Say whether the first of some links is a short one within the site."""
    return bool(links) and targets.of(links[0].target) != OUTSIDE and len(links[0].text) <= LONGEST_FIRST


def _is_way(text: str, links: Sequence[Found]) -> bool:
    """Say whether a line of links looks like a breadcrumb: arrows between them, or the home page first."""
    between = text
    for link in links:
        between = between.replace(link.text, "", 1)
    return bool(_ARROW.search(between) or (_SLASH.search(text) and _HOME.fullmatch(links[0].text)))


def _goes_on(walk: Walk, last: int, first: int, by_line: dict[int, list[Found]]) -> bool:
    """Say whether the breadcrumb goes on in the line after `last`: an arrow stands at its edge."""
    here, following = walk.lines[last].words, walk.lines[last + 1].words
    if len(following) > LONGEST_STEP:
        return False
    if _ENDS_OPEN.search(here) or _BEGINS_OPEN.match(following):
        return True
    links = by_line.get(last + 1, [])
    return last == first and here.endswith(("：", ":")) and bool(links) and len(links[0].text) <= LONGEST_FIRST


def _words_between(text: str) -> list[Step]:
    parts = [_EDGE.sub("", part) for part in re.split(r"[>»›→＞≫]+|\s[-|/\\]\s|::|--|[/|\\]", text)]
    return [Step(part, NOWHERE) for part in parts if 0 < len(part) <= LONGEST_STEP]
