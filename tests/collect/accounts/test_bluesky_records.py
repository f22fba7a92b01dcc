from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.accounts.bluesky_records import (
    ALPHABET,
    Name,
    Profile,
    did_of,
    name_in,
    parse_document,
    parse_feed,
    parse_profile,
    parse_records,
    tid_time,
)
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from tests.collect.accounts.hostile_json import VALUES, objects
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE, chinese=False)
DID = "did:plc:abcdefghijklmnopqrstuvwx"
ME = Profile(DID)
RECORD = {
    "$type": "app.bsky.feed.post", "text": "停水通知\n见 example.gov/1", "createdAt": "2026-06-29T08:00:00.000Z",
    "facets": [{"index": {}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.gov/1"}]}],
    "embed": {"$type": "app.bsky.embed.external", "external": {"uri": "https://example.gov/2"}},
}  # fmt: skip


def key(at):
    """Write a record key by hand: microseconds since 1970, shifted by a clock's ten bits, in base 32."""
    number, text = int(at.timestamp() * 1_000_000) << 10, ""
    for _ in range(13):
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return text


def uri(at=NOW - timedelta(hours=20), collection="app.bsky.feed.post", did=DID):
    return f"at://{did}/{collection}/{key(at)}"


def one(record=RECORD, at=NOW - timedelta(hours=20), **view):
    return parse_feed({"feed": [{"post": {"uri": uri(at), "record": record, **view}}]}, ME, CLOCK)[0]


def test_a_known_record_key():
    # From a development network: written at 2026-11-24T14:53:15.888Z.
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert tid_time("3n32vjgsig222", now).replace(microsecond=0) == datetime(2026, 11, 24, 14, 53, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "self", "3n32vjgsig22", "0n32vjgsig222", "zn32vjgsig222", "3N32VJGSIG222", "2" * 13]
)
def test_what_is_no_record_key(text):
    assert tid_time(text, NOW) is None


def test_record_keys_ahead_or_before_the_network_were_made_up():
    assert tid_time(key(NOW + timedelta(days=3)), NOW) is None
    assert tid_time(key(datetime(2015, 1, 1, tzinfo=UTC)), NOW) is None
    assert tid_time(key(NOW), NOW) == NOW


def test_a_post():
    post = one(replyCount=2, likeCount=3, repostCount=4)
    assert post.published_at == datetime(2026, 6, 29, 8, tzinfo=UTC)
    assert (post.text, post.time_basis, post.bad_date) == ("停水通知 见 example.gov/1", "published", "")
    assert post.url == f"https://bsky.app/profile/{DID}/post/{key(NOW - timedelta(hours=20))}"
    assert (post.links, post.media_type) == (("https://example.gov/1", "https://example.gov/2"), "link")
    assert (post.comments, post.likes, post.shares) == (2, 3, 4)


@pytest.mark.parametrize(
    "claim", ["2015-06-01T00:00:00.000Z", "2027-12-01T00:00:00.000Z", "", "soon", "2026-06-27T08:00:00Z"]
)
def test_a_claim_more_than_a_day_off_the_key_is_not_believed(claim):
    at = NOW - timedelta(hours=1)
    post = one({**RECORD, "createdAt": claim}, at)
    assert (post.published_at, post.time_basis, post.bad_date) == (at, "tid", claim)


@pytest.mark.parametrize("hours", [24, -24])
def test_a_claim_a_day_off_the_key_is_believed(hours):
    at = NOW - timedelta(days=3)
    claim = at + timedelta(hours=hours)
    post = one({**RECORD, "createdAt": claim.isoformat()}, at)
    assert (post.published_at, post.time_basis) == (claim, "published")


def test_a_repost_is_dated_by_itself():
    mine, theirs = uri(NOW, "app.bsky.feed.repost"), uri(datetime(2024, 1, 1, tzinfo=UTC), did="did:plc:" + "b" * 24)
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "uri": mine, "indexedAt": "2026-06-30T03:00:00Z"}
    entry = {"post": {"uri": theirs, "record": RECORD}, "reason": reason}
    (post,) = parse_feed({"feed": [entry]}, ME, CLOCK)
    kept = {"uri": mine, "value": {"subject": {"uri": theirs}, "createdAt": "2026-06-30T03:00:00Z"}}
    (other,) = parse_records({"records": [kept]}, DID, CLOCK)
    assert (post.key, post.is_repost, post.published_at) == (mine, True, datetime(2026, 6, 30, 3, tzinfo=UTC))
    assert (other.key, other.repost_of, other.published_at) == (post.key, post.repost_of, post.published_at)


@pytest.mark.parametrize(("parent", "kept"), [(uri(), True), (uri(did="did:plc:" + "b" * 24), False)])
def test_answers_to_others_are_no_posts(parent, kept):
    record = {**RECORD, "reply": {"root": {"uri": parent}, "parent": {"uri": parent}}}
    assert bool(parse_records({"records": [{"uri": uri(), "value": record}]}, DID, CLOCK)) is kept


def test_a_pinned_post_is_marked():
    entry = {"post": {"uri": uri(), "record": RECORD}}
    assert parse_feed({"feed": [entry]}, Profile(DID, pinned=uri()), CLOCK)[0].is_pinned


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("", "https://bsky.app/profile/Office.example.gov"), Name("office.example.gov", "")),
        (("@office.example.gov", ""), Name("office.example.gov", "")),
        ((DID, "https://bsky.app/profile/office.example.gov?x=1"), Name("office.example.gov", DID)),
        (("", f"https://bsky.app/profile/{DID}/post/3k"), Name("", DID)),
        (("", f"https://bsky.app/profile/{DID.replace(':', '%3A')}"), Name("", DID)),
        ((f"at://{DID}", ""), Name("", DID)),
        (("某局", "https://example.gov/about"), Name()),
        (("did:key:abc", "http://["), Name()),
    ],
)
def test_who_an_account_is(texts, name):
    assert name_in(*texts) == name


def test_a_profile_and_a_document():
    told = {"did": DID, "handle": "handle.invalid", "displayName": "某局", "postsCount": 3, "followersCount": 4,
            "verification": {"verifiedStatus": "valid"}}  # fmt: skip
    assert parse_profile(told) == Profile(DID, "", "某局", 4, 3, "", True)
    assert parse_profile({"handle": "a.example"}) is None
    document = {"alsoKnownAs": ["https://x", "at://Office.Example.gov"], "service": [
        {"id": "#other", "serviceEndpoint": "https://no.example"},
        {"id": f"{DID}#atproto_pds", "serviceEndpoint": "https://pds.example/"}]}  # fmt: skip
    assert parse_document(document) == ("https://pds.example", "office.example.gov")
    assert parse_document({"service": [{"id": "#atproto_pds", "serviceEndpoint": "file:///etc"}]}) == ("", "")


@pytest.mark.parametrize("answer", [{}, {"feed": None}, {"feed": ["x"]}, {"feed": {}}, {"feed": [{}]}])
def test_what_is_no_list_of_posts_is_no_empty_one(answer):
    with pytest.raises(Unread):
        parse_feed(answer, ME, CLOCK)


NAMES = ["uri", "record", "value", "post", "reason", "$type", "text", "createdAt", "facets", "features", "embed",
         "external", "reply", "parent", "subject", "did", "handle", "service", "alsoKnownAs", "id", "serviceEndpoint",
         "indexedAt", "verification", "pinnedPost", "likeCount", "feed", "records"]  # fmt: skip


@settings(max_examples=40)
@given(st.lists(objects(NAMES), max_size=4), objects(NAMES))
def test_hostile_shapes_never_raise_another_error(entries, around):
    profile = parse_profile(around) or ME
    for read in (
        lambda: parse_feed({"feed": [{"post": entry, **entry} for entry in entries]}, profile, CLOCK),
        lambda: parse_feed({"feed": [{"post": entry} for entry in entries]}, profile, CLOCK),
        lambda: parse_records({"records": [{"value": entry, **entry} for entry in entries]}, DID, CLOCK),
        lambda: parse_records({"records": [{"value": entry, "uri": uri()} for entry in entries]}, DID, CLOCK),
        lambda: parse_feed(around, profile, CLOCK) + parse_records(around, DID, CLOCK),
    ):
        with suppress(Unread):
            assert all(post.key for post in read())
    parse_document(around)
    did_of(around)


@given(st.dictionaries(st.sampled_from([*RECORD, "reply"]), VALUES), st.text(max_size=60))
def test_every_field_may_be_anything(fields, text):
    parse_records({"records": [{"uri": text, "value": {**RECORD, **fields}}]}, DID, CLOCK)
    name_in(text, f"https://bsky.app/profile/{text}")
    tid_time(text, NOW)
