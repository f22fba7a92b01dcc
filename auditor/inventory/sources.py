"""The `source` column: where an account's posts or a notice point's sheets are read."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from auditor.inventory.address import read_address

IMPORT = "import:"
DIRECT = ("api", "page")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")

_IMPORT = re.compile(r"import\s*[:：]\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A source in its normal form, or the code of what is wrong with it; `remark` is the code of a note on it."""

    text: str = ""
    wrong: str = ""
    remark: str = ""


def read_source(text: str, folder: Path) -> Source:
    """Return the source a cell names: an http(s) address, import:PATH, api or page; '' for an empty cell.

    PATH is a CSV or XLSX file, relative to `folder`, the register's own; it may lead out of it (../exports),
    must exist and be a regular file. An absolute path is read too, with a remark: it holds on this machine only.
    """
    if not text:
        return Source()
    if text.lower() in DIRECT:
        return Source(text.lower())
    if match := _IMPORT.fullmatch(text):
        return _import(match[1].strip(), folder)
    if text.lower().startswith("http"):
        address = read_address(text, complete=False)
        return Source(address.url, address.wrong)
    return Source(wrong="source_unknown")


def import_file(source: str, folder: Path) -> Path | None:
    """Return the file that a source of the form import:PATH names, None for any other source."""
    return folder / source.removeprefix(IMPORT) if source.startswith(IMPORT) else None


def _import(path: str, folder: Path) -> Source:
    path = path.replace("\\", "/")
    if PurePosixPath(path).suffix.lower() not in TABLES:
        return Source(wrong="import_kind")
    file = folder / path
    try:
        if not file.is_file():
            return Source(wrong="import_folder" if file.is_dir() else "import_missing")
    except (OSError, ValueError):
        return Source(wrong="import_missing")
    absolute = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    return Source(IMPORT + path, remark="import_absolute" if absolute else "")
