"""YouTube by the Data API, against a server that answers as the API documents itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts import feed
from auditor.collect.accounts.credentials import variable
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.youtube_data import ADAPTER, asked_for, parse
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, client_for
from tests.collect.accounts.test_douyin_open import JSON
from tests.make import ZONE, account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE, chinese=False)
ID = "UC" + "a1-_" * 5 + "xy"
UPLOADS = "UU" + ID[2:]
KEY = "AIzaSyInventedKeyOfATest0000000000000000"


def error(status, reason, details=()):
    listed = [{"message": f"说明 {KEY}", "domain": "youtube", "reason": reason}]
    return Told(
        {"error": {"code": status, "message": f"说明 {KEY}", "errors": listed, "details": list(details)}}, status
    )


@dataclass
class Api:
    """youtube/v3 with one channel."""

    days: list = field(default_factory=list)
    statistics: dict | None = None
    no_list: bool = False
    fault: dict = field(default_factory=dict)
    privacy: dict = field(default_factory=dict)
    gone: bool = False
    pages: int = 0

    def respond(self, request):
        assert request.fields["x-goog-api-key"] == KEY
        assert "key" not in request.query
        if request.path == "/channels":
            return self.fault.get("channels") or self.channel(request)
        assert request.path == "/playlistItems"
        assert request.query["playlistId"] == UPLOADS
        self.pages += 1
        if self.no_list:
            return error(404, "playlistNotFound")
        if self.pages in self.fault:
            return self.fault[self.pages]
        start = int(request.query.get("pageToken", "0"))
        shown = list(enumerate(self.days))[start : start + int(request.query["maxResults"])]
        more = {"nextPageToken": str(start + 50)} if start + 50 < len(self.days) else {}
        return {"kind": "youtube#playlistItemListResponse", "items": [self.item(*one) for one in shown], **more}

    def channel(self, request):
        asked = request.query.get("id") or request.query.get("forHandle")
        if self.gone or asked not in (ID, "@example"):
            return {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0, "resultsPerPage": 5}}
        known = {"videoCount": str(len(self.days)), "subscriberCount": "1200", "hiddenSubscriberCount": False}
        item = {
            "id": ID,
            "snippet": {"title": "Example District", "publishedAt": "2012-01-01T00:00:00Z"},
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": UPLOADS}},
            "statistics": known if self.statistics is None else self.statistics,
        }
        return {"pageInfo": {"totalResults": 1, "resultsPerPage": 5}, "items": [item]}

    def item(self, number, days):
        at = (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "snippet": {"title": f"Notice {number}", "description": "See below", "publishedAt": at},
            "contentDetails": {"videoId": f"vid{number:05d}", "videoPublishedAt": at},
            "status": {"privacyStatus": self.privacy.get(number, "public")},
        }


async def read(api, given=None, account_id=ID, url="", **settings):
    async with ApiServer(api.respond) as server, client_for(server.url) as client:
        known = {variable("a1", "key"): KEY} if given is None else given
        subject = account("a1", platform="youtube", source="api", account_id=account_id, url=url)
        reading = await ADAPTER.read(subject, access_to(client, NOW, known, youtube=server.url, **settings))
    assert KEY not in repr(reading)
    return reading


async def test_videos_and_numbers():
    reading = await read(Api([1, 20]))
    assert (reading.outcome, reading.complete, reading.posts_total, reading.followers) == (
        ReadingOutcome.OK, True, 2, 1200,
    )  # fmt: skip
    assert (reading.display_name, reading.key_seen, reading.subject_seen) == ("Example District", ID, "")
    first = reading.posts[0]
    assert (first.key, first.title, first.text) == ("vid00000", "Notice 0", "See below")
    assert (first.url, first.published_at) == ("https://www.youtube.com/watch?v=vid00000", NOW - timedelta(days=1))


async def test_a_handle_leads_to_the_channel():
    reading = await read(Api([1]), account_id="", url="https://www.youtube.com/@example/videos")
    assert (reading.outcome, reading.key_seen) == (ReadingOutcome.OK, ID)


async def test_pages_until_the_window_is_left():
    reading = await read(Api(list(range(400))), window_days=60)
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.OK, True, 150)
    assert reading.window_from == NOW - timedelta(days=60)


async def test_a_later_page_failing_leaves_a_part():
    reading = await read(Api([back / 10 for back in range(200)], fault={2: error(403, "quotaExceeded")}))
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.PARTIAL, False, 50)
    assert reading.code == "quotaExceeded"


async def test_a_cap_is_told():
    reading = await read(Api([back / 10 for back in range(200)]), most_posts=60)
    assert (reading.outcome, reading.complete) == (ReadingOutcome.PARTIAL, False)
    assert reading.detail


async def test_hidden_subscribers_are_not_known():
    hidden = {"videoCount": "1", "subscriberCount": "0", "hiddenSubscriberCount": True}
    assert (await read(Api([1], hidden))).followers is None
    assert (await read(Api([1], {}))).followers is None


@pytest.mark.parametrize(
    ("no_list", "count", "outcome"),
    [
        (False, "0", "ok_empty"),
        (True, "0", "ok_empty"),
        (False, "7", "empty"),
        (True, "7", "http_error"),
        (False, None, "empty"),
        (True, None, "http_error"),
    ],
)
async def test_only_a_count_of_zero_makes_silence(no_list, count, outcome):
    reading = await read(Api([], {"videoCount": count} if count else {}, no_list))
    assert (reading.outcome.value, reading.posts) == (outcome, ())


async def test_a_channel_that_is_not_there():
    by_id = await read(Api(gone=True))
    assert (by_id.outcome, by_id.posts) == (ReadingOutcome.NOT_FOUND, ())
    by_handle = await read(Api(gone=True), account_id="@example")
    assert (by_handle.outcome, by_handle.posts) == (ReadingOutcome.NO_SOURCE, ()), "a handle can be changed"


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": {}}, {"pageInfo": {"totalResults": 1}}, b"", b"<html>"])
async def test_an_answer_without_a_channel_is_no_missing_channel(body):
    reading = await read(Api(fault={"channels": Told(body)}))
    assert reading.outcome is ReadingOutcome.PARSE_ERROR


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (error(403, "quotaExceeded"), "rate_limited", "quotaExceeded"),
        (error(403, "rateLimitExceeded"), "rate_limited", "rateLimitExceeded"),
        (error(400, "badRequest", [{"reason": "API_KEY_INVALID"}]), "auth_config", "API_KEY_INVALID"),
        (error(403, "accessNotConfigured"), "auth_config", "accessNotConfigured"),
        (error(403, "forbidden"), "not_permitted", "forbidden"),
        (error(400, "invalidFilters"), "tool_error", "invalidFilters"),
        (error(403, "channelSuspended"), "suspended", "channelSuspended"),
        (error(403, "channelClosed"), "deleted", "channelClosed"),
        (error(500, "backendError"), "http_error", "backendError"),
        (Told(b"<html>", 503), "http_error", "503"),
        (Told(b"", 404), "http_error", "404"),
    ],
)
@pytest.mark.parametrize("where", ["channels", 1])
async def test_errors(answer, outcome, code, where):
    reading = await read(Api([1], fault={where: answer}))
    assert (reading.outcome.value, reading.code, reading.posts) == (outcome, code, ())


async def test_what_is_not_public_is_no_post():
    reading = await read(Api([1, 2, 3], privacy={0: "private", 1: "unlisted"}))
    assert [post.title for post in reading.posts] == ["Notice 2"]


async def test_without_a_key_its_name_is_told():
    reading = await read(Api([1]), given={})
    assert (reading.outcome, variable("a1", "key") in reading.detail) == (ReadingOutcome.NO_SOURCE, True)


@pytest.mark.parametrize(
    ("key", "url", "asked"),
    [
        (ID, "", {"id": ID}),
        ("", f"https://www.youtube.com/channel/{ID}/videos", {"id": ID}),
        ("@example", f"https://www.youtube.com/channel/{ID}", {"id": ID}),
        ("@example", "", {"forHandle": "@example"}),
        ("", "https://www.youtube.com/@%E7%A4%BA%E4%BE%8B", {"forHandle": "@示例"}),
        ("", f"https://example.com/channel/{ID}", None),
        ("", "https://www.youtube.com/c/example", None),
        ("example", "", None),
        ("", "http://[", None),
    ],
)
def test_by_what_a_channel_is_asked_for(key, url, asked):
    subject = account("a1", platform="youtube", account_id=key, url=url)
    if asked is None:
        with pytest.raises(Unread) as fault:
            asked_for(subject)
        assert fault.value.outcome is ReadingOutcome.NO_SOURCE
    else:
        assert asked_for(subject) == asked


def test_a_token_no_api_gives_is_not_sent():
    with pytest.raises(Unread, match="longer than any cursor"):
        parse({"items": [], "nextPageToken": "x" * 501}, CLOCK)


NAMES = st.sampled_from(["snippet", "contentDetails", "status", "videoId", "videoPublishedAt", "privacyStatus"])


@given(st.lists(st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON)), max_size=4), JSON)
def test_whatever_a_page_holds_it_is_posts_or_a_fault(entries, after):
    page = parse({"items": entries, "nextPageToken": after}, CLOCK)
    assert len(page.posts) <= len(entries)
    assert all(post.key and post.url for post in page.posts)


@pytest.mark.parametrize(("status", "outcome"), [(404, "http_error"), (500, "http_error"), (200, "not_a_feed")])
async def test_without_a_key_the_public_feed_is_asked_and_its_404_proves_nothing(status, outcome):
    def respond(request):
        return Told(b"<html>Error</html>", 404 if request.path == "/robots.txt" else status)

    async with ApiServer(respond) as server, client_for(server.url) as client:
        subject = account("a1", platform="youtube", account_id=ID, url="")
        access = access_to(client, NOW, youtube_feed=f"{server.url}/feeds/videos.xml")
        reading = await feed.ADAPTER.read(subject, access)
        asked = server.asked("/feeds/videos.xml")
    assert (reading.outcome.value, reading.posts) == (outcome, ())
    assert asked[0].query == {"channel_id": ID}
