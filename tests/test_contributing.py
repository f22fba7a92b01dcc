"""The worked examples of CONTRIBUTING.md: each is put into a copy of the tree, and its tests pass there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PAGE = TOP / "CONTRIBUTING.md"
EXAMPLE = re.compile(r"<!-- example: (\S+)( \(added row\))? -->\n```python\n(.*?)```\n", re.S)
END_OF_ROWS = ')  # fmt: skip\n"""The platforms known'
COPIED = ("auditor", "checks", "tests")
LINKED = ("docs", "inventory.csv", "pyproject.toml", "README.md", "README.zh-CN.md")

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="CONTRIBUTING.md is not beside the tests")


def examples() -> dict[str, str]:
    """Return the files of the examples by path; a row that is added to a file comes as the whole new file."""
    found = {}
    for path, added, code in EXAMPLE.findall(PAGE.read_text(encoding="utf-8")):
        text = (TOP / path).read_text(encoding="utf-8") if added else ""
        found[path] = text.replace(END_OF_ROWS, f"    {code.rstrip()},\n{END_OF_ROWS}") if added else code
    return found


def overlay(folder: Path, files: dict[str, str]) -> None:
    """Make a copy of the tree in `folder`, with `files` in it."""
    for name in COPIED:
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        if (TOP / name).exists():
            (folder / name).symlink_to(TOP / name)
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in the copy, whose packages come first."""
    code = "import sys, pytest; sys.path.insert(0, '.'); sys.exit(pytest.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_page_has_the_three_examples() -> None:
    assert {path.rpartition("/")[0] for path in examples()} == {
        "auditor", "auditor/collect/accounts", "auditor/facts", "checks", "tests/check", "tests/collect/accounts",
        "tests/facts",
    }  # fmt: skip


def test_the_examples_work_as_they_stand(tmp_path: Path) -> None:
    files = examples()
    overlay(tmp_path, files)
    done = pytest_in(tmp_path, *(path for path in files if path.startswith("tests/")))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_a_rule_by_the_example_is_one_file_and_its_test(tmp_path: Path) -> None:
    """What holds for every rule holds for the example, with nothing else edited but the page that code writes."""
    files = {path: text for path, text in examples().items() if "page_title_long" in path}
    overlay(tmp_path, files)
    done = pytest_in(tmp_path, "tests/test_rules.py", "tests/rules", "-k", "not rule_pages")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
