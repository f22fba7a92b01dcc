from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.accounts.activitypub import Actor, actor_link, parse_actor, parse_outbox
from auditor.collect.accounts.posts import Clock
from tests.collect.accounts.hostile_json import objects
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE, chinese=False)
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ME = Actor(id="https://h.example/users/office", outbox="https://h.example/users/office/outbox")
NOTE = {
    "id": "https://h.example/users/office/statuses/1", "type": "Note", "published": "2026-06-29T08:00:00Z",
    "url": "https://h.example/@office/1", "to": [PUBLIC], "content": '<p>停水 <a href="https://example.gov/1">全文</a></p>',
    "attachment": [{"type": "Document", "mediaType": "video/mp4"}], "replies": {"totalItems": 2}, "inReplyTo": None,
}  # fmt: skip
CREATE = {
    "id": NOTE["id"] + "/activity",
    "type": "Create",
    "published": NOTE["published"],
    "to": [PUBLIC],
    "object": NOTE,
}


def posts(*items, **fields):
    return parse_outbox({"type": "OrderedCollection", "orderedItems": list(items), **fields}, ME, CLOCK).posts


@pytest.mark.parametrize("item", [CREATE, NOTE])
def test_an_activity_or_a_bare_note(item):
    (post,) = posts(item)
    assert (post.key, post.url, post.text) == (NOTE["id"], NOTE["url"], "停水 全文")
    assert (post.published_at, post.comments, post.media_type) == (datetime(2026, 6, 29, 8, tzinfo=UTC), 2, "video")
    assert post.links == ("https://example.gov/1",)


def test_a_boost_is_dated_by_itself():
    told = {"id": "https://h.example/a/2", "type": "Announce", "published": "2026-06-28T00:00:00Z", "to": [PUBLIC],
            "object": "https://o.example/notes/7"}  # fmt: skip
    (post,) = posts(told)
    assert (post.is_repost, post.repost_of, post.published_at) == (
        True, "https://o.example/notes/7", datetime(2026, 6, 28, tzinfo=UTC))  # fmt: skip


def test_only_public_news_of_ones_own_counts():
    assert posts({"type": "Like", "object": "https://o.example/1"}, {"type": "Delete", "object": NOTE["id"]}) == ()
    assert posts({**NOTE, "to": ["https://h.example/users/office/followers"], "cc": []}) == ()
    assert posts({**CREATE, "object": {**NOTE, "inReplyTo": "https://o.example/notes/9"}}) == ()
    assert len(posts({**NOTE, "inReplyTo": ME.id + "/statuses/0"})) == 1


def test_an_item_that_is_only_an_address_has_no_date():
    (post,) = posts("https://h.example/users/office/statuses/3")
    assert (post.url, post.published_at) == ("https://h.example/users/office/statuses/3", None)


def test_an_outbox_leads_to_its_first_page_and_a_page_to_the_next():
    box = parse_outbox({"type": "OrderedCollection", "totalItems": 9, "first": "https://h.example/o?page=1"}, ME, CLOCK)
    assert (box.posts, box.after, box.counted, box.paged) == ((), "https://h.example/o?page=1", 9, True)
    inner = {"type": "OrderedCollectionPage", "orderedItems": [NOTE], "next": "https://h.example/o?page=2"}
    box = parse_outbox({"type": "OrderedCollection", "totalItems": 9, "first": inner}, ME, CLOCK)
    assert (len(box.posts), box.after, box.counted, box.paged) == (1, "https://h.example/o?page=2", 9, True)
    assert not parse_outbox({"type": "OrderedCollection", "orderedItems": [NOTE], "totalItems": 1}, ME, CLOCK).paged
    assert parse_outbox({"type": "Person"}, ME, CLOCK) is None


def test_actors():
    actor = parse_actor({"type": "Service", "id": ME.id, "preferredUsername": "office", "name": "某局",
                         "outbox": ME.outbox, "movedTo": "https://n.example/users/office"})  # fmt: skip
    assert (actor.shown, actor.outbox, actor.moved_to) == ("某局", ME.outbox, "https://n.example/users/office")
    assert parse_actor({"type": "Tombstone", "id": ME.id}).gone
    assert parse_actor({"type": "Person", "suspended": True}).suspended
    assert parse_actor({"type": "Note"}) is None
    assert parse_actor({"type": ["Person", "x"]}).outbox == ""


def test_webfinger_names_the_actor():
    links = [{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://h.example/@office"},
             {"rel": "self", "type": "application/activity+json", "href": ME.id}]  # fmt: skip
    assert actor_link({"links": links}) == ME.id
    assert actor_link({"links": links[:1]}) == actor_link({"links": {}}) == actor_link({}) == ""


NAMES = [*NOTE, "object", "orderedItems", "items", "first", "next", "totalItems", "outbox", "name", "summary", "cc",
         "links", "rel", "href", "movedTo", "likes", "mediaType"]  # fmt: skip
KINDS = st.sampled_from(
    ["OrderedCollection", "OrderedCollectionPage", "Person", "Create", "Announce", "Note", "Tombstone"]
)


@settings(max_examples=40)
@given(st.lists(st.tuples(KINDS, objects(NAMES)), max_size=4), objects(NAMES), KINDS)
def test_hostile_shapes_never_raise(items, around, kind):
    told = {**around, "type": kind, "orderedItems": [{**item, "type": sort} for sort, item in items]}
    box = parse_outbox(told, parse_actor(around) or ME, CLOCK)
    for post in box.posts if box else ():
        assert post.key
    parse_actor(told)
    actor_link(around)
    parse_outbox(around, ME, CLOCK)
    for _ in range(2_000):
        around = {"type": "Collection", "first": around}
    parse_outbox(around, ME, CLOCK)
