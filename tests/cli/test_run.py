"""auditor run and check against a small site on loopback: exit codes, quiet, lock, interruption."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, Host, listening
from auditor.store.run_lock import hold

AS_OF = date(2026, 3, 10)
FAST = ["--allow-private", "--rate", "0", "--as-of", AS_OF.isoformat()]


def page(title: str, body: str) -> Answer:
    return Answer(f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>".encode())


def news(count: int, age: int) -> dict[str, Answer]:
    day = (AS_OF - timedelta(days=age)).isoformat()
    rows = "".join(f"<li><span>{day}</span><a href='/{n}.html'>第{n}次社区活动报道</a></li>" for n in range(count))
    articles = {
        f"/{n}.html": page(
            f"第{n}次社区活动报道", f"<h1>第{n}次社区活动报道</h1><p>发布时间：{day}</p><p>{'活动' * n}</p>"
        )
        for n in range(count)
    }
    return {"/": page("晴川区", f"<ul>{rows}</ul>"), **articles}


@pytest.fixture
def host() -> Iterator[Host]:
    with listening([0]) as (one,):
        one.pages = news(3, 1)
        yield one


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_FETCH_SECOND_LOOK_S", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    write_register(tmp_path, f"portal,门户,办公室,{host.address}/")


def write_register(folder: Path, *rows: str) -> None:
    (folder / "inventory.csv").write_text("\n".join(["id,name,unit,url", *rows]) + "\n", encoding="utf-8")


def findings() -> dict:
    return json.loads(Path("reports/latest/findings.json").read_text(encoding="utf-8"))


def test_the_last_line_is_the_summary_and_stdout_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", *FAST, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"2026-03-10 audit: .*reports/\S+/index\.html", err.splitlines()[-1])
    assert findings()["run"]["as_of"] == "2026-03-10"


def test_quiet_speaks_only_of_news(capsys: pytest.CaptureFixture[str], host: Host) -> None:
    assert run(["run", *FAST]) == 0
    capsys.readouterr()
    assert run(["run", *FAST, "-q"]) == 0
    assert capsys.readouterr() == ("", ""), "nothing found, nothing said"
    host.pages = {**host.pages, "/": page("晴川区", host.pages["/"].body.decode() + "<a href='/gone.html'>旧文</a>")}
    assert run(["run", *FAST, "-q"]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 1, "something is new"
    assert run(["run", *FAST, "-q"]) == 0
    assert capsys.readouterr() == ("", ""), "it is still there, and no news"
    assert run(["run", *FAST, "-q", "--fail-on", "major"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1, "the exit code is not 0"


def test_exit_codes_of_what_was_found(host: Host, tmp_path: Path) -> None:
    host.pages = news(3, 30)
    assert run(["run", *FAST, "--fail-on", "veto"]) == 1
    assert run(["run", *FAST, "--fail-on", "never"]) == 0
    assert run(["run", *FAST, "--strict"]) == 0
    write_register(tmp_path, f"portal,门户,办公室,{host.address}/", "weixin,公众号,办公室,")
    (tmp_path / "inventory.csv").write_text(
        f"id,name,unit,url,platform\nportal,门户,办公室,{host.address}/,\nwx,公众号,办公室,,weixin\n", encoding="utf-8"
    )
    assert run(["run", *FAST, "--strict"]) == 3
    assert run(["run", *FAST, "--strict", "--fail-on", "veto"]) == 1


def test_another_run_holds_the_lock(capsys: pytest.CaptureFixture[str]) -> None:
    with hold([Path("reports").resolve()]):
        assert run(["run", *FAST]) == 4
    assert f"pid {os.getpid()}" in capsys.readouterr().err
    assert run(["run", *FAST]) == 0


@pytest.mark.parametrize("place", ["file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_written(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run(["run", *FAST, "--out", place]) == 5
    assert "cannot write the folder" in capsys.readouterr().err


def test_a_store_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.db").write_bytes(b"not a database" * 1000)
    assert run(["run", *FAST, "--store", "sqlite:///broken.db"]) == 5
    err = capsys.readouterr().err
    assert "broken.db" in err
    assert "Traceback" not in err


def test_a_dead_site_is_a_finding_and_no_failure(tmp_path: Path, host: Host) -> None:
    host.server_close()
    host.shutdown()
    assert run(["run", *FAST]) == 0
    told = findings()
    assert [one["rule"] for one in told["findings"]] == ["site-unreachable"]


def test_one_subject_alone(host: Host, tmp_path: Path) -> None:
    write_register(tmp_path, f"portal,门户,办公室,{host.address}/", "other,他站,办公室,http://127.0.0.1:9/")
    assert run(["run", *FAST, "--only", "portal"]) == 0
    assert [one["id"] for one in findings()["subjects"]] == ["portal"]


def test_waiting_for_another_run_can_be_ended() -> None:
    with hold([Path("reports").resolve()]):
        command = [sys.executable, "-m", "auditor", "run", *FAST, "--wait", "--log-file", "a.log", "-v"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 20
        while time.monotonic() < until and not Path("a.log").exists():
            time.sleep(0.05)
        time.sleep(1)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err.splitlines()[-1]) == (130, "error auditor: interrupted")


def test_a_run_that_is_stopped_is_resumed(host: Host, tmp_path: Path) -> None:
    host.pages = news(40, 1)
    command = [sys.executable, "-m", "auditor", "run", "--allow-private", "--as-of", AS_OF.isoformat()]
    process = subprocess.Popen([*command, "--rate", "8"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 20
    while time.monotonic() < until and not Path("reports/auditor.db").exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "error: interrupted: what was collected is kept, and the next run resumes"
    assert not Path("reports/latest").exists()
    done = subprocess.run([*command, "--rate", "0"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    told = findings()["run"]
    assert (told["resumed"], told["pages"]) == (True, 41)
    assert told["requests"] < 60


def test_a_full_disk_ends_with_a_sentence(host: Host) -> None:
    host.pages = news(30, 1)
    limit = 'ulimit -f 64; exec "$0" -m auditor run --allow-private --rate 0'
    done = subprocess.run(["bash", "-c", limit, sys.executable], capture_output=True, text=True, timeout=60)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_check_prints_findings_and_keeps_nothing(
    host: Host, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    host.pages = {**host.pages, "/": page("晴川区", host.pages["/"].body.decode() + "<a href='/gone.html'>旧文</a>")}
    assert run(["check", f"{host.address}/", *FAST, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    lines = [line.split("\t") for line in out.splitlines()]
    assert [line[:4] for line in lines if line[2] == "link-broken"] == [
        ["major", "confirmed", "link-broken", f"{host.address}/gone.html"]
    ]
    assert {len(line) for line in lines} == {5}
    assert len(err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["inventory.csv"]


def test_check_prints_json(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{host.address}/", *FAST, "--format", "json", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["schema_version"] == 1
