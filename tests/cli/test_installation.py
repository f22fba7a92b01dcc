"""Installed files against their RECORD, and required packages."""

import base64
import hashlib
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from auditor.cli.installation import altered_files, lacking, numbers, ours

FILES = {
    "auditor/__init__.py": b"",
    "auditor/cli.py": b"print()\n",
    "checks/__init__.py": b'"""Docs."""\n',
    "checks/link_broken.py": b"RULE = 1\n",
}


def install(folder: Path, requires: tuple[str, ...] = (), files: dict[str, bytes] = FILES) -> PathDistribution:
    info = folder / "portal_auditor-1.0.dist-info"
    info.mkdir()
    lines = []
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}")
    lines += ["auditor/cli.pyc,,", "portal_auditor-1.0.dist-info/RECORD,,"]
    (folder / "auditor").mkdir(exist_ok=True)
    (folder / "auditor" / "cli.pyc").write_bytes(b"")
    (info / "RECORD").write_text("\n".join(lines) + "\n")
    metadata = ["Metadata-Version: 2.1", "Name: portal-auditor", "Version: 1.0"]
    (info / "METADATA").write_text("\n".join([*metadata, *(f"Requires-Dist: {line}" for line in requires)]) + "\n")
    return PathDistribution(info)


def test_as_installed(tmp_path: Path) -> None:
    assert altered_files(install(tmp_path)) == ()


def test_changed_missing_and_foreign_files(tmp_path: Path) -> None:
    installed = install(tmp_path)
    (tmp_path / "checks" / "__init__.py").write_text("from theirs import *\n")
    (tmp_path / "checks" / "foo.py").write_text("")
    (tmp_path / "auditor" / "cli.py").unlink()
    assert altered_files(installed) == (
        "missing: auditor/cli.py", "changed: checks/__init__.py", "foreign: checks/foo.py",
    )  # fmt: skip


def test_a_development_install_is_not_compared(tmp_path: Path) -> None:
    installed = install(tmp_path, files={})
    (tmp_path / "portal_auditor-1.0.dist-info" / "RECORD").write_text("_portal_auditor.pth,,\n")
    assert altered_files(PathDistribution(tmp_path / "portal_auditor-1.0.dist-info")) is None
    assert installed.version == "1.0"


def test_requirements_that_are_lacking(tmp_path: Path) -> None:
    installed = install(
        tmp_path,
        (
            "click>=8.1", "no-such-package-here>=1", "rich (>=9999.1)", "pytest",
            'no-such-extra>=1; extra == "browser"',
        ),
    )  # fmt: skip
    first, second = lacking(installed)
    assert first == "no-such-package-here is not installed"
    assert second.startswith("rich ")
    assert second.endswith(" is older than 9999.1")
    assert lacking(installed, "browser") == ("no-such-extra is not installed",)


def test_ours_is_installed_with_all_it_needs() -> None:
    installed = ours()
    assert installed is not None
    assert lacking(installed) == ()


@pytest.mark.parametrize(("text", "parts"), [("8.1", (8, 1)), ("6.0.14rc1", (6, 0, 14)), ("x", ())])
def test_numbers(text: str, parts: tuple[int, ...]) -> None:
    assert numbers(text) == parts
