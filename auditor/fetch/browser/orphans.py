"""What a browser of ours leaves when its run is killed: processes and folders, found and ended at the next start.

Each browser has a folder of its own among the temporary files. It holds the browser's profile and a note of who owns
it; a browser is told its folder in its environment. Nothing is ended but what these two name for certain.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.fetch.browser.processes import boot, family, kill, namespace, process, processes, told_in_environment

PREFIX = "auditor-browser-"
VARIABLE = "AUDITOR_BROWSER_FOLDER"
_NOTE = "processes.json"
_NOTE_BYTES = 4096
SHORT = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes names nobody can foresee
_LONGEST = 36
"""Letters of a place for folders: Chromium has a socket in its own, whose path may have 107 (unix(7))."""

_UNSIGNED_S = 60.0
"""How old a folder without a note must be to be nobody's."""

Named = tuple[int, int]
"""A process by its id and start, which nothing else ever has."""


@dataclass(frozen=True, slots=True)
class Note:
    """Who owns a folder, and which processes belong to it."""

    boot: str
    namespace: str
    owner: Named
    processes: tuple[Named, ...]


def make_folder() -> Path:
    """Return a new folder for one browser of this process, noted as ours; raises OSError."""
    place = next((place for place in _places() if len(place) <= _LONGEST and os.access(place, os.W_OK)), None)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    note(folder)
    return folder


def note(folder: Path, *numbers: int) -> None:
    """Note which processes belong to a folder beside this one, which owns it; raises OSError."""
    owner, *others = [_named(number) for number in (os.getpid(), *numbers)]
    told = {"boot": boot(), "namespace": namespace(), "owner": owner, "processes": [one for one in others if one]}
    fresh = folder / f"{_NOTE}.new"
    fresh.write_text(json.dumps(told), encoding="ascii")
    fresh.replace(folder / _NOTE)


def end(folder: Path) -> None:
    """End what was started for a folder, and remove it with all it holds."""
    noted = _read(folder)
    named = noted.processes if noted and noted.boot == boot() and noted.namespace == namespace() else ()
    mark = f"{VARIABLE}={folder}"
    heads = [number for number, started in named if _named(number) == (number, started)]
    heads += [one.id for one in processes() if told_in_environment(one.id, mark)]
    for one in {one for head in heads for one in family(head)}:
        if one.id != os.getpid():
            kill(one)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """End what killed runs of this user left behind; return of how many browsers that was."""
    if _named(os.getpid()) is None:  # a system that does not show its processes
        return 0
    left = [folder for folder in _folders() if _is_left(folder)]
    for folder in left:
        end(folder)
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
    """Return whether nobody owns a folder any more; of another container's processes nothing is known."""
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


def _read(folder: Path) -> Note | None:
    try:
        with (folder / _NOTE).open("rb") as file:
            told = json.loads(file.read(_NOTE_BYTES))
        owner, *others = [(int(number), int(started)) for number, started in (told["owner"], *told["processes"])]
        return Note(str(told["boot"]), str(told["namespace"]), owner, tuple(others))
    except (OSError, ValueError, KeyError, TypeError):
        return None
