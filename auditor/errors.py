"""Faults a user can meet, each with its exit code (docs/contract.md 2); everything else is a bug of ours."""

import hashlib
import logging
import traceback
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command; where several apply the order is 2, 5, 130, 4, 1, 3."""

    DONE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    NOT_OBSERVED = 3
    LOCKED = 4
    FAILED = 5
    INTERRUPTED = 130


class AuditorError(Exception):
    """A fault with words for the user and an exit code. `str()` is what to print, without a traceback."""

    exit_code = ExitCode.FAILED


class BadInput(AuditorError):
    """Usage, register or configuration is wrong: the message names file, place and remedy."""

    exit_code = ExitCode.BAD_INPUT


class Locked(AuditorError):
    """Another run holds the lock; the message names its process and start."""

    exit_code = ExitCode.LOCKED


class RunFailed(AuditorError):
    """The run itself failed: disk full, store unreadable, our own network down."""

    exit_code = ExitCode.FAILED


class LineLost(RunFailed):
    """Our own network failed and did not recover in time: nothing may be judged."""


class Interrupted(AuditorError):
    """The user or the system stopped the run; what was collected is kept."""

    exit_code = ExitCode.INTERRUPTED


# Unforeseen faults: each has an id, the same wherever the same place in the program fails in the same way.

LOG = logging.getLogger("auditor.internal")
_TOLD: set[str] = set()


def surprise(fault: BaseException) -> str:
    """Return what a report says of an unforeseen fault: 'internal error', its id (8 hex digits) and its type.

    Where it happened is logged once a process; the fault's own words, which may quote what was read, are not.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.name}" for frame in frames]
    kind = type(fault).__name__
    number = hashlib.sha256("\n".join([kind, *places[-3:]]).encode()).hexdigest()[:8]
    if number not in _TOLD:
        _TOLD.add(number)
        lines = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        LOG.warning("internal error %s: %s at %s", number, kind, lines)
    return f"internal error {number}: {kind}"
