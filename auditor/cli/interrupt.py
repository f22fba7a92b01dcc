"""Run a coroutine that Ctrl-C, SIGTERM or a closed terminal stop gently at first, at once when repeated."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar

from auditor.errors import ExitCode, Interrupted

T = TypeVar("T")
SHOW_CURSOR = "\x1b[?25h"


def run_to_end(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Return what `work()` returns.

    The first signal cancels it, so that open pages are finished; the second leaves at once with 130.
    Raises Interrupted when it was stopped.
    """
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        task = loop.create_task(work())
        stopper = _Stopper(loop, task)
        before = {number: signal.signal(number, stopper) for number in _signals()}
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            raise Interrupted("interrupted: what was collected is kept, and the next run resumes") from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _signals() -> list[signal.Signals]:
    """Return the signals that stop a run; SIGHUP only where nohup has not switched it off."""
    hangup = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hangup]


class _Stopper:
    """Handler that counts: it runs between bytecodes, so it works while the loop is busy too."""

    def __init__(self, loop: asyncio.AbstractEventLoop, task: "asyncio.Task[Any]") -> None:
        self.loop = loop
        self.task = task
        self.stopping = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            if sys.stderr.isatty():
                os.write(2, SHOW_CURSOR.encode())
            os._exit(ExitCode.INTERRUPTED)
        self.stopping = True
        os.write(2, b"stopping: open pages are being finished; once more leaves at once\n")
        self.loop.call_soon_threadsafe(self.task.cancel)
