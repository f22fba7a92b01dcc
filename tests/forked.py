"""The command as a process of its own, forked from one that has read the whole program: no second for each start."""

import asyncio
import multiprocessing
import os
import pkgutil
import resource
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import auditor
import checks

_STARTER = multiprocessing.get_context("forkserver")
_STARTER.set_forkserver_preload(
    [
        "pytest",
        *(
            module.name
            for package in (auditor, checks)
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
            if not module.name.endswith("__main__")
        ),
    ]
)


def _work(
    arguments: tuple[str, ...], folder: str, environment: dict[str, str], told: tuple[str, str], peak: str
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    for stream, path in enumerate(told, 1):
        os.dup2(os.open(path, os.O_WRONLY), stream)
    from auditor.cli.main import run

    sys.argv[:] = ["auditor", *arguments]
    try:
        code = run(list(arguments))
    finally:
        Path(peak).write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    sys.exit(code)


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command came to: exit code, stdout, stderr, and the most memory it held, KiB."""

    code: int
    out: bytes
    err: bytes
    peak_kib: int


async def forked(
    arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], longest_s: float
) -> tuple[int, bytes, bytes]:
    """Run the command to its end in a process of its own; return its exit code, stdout and stderr."""
    done = await finished(arguments, folder, environment, longest_s)
    return done.code, done.out, done.err


async def finished(
    arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], longest_s: float
) -> Finished:
    """Run the command to its end in a process of its own; return what it came to."""
    with (
        tempfile.NamedTemporaryFile() as out,
        tempfile.NamedTemporaryFile() as err,
        tempfile.NamedTemporaryFile() as peak,
    ):
        process = _STARTER.Process(
            target=_work,
            args=(arguments, str(folder), dict(environment), (out.name, err.name), peak.name),
            daemon=False,
        )
        await asyncio.to_thread(process.start)
        await asyncio.to_thread(process.join, longest_s)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        process.close()
        assert code is not None, f"not done within {longest_s} s: {err.read().decode()}"
        return Finished(code, out.read(), err.read(), int(peak.read() or 0))
