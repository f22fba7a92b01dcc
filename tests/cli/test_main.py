"""The command line as a whole: help, usage, faults and exit codes, in real processes where it matters."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import auditor
from auditor.cli.main import COMMANDS, cli, run
from auditor.errors import BadInput, Interrupted, Locked, RunFailed

HEAVY = ("numpy", "sqlalchemy", "httpx", "selectolax", "rich", "playwright", "openpyxl", "feedparser", "jinja2")


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AUDITOR_")]:
        monkeypatch.delenv(name)


def auditor_process(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], capture_output=True, text=True, timeout=60, **more
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["run", "--help"], *([name, "-h"] for name in COMMANDS)]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom auditor.cli.main import run\n"
        f"code = run({arguments!r})\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[] 0"
    assert done.stdout


def test_commands_are_those_of_the_contract() -> None:
    assert sorted(cli.commands) == sorted([*COMMANDS, "completion"])
    assert auditor_process("--version").stdout == f"auditor {auditor.__version__}\n"
    known = "run check probe recheck report diff runs rules inventory waive ledger notices notify doctor demo"
    assert set(COMMANDS) >= set(known.split())
    done = auditor_process("walk")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command 'walk'" in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault_and_nothing_is_written_in_their_place(tmp_path: Path, closed: str) -> None:
    (tmp_path / "inventory.csv").write_text("name,unit,platform\nA,B,weixin\n")
    shell = f'"{sys.executable}" -m auditor run {closed}'
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr
    assert (tmp_path / "reports" / "auditor.db").read_bytes().startswith(b"SQLite format 3")
    assert auditor_process("runs").stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--nonsense"], "No such option '--nonsense'"),
        (["run", "a.csv", "b.csv"], "unexpected extra argument"),
        (["run", "--lang", "de"], "'de' is not one of 'zh', 'en'"),
        (["run", "--fail-on", "all"], "'all' is not one of"),
        (["check"], "Missing argument 'URL...'"),
        (["run", "-q", "-v"], "-q and -v contradict each other"),
        (["run", "--rate", "-1", "--max-pages", "0"], "--rate = '-1': must be a number, 0 to 10,000"),
        (["run", "--rate", "-1", "--max-pages", "0"], "--max-pages = '0': must be a whole number, 1 to 100,000,000"),
        (["run", "--as-of", "2026-13-01"], "--as-of = '2026-13-01': must be a date that exists"),
        (["run", "--store", "mysql://x/y"], "--store: must be sqlite:///PATH or postgresql://HOST/DATABASE"),
        (["run", "--format", "html,docx"], "'docx' is not one of html, pdf, xlsx, json, csv, sarif, junit"),
        (["run", "--config", "none.toml"], "none.toml: no such file of settings"),
        (["run"], "inventory.csv: no such file; write a register with `auditor inventory template -o inventory.csv`"),
        (["run", "mine.xlsx"], "mine.xlsx: no such file"),
        (["rules", "link-brokn"], "link-brokn: no such rule; did you mean link-broken?"),
        (["run", "--log-file", "/nowhere/x.log"], "--log-file /nowhere/x.log: cannot be written: No such file"),
        (["completion", "csh"], "'csh' is not one of"),
        *(([*words], "there are no runs yet: reports/auditor.db does not exist; start one with `auditor run`")
          for words in (["runs"], ["report"], ["diff", "a", "b"])),
        (["check", "http://127.0.0.1/", "--format", "html"], "html: check prints one of json, csv, sarif, junit"),
    ],
)  # fmt: skip
def test_bad_usage_is_exit_code_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [], "bad usage leaves nothing behind"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BadInput("row 1\nrow 2"), 2, "error: row 1\nerror: row 2\n"),
        (RunFailed("no room"), 5, "error: no room\n"),
        (Locked("held"), 4, "error: held\n"),
        (Interrupted("stopped"), 130, "error: stopped\n"),
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
        (click.Abort(), 130, "error: interrupted\n"),
        (ZeroDivisionError("by\nzero"), 5,
         "critical: internal error, ZeroDivisionError: by; what was collected is kept; -v shows where\n"),
        (OSError(errno.ENOSPC, "No space left on device", "/x/auditor.db"), 5,
         "critical: No space left on device (/x/auditor.db): make room and start again; what was collected is kept\n"),
        (MemoryError(), 5, "critical: out of memory; what was collected is kept, and the next run resumes\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
    ],
)  # fmt: skip
def test_every_fault_has_its_code_and_sentence(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("auditor.rules.registry.load", fail)
    assert run(["rules"]) == code
    out, err = capsys.readouterr()
    assert (out, err.lstrip("\n")) == ("", words)


def test_a_traceback_is_for_v_and_the_log_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail() -> None:
        raise ValueError("secret http://u:SECRET@h/?token=SECRET")

    monkeypatch.setattr("auditor.rules.registry.load", fail)
    assert run(["rules", "--log-file", "a.log"]) == 5
    err = capsys.readouterr().err
    assert (err.count("\n"), "SECRET" in err) == (1, False)
    log = (tmp_path / "a.log").read_text()
    assert ("Traceback" in log, log.count("\n"), "SECRET" in log) == (True, 1, False)
    assert run(["rules", "-v"]) == 5
    err = capsys.readouterr().err
    assert ("Traceback" in err, "SECRET" in err) == (True, False)


def test_a_reader_that_goes_away_is_no_fault() -> None:
    for arguments in ("rules", "--help", "rules --format json"):
        script = f"{sys.executable} -m auditor {arguments} | true; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
        assert (done.stdout, done.stderr) == ("0\n", ""), arguments


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_click_s_own(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_AUDITOR_COMPLETE" in capsys.readouterr().out


def test_ids_complete_from_registry_and_register(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text(
        "id,name,unit,url\nportal,A,B,http://127.0.0.1/\npost,C,D,http://127.0.0.2/\n"
    )

    def complete(words: str) -> list[str]:
        environ = {**os.environ, "_AUDITOR_COMPLETE": "bash_complete", "COMP_WORDS": words,
                   "COMP_CWORD": str(len(words.split()) - 1)}  # fmt: skip
        return [line.partition(",")[2] for line in auditor_process(env=environ).stdout.split()]

    assert complete("auditor rules column-b") == ["column-blank"]
    assert complete("auditor run --only po") == ["portal", "post"]
    assert "inventory" in complete("auditor in")


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {line[1] for line in lines} >= {"link-broken", "column-stale", "account-dormant"}
    assert {len(line) for line in lines} == {5}
    assert run(["rules", "account-dormant", "--lang", "en"]) == 0
    assert "国办秘函〔2019〕19号" in capsys.readouterr().out


def test_rules_show_the_limits_in_force(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('[limits."account-dormant"]\nsilent = 7\n')
    assert run(["rules", "account-dormant", "--format", "json"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)
    assert (rule["limits"]["silent"]["value"], rule["limits"]["silent"]["default"]) == (7, 14)
    assert (rule["id"], rule["item"], rule["severity"]) == ("account-dormant", 27, "veto")


def test_an_inventory_template_is_read_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["inventory", "template", "-o", "mine.csv"]) == 0
    assert run(["inventory", "template", "-o", "mine.csv"]) == 2
    assert "mine.csv exists and is left as it is" in capsys.readouterr().err
    (tmp_path / "bad.csv").write_text("name,unit,url\nA,,http://127.0.0.1/\nB,C,\n")
    assert run(["inventory", "check", "bad.csv", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("bad.csv") >= 2, "every fault at once"


def test_inventory_check_sums_up_what_it_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text("name,unit,url,platform\nA,B,http://127.0.0.1/,\nC,D,,weixin\n")
    assert run(["inventory", "check", "--lang", "en"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    told = dict(line.split("\t") for line in lines)
    assert (first, told["sites"], told["accounts"], told["notice points"]) == ("inventory.csv", "1", "1", "0")
    assert told["accounts without a source (will be listed as not seen)"] == "1"
    assert run(["run", "--only", "nobody"]) == 2
    assert "--only nobody: the register has no such subject" in capsys.readouterr().err


def test_inventory_check_names_the_faults_of_the_files_of_accounts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "posts.csv").write_text("标题,发布时间\n甲,昨天\n乙,2026-06-01\n丙,明天\n")
    (tmp_path / "checks.csv").write_text("名称,核查人,核查时间,状态\nA,,2026-06-01,正常\nA,张三,2026-06-01,还行\n")
    (tmp_path / "all.csv").write_text("名称,核查人,核查时间,截图\nA,张三,2026-06-01,none.png\n")
    (tmp_path / "auditor.toml").write_text('[accounts]\nchecks = ["all.csv", "gone.csv"]\n')
    (tmp_path / "inventory.csv").write_text(
        "name,unit,platform,source\nA,B,weixin,import:posts.csv\nC,D,weibo,attest:checks.csv\n"
    )
    assert run(["inventory", "check", "--lang", "en"]) == 2
    told = [line.partition(";")[0] for line in capsys.readouterr().err.splitlines()]
    assert [line.removeprefix("error: ") for line in told] == [
        "posts.csv, row 2, column 发布时间: '昨天' is not plainly a date with its year",
        "posts.csv, row 4, column 发布时间: '明天' is not plainly a date with its year",
        "checks.csv, row 2, column 核查人: a person's check must say this",
        "checks.csv, row 3, column 状态: state '还行' is not known",
        "all.csv, row 2, column 截图: there is no picture 'none.png'",
        "gone.csv: there is no such file",
    ]


def test_inventory_check_says_which_accounts_a_shared_file_lacks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "posts.csv").write_text("账号,标题,发布时间\nA,甲,2026-06-01\n")
    (tmp_path / "inventory.csv").write_text(
        "name,unit,platform,source\nA,B,weixin,import:posts.csv\nC,D,weibo,import:posts.csv\n"
    )
    assert run(["inventory", "check", "--lang", "en"]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if "note" in line]
    assert len(notes) == 1
    assert "inventory.csv, row 3: posts.csv: it has no row of this account (looked for C" in notes[0]
