"""Processes as Linux shows them in /proc: who one is, which belong to a browser, and what memory they hold."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `started` are clock ticks since boot, so that id and start name a process for certain."""

    id: int
    started: int
    parent: int
    group: int


@cache
def boot() -> str:
    """Return what names this boot of the machine, '' where the system does not tell."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def namespace() -> str:
    """Return what names the set of processes that this one can see by id, '' where the system does not tell."""
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""


def process(number: int) -> Process | None:
    """Return a process, None where none has that id, or it has ended and only waits to be taken note of."""
    try:
        text = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
        told = text[text.rindex(")") + 2 :].split()  # the name in brackets may hold anything
        ended = told[0] in ("Z", "X")
        return None if ended else Process(number, int(told[19]), int(told[1]), int(told[2]))
    except (OSError, ValueError, IndexError):
        return None


def processes() -> Iterator[Process]:
    """Yield every process that can be seen, none where there is no /proc."""
    try:
        names = [path.name for path in _PROC.iterdir()]
    except OSError:
        return
    for name in names:
        found = process(int(name)) if name.isdigit() else None
        if found is not None:
            yield found


def family(head: int) -> list[Process]:
    """Return a process, its descendants, and what is in its group; [] where it is gone and left nothing."""
    every = list(processes())
    kin = {head} | {one.id for one in every if one.group == head}
    grown = True
    while grown:
        more = {one.id for one in every if one.parent in kin} - kin
        kin |= more
        grown = bool(more)
    return [one for one in every if one.id in kin]


def own_bytes(number: int) -> int:
    """Return the bytes of memory that a process shares with no file and no other program, 0 where it is gone."""
    try:
        resident, shared = (_PROC / str(number) / "statm").read_text(encoding="ascii").split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def is_of_browser(number: int) -> bool:
    """Return whether a process is a browser's first one: its children say of what type they are."""
    try:
        return b"--type=" not in (_PROC / str(number) / "cmdline").read_bytes()
    except OSError:
        return False


def told_in_environment(number: int, mark: str) -> bool:
    """Return whether a process was started with `mark`, NAME=VALUE, in its environment."""
    try:
        return mark.encode() in (_PROC / str(number) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def kill(one: Process) -> None:
    """End a process at once, unless its id has come to name another one."""
    now = process(one.id)
    if now is not None and now.started == one.started:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(one.id, signal.SIGKILL)


# End tabs that take more memory than they may, whatever the event loop is busy with; Linux only.

_EVERY_S = 0.1
_MEMBERS_EVERY_S = 0.5
_TABS_WORTH = 3
"""The memory of how many tabs at their limit all processes together may hold."""


class MemoryWatch:
    """Watches one browser's processes from a thread of its own.

    A process beside the browser's first that holds more than `memory_mb` is killed, and so is the largest where all
    together hold three times as much: the page that it showed crashes, the others go on. `peak` is the most bytes
    that all held, shared program text and files left out; `killed` counts.
    """

    def __init__(self, head: int, memory_mb: int) -> None:
        self._head = head
        self._most = memory_mb * 10**6
        self._over = threading.Event()
        self.peak = 0
        self.killed = 0
        self._thread = threading.Thread(target=self._watch, name="browser-memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()

    def _watch(self) -> None:
        members: list[Process] = []
        fresh = 0.0
        while not self._over.wait(_EVERY_S):
            if time.monotonic() >= fresh:
                members, fresh = family(self._head), time.monotonic() + _MEMBERS_EVERY_S
            held = {one: own_bytes(one.id) for one in members}
            self.peak = max(self.peak, sum(held.values()))
            self._judge(held)

    def _judge(self, held: dict[Process, int]) -> None:
        tabs = sorted(((size, one.id, one) for one, size in held.items() if one.id != self._head), reverse=True)
        doomed = [one for size, _, one in tabs if size > self._most]
        if not doomed and tabs and sum(held.values()) > _TABS_WORTH * self._most:
            doomed = [tabs[0][2]]
        for one in doomed:
            if not is_of_browser(one.id):
                kill(one)
                self.killed += 1
