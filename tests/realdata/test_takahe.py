"""Accounts of a real server of the fediverse: its API wants a login, its outbox has the ten oldest posts."""

from datetime import UTC, datetime, timedelta

import pytest

from auditor.collect.accounts.fediverse import read
from tests.collect.accounts.api_server import access_to, client_for
from tests.make import account
from tests.peers import takahe_server as peer

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.nginx,
    pytest.mark.postgresql,
    pytest.mark.skipif(not peer.installed(), reason="no takahe here; tests/peers/takahe_server.py says how to get it"),
]
BY_LOGIN = {"active": ("ok", 3, True, 0), "silent": ("ok", 25, True, 40), "busy": ("ok", 60, True, 0),
            "blank": ("ok_empty", 0, True, None), "blocked": ("http_error", 0, False, None),
            "nosuch": ("http_error", 0, False, None)}  # fmt: skip
"""Outcome, posts, whether none can be missing, age of the newest in days. Its 404 is a page, which proves nothing."""

BY_STRANGERS = {
    **BY_LOGIN,
    "silent": ("ok", 10, False, 40),
    "busy": ("ok", 20, False, 0),
    "blank": ("auth", 0, False, None),
}


@pytest.fixture(scope="module")
def server():
    with peer.takahe() as started:
        yield started


async def judged(server, source):
    base, token = server
    now, told = datetime.now(UTC), {}
    async with client_for(base) as client:
        access = access_to(client, now, {"MEDIA_TAKAHE_TOKEN": token})
        for name in BY_LOGIN:
            row = account(
                name, platform="takahe", url=f"{base}/@{name}", account_id=f"{name}@{peer.DOMAIN}", source=source
            )
            seen = await read(row, access)
            newest = max((post.published_at for post in seen.posts if post.published_at), default=None)
            age = None if newest is None else (now - newest) // timedelta(days=1)
            told[name] = (seen.outcome.value, len(seen.posts), seen.complete, age)
    return told


async def test_accounts_with_a_login(server):
    assert await judged(server, "api:env=TAKAHE") == BY_LOGIN


async def test_accounts_as_strangers_see_them(server):
    assert await judged(server, "") == BY_STRANGERS
