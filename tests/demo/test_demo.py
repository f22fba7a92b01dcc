"""The full job end to end: the sample district audited over loopback, compared place by place with its answer key."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import jsonschema
import pytest

from auditor.cli.main import run
from auditor.demo.district import District
from auditor.report.json_report import schema
from tests.demo import truth
from tests.demo.truth import Verdict
from tests.forked import forked
from tests.rules.known import is_known

NO_BROWSER = {"PATH": "", "HOME": "/nonexistent"}
"""The demo goes by no settings of the environment; this hides Chromium from it."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run `auditor demo` twice in a process of its own; return the folder it wrote."""
    folder = tmp_path_factory.mktemp("demo")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")} | NO_BROWSER
    command = ("demo", "--out", str(folder / "out"), "--lang", "en")
    for number in range(2):
        code, told, said = asyncio.run(forked(command, folder, environ, longest_s=120))
        assert code == 0, said.decode()
        (folder / f"stdout-{number}").write_bytes(told)
        (folder / f"stderr-{number}").write_bytes(said)
    return folder / "out"


def report(out: Path, number: int) -> dict:
    page = (out.parent / f"stdout-{number}").read_text().strip()
    return json.loads(Path(page).with_name("findings.json").read_text(encoding="utf-8"))


def day_of(told: dict) -> date:
    return date.fromisoformat(told["run"]["as_of"])


def district(out: Path) -> District:
    """Return the addresses the second run used; a port that was taken may have been replaced."""
    register = (out / "district" / "inventory.csv").read_text(encoding="utf-8-sig")
    addresses = [word for line in register.splitlines() for word in line.split(",") if word.startswith("http")]
    portal, bureau, feed = addresses[:3]
    return District(out / "district" / "inventory.csv", portal.rstrip("/"), bureau.rstrip("/"), feed.rpartition("/")[0])


def told_by_known_rules(told: dict) -> list[Verdict]:
    """Return the findings of rules that the answer key knows."""
    return [said(one) for one in told["findings"] if is_known([one["rule"]])]


def unseen_by_known_rules(told: dict) -> set[Verdict]:
    """Return what could not be judged by a rule that the answer key knows."""
    seen = (one for one in told["unknown"] if is_known(one["rules"]))
    return {Verdict(one["subject"], one["target"], one["reason"]) for one in seen}


def said(finding: dict) -> Verdict:
    doubt = "" if finding["confidence"] == "confirmed" else f" {finding['confidence']}"
    return Verdict(finding["subject"], finding["target"], f"{finding['rule']} {finding['severity']}{doubt}")


def test_exactly_the_findings_there_are(out: Path) -> None:
    for number in range(2):
        told = report(out, number)
        assert sorted(told_by_known_rules(told)) == sorted(truth.findings(district(out), day_of(told)))


def test_exactly_what_could_not_be_judged(out: Path) -> None:
    told = report(out, 1)
    assert sorted(unseen_by_known_rules(told)) == sorted(truth.unknown(district(out)))


@pytest.mark.browser
def test_a_browser_says_the_same(out: Path, tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")}
    command = ("demo", "--out", str(tmp_path / "out"), "--format", "json")
    code, _, said_of_it = asyncio.run(forked(command, tmp_path, environ, longest_s=120))
    assert code == 0, said_of_it.decode()
    told = json.loads((tmp_path / "out" / "latest" / "findings.json").read_text(encoding="utf-8"))
    own = district(tmp_path / "out")
    assert sorted(told_by_known_rules(told)) == sorted(truth.findings(own, day_of(told)))
    assert sorted(unseen_by_known_rules(told)) == sorted(truth.unknown(own))


def test_what_is_proposed_for_accounts(out: Path) -> None:
    told = report(out, 1)
    assert {one["subject"]: one["action"] for one in told["plan"]["item_27"]} == {
        "qcfb-weixin": "keep_main", "qcfb-weibo": "keep_main", "jy-weixin": "revive", "jy-douyin": "keep_featured",
        "wj-weixin": "close", "cg-weibo": "review", "wl-xiaohongshu": "review", "sw-kuaishou": "review",
        "zs-toutiao": "close", "hz-weixin": "keep", "hzdj-weixin": "merge", "zwfw-weixin": "keep",
        "ga-channels": "revive",
    }  # fmt: skip


def test_the_report_is_whole_and_follows_its_schema(out: Path) -> None:
    jsonschema.validate(report(out, 1), schema())
    latest = out / "latest"
    assert latest.is_symlink()
    assert {path.name for path in latest.iterdir()} >= {"index.html", "findings.json", "findings.csv", "evidence"}


def test_the_second_run_finds_nothing_new(out: Path) -> None:
    before, after = report(out, 0), report(out, 1)
    if before["subjects"][0]["url"] != after["subjects"][0]["url"]:
        pytest.skip("a fixed port of the sample was taken between the two runs")
    assert {one["status"] for one in before["findings"]} == {"new"}
    assert {one["status"] for one in after["findings"]} == {"open"}
    assert {one["fingerprint"] for one in before["findings"]} == {one["fingerprint"] for one in after["findings"]}
    assert after["resolved"] == []


def test_stdout_holds_the_report_and_stderr_the_summary(out: Path) -> None:
    for number in range(2):
        page = (out.parent / f"stdout-{number}").read_text()
        assert page.endswith("/index.html\n")
        (line,) = (out.parent / f"stderr-{number}").read_text().splitlines()
        assert page.strip() in line


def test_history_difference_and_another_language(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", f"sqlite:///{out}/auditor.db"]
    assert run(["runs", *store, "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed] == [report(out, 1)["run"]["id"], report(out, 0)["run"]["id"]]
    assert run(["diff", listed[1]["id"], listed[0]["id"], *store, "--format", "json"]) == 0
    change = json.loads(capsys.readouterr().out)
    assert (change["new"], change["resolved"], len(change["open"])) == ([], [], len(report(out, 1)["findings"]))
    assert run(["report", *store, "--out", str(out), "--lang", "zh", "--format", "json"]) == 0
    again = json.loads((Path(capsys.readouterr().out.strip()) / "findings.json").read_text(encoding="utf-8"))
    assert {one["fingerprint"] for one in again["findings"]} == {one["fingerprint"] for one in change["open"]}
    assert again["findings"][0]["summary"] != report(out, 0)["findings"][0]["summary"]
    assert run(["diff", "none", listed[0]["id"], *store]) == 2


def test_serving_goes_on_until_it_is_ended(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "auditor", "demo", "--serve", "--out", str(tmp_path), "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env=os.environ | NO_BROWSER,
    )  # fmt: skip
    line = process.stderr.readline()
    portal = re.match(r"serving (http://127\.0\.0\.1:\d+)/ and ", line)
    assert portal, line
    assert httpx.get(portal[1] + "/").status_code == 200
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, Path(out.strip()).is_dir(), len(err.splitlines())) == (0, True, 1)
