import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Credentials, Tokens
from auditor.collect.accounts.weixin_calls import CODES
from auditor.collect.accounts.weixin_mp import ADAPTER
from auditor.config import FetchSettings
from auditor.config.settings import AccountSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import AccountReading, Basis, ReadingOutcome
from auditor.model.activity import activity
from auditor.platforms import default_endpoints
from tests.collect.accounts.weixin_server import (
    DETAILS,
    FOLLOWERS,
    MENU,
    PUBLISHED,
    TOKEN,
    Account,
    WeixinServer,
    article,
    published,
)
from tests.make import ZONE, account

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
WINDOW = 30
FIRST = TODAY - WINDOW * DAY
SUBJECT = account("xc", source="api")


def mine(**more) -> Account:
    return Account(TODAY, **more)


def at(day: date, hour: int = 8) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).timestamp())


async def read(server: WeixinServer, **more) -> AccountReading:
    environ = {"MEDIA_XC_APPID": server.account.appid, "MEDIA_XC_SECRET": server.account.secret}
    settings = FetchSettings(allow_private=True, rate=0, second_look_s=0)
    async with Client(settings, [registered_host(server.url)]) as client:
        access = Access(
            client, Path(), NOW, ZONE, Credentials(more.pop("environ", environ), Path()),
            more.pop("tokens", None) or Tokens(None), default_endpoints() | {"weixin": server.url},
            AccountSettings(window_days=more.pop("window", WINDOW), most_posts=more.pop("most_posts", 2_000)), **more,
        )  # fmt: skip
        return await ADAPTER.read(SUBJECT, access)


async def test_both_kinds_of_posts_of_every_day_to_yesterday():
    yesterday = TODAY - DAY
    known = mine(
        articles=[
            article(yesterday, 2247490098, "停水通知", 1),
            article(yesterday, 2247490098, "招聘公告", 2),
            article(TODAY - 5 * DAY, 2247490001, "不通知粉丝的一篇", kind=1),
        ],
        published=[
            published("a1", at(TODAY - 5 * DAY, 9), ("不通知粉丝的一篇", "http://mp.weixin.qq.com/s?__biz=MzA5&mid=2247490001&idx=1&sn=q")),
            published("a2", at(TODAY, 9), ("今天发布", "https://mp.weixin.qq.com/s/Short_1"), need_open_comment=1),
        ],
    )  # fmt: skip
    async with WeixinServer(known) as server:
        seen = await read(server)
    posts = {post.title: post for post in seen.posts}
    assert (seen.outcome, seen.complete, seen.detail, seen.code) == (ReadingOutcome.OK, True, "", "")
    assert list(posts) == ["今天发布", "停水通知", "招聘公告", "不通知粉丝的一篇"]
    assert server.days() == [(yesterday - back * DAY).isoformat() for back in range(WINDOW)]
    assert posts["停水通知"].key == "2247490098_1"
    assert posts["停水通知"].url == "https://mp.weixin.qq.com/s?__biz=MzA5&mid=2247490098&idx=1&sn=f2247490098"
    assert posts["停水通知"].published_at == datetime(2026, 11, 23, tzinfo=ZONE)
    assert posts["停水通知"].time_basis == "stat_date"
    assert {posts["停水通知"].push_key, posts["招聘公告"].push_key} == {"2247490098"}
    assert posts["不通知粉丝的一篇"].push_key == ""
    assert posts["不通知粉丝的一篇"].published_at == datetime(2026, 11, 19, 9, tzinfo=ZONE)
    assert (posts["停水通知"].reads, posts["停水通知"].shares, posts["停水通知"].likes) == (41, 3, 2)
    assert posts["今天发布"].time_basis == "modified"
    assert seen.followers == 1217056
    assert seen.as_of == datetime(2026, 11, 23, 23, 59, 59, tzinfo=ZONE)
    assert seen.window_from == datetime(2026, 10, 25, tzinfo=ZONE)
    assert (seen.basis, seen.adapter, seen.posts_total) == (Basis.DIRECT, "weixin_mp", None)
    assert (seen.interaction.comments, seen.interaction.menu) == (True, True)
    assert server.account.appid not in repr(seen)


async def test_silence_is_proven_only_by_every_day_and_both_lists():
    async with WeixinServer(mine()) as server:
        seen = await read(server)
    assert (seen.outcome, seen.complete, seen.posts) == (ReadingOutcome.OK_EMPTY, True, ())
    assert activity(seen, TODAY).gap == ""
    assert activity(seen, TODAY).until == TODAY - DAY


async def test_freepublish_alone_proves_no_silence():
    """docs/accounts.md 0.1: what is sent to followers is not in it."""
    async with WeixinServer(mine(articles=[article(TODAY - DAY, 1, "群发")])) as server:
        server.always[DETAILS] = 48001
        seen = await read(server)
    assert (seen.outcome, seen.complete, seen.posts) == (ReadingOutcome.PARTIAL, False, ())
    assert seen.code == "48001"
    assert "认证" in seen.detail
    assert activity(seen, TODAY).gap == "partial"


@pytest.mark.parametrize("spoil", ["late", "failed", "html", "cut", "no_list", "no_is_delay", "free", "free_shape"])
async def test_one_thing_not_seen_and_nothing_is_silent(spoil):
    async with WeixinServer(mine()) as server:
        day = (TODAY - 9 * DAY).isoformat()
        if spoil == "late":
            server.account.late.add(TODAY - 9 * DAY)
        if spoil in ("free", "free_shape"):
            server.always[PUBLISHED] = 45009 if spoil == "free" else b'{"total_count":0}'
        answers = {"failed": -1, "html": b"<html>gateway</html>", "cut": b'{"list":[', "no_list": b'{"is_delay":false}',
                   "no_is_delay": b'{"list":[]}'}  # fmt: skip
        if spoil in answers:
            server.on_day[day] = answers[spoil]
        seen = await read(server)
    assert (seen.outcome, seen.complete, seen.posts) == (ReadingOutcome.PARTIAL, False, ())
    assert seen.detail
    assert activity(seen, TODAY).gap == "partial"


async def test_a_day_not_counted_yet_moves_as_of_but_is_no_silence():
    known = mine(articles=[article(TODAY - 20 * DAY, 7, "旧文")], late={TODAY - DAY})
    async with WeixinServer(known) as server:
        seen = await read(server)
        empty = await read_empty(server)
    assert (seen.outcome, seen.complete) == (ReadingOutcome.OK, True)
    assert seen.as_of == datetime(2026, 11, 22, 23, 59, 59, tzinfo=ZONE)
    assert "2026-11-23 is not counted yet" in seen.detail
    assert activity(seen, TODAY).until == TODAY - 2 * DAY
    assert empty.outcome is ReadingOutcome.PARTIAL


async def read_empty(server: WeixinServer) -> AccountReading:
    server.account.articles = []
    return await read(server)


async def test_a_night_asks_only_the_last_days_and_those_not_known():
    known = mine(
        articles=[article(TODAY - 20 * DAY, 7, "旧文", reads=10), article(TODAY - 2 * DAY, 8, "新文", reads=5)]
    )
    async with WeixinServer(known) as server:
        first = await read(server)
        server.calls.clear()
        known.articles[1] = article(TODAY - 2 * DAY, 8, "新文", reads=900)
        known.articles[0] = article(TODAY - 20 * DAY, 7, "旧文", reads=900)
        second = await read(server, previous=first)
        days = server.days()
        server.calls.clear()
        third = await read(server, previous=replace(second, as_of=datetime(2026, 11, 19, 23, 59, 59, tzinfo=ZONE)))
        after_a_gap = server.days()
    assert days == ["2026-11-23", "2026-11-22", "2026-11-21"]
    assert {post.title: post.reads for post in second.posts} == {"旧文": 10, "新文": 900}
    assert (second.outcome, second.window_from, second.complete) == (ReadingOutcome.OK, first.window_from, True)
    assert after_a_gap == ["2026-11-23", "2026-11-22", "2026-11-21", "2026-11-20"]
    assert (third.outcome, third.window_from) == (ReadingOutcome.OK, first.window_from)


async def test_another_accounts_or_adapters_reading_proves_no_day():
    async with WeixinServer(mine()) as server:
        first = await read(server)
        for other in (
            replace(first, adapter="feed"),
            replace(first, source_url="https://api.weixin.qq.com/x"),
            replace(first, outcome=ReadingOutcome.PARTIAL),
            replace(first, window_from=None),
        ):
            server.calls.clear()
            await read(server, previous=other)
            assert len(server.days()) == WINDOW
        server.calls.clear()
        await read(server, previous=first, window=WINDOW + 5)
        assert len(server.days()) == 3 + 5


async def test_a_hole_ends_what_is_known():
    known = mine(articles=[article(TODAY - 20 * DAY, 7, "旧文")])
    async with WeixinServer(known) as server:
        server.on_day[(TODAY - 9 * DAY).isoformat()] = -1
        seen = await read(server)
        known.articles.append(article(TODAY - 4 * DAY, 8, "新文"))
        newer = await read(server)
        server.always[PUBLISHED] = 48001
        half = await read(server)
    assert (seen.outcome, seen.complete, seen.newest_first) == (ReadingOutcome.PARTIAL, False, False)
    assert (activity(seen, TODAY).gap, activity(newer, TODAY).gap) == ("partial", "")
    assert (newer.newest_first, half.newest_first) == (True, False)
    assert seen.window_from == datetime(2026, 11, 16, tzinfo=ZONE)
    assert [post.title for post in seen.posts] == ["旧文"]
    assert "22 of 30 days" in seen.detail


async def test_no_day_before_the_interface_had_data_is_asked():
    async with WeixinServer(mine()) as server:
        seen = await read(server, window=500)
    assert min(server.days()) == "2025-11-01"
    assert seen.outcome is ReadingOutcome.OK_EMPTY
    assert seen.window_from == datetime(2025, 11, 1, tzinfo=ZONE)


@pytest.mark.parametrize("code", sorted(CODES))
async def test_every_code_of_the_table(code):
    async with WeixinServer(mine()) as server:
        server.always = {DETAILS: code, PUBLISHED: code}
        seen = await read(server)
    assert (seen.outcome, seen.code, seen.posts) == (CODES[code][0], str(code), ())
    assert seen.outcome not in (ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.EMPTY)
    assert seen.detail.startswith(f"{code}: ")
    assert len(server.days()) <= 6, "a refusal is not repeated for ninety days"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(40013, "auth_config"), (40125, "auth_config"), (40001, "auth_config"), (40243, "auth_config"),
     (40164, "auth_config"), (45009, "rate_limited"), (-1, "http_error"), (99999, "tool_error")],
)  # fmt: skip
async def test_codes_where_a_token_is_asked_for(code, outcome):
    async with WeixinServer(mine()) as server:
        server.always[TOKEN] = code
        seen = await read(server)
    assert (seen.outcome, seen.code) == (ReadingOutcome(outcome), str(code))
    assert not server.days()


async def test_the_address_to_put_on_the_whitelist_is_shown():
    async with WeixinServer(mine(whitelist=False)) as server:
        seen = await read(server)
    assert seen.outcome is ReadingOutcome.AUTH_CONFIG
    assert "put 203.0.113.7 on the account's IP whitelist" in seen.detail


async def test_a_wrong_secret():
    async with WeixinServer(mine()) as server:
        environ = {"MEDIA_XC_APPID": server.account.appid, "MEDIA_XC_SECRET": "0" * 32}
        seen = await read(server, environ=environ)
    assert (seen.outcome, seen.code) == (ReadingOutcome.AUTH_CONFIG, "40125")


async def test_without_credentials_the_variables_are_named():
    async with WeixinServer(mine()) as server:
        seen = await read(server, environ={})
    assert seen.outcome is ReadingOutcome.NO_SOURCE
    assert "MEDIA_XC_APPID, MEDIA_XC_SECRET" in seen.detail
    assert not server.calls


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_one_spent_token_is_replaced_once(code):
    async with WeixinServer(mine()) as server:
        server.faults[DETAILS] = [code]
        seen = await read(server)
    assert seen.outcome is ReadingOutcome.OK_EMPTY
    assert server.forced == 1, "the platform's present token was the refused one"
    assert server.times()[TOKEN] == 3


async def test_a_token_that_another_program_has_renewed_is_not_forced(tmp_path):
    tokens = Tokens(tmp_path / "tokens")
    async with WeixinServer(mine()) as server:
        await read(server, tokens=tokens)
        server.tokens.append("98_renewed_by_another_program")
        seen = await read(server, tokens=Tokens(tmp_path / "tokens"))
    assert seen.outcome is ReadingOutcome.OK_EMPTY
    assert server.forced == 0


async def test_a_token_is_kept_between_runs(tmp_path):
    async with WeixinServer(mine()) as server:
        for _ in range(3):
            await read(server, tokens=Tokens(tmp_path / "tokens"))
        assert server.times()[TOKEN] == 1
        server.expires_in = 60
        server.account.today = TODAY
        for file in (tmp_path / "tokens").iterdir():
            file.unlink()
        await read(server, tokens=Tokens(tmp_path / "tokens"))
        await read(server, tokens=Tokens(tmp_path / "tokens"))
    assert server.times()[TOKEN] > 2, "one that ends within minutes is not used again"


async def test_a_token_refused_twice_is_expired_and_not_forced_again():
    async with WeixinServer(mine()) as server:
        server.always[DETAILS] = 40001
        seen = await read(server)
    assert (seen.outcome, server.forced) == (ReadingOutcome.AUTH_EXPIRED, 1)
    assert server.times()[DETAILS] == 2
    assert server.times()[PUBLISHED] == 0


async def test_a_quota_used_up_midway_keeps_what_was_read():
    known = mine(articles=[article(TODAY - DAY, 9, "新文"), article(TODAY - 20 * DAY, 7, "旧文")])
    async with WeixinServer(known) as server:
        server.on_day[(TODAY - 6 * DAY).isoformat()] = 45009
        seen = await read(server)
    assert (seen.outcome, seen.code) == (ReadingOutcome.PARTIAL, "45009")
    assert [post.title for post in seen.posts] == ["新文"]
    assert seen.window_from == datetime(2026, 11, 19, tzinfo=ZONE)
    assert len(server.days()) == 6
    assert activity(seen, TODAY).newest == TODAY - DAY


async def test_a_reset_connection_is_the_networks_fault():
    async with WeixinServer(mine()) as server:
        server.always = {TOKEN: WeixinServer.RESET}
        seen = await read(server)
    assert seen.outcome is ReadingOutcome.NETWORK
    assert seen.posts == ()


async def test_a_failure_that_passes_costs_nothing():
    async with WeixinServer(mine()) as server:
        server.faults[DETAILS] = [WeixinServer.RESET, b"<html>busy</html>"]
        seen = await read(server)
    assert (seen.outcome, seen.detail) == (ReadingOutcome.OK_EMPTY, "")
    assert len(server.days()) == WINDOW + 2


async def test_a_dead_network_is_not_asked_ninety_times():
    async with WeixinServer(mine()) as server:
        server.always = {DETAILS: WeixinServer.RESET, PUBLISHED: WeixinServer.RESET}
        seen = await read(server)
    assert seen.outcome is ReadingOutcome.NETWORK
    assert len(server.days()) == 3


async def test_a_removed_article_and_closed_comments():
    address = "https://mp.weixin.qq.com/s?__biz=MzA5&mid=5&idx=1&sn=q"
    known = mine(
        articles=[article(TODAY - 3 * DAY, 5, "撤下的", kind=1), article(TODAY - 2 * DAY, 6, "还在的", kind=1)],
        published=[
            published("a", at(TODAY - 3 * DAY), ("撤下的", address), is_deleted=True, need_open_comment=1),
            published("b", at(TODAY - 2 * DAY), ("还在的", address.replace("=5", "=6"))),
        ],
    )
    async with WeixinServer(known) as server:
        seen = await read(server)
        known.articles.append(article(TODAY - DAY, 7, "群发的"))
        unknown = await read(server)
        known.articles[-1]["detail_list"][0]["comment_count"] = 2
        commented = await read(server)
    assert {post.title: post.removed for post in seen.posts} == {"撤下的": "owner", "还在的": ""}
    assert seen.interaction.comments is False
    assert unknown.interaction.comments is None
    assert commented.interaction.comments is True


async def test_a_short_address_is_the_same_article_not_a_second_one():
    known = mine(
        articles=[article(TODAY - 3 * DAY, 5, "周报", kind=1), article(TODAY - 10 * DAY, 4, "周报", kind=1)],
        published=[
            published("n", at(TODAY, 7), ("周报", "https://mp.weixin.qq.com/s/new")),
            published("a", at(TODAY - 3 * DAY), ("周报", "https://mp.weixin.qq.com/s/a")),
            published("b", at(TODAY - 10 * DAY), ("周报", "https://mp.weixin.qq.com/s/b")),
        ],
    )
    async with WeixinServer(known) as server:
        seen = await read(server)
        known.published.pop(0)
        changed = published("a", at(TODAY - DAY), ("周报", "https://mp.weixin.qq.com/s/a"))
        known.published[0] = changed
        later = await read(server)
    assert [post.published_at.astimezone(ZONE).date() for post in seen.posts] == [
        TODAY,
        TODAY - 3 * DAY,
        TODAY - 10 * DAY,
    ]
    assert len(later.posts) == 2, "an article that was changed later is no new one"
    assert later.posts[0].published_at == datetime(2026, 11, 23, 8, tzinfo=ZONE)


async def test_the_address_read_the_original_leads_to_is_a_post_s_link():
    address = "http://mp.weixin.qq.com/s?__biz=MzA5&mid=7&idx=1&sn=q"
    original = {"content_source_url": "https://www.example.gov.cn/a?x=1&amp;y=2"}
    both = mine(
        articles=[article(TODAY - DAY, 7, "停水通知")],
        published=[
            published("a", at(TODAY - DAY), ("停水通知", address), **original),
            published("b", at(TODAY - 2 * DAY), ("没有原文", address.replace("=7", "=8"))),
        ],
    )
    async with WeixinServer(both) as server:
        seen = await read(server)
    assert {post.title: post.links for post in seen.posts} == {
        "停水通知": ("https://www.example.gov.cn/a?x=1&y=2",), "没有原文": (),
    }  # fmt: skip


async def test_all_pages_of_freepublish_are_read_where_the_lists_are_silent():
    old = [published(f"o{n}", at(date(2026, 1, 1)), (f"旧{n}", f"https://mp.weixin.qq.com/s/o{n}")) for n in range(130)]
    async with WeixinServer(
        mine(published=[*old, published("n", at(TODAY), ("新", "https://mp.weixin.qq.com/s/n"))])
    ) as server:
        seen = await read(server)
        capped = await read(server, most_posts=40)
        server.account.articles = [article(TODAY - DAY, 5, "群发的")]
        server.calls.clear()
        fresh = await read(server)
    assert [post.title for post in seen.posts] == ["新"]
    assert (capped.outcome, capped.posts) == (ReadingOutcome.PARTIAL, ())
    assert (fresh.outcome, server.times()[PUBLISHED]) == (ReadingOutcome.OK, 5)


async def test_more_posts_than_are_kept():
    known = mine(articles=[article(TODAY - n * DAY, 100 + n, f"文{n}") for n in range(1, 21)])
    async with WeixinServer(known) as server:
        seen = await read(server, most_posts=5)
    assert [post.title for post in seen.posts] == ["文1", "文2", "文3", "文4", "文5"]
    assert (seen.complete, seen.newest_first) == (False, True)
    assert seen.window_from == datetime(2026, 11, 20, tzinfo=ZONE)


async def test_followers_and_menu_are_no_condition():
    async with WeixinServer(mine()) as server:
        server.account.menu = 0
        closed = await read(server)
        server.always = {FOLLOWERS: 48001, MENU: 48001}
        seen = await read(server)
    assert (closed.followers, closed.interaction.menu) == (1217056, False)
    assert (seen.outcome, seen.followers, seen.interaction.menu) == (ReadingOutcome.OK_EMPTY, None, None)


async def test_requests_are_as_documented():
    async with WeixinServer(mine()) as server:
        await read(server)
    assert server.calls[0] == (TOKEN, {"grant_type": "client_credential", "appid": server.account.appid,
                                       "secret": server.account.secret, "force_refresh": False})  # fmt: skip
    assert (PUBLISHED, {"offset": 0, "count": 20, "no_content": 1}) in server.calls
    assert (FOLLOWERS, {"begin_date": "2026-11-17", "end_date": "2026-11-23"}) in server.calls


@pytest.mark.parametrize("name", ["title", "content_url", "ref_date", "msgid", "detail_list"])
@pytest.mark.parametrize("value", [None, [], {}, "", "x" * 50_000, -1, "\ud800"])
async def test_odd_articles_neither_crash_nor_vanish(name, value):
    strange = {**article(TODAY - DAY, 5, "标题"), name: value}
    async with WeixinServer(mine(articles=[])) as server:
        server.on_day[(TODAY - DAY).isoformat()] = json.dumps({"list": [strange], "is_delay": False}).encode()
        seen = await read(server)
    assert len(seen.posts) == 1
    assert seen.outcome is not ReadingOutcome.OK_EMPTY
    assert repr(seen).encode()


def test_the_adapter_names_what_it_needs():
    assert ADAPTER.needs == ("appid", "secret")
    assert ADAPTER.serves("api", "weixin")
    assert not ADAPTER.serves("api", "weibo")
