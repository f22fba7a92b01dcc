"""What the three open platforms have in common, each against a server in its documented shape."""

from datetime import UTC, datetime, timedelta

import pytest

from auditor.collect.accounts import bilibili_open, douyin_open, kuaishou_open
from auditor.collect.accounts.access import API
from auditor.collect.accounts.adapters import adapters
from auditor.collect.accounts.credentials import Tokens, variable
from auditor.model import Basis, ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, client_for
from tests.collect.accounts.open_servers import ALL, REFRESH, TOKEN, Bilibili, Kuaishou, videos
from tests.make import account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
ADAPTERS = {"douyin": douyin_open.ADAPTER, "kuaishou": kuaishou_open.ADAPTER, "bilibili": bilibili_open.ADAPTER}
each = pytest.mark.parametrize("platform", ALL)


def environ(server, **more):
    return {variable("a1", name): value for name, value in {**server.credentials, **more}.items()}


async def read(server, tokens=None, given=None, now=NOW, **settings):
    adapter = ADAPTERS[server.platform]
    async with ApiServer(server.respond) as api, client_for(api.url) as client:
        bases = {server.endpoint: api.url, "bilibili_login": api.url}
        known = environ(server) if given is None else given
        access = access_to(client, now, known, tokens, **settings, **bases)
        reading = await adapter.read(account("a1", platform=server.platform, source="api"), access)
        server.requests = list(api.requests)
    shown = repr(reading)
    for value in (*server.credentials.values(), *server.renewing.values(), *server.valid, server.refresh):
        assert value not in shown
    return reading


@each
async def test_posts_and_what_is_known_of_the_account(platform):
    reading = await read(platform(videos(NOW, 1, 20, 40)))
    assert (reading.outcome, reading.complete, reading.basis) == (ReadingOutcome.OK, True, Basis.DIRECT)
    assert [post.published_at for post in reading.posts] == [NOW - timedelta(days=back) for back in (1, 20, 40)]
    assert [post.title for post in reading.posts] == [f"停水通知 {number}" for number in range(3)]
    assert {post.time_basis for post in reading.posts} == {"published"}
    assert (reading.display_name, reading.as_of, reading.window_from) == ("某区发布", NOW, None)
    assert reading.newest_first
    assert (reading.key_seen, reading.detail, reading.code) == ("", "", "")
    assert reading.source_url.endswith(platform.list_path)


@each
async def test_pages_are_turned_until_the_window_is_left(platform):
    server = platform(videos(NOW, *range(0, 500)))
    reading = await read(server, window_days=130)
    assert (reading.outcome, reading.complete) == (ReadingOutcome.OK, True)
    assert reading.window_from == NOW - timedelta(days=130)
    assert min(post.published_at for post in reading.posts) < reading.window_from
    assert len({post.key for post in reading.posts}) == len(reading.posts) >= 131
    assert 1 < server.pages < 10


@each
async def test_a_list_is_read_to_its_end(platform):
    reading = await read(platform(videos(NOW, *(back / 10 for back in range(230)))))
    assert (reading.outcome, reading.complete, len(reading.posts)) == (ReadingOutcome.OK, True, 230)


@each
async def test_the_cap_leaves_a_reading_that_is_not_whole(platform):
    reading = await read(platform(videos(NOW, *(back / 10 for back in range(400)))), most_posts=110)
    assert (reading.outcome, reading.complete) == (ReadingOutcome.PARTIAL, False)
    assert reading.detail
    assert 110 <= len(reading.posts) < 300


@each
async def test_a_page_that_fails_leaves_what_was_read(platform):
    server = platform(videos(NOW, *(back / 10 for back in range(400))))
    server.faults = {2: Told(b"<html>busy</html>", 503, {"Content-Type": "text/html"})}
    reading = await read(server)
    assert (reading.outcome, reading.complete, reading.code) == (ReadingOutcome.PARTIAL, False, "503")
    assert len(reading.posts) >= 20
    assert "503" in reading.detail


@each
async def test_the_first_page_failing_is_a_failure(platform):
    server = platform(videos(NOW, 1), faults={1: Told(b"<html>busy</html>", 503)})
    reading = await read(server)
    assert (reading.outcome, reading.posts, reading.complete) == (ReadingOutcome.HTTP_ERROR, (), False)


@each
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{", b"{}", b'{"data":7}', b'{"result":1}', b'{"code":0}'])
async def test_an_answer_that_is_no_list_is_no_empty_list(platform, body):
    reading = await read(platform(faults={1: Told(body)}))
    assert (reading.outcome, reading.posts) == (ReadingOutcome.PARSE_ERROR, ())


@each
async def test_pages_that_go_round_are_noticed(platform):
    server = platform(videos(NOW, *(back / 10 for back in range(150))))
    first = {}

    def always_the_first(request):
        if request.path != server.list_path:
            return server.answer(request)
        if not first:
            first["page"] = server.answer(request)
        server.pages += 1
        return first["page"]

    server.respond = always_the_first
    if platform is Bilibili:
        first["page"] = {"code": 0, "data": {"page": {"total": 10**6}, "list": [server.entry(server.videos[0])]}}
    reading = await read(server)
    assert (reading.outcome, reading.complete) == (ReadingOutcome.PARTIAL, False)
    assert server.pages < 110


@each
async def test_an_expired_token_is_renewed_once_and_kept(platform, tmp_path):
    server, tokens = platform(videos(NOW, 1, 2), valid=set()), Tokens(tmp_path / "tokens")
    given = environ(server, **server.renewing)
    reading = await read(server, tokens, given)
    assert (reading.outcome, len(reading.posts), server.renewals) == (ReadingOutcome.OK, 2, 1)
    again = await read(server, Tokens(tmp_path / "tokens"), given)
    assert (again.outcome, server.renewals) == (ReadingOutcome.OK, 1)
    assert TOKEN not in repr(server.requests), "the token known to be spent is not tried again"
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "tokens").iterdir()} == {0o600}


@each
async def test_the_refresh_token_given_last_renews_the_next_time(platform, tmp_path):
    server, tokens = platform(videos(NOW, 1), valid=set()), Tokens(tmp_path)
    given = environ(server, **server.renewing)
    await read(server, tokens, given)
    later = NOW + timedelta(days=20)
    reading = await read(server, Tokens(tmp_path), given, now=later)
    assert (reading.outcome, server.renewals) == (ReadingOutcome.OK, 2)


@each
async def test_tokens_newly_granted_are_used_though_old_ones_are_kept(platform, tmp_path):
    server, tokens = platform(videos(NOW, 1), valid=set()), Tokens(tmp_path)
    await read(server, tokens, environ(server, **server.renewing))
    server.valid, server.refresh = {"act.new0granted0token"}, "rft.new0granted0refresh"
    granted = {"access_token": "act.new0granted0token", "refresh_token": "rft.new0granted0refresh"}
    reading = await read(server, tokens, environ(server, **{**server.renewing, **granted}))
    assert (reading.outcome, server.renewals) == (ReadingOutcome.OK, 1)


@each
async def test_an_expired_token_that_cannot_be_renewed_says_what_is_wanted(platform):
    server = platform(videos(NOW, 1), valid=set())
    reading = await read(server)
    assert (reading.outcome, reading.posts) == (ReadingOutcome.AUTH_EXPIRED, ())
    assert reading.code
    assert "set refresh_token" in reading.detail


@each
async def test_a_renewal_that_is_refused_is_a_failure_and_asked_for_once(platform):
    server = platform(videos(NOW, 1), valid=set(), refresh="rft.another0refresh")
    reading = await read(server, given=environ(server, **server.renewing))
    assert reading.outcome in (ReadingOutcome.AUTH_EXPIRED, ReadingOutcome.TOOL_ERROR)
    assert (reading.posts, server.pages) == ((), 1)


@each
async def test_what_is_missing_is_named_and_nothing_is_asked(platform):
    server = platform(videos(NOW, 1))
    reading = await read(server, given={})
    assert (reading.outcome, server.requests) == (ReadingOutcome.NO_SOURCE, [])
    assert all(variable("a1", name) in reading.detail for name in server.credentials)


@each
async def test_two_accounts_with_the_same_tokens_are_not_read_as_one(platform):
    server = platform(videos(NOW, 1))
    async with ApiServer(server.respond) as api, client_for(api.url) as client:
        given = {variable(server.platform, name): value for name, value in server.credentials.items()}
        access = access_to(client, NOW, given, **{server.endpoint: api.url})
        rows = [account(one, platform=server.platform) for one in ("first", "second")]
        first, second = [await ADAPTERS[server.platform].read(row, access) for row in rows]
        again = await ADAPTERS[server.platform].read(rows[0], access)
    assert (first.outcome, again.outcome) == (ReadingOutcome.OK, ReadingOutcome.OK)
    assert (second.outcome, second.posts) == (ReadingOutcome.AUTH_CONFIG, ())
    assert "those of first" in second.detail
    assert variable("second", "access_token") in second.detail


@each
async def test_a_profile_that_cannot_be_read_harms_nothing(platform):
    reading = await read(platform(videos(NOW, 1), profile_fails=True))
    assert (reading.outcome, reading.display_name, len(reading.posts)) == (ReadingOutcome.OK, "", 1)
    assert "of the account itself" in reading.detail


@each
async def test_only_a_count_of_the_platforms_own_makes_an_empty_list_silence(platform):
    reading = await read(platform())
    counts = platform in (Kuaishou, Bilibili)
    assert reading.outcome is (ReadingOutcome.OK_EMPTY if counts else ReadingOutcome.EMPTY)
    assert (reading.posts_total, reading.complete) == (0 if counts else None, True)


@pytest.mark.parametrize("platform", [Kuaishou, Bilibili])
async def test_a_list_that_lacks_most_of_what_is_counted_is_not_whole(platform):
    assert (await read(platform(videos(NOW, 20), count=2))).outcome is ReadingOutcome.OK
    short = await read(platform(videos(NOW, 20), count=3))
    assert (short.outcome, short.complete, short.newest_first) == (ReadingOutcome.PARTIAL, False, False)
    assert (await read(platform(count=3))).outcome is ReadingOutcome.EMPTY


@each
async def test_what_the_platform_says_is_repeated_without_secrets(platform):
    server = platform(videos(NOW, 1))
    server.faults = {1: server.error(777, f"bad {TOKEN} {REFRESH} {'x1' * 30}\n\x1b[31m")}
    reading = await read(server)
    assert (reading.outcome, reading.code) == (ReadingOutcome.TOOL_ERROR, "777")
    assert reading.detail.startswith("777: bad ")
    assert "x1x1" not in reading.detail
    assert reading.detail.isprintable()


@each
def test_who_reads_such_accounts(platform):
    adapter = adapters().serving(API, platform.platform)
    assert adapter is ADAPTERS[platform.platform]
    assert set(adapter.needs) == set(platform.credentials)
