"""auditor probe against small sites on loopback."""

import socket
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, listening
from auditor.store.run_lock import NAME, hold

OPEN = Answer(b"<html><title>home</title></html>")


@pytest.fixture
def hosts():
    with listening([0, 0, 0]) as three:
        yield three


@pytest.fixture(autouse=True)
def office(tmp_path, monkeypatch, hosts):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    good, bad, shut = hosts
    good.pages = {"/": OPEN}
    bad.pages = {"/": Answer(b"broken", status=500)}
    shut.pages = {"/": OPEN, "/robots.txt": Answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain")}
    rows = [f"good,Good,Unit,{good.address}/,", f"bad,Bad,Unit,{bad.address}/,", f"shut,Shut,Unit,{shut.address}/,"]
    rows += [f"old,Old,Unit,{bad.address}/old/,closed", f"nobody,Nobody,Unit,{nobody()},"]
    Path("inventory.csv").write_text("id,name,unit,url,status\n" + "\n".join(rows) + "\n", encoding="utf-8")


def nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/"


def samples():
    with sqlite3.connect("reports/auditor.db") as store:
        rows = store.execute("SELECT subject, opened, outcome FROM sample ORDER BY subject, at").fetchall()
    store.close()
    return rows


def test_every_site_that_is_not_closed_is_sampled_once(capsys):
    assert run(["probe", "--allow-private"]) == 0
    assert samples() == [
        ("bad", 0, "http_error"),
        ("good", 1, "ok"),
        ("nobody", 0, "refused"),
        ("shut", None, "robots"),
    ]
    told = capsys.readouterr()
    assert told.err.splitlines()[-1] == "4 sites sampled: 1 open, 2 not open, 1 unknown"
    assert told.out.splitlines()[0].split("\t")[:2] == ["good", "open"]


def test_quiet_speaks_of_what_is_not_open_only(capsys):
    assert run(["probe", "--allow-private", "-q", "--only", "good"]) == 0
    assert capsys.readouterr() == ("", "")
    assert run(["probe", "--allow-private", "-q", "--only", "bad"]) == 0
    assert capsys.readouterr().err == "1 sites sampled: 1 not open\n"


@pytest.mark.parametrize("status", [403, 405, 412])
def test_what_firewalls_answer_says_nothing_of_the_site(hosts, status):
    hosts[0].pages = {"/": Answer(b"no", status=status)}
    assert run(["probe", "--allow-private", "--only", "good"]) == 0
    assert samples()[0][:2] == ("good", None)


def test_a_robots_txt_that_cannot_be_had_does_not_hide_the_home_page(hosts):
    hosts[0].pages = {"/": OPEN, "/robots.txt": Answer(b"broken", status=500)}
    hosts[1].pages = {"/": Answer(b"broken", status=503), "/robots.txt": Answer(b"broken", status=503)}
    assert run(["probe", "--allow-private", "--only", "good", "--only", "bad"]) == 0
    assert samples() == [("bad", 0, "http_error"), ("good", 1, "ok")]


def test_options_of_a_nightly_run_are_taken():
    assert run(["probe", "--allow-private", "--no-progress", "--rate", "0", "--wait", "--only", "good"]) == 0


def test_strict_minds_what_was_not_seen():
    assert run(["probe", "--allow-private", "--strict", "--only", "shut"]) == 3
    assert run(["probe", "--allow-private", "--strict", "--only", "good"]) == 0


def test_private_addresses_are_not_asked_without_leave():
    assert run(["probe", "--only", "good"]) == 0
    assert samples() == [("good", None, "private")]


def test_a_run_at_work_does_not_hold_a_probe_up_but_another_probe_does():
    Path("reports").mkdir()
    with hold([Path("reports")], name=NAME):
        assert run(["probe", "--allow-private", "--only", "good"]) == 0
    with hold([Path("reports")], name="probe.lock"):
        assert run(["probe", "--allow-private", "--only", "good"]) == 4


def test_a_home_page_that_does_not_come_in_time_is_not_open(hosts):
    silent = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
    rows = f"good,Good,Unit,{hosts[0].address}/\nslow,Slow,Unit,{address}\n"
    Path("inventory.csv").write_text(f"id,name,unit,url\n{rows}", encoding="utf-8")
    Path("auditor.toml").write_text("[limits.site-unreachable]\nseconds = 0.5\n", encoding="utf-8")
    assert run(["probe", "--allow-private"]) == 0
    assert samples() == [("good", 1, "ok"), ("slow", 0, "timeout")]
    silent.close()


def test_where_every_site_is_silent_the_line_is_ours(capsys):
    silent = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    rows = [f"s{n},S{n},Unit,http://127.0.0.1:{one.getsockname()[1]}/\n" for n, one in enumerate(silent)]
    Path("inventory.csv").write_text("id,name,unit,url\n" + "".join(rows), encoding="utf-8")
    Path("auditor.toml").write_text("[limits.site-unreachable]\nseconds = 0.5\n", encoding="utf-8")
    assert run(["probe", "--allow-private", "-q"]) == 5
    assert samples() == [("s0", None, "timeout"), ("s1", None, "timeout")]
    assert capsys.readouterr().err == "2 sites sampled: 2 unknown: this machine has no network\n"
    for one in silent:
        one.close()


def test_faults_of_the_register_come_first(capsys):
    Path("inventory.csv").write_text("id,name,unit,url\nx,,,\n", encoding="utf-8")
    assert run(["probe"]) == 2
    assert "inventory.csv，第 2 行" in capsys.readouterr().err
    assert not Path("reports").exists()


def test_a_week_of_samples_lets_a_run_judge(tmp_path):
    assert run(["probe", "--allow-private", "--only", "good"]) == 0
    now = datetime.now(UTC)
    rows = [
        ("good", int((now - timedelta(days=day, minutes=minute)).timestamp() * 1000), int(minute > 2), "ok", 200, 5, "")
        for day in range(1, 9)
        for minute in range(40)
    ]
    with sqlite3.connect("reports/auditor.db") as store:
        store.executemany("INSERT INTO sample VALUES (?,?,?,?,?,?,?)", rows)
    store.close()
    options = ["--allow-private", "--rate", "0", "--only", "good", "--fail-on", "veto", "--format", "json"]
    assert run(["run", *options]) == 1
    text = Path("reports/latest/findings.json").read_text(encoding="utf-8")
    assert '"rule": "site-unreachable", "item": 25, "severity": "veto", "confidence": "confirmed"' in text
