"""Hand documents to the process that opens them, one at a time, and end it when it takes too long."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from auditor.model import Leak

MEMORY = 1024 * 2**20
CPU_S = 30
WALL_S = 90.0
LONGEST_ANSWER = 1024 * 1024
DOCUMENTS_A_PROCESS = 500
"""Documents after which a fresh process takes over, so that leaked memory is freed."""


@dataclass(frozen=True, slots=True)
class AttachmentReading:
    """The result of one document: its leaks, masked, and why it was not read, or not to its end ('' = it was).

    `kind` is the kind its bytes show ('' = none that is known).
    """

    leaks: tuple[Leak, ...] = ()
    unread: str = ""
    detail: str = ""
    kind: str = ""


class AttachmentReader:
    """One reading process, started when it is first needed, and again after it was ended.

    `memory` bounds its address space in bytes, `cpu_s` and `wall_s` the seconds for one document.
    """

    def __init__(self, *, memory: int = MEMORY, cpu_s: int = CPU_S, wall_s: float = WALL_S) -> None:
        self._memory = memory
        self._cpu_s = cpu_s
        self._wall_s = wall_s
        self._process: Process | None = None
        self._read = 0
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def read(self, data: bytes, today: date) -> AttachmentReading:
        """Return what leaks from a document; never raises for what it holds or does to its reader.

        `today` is the last day that anybody can be born on. A process that dies or is ended reads as 'file_limits'.
        """
        async with self._one_at_a_time:
            try:
                return await asyncio.wait_for(self._ask(data, today), self._wall_s)
            except TimeoutError:
                await self._end()
                return AttachmentReading(unread="file_limits", detail=f"more than {self._wall_s:g} s")
            except (OSError, EOFError, ValueError, asyncio.IncompleteReadError) as fault:
                code = await self._end()
                return AttachmentReading(unread="file_limits", detail=_told(code, fault))
            except BaseException:
                await self._end()
                raise

    async def _ask(self, data: bytes, today: date) -> AttachmentReading:
        process = await self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        head = {"size": len(data), "today": today.isoformat(), "cpu_s": self._cpu_s}
        process.stdin.write(json.dumps(head).encode() + b"\n" + data)
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        told = json.loads(line)
        leaks = tuple(Leak(one[0], one[1], tuple(one[2]), tuple(one[3]), one[4]) for one in told["leaks"])
        return AttachmentReading(leaks, told["unread"], told["detail"], told["kind"])

    async def _running(self) -> Process:
        if self._process is not None and (self._process.returncode is not None or self._read >= DOCUMENTS_A_PROCESS):
            await self._end()
        if self._process is None:
            self._read = 0
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "auditor.extract.attachments.worker",
                str(self._memory),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=LONGEST_ANSWER,
                env=_environment(),
                cwd=os.sep,
            )
        self._read += 1
        return self._process

    async def _end(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        ended = process.returncode
        if ended is None:
            try:
                await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(process.wait())), 0.2)
            except TimeoutError:
                process.kill()
            ended = await process.wait()
        if process.stdin is not None:
            process.stdin.close()
        return ended


def _environment() -> dict[str, str]:
    """Return an environment in which our modules are found and none of our secrets."""
    places = [str(Path(__file__).parents[3]), *(place for place in sys.path if place)]
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(places)), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


def _told(code: int | None, fault: BaseException) -> str:
    return f"the reading process ended ({code})" if code else type(fault).__name__
