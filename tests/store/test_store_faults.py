import sqlite3

import msgspec
import pytest
import zstandard
from sqlalchemy import create_engine
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError, TimeoutError

from auditor.errors import BadInput, RunFailed
from auditor.store.opening import sole_writer
from auditor.store.schema import metadata
from auditor.store.store_faults import reading, store_faults, writing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "database or disk is full",
            "database or disk is full: make room on the disk and start the same command again",
        ),
        ("disk I/O error", "disk I/O error: make room on the disk"),
        ('could not extend file "base/1": No space left on device\nHINT: x', "No space left on device: make room"),
        ("attempt to write a readonly database", "give this user the right to write it"),
        ("database is locked", "another program holds it"),
        ("terminating connection due to administrator command", "see whether the server runs"),
        ("near X: syntax error", "cannot be used: near X: syntax error"),
        ("", "cannot be used: unknown fault"),
    ],
)
def test_what_a_database_complains_of_comes_with_a_remedy(engine, text, words):
    with pytest.raises(RunFailed) as told, store_faults(engine):
        raise OperationalError("SELECT 1", {}, Exception(text))
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert "SELECT 1" not in str(told.value)


@pytest.mark.parametrize(
    "fault",
    [
        InterfaceError("SELECT", {}, Exception("connection already closed")),
        PendingRollbackError("rolled back"),
        TimeoutError("pool"),
        sqlite3.OperationalError("disk I/O error"),
        zstandard.ZstdError("bad"),
        msgspec.ValidationError("bad"),
    ],
)
def test_every_way_a_store_fails_is_a_failed_run(engine, fault):
    with pytest.raises(RunFailed), store_faults(engine):
        raise fault


@pytest.mark.parametrize("fault", [BadInput("x"), RunFailed("y"), ValueError("z"), KeyboardInterrupt()])
def test_other_faults_pass(engine, fault):
    with pytest.raises(type(fault)) as told, store_faults(engine):
        raise fault
    assert told.value is fault


def test_the_password_is_not_told():
    pytest.importorskip("psycopg")
    engine = create_engine("postgresql+psycopg://audit:geheim@127.0.0.1:1/audit")
    with pytest.raises(RunFailed) as told, reading(engine):
        pass
    assert "geheim" not in str(told.value)
    assert "audit:***@127.0.0.1:1/audit" in str(told.value)


def test_a_block_that_raises_writes_nothing(engine):
    table = metadata.tables["cut"]

    def write_and_fail():
        with writing(engine) as connection:
            connection.execute(table.insert().values(run="r", subject="s", reason="depth", count=1))
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        write_and_fail()
    with reading(engine) as connection:
        assert connection.execute(table.select()).all() == []


def test_an_sqlite_store_is_held_by_its_folder_s_lock_alone(engine):
    with sole_writer(engine), sole_writer(engine):
        pass
