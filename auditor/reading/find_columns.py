"""The columns of a site: all pages of a list joined, with head, name, class, newest item and state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.extract.column_names import classify
from auditor.model import ColumnClass, PageKind
from auditor.reading.drafts import Draft, OwnList
from auditor.reading.judging import Judge, Judged
from auditor.reading.levels import find_level
from auditor.reading.site_model import ColumnFound, State
from auditor.reading.sketch import OUTSIDE, Row
from auditor.reading.survey import bare
from auditor.reading.trust import OWN, Case, judge_trust

LEFT_OVER: Final = 3
"""Titles of columns whose breadcrumbs end in the same words, from which these are a template's left-over."""


@dataclass(slots=True)
class Group:
    """Pages of one list, the head first."""

    pages: list[Draft] = field(default_factory=list)
    lists: list[list[OwnList]] = field(default_factory=list)


OwnClass = Callable[[str, str], ColumnClass | None]
"""Name and address of a column in, the class that a person gave it out, None for none."""


def find_columns(
    drafts: Sequence[Draft], kinds: Mapping[int, Judged], judge: Judge, as_of: date, own_class: OwnClass
) -> list[ColumnFound]:
    """Return the columns of a site in the order of their heads."""
    judge.note_columns(kinds)
    listed = [draft for draft in drafts if kinds[draft.page][0] is PageKind.COLUMN]
    judge.note_endings(listed)
    groups = _groups(listed, judge)
    return [_column(group, judge, as_of, own_class) for group in groups]


def _groups(listed: Sequence[Draft], judge: Judge) -> list[Group]:
    by_page = {draft.page: number for number, draft in enumerate(listed)}
    leader = list(range(len(listed)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    lists = [judge.main_lists(draft) for draft in listed]
    for number, draft in enumerate(listed):
        for target, _ in draft.pager:
            other = by_page.get(target)
            if other is not None and other != number and _one_list(draft, lists[number], listed[other], lists[other]):
                leader[find(other)] = find(number)
    views: dict[tuple[str, ...], int] = {}
    for number, draft in enumerate(listed):
        first = views.setdefault(_view(draft), number)
        if first != number and _one_list(draft, lists[number], listed[first], lists[first]):
            leader[find(number)] = find(first)
    groups: dict[int, list[int]] = {}
    for number in range(len(listed)):
        groups.setdefault(find(number), []).append(number)
    found = []
    for members in groups.values():
        members.sort(key=lambda number: _headship(listed[number], judge))
        found.append(Group([listed[number] for number in members], [lists[number] for number in members]))
    return sorted(found, key=lambda group: group.pages[0].order)


def _view(draft: Draft) -> tuple[str, ...]:
    """Return what the views of one list share: address without its query, breadcrumb, title."""
    return (draft.url.partition("?")[0], draft.title, *(text for text, _ in draft.trail))


def _one_list(one: Draft, lists: Sequence[OwnList], other: Draft, others: Sequence[OwnList]) -> bool:
    """Say whether two pages linked by page numbers show the same list: the same place and the same breadcrumb."""
    places = {own.place for own in (*lists, *one.lists)} & {own.place for own in (*others, *other.lists)}
    steps = [text for text, _ in one.trail] == [text for text, _ in other.trail]
    return bool(places) and (steps or bare(one.title) == bare(other.title))


def _headship(draft: Draft, judge: Judge) -> tuple[bool, bool, int, int]:
    return "?" in draft.url, not judge.is_way(draft.page), -judge.crumbed(draft.page), draft.order


def _column(group: Group, judge: Judge, as_of: date, own_class: OwnClass) -> ColumnFound:
    head = group.pages[0]
    rows = _distinct([row for lists in group.lists for own in lists for row in own.rows])
    name, names = column_name(head, judge)
    own = own_class(name, head.url)
    kind = own or (classify(name) if name else None)
    names = (OWN, *names) if own else names
    if kind is None and (kind := classify(head.column_type) if head.column_type else None):
        names = ("ColumnType",)
    newest, target, source = _newest(rows, judge, as_of)
    state = _state(group, rows, judge)
    level, parent = find_level(head, judge)
    lists = [own for each in group.lists for own in each]
    case = Case(head, lists, rows, group.pages, names, kind, newest, source, state, judge)
    trust, doubts, evidence = judge_trust(case)
    return ColumnFound(
        url=head.url,
        name=name,
        parent=parent,
        level=level,
        column_class=kind,
        pages=tuple(draft.url for draft in group.pages),
        items=len(rows),
        dated=sum(bool(row.day) for row in rows),
        future=sum(row.day > as_of.toordinal() for row in rows),
        newest=newest,
        newest_url=target,
        newest_source=source,
        state=state,
        trust=trust,
        doubts=doubts,
        shows=_shown_columns(head, rows, judge),
        evidence=evidence,
        rows=tuple(rows),
    )


def _shown_columns(head: Draft, rows: Sequence[Row], judge: Judge) -> tuple[str, ...]:
    """Return the addresses of the columns whose items a column repeats: its rows lead back to them, none to itself."""
    parents = [judge.survey.parents.get(row.target, 0) for row in rows if row.target > 0]
    told = {parent for parent in parents if parent and parent in judge.drafts and parent not in judge.homes}
    if not told or head.page in told:
        return ()
    return tuple(sorted(judge.drafts[parent].url for parent in told))


def _distinct(rows: Sequence[Row]) -> list[Row]:
    best: dict[object, Row] = {}
    for row in rows:
        key = row.target if row.target > 0 else row.text
        held = best.get(key)
        if held is None or (row.day and not held.day) or row.day > max(held.day, 0):
            best[key] = row
    return list(best.values())


def _day_of(row: Row, judge: Judge, as_of: date) -> date | None:
    """Return the day of a row; one without year takes it from its article, else the latest that is not to come."""
    if row.day > 0:
        return date.fromordinal(row.day)
    if not row.day:
        return None
    month, number = divmod(-row.day, 100)
    draft = judge.drafts.get(row.target)
    base = date.fromordinal(draft.day) if draft is not None and draft.day > 0 and draft.dated else None
    near = []
    for year in range(as_of.year - 8, as_of.year + 1) if base is None else (base.year - 1, base.year, base.year + 1):
        try:
            near.append(date(year, month, number))
        except ValueError:
            continue
    if base is not None:
        return min(near, key=lambda day: abs((day - base).days), default=None)
    return max((day for day in near if day <= as_of), default=None)


def _newest(rows: Sequence[Row], judge: Judge, as_of: date) -> tuple[date | None, int, str]:
    dated = [(day, row.target) for row in rows if (day := _day_of(row, judge, as_of)) and day <= as_of]
    if dated:
        return (*max(dated), "list")
    shown = [
        (date.fromordinal(draft.day), row.target)
        for row in rows
        if (draft := judge.drafts.get(row.target)) is not None and draft.dated and draft.day > 0
    ]
    shown = [pair for pair in shown if pair[0] <= as_of]
    return (*max(shown), "article") if shown else (None, 0, "")


def column_name(head: Draft, judge: Judge) -> tuple[str, tuple[str, ...]]:
    """Return the name most votes agree on, and the kinds of evidence that voted for it."""
    votes: list[tuple[str, str]] = []
    if head.trail and not _is_left_over(head.trail[-1][0], judge):
        text, target = head.trail[-1]
        if target in (0, head.page):
            votes.append(("breadcrumb", text))
    votes += [("step", text) for text in judge.survey.crumbs.get(head.page, {})]
    if head.page in judge.entries:
        votes.append(("navigation", judge.entries[head.page].text))
    votes += [("link", name.text) for name in judge.survey.names.get(head.page, [])[:3] if name.text]
    if head.title:
        votes.append(("title", head.title))
    if head.column_name and len(judge.survey.column_names.get(head.column_name, ())) < 2:
        votes.append(("ColumnName", head.column_name))
    if head.headline_source in ("heading", "place", "link"):
        votes.append(("heading", head.headline))
    if not votes:
        return head.headline, ()
    by_words: dict[str, set[str]] = {}
    for source, text in votes:
        by_words.setdefault(bare(text), set()).add(source)
    best = max(by_words, key=lambda words: len(by_words[words]))
    text = next(text for _, text in votes if bare(text) == best)
    kind = classify(text)
    agreeing = {source for source, words in votes if kind is not None and classify(words) is kind}
    return text, tuple(sorted(by_words[best] | agreeing))


def _is_left_over(text: str, judge: Judge) -> bool:
    """Say whether the last step of a breadcrumb stands on pages with different titles: a template's left-over."""
    return len(judge.endings.get(text, ())) >= LEFT_OVER


def _state(group: Group, rows: Sequence[Row], judge: Judge) -> State:
    head = group.pages[0]
    if rows:
        if all(row.target == OUTSIDE for row in rows):
            return State.LINK_OUT
        return State.FILLED
    if judge.leads_on(head.page):
        return State.PARENT
    if head.scripted:
        return State.SCRIPTED
    return State.BLANK if head.blank or head.hollow else State.UNREAD
