"""The lock of a run, with real processes."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.errors import ExitCode, Locked, RunFailed
from auditor.store.run_lock import hold, lock_folders

HOLD = """
import sys, time
from pathlib import Path
from auditor.store.run_lock import hold
from auditor.errors import Locked
try:
    with hold([Path(sys.argv[1])], wait="wait" in sys.argv):
        print("held", flush=True)
        sys.stdin.readline()
except Locked as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> int:
    process.communicate("\n", timeout=10)
    return process.returncode


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert first.stdout.readline() == "held\n"
    with pytest.raises(Locked) as caught, hold([tmp_path]):
        pass
    assert caught.value.exit_code == ExitCode.LOCKED
    assert re.search(
        rf"pid {first.pid}, started \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ holds .*run\.lock", str(caught.value)
    )
    assert end(first) == 0
    with hold([tmp_path]):
        pass


def test_of_ten_starts_one_works(tmp_path: Path) -> None:
    started = [start(tmp_path) for _ in range(10)]
    said = [process.stdout.readline() for process in started]
    holder = started[said.index("held\n")]
    assert [line for line in said if f"pid {holder.pid}," in line] == [line for line in said if line != "held\n"]
    assert sorted(end(process) for process in started) == [0, *[ExitCode.LOCKED] * 9]


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert first.stdout.readline() == "held\n"
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=10)
    with hold([tmp_path]):
        assert f"pid {os.getpid()}," in (tmp_path / "run.lock").read_text()


def test_waiting_ends_with_the_holder(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert first.stdout.readline() == "held\n"
    second = start(tmp_path, "wait")
    time.sleep(0.3)
    assert second.poll() is None
    assert end(first) == 0
    assert second.stdout.readline() == "held\n"
    assert end(second) == 0


def test_a_stale_file_locks_nothing_and_an_empty_one_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_text("pid 1, started once upon a time, and a long line to be cut\n")
    with hold([tmp_path]):
        text = (tmp_path / "run.lock").read_text()
        assert text.count("\n") == 1
        assert text.startswith(f"pid {os.getpid()}")
        (tmp_path / "run.lock").write_text("")
        with pytest.raises(Locked, match="an unnamed process holds"), hold([tmp_path]):
            pass


@pytest.mark.parametrize("folder", ["/proc/nowhere", "{tmp}/file/below"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    wanted = [Path(folder.format(tmp=tmp_path))]
    with pytest.raises(RunFailed, match=r"cannot write the folder .*give another"), hold(wanted):
        pass


def test_store_and_reports_are_both_locked(tmp_path: Path) -> None:
    out = tmp_path / "a"
    assert lock_folders(f"sqlite:///{tmp_path}/b/auditor.db", out) == (tmp_path / "a", tmp_path / "b")
    assert lock_folders(f"sqlite:///{tmp_path}/a/auditor.db?timeout=3", out) == (tmp_path / "a",)
    assert lock_folders("postgresql://db/auditor", out) == (tmp_path / "a",)
    assert lock_folders("sqlite:///reports/auditor.db", Path("reports")) == (Path("reports").resolve(),)
