"""抖音: its codes, what is no post, and dates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.douyin_open import parse, refusal
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from auditor.model import Post, ReadingOutcome
from tests.collect.accounts.api_server import came_of
from tests.collect.accounts.open_servers import Douyin, Video, videos
from tests.collect.accounts.test_open_platform import read
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)


async def test_what_is_told_of_a_video():
    video = replace(videos(NOW, 3)[0], more={"is_top": True})
    (post,) = (await read(Douyin([video]))).posts
    assert post == Post(
        key="v01000",
        title="停水通知 0",
        text="停水通知 0",
        url="https://www.iesdouyin.com/share/video/v01000/",
        published_at=NOW - timedelta(days=3),
        date_raw=str(video.seconds),
        time_basis="published",
        reads=41,
        likes=3,
        comments=2,
        shares=1,
        is_pinned=True,
        media_type="video",
    )


@pytest.mark.parametrize(
    ("code", "outcome", "says"),
    [
        (2190008, "auth_expired", "grant access again"),
        (2190002, "auth_expired", "grant access again"),
        (2190003, "not_permitted", "scope video.list.bind"),
        (2190004, "not_permitted", "ability"),
        (2190001, "rate_limited", "some take it for a bad token"),
        (2190015, "auth_config", "open_id"),
        (2100004, "http_error", "busy"),
        (2100009, "account_restricted", "barred"),
        (5555, "tool_error", "not known here"),
    ],
)
@pytest.mark.parametrize("where", ["data", "extra", "both"])
async def test_codes(code, outcome, says, where):
    parts = {"data": {"error_code": code, "description": "说明"}, "extra": {"error_code": code, "description": "说明"}}
    if where != "both":
        parts["extra" if where == "data" else "data"] = {"error_code": 0, "description": ""}
    reading = await read(Douyin(videos(NOW, 1), faults={1: parts, 2: parts}))
    assert (reading.outcome.value, reading.code, reading.posts) == (outcome, str(code), ())
    assert reading.detail.startswith(f"{code}: 说明; ")
    assert says in reading.detail


def test_no_code_is_no_refusal():
    assert refusal({"data": {"error_code": 0}, "extra": {"error_code": 0}}) is None
    assert refusal({"data": {}, "extra": []}) is None


async def test_what_is_under_review_is_no_post():
    waiting = Video("w", NOW - timedelta(days=1), "待审", {"is_reviewed": False})
    reading = await read(Douyin([waiting, *videos(NOW, 20)]))
    assert [post.title for post in reading.posts] == ["停水通知 0"]
    alone = await read(Douyin([waiting]))
    assert (alone.outcome, alone.posts, alone.detail[:21]) == (ReadingOutcome.EMPTY, (), "1 posts are not publi")


async def test_a_pinned_old_post_does_not_end_the_reading():
    old = [Video(f"p{number}", NOW - timedelta(days=300 + number), "置顶", {"is_top": True}) for number in range(3)]
    server = Douyin([*old, *videos(NOW, *range(1, 40))])
    seen = []

    def respond(request):
        if request.path != server.list_path:
            return server.answer(request)
        seen.append(request.query["cursor"])
        at = int(request.query["cursor"])
        shown = server.videos[at : at + 20]
        more = at + 20 < len(server.videos)
        listed = {"error_code": 0, "cursor": at + 20, "has_more": more, "list": [server.entry(one) for one in shown]}
        return {"data": listed, "extra": {"error_code": 0}}

    server.respond = respond
    reading = await read(server)
    assert (len(reading.posts), seen) == (42, ["0", "20", "40"])
    assert sum(post.is_pinned for post in reading.posts) == 3


async def test_a_video_without_a_time_is_undated():
    reading = await read(Douyin([Video("v1", None, "无日期")]))
    assert (reading.outcome, reading.posts[0].published_at, reading.posts[0].bad_date) == (
        ReadingOutcome.UNDATED, None, "",
    )  # fmt: skip


@pytest.mark.parametrize("written", [1782792000, "1782792000", 1782792000000, "1782792000000"])
def test_seconds_and_milliseconds_are_told_apart_by_size(written):
    listed = {"list": [{"item_id": "1", "create_time": written}], "has_more": False}
    (post,) = parse({"data": listed}, CLOCK).posts
    assert post.published_at == datetime(2026, 6, 30, 4, tzinfo=UTC)


def test_more_without_a_cursor_is_no_end():
    with pytest.raises(Unread, match="not where"):
        parse({"data": {"list": [], "has_more": True}}, CLOCK)


def test_null_stands_for_an_empty_list_and_nothing_for_none():
    assert parse({"data": {"list": None, "has_more": False}}, CLOCK).posts == ()
    for data in ({}, {"list": {}}, {"list": [1]}, {"list": "x"}):
        with pytest.raises(Unread):
            parse({"data": data}, CLOCK)


def test_a_cursor_no_platform_gives_is_not_sent():
    with pytest.raises(Unread, match="longer than any cursor"):
        parse({"data": {"list": [], "has_more": True, "cursor": "x" * 501}}, CLOCK)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["item_id", "title", "create_time", "share_url", "is_top", "is_reviewed", "statistics", "play_count"]
)


@given(st.lists(st.dictionaries(NAMES, JSON, max_size=8), max_size=5), JSON, JSON)
def test_whatever_a_list_holds_it_is_posts_or_a_fault(entries, cursor, more):
    data = {"list": entries, "cursor": cursor, "has_more": more}
    page = came_of(lambda: parse({"data": data}, CLOCK))
    if isinstance(page, Unread):
        assert page.outcome is ReadingOutcome.PARSE_ERROR
        return
    assert len(page.posts) + page.hidden == len(entries)
    for post in page.posts:
        assert post.key
        assert post.published_at is None or post.published_at.tzinfo is not None
        assert post.reads is None or post.reads >= 0
        assert post.url == "" or post.url.startswith(("http://", "https://"))
