"""Tables on a terminal: what is copied into the next command stays whole however narrow it is."""

import pytest
from click import unstyle
from rich.cells import cell_len

from auditor.cli.printing import rows


@pytest.mark.parametrize("key", ["69ed551ddbac5c5b", "2026-11-24T185543Z", "2026-11-24T185543Z-2"])
def test_a_key_is_never_broken_into_two_lines(key, monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    rows(("编号", "问题", "目标"), [(key, "栏目长期未更新" * 6, "https://www.example.gov.cn/" + "a" * 60)])
    out = unstyle(capsys.readouterr().out)
    assert key in out
    assert max(map(cell_len, out.splitlines())) <= 60
