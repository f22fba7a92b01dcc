"""Progress on a terminal, and its absence elsewhere."""

import io
import logging
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.cli.terminal import SubjectProgress, TerminalProgress, clock
from auditor.model import Subject, SubjectKind, SubjectState
from auditor.model.progress import Logged, Silent, Together

SITE = Subject("portal", SubjectKind.SITE, "晴川区人民政府门户网站（含政务公开专栏）", "晴川区人民政府办公室")
ACCOUNT = Subject("wx", SubjectKind.ACCOUNT, "晴川发布", "晴川区人民政府办公室", "weixin")

SHOW = """
import sys, time
from auditor.cli.terminal import TerminalProgress
from auditor.model import Subject, SubjectKind, SubjectState
with TerminalProgress(sys.stderr, "zh") as progress:
    progress.stage("collect")
    progress.started(Subject("portal", SubjectKind.SITE, "晴川区人民政府门户网站", "u"))
    progress.advanced("portal", 120, 30)
    progress.finished("other", SubjectState.UNKNOWN, "dns: name \\x1b[31m")
    progress.finished("fourth", SubjectState.PARTIAL, "auth: 1, robots: 12")
    progress.finished("third", SubjectState.PARTIAL, "odd \\x1b[31m")
    time.sleep(0.6)
print("end", file=sys.stderr)
"""


def drawn(progress: TerminalProgress) -> list[str]:
    with progress.console.capture() as capture:
        progress.console.print(progress.picture())
    return capture.get().splitlines()


def test_off_a_terminal_nothing_is_written() -> None:
    stream = io.StringIO()
    with TerminalProgress(stream) as progress:
        progress.stage("collect")
        progress.started(SITE)
        progress.advanced("portal", 1, 1)
        progress.finished("portal", SubjectState.UNKNOWN, "dns")
        progress.note("x")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_fits_eighty_columns(lang: str) -> None:
    from rich.cells import cell_len

    progress = TerminalProgress(io.StringIO(), lang, width=80)
    progress.stage("collect")
    progress.started(ACCOUNT)
    progress.started(SITE)
    progress.advanced("portal", 1_234_567, 7_654_321)
    lines = drawn(progress)
    assert [cell_len(line) <= 80 for line in lines] == [True] * 4
    assert "1,234,567" in lines[2]
    assert "7,654,321" in lines[2]
    assert lines[2].startswith("晴川区人民政府门户网站（…")
    assert lines[3].startswith("晴川发布")


def test_only_what_is_at_work_is_shown_and_the_rest_is_counted() -> None:
    progress = TerminalProgress(io.StringIO(), "en", width=80)
    for number in range(20):
        progress.started(Subject(f"s{number}", SubjectKind.SITE, f"site {number}", "u"))
    progress.advanced("s0", 10, 0)
    progress.finished("s0", SubjectState.OBSERVED, "")
    lines = drawn(progress)
    assert "subjects 1/20" in lines[0]
    assert "pages 10" in lines[0]
    assert lines[2].startswith("site 1 ")
    assert lines[-1] == "7 more at work"
    assert len(lines) == 15


def test_a_pause_is_shown_and_logged_until_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    progress = TerminalProgress(io.StringIO(), "zh", width=80)
    progress.stage("collect")
    both = Together(progress, Logged(), Silent())
    with caplog.at_level(logging.WARNING, "auditor.run"):
        both.paused("4 of 12 hosts failed alike (refused)")
        assert any("已暂停" in line for line in drawn(progress))
        both.paused("")
        assert not any("已暂停" in line for line in drawn(progress))
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "paused",
        "the network answers again",
    ]


def test_rate_is_that_of_the_last_seconds() -> None:
    walk = SubjectProgress("x", is_site=True)
    rates = []
    for second in range(60):
        walk.done += 10 if second < 30 else 2
        rates.append(round(walk.rate(float(second)), 1))
    assert (rates[0], rates[20], rates[59]) == (0.0, 10.0, 2.0)
    assert len(walk.seen) < 20


def test_clock() -> None:
    assert [clock(0), clock(61.9), clock(36_610)] == ["0:00:00", "0:01:01", "10:10:10"]


def test_a_terminal_is_drawn_on_and_wiped() -> None:
    text = on_a_terminal({"TERM": "xterm", "COLUMNS": "80"})
    assert "采集" in text
    assert "晴川区人民政府门户网站" in text
    assert "未能判断: other: 域名无法解析" in text
    assert "部分判断: fourth: 需要登录或授权 1, robots.txt 不允许访问 12" in text
    assert "部分判断: third: odd \\x1b[31m" in text
    assert text.endswith("end\r\n")
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1


def test_a_dumb_terminal_is_left_alone() -> None:
    assert on_a_terminal({"TERM": "dumb"}) == "end\r\n"


def test_no_color_still_draws_without_colour() -> None:
    text = on_a_terminal({"TERM": "xterm", "NO_COLOR": "1"})
    assert "采集" in text
    assert not any(f"\x1b[{code}m" in text for code in (31, 32, 33, 34, 35, 36))


def on_a_terminal(environ: dict[str, str]) -> str:
    """Return what SHOW writes on a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SHOW], stderr=theirs, stdin=theirs,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environ}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    os.close(theirs)
    read = b""
    try:
        while chunk := os.read(ours, 65536):
            read += chunk
    except OSError:
        pass
    os.close(ours)
    assert process.wait(10) == 0
    return read.decode()


def test_the_log_tells_what_came_of_each_subject(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "auditor"):
        both = Together(Logged(), Silent())
        both.stage("collect")
        both.started(SITE)
        both.advanced("portal", 1, 2)
        both.finished("portal", SubjectState.PARTIAL, "max_pages")
        both.note("robots.txt of host a asks for 40 s")
    assert caplog.messages == ["stage collect", "portal: partial max_pages", "robots.txt of host a asks for 40 s"]


def test_counting_a_page_is_cheap() -> None:
    progress = TerminalProgress(io.StringIO())
    progress.started(SITE)
    began = time.process_time()
    for number in range(10_000):
        progress.advanced("portal", number, 0)
    assert time.process_time() - began < 0.5
