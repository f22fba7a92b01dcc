"""Accounts of the fediverse over real HTTP: each server answers in the documented shapes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from auditor.collect.accounts.adapters import read_account
from auditor.collect.accounts.fediverse import read
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, client_for
from tests.make import account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITY = {"Content-Type": "application/activity+json; charset=utf-8"}
NO_RECORD = Told({"error": "Record not found"}, 404)
LOGIN = Told({"error": "The access token is invalid"}, 401)
PAGE = Told(b"<html><title>404</title>Not found</html>", 404, {"Content-Type": "text/html"})


def day(days):
    return (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def status(number, days, **fields):
    return {
        "id": str(1000 - number), "uri": f"https://h.example/statuses/{number}", "url": f"https://h.example/@office/{number}",
        "created_at": day(days), "visibility": "public", "content": f"<p>通知 {number}</p>", "in_reply_to_id": None,
        "replies_count": 0, **fields,
    }  # fmt: skip


class Server:
    """A server of the fediverse whose parts can be closed; pages of statuses have two posts each."""

    def __init__(self, *days, **parts):
        self.statuses = [status(number, one) for number, one in enumerate(days)]
        self.parts = parts
        self.pins = ()
        self.person = {
            "id": "7",
            "acct": "office",
            "display_name": "某局",
            "statuses_count": len(days),
            "followers_count": 12,
        }

    def __call__(self, request):
        base = f"http://{request.fields['host']}"
        handlers = {
            "/api/v1/accounts/lookup": lambda: self.part("lookup", self.person),
            "/api/v1/accounts/7/statuses": lambda: self.part("statuses", None) or self.page(request, base),
            "/.well-known/webfinger": lambda: self.part(
                "finger",
                {"links": [{"rel": "self", "type": "application/activity+json", "href": f"{base}/users/office"}]},
            ),
            "/users/office": lambda: self.part("actor", Told(self.actor(base), headers=ACTIVITY)),
            "/users/office/outbox": lambda: self.part("outbox", Told(self.box(request, base), headers=ACTIVITY)),
            "/@office.rss": lambda: self.part("rss", PAGE),
            "/robots.txt": lambda: Told(b"", 404),
        }
        return handlers.get(request.path, lambda: PAGE)()

    def part(self, name, else_):
        return self.parts.get(name, else_)

    def page(self, request, base):
        if "pinned" in request.query:
            return [one for one in self.statuses if one["id"] in self.pins]
        assert (request.query["limit"], request.query["exclude_replies"]) == ("40", "true")
        after = int(request.query.get("max_id", 10_000))
        left = [one for one in self.statuses if int(one["id"]) < after]
        link = (
            f'<{base}/api/v1/accounts/7/statuses?limit=40&max_id={left[1]["id"]}>; rel="next"' if len(left) > 2 else ""
        )
        head = {"Content-Type": "application/json"} | ({"Link": link} if link else {"Link": '<x>; rel="prev"'})
        return Told(left[:2], headers=head)

    def actor(self, base):
        return {"type": "Person", "id": f"{base}/users/office", "preferredUsername": "office", "name": "某局",
                "outbox": f"{base}/users/office/outbox"}  # fmt: skip

    def box(self, request, base):
        notes = [
            {
                "type": "Note",
                "id": one["uri"],
                "published": one["created_at"],
                "url": one["url"],
                "content": one["content"],
            }
            for one in self.statuses
        ]
        notes = [{"type": "Create", "to": [PUBLIC], "object": note} for note in notes]
        if "page" in request.query:
            return {"type": "OrderedCollectionPage", "orderedItems": notes}
        return {"type": "OrderedCollection", "totalItems": len(notes), "first": f"{base}/users/office/outbox?page=true"}


async def seen(server, *, source="", environ=None, account_id="", path="@office", **limits):
    async with ApiServer(server) as running, client_for(running.url) as client:
        subject = account(platform="mastodon", url=f"{running.url}/{path}", account_id=account_id, source=source)
        reading = await read(subject, access_to(client, NOW, environ, **limits))
        return reading, running


async def test_an_account_by_the_api():
    server = Server(1, 3, 50, 95, 99, 120)
    server.pins = ("998",)
    reading, running = await seen(server)
    assert (reading.outcome, reading.adapter, reading.complete) == (ReadingOutcome.OK, "fediverse", True)
    assert [post.text for post in reading.posts] == ["通知 0", "通知 1", "通知 2", "通知 3", "通知 4", "通知 5"]
    assert [post.is_pinned for post in reading.posts] == [False, False, True, False, False, False]
    assert (reading.display_name, reading.followers, reading.posts_total) == ("某局", 12, 6)
    assert reading.key_seen == "office@" + running.url.removeprefix("http://")
    assert (reading.newest_first, reading.as_of, reading.at) == (True, NOW, NOW)
    assert reading.source_url.endswith("/api/v1/accounts/7/statuses?limit=40")
    assert not running.asked("/.well-known/webfinger")


async def test_it_stops_behind_the_window():
    server = Server(1, 3, 91, 95, 99, 120)
    reading, _ = await seen(server)
    assert [post.text for post in reading.posts] == ["通知 0", "通知 1", "通知 2", "通知 3"]
    assert (reading.complete, reading.window_from) == (True, NOW - timedelta(days=90))


async def test_the_cap_leaves_the_reading_incomplete():
    reading, _ = await seen(Server(*range(9)), most_posts=4)
    assert (len(reading.posts), reading.complete, reading.outcome) == (4, False, ReadingOutcome.OK)


async def test_empty_is_silent_only_by_the_servers_count():
    assert (await seen(Server()))[0].outcome is ReadingOutcome.OK_EMPTY
    server = Server()
    server.person["statuses_count"] = 4
    reading, _ = await seen(server)
    assert (reading.outcome, reading.detail) == (
        ReadingOutcome.EMPTY,
        "no post can be read, though the platform counts 4; "
        "ActivityPub: it can be read but holds no posts; RSS: 404",
    )  # fmt: skip


async def test_private_posts_and_answers_are_no_posts():
    server = Server(1, 2, 30)
    server.statuses[0]["visibility"] = "private"
    server.statuses[1] |= {"in_reply_to_id": "5", "in_reply_to_account_id": "8"}
    reading, _ = await seen(server)
    assert [post.text for post in reading.posts] == ["通知 2"]


async def test_a_server_that_wants_a_login_is_read_as_servers_read_each_other():
    reading, running = await seen(Server(1, 2, 30, lookup=LOGIN))
    assert (reading.outcome, len(reading.posts), reading.complete) == (ReadingOutcome.OK, 3, True)
    assert (reading.display_name, reading.source_url) == ("某局", f"{running.url}/users/office/outbox")
    assert "activity+json" in running.asked("/users/office")[0].fields["accept"]


async def test_posts_that_the_api_hides_are_read_elsewhere_and_its_account_kept():
    reading, _ = await seen(Server(1, 2, 30, statuses=LOGIN))
    assert (reading.outcome, len(reading.posts), reading.followers) == (ReadingOutcome.OK, 3, 12)


RSS = (
    '<rss version="2.0"><channel><title>office</title>'
    + "".join(
        f"<item><guid>https://h.example/@office/{n}</guid><description>&lt;p&gt;通知 {n}&lt;/p&gt;</description>"
        f"<pubDate>{when} +0000</pubDate></item>"
        for n, when in enumerate(["Mon, 29 Jun 2026 04:00:00", "Thu, 28 May 2026 04:00:00"])
    )
    + "</channel></rss>"
).encode()


async def test_rss_comes_last():
    bare = {"type": "Person", "id": "http://h.example/users/office", "preferredUsername": "office"}
    feed = Told(RSS, headers={"Content-Type": "application/rss+xml"})
    reading, _ = await seen(Server(1, lookup=LOGIN, actor=Told(bare, headers=ACTIVITY), rss=feed))
    assert (reading.outcome, reading.adapter, reading.complete) == (ReadingOutcome.OK, "fediverse", True)
    assert [post.text for post in reading.posts] == ["通知 0", "通知 1"]


def flat(*days, base="https://h.example"):
    """Return an outbox of one piece, as takahe gives its ten oldest posts, and counts them only."""
    notes = [
        {"type": "Note", "id": f"{base}/{n}", "published": day(one), "to": "as:Public"} for n, one in enumerate(days)
    ]
    return Told({"type": "OrderedCollection", "totalItems": len(notes), "orderedItems": notes}, headers=ACTIVITY)


async def test_an_outbox_of_one_piece_proves_no_silence():
    reading, _ = await seen(Server(*range(25), statuses=LOGIN, outbox=flat(60, 61, 62)))
    assert (reading.outcome, reading.complete, reading.posts_total) == (ReadingOutcome.OK, False, 25)
    whole, _ = await seen(Server(60, 61, 62, statuses=LOGIN, outbox=flat(60, 61, 62)))
    assert (whole.complete, whole.posts_total) == (True, 3)


async def test_the_newer_of_two_ways_counts_and_of_equal_ones_the_whole():
    feed = Told(RSS, headers={"Content-Type": "application/rss+xml"})
    reading, _ = await seen(Server(*range(25), statuses=LOGIN, outbox=flat(60, 61), rss=feed))
    assert (len(reading.posts), reading.complete, reading.source_url[-4:]) == (2, True, ".rss")
    reading, _ = await seen(Server(*range(25), statuses=LOGIN, outbox=flat(0, 61), rss=feed))
    assert (reading.complete, reading.source_url[-7:]) == (False, "/outbox")


async def test_a_bare_actor_shows_nothing():
    bare = {"type": "Person", "id": "http://h.example/users/office", "preferredUsername": "office"}
    reading, _ = await seen(Server(1, lookup=LOGIN, actor=Told(bare, headers=ACTIVITY)))
    assert (reading.outcome, reading.posts) == (ReadingOutcome.AUTH, ())
    assert "no more than the account's name" in reading.detail


async def test_not_found_only_in_the_apis_own_words_and_webfinger_silent():
    gone, _ = await seen(Server(lookup=NO_RECORD, finger=PAGE))
    assert (gone.outcome, gone.code) == (ReadingOutcome.NOT_FOUND, "404")


@pytest.mark.parametrize(
    "parts",
    [
        {"lookup": PAGE, "finger": PAGE, "actor": PAGE},  # pages of 404 prove nothing
        {"lookup": Told({"error": "Not found"}, 404), "finger": PAGE, "actor": PAGE},
        {"lookup": NO_RECORD, "actor": PAGE},  # webfinger knows it
        {"lookup": NO_RECORD, "finger": Told(b"", 503), "actor": PAGE},
        {"lookup": NO_RECORD, "finger": LOGIN, "actor": PAGE},
        {"lookup": Told({"error": "Record not found"}, 503), "finger": PAGE, "actor": PAGE},
    ],
)
async def test_what_does_not_prove_that_an_account_is_gone(parts):
    reading, _ = await seen(Server(1, **parts))
    assert (reading.outcome, reading.posts) == (ReadingOutcome.HTTP_ERROR, ())


async def test_what_the_api_lost_another_way_may_find():
    reading, _ = await seen(Server(1, 2, lookup=NO_RECORD))
    assert (reading.outcome, len(reading.posts)) == (ReadingOutcome.OK, 2)


async def test_states_in_the_servers_own_words():
    server = Server(1)
    server.person["suspended"] = True
    assert (await seen(server))[0].outcome is ReadingOutcome.SUSPENDED
    assert (await seen(Server(1, lookup=Told({"error": "Gone"}, 410))))[0].outcome is ReadingOutcome.SUSPENDED
    tombstone = Told({"type": "Tombstone", "id": "x"}, headers=ACTIVITY)
    assert (await seen(Server(1, lookup=LOGIN, actor=tombstone)))[0].outcome is ReadingOutcome.DELETED
    assert (await seen(Server(1, lookup=NO_RECORD, actor=Told(b"", 410))))[0].outcome is ReadingOutcome.DELETED


async def test_a_move_is_told_with_its_posts():
    server = Server(1, 2)
    server.person["moved"] = {"acct": "office@n.example", "url": "https://n.example/@office"}
    reading, _ = await seen(server)
    assert (reading.outcome, reading.moved_to) == (ReadingOutcome.MOVED, "https://n.example/@office")
    assert len(reading.posts) == 2


async def test_a_later_fault_leaves_the_reading_partial():
    server = Server(1, 2, 3, 4)
    asked = []

    def respond(request):
        asked.append(request)
        return Told(b"", 429) if request.query.get("max_id") else server(request)

    reading, _ = await seen(respond)
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.PARTIAL, False, 2)


@pytest.mark.parametrize("name", ["admin", "office@other.example", ""])
async def test_another_account_is_not_taken_for_this_one(name):
    server = Server(1, 2, finger=PAGE, actor=PAGE)
    server.person["acct"] = name
    reading, _ = await seen(server)
    assert (reading.outcome, reading.posts, reading.display_name) == (ReadingOutcome.PARSE_ERROR, (), "")


async def test_a_redirect_within_the_host_is_followed_and_not_one_away():
    server = Server(1, 2)

    def respond(request):
        if request.path == "/api/v1/accounts/lookup" and "again" not in request.query:
            target = f"/api/v1/accounts/lookup?acct=office&again=1&to={quote(request.path)}"
            return Told(b"", 301, {"Location": target})
        return server(request)

    assert len((await seen(respond))[0].posts) == 2
    away = Server(1, lookup=Told(b"", 301, {"Location": "https://192.0.2.1/"}), finger=PAGE, actor=PAGE)
    assert (await seen(away))[0].outcome is ReadingOutcome.HTTP_ERROR


async def test_a_token_goes_only_where_the_row_says_and_is_never_told():
    environ = {"MEDIA_XC_TOKEN": "token-of-the-office-1234"}
    reading, running = await seen(Server(1), source="api:env=XC", environ=environ)
    sent = {one.path: one.fields.get("authorization", "") for one in running.requests}
    assert sent["/api/v1/accounts/lookup"] == "Bearer token-of-the-office-1234"
    assert "token-of" not in repr(reading)
    expired, running = await seen(
        Server(1, lookup=LOGIN, finger=PAGE, actor=PAGE), source="api:env=XC", environ=environ
    )
    assert expired.outcome is ReadingOutcome.AUTH_EXPIRED
    assert all("authorization" not in one.fields for one in running.requests if not one.path.startswith("/api/"))
    none, running = await seen(Server(1), environ={"MEDIA_MASTODON_TOKEN": "x" * 20})
    assert none.outcome is ReadingOutcome.OK
    assert all("authorization" not in one.fields for one in running.requests)
    missing, _ = await seen(Server(1), source="api:env=NONE", environ={})
    assert (missing.outcome, missing.posts) == (ReadingOutcome.AUTH_CONFIG, ())


async def test_an_address_without_a_name_is_read_as_an_actor():
    reading, running = await seen(Server(1, 2), path="ap/users/117020457910412882")
    assert reading.outcome is ReadingOutcome.HTTP_ERROR
    server = Server(1, 2)

    def respond(request):
        request.path = request.path.replace("/ap/users/117020457910412882", "/users/office")
        return server(request)

    reading, _ = await seen(respond, path="ap/users/117020457910412882")
    assert (reading.outcome, len(reading.posts)) == (ReadingOutcome.OK, 2)
    assert not running.asked("/api/v1/accounts/lookup")


async def test_rows_reach_this_adapter():
    unnamed = await read_account(account(platform="misskey", url="", account_id="office"), access_to(None, NOW))
    assert (unnamed.outcome, unnamed.adapter) == (ReadingOutcome.NO_SOURCE, "fediverse")
