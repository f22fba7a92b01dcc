from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from auditor.engine.previous_run import AD_HOC, newest_audit, previous_audit
from auditor.model.audit import Audit
from auditor.store.opening import open_store
from auditor.store.run_records import begin_run, finish_run
from tests.consolidate.build import observed
from tests.make import account, site

START = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/auditor.db")
    yield engine
    engine.dispose()


def run(engine: Engine, hour: int, inventory: str, *subjects) -> Audit:
    """Begin and finish a run that many hours after START."""
    now = START + timedelta(hours=hour)
    info = begin_run(engine, inventory=inventory, subjects=subjects, as_of=now.date(), version="1", now=now)
    audit = Audit(replace(info, finished_at=now), tuple(observed(*subjects)), *[()] * 7)
    finish_run(engine, audit)
    return audit


def before(engine: Engine, inventory: str, *subjects) -> str | None:
    """Return the id of the run that a run now would be compared with."""
    now = START + timedelta(days=9)
    info = begin_run(engine, inventory=inventory, subjects=subjects, as_of=now.date(), version="1", now=now)
    found = previous_audit(engine, info, [one.id for one in subjects])
    return found.run.id if found else None


def test_the_first_run_has_none_before_it(engine):
    assert before(engine, "a.csv", site()) is None
    assert newest_audit(engine) is None


def test_other_registers_and_checks_do_not_come_between(engine):
    ours = run(engine, 1, "a.csv", site())
    run(engine, 2, "b.csv", account())
    run(engine, 3, AD_HOC, site("elsewhere"))
    assert before(engine, "a.csv", site()) == ours.run.id


def test_the_newest_of_the_same_register_counts(engine):
    run(engine, 1, "a.csv", site())
    newest = run(engine, 2, "a.csv", site())
    assert before(engine, "a.csv", site()) == newest.run.id


def test_a_register_that_was_moved_is_known_by_its_subjects(engine):
    ours = run(engine, 1, "old.csv", site(), account())
    assert before(engine, "new.csv", site()) == ours.run.id


def test_the_same_path_with_nothing_in_common_is_another_register(engine):
    run(engine, 1, "a.csv", site("elsewhere"))
    assert before(engine, "a.csv", site()) is None


def test_a_report_is_printed_of_the_newest_register_rather_than_of_a_check(engine):
    ours = run(engine, 1, "a.csv", site())
    check = run(engine, 2, AD_HOC, site("elsewhere"))
    assert newest_audit(engine).run.id == ours.run.id
    assert check.run.id > ours.run.id


def test_checks_are_printed_where_there_is_nothing_else(engine):
    check = run(engine, 1, AD_HOC, site("elsewhere"))
    assert newest_audit(engine).run.id == check.run.id
