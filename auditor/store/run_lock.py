"""One run at a time: an flock on `run.lock`, which the kernel drops when its holder dies.

flock(2): the lock belongs to the open descriptor, so a file left behind by a killed run locks nothing.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from auditor.errors import Locked, RunFailed
from auditor.store.network_share import sqlite_file

NAME = "run.lock"
POLL_S = 0.2
HOLDER_BYTES = 200
NAMED_WITHIN_S = 0.5


def lock_folders(store: str, out: Path) -> tuple[Path, ...]:
    """Return the folders a run locks: that of an SQLite store and that of its reports, each once."""
    folders = [out]
    if file := sqlite_file(store):
        folders.append(file.parent)
    return tuple(sorted({folder.resolve() for folder in folders}))


@contextmanager
def hold(folders: Iterable[Path], *, wait: bool = False, name: str = NAME) -> Iterator[None]:
    """Hold the lock `name` of every folder while the block runs; folders are made where missing.

    With `wait` the call returns when the other run is through. The order of folders must be the same in
    every caller. Raises Locked that names the holder, RunFailed where a folder cannot be written.
    """
    with ExitStack() as stack:
        for folder in folders:
            stack.enter_context(_hold_one(folder / name, wait))
        yield


@contextmanager
def _hold_one(path: Path, wait: bool) -> Iterator[None]:
    descriptor = _open(path)
    try:
        while not _try_lock(descriptor, path):
            if not wait:
                raise Locked(f"another run is at work: {_holder(descriptor)} holds {path}")
            time.sleep(POLL_S)
        _sign(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise RunFailed(
            f"cannot write the folder {path.parent}: {error.strerror}; give another with --out or --store"
        ) from error


def _try_lock(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise RunFailed(f"cannot lock {path}: {error.strerror}; is the folder on a network share?") from error
    return True


def _sign(descriptor: int, path: Path) -> None:
    line = f"pid {os.getpid()}, started {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, line.encode(), 0)
    except OSError as error:
        raise RunFailed(f"cannot write {path}: {error.strerror}") from error


def _holder(descriptor: int) -> str:
    """Return the words the holder wrote; it may be about to write them."""
    until = time.monotonic() + NAMED_WITHIN_S
    while True:
        line = os.pread(descriptor, HOLDER_BYTES, 0).decode("ascii", "replace")
        if line.endswith("\n") or time.monotonic() >= until:
            return "".join(letter for letter in line.strip() if letter.isprintable()) or "an unnamed process"
        time.sleep(0.02)
