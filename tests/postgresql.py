"""A throw-away PostgreSQL server on loopback; it refuses root, so root starts it as the user postgres."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nginx import free_port

UNSAFE_AND_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
INSTALLED = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    folders = sorted(INSTALLED.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return folders[-1] if folders else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server and give the address of an empty database in it, as --store takes it."""
    programs = binaries()
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        run: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            run = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "env", f"HOME={folder}"]
        data, port = folder / "data", free_port()

        def call(*command: str | Path) -> None:
            subprocess.run([*run, *command], cwd=folder, check=True, capture_output=True, timeout=60)

        call(programs / "initdb", "-D", data, "-U", "audit", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        settings = f"-p {port} -h 127.0.0.1 -k {folder} {UNSAFE_AND_FAST}"
        call(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://audit@127.0.0.1:{port}/postgres"
        finally:
            call(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
