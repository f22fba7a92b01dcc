"""WeChat official accounts, read by their owners' interface (公众号 API, ACCOUNTS.md 2.1).

Articles come day by day from getarticletotaldetail, which ends yesterday and alone has what is sent to followers;
freepublish adds what was published without notice, today's included. A day counts only where WeChat answered for it
and says that it is whole, so silence is proven for the days from `window_from` to `as_of` and no other.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from auditor.accounts.access import Access
from auditor.accounts.adapter import API, Adapter
from auditor.accounts.answers import Unread, count_of, credentials_of, unread
from auditor.accounts.posts import Clock, verdict_on
from auditor.accounts.weixin_answers import (
    STAT_DATE,
    Published,
    comments_open,
    joined,
    parse_day,
    parse_followers,
    parse_published,
)
from auditor.accounts.weixin_calls import WeixinCalls
from auditor.accounts.weixin_codes import ACCOUNT_WIDE
from auditor.accounts.weixin_days import (
    ONE_DAY,
    Run,
    Window,
    days_to_ask,
    end_of,
    known_run,
    proves,
    read_before,
    start_of,
    window_of,
)
from auditor.model import AccountReading, Basis, Interaction, Post, ReadingOutcome, Subject

DETAILS = "/datacube/getarticletotaldetail"
PUBLISHED = "/cgi-bin/freepublish/batchget"
FOLLOWERS = "/datacube/getusercumulate"
PAGE = 20
FEW_PAGES = 5
"""Pages of freepublish that are enough where the daily lists show articles of the last days."""

FRESH = timedelta(days=7)
FAILURES_IN_A_ROW = 3
FOLLOWER_DAYS = 7
PASSING = frozenset({ReadingOutcome.HTTP_ERROR, ReadingOutcome.PARSE_ERROR, ReadingOutcome.TIMEOUT})
"""Failures of one call after which the next may well succeed."""

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Days:
    """What the daily lists came to."""

    posts: dict[str, Post] = field(default_factory=dict)
    whole: set[date] = field(default_factory=set)
    late: list[date] = field(default_factory=list)
    failed: list[Unread] = field(default_factory=list)


@dataclass(slots=True)
class _Free:
    """What freepublish came to. `all_read`: every article it lists was read."""

    found: list[Published] = field(default_factory=list)
    all_read: bool = False
    failed: Unread | None = None


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what an account published in the window wanted; only days that are not known yet are asked."""
    try:
        keys = credentials_of(subject, access, ADAPTER.needs)
    except Unread as failure:
        return unread(subject, ADAPTER.id, access, failure)
    source = source_of(access.endpoints.weixin, keys["appid"].reveal())
    window = window_of(access.since, access.now, access.zone)
    before = read_before(access.previous, ADAPTER.id, source, access.zone)
    calls = WeixinCalls(access, keys["appid"], keys["secret"])
    days = await _read_days(calls, access, days_to_ask(window, before))
    account_wide = days.failed and days.failed[-1].outcome in ACCOUNT_WIDE
    if account_wide and not days.whole:
        return unread(subject, ADAPTER.id, access, days.failed[-1], source)
    free = _Free(failed=days.failed[-1]) if account_wide else await _read_published(calls, access, days)
    followers = None if days.failed or free.failed else await _read_followers(calls, window.last)
    if free.failed and not days.whole and not days.late and days.failed:
        return unread(subject, ADAPTER.id, access, days.failed[0], source)
    return judged(subject, access, source, Seen(window, before, days, free, followers))


def source_of(base: str, appid: str) -> str:
    """Return the address that stands for an account's interface: a digest tells accounts apart, not the appid."""
    return f"{base}{DETAILS}#{hashlib.sha256(appid.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reading has seen, and the days that were known `before` it."""

    window: Window
    before: Run | None
    days: _Days
    free: _Free
    followers: int | None = None


def judged(subject: Subject, access: Access, source: str, seen: Seen) -> AccountReading:
    """Return the reading that the answers amount to.

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
        adapter=ADAPTER.id,
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
        newest_first=run is not None and run.last == window.last,
        interaction=Interaction(comments=comments_open(kept, free.found)),
    )


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


async def _read_days(calls: WeixinCalls, access: Access, wanted: list[date]) -> _Days:
    """Ask day by day, newest first; what fails for good ends it, what may pass is tried a few times."""
    found, in_a_row = _Days(), 0
    for day in wanted:
        bounds = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        try:
            answer = parse_day(await calls.post(DETAILS, bounds), access.now, access.zone)
        except Unread as failure:
            found.failed.append(failure)
            in_a_row += 1
            if failure.outcome not in PASSING or in_a_row == FAILURES_IN_A_ROW:
                break
            continue
        in_a_row = 0
        found.posts.update({post.key: post for post in answer.posts})
        if answer.counted:
            found.whole.add(day)
        else:
            found.late.append(day)
    return found


async def _read_published(calls: WeixinCalls, access: Access, days: _Days) -> _Free:
    """Read freepublish page by page: to its end, unless the daily lists show articles of the last days."""
    found = _Free()
    fresh = any(post.published_at and post.published_at >= access.now - FRESH for post in days.posts.values())
    pages = FEW_PAGES if fresh else max(1, access.settings.most_posts // PAGE)
    try:
        for page in range(pages):
            body = {"offset": page * PAGE, "count": PAGE, "no_content": 1}
            answer = await calls.post(PUBLISHED, body)
            articles = parse_published(answer, access.now, access.zone)
            found.found += articles
            total = count_of(answer, "total_count")
            if not articles or (total is not None and (page + 1) * PAGE >= total):
                found.all_read = total is not None and (page + 1) * PAGE >= total
                break
    except Unread as failure:
        found.failed = failure
    return found


async def _read_followers(calls: WeixinCalls, last: date) -> int | None:
    """Return the followers by `last`, None where they cannot be had: that is no fault of the reading."""
    first = last - ONE_DAY * (FOLLOWER_DAYS - 1)
    try:
        bounds = {"begin_date": first.isoformat(), "end_date": last.isoformat()}
        return parse_followers(await calls.post(FOLLOWERS, bounds))
    except Unread:
        return None


ADAPTER = Adapter("weixin_mp", {API: frozenset({"weixin"})}, read, needs=("appid", "secret"))
