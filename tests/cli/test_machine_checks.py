"""What the doctor says of this machine and of broken ones."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from auditor.cli.machine_checks import Part, State, examine, hosts_of
from auditor.config.settings import BrowserSettings, FetchSettings, Settings
from auditor.fetch.browser.chromium import missing
from auditor.model import RegisterStatus
from tests.make import account, site


@pytest.fixture(autouse=True)
def _browser_that_starts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no browser in tests that are about something else."""

    async def starts(_settings: BrowserSettings) -> str:
        return ""

    if request.node.get_closest_marker("browser") is None:
        monkeypatch.setattr("auditor.cli.machine_checks.trial", starts)


def parts(folder: Path, hosts: tuple[str, ...] = ("127.0.0.1",), **more) -> dict[str, Part]:
    settings = Settings(
        **{"out": folder / "reports", "store": f"sqlite:///{folder}/reports/auditor.db", **more}  # type: ignore[arg-type]
    )
    return {part.name: part for part in examine(settings, hosts)}


def test_what_is_required_is_here(tmp_path: Path) -> None:
    found = parts(tmp_path)
    assert [name for name, part in found.items() if part.state is State.MISSING] == []
    assert list(found) == [
        "python", "packages", "own files", "rules", "reports folder", "disk", "store", "clock", "names", "contact",
        "browser", "qr codes", "documents", "fonts", "postgresql driver",
    ]  # fmt: skip
    assert found["names"].found == "resolves: 127.0.0.1"
    assert list(tmp_path.iterdir()) == [], "looking leaves nothing behind"


def test_a_run_that_does_not_say_whom_to_ask_is_told(tmp_path: Path) -> None:
    silent = parts(tmp_path)["contact"]
    assert (silent.state, silent.remedy.startswith("in auditor.toml")) == (State.OPTIONAL, True)
    told = parts(tmp_path, fetch=FetchSettings(contact="it@example.gov.cn"))["contact"]
    assert (told.state, told.found) == (State.OK, "it@example.gov.cn")


def test_every_part_that_is_not_fine_has_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "broken.db").write_text("no database " * 100)
    found = parts(tmp_path, ("no-such-name.invalid",), out=tmp_path / "file", store=f"sqlite:///{tmp_path}/broken.db")
    assert (found["reports folder"].state, found["store"].state) == (State.MISSING, State.MISSING)
    assert found["names"].state is State.OPTIONAL
    assert "no-such-name.invalid" in found["names"].found
    assert [part.name for part in found.values() if part.state is not State.OK and not part.remedy] == []


def test_a_store_is_opened_and_counted(tmp_path: Path) -> None:
    from auditor.store.opening import open_store

    open_store(f"sqlite:///{tmp_path}/auditor.db").dispose()
    assert parts(tmp_path, store=f"sqlite:///{tmp_path}/auditor.db")["store"].found == "opens, 0 finished runs"


def test_a_store_of_a_newer_program(tmp_path: Path) -> None:
    from auditor.store.opening import open_store

    open_store(f"sqlite:///{tmp_path}/auditor.db").dispose()
    with sqlite3.connect(tmp_path / "auditor.db") as connection:
        connection.execute("UPDATE store_version SET version = 10000")
    connection.close()
    part = parts(tmp_path, store=f"sqlite:///{tmp_path}/auditor.db")["store"]
    assert (part.state, "newer auditor" in part.found) == (State.MISSING, True)


def test_a_clock_behind_our_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import auditor.cli.machine_checks

    package = tmp_path / "auditor"
    package.mkdir()
    (package / "__init__.py").write_text("")
    os.utime(package / "__init__.py", (4_102_444_800, 4_102_444_800))
    monkeypatch.setattr(auditor.cli.machine_checks.auditor, "__file__", str(package / "__init__.py"))
    assert parts(tmp_path)["clock"].state is State.MISSING


def test_a_machine_without_browser_and_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = parts(tmp_path)
    assert [(found[name].state, bool(found[name].remedy)) for name in ("browser", "fonts")] == [
        (State.OPTIONAL, True), (State.OPTIONAL, True),
    ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")
def test_the_browser_is_tried(tmp_path: Path) -> None:
    fine = parts(tmp_path)["browser"]
    assert (fine.state, "starts" in fine.found) == (State.OK, True)
    (tmp_path / "chrome").write_text("#!/bin/sh\necho no 1>&2; exit 7\n")
    (tmp_path / "chrome").chmod(0o755)
    broken = parts(tmp_path, browser=BrowserSettings(executable=str(tmp_path / "chrome")))["browser"]
    assert (broken.state, "does not start" in broken.found, bool(broken.remedy)) == (State.OPTIONAL, True, True)
    (tmp_path / "chrome").write_text("#!/bin/sh\necho '[FATAL:zygote_host.cc] No usable sandbox!' 1>&2; exit 1\n")
    bare = parts(tmp_path, browser=BrowserSettings(executable=str(tmp_path / "chrome")))["browser"]
    assert "apt install chromium-sandbox" in bare.found
    gone = parts(tmp_path, browser=BrowserSettings(executable=str(tmp_path / "gone")))["browser"]
    assert (gone.state, "Chromium" in gone.found) == (State.OPTIONAL, True)


def test_hosts_of_addresses() -> None:
    assert hosts_of(["http://a.test/x", "https://a.test:8/", "http://[::1]/", "http://[", "", "b"]) == ("a.test", "::1")


def credentials(folder: Path, *subjects) -> dict[str, Part]:
    settings = Settings(inventory=folder / "inventory.csv", out=folder / "reports", store=f"sqlite:///{folder}/a.db")
    told = examine(settings, ("127.0.0.1",), subjects)
    return {part.name: part for part in told if part.name.startswith("credentials")}


def test_credentials_that_accounts_lack_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEDIA_OURS_APPID", "MEDIA_OURS_SECRET", "MEDIA_WEIXIN_APPID", "MEDIA_WEIXIN_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MEDIA_OURS_APPID", "wx0123456789abcdef")
    subjects = [
        account("ours", source="api"),
        account("other", source="api:env=XC"),
        account("video", platform="douyin", source="api"),
        account("kept", platform="bilibili", source="api:file=/no/such/file"),
        account("odd", platform="toutiao", source="api"),
        account("feed", source="https://feeds.example.cn/1"),
        account("own", source=""),
        account("old", source="api", status=RegisterStatus.CLOSED),
        site("s1"),
    ]
    found = credentials(tmp_path, *subjects)
    assert {name: part.found for name, part in found.items()} == {
        "credentials of ours": "the environment lacks MEDIA_OURS_SECRET",
        "credentials of other": "the environment lacks MEDIA_XC_APPID, MEDIA_XC_SECRET",
        "credentials of video": "the environment lacks MEDIA_VIDEO_ACCESS_TOKEN, MEDIA_VIDEO_OPEN_ID",
        "credentials of kept": "/no/such/file: No such file or directory",
        "credentials of odd": "no official interface of toutiao is read",
    }
    assert {part.state for part in found.values()} == {State.OPTIONAL}
    assert all(part.remedy for part in found.values())
    assert "wx0123456789abcdef" not in repr(found)


def test_credentials_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIA_OURS_APPID", "wx0123456789abcdef")
    monkeypatch.setenv("MEDIA_OURS_SECRET", "0123456789abcdef0123456789abcdef")
    app = account("app", platform="app", source="api")
    (part,) = credentials(tmp_path, account("ours", source="api"), app).values()
    assert (part.state, part.found) == (State.OK, "there for all 2 accounts read by an official interface")
    assert credentials(tmp_path, account("feed", source="https://feeds.example.cn/1")) == {}


def test_accounts_with_the_same_credentials_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEDIA_WEIXIN_APPID", "MEDIA_WEIXIN_SECRET", "MEDIA_YOUTUBE_KEY", "MEDIA_WEIBO_ACCESS_TOKEN"):
        monkeypatch.setenv(name, "0123456789abcdef")
    weixin = [account(one, source="api") for one in ("first", "second")]
    youtube = [account(one, platform="youtube", source="api") for one in ("y1", "y2")]
    weibo = [account(one, platform="weibo", source="api") for one in ("w1", "w2")]
    apps = [account(one, platform="app", source="api") for one in ("p1", "p2")]
    (part,) = credentials(tmp_path, *weixin, *youtube, *weibo, *apps).values()
    assert (part.name, part.found) == (
        "credentials of second",
        "its credentials are those of first too; each account has its own",
    )


def test_many_accounts_without_credentials_are_summed_up(tmp_path: Path) -> None:
    found = credentials(tmp_path, *(account(f"a{number}", source="api") for number in range(53)))
    assert len(found) == 51
    assert found["credentials of others"].found == "3 more accounts lack theirs"


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    from auditor.cli.main import run

    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.csv").write_text("name,unit,url\nA,B,http://127.0.0.1/\n")
    assert run(["doctor", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        told = json.loads(out)
        assert (told["fit"], {part["name"] for part in told["parts"]} >= {"python", "store"}) == (True, True)
        assert next(part for part in told["parts"] if part["name"] == "names")["found"] == "resolves: 127.0.0.1"
    else:
        assert "python\tok\t3." in out
    (tmp_path / "reports").write_text("")
    assert run(["doctor", "--format", form]) == 5
