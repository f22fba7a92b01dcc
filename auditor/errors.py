"""Faults a user can meet, each with its exit code (CONTRACT 2); everything else is a bug of ours."""

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
    """Our own line to the network went and did not come back in time: nothing may be judged."""


class Interrupted(AuditorError):
    """The user or the system stopped the run; what was collected is kept."""

    exit_code = ExitCode.INTERRUPTED
