"""What the doctor says of this machine and of broken ones."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from auditor.config.settings import Settings
from auditor.doctor import Part, State, examine, hosts_of


def parts(folder: Path, hosts: tuple[str, ...] = ("127.0.0.1",), **more) -> dict[str, Part]:
    settings = Settings(
        **{"out": folder / "reports", "store": f"sqlite:///{folder}/reports/auditor.db", **more}  # type: ignore[arg-type]
    )
    return {part.name: part for part in examine(settings, hosts)}


def test_what_is_required_is_here(tmp_path: Path) -> None:
    found = parts(tmp_path)
    assert [name for name, part in found.items() if part.state is State.MISSING] == []
    assert list(found) == [
        "python", "packages", "own files", "rules", "reports folder", "disk", "store", "clock", "names", "browser",
        "qr codes", "fonts", "postgresql driver",
    ]  # fmt: skip
    assert found["names"].found == "resolves: 127.0.0.1"
    assert list(tmp_path.iterdir()) == [], "looking leaves nothing behind"


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
    import auditor.doctor

    package = tmp_path / "auditor"
    package.mkdir()
    (package / "__init__.py").write_text("")
    os.utime(package / "__init__.py", (4_102_444_800, 4_102_444_800))
    monkeypatch.setattr(auditor.doctor.auditor, "__file__", str(package / "__init__.py"))
    assert parts(tmp_path)["clock"].state is State.MISSING


def test_a_machine_without_browser_and_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = parts(tmp_path)
    assert [(found[name].state, bool(found[name].remedy)) for name in ("browser", "fonts")] == [
        (State.OPTIONAL, True), (State.OPTIONAL, True),
    ]  # fmt: skip


def test_hosts_of_addresses() -> None:
    assert hosts_of(["http://a.test/x", "https://a.test:8/", "http://[::1]/", "http://[", "", "b"]) == ("a.test", "::1")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    from auditor.cli import run

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
