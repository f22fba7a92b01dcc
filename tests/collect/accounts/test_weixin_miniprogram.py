"""Mini-programs: the day of the version that visitors use."""

from datetime import UTC, date, datetime

import pytest

from auditor.collect.accounts.credentials import variable
from auditor.collect.accounts.weixin_miniprogram import ADAPTER
from auditor.model import Basis, ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, access_to, client_for
from tests.make import account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
GIVEN = {variable("a1", "appid"): "wx0000000000000001", variable("a1", "secret"): "0123456789abcdef0123456789abcdef"}
TRIAL = {"exp_time": 1795300000, "exp_version": "2.0.0", "exp_desc": "体验版"}
RELEASED = {"release_time": 1777656600, "release_version": "1.9.0", "release_desc": "改进"}


async def read(answer, given=GIVEN):
    def respond(request):
        if request.path == "/cgi-bin/stable_token":
            return {"access_token": "token-of-this-miniprogram-1", "expires_in": 7200}
        return answer

    async with ApiServer(respond) as api, client_for(api.url) as client:
        subject = account("a1", platform="miniprogram", source="api")
        reading = await ADAPTER.read(subject, access_to(client, NOW, given, weixin=api.url))
        return reading, api.requests


async def test_the_released_version_counts_and_no_trial():
    reading, requests = await read({"errcode": 0, "errmsg": "ok", "exp_info": TRIAL, "release_info": RELEASED})
    assert (reading.outcome, reading.posts, reading.basis) == (ReadingOutcome.OK, (), Basis.DIRECT)
    assert reading.released == date(2026, 5, 2), "17:30 in UTC is the next day in Shanghai"
    call = requests[-1]
    assert (call.method, call.path, call.body) == ("POST", "/wxa/getversioninfo", b"{}")
    assert call.query == {"access_token": "token-of-this-miniprogram-1"}
    shown = repr(reading)
    assert not [value for value in (*GIVEN.values(), "token-of-this") if value in shown]


@pytest.mark.parametrize("answer", [{"errcode": 0}, {"exp_info": TRIAL}, {"release_info": {}}, {"release_info": None}])
async def test_one_never_released_proves_nothing(answer):
    reading, _ = await read(answer)
    assert (reading.outcome, reading.released) == (ReadingOutcome.EMPTY, None)


@pytest.mark.parametrize("info", [{"release_version": "1"}, {"release_time": 0}, {"release_time": "soon"}, [1]])
async def test_a_release_without_a_time_is_not_read(info):
    assert (await read({"release_info": info}))[0].outcome is ReadingOutcome.PARSE_ERROR


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(40001, "auth_expired"), (40013, "auth_config"), (45009, "rate_limited"), (48001, "not_permitted"),
     (50002, "account_restricted"), (44002, "tool_error")],
)  # fmt: skip
async def test_codes(code, outcome):
    reading, _ = await read({"errcode": code, "errmsg": "说明"})
    assert (reading.outcome.value, reading.code, reading.released) == (outcome, str(code), None)


async def test_without_credentials_nothing_is_asked():
    reading, requests = await read({}, {})
    assert (reading.outcome, requests) == (ReadingOutcome.NO_SOURCE, [])
    assert all(name in reading.detail for name in GIVEN)


async def test_two_rows_with_the_same_appid_are_not_read_as_one():
    given = {name.replace("A1", "MINIPROGRAM"): value for name, value in GIVEN.items()}
    told = {"release_info": RELEASED}

    def respond(request):
        return {"access_token": "token-of-this-miniprogram-1", "expires_in": 7200} if "token" in request.path else told

    async with ApiServer(respond) as api, client_for(api.url) as client:
        access = access_to(client, NOW, given, weixin=api.url)
        rows = [account(one, platform="miniprogram", source="api") for one in ("first", "second")]
        first, second = [await ADAPTER.read(row, access) for row in rows]
    assert (first.outcome, second.outcome) == (ReadingOutcome.OK, ReadingOutcome.AUTH_CONFIG)
    assert (second.released, "MEDIA_SECOND_APPID" in second.detail) == (None, True)
