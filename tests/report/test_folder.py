import errno
import os
import stat
import time
from dataclasses import replace

import pytest

from auditor.errors import ExitCode, RunFailed
from auditor.report import folder as writing
from auditor.report.folder import write_report
from tests.report.invented import rich_audit
from tests.report.rules import RULES

ALL = ("html", "json", "csv", "xlsx", "sarif", "junit")
FILES = {
    "index.html",
    "index.en.html",
    "units",
    "findings.json",
    "findings.csv",
    "ledger.xlsx",
    "findings.sarif",
    "junit.xml",
    "evidence",
}


@pytest.fixture(scope="module")
def audit():
    return rich_audit()


def write(audit, out, formats=ALL, lang="zh", **more):
    return write_report(audit, RULES.values(), out, lang, formats, **more)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_report_is_a_folder_of_the_run_and_latest_points_to_it(audit, tmp_path):
    folder = write(audit, tmp_path / "reports")
    assert folder == tmp_path / "reports" / audit.run.id
    assert names(folder) == FILES
    tables = {"locations.csv", "columns.csv", "accounts.csv", "redundant.csv", "unknown.csv"}
    assert names(folder / "evidence") == tables
    link = tmp_path / "reports" / "latest"
    assert (link.is_symlink(), os.readlink(link)) == (True, audit.run.id)
    assert names(tmp_path / "reports") == {audit.run.id, "latest"}


def test_others_may_read_it_as_the_umask_allows(audit, tmp_path):
    old = os.umask(0o022)
    try:
        folder = write(audit, tmp_path, ("json",))
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_latest_moves_on_and_may_be_left_alone(audit, tmp_path):
    write(audit, tmp_path, ("json",))
    later = replace(audit, run=replace(audit.run, id="2026-07-01T183002Z"))
    write(later, tmp_path, ("json",))
    assert os.readlink(tmp_path / "latest") == later.run.id
    write(audit, tmp_path, ("json",), latest=False)
    assert os.readlink(tmp_path / "latest") == later.run.id


def test_printing_again_replaces_the_formats_asked_for_and_keeps_the_rest(audit, tmp_path):
    folder = write(audit, tmp_path)
    before = (folder / "ledger.xlsx").read_bytes()
    write(audit, tmp_path, ("html",), "en")
    assert names(folder) == FILES - {"index.en.html"} | {"index.zh.html"}
    assert '<html lang="en">' in (folder / "index.html").read_text("utf-8")
    assert (folder / "ledger.xlsx").read_bytes() == before
    assert names(tmp_path) == {audit.run.id, "latest"}


def test_where_the_system_cannot_swap_it_is_done_in_two_steps(audit, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_renameat2", lambda a, b: errno.ENOSYS)
    folder = write(audit, tmp_path, ("json",))
    write(audit, tmp_path, ("json", "csv"))
    assert names(folder) == {"findings.json", "findings.csv", "evidence"}
    assert names(tmp_path) == {audit.run.id, "latest"}


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "the disk is full"), (errno.EFBIG, "the disk is full"),
     (errno.EACCES, "no permission"), (errno.EROFS, "no permission"), (errno.EIO, "Input/output error")],
)  # fmt: skip
def test_a_refusing_disk_leaves_the_old_report_whole(audit, tmp_path, monkeypatch, number, words):
    folder = write(audit, tmp_path)
    before = contents(folder)

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("auditor.report.folder.os.fsync", refuse)
    with pytest.raises(RunFailed, match=words) as failed:
        write(audit, tmp_path, lang="en")
    assert failed.value.exit_code is ExitCode.FAILED
    assert "auditor report" in str(failed.value)
    assert contents(folder) == before
    assert names(tmp_path) == {audit.run.id, "latest"}


def test_a_full_disk_in_the_middle_of_the_ledger(audit, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("auditor.report.ledger_workbook.write_row", full)
    with pytest.raises(RunFailed, match="the disk is full"):
        write(audit, tmp_path, ("xlsx",))
    assert names(tmp_path) == set()


def test_a_file_in_the_place_of_the_folder(audit, tmp_path):
    (tmp_path / "reports").write_text("not a folder")
    with pytest.raises(RunFailed, match="could not be written"):
        write(audit, tmp_path / "reports", ("json",))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(audit, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RunFailed, match="no permission"):
            write(audit, tmp_path, ("json",))
    finally:
        tmp_path.chmod(0o700)


def test_latest_that_is_a_folder_is_not_removed(audit, tmp_path):
    (tmp_path / "latest").mkdir()
    with pytest.raises(RunFailed, match="move it away"):
        write(audit, tmp_path, ("json",))
    assert (tmp_path / audit.run.id / "findings.json").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "", ".hidden", "a\nb", "x" * 200])
def test_a_run_id_is_never_a_way_out(audit, tmp_path, name):
    with pytest.raises(RunFailed, match="cannot be the name of a folder"):
        write(replace(audit, run=replace(audit.run, id=name)), tmp_path, ("json",))
    assert names(tmp_path) == set()


def test_what_a_killed_writer_left_is_swept_but_not_a_living_ones(audit, tmp_path):
    dead, living = tmp_path / ".writing-dead", tmp_path / ".writing-living"
    for one in (dead, living):
        one.mkdir()
        (one / "index.html").touch()
    old = time.time() - 7200
    os.utime(dead, (old, old))
    write(audit, tmp_path, ("json",))
    assert names(tmp_path) == {audit.run.id, "latest", ".writing-living"}
