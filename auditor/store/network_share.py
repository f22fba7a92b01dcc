"""Which kind of file system a path lies on, read from the kernel's table of mounts (proc_pid_mountinfo(5))."""

from pathlib import Path

from auditor.errors import BadInput

TABLE = Path("/proc/self/mountinfo")
SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.glusterfs"})
SQLITE = "sqlite:///"


def file_system(path: Path, table: Path = TABLE) -> str:
    """Return the type of the file system `path` lies on or would lie on, '' where the kernel does not tell."""
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    wanted = path.resolve()
    best, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, types = before.split(" "), after.split(" ")
        if len(fields) < 5 or not types[0]:
            continue
        point = Path(_plain(fields[4]))
        if wanted.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), types[0]
    return kind


def sqlite_file(store: str) -> Path | None:
    """Return the file of an SQLite store, None for other stores."""
    return Path(store.removeprefix(SQLITE).partition("?")[0]) if store.startswith(SQLITE) else None


def refuse_share(store: str, table: Path = TABLE) -> None:
    """Raise BadInput where an SQLite store lies on a network share: its write-ahead log needs shared memory.

    https://www.sqlite.org/wal.html, section 1
    """
    path = sqlite_file(store)
    kind = file_system(path, table) if path else ""
    if kind in SHARES:
        raise BadInput(
            f"the store {path} lies on a network share ({kind}), where SQLite loses data: "
            "give a local file, or a PostgreSQL database, with --store"
        )


def _plain(field: str) -> str:
    """Return a mount point without the octal escapes of the table."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, letter)
    return field
