"""Accounts of Bluesky over real HTTP: AppView, directory and the account's own server in the documented shapes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auditor.collect.accounts.adapters import read_account
from auditor.collect.accounts.bluesky import read
from auditor.model import AccountReading, ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, client_for
from tests.collect.accounts.test_bluesky_records import key
from tests.make import account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
DID, OTHER = "did:plc:" + "a" * 24, "did:plc:" + "b" * 24
HANDLE, NEW = "office.example.gov", "bureau.example.gov"
NO_PROFILE = Told({"error": "InvalidRequest", "message": "Profile not found"}, 400)
NO_HANDLE = Told({"error": "InvalidRequest", "message": "Unable to resolve handle"}, 400)
DOWN = Told(b"", 502)


def refused(code, message="why", status=400):
    return Told({"error": code, "message": message}, status)


def record(days, did=DID, claim=None):
    at = NOW - timedelta(days=days)
    value = {"$type": "app.bsky.feed.post", "text": f"{days} 天前", "createdAt": claim or at.isoformat()}
    return {"uri": f"at://{did}/app.bsky.feed.post/{key(at)}", "value": value}


class Network:
    """All three servers at one address. `people` maps did to handle, `days` are the ages of everybody's posts."""

    def __init__(self, *days, **parts):
        self.people = {DID: HANDLE}
        self.shown = [record(one) for one in days]
        self.kept = list(self.shown)
        self.parts = parts
        self.page = 2

    def __call__(self, request):
        handlers = {
            "/xrpc/app.bsky.actor.getProfile": ("profile", self.profile),
            "/xrpc/app.bsky.feed.getAuthorFeed": ("feed", self.feed),
            "/xrpc/com.atproto.identity.resolveHandle": ("resolve", self.resolve),
            "/xrpc/com.atproto.sync.getRepoStatus": ("status", lambda asked: {"did": asked["did"], "active": True}),
            "/xrpc/com.atproto.repo.listRecords": ("records", self.records),
        }
        name, answer = handlers.get(request.path, ("directory", lambda asked: self.document(request)))
        told = self.parts.get(name)
        return answer(request.query) if told is None else told

    def who(self, actor):
        return next((did for did, handle in self.people.items() if actor in (did, handle)), "")

    def profile(self, asked):
        did = self.who(asked["actor"])
        told = {"did": did, "handle": self.people.get(did), "displayName": "某局", "postsCount": len(self.shown)}
        return told if did else NO_PROFILE

    def resolve(self, asked):
        did = self.who(asked["handle"])
        return {"did": did} if did else NO_HANDLE

    def feed(self, asked):
        assert (asked["limit"], asked["filter"]) == ("100", "posts_no_replies")
        start = int(asked.get("cursor", 0))
        views = [{"post": {"uri": one["uri"], "record": one["value"], "replyCount": 0}} for one in self.shown]
        more = {"cursor": str(start + self.page)} if start + self.page < len(views) else {}
        return {"feed": views[start : start + self.page], **more}

    def records(self, asked):
        return {"records": self.kept if asked["collection"] == "app.bsky.feed.post" else []}

    def document(self, request):
        did = request.path.strip("/")
        service = [{"id": "#atproto_pds", "serviceEndpoint": f"http://{request.fields['host']}"}]
        known = {"id": did, "alsoKnownAs": [f"at://{self.people.get(did)}"], "service": service}
        return known if did in self.people else Told({"message": f"DID not registered: {did}"}, 404)


async def seen(network, *, handle=HANDLE, did="", remembered="", **limits):
    async with ApiServer(network) as running, client_for(running.url) as client:
        url = f"https://bsky.app/profile/{handle}" if handle else ""
        access = access_to(client, NOW, bluesky=running.url, bluesky_directory=running.url, **limits)
        if remembered:
            earlier = AccountReading("a1", "bluesky", ReadingOutcome.OK, NOW, key_seen=remembered)
            access = replace(access, previous=earlier)
        return await read(account(platform="bluesky", url=url, account_id=did), access), running


async def test_an_account_by_the_appview():
    reading, running = await seen(Network(1, 2, 30))
    assert (reading.outcome, reading.adapter, reading.complete) == (ReadingOutcome.OK, "bluesky", True)
    assert [post.text for post in reading.posts] == ["1 天前", "2 天前", "30 天前"]
    assert (reading.display_name, reading.posts_total, reading.key_seen) == ("某局", 3, DID)
    assert reading.source_url == f"{running.url}/xrpc/app.bsky.feed.getAuthorFeed?actor={DID.replace(':', '%3A')}"
    assert not running.asked("/xrpc/com.atproto.repo.listRecords")


async def test_it_stops_behind_the_window_and_at_the_cap():
    reading, running = await seen(Network(1, 2, 91, 92, 93, 94))
    assert (len(reading.posts), reading.complete, len(running.asked("/xrpc/app.bsky.feed.getAuthorFeed"))) == (
        4,
        True,
        2,
    )
    reading, _ = await seen(Network(1, 2, 3, 4, 5), most_posts=2)
    assert (len(reading.posts), reading.complete) == (2, False)


async def test_a_silent_account_is_asked_of_its_own_server_too():
    network = Network(30, 40)
    network.kept = [record(1), *network.kept]
    reading, _ = await seen(network)
    assert [post.text for post in reading.posts] == ["1 天前", "30 天前", "40 天前"]
    same, running = await seen(Network(30, 40))
    assert (len(same.posts), same.complete, len(running.asked("/xrpc/com.atproto.repo.listRecords"))) == (2, True, 2)
    failing, _ = await seen(Network(30, 40, directory=DOWN))
    assert (failing.outcome, len(failing.posts), failing.complete) == (ReadingOutcome.OK, 2, True)


async def test_empty_is_silent_only_by_the_platforms_count():
    assert (await seen(Network()))[0].outcome is ReadingOutcome.OK_EMPTY
    network = Network(1)
    network.parts["feed"], network.kept = {"feed": []}, []
    reading, _ = await seen(network)
    assert (reading.outcome, reading.detail) == (
        ReadingOutcome.EMPTY, "no post can be read, though the platform counts 1")  # fmt: skip


async def test_dates_that_are_claimed_are_told():
    network = Network(1, 2)
    network.shown[0]["value"]["createdAt"] = "2027-12-01T00:00:00Z"
    reading, _ = await seen(network)
    assert reading.posts[0].published_at == NOW - timedelta(days=1)
    assert reading.detail == "1 of 2 posts claim a date more than a day off; their record keys are believed"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("AccountTakedown", "suspended"), ("AccountDeactivated", "deactivated")],
)
async def test_states_in_the_appviews_own_words(code, outcome):
    reading, running = await seen(Network(1, profile=refused(code, "Account has been suspended")))
    assert (reading.outcome.value, reading.code, reading.detail) == (outcome, code, "Account has been suspended")
    assert len(running.requests) == 1


async def test_a_renamed_account_is_found_by_its_did():
    network = Network(1, 2)
    network.people = {DID: NEW}
    for known in ({"did": DID}, {"remembered": DID}):
        reading, _ = await seen(network, **known)
        assert (reading.outcome, reading.code) == (ReadingOutcome.MOVED, "renamed")
        assert (reading.moved_to, len(reading.posts)) == (f"https://bsky.app/profile/{NEW}", 2)
    unknown, _ = await seen(network)
    assert (unknown.outcome, unknown.posts) == (ReadingOutcome.NOT_FOUND, ())


async def test_a_handle_that_another_has_now():
    network = Network(1, 2)
    network.people = {DID: NEW, OTHER: HANDLE}
    for known in ({"did": DID}, {"remembered": DID}):
        reading, _ = await seen(network, **known)
        assert (reading.outcome, reading.key_seen) == (ReadingOutcome.MOVED, DID)
    network.people = {OTHER: HANDLE}
    reading, _ = await seen(network, remembered=DID)  # the office may have begun anew under its name
    assert (reading.outcome, reading.key_seen) == (ReadingOutcome.OK, OTHER)
    reading, _ = await seen(network, did=DID)
    assert (reading.outcome, reading.detail) == (
        ReadingOutcome.NOT_FOUND, f"DID not registered: {DID}")  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (refused("RepoNotFound"), "deleted"),
        ({"active": False, "status": "takendown"}, "suspended"),
        ({"active": False, "status": "suspended"}, "suspended"),
        ({"active": False, "status": "deleted"}, "deleted"),
        ({"active": False, "status": "deactivated"}, "deactivated"),
        ({"active": False, "status": "desynchronized"}, "http_error"),
        ({"active": False, "status": "throttled"}, "rate_limited"),
        ({"active": False}, "http_error"),
        ({}, "http_error"),
    ],
)
async def test_states_in_its_own_servers_words(status, outcome):
    reading, _ = await seen(Network(1, profile=NO_PROFILE, status=status), did=DID)
    assert (reading.outcome.value, reading.posts) == (outcome, ())


async def test_a_did_that_the_directory_has_buried():
    buried = Told({"message": f"DID not available: {DID}"}, 410)
    reading, _ = await seen(Network(profile=NO_PROFILE, resolve=NO_HANDLE, directory=buried), did=DID)
    assert reading.outcome is ReadingOutcome.DELETED


async def test_without_the_appview_its_own_server_is_read():
    for parts in ({"profile": DOWN}, {"profile": DOWN, "resolve": DOWN}, {"feed": DOWN}):
        reading, _ = await seen(Network(1, 2, 30, **parts), did=DID)
        assert (reading.outcome, len(reading.posts), reading.complete) == (ReadingOutcome.OK, 3, True)
        assert reading.key_seen == DID
    by_handle, _ = await seen(Network(1, 2, 30, profile=DOWN))
    assert (by_handle.outcome, len(by_handle.posts)) == (ReadingOutcome.OK, 3)


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        ({"profile": DOWN, "resolve": DOWN, "directory": DOWN}, "http_error"),
        ({"profile": Told(b"", 429), "resolve": Told(b"", 429), "directory": DOWN}, "rate_limited"),
        ({"profile": refused("RateLimitExceeded", status=429), "directory": DOWN}, "rate_limited"),
        ({"profile": refused("InvalidRequest", "Error: actor must be a valid did"), "directory": DOWN}, "http_error"),
        ({"profile": refused("AuthMissing", status=401), "resolve": refused("HandleNotFound")}, "auth"),
        ({"profile": Told(b"<html>", 200), "directory": DOWN}, "parse_error"),
        ({"profile": {"did": "x"}, "directory": DOWN}, "parse_error"),
        ({"profile": Told(b"<html>404</html>", 404), "directory": Told(b"<html>404</html>", 404)}, "http_error"),
        ({"feed": DOWN, "directory": DOWN}, "http_error"),
        ({"feed": {"feed": None}, "directory": DOWN}, "parse_error"),
    ],
)
async def test_a_failure_says_nothing_of_the_account(parts, outcome):
    for did in ("", DID) if "resolve" not in parts else ("",):
        reading, _ = await seen(Network(1, **parts), did=did)
        assert (reading.outcome.value, reading.posts) == (outcome, ())
        assert reading.detail


async def test_a_later_fault_leaves_the_reading_partial():
    network = Network(1, 2, 3)
    asked = network.feed
    network.feed = lambda query: DOWN if "cursor" in query else asked(query)
    reading, _ = await seen(network)
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.PARTIAL, False, 2)


async def test_a_private_server_in_the_directory_is_not_asked():
    inside = {"service": [{"id": "#atproto_pds", "serviceEndpoint": "http://10.0.0.1"}]}
    reading, _ = await seen(Network(1, profile=NO_PROFILE, directory=inside), did=DID)
    assert (reading.outcome, reading.posts) == (ReadingOutcome.UNSUPPORTED, ())


async def test_rows_that_name_nobody():
    row = account(platform="bluesky", url="https://example.gov/about", account_id="某局")
    reading = await read_account(row, access_to(None, NOW))
    assert (reading.outcome, reading.adapter) == (ReadingOutcome.NO_SOURCE, "bluesky")
