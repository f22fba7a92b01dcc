"""What is left of killed runs is ended; what only looks like it is not."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.fetch.browser import processes
from auditor.fetch.browser.processes import Process, kill, process

LONG_AGO = 1


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(processes, "SHORT", ())
    return tmp_path


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(["sleep", "60"])
    yield running
    running.kill()
    running.wait()


def left_by(owner: tuple[int, int], *noted: tuple[int, int], **more: str) -> Path:
    folder = processes.make_browser_folder()
    path = folder / "processes.json"
    told = json.loads(path.read_text()) | {"owner": owner, "processes": noted} | more
    path.write_text(json.dumps(told))
    return folder


def test_a_process_is_ended_by_its_id_and_start_together(sleeper: subprocess.Popen[bytes]) -> None:
    one = process(sleeper.pid)
    assert one is not None
    folder = left_by((os.getpid(), LONG_AGO), (one.id, one.started - 1))
    assert (processes.end_orphans(), sleeper.poll(), folder.exists()) == (1, None, False), "the id was given to another"
    left_by((os.getpid(), LONG_AGO), (one.id, one.started))
    assert (processes.end_orphans(), sleeper.wait(5)) == (1, -9)
    assert process(one.id) is None
    kill(one)


def test_a_process_that_was_told_its_folder_is_found_without_a_note() -> None:
    folder = left_by((os.getpid(), LONG_AGO))
    told = subprocess.Popen(["sleep", "60"], env={processes.VARIABLE: str(folder), "PATH": os.defpath})
    other = subprocess.Popen(["sleep", "60"], env={processes.VARIABLE: f"{folder}x", "PATH": os.defpath})
    try:
        assert processes.end_orphans() == 1
        assert (told.wait(5), other.poll()) == (-9, None)
    finally:
        told.kill()
        other.kill()
        other.wait()


def test_what_somebody_owns_or_nobody_can_see_stays(sleeper: subprocess.Popen[bytes], temporary: Path) -> None:
    one = process(sleeper.pid)
    assert one is not None
    mine = processes.make_browser_folder()
    processes.note_processes(mine, one.id)
    elsewhere = left_by((os.getpid(), LONG_AGO), (one.id, one.started), namespace="pid:[1]")
    unsigned = Path(tempfile.mkdtemp(prefix=processes.PREFIX))
    linked = temporary / f"{processes.PREFIX}link"
    linked.symlink_to(elsewhere)
    assert processes.end_orphans() == 0
    assert sleeper.poll() is None
    assert all(path.exists() for path in (mine, elsewhere, unsigned, linked))
    os.utime(unsigned, (LONG_AGO, LONG_AGO))
    assert (processes.end_orphans(), unsigned.exists()) == (1, False)


def test_of_an_earlier_boot_only_the_folder_is_left(sleeper: subprocess.Popen[bytes]) -> None:
    one = process(sleeper.pid)
    assert one is not None
    folder = left_by((os.getpid(), LONG_AGO), (one.id, one.started), boot="another")
    assert (processes.end_orphans(), sleeper.poll(), folder.exists()) == (1, None, False)


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", '{"boot": 1, "namespace": 2, "owner": "x", "processes": 3}', "\0" * 9999]
)
def test_a_note_that_cannot_be_read_ends_nothing(note: str) -> None:
    folder = processes.make_browser_folder()
    (folder / "processes.json").write_text(note)
    assert (processes.end_orphans(), folder.exists()) == (0, True)


def test_a_process_that_is_gone() -> None:
    assert process(0) is None
    kill(Process(2**22 + 1, 5, 1, 1))
