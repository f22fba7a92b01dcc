"""哔哩哔哩: its signature, codes, pages, and what is no post."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.bilibili_open import parse, signed
from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import came_of
from tests.collect.accounts.open_servers import Bilibili, Video, videos
from tests.collect.accounts.test_douyin_open import JSON
from tests.collect.accounts.test_open_platform import environ, read
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)


async def test_what_is_told_of_a_video():
    reading = await read(Bilibili(videos(NOW, 3)))
    (post,) = reading.posts
    assert (post.key, post.title, post.text) == ("v01000", "停水通知 0", "说明")
    assert (post.url, post.published_at) == ("https://www.bilibili.com/video/v01000", NOW - timedelta(days=3))
    assert (reading.followers, reading.posts_total, reading.verified) == (1200, 1, None)


async def test_every_call_is_signed_anew():
    server = Bilibili(videos(NOW, *(back / 10 for back in range(120))))
    reading = await read(server)
    assert (reading.outcome, len(reading.posts)) == (ReadingOutcome.OK, 120)
    nonces = [one.fields["x-bili-signature-nonce"] for one in server.requests]
    assert len(set(nonces)) == len(nonces) == 5
    assert [one.query["pn"] for one in server.requests if one.path == server.list_path] == ["1", "2", "3"]


async def test_a_wrong_secret_is_for_the_credentials():
    server = Bilibili(videos(NOW, 1))
    reading = await read(server, given=environ(server, client_secret="another-secret"))
    assert (reading.outcome, reading.code) == (ReadingOutcome.AUTH_CONFIG, "4002")
    assert "client_secret" in reading.detail


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_signature_is_what_openssl_makes_of_the_documented_text():
    fields = signed(b"{}", "key", Secret("secret-of-app"), "nonce", 1795300000)
    text = (
        "x-bili-accesskeyid:key\nx-bili-content-md5:99914b932bd37a50b983c5e7c90ae93b\n"
        "x-bili-signature-method:HMAC-SHA256\nx-bili-signature-nonce:nonce\n"
        "x-bili-signature-version:2.0\nx-bili-timestamp:1795300000"
    )
    command = ["openssl", "dgst", "-sha256", "-hmac", "secret-of-app"]
    made = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.split()[-1].decode()
    assert fields["Authorization"] == made
    empty = signed(b"", "key", Secret("secret-of-app"), "nonce", 1795300000)
    assert empty["x-bili-content-md5"] == "d41d8cd98f00b204e9800998ecf8427e"
    assert "secret-of-app" not in str(fields)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(-101, "auth_expired"), (-401, "auth_expired"), (-658, "auth_expired"), (-403, "not_permitted"),
     (-352, "challenge"), (-412, "challenge"), (-509, "rate_limited"), (-799, "rate_limited"), (4003, "auth_config"),
     (4007, "auth_config"), (4008, "not_permitted"), (4009, "rate_limited"), (-400, "tool_error"), (77, "tool_error")],
)  # fmt: skip
async def test_codes(code, outcome):
    server = Bilibili(videos(NOW, 1))
    server.faults = {1: server.error(code, "说明")}
    reading = await read(server)
    assert (reading.outcome.value, reading.code, reading.posts) == (outcome, str(code), ())
    assert reading.detail.startswith(f"{code}: 说明; ")


async def test_a_state_below_zero_is_no_post():
    refused = Video("r", NOW - timedelta(days=1), "退回", {"addit_info": {"state": -2, "state_desc": "已退回"}})
    reading = await read(Bilibili([refused, *videos(NOW, 20)]))
    assert [post.title for post in reading.posts] == ["停水通知 0"]
    assert (await read(Bilibili([refused]))).outcome is ReadingOutcome.EMPTY


async def test_a_video_without_a_day_of_publication_has_that_of_its_making():
    video = videos(NOW, 3)[0]
    (post,) = (await read(Bilibili([replace(video, more={"ptime": 0})]))).posts
    assert post.published_at == NOW - timedelta(days=3, seconds=60)


async def test_an_end_of_the_token_given_as_a_moment():
    server = Bilibili(videos(NOW, 1), valid=set())
    renewed = server.renewed

    def absolute(request):
        told = renewed(request)
        return {**told, "expires_in": int(NOW.timestamp()) + 86_400} if told else None

    server.renewed = absolute
    assert (await read(server, given=environ(server, **server.renewing))).outcome is ReadingOutcome.OK


NAMES = st.sampled_from(["resource_id", "title", "ctime", "ptime", "desc", "addit_info", "video_info"])


@given(st.lists(st.dictionaries(NAMES, JSON, max_size=6), max_size=5), JSON, st.integers(1, 99))
def test_whatever_a_list_holds_it_is_posts_or_a_fault(entries, page, number):
    told = came_of(lambda: parse({"data": {"list": entries, "page": page}}, number, CLOCK))
    if isinstance(told, Unread):
        assert told.outcome is ReadingOutcome.PARSE_ERROR
        return
    assert len(told.posts) + told.hidden == len(entries)
    assert told.after in ("", str(number + 1))
    assert all(post.key for post in told.posts)
