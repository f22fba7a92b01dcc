"""Count days of a period as Chinese law does, working days by the State Council's calendar of holidays.

The day a period begins on is not counted (民法典 第二百零一条).
"""

from datetime import date, timedelta
from functools import cache

LONGEST_HOLIDAY = 10
"""Days added where a year's holidays are not published yet: no holiday and its shifted days take more working days."""

MOST = 400


def after_days(start: date, count: int) -> date:
    """Return the last day (inclusive) of `count` calendar days that follow `start`."""
    return start + timedelta(days=count)


def after_months(start: date, count: int) -> date:
    """Return the day of `count` months after `start`; the month's last day where it has no such day (第二百零二条)."""
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, start.day)


def after_working_days(start: date, count: int) -> tuple[date, bool]:
    """Return the last day of `count` working days that follow `start`, and whether the calendar knew all of them.

    Where it did not, weekdays are counted and LONGEST_HOLIDAY days added, so that the period never ends too early.
    Raises ValueError for a count above MOST.
    """
    if not 0 <= count <= MOST:
        raise ValueError(f"{count} working days is no period of a notice")
    day, left, known = start, count, True
    while left:
        day += timedelta(days=1)
        works = _works(day)
        known = known and works is not None
        left -= day.weekday() < 5 if works is None else works
    return (day, True) if known else (day + timedelta(days=LONGEST_HOLIDAY), False)


@cache
def _works(day: date) -> bool | None:
    """Return whether a day is worked, None where its year's calendar is not known."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
