"""The whole command killed, stopped, doubled and starved of disk, as a real process against a real server."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.errors import ExitCode
from tests.office import DEAD, PACED, Office, page, settled, site, told, wait_until
from tests.site_server import SiteServer

KILLS = int(os.environ.get("TEST_KILLS", "0"))
"""How often the long test kills; by hand, some two seconds each."""

SLOW = "40"
"""Requests a second of a run that must not be over before others have started beside it."""

AT_WORK = 20
"""Requests that may be open when a run is stopped, and the names that no page has."""


@pytest.fixture
async def server():
    async with SiteServer(site()) as server:
        yield server


async def test_a_run_killed_again_and_again_loses_nothing_and_asks_nothing_twice(server, tmp_path):
    whole = Office(tmp_path / "whole", server).set_up()
    assert (await whole.run())[0] == ExitCode.DONE
    office = Office(tmp_path / "killed", server).set_up()
    dice = random.Random(20260630)
    committed: dict[str, tuple[str, int]] = {}
    asked_again: set[str] = set()
    for _ in range(2):
        server.asked.clear()
        process = await office.start(rate=PACED)
        stop_at = dice.randrange(40, 90)
        await wait_until(lambda: len(server.asked) >= stop_at, process)  # noqa: B023
        process.kill()
        await process.communicate()
        asked_again |= set(server.asked) & settled(committed)
        assert committed.keys() <= office.looked().keys()
        committed = office.looked()
    assert committed
    server.asked.clear()
    assert (await office.run())[0] == ExitCode.DONE
    asked_again |= set(server.asked) & settled(committed)
    assert asked_again == set()
    assert office.looked() == whole.looked()
    report = office.report()
    assert report["run"]["resumed"] is True
    assert told(report) == told(whole.report())
    assert Counter(finding["rule"] for finding in report["findings"])["link-broken"] == DEAD


@pytest.mark.skipif(not KILLS, reason="TEST_KILLS says how often")
async def test_nights_killed_at_any_moment(server, tmp_path, capsys):
    """From the first line of Python to the link `latest`: runs that come to their end are followed by new ones."""
    office = Office(tmp_path / "office", server).set_up()
    dice = random.Random(KILLS)
    committed: dict[str, tuple[str, int]] = {}
    run, told_before, finished = "", None, 0
    for number in range(KILLS):
        server.asked.clear()
        process = await office.start(rate=PACED)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), dice.uniform(0.2, 3.5))
        if process.returncode is None:
            process.kill()
        await process.communicate()
        assert process.returncode in (-signal.SIGKILL, ExitCode.DONE)
        if office.run_id() == run:
            assert set(server.asked) & settled(committed) == set(), number
            assert committed.keys() <= office.looked().keys(), number
        run, committed = office.run_id(), office.looked()
        if (office.folder / "reports" / "latest").is_symlink():
            fingerprints = {finding["fingerprint"] for finding in office.report()["findings"]}
            assert told_before in (None, fingerprints), number
            told_before, finished = fingerprints, finished + (process.returncode == 0)
    with capsys.disabled():
        print(f"\n{KILLS - finished} kills, {finished} runs to their end, none lost")


async def test_a_second_run_leaves_at_once_and_a_stopped_one_is_resumed(server, tmp_path):
    office = Office(tmp_path / "office", server).set_up()
    committed: dict[str, tuple[str, int]] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        server.asked.clear()
        process = await office.start(rate=SLOW)
        await wait_until(lambda: len(server.asked) >= 25, process)
        if number == signal.SIGINT:
            code, words = await office.run()
            assert (code, f"another run is at work: pid {process.pid}" in words) == (ExitCode.LOCKED, True)
        assert process.returncode is None
        asked = set(server.asked)
        process.send_signal(number)
        _, said = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == ExitCode.INTERRUPTED
        assert said.decode().splitlines()[-1].endswith("what was collected is kept, and the next run resumes")
        assert not (office.folder / "reports" / "latest").is_symlink()
        assert asked & settled(committed) == set()
        committed = office.looked()
        assert len(asked - committed.keys()) <= AT_WORK
    server.asked.clear()
    assert (await office.run())[0] == ExitCode.DONE
    assert set(server.asked) & settled(committed) == set()
    assert office.report()["run"]["resumed"] is True


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder on a disk of 4 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=755", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk takes root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Leave so many bytes of a disk."""
    filler = folder / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return filler


@pytest.mark.parametrize("disk", ["full", "limited"])
async def test_a_full_disk_ends_the_run_with_a_sentence_and_room_lets_it_go_on(server, tmp_path, disk, request):
    """RLIMIT_FSIZE, which needs no root, makes SQLite say "disk I/O error": no file may exceed 512-byte blocks."""
    office = Office(tmp_path / "office", server).set_up()
    reports = office.folder / "reports"
    if disk == "full":
        reports.symlink_to(request.getfixturevalue("small_disk"))
        filler = fill(reports, leave=700_000)
    code, words = await office.run(blocks=1200 if disk == "limited" else None)
    assert code == ExitCode.FAILED
    assert "make room on the disk and start the same command again; what was collected is kept" in words
    committed = office.looked()
    assert len(committed) > 10
    assert not (reports / "latest").is_symlink()
    if disk == "full":
        assert "make room" in (await office.run())[1]
        filler.unlink()
    server.asked.clear()
    assert (await office.run())[0] == ExitCode.DONE
    assert set(server.asked) & settled(committed) == set()
    assert office.report()["run"]["resumed"] is True


async def test_reports_are_whole_whatever_ends_the_run(tmp_path, small_disk):
    async with SiteServer({"/": page("/a.html", title="首页"), "/a.html": page("/")}) as server:
        office = Office(tmp_path / "office", server, out=small_disk).set_up()
        assert (await office.run())[0] == ExitCode.DONE
        first = office.report()

        filler = fill(small_disk, leave=16_384)
        code, words = await office.run()
        assert (code, "the disk is full" in words) == (ExitCode.FAILED, True)
        assert office.report() == first
        filler.unlink()

        server.asked.clear()
        process = await office.start()
        await wait_until(lambda: list(small_disk.glob(".writing-*")), process)
        process.kill()
        await process.communicate()
        assert office.report()["run"]["id"] in {first["run"]["id"], office.run_id()}

        process = await office.start()
        seen = Counter()
        while process.returncode is None:
            seen[office.report()["run"]["id"]] += 1
            await asyncio.sleep(0.001)
        await process.communicate()
        assert process.returncode == ExitCode.DONE
        last = office.report()["run"]
        assert (last["id"], last["resumed"]) == (office.run_id(), True)
        assert server.asked == []
        assert seen.keys() <= {first["run"]["id"], last["id"]}
        assert [path.name for path in sorted(small_disk.glob("2*"))] == [first["run"]["id"], last["id"]]
        for path in small_disk.glob("2*"):
            assert {one.name for one in path.iterdir()} == {"findings.json", "findings.csv", "evidence"}


async def test_an_output_folder_that_cannot_be_written(server, tmp_path):
    office = Office(tmp_path / "office", server).set_up()
    (office.folder / "reports").write_text("a file")
    code, words = await office.run()
    assert (code, "cannot write the folder" in words) == (ExitCode.FAILED, True)
    assert server.asked == []
