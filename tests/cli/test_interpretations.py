"""Explanations and policies of a served site, from the pages to the findings."""

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, listening

AS_OF = date(2026, 3, 10)
NAME = "晴川区生活垃圾分类管理办法"
TEXT = "<p>" + "为加强生活垃圾分类管理，改善人居环境，结合本区实际，对投放、收集和运输作出规定。" * 6 + "</p>"


def article(title: str, more: str = "") -> Answer:
    head = f"<meta charset='utf-8'><title>{title}</title><meta name='ArticleTitle' content='{title}'>"
    head += "<meta name='PubDate' content='2026-03-01 09:00'>"
    body = f"<h1>{title}</h1><p>发布时间：2026-03-01</p>{TEXT}{more}"
    return Answer(f"<html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize(
    ("on_explanation", "on_policy", "found"),
    [
        ("", "", {"jd.html", "zc.html"}),
        ("<a href='/zc.html'>点击查看</a>", "", {"zc.html"}),
        (f"<a href='/files/1.pdf'>{NAME}.pdf</a>", "<a href='/jd.html'>更多</a>", set()),
        ("<a href='/zc.html'>政策原文</a>", "<a href='/jdlm/'>政策解读</a>", {"zc.html"}),
    ],
)
def test_links_both_ways(tmp_path: Path, monkeypatch, on_explanation: str, on_policy: str, found: set[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_FETCH_SECOND_LOOK_S", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    with listening([0]) as (host,):
        home = "<html><meta charset='utf-8'><body><a href='/jd.html'>一</a><a href='/zc.html'>二</a></body>"
        host.pages = {
            "/": Answer(home.encode()),
            "/jd.html": article(f"《{NAME}》解读", on_explanation),
            "/zc.html": article(f"晴川区人民政府关于印发《{NAME}》的通知", on_policy),
        }
        Path("inventory.csv").write_text(f"id,name,unit,url\nportal,门户,办公室,{host.address}/\n", "utf-8")
        assert run(["run", "--allow-private", "--rate", "0", "--as-of", AS_OF.isoformat(), "-q"]) == 0
    told = json.loads(Path("reports/latest/findings.json").read_text("utf-8"))["findings"]
    assert {one["target"].rsplit("/")[-1] for one in told if one["rule"] == "interpretation-unlinked"} == found
