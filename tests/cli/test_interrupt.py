"""Signals during a run, in real processes."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.cli.interrupt import run_to_end
from auditor.errors import Interrupted

WORK = """
import asyncio, sys, time
from auditor.cli.interrupt import run_to_end
from auditor.errors import Interrupted

async def gentle():
    print("at work", flush=True)
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        print("finishing", flush=True)
        if "stubborn" in sys.argv:
            await asyncio.sleep(30)
        raise

async def busy():
    print("at work", flush=True)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        pass
    await asyncio.sleep(30)

async def finishing():
    print("at work", flush=True)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        pass
    return "done"

try:
    print(run_to_end({"busy": busy, "finishing": finishing}.get(sys.argv[1], gentle)))
except Interrupted as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""


def hear_signals() -> None:
    """Undo what nohup or a shell's background job hands down: signals that are ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def start(*arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", f"import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n{WORK}",
         *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        preexec_fn=hear_signals,
    )  # fmt: skip
    assert process.stdout.readline() == "at work\n"
    return process


def test_what_the_work_returns() -> None:
    async def work() -> int:
        return 7

    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert run_to_end(work) == 7
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == handlers


def test_a_fault_of_the_work_comes_through() -> None:
    async def work() -> None:
        raise Interrupted("x")

    with pytest.raises(Interrupted):
        run_to_end(work)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("kind", ["gentle", "busy"])
def test_the_first_signal_lets_open_work_finish(number: signal.Signals, kind: str) -> None:
    process = start(kind)
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert out.splitlines()[-1] == "interrupted: what was collected is kept, and the next run resumes"
    assert ("finishing" in out) == (kind == "gentle")
    assert err == "stopping: open pages are being finished; once more leaves at once\n"


def test_the_second_signal_leaves_at_once() -> None:
    process = start("gentle", "stubborn")
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "finishing\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert (process.returncode, time.monotonic() - began < 5) == (130, True)


def test_work_that_ends_all_the_same_is_done() -> None:
    process = start("finishing")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert (process.returncode, out) == (0, "done\n")
