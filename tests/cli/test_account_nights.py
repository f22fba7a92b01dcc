"""Nights of accounts behind a bridge on loopback: what did not change, a bridge that fails, one that stands still."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, Host, listening
from tests.collect.accounts.feeds import item, rss
from tests.make import ZONE

FAST = ["--allow-private", "--rate", "0", "--lang", "en", "--no-progress"]
NOW = datetime.now(ZONE)
TODAY = NOW.date()
AGES = (2, 2, 2, 2, 2, 2, 2, 2, 30, 100)
OTHERS = {"not_told", "main_unseen"}
"""Reasons of rules about names, owners and interaction, of which a feed tells nothing."""


def feed(age: int) -> Answer:
    text = f"<description>{'便民服务' * 500}</description>"
    return Answer(rss(item(0, (NOW - timedelta(days=age)).isoformat(), text)), content_type="application/rss+xml")


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_CHECK_EXTERNAL", "false")
    with listening([0]) as (host,):
        host.pages = {f"/feeds/{number}.rss": feed(age) for number, age in enumerate(AGES)}
        rows = [
            f"a{number},account,号{number},单位{number},weixin,https://mp.example.cn/{number},{host.address}/feeds/{number}.rss"
            for number in range(len(AGES))
        ]
        (tmp_path / "inventory.csv").write_text("\n".join(["id,kind,name,unit,platform,url,source", *rows]), "utf-8")
        yield host


def night(*more: str) -> dict:
    assert run(["run", *FAST, *more]) == 0
    return json.loads(Path("reports/latest/findings.json").read_text("utf-8"))


def dormant(report: dict) -> set[str]:
    return {one["subject"] for one in report["findings"] if one["rule"] == "account-dormant"}


def unknown(report: dict) -> dict[str, str]:
    told = [one for one in report["unknown"] if one["reason"] not in {*OTHERS, "not_seen_again"}]
    assert max(Counter(one["subject"] for one in told).values(), default=1) == 1, "one entry a subject"
    return {one["subject"]: f"{one['reason']}: {one['detail']}" for one in told}


def notes() -> str:
    return Path("reports/latest/index.html").read_text("utf-8")


def test_what_did_not_change_is_read_once_and_wholly_with_full(bridge: Host) -> None:
    first, second, full = night(), night(), night("--full")
    assert dormant(first) == dormant(second) == dormant(full) == {"a8", "a9"}
    assert unknown(first) == unknown(second) == {}
    sizes = [report["run"]["bytes"] for report in (first, second, full)]
    assert sizes[1] < sizes[0] / 2
    assert sizes[2] >= sizes[0]
    assert [report["run"]["posts"] for report in (first, second, full)] == [10, 10, 10]


def test_a_night_without_the_bridge_changes_no_verdict_and_is_said_once(bridge: Host) -> None:
    night()
    bridge.pages = dict.fromkeys(bridge.pages, Answer(b'{"error":{"message":"no browser"}}', 503))
    report = night()
    assert dormant(report) == set()
    told = unknown(report)
    why = f"bridge_stale: 127.0.0.1:{bridge.server_port}: 10 of its 10 accounts gave nothing, most of them http_error"
    assert told.keys() == {f"a{number}" for number in range(len(AGES))}
    assert told["a0"] == f"{why}; last read on {TODAY}, newest post then of {TODAY - timedelta(days=2)}"
    assert told["a9"] == f"{why}; last read on {TODAY}, newest post then of {TODAY - timedelta(days=100)}"
    assert not [one for one in report["resolved"] if one["rule"] == "account-dormant"]
    assert notes().count("none of 10 accounts behind it is judged") == 1
    actions = {one["subject"]: one["action"] for one in report["plan"]["item_27"]}
    assert (actions["a8"], actions["a9"]) == ("review", "review"), "nothing is proposed on what was not seen"


def test_a_bridge_that_says_it_stands_still(bridge: Host) -> None:
    read = int((NOW - timedelta(days=5)).timestamp())
    listed = [{"id": str(number), "name": "n", "syncTime": read} for number in range(len(AGES))]
    bridge.pages = {**bridge.pages, "/feeds": Answer(json.dumps(listed).encode(), content_type="application/json")}
    report = night()
    assert dormant(report) == set()
    told = unknown(report)
    assert told.keys() == {"a8", "a9"}
    assert told["a8"].endswith(f"by its own word it last read an account on {TODAY - timedelta(days=5)}")
    assert notes().count("A feed bridge has failed") == 1


def test_a_canary_that_falls_silent(bridge: Host) -> None:
    Path("auditor.toml").write_text('[accounts]\ncanaries = ["a8", "a88"]\n')
    report = night()
    assert dormant(report) == set()
    assert unknown(report).keys() == {"a8", "a9"}
    assert "a8, which posts daily, shows nothing since" in unknown(report)["a9"]
    assert notes().count("no account with the id a88") == 1


def test_many_accounts_of_a_platform_that_fail_alike_are_our_fault(bridge: Host, tmp_path: Path) -> None:
    register = (tmp_path / "inventory.csv").read_text("utf-8").replace("https://mp.example.cn", bridge.address)
    (tmp_path / "inventory.csv").write_text(register, "utf-8")
    bridge.pages |= {f"/feeds/{number}.rss": Answer(b"<title>login</title>", 403) for number in range(4)}
    report = night()
    assert dormant(report) == set()
    why = "platform_failing: 4 of 10 accounts of weixin failed with auth"
    assert unknown(report) == {f"a{number}": why for number in (0, 1, 2, 3, 8, 9)}
    assert notes().count("which is our fault") == 1
