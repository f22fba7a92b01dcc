from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.accounts.mastodon_api import Person, next_cursor, parse_person, parse_statuses, pinned
from auditor.collect.accounts.posts import Clock
from tests.collect.accounts.hostile_json import VALUES, objects
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE, chinese=False)
ME = Person(key="1", name="office")
STATUS = {
    "id": "100", "uri": "https://h.example/users/office/statuses/100", "url": "https://h.example/@office/100",
    "created_at": "2026-06-29T08:00:00.000Z", "edited_at": "2026-06-30T01:00:00.000Z", "visibility": "public",
    "in_reply_to_id": None, "in_reply_to_account_id": None, "reblog": None, "spoiler_text": "",
    "content": '<p>停水 <a href="https://example.gov/1">全文</a></p>', "media_attachments": [{"type": "image"}],
    "card": {"url": "https://example.gov/card"}, "replies_count": 2, "favourites_count": 3, "reblogs_count": 4,
}  # fmt: skip


def one(**fields):
    return parse_statuses([{**STATUS, **fields}], ME, CLOCK)[0]


def test_a_post():
    post = one()
    assert (post.key, post.url) == (STATUS["uri"], STATUS["url"])
    assert post.published_at == datetime(2026, 6, 29, 8, tzinfo=UTC)  # the day of an edit is no new post
    assert (post.text, post.links) == ("停水 全文", ("https://example.gov/1", "https://example.gov/card"))
    assert (post.comments, post.likes, post.shares, post.media_type) == (2, 3, 4, "image")
    assert (post.is_repost, post.is_pinned, post.title) == (False, False, "")


def test_a_boost_is_dated_by_itself():
    told = {
        **STATUS,
        "id": "7",
        "url": "https://o.example/@x/7",
        "created_at": "2020-01-01T00:00:00Z",
        "content": "旧闻",
    }
    post = one(reblog=told, content="", url=None)
    assert (post.is_repost, post.repost_of, post.text) == (True, "https://o.example/@x/7", "旧闻")
    assert post.published_at == datetime(2026, 6, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"visibility": "unlisted"}, True),
        ({"visibility": "private"}, False),
        ({"visibility": "direct"}, False),
        ({"in_reply_to_id": "9", "in_reply_to_account_id": "2"}, False),
        ({"in_reply_to_id": "9", "in_reply_to_account_id": "1"}, True),
    ],
)
def test_private_posts_and_replies_to_others_are_no_posts(fields, kept):
    assert bool(parse_statuses([{**STATUS, **fields}], ME, CLOCK)) is kept


def test_a_date_ahead_is_kept_apart():
    post = one(created_at="2027-01-01T00:00:00.000Z")
    assert (post.published_at, post.bad_date) == (None, "2027-01-01T00:00:00.000Z")


def test_pinned_posts_are_marked():
    assert pinned((one(),), frozenset({STATUS["uri"]}))[0].is_pinned
    assert not pinned((one(),), frozenset({"other"}))[0].is_pinned


def test_an_account():
    person = parse_person(
        {"id": 5, "acct": "office", "display_name": "某局 &amp; 某办", "statuses_count": "12", "followers_count": 3,
         "last_status_at": "2026-06-29", "suspended": True, "limited": 1, "moved": {"url": "https://n.example/@office"}}
    )  # fmt: skip
    assert (person.key, person.name, person.shown) == ("5", "office", "某局 & 某办")
    assert (person.posts, person.followers, person.last_day) == (12, 3, date(2026, 6, 29))
    assert (person.suspended, person.limited, person.moved_to) == (True, False, "https://n.example/@office")


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ('<https://h.example/api?limit=40&max_id=88>; rel="next", <https://h.example/api?min_id=99>; rel="prev"', "88"),
        ('<https://h.example/api?min_id=99>; rel="prev"', ""),
        ("<https://evil.example/?max_id=88>; rel=next", "88"),
        ('<http://[/?max_id=8>; rel="next"', ""),
        ('<https://h.example/?max_id=../1>; rel="next"', ""),
        ("", "100"),
    ],
)
def test_the_next_page(link, cursor):
    assert next_cursor(link, [STATUS]) == cursor
    assert next_cursor("", []) == ""


NAMES = [*STATUS, "acct", "display_name", "statuses_count", "followers_count", "last_status_at", "moved", "suspended",
         "type", "pinned"]  # fmt: skip


@settings(max_examples=40)
@given(objects(NAMES), st.lists(objects(NAMES), max_size=4), st.text(max_size=80))
def test_hostile_shapes_never_raise(person, statuses, link):
    for post in parse_statuses(statuses, parse_person(person), CLOCK):
        assert post.key
        assert post.published_at is None or post.published_at.tzinfo
        assert all(one.startswith(("http://", "https://")) for one in post.links)
    next_cursor(link, statuses)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_every_field_may_be_anything(fields):
    parse_statuses([{**STATUS, **fields}], ME, CLOCK)
