import json
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.forked import forked
from tests.office import AS_OF, environment
from tests.politeness import district
from tests.politeness.district import AWAY, BUSY, HOPS, MANY, OFTEN, ONE, PAGES, SLOW, THREE, TWO
from tests.politeness.watched import Log, Watched

RATE, FOUND_RATE, CONNECTIONS, FOUND_AT_ONCE = 25, 10, 3, 8
HICCUPS = 2
"""Requests that a machine under load may hold back and hand over together with the next."""
SETTINGS = f"""[fetch]
contact = "https://审计.example.gov.cn/ (值班)"
second_look_s = 0.5
crawl_delay_s = 0.1
connections = {CONNECTIONS}
found_rate = {FOUND_RATE}
found_total = {FOUND_AT_ONCE}
allow_networks = ["127.0.0.0/8"]
[evidence]
screenshots = 0
[crawl]
browser = false
[sites.d]
robots = "owner"
robots_by = "王芳"
robots_since = 2026-01-31
"""

Whole = tuple[Watched, dict[str, Any], str]


@pytest.fixture
async def whole(tmp_path: Path) -> Whole:
    """One run over two registered hosts, one of them of two sites and a feed, and what they lead to."""
    async with Watched({}) as server:
        server.own = {ONE, TWO, THREE}
        server.sites = district.sites(server.url)
        (tmp_path / "inventory.csv").write_text(
            "id,kind,name,unit,platform,url,source\n"
            f"a,site,门户甲,区政府,,{server.url(ONE, '/a/')},\n"
            f"b,site,门户乙,区政府,,{server.url(ONE, '/b/')},\n"
            f"c,site,街道,街道办,,{server.url(TWO)},\n"
            f"d,site,自管网站,信息中心,,{server.url(THREE)},\n"
            f"news,account,发布,区政府,weibo,,{server.url(ONE, '/feed.xml')}\n"
        )
        (tmp_path / "auditor.toml").write_text(SETTINGS)
        command = (
            "run",
            "--allow-private",
            "--no-progress",
            "--rate",
            str(RATE),
            "--as-of",
            AS_OF,
            "--format",
            "json,html",
        )
        code, _, told = await forked(command, tmp_path, environment(), longest_s=100)
        assert code == 0, told.decode()
    return server, *report_in(tmp_path)


def report_in(folder: Path) -> tuple[dict[str, Any], str]:
    report = next(folder.glob("reports/*/findings.json"))
    return json.loads(report.read_text()), (report.parent / "index.html").read_text()


def kept(log: Log, rate: float) -> bool:
    within = log.most_within(1.0) <= rate + HICCUPS
    return within and (len(log.gaps) < 3 or median(log.gaps) >= 1 / rate)


async def test_no_host_is_pressed_by_a_whole_run(whole: Whole) -> None:
    server, report, shown = whole
    for host in (ONE, TWO):
        assert server.logs[host].most_live <= CONNECTIONS
        assert kept(server.logs[host], RATE)
    for host in (OFTEN, SLOW, HOPS, AWAY, BUSY, *MANY[:PAGES]):
        assert server.logs[host].most_live == 1
        assert kept(server.logs[host], FOUND_RATE)
    assert min(server.logs[SLOW].gaps) >= 5 * 0.3
    assert 1 < server.most_found_live <= FOUND_AT_ONCE

    for host, log in server.logs.items():
        assert log.requests[0][1] == "/robots.txt" or host == THREE
        assert set(log.agents) == {
            "auditor/0.1.0 (+https://%E5%AE%A1%E8%AE%A1.example.gov.cn/ %28%E5%80%BC%E7%8F%AD%29)"
        }
    own = server.logs[ONE].paths()
    assert {"/map.xml", "/map-1.xml", "/feed.xml", "/a/hidden.html"} <= set(own)
    assert (own["/robots.txt"], own["/a/1.html"], own["/a/dead-0.html"], own["/b/no.html"]) == (1, 1, 2, 0)
    assert server.logs[OFTEN].paths() == {"/robots.txt": 1, "/a0": 1, "/a1": 2, "/a2": 1, "/b0": 1, "/b1": 1, "/b2": 1}

    assert server.logs[BUSY].paths().total() == 1 + 3
    busy = [one for one in report["unknown"] if f"http://{BUSY}:" in str(one["target"])]
    assert [one["reason"] for one in busy] == ["rate_limited"] * PAGES
    assert not [one for one in report["findings"] if one["rule"] == "link-broken" and BUSY in json.dumps(one)]

    assert server.logs[TWO].paths()["/1.html"] == 0
    assert median(server.logs[TWO].gaps) >= 0.1
    assert f"http://{TWO}:{server.port}：robots.txt 要求每次访问间隔 600 秒" in shown
    assert server.logs[THREE].paths()["/robots.txt"] == 0
    assert "自管网站（d）：按网站主办单位的意见，不受 robots.txt 限制（王芳，自 2026-01-31 起）" in shown
