"""Accounts behind a real RSSHub: local pages with known last posts, audited by the command, and its refusals."""

import asyncio
import json
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.feed import read
from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from tests.make import ZONE, account
from tests.peers import rsshub as peer
from tests.site_server import SiteServer

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not peer.installed(), reason="no RSSHub; tests/peers/rsshub.py says how to get it"),
]
TODAY = datetime.now(ZONE).date()
AGES = (0, 1, 5, 10, 12, 13, 14, 15, 20, 30, 60, 88, 89, 90, 91, 120, 200, 365, 400, 800)
DIALECTS = ("rss", "atom", "json")
SPELLINGS = ("{:%Y-%m-%d}", "{:%Y-%m-%d}T08:30:00+08:00", "{:%Y/%m/%d}", "{:%Y-%m-%d} 12:05")
OF_OTHER_RULES = {"not_told", "main_unseen"}
"""Reasons of rules about names, owners and interaction, of which a feed tells nothing."""

SETTINGS = "[fetch]\nrate = 0\n[crawl]\nbrowser = false\ncheck_external = false\n[evidence]\nscreenshots = 0\n"


@pytest.fixture(scope="module")
def hub():
    with peer.rsshub() as base:
        yield base


def page(*dates: str) -> str:
    rows = "".join(
        f'<li><a href="/p/{number}">第{number}号通知</a><span>{day}</span></li>' for number, day in enumerate(dates)
    )
    return f"<html><body><ul>{rows}</ul></body></html>"


def pages() -> dict[str, tuple[str, str]]:
    """Return account id → (its page, what is true of it); old posts stand first, as pinned ones do."""
    known = {}
    for number, (age, spelling) in enumerate((age, spelling) for age in AGES for spelling in SPELLINGS):
        ages = (age + 300, age + 40, age, age + 3)
        true = "clean" if age < 14 else "dormant" if age < 90 else "zombie"
        known[f"a{number}"] = page(*(spelling.format(TODAY - timedelta(days=one)) for one in ages)), true
    old = f"{TODAY - timedelta(days=30):%Y-%m-%d}"
    known["none"] = page("", ""), "undated"
    known["some"] = page(old, ""), "undated"
    known["unread"] = page("昨天", "3分钟前"), "undated"
    known["chinese"] = page("{0:%Y}年{0.month}月{0.day}日".format(TODAY - timedelta(days=30))), "undated"
    known["empty"] = "<html></html>", "http_error"
    return known


async def audit(folder: Path, rows: dict[str, str]) -> dict[str, str]:
    """Run the command over accounts with these feeds; return account id → verdict."""
    lines = [f"{id},account,{id},某单位,weixin,https://mp.example.cn/{id},{source}" for id, source in rows.items()]
    (folder / "inventory.csv").write_text("\n".join(["id,kind,name,unit,platform,url,source", *lines]), "utf-8")
    (folder / "auditor.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "auditor", "run", "--allow-private", "--format", "json", "--no-progress"]
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stderr=asyncio.subprocess.PIPE)
    _, told = await asyncio.wait_for(process.communicate(), 200)
    assert process.returncode == 0, told.decode()
    report = json.loads((folder / "reports/latest/findings.json").read_text("utf-8"))
    verdicts = dict.fromkeys(rows, "clean")
    verdicts |= {one["subject"]: one["reason"] for one in report["unknown"] if one["reason"] not in OF_OTHER_RULES}
    found = [one for one in report["findings"] if one["rule"] == "account-dormant"]
    return verdicts | {one["subject"]: "zombie" if one["evidence"]["days"] >= 90 else "dormant" for one in found}


async def test_accounts_behind_rsshub_are_judged_by_their_pages(hub, tmp_path):
    known = pages()
    async with SiteServer({f"/{id}.html": body for id, (body, _) in known.items()}) as site:
        rows = {id: peer.feed_of(hub, f"{site.url}{id}.html", DIALECTS[number % 3]) for number, id in enumerate(known)}
        told = await audit(tmp_path, rows)
        wrong = {id: (true, told[id]) for id, (_, true) in known.items() if told[id] != true}
        print(f"right {len(known) - len(wrong)} of {len(known)}", Counter(told.values()), wrong)
        assert wrong == {}
        before = len(site.asked)
        assert await audit(tmp_path, rows) == told  # RSSHub answers from its cache, fresh accounts with 304
        print("pages asked again", len(site.asked) - before)


async def ask(hub, path, **how):
    hosts = [registered_host(hub, robots_owner=True)]
    async with Client(FetchSettings(allow_private=True, rate=0), hosts) as client:
        return await read(account(source=hub + path), Access(client, Path(), datetime.now(UTC), ZONE, **how))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("route", "posts", "newest"),
    [
        ("1", 5, date(2018, 12, 31)),
        ("sort", 9, date(2019, 1, 1)),
        ("multimedia", 6, date(2019, 3, 1)),
        ("json", 10, date(2019, 3, 1)),
    ],
)
async def test_routes_of_rsshubs_own_tests(hub, route, posts, newest, dialect):
    seen = await ask(hub, f"/test/{route}?format={dialect}")
    days = [post.published_at.astimezone(ZONE).date() for post in seen.posts if post.published_at]
    assert (seen.outcome.value, len(seen.posts), max(days)) == ("ok", posts, newest)
    assert {post.time_basis for post in seen.posts} <= {"published", ""}


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        ("/test/1?format=rss3", "not_a_feed", "JSON, but no JSON Feed"),
        ("/test/error", "http_error", "503: Error: Error test"),
        ("/test/error?format=json", "http_error", "503: Error test"),
        ("/test/empty", "http_error", "503: Error: this route is empty"),
        ("/test/config-not-found-error", "http_error", "503: ConfigNotFoundError: Test config not found error"),
        ("/no-such/route", "http_error", "404: NotFoundError"),
        ("/healthz", "not_a_feed", ""),
        ("/", "not_a_feed", ""),
    ],
)
async def test_refusals_of_rsshub(hub, path, outcome, words):
    seen = await ask(hub, path)
    assert (seen.outcome.value, seen.posts) == (outcome, ())
    assert words in seen.detail


async def test_what_rsshub_has_not_changed_it_does_not_send_again(hub):
    first = await ask(hub, "/test/current_time?format=rss")
    assert first.validators is not None
    assert (first.validators.etag != "", first.validators.last_modified) == (True, "")
    again = await ask(hub, "/test/current_time?format=rss", previous=first)
    assert [post.published_at for post in again.posts] == [post.published_at for post in first.posts]
