"""WeChat official accounts, read by their owners' interface (公众号 API, docs/accounts.md 2.1).

Articles come day by day from getarticletotaldetail, which ends yesterday and alone has what is sent to followers;
freepublish adds what was published without notice, today's included. A day counts only where WeChat answered for it
and says that it is whole, so silence is proven for the days from `window_from` to `as_of` and no other.
"""

import hashlib
from collections.abc import Awaitable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from auditor.collect.accounts.access import API, Access, Adapter
from auditor.collect.accounts.interface_answers import Unread, count_of, credentials_of, unread
from auditor.collect.accounts.weixin_answers import parse_day, parse_followers, parse_menu, parse_published
from auditor.collect.accounts.weixin_calls import ACCOUNT_WIDE, WeixinCalls
from auditor.collect.accounts.weixin_reading import (
    ONE_DAY,
    Days,
    Free,
    Run,
    Seen,
    days_to_ask,
    judged,
    read_before,
    window_of,
)
from auditor.model import AccountReading, Post, ReadingOutcome, Subject

DETAILS = "/datacube/getarticletotaldetail"
PUBLISHED = "/cgi-bin/freepublish/batchget"
FOLLOWERS = "/datacube/getusercumulate"
MENU = "/cgi-bin/get_current_selfmenu_info"
PAGE = 20
FEW_PAGES = 5
"""Pages of freepublish that are enough where the daily lists show articles of the last days."""

FRESH = timedelta(days=7)
FAILURES_IN_A_ROW = 3
FOLLOWER_DAYS = 7
PASSING = frozenset(
    {ReadingOutcome.HTTP_ERROR, ReadingOutcome.PARSE_ERROR, ReadingOutcome.TIMEOUT, ReadingOutcome.NETWORK}
)
"""Failures of one call after which the next may well succeed."""

T = TypeVar("T")


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what an account published in the window wanted; only days that are not known yet are asked."""
    try:
        keys = credentials_of(subject, access, ADAPTER.needs)
    except Unread as failure:
        return unread(subject, ADAPTER.id, access, failure)
    source = source_of(access.endpoints["weixin"], keys["appid"].reveal())
    window = window_of(access.since, access.now, access.zone)
    before = read_before(access.previous, ADAPTER.id, source, access.zone)
    calls = WeixinCalls(access, keys["appid"], keys["secret"])
    days = await _read_days(calls, access, days_to_ask(window, before))
    account_wide = days.failed and days.failed[-1].outcome in ACCOUNT_WIDE
    if account_wide and not days.whole:
        return unread(subject, ADAPTER.id, access, days.failed[-1], source)
    free = (
        Free(failed=days.failed[-1])
        if account_wide
        else await _read_published(calls, access, [*_known(before, access), *days.posts.values()])
    )
    healthy = not (days.failed or free.failed)
    followers = await _or_none(_read_followers(calls, window.last)) if healthy else None
    menu = await _or_none(_read_menu(calls)) if healthy else None
    if free.failed and not days.whole and not days.late and days.failed:
        return unread(subject, ADAPTER.id, access, days.failed[0], source)
    return judged(subject, ADAPTER.id, access, source, Seen(window, before, days, free, followers, menu))


def source_of(base: str, appid: str) -> str:
    """Return the address that stands for an account's interface: a digest tells accounts apart, not the appid."""
    return f"{base}{DETAILS}#{hashlib.sha256(appid.encode()).hexdigest()[:8]}"


async def _read_days(calls: WeixinCalls, access: Access, wanted: list[date]) -> Days:
    """Ask day by day, newest first, and once more for days whose failure may pass; any other failure ends it."""
    found = Days()
    missed = await _ask_days(calls, access, wanted, found)
    if missed and found.failed[-1].outcome in PASSING and len(missed) <= FAILURES_IN_A_ROW:
        found.failed.clear()
        await _ask_days(calls, access, missed, found)
    return found


async def _ask_days(calls: WeixinCalls, access: Access, wanted: list[date], found: Days) -> list[date]:
    """Add the answers for some days to `found`; return the days without one, those not asked any more among them."""
    missed: list[date] = []
    in_a_row = 0
    for number, day in enumerate(wanted):
        bounds = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        try:
            answer = parse_day(await calls.post(DETAILS, bounds), access.now, access.zone)
        except Unread as failure:
            found.failed.append(failure)
            missed.append(day)
            in_a_row += 1
            if failure.outcome not in PASSING or in_a_row == FAILURES_IN_A_ROW:
                return missed + wanted[number + 1 :]
            continue
        in_a_row = 0
        found.posts.update({post.key: post for post in answer.posts})
        if answer.counted:
            found.whole.add(day)
        else:
            found.late.append(day)
    return missed


def _known(before: Run | None, access: Access) -> tuple[Post, ...]:
    return access.previous.posts if before and access.previous else ()


async def _read_published(calls: WeixinCalls, access: Access, posts: Sequence[Post]) -> Free:
    """Read freepublish page by page: to its end, unless the daily lists show articles of the last days."""
    found = Free()
    fresh = any(post.published_at and post.published_at >= access.now - FRESH for post in posts)
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
    first = last - ONE_DAY * (FOLLOWER_DAYS - 1)
    return parse_followers(await calls.post(FOLLOWERS, {"begin_date": first.isoformat(), "end_date": last.isoformat()}))


async def _read_menu(calls: WeixinCalls) -> bool | None:
    return parse_menu(await calls.get(MENU))


async def _or_none(asked: Awaitable[T]) -> T | None:
    """Return what was asked for, None where it is not available, which is not a failure of the reading."""
    try:
        return await asked
    except Unread:
        return None


ADAPTER = Adapter("weixin_mp", {API: frozenset({"weixin"})}, read, needs=("appid", "secret"))
