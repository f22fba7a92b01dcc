"""快手: its codes, cursor, what is no post, and counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.kuaishou_open import parse
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import came_of
from tests.collect.accounts.open_servers import Kuaishou, Video, videos
from tests.collect.accounts.test_douyin_open import JSON
from tests.collect.accounts.test_open_platform import read
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)


async def test_what_is_told_of_a_video():
    reading = await read(Kuaishou(videos(NOW, 3)))
    (post,) = reading.posts
    assert (post.key, post.title, post.url, post.published_at) == ("v01000", "停水通知 0", "", NOW - timedelta(days=3))
    assert (post.reads, post.likes, post.comments, post.shares) == (41, 3, 2, None)
    assert (reading.followers, reading.posts_total) == (1200, 1)


@pytest.mark.parametrize(
    ("code", "words", "outcome"),
    [
        (100100402, "", "rate_limited"),
        (100100403, "access_token frequency", "rate_limited"),
        (100100404, "", "rate_limited"),
        (200100410, "", "rate_limited"),
        (100200100, "access_token expired", "auth_expired"),
        (100200101, "invalid access token", "auth_expired"),
        (100200102, "scope not authorized for access_token", "not_permitted"),
        (100200103, "app_id invalid", "auth_config"),
        (0, "系统繁忙", "tool_error"),
        (-1, "", "tool_error"),
    ],
)
async def test_any_result_but_one_is_an_error(code, words, outcome):
    server = Kuaishou(videos(NOW, 1))
    server.faults = {1: server.error(code, words)}
    reading = await read(server)
    assert (reading.outcome.value, reading.code, reading.posts) == (outcome, str(code), ())
    assert reading.detail.startswith(f"{code}: ")


async def test_an_answer_without_a_result_is_no_answer():
    reading = await read(Kuaishou(faults={1: {"video_list": []}}))
    assert (reading.outcome, reading.detail) == (ReadingOutcome.PARSE_ERROR, "the answer has no result")


async def test_what_is_pending_is_no_post():
    waiting = Video("v99999", NOW - timedelta(days=1), "待审", {"pending": True})
    reading = await read(Kuaishou([waiting, *videos(NOW, 20)]))
    assert [post.title for post in reading.posts] == ["停水通知 0"]
    alone = await read(Kuaishou([waiting], count=0))
    assert (alone.outcome, alone.posts) == (ReadingOutcome.EMPTY, ())


async def test_the_oldest_post_of_a_page_asks_for_the_next():
    server = Kuaishou(videos(NOW, *(back / 10 for back in range(150))))
    await read(server)
    asked = [one.query.get("cursor") for one in server.requests if one.path == server.list_path]
    assert asked == [None, server.videos[99].id, server.videos[149].id]


async def test_a_page_that_begins_with_the_cursors_own_post_comes_to_an_end():
    server = Kuaishou(videos(NOW, *(back / 10 for back in range(120))))
    answer = server.answer

    def inclusive(request):
        cursor = request.query.get("cursor")
        if request.path != server.list_path or not cursor:
            return answer(request)
        return {"result": 1, "video_list": [server.entry(one) for one in server.videos if one.id <= cursor][:100]}

    server.answer = inclusive
    reading = await read(server)
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.OK, True, 120)


def test_the_cursor_goes_by_time_where_ids_do_not():
    listed = [{"photo_id": "3a", "create_time": 1795300000000}, {"photo_id": "3z", "create_time": 1795200000000}]
    assert parse({"video_list": listed}, "", CLOCK).after == "3z"


async def test_seconds_are_read_too():
    video = videos(NOW, 3)[0]
    (post,) = (await read(Kuaishou([replace(video, more={"create_time": video.seconds})]))).posts
    assert post.published_at == NOW - timedelta(days=3)


async def test_one_expired_page_later_on_is_asked_for_again():
    server = Kuaishou(videos(NOW, *(back / 10 for back in range(150))))
    server.faults = {2: server.expired}
    from tests.collect.accounts.test_open_platform import environ

    reading = await read(server, given=environ(server, **server.renewing))
    assert (reading.outcome, len(reading.posts), server.renewals) == (ReadingOutcome.OK, 150, 1)


def test_a_cursor_no_platform_gives_is_not_sent():
    with pytest.raises(Unread, match="longer than any cursor"):
        parse({"video_list": [{"photo_id": "x" * 501}]}, "", CLOCK)


NAMES = st.sampled_from(["photo_id", "caption", "create_time", "like_count", "view_count", "pending"])


@given(st.lists(st.dictionaries(NAMES, JSON, max_size=6), max_size=5), st.text(max_size=5))
def test_whatever_a_list_holds_it_is_posts_or_a_fault(entries, cursor):
    page = came_of(lambda: parse({"video_list": entries}, cursor, CLOCK))
    if isinstance(page, Unread):
        assert page.outcome is ReadingOutcome.PARSE_ERROR
        return
    assert len(page.posts) + page.hidden <= len(entries)
    assert page.after != cursor or not cursor
    assert all(post.key for post in page.posts)
