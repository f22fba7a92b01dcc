"""Bluesky accounts in every state on the network's own software: what is read of each, and what an audit says."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.collect.accounts.bluesky import read
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import access_to, client_for
from tests.make import account
from tests.peers import bluesky_network as peer

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not peer.installed(), reason="no Bluesky here; tests/peers/bluesky_network.py says how to get it"
    ),
]
OK, NOT_FOUND, MOVED = ReadingOutcome.OK, ReadingOutcome.NOT_FOUND, ReadingOutcome.MOVED
DELETED, SUSPENDED, DEACTIVATED = ReadingOutcome.DELETED, ReadingOutcome.SUSPENDED, ReadingOutcome.DEACTIVATED

STATES = {
    "active": (OK, 131, 0), "silent": (OK, 3, 40), "backdated": (OK, 1, 0), "futuredated": (OK, 1, 0),
    "mixed": (OK, 2, 0), "reposter": (OK, 1, 0), "answering": (OK, 1, 50), "blank": (ReadingOutcome.OK_EMPTY, 0, None),
    "renamed": (MOVED, 1, 0), "deleted": (DELETED, 0, None), "takendown": (SUSPENDED, 0, None),
    "deactivated": (DEACTIVATED, 0, None),
}  # fmt: skip
"""What is true of each account: outcome, posts and the age of the newest in days, where its did is registered."""

BY_HANDLE = {"renamed": (NOT_FOUND, 0, None), "deleted": (NOT_FOUND, 0, None)}
"""Where only the handle is registered, nobody can tell a renamed account from a deleted one."""

WITHOUT_APPVIEW = {"blank": (ReadingOutcome.AUTH, 0, None)}
HIDDEN = dict.fromkeys(("renamed", "deleted", "takendown", "deactivated"), (ReadingOutcome.AUTH, 0, None))
"""Where a server of accounts stands in for the AppView, nobody counts posts, and hidden handles say nothing."""

SETTINGS = """[fetch]
rate = 0
[crawl]
browser = false
check_external = false
[evidence]
screenshots = 0
[endpoints]
bluesky = "{appview}"
bluesky_directory = "{directory}"
appstore = "{pds}"
"""
"""The last line lets the loopback address of the accounts' own server be asked; elsewhere it is public."""


@pytest.fixture(scope="module")
def appview():
    if not peer.appview_installed():
        pytest.skip("an AppView needs PostgreSQL and redis-server")
    with peer.bluesky_network(appview=True) as network:
        yield network


@pytest.fixture(scope="module")
def servers():
    with peer.bluesky_network(appview=False) as network:
        yield network


async def judged(network, appview, *, did, handle=True):
    now, told = datetime.now(UTC), {}
    async with client_for(network.appview, network.pds, network.directory) as client:
        access = access_to(client, now, bluesky=appview, bluesky_directory=network.directory)
        for name, known in network.accounts.items():
            url = f"https://bsky.app/profile/{known['handle']}" if handle else ""
            row = account(name, platform="bluesky", url=url, account_id=known["did"] if did else "")
            seen = await read(row, access)
            newest = max((post.published_at for post in seen.posts), default=None)
            age = None if newest is None else (now - newest) // timedelta(days=1)
            told[name] = (seen.outcome, len(seen.posts), age)
    return told


@pytest.mark.parametrize(
    ("did", "handle", "other"), [(True, True, {}), (False, True, BY_HANDLE), (True, False, {"renamed": (OK, 1, 0)})]
)
async def test_accounts_as_the_appview_shows_them(appview, did, handle, other):
    assert await judged(appview, appview.appview, did=did, handle=handle) == STATES | other


@pytest.mark.parametrize(("did", "other"), [(True, {}), (False, HIDDEN)])
async def test_accounts_without_an_appview(servers, did, other):
    assert await judged(servers, servers.pds, did=did) == STATES | WITHOUT_APPVIEW | other


async def test_an_audit_of_them(appview, tmp_path):
    rows = [
        f"{name},account,Office {name},{name}办,bluesky,https://bsky.app/profile/{known['handle']},{known['did']}"
        for name, known in appview.accounts.items()
    ]
    header = "id,kind,name,unit,platform,url,account_id"
    (tmp_path / "inventory.csv").write_text("\n".join([header, *rows]), "utf-8")
    (tmp_path / "auditor.toml").write_text(
        SETTINGS.format(appview=appview.appview, directory=appview.directory, pds=appview.pds)
    )
    report = await audit(tmp_path)
    states = {one["id"]: one["state"] for one in report["subjects"] if one["kind"] == "account"}
    for name in states:  # for whoever runs this with -s
        rules = [f"{one['rule']} ({one['confidence']})" for one in report["findings"] if one["subject"] == name]
        print(name, states[name], *rules, *[one["reason"] for one in report["unknown"] if one["subject"] == name])
    dormant = {
        one["subject"]: one["evidence"]["days"] for one in report["findings"] if one["rule"] == "account-dormant"
    }
    assert dormant == {"silent": 40, "answering": 50, "blank": None}
    missing = {one["subject"]: one["confidence"] for one in report["findings"] if one["rule"] == "account-missing"}
    assert missing == dict.fromkeys(("deleted", "takendown"), "suspected")  # confirmed by a second look on another day
    clean = {"active", "backdated", "futuredated", "mixed", "reposter"}
    blamed = {one["subject"] for one in report["findings"] if one["severity"] in ("veto", "major")}
    assert not clean & blamed
    assert {name for name, state in states.items() if state == "observed"} >= clean | {"silent", "answering"}


async def audit(folder: Path) -> dict:
    command = [sys.executable, "-m", "auditor", "run", "--allow-private", "--format", "json", "--no-progress"]
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stderr=asyncio.subprocess.PIPE)
    _, told = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, told.decode()
    return json.loads((folder / "reports/latest/findings.json").read_text("utf-8"))
