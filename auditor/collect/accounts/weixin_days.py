"""Which days of an account's articles are known, which are asked, and what silence that proves (ACCOUNTS.md 2.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from auditor.model import AccountReading, ReadingOutcome

OPENS = date(2025, 11, 1)
"""The first day of which getarticletotaldetail has data."""

AGAIN = 3
"""Days back from yesterday that are asked anew each time: the counts of their articles still move."""

MOST_LATE = 2
"""Days whose counting may be late without the days before losing their worth: as_of then ends earlier."""

ONE_DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """The days wanted, `first` to `last` inclusive; `last` is yesterday. Empty where `first` lies behind `last`."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Return the days, newest first."""
        return [self.last - ONE_DAY * back for back in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Run:
    """Days that follow each other without a gap, up to the newest day known; both bounds inclusive."""

    first: date
    last: date


def window_of(since: datetime, now: datetime, zone: tzinfo) -> Window:
    """Return the days wanted: from that of `since`, at the earliest OPENS, to yesterday in `zone`."""
    return Window(max(since.astimezone(zone).date(), OPENS), now.astimezone(zone).date() - ONE_DAY)


def read_before(previous: AccountReading | None, adapter: str, source_url: str, zone: tzinfo) -> Run | None:
    """Return the days that the last good reading proves to have been read; None where it proves none.

    Only a reading by the same adapter of the same source does, and only from its `window_from` to its `as_of`: every
    day between was answered as whole.
    """
    if previous is None or previous.adapter != adapter or previous.source_url != source_url:
        return None
    if previous.outcome not in (ReadingOutcome.OK, ReadingOutcome.OK_EMPTY):
        return None
    if previous.window_from is None or previous.as_of is None:
        return None
    return Run(previous.window_from.astimezone(zone).date(), previous.as_of.astimezone(zone).date())


def days_to_ask(window: Window, before: Run | None) -> list[date]:
    """Return the days to ask, newest first: those not known, and the last few, whose counts still move."""
    if before is None:
        return window.days
    again = window.last - ONE_DAY * AGAIN
    return [day for day in window.days if day > again or not before.first <= day <= before.last]


def known_run(window: Window, known: Collection[date]) -> Run | None:
    """Return the unbroken run of known days up to the newest one known; None where no day of the window is known."""
    days = [day for day in window.days if day in known]
    if not days:
        return None
    first = days[0]
    while first - ONE_DAY >= window.first and first - ONE_DAY in known:
        first -= ONE_DAY
    return Run(first, days[0])


def proves(window: Window, run: Run | None, late: Sequence[date]) -> bool:
    """Say whether the days known prove silence up to the last of them.

    They do where all of the window up to there are known, and behind it lie only few days that are not yet counted.
    """
    if run is None or run.first > window.first:
        return False
    behind = [day for day in window.days if day > run.last]
    return len(behind) <= MOST_LATE and all(day in late for day in behind)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last second of a day: 24:00 itself would be counted to the next one, of which nothing is known."""
    return datetime.combine(day, LAST_SECOND, zone)
