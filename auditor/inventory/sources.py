"""The `source` column: where an account's posts or a notice point's sheets are read."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from auditor.inventory.web_address import read_address

IMPORT_PREFIX = "import:"
ATTEST_PREFIX = "attest:"
DIRECT = ("api", "page")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
FILES = (*TABLES, ".json", ".jsonl")
PLACES = ("env", "keyring", "file")
"""Where `api:PLACE=NAME` says that credentials are kept."""

_FILE = re.compile(r"(import|attest)\s*[:：]\s*(.*)", re.IGNORECASE)
_API = re.compile(r"(?:api|[a-z]+_(?:mp|open|api|data))\s*[:：]\s*(env|keyring|file)\s*=\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A source in its normal form, or the code of what is wrong with it; `remark` is the code of a note on it."""

    text: str = ""
    wrong: str = ""
    remark: str = ""


def read_source(text: str, folder: Path) -> Source:
    """Return the source a cell names: an http(s) address, import:PATH, attest:PATH, api, api:PLACE=NAME or page.

    '' for an empty cell. `api:env=NAME`, `api:keyring=SERVICE/USER` and `api:file=PATH` say where the credentials of
    an official interface are kept. PATH of import: and attest: is a CSV, XLSX or JSON file, relative to `folder`, the
    register's own; it may lead out of it (../exports), must exist and be a regular file. An absolute path is read too,
    with a remark: it holds on this machine only.
    """
    if not text:
        return Source()
    if text.lower() in DIRECT:
        return Source(text.lower())
    if match := _FILE.fullmatch(text):
        return _file(match[1].lower() + ":", match[2].strip(), folder)
    if match := _API.fullmatch(text):
        return Source(f"api:{match[1].lower()}={match[2].strip()}")
    if text.lower().startswith("http"):
        address = read_address(text, complete=False)
        return Source(address.url, address.wrong)
    return Source(wrong="source_unknown")


def import_file(source: str, folder: Path) -> Path | None:
    """Return the file that a source of the form import:PATH or attest:PATH names, None for any other source."""
    for prefix in (IMPORT_PREFIX, ATTEST_PREFIX):
        if source.startswith(prefix):
            return folder / source.removeprefix(prefix)
    return None


def api_place(source: str) -> tuple[str, str]:
    """Return the kind of place (env, keyring or file) and its name in a source `api:PLACE=NAME`; two '' otherwise."""
    match = _API.fullmatch(source)
    return (match[1].lower(), match[2]) if match else ("", "")


def _file(prefix: str, path: str, folder: Path) -> Source:
    path = path.replace("\\", "/")
    if PurePosixPath(path).suffix.lower() not in FILES:
        return Source(wrong="import_kind")
    file = folder / path
    try:
        if not file.is_file():
            return Source(wrong="import_folder" if file.is_dir() else "import_missing")
    except (OSError, ValueError):
        return Source(wrong="import_missing")
    absolute = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    return Source(prefix + path, remark="import_absolute" if absolute else "")
