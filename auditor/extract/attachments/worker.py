"""The process that opens strangers' documents: limited in memory, time and files, without our secrets, ended at will.

It reads requests from its standard input, a line of JSON and the bytes of one document each, and answers each with a
line of JSON that holds nothing of the text but masked leaks. Started by `auditor/extract/attachments/reader.py`.
"""

import gc
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from typing import BinaryIO

from auditor.extract.attachments.documents import FileKind, Unreadable, kind_of, lacking_packages, parts_of
from auditor.text.text_leaks import Part, find_leaks

OPEN_FILES = 64
LONGEST_DETAIL = 120


def limit_process(memory: int) -> None:
    """Limit this process for good: `memory` bytes of address space, no files written, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def limit_cpu(seconds: int) -> None:
    """Let this process compute for that many seconds more; past them the system ends it."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = int(spent.ru_utime + spent.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def read_document(data: bytes, today: date) -> dict[str, object]:
    """Return what leaks from a document, and why it was not read, or not to its end ('' = it was).

    Never raises for what a document holds, but for want of memory.
    """
    kind = kind_of(data)
    unread: list[tuple[str, str]] = []
    leaks = find_leaks(_readable(data, kind, unread), today)
    reason, detail = unread[0] if unread else ("", "")
    return {
        "kind": kind or "",
        "leaks": [list(astuple(one)) for one in leaks],
        "unread": reason,
        "detail": detail[:LONGEST_DETAIL],
    }


def _readable(data: bytes, kind: FileKind | None, unread: list[tuple[str, str]]) -> Iterator[Part]:
    """Yield what can be read of a document and note why the rest was not."""
    if kind is None:
        unread.append(("file_unsupported", ""))
        return
    try:
        yield from parts_of(data, kind)
    except Unreadable as fault:
        unread.append((fault.reason, fault.detail))
    except MemoryError:
        unread.append(("file_limits", "memory"))
    except ImportError:
        unread.append(("no_file_reader", ", ".join(lacking_packages())))
    except RuntimeError as fault:
        unread.append(("file_encrypted" if "password" in str(fault) else "file_damaged", type(fault).__name__))
    except (zipfile.BadZipFile, ValueError, Exception) as fault:  # whatever a stranger's document makes of parsers
        unread.append(("file_damaged", type(fault).__name__))


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        asked = json.loads(line)
        data = requests.read(asked["size"])
        limit_cpu(asked["cpu_s"])
        try:
            told = read_document(data, date.fromisoformat(asked["today"]))
        except MemoryError:
            told = {"kind": "", "leaks": [], "unread": "file_limits", "detail": "memory"}
        del data
        gc.collect()
        answers.write(json.dumps(told).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    limit_process(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
