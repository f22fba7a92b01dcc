"""How far what was read of a column bears a finding: kinds of evidence that agree, and what contradicts them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.extract.column_names import classify
from auditor.model import ColumnClass
from auditor.reading.drafts import Draft, OwnList
from auditor.reading.judging import Judge
from auditor.reading.learning import same_day, same_words
from auditor.reading.site_model import Evidence, State, Trust
from auditor.reading.sketch import Row
from auditor.reading.survey import bare

TWO: Final = 2
"""Kinds of evidence that must agree for a finding to be confirmed (READING.md, Confidence)."""

MOST_APART: Final = 3
"""Days that a row and its article may differ (docs/contract.md 4.9 has the same number for copies)."""

DATED_SHARE: Final = 0.5
"""Share of dated rows below which the newest date is only suspected (own)."""

FEW: Final = 3
ONE_KIND: Final = "one kind of evidence: "
"""How a doubt begins that names what only one kind of evidence speaks for."""

OWN: Final = "auditor.toml"
"""What speaks for a class that a person wrote there: it needs no second kind."""


@dataclass(slots=True)
class Case:
    """What is known of one column when its trust is judged."""

    head: Draft
    lists: Sequence[OwnList]
    rows: Sequence[Row]
    pages: Sequence[Draft]
    names: Sequence[str]
    column_class: ColumnClass | None
    newest: date | None
    newest_source: str
    state: State
    judge: Judge
    evidence: list[Evidence] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def say(self, about: str, what: str, detail: str = "") -> None:
        """Record one reason for."""
        self.evidence.append(Evidence(about, what, detail))

    def kinds(self, about: str) -> int:
        """Return how many kinds of evidence speak for something."""
        return len({each.what for each in self.evidence if each.about == about and not each.against})


def judge_trust(case: Case) -> tuple[Trust, tuple[str, ...], tuple[Evidence, ...]]:
    """Return how far a finding on the column may go, the words of what speaks against it, and all evidence."""
    _is_column(case)
    _head(case)
    _class(case)
    if case.state is State.BLANK:
        _blank(case)
    else:
        _newest(case)
    about = ("column", "head", "state") if case.state is State.BLANK else ("column", "head", "class", "newest")
    weak = [each for each in about if case.kinds(each) < TWO]
    against = tuple(Evidence("column", words, "", True) for words in (*case.contradictions, *case.doubts))
    told = (*case.contradictions, *case.doubts, *(ONE_KIND + each for each in weak))
    if case.contradictions:
        return Trust.UNKNOWN, told, (*case.evidence, *against)
    trust = Trust.SUSPECTED if weak or case.doubts else Trust.CONFIRMED
    return trust, told, (*case.evidence, *against)


def _is_column(case: Case) -> None:
    head, judge = case.head, case.judge
    if head.page in judge.entries or judge.is_in_menus(head.page):
        case.say("column", "navigation")
    if crumbs := judge.crumbed(head.page):
        case.say("column", "breadcrumbs of other pages", str(crumbs))
    if judge.is_own_column(head):
        case.say("column", "own breadcrumb")
    if "ColumnName" in case.names and {"heading", "title"} & set(case.names):
        case.say("column", "ColumnName is its heading")
    if back := sum(judge.survey.parents.get(row.target) == head.page for row in case.rows if row.target > 0):
        case.say("column", "its items lead back", str(back))
    articles = [row for row in case.rows if (seen := judge.drafts.get(row.target)) is not None and seen.dated]
    if articles:
        case.say("column", "its items are articles", str(len(articles)))
    places = [judge.survey.places[own.place] for own in case.lists]
    if any(len(place.different) >= FEW and place.dated * 2 >= place.rows for place in places):
        case.say("column", "other columns have their lists in this place")
    if case.lists and all(own.shared for own in case.lists):
        case.contradictions.append("several pages show this very list")


def _head(case: Case) -> None:
    head, judge = case.head, case.judge
    if judge.is_way(head.page):
        case.say("head", "navigation or breadcrumbs lead here")
    if judge.is_own_column(head):
        case.say("head", "own breadcrumb ends here")
    others = {draft.page for draft in case.pages if draft is not head}
    following = {target for target, _ in head.pager} - {head.page} - judge.homes
    if not following and not others:
        case.say("head", "the list has no other page")
    if any(target == head.page for draft in case.pages if draft is not head for target, _ in draft.pager):
        case.say("head", "later pages lead back here")
    numbers = [number for target, number in head.pager if number]
    if numbers and min(numbers) > 1 and all(target != head.page for target, _ in head.pager):
        case.say("head", "page numbers go on from here")
    if any(number == 1 and target not in (head.page, *others) for target, number in head.pager):
        case.contradictions.append("page 1 of the list was not read")


def _class(case: Case) -> None:
    for name in case.names:
        case.say("class", name)
    if OWN in case.names:
        case.say("class", "a person decided")
        return
    meta = case.head.column_name
    if not meta or len(case.judge.survey.column_names.get(meta, ())) >= TWO:
        return
    told = classify(meta)
    if told is not None and case.column_class is not None and told is not case.column_class:
        case.doubts.append(f"ColumnName says {meta}")


def _newest(case: Case) -> None:
    dated = [row for row in case.rows if row.day]
    if not case.rows or case.newest is None:
        return
    seen = [
        (row, draft) for row in case.rows if (draft := case.judge.drafts.get(row.target)) is not None and draft.dated
    ]
    agreeing = [row for row, draft in seen if row.day and same_day(row.day, draft.day)]
    if case.newest_source == "article":
        if len(seen) == len(case.rows):
            case.say("newest", "the articles of all items")
        case.say("newest", "articles")
        if len(seen) < len(case.rows):
            case.doubts.append("not all articles of undated items were read")
        return
    case.say("newest", "rows", str(len(dated)))
    if agreeing:
        case.say("newest", "articles say the same", str(len(agreeing)))
    in_order = all(case.judge.runs_back(own) for own in case.lists if any(row.day for row in own.rows))
    if len(dated) >= FEW and in_order:
        case.say("newest", "rows run back in time")
    if not in_order and _unread_pages(case):
        case.doubts.append("further pages of an unordered list were not read")
    if _undated_above(case):
        case.doubts.append("the first items bear no date")
    if len(dated) < DATED_SHARE * len(case.rows):
        case.doubts.append("fewer than half of the items are dated")
    later = [
        draft
        for row, draft in seen
        if date.fromordinal(draft.day) > case.newest and (date.fromordinal(draft.day) - case.newest).days > MOST_APART
    ]
    if later:
        case.contradictions.append(
            f"an article shows a later day: {date.fromordinal(max(draft.day for draft in later))}"
        )


def _unread_pages(case: Case) -> bool:
    """Say whether the list goes on on pages that are none of the column's."""
    read = {draft.page for draft in case.pages}
    return any(target not in read | case.judge.homes for draft in case.pages for target, _ in draft.pager)


def _undated_above(case: Case) -> bool:
    """Say whether the list begins with items of which neither row nor article tells the day."""
    first = case.rows[0]
    seen = case.judge.drafts.get(first.target)
    return not first.day and not (seen is not None and seen.dated)


def _blank(case: Case) -> None:
    head = case.head
    case.say("state", "nothing of its own")
    if head.blank:
        case.say("state", "says so", head.blank)
    if head.hollow:
        case.say("state", "the place of its list is empty")
    if same_words(bare(head.headline), bare(head.title)) and head.furniture < FEW:
        case.doubts.append("its template was not read")
