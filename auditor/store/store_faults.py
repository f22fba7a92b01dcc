"""Connections whose faults come as RunFailed with a sentence: disk full, unreadable, damaged, gone."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import zstandard
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError, TimeoutError

from auditor.errors import RunFailed

KEPT = "what was collected is kept"
REMEDIES = (
    (("full", "disk i/o", "no space left", "could not extend"),
     f"make room on the disk and start the same command again; {KEPT}"),
    (("not a database", "malformed"), "move the file away (a new one is made) or restore it from a copy"),
    (("readonly", "read-only"), "it cannot be written; give this user the right to write it and its folder"),
    (("unable to open",), "see whether its folder and file may be read and written"),
    (("locked",), f"another program holds it; end that and start again; {KEPT}"),
    (("connection", "connect to server", "terminating"),
     f"see whether the server runs and --store is right, and start the same command again; {KEPT}"),
)  # fmt: skip


def store_name(engine: Engine) -> str:
    """Return the address of a store without its password."""
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def store_faults(engine: Engine) -> Iterator[None]:
    """Turn the database's own faults, and records that cannot be unpacked, into RunFailed with a sentence."""
    try:
        yield
    except DBAPIError as fault:
        raise RunFailed(f"the store {store_name(engine)} cannot be used: {_plain(str(fault.orig))}") from fault
    except (PendingRollbackError, TimeoutError, sqlite3.Error) as fault:
        raise RunFailed(f"the store {store_name(engine)} cannot be used: {_plain(str(fault))}") from fault
    except (zstandard.ZstdError, msgspec.MsgspecError) as fault:
        raise RunFailed(
            f"the store {store_name(engine)} holds a record that cannot be read ({fault}): "
            "it is damaged or was written by another version; name another store with --store"
        ) from fault


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection for reading; raises RunFailed where the store fails inside the block."""
    with store_faults(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that the end of the block commits; raises RunFailed likewise."""
    with store_faults(engine), engine.begin() as connection:
        yield connection


def _plain(text: str) -> str:
    """Return the first line of a database's complaint with what to do about it."""
    line = (text.strip().splitlines() or ["unknown fault"])[0]
    for marks, remedy in REMEDIES:
        if any(mark in line.lower() for mark in marks):
            return f"{line}: {remedy}"
    return line
