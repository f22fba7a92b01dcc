"""Messages: one line each, nothing that acts, nothing that must not be read."""

import logging
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import BadInput
from auditor.logs import Stderr, one_line, start_logging


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:]
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\x1b[31m\r\nb\x07\x9b", "a\\x1b[31m\\r\\nb\\x07\\x9b"),
        ("晴川\u202e区\u200b\ufeff\u2028", "晴川\\u202e区\\u200b\\ufeff\\u2028"),
        ("GET http://u:p@h/x?a=1&access_token=S&key=S;x", "GET http://***@h/x?a=1&access_token=***&key=***;x"),
        ("GET http://h/x?sid=S&refresh_token=S&code=S", "GET http://h/x?sid=***&refresh_token=***&code=***"),
        ("postgresql://auditor:S@db/x?password=S", "postgresql://***@db/x?password=***"),
        ("张三 11010519491231002X 13812345678", "张三 110*************2X 138******78"),
        ("t20260302_1234567.html 2247490098 20260302123456", "t20260302_1234567.html 2247490098 20260302123456"),
    ],
)  # fmt: skip
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_any_text_becomes_one_printable_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert "\x1b" not in one_line(text)


def test_hostile_text_is_cheap() -> None:
    began = time.process_time()
    for text in ("://" + "a" * 10**6, "&key=" * 10**5, "1" * 10**6, "://a" * 10**5, "\x1b" * 10**6):
        assert len(one_line(text)) < 100_000
    assert time.process_time() - began < 1


def test_the_file_is_private_and_has_one_line_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "auditor.log"
    start_logging(log_file=path)
    log = logging.getLogger("auditor.collect.crawl")
    log.info("page %s", "a\nb")
    log.debug("not wanted")
    logging.getLogger("httpx").info("not wanted either")
    try:
        raise ValueError("boom\x1b")
    except ValueError:
        log.exception("failed")
    lines = path.read_text().splitlines()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO auditor\.collect\.crawl: page a\\nb", lines[0])
    assert lines[1].endswith("ValueError: boom\\x1b")
    assert "Traceback" in lines[1]
    assert len(lines) == 2
    assert capsys.readouterr() == ("", "error: failed\n")


def test_a_log_moved_away_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "auditor.log"
    start_logging(log_file=path)
    logging.getLogger("auditor").info("one")
    path.rename(tmp_path / "auditor.log.1")
    logging.getLogger("auditor").info("two")
    assert "two" in path.read_text()
    assert "one" in (tmp_path / "auditor.log.1").read_text()


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, "warning: w\nerror: e\n"),
        ({"quiet": True}, "error: e\n"),
        ({"verbose": True}, "debug auditor: d\ninfo auditor: i\nwarning auditor: w\nerror auditor: e\n"),
    ],
)
def test_levels_on_stderr(options: dict[str, bool], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(**options)
    log = logging.getLogger("auditor")
    log.debug("d")
    log.info("i")
    log.warning("w")
    log.error("e")
    assert capsys.readouterr() == ("", shown)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"--log-file .*cannot be written: Is a directory"):
        start_logging(log_file=tmp_path)


def test_a_full_disk_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(log_file=Path("/dev/full"))
    logging.getLogger("auditor").info("a")
    logging.getLogger("auditor").info("b")
    assert capsys.readouterr().err.count("warning: cannot write /dev/full") == 1


def test_a_log_that_cannot_be_opened_leaves_no_earlier_manners(tmp_path: Path) -> None:
    start_logging(verbose=True)
    with pytest.raises(BadInput):
        start_logging(log_file=tmp_path / "nowhere" / "x.log")
    levels = [handler.level for handler in logging.getLogger().handlers if isinstance(handler, Stderr)]
    assert levels == [logging.WARNING]
