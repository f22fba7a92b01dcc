import json
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from auditor.collect.accounts import adapters as registry
from auditor.collect.accounts.access import API, EVERY, Access, Adapter
from auditor.collect.accounts.adapters import read_account, route_of
from auditor.collect.accounts.credentials import Credentials
from auditor.collect.accounts.feed import FAILURES, feed_address
from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import AccountReading, Outcome, ReadingOutcome, Reply, Validators
from tests.collect.accounts.feeds import DATED, TITLES
from tests.make import ZONE, account
from tests.site_server import Answer, SiteServer

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)


class Canned:
    """A fetcher that gives one reply to everything and notes what it was asked."""

    def __init__(self, **reply: object) -> None:
        self.reply, self.asked = {"outcome": Outcome.OK, "at": NOW, **reply}, []

    async def get(self, url: str, *, validators: Validators | None = None, cap: int | None = None, accept: str = "",
                  obey_robots: bool = True) -> Reply:  # fmt: skip
        self.asked.append(url)
        return Reply(url, **self.reply)


async def read(subject, fetcher=None, folder=Path()) -> AccountReading:
    return await read_account(subject, Access(fetcher or Canned(), folder, NOW, ZONE, Credentials({}, folder)))


async def test_a_feed_over_the_real_client():
    settings = FetchSettings(allow_private=True, rate=0, second_look_s=0)
    answers = {"/rss/1": Answer(DATED["rss 2.0"]), "/gone": Answer(b"gone", 404)}
    async with SiteServer(answers) as server, Client(settings, [registered_host(server.url)]) as client:
        reading = await read(account("a1", source=server.url + "rss/1"), client)
        gone = await read(account("a2", source=server.url + "gone"), client)
    assert (reading.account_id, reading.adapter, reading.outcome) == ("a1", "feed", ReadingOutcome.OK)
    assert [post.title for post in reading.posts] == list(TITLES)
    assert (reading.at, reading.as_of, reading.complete, reading.posts_total) == (NOW, NOW, True, None)
    assert reading.source_url == server.url + "rss/1"
    assert (gone.outcome, gone.posts, gone.detail[:3]) == (ReadingOutcome.HTTP_ERROR, (), "404")


CLAIMS = {ReadingOutcome(name) for name in ("ok", "ok_empty", "empty", "not_found", "deleted", "private")}


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
async def test_a_failed_look_is_never_an_empty_feed(outcome):
    reading = await read(account(source="https://feeds.example.cn/1"), Canned(outcome=outcome, detail="why"))
    assert reading.outcome is FAILURES[outcome]
    assert reading.posts == ()
    assert reading.outcome not in CLAIMS
    assert reading.detail


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, "auth"), (403, "auth"), (418, "challenge"), (432, "challenge"), (461, "challenge"), (429, "rate_limited"),
     (404, "http_error"), (410, "http_error"), (503, "http_error")],
)  # fmt: skip
async def test_a_refusal_is_told_from_an_error(status, outcome):
    told = Canned(outcome=Outcome.HTTP_ERROR, status=status, detail=f"{status}: as it says")
    reading = await read(account(source="https://feeds.example.cn/1"), told)
    assert (reading.outcome.value, reading.detail) == (outcome, f"{status}: as it says")


@pytest.mark.parametrize("status", [404, 410, 503])
async def test_what_a_bridge_says_of_its_failure_is_kept(status):
    body = json.dumps({"error": {"message": "Error: login wanted"}}).encode()
    reading = await read(
        account(source="https://feeds.example.cn/1"), Canned(outcome=Outcome.HTTP_ERROR, status=status, body=body)
    )
    assert (reading.outcome, reading.detail) == (ReadingOutcome.HTTP_ERROR, f"{status}: Error: login wanted")


@pytest.mark.parametrize(
    "body", [DATED["rss 2.0"], DATED["rss 2.0"][:900], b'{"version":"https://jsonfeed.org/version/1.1",']
)
async def test_a_feed_cut_at_the_cap_is_partial(body):
    reading = await read(account(source="https://feeds.example.cn/1"), Canned(body=body, truncated=True))
    assert (reading.outcome, reading.complete) == (ReadingOutcome.PARTIAL, False)
    assert reading.detail == "the feed is larger than is read"


async def test_secrets_of_a_feed_address_are_masked():
    subject = account(source="https://feeds.example.cn/1?key=abcd1234")
    fetcher = Canned(body=DATED["rss 2.0"])
    assert (await read(subject, fetcher)).source_url == "https://feeds.example.cn/1?key=***"
    assert fetcher.asked == [subject.source]


async def test_an_export_is_read_beside_the_register(tmp_path):
    (tmp_path / "posts.csv").write_text("标题,发布时间\n停水,2026-06-01\n")
    fetcher = Canned()
    reading = await read(account(source="import:posts.csv"), fetcher, tmp_path)
    assert ([post.title for post in reading.posts], reading.adapter, fetcher.asked) == (["停水"], "import", [])


@pytest.mark.parametrize(
    ("platform", "source", "outcome", "says"),
    [
        ("weixin", "", "no_source", "weixin can't be read without a source; name a feed"),
        ("某新平台", "", "no_source", "某新平台 can't be read without a source; name a feed"),
        ("toutiao", "api", "unsupported", "no official interface of toutiao is read yet; name a feed"),
        ("weixin", "gopher:x", "unsupported", "no such source of weixin is read yet; name a feed"),
        ("miniprogram", "https://feeds.example.cn/1", "unsupported", "miniprogram is judged by its releases"),
    ],
)
async def test_what_cannot_be_read_says_what_to_do(platform, source, outcome, says):
    fetcher = Canned()
    reading = await read(account(platform=platform, source=source), fetcher)
    assert (reading.outcome.value, reading.posts, fetcher.asked) == (outcome, (), [])
    assert reading.detail.startswith(says)


CHANNEL = "UC" + "x" * 22


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"platform": "feed", "url": "https://a.example/feed"}, "https://a.example/feed"),
        ({"platform": "feed", "url": ""}, ""),
        ({"platform": "youtube", "url": f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"},
         f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ({"platform": "youtube", "url": f"https://www.youtube.com/channel/{CHANNEL}/videos"},
         f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ({"platform": "youtube", "url": "https://www.youtube.com/@x", "account_id": CHANNEL},
         f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ({"platform": "youtube", "url": "https://www.youtube.com/@x"}, ""),
        ({"platform": "weixin", "url": "https://a.example/", "source": "https://b.example/"}, "https://b.example/"),
    ],
)  # fmt: skip
async def test_where_an_account_has_its_feed(fields, address):
    subject = account(**{"account_id": "", **fields})
    assert feed_address(subject) == address
    if fields["platform"] != "weixin":
        fetcher = Canned(body=DATED["atom 1.0"])
        reading = await read(subject, fetcher)
        assert fetcher.asked == [address] * bool(address)
        assert reading.outcome is (ReadingOutcome.OK if address else ReadingOutcome.NO_SOURCE)
        assert reading.display_name == ("某区发布" if address else "")


async def test_the_title_of_a_bridge_is_no_name_of_an_account():
    assert (await read(account(source="https://b.example/"), Canned(body=DATED["rss 2.0"]))).display_name == ""


async def test_cst_is_central_time_on_foreign_platforms():
    body = b'<rss version="2.0"><channel><item><pubDate>Mon, 01 Jun 2026 08:00:00 CST</pubDate></item></channel></rss>'
    for platform, hour in (("weixin", 0), ("mastodon", 14)):
        (post,) = (await read(account(platform=platform, source="https://b.example/"), Canned(body=body))).posts
        assert post.published_at == datetime(2026, 6, 1, hour, tzinfo=UTC)


def test_routes():
    sources = ("", "api", "page", "https://a.example/", "http://a.example/", "import:x.csv")
    assert [route_of(source) for source in sources] == ["", "api", "page", "feed", "feed", "import"]


def test_the_adapters_of_the_package():
    assert registry.adapters().not_loaded == ()
    assert {"feed", "import"} <= {adapter.id for adapter in registry.adapters().found}


PLUGIN = """
from datetime import datetime
from auditor.collect.accounts.access import Adapter
from auditor.model import AccountReading, ReadingOutcome
async def read(subject, access):
    return AccountReading(subject.id, "mine", ReadingOutcome.OK_EMPTY, access.now)
ADAPTER = Adapter("mine", {"api": frozenset({"weixin"})}, read)
"""


def test_plug_ins_come_first_and_broken_ones_are_named(tmp_path, monkeypatch):
    (tmp_path / "extra_platform_of_test.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("mine", "extra_platform_of_test:ADAPTER", registry.GROUP),
        EntryPoint("gone", "no_such_module_of_test:ADAPTER", registry.GROUP),
        EntryPoint("odd", "extra_platform_of_test:datetime", registry.GROUP),
    ]
    found = registry.gather("auditor.collect.accounts", points)
    assert found.found[0].id == "mine"
    assert found.serving("feed", "weixin").id == "feed"
    assert found.not_loaded == (
        "gone (no_such_module_of_test:ADAPTER): ModuleNotFoundError: No module named 'no_such_module_of_test'",
        "odd (extra_platform_of_test:datetime): TypeError: it is type, not auditor.collect.accounts.access.Adapter",
    )
    assert found.serving("api", "weixin").id == "mine"
    assert found.serving("no such route", "weibo") is None


async def test_a_plug_in_reads(monkeypatch):
    async def own(subject, access):
        return AccountReading(subject.id, "own", ReadingOutcome.OK_EMPTY, access.now)

    found = registry.Adapters((Adapter("own", {API: EVERY}, own),))
    monkeypatch.setattr("auditor.collect.accounts.adapters.adapters", lambda: found)
    assert (await read(account(source="api"))).adapter == "own"
    assert (await read(account(source=""))).outcome is ReadingOutcome.NO_SOURCE
