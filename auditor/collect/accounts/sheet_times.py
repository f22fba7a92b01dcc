"""How far a saved file reaches: what it says of its own export and range, else its last change."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.sheet_columns import SHEET_WORDS
from auditor.inventory.register_rows import shown
from auditor.inventory.tables import Fault, Record, Table
from auditor.inventory.tables.table_faults import fault

LONGEST_LINE = 300
MONTHS = 12
LAST_SECOND = timedelta(days=1, seconds=-1)
_DAY = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[ T]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?"
_RANGE = re.compile(rf"({_DAY})\s{{0,3}}(?:至|到|~|～|--?|—{{1,2}}|–)\s{{0,3}}({_DAY})")
_SHORT_RANGE = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s{0,3}(?:至|到|~|～|--?|—{1,2}|–)\s{0,3}"
    r"(?:(\d{1,2})\s?[-/.月]\s?)?(\d{1,2})(?:日|(?![-/.:年月\d]))"
)
_PERIOD = re.compile(
    r"(\d{4})年\s?(?:(?P<month>\d{1,2})月(?:份|(?!\s?\d))|第?(?P<quarter>[一二三四1-4])季度|(?P<half>上|下)半年|度)"
)
_QUARTERS = "一二三四"
_MADE = re.compile(
    r"(?:导出|下载|采集|抓取|核查|检查|(?:数据|统计)?(?:截至|截止|更新)|exported_at|saved_at|exported)"
    rf"\s?(?:于|时间|日期)?\s?(?:at|on)?\s?[:：]?\s{{0,3}}({_DAY})",
    re.IGNORECASE,
)
_LABELS = frozenset({"exported_at", "saved_at", "checked_at", "导出时间", "核查时间"})


@dataclass(frozen=True, slots=True)
class Reach:
    """The time up to which a file holds everything (aware), and from which (None: not told)."""

    until: datetime
    since: datetime | None = None


def reach_of(
    table: Table, records: Sequence[Record], column: str, changed: datetime, clock: Clock, faults: list[Fault]
) -> Reach:
    """Return how far rows of a file reach: the newest time of their `column`, else what a line above the header says
    of the export, else the file's last `change`; never beyond the range of days that such a line names.

    Of several times above the header the earliest counts. Times that cannot be read go to `faults`.
    """
    times = [time for record in records if (time := moment_in(record, column, table, clock, faults))]
    above = list(_made_above(table, clock))
    until = max(times) if times else min(above) if above else changed
    ranges = list(_ranges(table, clock))
    ends = [end for _, end in ranges if end < until]
    return Reach(min((until, *ends)), max((start for start, _ in ranges), default=None))


def moment_in(record: Record, column: str, table: Table, clock: Clock, faults: list[Fault]) -> datetime | None:
    """Return the time in a cell, None for an empty one; one that is no date or ahead of now goes to `faults`."""
    raw = record[column]
    if not raw:
        return None
    moment = read_moment(raw, clock.now, clock.zone)
    heading = table.heading(column)
    title = heading.title if heading else column
    if moment.ahead:
        faults.append(fault(SHEET_WORDS, "ahead", record.number, title, value=shown(moment.bad)))
    elif moment.at is None:
        faults.append(fault(SHEET_WORDS, "bad_moment", record.number, title, value=shown(moment.bad)))
    return None if moment.ahead else moment.at


def _lines(table: Table) -> Iterator[str]:
    for cells in table.above:
        yield " ".join(" ".join(cells).split())[:LONGEST_LINE]


def _made_above(table: Table, clock: Clock) -> Iterator[datetime]:
    for cells, line in zip(table.above, _lines(table), strict=True):
        if len(cells) > 1 and cells[0].strip(" :：") in _LABELS:
            found = [cells[1]]  # also seconds since 1970
        else:
            found = [match[1] for match in _MADE.finditer(line)]
        for raw in found:
            at = read_moment(raw, clock.now, clock.zone).at
            if at is not None and at <= clock.now:
                yield at


def _ranges(table: Table, clock: Clock) -> Iterator[tuple[datetime, datetime]]:
    """Yield the first and the last second of what lines above the header name: days, months, quarters, years."""
    for line in _lines(table):
        for match in _RANGE.finditer(line):
            start, end = (read_moment(raw, clock.now, clock.zone).at for raw in match.groups())
            if start is not None and end is not None and start <= end:
                yield start, end if ":" in match[2] else end + LAST_SECOND
        for match in _SHORT_RANGE.finditer(line):
            year, month, day, to_month, to_day = match.groups()
            yield from _days((year, month, day), (year, to_month or month, to_day), clock)
        for match in _PERIOD.finditer(line):
            first, last = _months(match)
            year = int(match[1])
            if 1 <= first <= last <= MONTHS:
                yield from _days((year, first, 1), (year, last, monthrange(year, last)[1]), clock)


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if quarter := match["quarter"]:
        number = _QUARTERS.find(quarter) + 1 or int(quarter)
        return 3 * number - 2, 3 * number
    return {"上": (1, 6), "下": (7, 12), None: (1, 12)}[match["half"]]


def _days(first: Sequence[str | int], last: Sequence[str | int], clock: Clock) -> Iterator[tuple[datetime, datetime]]:
    try:
        start, end = (datetime(int(y), int(m), int(d), tzinfo=clock.zone) for y, m, d in (first, last))
    except ValueError:
        return
    if start <= end:
        yield start, end + LAST_SECOND
