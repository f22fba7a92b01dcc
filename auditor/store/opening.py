"""Open the store by its address: SQLite by default, PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from auditor.errors import BadInput, RunFailed
from auditor.store.schema import SCHEMA_VERSION, metadata, store_version


def open_store(address: str) -> Engine:
    """Return an engine for `sqlite:///PATH` or `postgresql://…`, its tables made where missing.

    SQLite runs in WAL with synchronous=FULL: a committed page survives a power cut.
    Raises BadInput for an address that is none, RunFailed where the store can't be opened or is newer.
    """
    try:
        parsed = make_url(address)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise BadInput(f"--store {parsed.drivername}: use sqlite:///PATH or postgresql://USER@HOST/NAME")
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError) as fault:
        raise BadInput(f"--store: {fault}; use sqlite:///PATH or postgresql://USER@HOST/NAME") from fault
    except ModuleNotFoundError as fault:
        raise BadInput(
            f"--store: the driver {fault.name} is missing; install it: pip install 'portal-auditor[postgresql]'"
        ) from fault
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, parsed.database or ":memory:")
    with store_faults(parsed.render_as_string(hide_password=True)):
        metadata.create_all(engine)
        _check_version(engine)
    return engine


def _prepare_sqlite(engine: Engine, path: str) -> None:
    if path != ":memory:":
        folder = Path(path).resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise RunFailed(f"cannot create the folder of the store, {folder}: {fault.strerror}") from fault

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()


def _check_version(engine: Engine) -> None:
    with engine.begin() as connection:
        version = connection.execute(select(store_version.c.version)).scalar()
        if version is None:
            connection.execute(insert(store_version).values(version=SCHEMA_VERSION))
        elif version > SCHEMA_VERSION:
            raise RunFailed(
                f"the store was written by a newer auditor (format {version}, this one knows {SCHEMA_VERSION}); "
                "upgrade the program or name another store with --store"
            )


@contextmanager
def store_faults(where: str) -> Iterator[None]:
    """Turn the database's own faults into RunFailed with a sentence (disk full, unreadable, gone)."""
    try:
        yield
    except (OperationalError, DatabaseError) as fault:
        raise RunFailed(f"the store {where} cannot be used: {_plain(fault)}") from fault
    except sqlite3.Error as fault:
        raise RunFailed(f"the store {where} cannot be used: {fault}") from fault


def _plain(fault: DatabaseError) -> str:
    text = str(fault.orig).strip().splitlines()[0] if fault.orig else "unknown fault"
    if "full" in text or "disk I/O" in text:
        return f"{text}: make room on the disk and start the same command again; what was collected is kept"
    if "not a database" in text or "malformed" in text:
        return f"{text}: move the file away (a new one is made) or restore it from a copy"
    return text


def vacuum(connection: Connection) -> None:
    """Fold the write-ahead log back into an SQLite file; nothing to do elsewhere."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
