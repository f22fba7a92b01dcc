"""Swap two folders: in one step where the system can (renameat2, Linux 3.15), else in two."""

import ctypes
import errno
import os
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def exchange(a: Path, b: Path) -> None:
    """Swap two existing folders of one parent. Raises OSError with both as they were."""
    if sys.platform == "linux":
        fault = _renameat2(a, b)
        if not fault:
            return
        if fault not in UNABLE:
            raise OSError(fault, os.strerror(fault), str(b))
    aside = a.with_name(f"{a.name}.aside")
    b.rename(aside)
    try:
        a.rename(b)
    except OSError:
        aside.rename(b)
        raise
    aside.rename(a)


def _renameat2(a: Path, b: Path) -> int:
    """Return 0, or the error number."""
    libc = ctypes.CDLL(None, use_errno=True)
    call = getattr(libc, "renameat2", None)
    if call is None:
        return errno.ENOSYS
    failed = call(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), RENAME_EXCHANGE)
    return ctypes.get_errno() if failed else 0
