"""auditor run and auditor notify tell people, and no failure to do so changes what a run comes to."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, Host, listening
from auditor.errors import RunFailed
from tests.notify import servers

AS_OF = date(2026, 3, 10)
FAST = ["--allow-private", "--rate", "0", "--as-of", AS_OF.isoformat(), "--format", "xlsx,json"]
KEY = "wecom-robot-key"


def home(age: int) -> Answer:
    day = (AS_OF - timedelta(days=age)).isoformat()
    rows = "".join(f"<li><span>{day}</span><a href='/{n}.html'>第{n}次社区活动报道</a></li>" for n in range(3))
    page = f"<html><head><meta charset='utf-8'><title>晴川区</title></head><body><ul>{rows}</ul></body></html>"
    return Answer(page.encode())


@pytest.fixture
def host() -> Iterator[Host]:
    with listening([0]) as (one,):
        one.pages = {"/": home(1)}
        yield one


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.Robot]:
    with servers.robot(servers.wecom) as one:
        monkeypatch.setenv("AUDITOR_NOTIFY_WECOM_URL", f"{one.url}/send?key={KEY}")
        yield one


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("auditor.notify.send.PAUSE_S", 0)
    for name, value in {"FETCH_SECOND_LOOK_S": "0", "CRAWL_BROWSER": "false", "EVIDENCE_SCREENSHOTS": "0"}.items():
        monkeypatch.setenv(f"AUDITOR_{name}", value)
    (tmp_path / "inventory.csv").write_text(f"id,name,unit,url\nportal,门户,办公室,{host.address}/\n", "utf-8")
    settings = "[notify]\nwebhooks = ['wecom']\nreport_url = 'http://reports.example'\n"
    (tmp_path / "auditor.toml").write_text(settings, "utf-8")


def test_a_run_with_news_tells_once_and_one_without_keeps_quiet(robot: servers.Robot) -> None:
    assert run(["run", *FAST]) == 0
    assert run(["run", *FAST]) == 0
    (asked,) = robot.asked
    text = asked.body["text"]["content"]
    assert text.startswith("巡检 2026-03-10：")
    (folder,) = [one for one in Path("reports").glob("20*") if f"/{one.name}/index.html" in text]
    assert f"http://reports.example/{folder.name}/index.html" in text


def test_a_recheck_tells_where_every_end_is_wanted_and_keeps_quiet_without_news(robot: servers.Robot) -> None:
    assert run(["run", *FAST]) == 0
    assert run(["recheck", *FAST]) == 0
    assert len(robot.asked) == 1
    settings = Path("auditor.toml").read_text("utf-8")
    Path("auditor.toml").write_text(settings + "when = ['always']\n", "utf-8")
    assert run(["recheck", *FAST]) == 0
    assert [one.body["text"]["content"][:2] for one in robot.asked] == ["巡检", "复查"]


def test_a_robot_that_refuses_is_one_line_before_the_summary_and_no_fault_of_the_run(
    robot: servers.Robot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_NOTIFY_WECOM_URL", f"{robot.url}/send?key=another-secret-key")
    assert run(["run", *FAST, "--quiet"]) == 0
    *_, warning, summary = capsys.readouterr().err.strip().splitlines()
    assert warning.startswith("error: the notification was not sent by wecom: refused with errcode 93000")
    assert summary.startswith("2026-03-10 巡检")
    assert "another-secret-key" not in warning
    assert (Path("reports/latest") / "findings.json").exists()


def test_a_channel_without_its_secret_does_not_stop_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", *FAST]) == 0
    assert "wecom: AUDITOR_NOTIFY_WECOM_URL is not set" in capsys.readouterr().err


def test_a_run_that_fails_is_told_and_fails_as_before(robot: servers.Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise RunFailed("the disk is full at /srv <@all> 13812345678")

    monkeypatch.setattr("auditor.pipeline.nightly", full)
    assert run(["run", *FAST]) == 5
    text = robot.asked[0].body["text"]["content"]
    assert text == "巡检没有完成\nthe disk is full at /srv ＜＠all＞ 138******78"


def test_other_ends_are_not_told(robot: servers.Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["run", *FAST, "--only", "nobody"]) == 2
    Path("auditor.toml").write_text("[notify]\nwebhooks = ['wecom']\nwhen = ['veto']\n", "utf-8")

    async def broken(*_: object) -> None:
        raise ValueError("a fault of ours")

    assert run(["run", *FAST]) == 0
    monkeypatch.setattr("auditor.pipeline.nightly", broken)
    assert run(["run", *FAST]) == 5
    assert robot.asked == []


def test_doctor_names_the_channel_that_lacks_its_secret_and_sends_nothing(
    robot: servers.Robot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def line() -> str:
        run(["doctor"])
        return next(one for one in capsys.readouterr().out.splitlines() if one.startswith("notify wecom"))

    assert line() == "notify wecom\tok\tset up\t"
    monkeypatch.delenv("AUDITOR_NOTIFY_WECOM_URL")
    assert line().startswith("notify wecom\toptional\tAUDITOR_NOTIFY_WECOM_URL is not set\t")
    assert robot.asked == []


def test_notify_tells_of_a_run_and_sends_a_trial(
    robot: servers.Robot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["notify"]) == 2
    assert run(["notify", "--test"]) == 0
    assert capsys.readouterr().out == "wecom\tsent\t\n"
    assert "试发" in robot.asked[0].body["text"]["content"]
    assert run(["run", *FAST]) == 0
    assert run(["notify"]) == 0
    assert robot.asked[1].body == robot.asked[2].body
    monkeypatch.setenv("AUDITOR_NOTIFY_WECOM_URL", f"{robot.url}/send?key=another-secret-key")
    assert run(["notify", "--test"]) == 5
    assert capsys.readouterr().out.endswith("another-secret-key") is False
    assert run(["notify", "--test", "x"]) == 2
    Path("auditor.toml").unlink()
    assert run(["notify", "--test"]) == 2
