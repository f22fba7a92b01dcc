"""Open the store by its address: SQLite by default, PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, Table, create_engine, event, inspect, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.schema import CreateIndex, CreateTable

from auditor.errors import BadInput, Locked, RunFailed
from auditor.store.network_share import refuse_share
from auditor.store.schema import SCHEMA_VERSION, metadata, store_version
from auditor.store.store_faults import reading, store_faults, store_name, writing

MEMORY = ":memory:"
USE = "use sqlite:///PATH or postgresql://USER@HOST/NAME"


def open_store(address: str) -> Engine:
    """Return an engine for `sqlite:///PATH` or `postgresql://…`, its tables made where missing.

    SQLite runs in WAL with synchronous=FULL: a committed page survives a power cut.
    Raises BadInput for an address that is none, for another program's database and for SQLite on a network
    share; RunFailed where the store can't be opened or is newer.
    """
    engine = _engine(address)
    if engine.dialect.name == "sqlite":
        refuse_share(address)
        _prepare_sqlite(engine, engine.url.database or MEMORY)
    try:
        _make_tables(engine)
        _check_version(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(address: str) -> Engine:
    try:
        parsed = make_url(address)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise BadInput(f"--store {parsed.drivername}: {USE}")
        return create_engine(parsed, pool_pre_ping=parsed.get_backend_name() == "postgresql")
    except (ArgumentError, NoSuchModuleError) as fault:
        raise BadInput(f"--store: {fault}; {USE}") from fault
    except ModuleNotFoundError as fault:
        raise BadInput(
            f"--store: the driver {fault.name} is missing; install it: pip install 'portal-auditor[postgresql]'"
        ) from fault


def _prepare_sqlite(engine: Engine, path: str) -> None:
    if path != MEMORY:
        if Path(path).is_dir():
            raise BadInput(f"--store: {path} is a folder; name a file in it, such as {path}/auditor.db")
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


def _make_tables(engine: Engine) -> None:
    """Make the tables that are missing; two commands may do so at once.

    Raises BadInput for an SQLite file that another program made: no table of ours goes into it.
    """
    with reading(engine) as connection:
        there = set(inspect(connection).get_table_names())
    if engine.dialect.name == "sqlite" and there and not there & set(metadata.tables):
        raise BadInput(
            f"--store: {engine.url.database} is a database of another program "
            f"(it holds {', '.join(sorted(there)[:3])}); name another file"
        )
    if set(metadata.tables) <= there:
        return
    with writing(engine) as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def _add_columns(engine: Engine) -> None:
    """Give the tables of an older store the columns that came later; such columns may be empty."""
    with writing(engine) as connection:
        there = inspect(connection)
        for table in metadata.sorted_tables:
            known = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    kind = column.type.compile(engine.dialect)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))
        connection.execute(update(store_version).values(version=SCHEMA_VERSION))


def _check_version(engine: Engine) -> None:
    with reading(engine) as connection:
        version = connection.execute(select(store_version.c.version)).scalar()
    if version is None:
        with writing(engine) as connection:
            first = upsert(engine, store_version).values(version=SCHEMA_VERSION)
            connection.execute(first.on_conflict_do_nothing())
    elif version < SCHEMA_VERSION:
        _add_columns(engine)
    elif version > SCHEMA_VERSION:
        raise RunFailed(
            f"the store was written by a newer auditor (format {version}, this one knows {SCHEMA_VERSION}); "
            "upgrade the program or name another store with --store"
        )


# The INSERT that knows what to do with a row that is there already, for either database.


def upsert(engine: Engine, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT into `table` that takes `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return postgresql.insert(table) if engine.dialect.name == "postgresql" else sqlite.insert(table)


# One run at a time in a shared store: address ids are handed out by the one who writes.

LOCK = int.from_bytes(b"auditor", "big")
"""Number of the advisory lock within the database."""


@contextmanager
def written_store(store: str) -> Iterator[Engine]:
    """Open a store for the block as its one writer. Raises as `open_store` and `sole_writer` do."""
    engine = open_store(store)
    try:
        with sole_writer(engine):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def sole_writer(engine: Engine) -> Iterator[None]:
    """Hold a PostgreSQL store for one run while the block lasts; the server lets go when the process dies.

    An SQLite store is held by the lock file in its folder (auditor.store.run_lock). Raises Locked where another run
    holds it. https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with store_faults(engine):
        holding = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        free = holding.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar()
    try:
        if not free:
            raise Locked(
                f"another run is at work: one on this or another machine writes the store {store_name(engine)}"
            )
        yield
    finally:
        holding.invalidate()
        holding.close()
