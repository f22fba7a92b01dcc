"""Faults nobody foresaw: each has an id, the same wherever the same place in the program fails in the same way."""

import hashlib
import logging
import traceback

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
