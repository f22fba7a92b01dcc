"""A copy that was taken away together with its link is resolved; one that was only unlinked is not."""

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, listening

TEXT = "青石街道今日召开居民议事会，讨论河岸步道的照明与座椅。与会代表逐项提出意见，街道办事处当场答复，会后张榜公布。"


def page(title: str, body: str) -> Answer:
    return Answer(f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>".encode())


def article() -> Answer:
    text = "".join(f"<p>{TEXT}第{number}项。</p>" for number in range(1, 6))
    return page("议事会", f"<h1>青石街道召开居民议事会</h1><p>发布时间：2026-03-09　来源：青石街道</p>{text}")


def links(*paths: str) -> Answer:
    rows = "".join(f"<li><a href='{path}'>青石街道召开居民议事会</a><span>2026-03-09</span></li>" for path in paths)
    return page("晴川区", f"<ul>{rows}</ul>")


def copies(day: date) -> dict[str, list[str]]:
    assert run(["run", "--allow-private", "--rate", "0", "--as-of", day.isoformat(), "-q"]) == 0
    report = json.loads(Path("reports/latest/findings.json").read_text(encoding="utf-8"))
    return {
        name: [
            one["target"].rsplit(":", 1)[-1].partition("/")[2]
            for one in report[name]
            if one["rule"] == "post-duplicate"
        ]
        for name in ("findings", "resolved")
    }


@pytest.mark.parametrize(
    ("taken_away", "expected"),
    [(True, {"findings": [], "resolved": ["a/1.html"]}), (False, {"findings": ["a/1.html"], "resolved": []})],
)
def test_a_copy_no_longer_linked(tmp_path, monkeypatch, taken_away, expected) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_FETCH_SECOND_LOOK_S", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    with listening([0]) as (host,):
        Path("inventory.csv").write_text(f"id,name,unit,url\nportal,门户,办公室,{host.address}/\n", encoding="utf-8")
        host.pages = {"/": links("/a/1.html", "/b/1.html"), "/a/1.html": article(), "/b/1.html": article()}
        assert copies(date(2026, 3, 10)) == {"findings": ["a/1.html"], "resolved": []}
        host.pages = host.pages | {"/": links("/a/1.html")}
        if taken_away:
            host.pages = {path: answer for path, answer in host.pages.items() if path != "/b/1.html"}
        assert copies(date(2026, 3, 11)) == expected
