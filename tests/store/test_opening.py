import os
import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import update

from auditor.errors import BadInput, RunFailed
from auditor.store import network_share as mounts
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.store.schema import SCHEMA_VERSION, store_version

NOBODY = 65534


def opened(address):
    engine = open_store(address)
    engine.dispose()


def pragma(engine, name):
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_is_made_with_its_folder_and_survives_a_power_cut(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a/b/auditor.db")
    assert (pragma(engine, "journal_mode"), pragma(engine, "synchronous"), pragma(engine, "busy_timeout")) == (
        "wal", 2, 30000,
    )  # fmt: skip
    engine.dispose()
    opened(f"sqlite:///{tmp_path}/a/b/auditor.db")


def test_a_store_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opened("sqlite://")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("auditor.db", "use sqlite:///PATH or postgresql://USER@HOST/NAME"),
        ("", "use sqlite:///PATH"),
        ("mysql://root@db/x", "use sqlite:///PATH"),
        ("oracle://db", "use sqlite:///PATH"),
        ("nothing://db", "use sqlite:///PATH"),
    ],
)
def test_an_address_that_is_none_is_bad_input(address, words):
    with pytest.raises(BadInput, match=words):
        open_store(address)


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(BadInput, match=f"{tmp_path} is a folder; name a file in it"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("no database " * 1000)
    with pytest.raises(RunFailed, match="file is not a database: move the file away"):
        open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("no database")


def test_a_damaged_file(tmp_path):
    file = tmp_path / "a.db"
    opened(f"sqlite:///{file}")
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(RunFailed, match="malformed: move the file away"):
        open_store(f"sqlite:///{file}")


def test_a_database_of_another_program_is_left_alone(tmp_path):
    file = tmp_path / "mail.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE letters (text)")
    connection.close()
    with pytest.raises(BadInput, match=r"is a database of another program \(it holds letters\); name another file"):
        open_store(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    connection.close()


def test_a_store_half_made_is_made_whole(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE look")
        connection.execute(store_version.delete())
    engine.dispose()
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    Recorder(engine, "r1", str).close()
    engine.dispose()


def test_a_newer_store_is_left_alone(tmp_path):
    address = f"sqlite:///{tmp_path}/a.db"
    engine = open_store(address)
    with engine.begin() as connection:
        connection.execute(update(store_version).values(version=SCHEMA_VERSION + 1))
    engine.dispose()
    with pytest.raises(RunFailed, match=rf"newer auditor \(format {SCHEMA_VERSION + 1}, .*upgrade the program"):
        open_store(address)


@pytest.fixture
def open_folder():
    """Give a folder that any user may enter, and leave it writable at the end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


@pytest.fixture
def ordinary_user():
    """Be a user whom file permissions bind while the test runs; call the fixture's value to become one."""
    user = os.geteuid()

    def become():
        if user == 0:
            os.seteuid(NOBODY)

    yield become
    os.seteuid(user)


def test_a_store_that_may_only_be_read(open_folder, ordinary_user):
    address = f"sqlite:///{open_folder}/a.db"
    opened(address)
    (open_folder / "a.db").chmod(0o444)
    open_folder.chmod(0o555)
    ordinary_user()
    with pytest.raises(RunFailed, match=r"(readonly|unable to open).*: "):
        Recorder(open_store(address), "r1", str).flush()


def test_a_store_in_a_folder_that_may_not_be_written(open_folder, ordinary_user):
    open_folder.chmod(0o555)
    ordinary_user()
    with pytest.raises(RunFailed, match=r"cannot create the folder of the store, .*/reports: Permission denied"):
        open_store(f"sqlite:///{open_folder}/reports/a.db")
    with pytest.raises(RunFailed, match="unable to open database file: see whether its folder and file"):
        open_store(f"sqlite:///{open_folder}/a.db")


def test_a_network_share_is_refused(tmp_path, monkeypatch):
    table = tmp_path / "mountinfo"
    table.write_text(f"22 1 0:20 / {tmp_path} rw - nfs4 server:/x rw\n")
    monkeypatch.setattr(mounts.refuse_share, "__defaults__", (table,))
    with pytest.raises(BadInput, match=r"lies on a network share \(nfs4\).*PostgreSQL"):
        open_store(f"sqlite:///{tmp_path}/a.db")
    assert not (tmp_path / "a.db").exists()


def test_stores_opened_at_once_are_made_once(tmp_path):
    faults = []

    def make():
        try:
            opened(f"sqlite:///{tmp_path}/a.db")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT version FROM store_version").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


def test_a_server_that_is_not_there_and_no_password_in_the_sentence():
    pytest.importorskip("psycopg")
    with pytest.raises(RunFailed, match="see whether the server runs") as told:
        open_store("postgresql://audit:geheim@127.0.0.1:1/audit")
    assert "geheim" not in str(told.value)


def test_a_store_of_an_earlier_format_gets_the_columns_it_lacks(tmp_path):
    address = f"sqlite:///{tmp_path}/a.db"
    opened(address)
    with sqlite3.connect(tmp_path / "a.db") as old:
        old.execute("ALTER TABLE look DROP COLUMN notes")
        old.execute("UPDATE store_version SET version = 1")
    old.close()
    engine = open_store(address)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(notes) FROM look").scalar() == 0
        assert connection.exec_driver_sql("SELECT version FROM store_version").scalar() == SCHEMA_VERSION
    engine.dispose()
