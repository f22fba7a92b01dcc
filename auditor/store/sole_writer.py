"""One run at a time in a shared store: address ids are handed out by the one who writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from auditor.errors import Locked
from auditor.store.store_faults import store_faults, store_name

LOCK = int.from_bytes(b"auditor", "big")
"""Number of the advisory lock within the database."""


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
