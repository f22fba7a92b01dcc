"""Make one reading of the answers of WeChat's interfaces: how far they reach, and which silence they prove."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock, verdict_on
from auditor.collect.accounts.weixin_answers import STAT_DATE, Published, comments_open, joined
from auditor.model import AccountReading, Basis, Interaction, Post, ReadingOutcome, Subject

# Which days of an account's articles are known, which are asked, and what silence that proves (docs/accounts.md 2.1).

OPENS = date(2025, 11, 1)
"""The first day that getarticletotaldetail has data for."""

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
    """Return the last second of a day. 24:00 itself would count as the next day, which was not read."""
    return datetime.combine(day, LAST_SECOND, zone)


EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Days:
    """The result of reading the daily lists."""

    posts: dict[str, Post] = field(default_factory=dict)
    whole: set[date] = field(default_factory=set)
    late: list[date] = field(default_factory=list)
    failed: list[Unread] = field(default_factory=list)


@dataclass(slots=True)
class Free:
    """The result of reading freepublish. `all_read`: every article it lists was read."""

    found: list[Published] = field(default_factory=list)
    all_read: bool = False
    failed: Unread | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reading has seen, and the days that were known `before` it."""

    window: Window
    before: Run | None
    days: Days
    free: Free
    followers: int | None = None
    menu: bool | None = None


def judged(subject: Subject, adapter: str, access: Access, source: str, seen: Seen) -> AccountReading:
    """Return the reading that the answers give.

    OK where all days up to `as_of` are known and freepublish was read; OK_EMPTY where, besides, the window reaches to
    yesterday and neither list has an article; else PARTIAL, with what is missing.
    """
    zone, window, days, free = access.zone, seen.window, seen.days, seen.free
    late = [day for day in days.late if day not in days.whole]
    run = known_run(window, days.whole | _known_before(seen, late))
    posts = _posts(access, seen)
    outcome, detail, code = _outcome(seen, run, late, posts, Clock(access.now, zone))
    kept, cut = posts[: access.settings.most_posts], len(posts) > access.settings.most_posts
    first = run.first if run else None
    if cut and first and (oldest := kept[-1].published_at):
        first = max(first, oldest.astimezone(zone).date() + ONE_DAY)
    return AccountReading(
        account_id=subject.id,
        adapter=adapter,
        outcome=outcome,
        at=access.now,
        as_of=end_of(run.last, zone) if run else None,
        complete=outcome is not ReadingOutcome.PARTIAL and not cut,
        posts=kept,
        followers=seen.followers,
        detail=detail,
        source_url=source,
        basis=Basis.DIRECT,
        code=code,
        window_from=start_of(first, zone) if first else None,
        newest_first=not free.failed and _newest_known(kept, run, window, zone),
        interaction=Interaction(comments=comments_open(kept, free.found), menu=seen.menu),
    )


def _newest_known(posts: Iterable[Post], run: Run | None, window: Window, zone: tzinfo) -> bool:
    """Say whether the newest article to be seen is surely the newest there is by yesterday.

    It is where it lies within the unbroken run of days: before a day that was not read, another may lie between.
    """
    times = [post.published_at for post in posts if not post.removed]
    if run is None or run.last != window.last or not times or not all(times):
        return False
    return max(time for time in times if time) >= start_of(run.first, zone)


def _known_before(seen: Seen, late: list[date]) -> set[date]:
    """Return the days of the window known from the reading before that were not asked, or asked in vain."""
    before = seen.before
    if before is None:
        return set()
    return {day for day in seen.window.days if before.first <= day <= before.last and day not in late}


def _posts(access: Access, seen: Seen) -> tuple[Post, ...]:
    """Return the posts of the window, newest first: those known before, as seen last, and those of today."""
    start = start_of(seen.window.first, access.zone)
    before = access.previous.posts if seen.before and access.previous else ()
    daily = {post.key: post for post in before if post.time_basis == STAT_DATE} | seen.days.posts
    found = joined(daily.values(), seen.free.found, access.zone)
    wanted = [post for post in found if post.published_at is None or post.published_at >= start]
    return tuple(sorted(wanted, key=lambda post: post.published_at or EARLIEST, reverse=True))


def _outcome(
    seen: Seen, run: Run | None, late: list[date], posts: Iterable[Post], clock: Clock
) -> tuple[ReadingOutcome, str, str]:
    posts, days, free = tuple(posts), seen.days, seen.free
    to_yesterday = run is not None and run.last == seen.window.last
    missing: list[str] = []
    if not proves(seen.window, run, late) or (not posts and not to_yesterday):
        failure = f": {days.failed[-1].detail}" if days.failed else ""
        missing.append(f"{len(seen.window.days) - _length(run)} of {len(seen.window.days)} days are not read{failure}")
    if late:
        missing.append(f"{max(late)} is not counted yet: WeChat does so by about 8 in the morning")
    if free.failed:
        missing.append(f"articles published without notice are not read: {free.failed.detail}")
    elif not posts and not free.all_read:
        missing.append("not all articles published without notice are read")
    failures = [*days.failed, *([free.failed] if free.failed else [])]
    code = failures[-1].code if failures else ""
    if not proves(seen.window, run, late) or free.failed or (not posts and len(missing) > 0):
        return ReadingOutcome.PARTIAL, "; ".join(missing), code
    if not posts:
        return ReadingOutcome.OK_EMPTY, "", ""
    outcome, detail = verdict_on(posts, clock)
    return outcome, "; ".join(filter(None, (detail, *missing))), ""


def _length(run: Run | None) -> int:
    return (run.last - run.first).days + 1 if run else 0
