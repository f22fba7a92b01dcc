"""Whole runs over a real site: what is kept of a finding, what is linked, and that it stays as it was."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from auditor.config.settings import EvidenceSettings, FetchSettings, Settings
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.screenshot import COLOUR
from auditor.follow_up.stored_report import rerender
from auditor.inventory import read_register
from auditor.model.progress import Silent
from auditor.pipeline import nightly
from auditor.report.json_report import schema
from tests.evidence.png import pixels
from tests.site_server import Answer, SiteServer

BROWSER = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]
HOME = """<html><head><meta charset=utf-8><title>晴川区</title></head><body style="margin:0">
<div style="height:1500px">联系人 13812345678</div>
<div style="margin-left:200px;width:300px;overflow:hidden">
<a href="/gone.html" style="color:#00f">办事\u202e指南</a></div>
<div style="display:none"><a href="/hidden-gone.html">看不见</a></div>
<ul style="margin:0 0 0 40px;width:500px"><li>2026-06-29 <a href="/1.html">第一次社区活动报道</a></li>
<li>2026-06-28 <a href="/2.html">第二次社区活动报道</a></li>
<li>2026-06-27 <a href="/3.html">第三次社区活动报道</a></li></ul>
<div style="height:1500px"></div></body></html>"""
ARTICLE = (
    "<html><head><meta charset=utf-8><title>报道</title></head><body><p>发布时间：2026-06-2{0}</p>第{0}次</body></html>"
)


def site(home: str = HOME) -> dict[str, str | Answer]:
    return {"/": home, **{f"/{n}.html": ARTICLE.format(n) for n in (1, 2, 3)}}


def settings(folder: Path, server: SiteServer, screenshots: int = 100) -> Settings:
    register = folder / "inventory.csv"
    register.write_text(f"id,name,unit,url\nportal,门户,办公室,{server.url}\n", encoding="utf-8")
    fetch = FetchSettings(allow_private=True, rate=0, found_rate=0, second_look_s=0)
    return Settings(
        inventory=register, store=f"sqlite:///{folder}/a.db", out=folder / "reports", as_of=date(2026, 6, 30),
        formats=("html", "json", "xlsx", "sarif"), fetch=fetch, evidence=EvidenceSettings(screenshots),
    )  # fmt: skip


async def audited(told: Settings) -> Path:
    done = await nightly(told, read_register(told.inventory), Silent())
    assert done.folder is not None
    return done.folder


def findings(folder: Path) -> dict[str, dict]:
    data = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(data)
    return {one["target"].rpartition("/")[2]: one for one in data["findings"] if one["rule"] == "link-broken"}


def files(folder: Path, one: dict) -> dict[str, bytes]:
    named = one["evidence"].get("files", [])
    bodies = {file["name"]: (folder / "evidence" / file["name"]).read_bytes() for file in named}
    for file in named:
        body = bodies[file["name"]]
        assert (file["sha256"], file["bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
    return bodies


async def test_an_excerpt_of_every_major_finding_is_kept_linked_and_printed_again(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        told = settings(tmp_path, server, screenshots=0)
        folder = await audited(told)
        one = findings(folder)["gone.html"]
        before = files(folder, one)
    (name,) = before
    assert name == f"{one['fingerprint']}.txt"
    text = before[name].decode("utf-8")
    for said in ("链接返回错误 404", "The link answers with error 404", f"{server.url}gone.html", "HTTP 404",
                 "looks: 2",
                 f"{server.url}  办事⟨U+202E⟩指南", "依据待核"):  # fmt: skip
        assert said in text
    assert "\u202e" not in text
    assert f'href="evidence/{name}"' in (folder / "index.html").read_text(encoding="utf-8")
    assert f"evidence/{name}" in (folder / "findings.sarif").read_text(encoding="utf-8")
    links = [cell.hyperlink.target for row in openpyxl.load_workbook(folder / "ledger.xlsx")["办公室"].iter_rows()
             for cell in row if cell.hyperlink]  # fmt: skip
    assert f"evidence\\{name}" in links, "as Excel writes the address of a file"
    again = rerender(replace(told, out=tmp_path / "elsewhere", lang="en"), None)
    assert files(again, findings(again)["gone.html"]) == before


async def test_what_stays_as_it_was_keeps_its_first_evidence_and_what_changes_gets_new(tmp_path: Path) -> None:
    answers = site()
    async with SiteServer(answers) as server:
        told = settings(tmp_path, server, screenshots=0)
        first, second = await audited(told), await audited(told)
        assert files(second, findings(second)["gone.html"]) == files(first, findings(first)["gone.html"])
        answers["/gone.html"] = Answer(b"gone", 410)
        third = await audited(told)
    now = files(third, findings(third)["gone.html"])
    assert list(now) == list(files(first, findings(first)["gone.html"]))
    assert "HTTP 410" in next(iter(now.values())).decode()


async def test_a_fault_of_the_evidence_leaves_the_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("no excerpt today")

    monkeypatch.setattr("auditor.evidence.stage.excerpt", broken)
    monkeypatch.setattr("auditor.evidence.stage.screenshot_taker", broken)
    async with SiteServer(site()) as server:
        folder = await audited(settings(tmp_path, server))
    assert "files" not in findings(folder)["gone.html"]["evidence"]


class TestScreenshots:
    pytestmark = BROWSER

    async def test_the_link_at_fault_is_framed_in_red(self, tmp_path: Path) -> None:
        async with SiteServer(site()) as server:
            folder = await audited(settings(tmp_path, server))
            one = findings(folder)["gone.html"]
            taken = files(folder, one)
            hidden = files(folder, findings(folder)["hidden-gone.html"])
        picture = pixels(taken[f"{one['fingerprint']}.png"])
        assert picture.shape == (900, 1280, 3)
        red = (picture == COLOUR).all(axis=2)
        rows, columns = red.any(axis=1).nonzero()[0], red.any(axis=0).nonzero()[0]
        top, bottom, left, right = rows[0], rows[-1], columns[0], columns[-1]
        assert red[top, left : right + 1].all(), "the frame is whole"
        assert red[bottom, left : right + 1].all()
        assert red[top : bottom + 1, left].all()
        assert red[top : bottom + 1, right].all()
        assert left == 195, "it stands around the link, not around the box that clips it"
        assert right < 400
        assert bottom - top < 60
        inside = picture[top + 5 : bottom - 4, left + 5 : right - 4].reshape(-1, 3)
        assert (inside[:, 2].astype(int) - inside[:, 0] > 150).any(), "the blue link is in it"
        assert not (red[top + 5 : bottom - 4, left + 5 : right - 4]).any()
        assert [name[-3:] for name in hidden] == ["txt"], "what no visitor sees is not shown"

    async def test_no_more_than_allowed_and_the_rest_the_next_night(self, tmp_path: Path) -> None:
        page = HOME.replace(
            "</body>", "".join(f"<p><a href='/dead{n}.html'>栏目{n}</a></p>" for n in range(3)) + "</body>"
        )
        async with SiteServer(site(page)) as server:
            told = settings(tmp_path, server, screenshots=2)
            counts = []
            for _ in range(3):
                folder = await audited(told)
                counts.append(len(list((folder / "evidence").glob("*.png"))))
        assert counts[0] <= 2
        assert counts[1] - counts[0] <= 2
        assert counts[2] == 4, "what was left off came the next nights; the hidden link never does"

    async def test_a_page_that_is_not_what_was_judged_is_not_shown(self, tmp_path: Path) -> None:
        def changing(asked: int) -> Answer:
            return Answer(HOME.encode()) if asked <= 1 else Answer(b"<html>down</html>", 503)

        async with SiteServer({**site(), "/": changing}) as server:
            folder = await audited(settings(tmp_path, server))
        assert [name[-3:] for name in files(folder, findings(folder)["gone.html"])] == ["txt"]
