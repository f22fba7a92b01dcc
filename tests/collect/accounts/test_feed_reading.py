"""The feed adapter over a real server: what it asks with, and what bridges say of themselves and of failures."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from auditor.collect.accounts.access import ASKED_AGAIN_AFTER, FAILS_IN_A_ROW, Access, Shared
from auditor.collect.accounts.feed import read
from auditor.collect.accounts.feed_bridges import error_in, selects
from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import AccountReading, ReadingOutcome, Validators
from tests.collect.accounts.feeds import ITEMS, item, rss
from tests.make import ZONE, account
from tests.site_server import Answer, SiteServer

NOW = datetime.now(UTC)
FRESH, OLD = NOW - timedelta(days=2), NOW - timedelta(days=9)
PATH = "/rss/1"


def feed(*moments, **headers):
    items = "".join(item(number, format_datetime(moment)) for number, moment in enumerate(moments))
    return Answer(rss(items), headers={"Content-Type": "application/xml", **headers})


def at(moment):
    return format_datetime(moment, usegmt=True)


async def ask(server, path=PATH, who=None, **how):
    """Return what one account's feed on `server` comes to."""
    hosts = [registered_host(server.url, robots_owner=True)]
    async with Client(FetchSettings(allow_private=True, rate=0), hosts) as client:
        subject = who or account(source=server.url.rstrip("/") + path)
        return await read(subject, Access(client, Path(), NOW, ZONE, **how))


def sent(server, name):
    return [headers.get(name, "") for path, headers in server.requests if path.startswith("/rss")]


async def test_what_did_not_change_is_not_sent_again_and_stands_as_of_now():
    async with SiteServer({PATH: feed(FRESH, OLD, ETag='"v1"')}) as server:
        first = await ask(server)
        before = replace(first, at=NOW - timedelta(days=1), as_of=NOW - timedelta(days=1))
        again = await ask(server, previous=before)
        assert (sent(server, "if-none-match"), again) == (["", '"v1"'], first)
        assert (again.at, again.as_of, again.outcome) == (NOW, NOW, ReadingOutcome.OK)
        assert (await ask(server, previous=again)).posts == first.posts  # and the night after


async def test_what_changed_is_read():
    answers = {PATH: lambda times: feed(FRESH, ETag='"v1"') if times == 1 else feed(NOW, FRESH, ETag='"v2"')}
    async with SiteServer(answers) as server:
        again = await ask(server, previous=await ask(server))
        assert (len(again.posts), again.validators) == (2, Validators('"v2"'))


async def test_nobody_is_silent_by_a_304():
    async with SiteServer({PATH: feed(OLD, ETag='"v1"')}) as server:
        again = await ask(server, previous=await ask(server))
        assert sent(server, "if-none-match") == ["", ""]
        assert len(again.posts) == 1


async def test_another_address_is_asked_anew():
    async with SiteServer({PATH: feed(FRESH, ETag='"v1"'), "/rss/2": feed(FRESH, ETag='"v1"')}) as server:
        first = await ask(server)
        await ask(server, "/rss/2", previous=first)
        await ask(server, previous=replace(first, adapter="import"))
        assert sent(server, "if-none-match") == ["", "", ""]


@pytest.mark.parametrize(("headers", "kept"), [
    ({"Last-Modified": at(NOW - timedelta(hours=1))}, True),
    ({"Last-Modified": at(NOW - timedelta(hours=1)), "Date": at(NOW)}, True),
    ({"Last-Modified": "the time of asking"}, False),  # RSSHub's
    ({"Last-Modified": at(NOW - timedelta(hours=1)), "Date": at(NOW - timedelta(hours=1))}, False),
    ({"Last-Modified": "soon"}, False),
    ({"ETag": "x" * 501}, False),
    ({}, False),
])  # fmt: skip
async def test_what_can_be_asked_with(headers, kept):
    asking = at(datetime.now(UTC))  # not the time the tests were collected, minutes ago
    headers = {name: asking if value == "the time of asking" else value for name, value in headers.items()}
    async with SiteServer({PATH: feed(FRESH, **headers)}) as server:
        first = await ask(server)
        await ask(server, previous=first)
        assert (first.validators is not None) is kept
        assert bool(sent(server, "if-modified-since")[1]) is kept


async def test_an_answer_after_redirects_or_without_use_gives_nothing_to_ask_with():
    moved = Answer(b"", 302, {"Location": "/rss/2", "ETag": '"a"'})
    answers = {PATH: moved, "/rss/2": feed(FRESH, ETag='"v1"'), "/rss/3": Answer(rss(""), headers={"ETag": '"e"'})}
    async with SiteServer(answers) as server:
        assert (await ask(server)).validators is None
        assert (await ask(server, "/rss/3")).validators is None


async def test_a_304_nobody_asked_for_is_no_feed():
    async with SiteServer({PATH: Answer(b"", 304, {"ETag": '"v1"'})}) as server:
        seen = await ask(server)
        assert seen.outcome is not ReadingOutcome.OK
        assert seen.posts == ()


async def test_a_date_that_lay_ahead_is_read_again_when_its_day_has_come():
    later = NOW + timedelta(days=1)
    async with SiteServer({PATH: feed(FRESH, NOW + timedelta(days=5), later, ETag='"v1"')}) as server:
        first = await ask(server)
        assert [bool(post.published_at) for post in first.posts] == [True, False, True]
        hosts = [registered_host(server.url, robots_owner=True)]
        async with Client(FetchSettings(allow_private=True), hosts) as client:
            access = Access(client, Path(), NOW + timedelta(days=4), ZONE, previous=first)
            again = await read(account(source=server.url.rstrip("/") + PATH), access)
        assert sent(server, "if-none-match")[1] == '"v1"'
        assert [bool(post.bad_date) for post in again.posts] == [False, True, False]
        assert [bool(post.published_at) for post in again.posts] == [True, True, True]
        assert again.posts[2].time_basis == "published"


async def test_what_a_bridge_kept_reaches_no_further_after_a_304_either():
    built = format_datetime((NOW - timedelta(days=3)).astimezone(ZONE)).removesuffix("+0800")
    items = f"<generator>Mp-We-Rss</generator>{item(0, format_datetime(NOW - timedelta(days=4)))}"
    body = re.sub(rb"(<lastBuildDate>)[^<]+", rb"\g<1>" + built.encode(), rss(items))
    async with SiteServer({PATH: Answer(body, headers={"ETag": '"v1"'})}) as server:
        first = await ask(server)
        again = await ask(server, previous=first)
        assert sent(server, "if-none-match") == ["", '"v1"']
        assert (NOW - first.as_of).days == (NOW - again.as_of).days == 3
        assert [one.outcome for one in (first, again)] == [ReadingOutcome.OK] * 2


SYNCED = NOW - timedelta(hours=3)


def wewe(**times):
    listed = [
        {"id": id, "name": "n", "syncTime": int(moment.timestamp()) if moment else 0} for id, moment in times.items()
    ]
    return json.dumps(listed).encode()


async def test_wewe_rss_tells_how_far_its_data_reach():
    answers = {
        "/feeds": wewe(MP_1=OLD, MP_2=SYNCED),
        "/feeds/MP_1.rss": feed(OLD),
        "/feeds/MP_2.atom?limit=5": feed(FRESH),
    }
    async with SiteServer(answers) as server:
        shared = Shared()
        first = await ask(server, "/feeds/MP_1.rss", shared=shared)
        second = await ask(server, "/feeds/MP_2.atom?limit=5", shared=shared)
        reach = [int(one.as_of.timestamp()) for one in (first, second)]
        assert reach == [int(OLD.timestamp()), int(SYNCED.timestamp())]
        assert {int(one.bridge_read_at.timestamp()) for one in (first, second)} == {int(SYNCED.timestamp())}
        assert server.times("/feeds") == 1


async def test_an_account_that_wewe_rss_has_not_read_yet():
    answers = {"/feeds": wewe(MP_1=None, MP_2=SYNCED), "/feeds/MP_1.json": Answer(rss(""))}
    async with SiteServer(answers) as server:
        seen = await ask(server, "/feeds/MP_1.json")
        assert (seen.outcome, seen.detail) == (
            ReadingOutcome.BRIDGE_STALE, "its bridge lists the account but has not read it yet"
        )  # fmt: skip


@pytest.mark.parametrize(
    "listed", [b"", b"{}", b"[1]", b'[{"id":1,"syncTime":2}]', b'[{"id":"MP_1","syncTime":true}]', b"[" * 9_000,
               Answer(b"<html>", 404), Answer(b"", 401)],
)  # fmt: skip
async def test_a_list_that_is_none_says_nothing(listed):
    async with SiteServer({"/feeds": listed, "/feeds/MP_1.rss": feed(FRESH)}) as server:
        seen = await ask(server, "/feeds/MP_1.rss")
        assert (seen.outcome, seen.as_of, seen.bridge_read_at) == (ReadingOutcome.OK, NOW, None)


async def test_only_bridges_of_that_form_are_asked_for_a_list():
    answers = {"/feeds/1.xml": feed(FRESH), "/feeds/1.rss": feed(FRESH), "/feeds": wewe(MP_9=SYNCED)}
    async with SiteServer(answers) as server:
        await ask(server, "/feeds/1.xml")
        own = account(platform="feed", source="", url=server.url + "feeds/1.rss")
        await ask(server, who=own)
        assert server.times("/feeds") == 0
        other = await ask(server, "/feeds/1.rss")
        assert (other.as_of, int(other.bridge_read_at.timestamp())) == (NOW, int(SYNCED.timestamp()))


async def test_a_bridge_that_is_down_is_not_asked_for_every_account():
    async with SiteServer(
        {"/rss/99": feed(FRESH)}, default=Answer(b'{"error":{"message":"no cookies"}}', 503)
    ) as server:
        shared, base = Shared(), server.url.rstrip("/")
        told = [await ask(server, f"/rss/{number}", shared=shared) for number in range(FAILS_IN_A_ROW + 2)]
        assert {one.outcome for one in told} == {ReadingOutcome.HTTP_ERROR}
        assert len(server.asked) == FAILS_IN_A_ROW
        assert told[-1].detail == f"not asked: {FAILS_IN_A_ROW} accounts in a row failed there (503: no cookies)"
        other = account("w1", platform="weibo", source=f"{base}/rss/99")
        assert (await ask(server, who=other, shared=shared)).outcome is ReadingOutcome.OK


async def test_a_bridge_that_comes_back_is_read_on():
    async with SiteServer({"/rss/50": feed(FRESH), "/rss/51": feed(FRESH)}, default=Answer(b"", 503)) as server:
        shared = Shared()
        paths = [*range(FAILS_IN_A_ROW), *[40] * (ASKED_AGAIN_AFTER - 1), 50, 51]
        told = [await ask(server, f"/rss/{path}", shared=shared) for path in paths]
        assert [one.outcome.value for one in told[-3:]] == ["http_error", "ok", "ok"]
        assert len(server.asked) == FAILS_IN_A_ROW + 2


def test_a_bridge_that_stays_down_is_asked_ever_more_rarely():
    shared, last = Shared(), AccountReading("a1", "feed", ReadingOutcome.HTTP_ERROR, NOW)
    for _ in range(FAILS_IN_A_ROW):
        assert shared.tired_of("bridge") is None
        shared.note("bridge", last, failed=True)
    skipped = [shared.tired_of("bridge") for _ in range(9 * ASKED_AGAIN_AFTER)]
    asked = [number for number, told in enumerate(skipped, 1) if told is None]
    assert asked == [ASKED_AGAIN_AFTER * times for times in (1, 2, 4, 8)]
    assert set(skipped) == {None, last}


@pytest.mark.parametrize("status", [404, 500, 502, 403])
async def test_failures_that_cost_no_time_are_all_asked_for(status):
    async with SiteServer({}, default=Answer(b"", status)) as server:
        shared = Shared()
        for number in range(FAILS_IN_A_ROW + 2):
            await ask(server, f"/rss/{number}", shared=shared)
        assert len(server.asked) == FAILS_IN_A_ROW + 2


async def test_the_feed_of_all_accounts_is_of_none():
    async with SiteServer({"/feeds/all.rss": feed(FRESH)}) as server:
        seen = await ask(server, "/feeds/all.rss")
        assert (seen.outcome, seen.posts, server.asked) == (ReadingOutcome.UNSUPPORTED, (), [])


async def test_a_large_feed_is_read_whatever_it_calls_itself():
    extra = f"<description>{'字' * 40_000}</description>"
    body = rss(item(0, format_datetime(FRESH), extra) + item(1, format_datetime(OLD)))
    async with SiteServer({PATH: Answer(body, headers={"Content-Type": "application/octet-stream"})}) as server:
        seen = await ask(server)
        assert (seen.outcome, len(seen.posts)) == (ReadingOutcome.OK, 2)


async def test_one_success_and_what_is_only_missing_keep_a_bridge_worth_asking():
    def broken(times):
        return Answer(b"", 503)

    answers = {f"/rss/{number}": broken for number in range(20)} | {"/rss/5": feed(FRESH)}
    async with SiteServer(answers) as server:
        shared = Shared()
        for path in [*range(FAILS_IN_A_ROW - 2), *range(20, 30), 6, 7]:
            await ask(server, f"/rss/{path}", shared=shared)
        assert len(server.asked) == FAILS_IN_A_ROW - 2 + 10 + 2


@pytest.mark.parametrize(("query", "field"), [
    ("", ""), ("limit=20&mode=fulltext&format=atom", ""), ("page=1&offset=0", ""), ("page=x", ""),
    ("filter_title=x", "filter_title"), ("filterout=x", "filterout"), ("filter_time=86400", "filter_time"),
    ("title_include=x", "title_include"), ("title_exclude=x", "title_exclude"), ("page=2", "page"),
    ("offset=10", "offset"),
    ("filters=x", ""), ("&".join(["a=1"] * 60), ""),
])  # fmt: skip
def test_addresses_that_leave_posts_out(query, field):
    assert selects(f"http://bridge.example.cn/feeds/1.rss?{query}") == field


async def test_a_feed_that_leaves_posts_out_proves_no_silence():
    async with SiteServer({"/rss/1?filter_title=x": Answer(rss(ITEMS))}) as server:
        seen = await ask(server, "/rss/1?filter_title=x")
        assert (seen.outcome, seen.complete) == (ReadingOutcome.PARTIAL, False)
        assert seen.detail == "its address leaves posts out, by filter_title="
        own = account(platform="feed", source=server.url + "rss/1?filter_title=x")
        assert (await ask(server, who=own)).outcome is ReadingOutcome.PARTIAL  # it may be a bridge's all the same


@pytest.mark.parametrize(("body", "words"), [
    (b'{"error":{"message":"Error: this route is empty"}}', "Error: this route is empty"),
    (b"<p>Error Message:<br/><code class='a b'>Error: Cooling &quot;down&quot;\n "
     b"&lt;a href=&quot;x&quot;&gt;here&lt;/a&gt;</code>", 'Error: Cooling "down" here'),
    (b"Error Message:<br><code>" + b"x" * 900 + b"</code>", "x" * 200),
    (b"<html>503</html>", ""), (b"", ""), (b"{", ""), (b"Error Message:<br/><code " * 9_000, ""),
])  # fmt: skip
def test_the_words_of_a_bridge(body, words):
    assert error_in(body) == words


def test_secrets_in_the_words_of_a_bridge_are_masked():
    told = error_in(b'{"error":{"message":"FetchError: http://a.example/x?access_token=abcdef123456 failed"}}')
    assert "abcdef123456" not in told
    assert told.startswith("FetchError: http://a.example/x?access_token=")
