"""auditor recheck over real servers: night, repair, recheck, night; nothing is called repaired that was not seen."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.forked import forked
from tests.office import page
from tests.site_server import Answer, SiteServer

SETTINGS = "[fetch]\nsecond_look_s = 0.2\nconnections = 8\n[evidence]\nscreenshots = 0\n[crawl]\nbrowser = false\n"
STORY = "第{number}篇的正文，讲述本区推进第{number}项工作的具体做法和下一步安排。"


def article(number: int, *links: str) -> str:
    story = STORY.format(number=number) * 8
    return page("/", *links, title=f"关于第{number}号事项的通知", story=story)


def site(pages: int = 40) -> dict[str, object]:
    """Return a site with one column; three of its articles hold a dead link each, two are one text."""
    names = [f"/c/{number}.html" for number in range(pages)]
    answers: dict[str, object] = {"/": page("/c/", title="首页"), "/c/": page(*names, title="栏目", dated=True)}
    for number, name in enumerate(names):
        answers[name] = article(number, *([f"/dead{number}.html"] if number < 3 else []))
    answers[names[5]] = answers[names[4]] = article(4)
    return answers


@dataclass
class District:
    """A folder with a register, and the command run in it as a process."""

    folder: Path
    server: SiteServer
    more: str = ""

    def set_up(self) -> "District":
        rows = f"id,kind,name,unit,platform,url,source\nportal,site,门户,区政府,,{self.server.url},\n{self.more}"
        (self.folder / "inventory.csv").write_text(rows)
        (self.folder / "auditor.toml").write_text(SETTINGS)
        return self

    async def auditor(self, *arguments: str, as_of: str = "2026-06-30") -> tuple[int, str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")}
        more = ["--as-of", as_of, "--rate", "0", "--allow-private", "--no-progress", "--format", "json,xlsx"]
        whole = (*arguments, *(more if arguments[0] in ("run", "recheck") else []))
        code, out, err = await forked(whole, self.folder, environment, longest_s=90)
        assert b"Traceback" not in err, err.decode()
        assert b"internal error" not in err, err.decode()
        return code, out.decode(), err.decode()

    def report(self) -> dict:
        return json.loads((self.folder / "reports/latest/findings.json").read_text())

    def path(self, url: str) -> str:
        return "/" + url.removeprefix(self.server.url)


def found(report: dict, rule: str = "link-broken") -> dict[str, dict]:
    return {"/" + one["target"].split("/", 3)[3]: one for one in report["findings"] if one["rule"] == rule}


def outcomes(out: str) -> dict[tuple[str, str], str]:
    lines = [line.split("\t") for line in out.splitlines()]
    return {(line[3], "/" + line[4].split("/", 3)[-1]): line[0] for line in lines}


async def test_repaired_is_told_from_still_there_and_the_next_night_compares_with_it(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server)
        night = district.report()
        assert set(found(night)) == {"/dead0.html", "/dead1.html", "/dead2.html"}
        server.answers["/dead0.html"] = article(100)
        server.answers["/c/1.html"] = article(1)
        server.asked.clear()
        code, out, err = await district.auditor("recheck", "--lang", "en", as_of="2026-07-01")
        assert code == 0, err
        told = outcomes(out)
        assert told["link-broken", "/dead0.html"] == "repaired", "it opens now"
        assert told["link-broken", "/dead1.html"] == "repaired", "no page links to it any more"
        assert told["link-broken", "/dead2.html"] == "still there"
        again = district.report()
        assert set(found(again)) == {"/dead2.html"}
        assert {district.path(one["target"]) for one in again["resolved"]} >= {"/dead0.html", "/dead1.html"}
        assert found(again)["/dead2.html"]["first_seen"] == "2026-06-30"
        assert found(again)["/dead2.html"]["status"] == "open"
        others = {one["fingerprint"] for one in night["findings"] if one["rule"] != "link-broken"}
        assert others <= {one["fingerprint"] for one in again["findings"]}, "the rest stays as it was"
        book = openpyxl.load_workbook(tmp_path / "reports/latest/ledger.xlsx")
        marks = {row[-1].value for row in book["区政府"].iter_rows(min_row=2)}
        assert marks == {one["fingerprint"] for one in again["findings"]}
        assert "复查" in (await district.auditor("runs"))[1].splitlines()[0]
        code, _, err = await district.auditor("run", as_of="2026-07-02")
        assert code == 0, err
        last = district.report()
        assert {one["fingerprint"] for one in last["findings"]} == {one["fingerprint"] for one in again["findings"]}
        assert {one["status"] for one in last["findings"]} == {"open"}
        assert last["resolved"] == []
        assert {one["first_seen"] for one in last["findings"]} == {"2026-06-30"}


async def first_night(folder: Path, server: SiteServer, more: str = "") -> District:
    district = District(folder, server, more).set_up()
    code, _, err = await district.auditor("run")
    assert code == 0, err
    return district


async def test_nothing_changed_is_nothing_repaired(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server)
        night = district.report()
        _, out, _ = await district.auditor("recheck", "--lang", "en")
        assert set(outcomes(out).values()) == {"still there"}
        again = district.report()
        shown = {one["fingerprint"]: (one["severity"], one["confidence"], one["target"]) for one in night["findings"]}
        assert {
            one["fingerprint"]: (one["severity"], one["confidence"], one["target"]) for one in again["findings"]
        } == shown
        assert again["resolved"] == []
        assert told_unknown(again) == told_unknown(night)
        assert [(one["subject"], one["state"]) for one in map(by_state, again["subjects"])] == [
            (one["subject"], one["state"]) for one in map(by_state, night["subjects"])
        ]
        assert {one["subject"]: one["verdict"] for one in again["plan"]["item_25"]} == {
            one["subject"]: one["verdict"] for one in night["plan"]["item_25"]
        }


def by_state(one: dict) -> dict:
    return {"subject": one["id"], "state": one["state"]}


def told_unknown(report: dict) -> set[tuple]:
    return {(one["subject"], one["target"], one["reason"], tuple(one["rules"])) for one in report["unknown"]}


async def test_a_large_site_with_few_findings_is_asked_little(tmp_path: Path) -> None:
    async with SiteServer(site(pages=500)) as server:
        district = await first_night(tmp_path, server)
        findings = district.report()["findings"]
        assert len(server.asked) > 500
        server.asked.clear()
        code, _, err = await district.auditor("recheck")
        assert code == 0, err
        targets = {district.path(one["target"]) for one in findings}
        assert targets - set(server.asked) <= {"/"}
        assert len(server.asked) < 40
        assert "/c/400.html" not in server.asked
        tags = next(one for one in findings if one["rule"] == "page-tags" and one["target"] == server.url)
        again = {one["fingerprint"]: one for one in district.report()["findings"]}
        assert again[tags["fingerprint"]]["evidence"]["pages"] == tags["evidence"]["pages"], "the rest is as it was"


async def test_what_could_not_be_seen_stays_open_and_is_said_to_be_unseen(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server)
        night = district.report()
        refused = Answer(b"<html>Forbidden</html>", 403)
        server.answers |= {"/dead0.html": refused, "/c/0.html": refused}
        code, out, err = await district.auditor("recheck", "--lang", "en")
        assert code == 0, err
        assert outcomes(out)["link-broken", "/dead0.html"] == "not seen"
        again = district.report()
        assert set(found(again)) == set(found(night))
        mark = found(again)["/dead0.html"]["fingerprint"]
        assert [one["reason"] for one in again["unknown"] if one["detail"] == f"#{mark}"] == ["not_seen_again"]


async def test_a_site_that_is_down_repairs_nothing(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server)
        night = district.report()
        server.answers = {}
        server.default = Answer(b"<html>maintenance</html>", 503)
        code, out, err = await district.auditor("recheck", "--lang", "en")
        assert code == 0, err
        assert "repaired" not in outcomes(out).values()
        assert set(found(district.report())) == set(found(night))


async def test_accounts_and_boards_are_read_again_and_accepted_findings_are_left_alone(tmp_path: Path) -> None:
    more = "news,account,发布,区政府,weixin,,import:posts.csv\nhall,notice_point,大厅,区政府,,,import:board.csv\n"
    (tmp_path / "posts.csv").write_text("title,url,published_at\n办事指南,https://p.example.cn/1,2026-01-05\n")
    (tmp_path / "board.csv").write_text("title,posted_at,expires_at\n招聘公告,2026-01-05,2026-02-01\n")
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server, more)
        rules = {one["rule"]: one for one in district.report()["findings"]}
        assert {"account-dormant", "notice-expired"} <= set(rules)
        (tmp_path / "posts.csv").write_text(
            "title,url,published_at\n办事指南,https://p.example.cn/1,2026-01-05\n新闻,https://p.example.cn/2,2026-06-29\n"
        )
        (tmp_path / "board.csv").write_text("title,posted_at,expires_at\n新公告,2026-06-29,2026-12-01\n")
        dead = found(district.report())["/dead0.html"]["fingerprint"]
        assert (await district.auditor("waive", dead[:8], "--reason", "下月迁移"))[0] == 0
        server.asked.clear()
        _, out, _ = await district.auditor("recheck", "--lang", "en")
        told = {line.split("\t")[3]: line.split("\t")[0] for line in out.splitlines()}
        assert (told["account-dormant"], told["notice-expired"]) == ("repaired", "repaired")
        assert "/dead0.html" not in server.asked
        again = {one["fingerprint"]: one["status"] for one in district.report()["findings"]}
        assert again[dead] == "waived"


async def test_one_subject_alone_and_nothing_to_do(tmp_path: Path) -> None:
    more = "hall,notice_point,大厅,区政府,,,import:board.csv\n"
    (tmp_path / "board.csv").write_text("title,posted_at,expires_at\n招聘公告,2026-01-05,2026-02-01\n")
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server, more)
        links = set(found(district.report()))
        server.asked.clear()
        (tmp_path / "board.csv").write_text("title,posted_at,expires_at\n新公告,2026-06-29,2026-12-01\n")
        code, _, err = await district.auditor("recheck", "--only", "hall")
        assert code == 0, err
        assert server.asked == []
        assert set(found(district.report())) == links
        runs = (await district.auditor("runs"))[1]
        code, out, err = await district.auditor("recheck", "--only", "hall")
        assert (code, out) == (0, "")
        assert "无需复查" in err
        assert (await district.auditor("runs"))[1] == runs, "nothing open: no new run"


async def test_without_a_run_there_is_nothing_to_recheck(tmp_path: Path) -> None:
    async with SiteServer(site()) as server:
        district = District(tmp_path, server).set_up()
        code, out, err = await district.auditor("recheck")
        assert (code, out) == (2, "")
        assert "there are no runs yet" in err


@pytest.mark.parametrize(("fail_on", "code"), [("minor", 1), ("veto", 0)])
async def test_the_exit_code_tells_of_what_is_still_open(tmp_path: Path, fail_on: str, code: int) -> None:
    async with SiteServer(site()) as server:
        district = await first_night(tmp_path, server)
        assert (await district.auditor("recheck", "--fail-on", fail_on))[0] == code
