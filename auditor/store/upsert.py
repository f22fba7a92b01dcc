"""The INSERT that knows what to do with a row that is there already, for either database."""

from sqlalchemy import Engine, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(engine: Engine, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT into `table` that takes `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return postgresql.insert(table) if engine.dialect.name == "postgresql" else sqlite.insert(table)
