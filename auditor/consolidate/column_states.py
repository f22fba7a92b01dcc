"""Columns of one site: their state, and the sums of stale or blank columns that veto it (docs/contract.md 4.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.facts.site_columns import ColumnReading
from auditor.model import ColumnClass, ListState, Outcome
from auditor.model.audit import ColumnLine, ColumnState, ColumnSum, SiteVerdict, StandingFinding
from auditor.rules import Confidence, Limits, Unknown

PASSED_ON = frozenset({ListState.PARENT, ListState.LINK_OUT})
FIRST_LEVEL = frozenset({ColumnClass.NOTICE, ColumnClass.POLICY})
UNCLASSIFIED = "unclassified"
NEWS_SUM, ALL_STALE, BLANK = SUMS = ("news_and_first_level", "all_stale", "blank")
"""The sums of columns that rules may hold against a limit."""


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """A column with what the two column rules said of it: a finding, a doubt, or neither."""

    column: ColumnReading
    stale: StandingFinding | None = None
    blank: StandingFinding | None = None
    stale_doubt: Unknown | None = None
    blank_doubt: Unknown | None = None


def column_sums(
    columns: Sequence[ColumnVerdict], limits: Mapping[str, float], hidden: int | None
) -> tuple[ColumnSum, ...]:
    """Return the sums that can veto a site, of those in `limits` (sum → count of columns).

    A sum fails at its limit (inclusive) on confirmed columns alone. It passes only if even the worst reading
    stays below the limit: every suspected and unseen column at fault, and each of the `hidden` addresses of
    the site that were not seen a column at fault too (None: nobody knows how many there are).
    """
    return tuple(_sum(code, columns, limits[code], hidden) for code in SUMS if code in limits)


def _sum(code: str, columns: Iterable[ColumnVerdict], limit: float, hidden: int | None) -> ColumnSum:
    columns = [one for one in columns if _in_news_sum(one)] if code == NEWS_SUM else columns
    pairs = [(one.blank, one.blank_doubt) if code == BLANK else (one.stale, one.stale_doubt) for one in columns]
    sure = sum(found is not None and found.confidence is Confidence.CONFIRMED for found, _ in pairs)
    unsure = sum(found is not None and found.confidence is Confidence.SUSPECTED for found, _ in pairs)
    unseen = sum(found is None and doubt is not None and doubt.reason != UNCLASSIFIED for found, doubt in pairs)
    if sure >= limit:
        verdict = SiteVerdict.FAIL
    elif hidden is not None and sure + unsure + unseen + hidden < limit:
        verdict = SiteVerdict.PASS
    else:
        verdict = SiteVerdict.NOT_ASSESSABLE
    return ColumnSum(code, sure, unsure + unseen, limit, verdict)


def _in_news_sum(one: ColumnVerdict) -> bool:
    kind = one.column.column_class
    return kind is ColumnClass.NEWS or (kind in FIRST_LEVEL and one.column.level == 1)


def column_lines(columns: Iterable[ColumnVerdict], limits: Limits | None, site: str) -> tuple[ColumnLine, ...]:
    """Return the columns as officials list them, in the order found."""
    days = limits.of(site) if limits else {}
    return tuple(
        _line(one, days, limits.of_column(site, one.column.name, one.column.url) if limits else None) for one in columns
    )


def _line(one: ColumnVerdict, days: Mapping[str, float], own: float | None) -> ColumnLine:
    column = one.column
    state, why = _state(one, own)
    free = column.archived or column.list_state in PASSED_ON
    of_class = days.get(str(column.column_class)) if column.column_class else None
    return ColumnLine(
        url=column.url,
        name=column.name,
        column_class=str(column.column_class or ""),
        newest=column.newest,
        items=column.items,
        limit_days=None if free else own if own is not None else of_class,
        state=state,
        why=why,
        class_source=column.class_source,
        own_limit=own is not None and not free,
    )


def _state(one: ColumnVerdict, own: float | None) -> tuple[ColumnState, str]:
    column = one.column
    doubt = one.blank_doubt or one.stale_doubt
    if one.blank is not None:
        state, why = ColumnState.BLANK, ""
    elif one.stale is not None:
        state, why = ColumnState.STALE, ""
    elif column.outcome is not Outcome.OK:
        state, why = ColumnState.UNKNOWN, str(column.outcome)
    elif column.list_state in PASSED_ON:
        state, why = ColumnState.NO_LIMIT, str(column.list_state)
    elif column.archived:
        state, why = ColumnState.NO_LIMIT, ""
    elif column.column_class is None and own is None:
        state, why = ColumnState.UNCLASSIFIED, ""
    elif doubt is not None:
        state, why = ColumnState.UNKNOWN, doubt.reason
    elif column.column_class is ColumnClass.NO_LIMIT and own is None:
        state, why = ColumnState.NO_LIMIT, ""
    else:
        state, why = ColumnState.FRESH, ""
    return state, why
