"""Processes as Linux shows them in /proc: who one is, which belong to a browser, and what memory they hold."""

import os
import signal
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
