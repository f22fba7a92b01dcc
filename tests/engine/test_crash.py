"""The whole command killed, stopped, doubled and starved of disk, as a real process against a real server."""

import asyncio
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.errors import ExitCode
from tests.site_server import SiteServer

KILLS = int(os.environ.get("AUDITOR_TEST_KILLS", "0"))
"""How often the long test kills; by hand, some two seconds each."""

AS_OF = "2026-06-30"
PAGES = 120
DEAD = 17
PACED, UNLIMITED = "120", "0"
AT_WORK = 20
"""Requests that may be open when a run is stopped, and the names that no page has."""

SETTINGS = "[fetch]\nsecond_look_s = 0.2\nconnections = 8\n"


def page(*links: str, title: str = "页面", text: str = "", dated: bool = False) -> str:
    rows = "".join(
        f'<li><a href="{link}">关于第{number}号事项的通知</a><span>2026-06-{number % 28 + 1:02}</span></li>'
        if dated
        else f'<a href="{link}">栏目{number}</a> '
        for number, link in enumerate(links, 1)
    )
    return f"<html><head><title>{title}</title></head><body><ul>{rows}</ul><div>{text}</div></body></html>"


def site() -> dict[str, str]:
    """Return a site of eight columns with dead links and repeated articles."""
    columns = [f"/c{number}/" for number in range(8)]
    answers = {"/": page(*columns, "/gone.html", title="首页")}
    each = PAGES // len(columns)
    for column in columns:
        names = [f"{column}{number}.html" for number in range(each)]
        answers[column] = page(*names, title=f"栏目{column}", dated=True)
        for number, name in enumerate(names):
            dead = [f"{column}dead{number}.html"] if number % 9 == 0 else []
            story = f"第{number % 7}篇的正文，讲述本区推进相关工作的具体做法和下一步安排。" * 8
            answers[name] = page("/", *dead, title=f"关于第{number}号事项的通知", text=story)
    return answers


@dataclass
class Office:
    """A working folder with a register of one site, an export and a board, and the command run in it."""

    folder: Path
    server: SiteServer
    out: Path = Path("reports")

    def set_up(self) -> "Office":
        self.folder.mkdir(exist_ok=True)
        (self.folder / "inventory.csv").write_text(
            "id,kind,name,unit,platform,url,source\n"
            f"portal,site,门户,区政府,,{self.server.url},\n"
            "news,account,发布,区政府,weixin,,import:posts.csv\n"
            "hall,notice_point,大厅,区政府,,,import:board.csv\n"
        )
        (self.folder / "posts.csv").write_text("title,url,published_at\n办事指南,https://p.example.cn/1,2026-01-05\n")
        (self.folder / "board.csv").write_text("title,posted_at,expires_at\n招聘公告,2026-01-05,2026-02-01\n")
        (self.folder / "auditor.toml").write_text(SETTINGS)
        return self

    @property
    def store(self) -> Path:
        return self.folder / "reports" / "auditor.db"

    async def start(self, rate: str = UNLIMITED, blocks: int | None = None) -> asyncio.subprocess.Process:
        """Start `auditor run`; no file of it may grow beyond `blocks` of 512 bytes."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")}
        command = [
            sys.executable, "-m", "auditor", "run", "--rate", rate, "--allow-private", "--no-progress", "--as-of",
            AS_OF, "--out", str(self.out), "--format", "json,csv",
        ]  # fmt: skip
        limit = ["sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh"] if blocks else []
        return await asyncio.create_subprocess_exec(
            *limit, *command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    async def run(self, **how: object) -> tuple[int, str]:
        """Run the command to its end; return its exit code and the last line of stderr."""
        process = await self.start(**how)
        _, told = await asyncio.wait_for(process.communicate(), 60)
        lines = told.decode().splitlines()
        assert not [line for line in lines if "Traceback" in line or "internal error" in line], told.decode()
        return process.returncode, lines[-1] if lines else ""

    def looked(self) -> dict[str, tuple[str, int]]:
        """Return the committed looks of the last run begun, path → outcome and number of looks."""
        run = self.run_id()
        if not run:
            return {}
        with sqlite3.connect(self.store) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = connection.execute(
                "SELECT url.key, look.outcome, look.looks FROM look JOIN url ON url.id = look.url_id"
                " WHERE look.run = ?",
                (run,),
            ).fetchall()
        connection.close()
        prefix = len(self.server.url) - 1
        return {key[prefix:]: (outcome, looks) for key, outcome, looks in rows}

    def run_id(self) -> str:
        """Return the name of the last run begun, '' where there is none yet."""
        if not self.store.exists():
            return ""
        with sqlite3.connect(self.store) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'run'").fetchall()
            names = connection.execute("SELECT id FROM run ORDER BY started_at DESC").fetchall() if tables else []
        connection.close()
        return names[0][0] if names else ""

    def report(self) -> dict[str, object]:
        """Return the newest report, as it was read through `latest`."""
        return json.loads((self.folder / self.out / "latest" / "findings.json").read_text())


def told(report: dict[str, object]) -> dict[str, object]:
    """Return what a report says, without the run's name, times and traffic."""
    kept = {name: report[name] for name in ("findings", "resolved", "plan", "unknown", "subjects")}
    kept = json.loads(json.dumps(kept))
    for subject in kept["subjects"]:
        subject.get("stats", {}).pop("seconds", None)
    return kept


@pytest.fixture
async def server():
    async with SiteServer(site()) as server:
        yield server


async def wait_until(condition, process) -> None:
    while not condition() and process.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(0.002)


def settled(looked: dict[str, tuple[str, int]]) -> set[str]:
    """Return the paths that need no further look: seen, or seen to fail twice; the home page is always asked."""
    return {path for path, (outcome, looks) in looked.items() if path != "/" and (outcome == "ok" or looks > 1)}


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


@pytest.mark.skipif(not KILLS, reason="AUDITOR_TEST_KILLS says how often")
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
        process = await office.start(rate=PACED)
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
        filler = fill(reports, leave=600_000)
    code, words = await office.run(blocks=1200 if disk == "limited" else None)
    assert code == ExitCode.FAILED
    assert "make room on the disk and start the same command again; what was collected is kept" in words
    committed = office.looked()
    assert len(committed) > 10
    assert not (reports / "latest").is_symlink()
    if disk == "full":
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
        assert office.report()["run"]["id"] in {first["run"]["id"], second_run(office)}

        process = await office.start()
        seen = Counter()
        while process.returncode is None:
            seen[office.report()["run"]["id"]] += 1
            await asyncio.sleep(0.001)
        await process.communicate()
        assert process.returncode == ExitCode.DONE
        last = office.report()["run"]
        assert (last["id"], last["resumed"]) == (second_run(office), True)
        assert server.asked == []
        assert seen.keys() <= {first["run"]["id"], last["id"]}
        assert [path.name for path in sorted(small_disk.glob("2*"))] == [first["run"]["id"], last["id"]]
        for path in small_disk.glob("2*"):
            assert {one.name for one in path.iterdir()} == {"findings.json", "findings.csv", "evidence"}


def second_run(office: Office) -> str:
    with sqlite3.connect(office.store) as connection:
        (_, (name,)) = connection.execute("SELECT id FROM run ORDER BY started_at").fetchall()
    connection.close()
    return name


async def test_an_output_folder_that_cannot_be_written(server, tmp_path):
    office = Office(tmp_path / "office", server).set_up()
    (office.folder / "reports").write_text("a file")
    code, words = await office.run()
    assert (code, "cannot write the folder" in words) == (ExitCode.FAILED, True)
    assert server.asked == []
