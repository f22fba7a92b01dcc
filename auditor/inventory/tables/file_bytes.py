"""Read a file's bytes, bounded, with a plain reason where it can't be read."""

import stat
from pathlib import Path

from auditor.inventory.tables.table_faults import table_fault

MEBIBYTE = 1024 * 1024
MAX_FILE_MIB = 64


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
