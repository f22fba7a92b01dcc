"""CSV bytes to rows of text: encoding by mark, then by strict trial, and quotes that are never left open."""

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path

from auditor.inventory.tables.table_faults import table_fault

MAX_CELL = 32_767
MEBIBYTE = 1024 * 1024
MAX_FILE_MIB = 64
DELIMITERS = (",", "\t", ";")
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
FALLBACK = "gb18030"
TORN = "\ufffd"

_END = "\ue000end\ue000"


def decode(body: bytes) -> str:
    """Return the text of `body`: by byte-order mark, else strict UTF-8, else strict GB18030 (docs/contract.md 1).

    UTF-8 with a damaged character is named as such and not read as GB18030, which takes nearly anything.
    Raises TableFault for text that is neither, and for what is no text.
    """
    marked = next((name for mark, name in MARKS if body.startswith(mark)), "")
    if not marked and b"\x00" in body:
        raise table_fault("binary")
    try:
        return body.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        if marked or _is_torn(body):
            raise table_fault("damaged_utf8" if marked in ("", "utf-8-sig") else "encoding", line=line) from None
    try:
        return body.decode(FALLBACK)
    except UnicodeDecodeError as error:
        raise table_fault("encoding", line=body.count(b"\n", 0, error.start) + 1) from None


def encoding_of(body: bytes) -> str:
    """Return the encoding that `decode` reads a table's bytes in. Raises TableFault as it does."""
    marked = next((name for mark, name in MARKS if body.startswith(mark)), "")
    decode(body)
    try:
        body.decode(marked or "utf-8")
    except UnicodeDecodeError:
        return FALLBACK
    return marked or "utf-8"


def csv_rows(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Yield every record of `text`, blank ones too, so that the n-th is the n-th row a spreadsheet shows.

    Raises TableFault for a quotation mark that is never closed and for a cell longer than MAX_CELL.
    """
    reader = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if record == [_END]:
                return
            if record and record[-1].endswith(_END):
                raise table_fault("open_quote", number)
            if any(len(cell) > MAX_CELL for cell in record):
                raise table_fault("cell_too_long", number, limit=MAX_CELL)
            yield tuple(record)
    except csv.Error:
        raise table_fault("cell_too_long", number + 1, limit=MAX_CELL) from None


def _is_torn(body: bytes) -> bool:
    lenient = body.decode("utf-8", "replace")
    torn = lenient.count(TORN)
    return sum(not ch.isascii() for ch in lenient) > 2 * torn  # of GB18030 text hardly a tenth passes for UTF-8


def read_file(path: Path) -> bytes:
    """Return the bytes of a regular file of at most MAX_FILE_MIB.

    Raises TableFault for a file that is missing, empty, too large, not a regular file or not readable.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise table_fault("folder")
        if not stat.S_ISREG(mode):
            raise table_fault("not_a_file")
        with path.open("rb") as file:
            body = file.read(MAX_FILE_MIB * MEBIBYTE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise table_fault("missing") from None
    except PermissionError:
        raise table_fault("no_permission") from None
    except (OSError, ValueError) as error:
        raise table_fault("unreadable", error=type(error).__name__) from None
    if len(body) > MAX_FILE_MIB * MEBIBYTE:
        raise table_fault("too_large", limit=MAX_FILE_MIB)
    if not body:
        raise table_fault("empty")
    return body
