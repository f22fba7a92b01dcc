"""The processes and folders of our browsers, as Linux shows them in /proc, and those a killed run leaves behind.

Each browser has a folder of its own among the temporary files. It holds the browser's profile and a note of who owns
it. A browser gets the path of its folder in its environment. Only processes that these two name for certain are ended.
"""

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
PREFIX = "auditor-browser-"
VARIABLE = "AUDITOR_BROWSER_FOLDER"
_NOTE = "processes.json"
_NOTE_BYTES = 4096
SHORT = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes unpredictable names
_LONGEST = 36
"""Longest path of a place for folders: the path of Chromium's socket may have 107 letters (unix(7))."""

_UNSIGNED_S = 60.0
"""Age of a folder without a note from which it has no owner."""

Named = tuple[int, int]
"""A process by its id and start, unique on this machine."""


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
    """Return a process, None where none has that id or it is a zombie."""
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
    """Return whether a process is the main one of a browser: its children have a --type."""
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
    """Kill a process, unless its id names another one by now."""
    now = process(one.id)
    if now is not None and now.started == one.started:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(one.id, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class FolderNote:
    """Who owns a folder, and which processes belong to it."""

    boot: str
    namespace: str
    owner: Named
    processes: tuple[Named, ...]


def make_browser_folder() -> Path:
    """Return a new folder for one browser of this process, noted as ours; raises OSError."""
    place = next((place for place in _places() if len(place) <= _LONGEST and os.access(place, os.W_OK)), None)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    note_processes(folder)
    return folder


def note_processes(folder: Path, *numbers: int) -> None:
    """FolderNote which processes belong to a folder beside this one, which owns it; raises OSError."""
    owner, *others = [_named(number) for number in (os.getpid(), *numbers)]
    told = {"boot": boot(), "namespace": namespace(), "owner": owner, "processes": [one for one in others if one]}
    fresh = folder / f"{_NOTE}.new"
    fresh.write_text(json.dumps(told), encoding="ascii")
    fresh.replace(folder / _NOTE)


def end_processes(folder: Path) -> None:
    """End the processes of a folder, and remove the folder."""
    noted = _read(folder)
    named = noted.processes if noted and noted.boot == boot() and noted.namespace == namespace() else ()
    mark = f"{VARIABLE}={folder}"
    heads = [number for number, started in named if _named(number) == (number, started)]
    heads += [one.id for one in processes() if told_in_environment(one.id, mark)]
    for one in {one for head in heads for one in family(head)}:
        if one.id != os.getpid():
            kill(one)
    shutil.rmtree(folder, ignore_errors=True)


def end_orphans() -> int:
    """End the browsers that killed runs of this user left behind; return how many there were."""
    if _named(os.getpid()) is None:  # a system that does not show its processes
        return 0
    left = [folder for folder in _folders() if _is_left(folder)]
    for folder in left:
        end_processes(folder)
    return len(left)


def _places() -> tuple[str, ...]:
    return tuple(dict.fromkeys((tempfile.gettempdir(), *SHORT)))


def _folders() -> Iterable[Path]:
    for place in _places():
        with suppress(OSError), os.scandir(place) as entries:
            yield from (Path(entry.path) for entry in entries if entry.name.startswith(PREFIX) and _is_ours(entry))


def _is_ours(entry: "os.DirEntry[str]") -> bool:
    with suppress(OSError):
        return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.getuid()
    return False


def _is_left(folder: Path) -> bool:
    """Return whether a folder has no owner any more; processes of other containers are not known."""
    noted = _read(folder)
    if noted is None:
        with suppress(OSError):
            return time.time() - folder.stat().st_mtime > _UNSIGNED_S
        return False
    if noted.boot != boot():
        return True
    return noted.namespace == namespace() and _named(noted.owner[0]) != noted.owner


def _named(number: int) -> Named | None:
    found = process(number)
    return None if found is None else (found.id, found.started)


def _read(folder: Path) -> FolderNote | None:
    try:
        with (folder / _NOTE).open("rb") as file:
            told = json.loads(file.read(_NOTE_BYTES))
        owner, *others = [(int(number), int(started)) for number, started in (told["owner"], *told["processes"])]
        return FolderNote(str(told["boot"]), str(told["namespace"]), owner, tuple(others))
    except (OSError, ValueError, KeyError, TypeError):
        return None
