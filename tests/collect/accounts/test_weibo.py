from datetime import UTC, datetime, timedelta

import pytest

from auditor.collect.accounts.weibo import ADAPTER, CODES
from auditor.model import Basis, ReadingOutcome
from auditor.model.activity import activity
from tests.collect.accounts.api_server import ApiServer, Request, Told, access_to, client_for
from tests.make import account

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = NOW.date()
TOKEN = "2.00TopSecretAccessToken123"
UID = "1960785875"
LIST, PROFILE = "/2/statuses/user_timeline.json", "/2/users/show.json"
BIZ, OTHER = "/2/statuses/user_timeline/biz.json", "/2/statuses/user_timeline/other.json"


def status(days: float, number: int, **more):
    at = NOW - timedelta(days=days)
    known = {
        "created_at": at.strftime("%a %b %d %H:%M:%S +0000 %Y"), "id": number, "mid": str(number), "idstr": str(number),
        "text": f"【停水通知】第{number}号 详见 http://t.cn/A6abcDEF", "reposts_count": 1, "comments_count": 0,
        "attitudes_count": 2, "user": {"id": int(UID), "idstr": UID, "screen_name": "西昌发布"},
    }  # fmt: skip
    return known | more


def profile(posts: int, **more):
    known = {"id": int(UID), "idstr": UID, "screen_name": "西昌发布", "followers_count": 1200, "statuses_count": posts}
    return known | {"verified": True, "verified_type": 1, "verified_reason": "西昌市人民政府官方微博"} | more


def platform(statuses, posts=None, path=LIST):
    def respond(request: Request):
        if request.query.get("access_token") != TOKEN:
            return Told({"error": "expired_token", "error_code": 21327, "request": request.path}, 403)
        if request.path == PROFILE:
            return profile(len(statuses) if posts is None else posts)
        if request.path != path:
            return Told({"error": "Insufficient app permissions!", "error_code": 10014}, 403)
        count, page = int(request.query["count"]), int(request.query["page"])
        most = 5 if path == LIST else {BIZ: 100, OTHER: 25}[path]
        count = min(count, most)
        return {"statuses": statuses[(page - 1) * count : page * count], "total_number": len(statuses)}

    return respond


async def read(respond, subject=None, environ=None, **more):
    environ = {"MEDIA_XC_ACCESS_TOKEN": TOKEN, **(environ or {})}
    subject = subject or account("xc", platform="weibo", account_id=UID, source="api")
    async with ApiServer(respond) as server, client_for(server.url) as client:
        access = access_to(client, NOW, environ, weibo=server.url, weibo_commercial=server.url, **more)
        seen = await ADAPTER.read(subject, access)
        return seen, server


async def test_the_newest_five_posts_of_many():
    seen, server = await read(platform([status(day, 5100000000000000 - day) for day in range(1, 40)]))
    assert (seen.outcome, seen.complete, seen.newest_first, seen.basis) == (
        ReadingOutcome.PARTIAL, False, True, Basis.DIRECT,
    )  # fmt: skip
    assert seen.detail == "the interface tells the newest 5 of 39 posts only"
    assert (seen.posts_total, seen.followers, seen.display_name, seen.subject_seen, seen.verified, seen.key_seen) == (
        39, 1200, "西昌发布", "西昌市人民政府官方微博", True, UID,
    )  # fmt: skip
    first = seen.posts[0]
    assert (first.title, first.published_at, first.links) == (
        "停水通知", NOW - timedelta(days=1), ("http://t.cn/A6abcDEF",),
    )  # fmt: skip
    assert (first.likes, first.comments, first.shares, first.is_repost) == (2, 0, 1, False)
    assert {one.query["uid"] for one in server.requests} == {UID}
    assert TOKEN not in repr(seen)
    assert activity(seen, TODAY).newest == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "posts", "outcome", "gap"),
    [
        ((20, 30, 40, 50, 60), 900, "partial", ""),  # the newest is old: what was not read is older still
        ((1, 2, 3, 4, 5), 900, "partial", ""),
        ((30, 20, 40, 50, 60), 900, "partial", "partial"),  # not newest first
        ((20, 30, 40, 50, 95), 900, "ok", ""),  # back before the window of 90 days
        ((20, 30), 2, "ok", ""),
        ((), 0, "ok_empty", ""),
        ((), 7, "empty", "empty"),
    ],
)
async def test_what_five_posts_prove(days, posts, outcome, gap):
    seen, _ = await read(platform([status(day, 5100000000000000 + at) for at, day in enumerate(days)], posts))
    assert (seen.outcome.value, activity(seen, TODAY).gap) == (outcome, gap)


async def test_posts_that_only_some_may_see_are_none():
    rows = [status(1, 5100000000000002, visible={"type": 1}), status(30, 5100000000000001, visible={"type": 0})]
    seen, _ = await read(platform(rows, 2))
    assert [post.key for post in seen.posts] == ["5100000000000001"]


async def test_the_commercial_interface_reads_on_and_stops_before_the_window():
    rows = [status(day, 5100000000000000 - day) for day in range(1, 400)]
    seen, server = await read(platform(rows, path=BIZ), environ={"MEDIA_XC_COMMERCIAL": "biz"})
    assert (seen.outcome, seen.complete, len(seen.posts)) == (ReadingOutcome.OK, True, 200)
    assert [one.query["page"] for one in server.asked(BIZ)] == ["1", "2"]
    seen, server = await read(platform(rows[:60], path=OTHER), environ={"MEDIA_XC_COMMERCIAL": "other"})
    assert (seen.outcome, seen.complete, len(seen.posts)) == (ReadingOutcome.OK, True, 60)
    assert [one.query["page"] for one in server.asked(OTHER)] == ["1", "2", "3", "4"]
    assert {one.query["count"] for one in server.asked(OTHER)} == {"25"}


async def test_a_cap_is_no_end():
    rows = [status(day / 10, 5100000000000000 - day) for day in range(1, 300)]
    seen, _ = await read(platform(rows, path=OTHER), environ={"MEDIA_XC_COMMERCIAL": "other"}, most_posts=40)
    assert (seen.outcome, seen.complete) == (ReadingOutcome.PARTIAL, False)


async def test_another_word_for_commercial_is_refused():
    seen, server = await read(platform([]), environ={"MEDIA_XC_COMMERCIAL": "premium"})
    assert (seen.outcome, server.requests) == (ReadingOutcome.AUTH_CONFIG, [])


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("status_code", [200, 400, 403])
async def test_every_code_of_the_list_comes_to_its_outcome(code, status_code):
    def respond(request):
        if request.path == PROFILE:
            return profile(3)
        return Told({"error": f"wrong token {TOKEN}", "error_code": int(code), "request": request.path}, status_code)

    seen, _ = await read(respond)
    assert (seen.outcome, seen.code, seen.posts) == (CODES[code][0], code, ())
    assert activity(seen, TODAY).gap == CODES[code][0].value
    assert TOKEN not in repr(seen)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (Told(b"", 432), "challenge"),
        (Told(b"", 418), "challenge"),
        (Told(b"<html>", 200), "parse_error"),
        (Told(b"{", 200), "parse_error"),
        (Told({"total_number": 0}), "parse_error"),
        (Told({"statuses": None}), "parse_error"),
        (Told({"error": "?", "error_code": 99999}, 400), "http_error"),
        (Told(b"", 500), "http_error"),
    ],
)
async def test_what_is_no_list_is_no_silence(told, outcome):
    seen, _ = await read(lambda request: profile(0) if request.path == PROFILE else told)
    assert (seen.outcome.value, seen.posts) == (outcome, ())
    assert activity(seen, TODAY).gap == outcome


async def test_a_user_that_is_not_there_counts_only_by_its_number():
    gone = Told({"error": "User does not exists!", "error_code": 20003}, 400)
    seen, _ = await read(lambda _: gone)
    assert (seen.outcome, seen.code) == (ReadingOutcome.NOT_FOUND, "20003")
    by_name = account("xc", platform="weibo", account_id="", url="", name="西昌发布", source="api")
    seen, server = await read(lambda _: gone, by_name)
    assert (seen.outcome, seen.code) == (ReadingOutcome.NO_SOURCE, "20003")
    assert server.requests[0].query["screen_name"] == "西昌发布"


async def test_the_number_in_the_profile_address_and_the_list_without_the_profile():
    rows = [status(1, 5100000000000001)]

    def respond(request):
        if request.path == PROFILE:
            return Told({"error": "Insufficient app permissions!", "error_code": 10014}, 403)
        return {"statuses": rows, "total_number": 1}

    subject = account("xc", platform="weibo", account_id="", url=f"https://weibo.com/u/{UID}", source="api")
    seen, server = await read(respond, subject)
    assert (seen.outcome, seen.posts_total, seen.display_name) == (ReadingOutcome.PARTIAL, None, "")
    assert {one.query["uid"] for one in server.requests} == {UID}


async def test_the_commercial_list_wants_the_number():
    subject = account("xc", platform="weibo", account_id="", url="", name="西昌发布", source="api")
    told = Told({"error": "Insufficient app permissions!", "error_code": 10014}, 403)
    seen, server = await read(lambda _: told, subject, environ={"MEDIA_XC_COMMERCIAL": "other"})
    assert (seen.outcome, len(server.requests)) == (ReadingOutcome.NO_SOURCE, 1)


async def test_a_token_of_another_account_is_named_and_reads_nothing():
    rows = [status(1, 5100000000000001, user={"id": 42, "idstr": "42"})]
    seen, _ = await read(platform(rows))
    assert (seen.outcome, seen.posts) == (ReadingOutcome.AUTH_CONFIG, ())
    seen, server = await read(platform([]), environ={"MEDIA_XC_UID": "4242424242"})
    assert (seen.outcome, server.requests) == (ReadingOutcome.AUTH_CONFIG, [])


async def test_without_a_token_nothing_is_asked():
    async with client_for() as client:
        seen = await ADAPTER.read(account("xc", platform="weibo", source="api"), access_to(client, NOW))
    assert (seen.outcome, "MEDIA_XC_ACCESS_TOKEN" in seen.detail) == (ReadingOutcome.NO_SOURCE, True)


async def test_an_expired_token():
    seen, _ = await read(platform([]), environ={"MEDIA_XC_ACCESS_TOKEN": "2.00another"})
    assert (seen.outcome, seen.code) == (ReadingOutcome.AUTH_EXPIRED, "21327")
