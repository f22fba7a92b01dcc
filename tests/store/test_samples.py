from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from auditor.facts.availability import SampleDay
from auditor.facts.stored_view import StoredView
from auditor.model import Outcome
from auditor.store.opening import open_store
from auditor.store.samples import KEPT, Sample, record_samples

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 30, 12, tzinfo=ZONE)


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


def sample(at, opened=True, subject="s1"):
    return Sample(subject, at, opened, Outcome.OK if opened else Outcome.TIMEOUT, 200 if opened else None, 5, "")


def days(engine, as_of=date(2026, 6, 30), subject="s1"):
    return tuple(StoredView(engine, "r1", (), as_of, ZONE).each(SampleDay, subject))


def test_days_are_those_of_the_office(engine):
    midnight = datetime(2026, 6, 30, 0, 0, tzinfo=ZONE)
    taken = [sample(midnight - timedelta(milliseconds=1)), sample(midnight, opened=False), sample(NOON)]
    record_samples(engine, taken, NOON)
    assert days(engine) == (SampleDay(date(2026, 6, 29), 1, 0), SampleDay(date(2026, 6, 30), 2, 1))
    assert days(engine, date(2026, 6, 29)) == (SampleDay(date(2026, 6, 29), 1, 0),)
    assert days(engine, subject="s2") == ()


def test_what_says_nothing_counts_for_nothing(engine):
    record_samples(engine, [Sample("s1", NOON, None, Outcome.CHALLENGE)], NOON)
    assert days(engine) == ()


def test_a_sample_is_kept_once(engine):
    for _ in range(2):
        record_samples(engine, [sample(NOON)], NOON)
    assert days(engine) == (SampleDay(date(2026, 6, 30), 1, 0),)


def test_old_samples_go(engine):
    record_samples(engine, [sample(NOON - KEPT - timedelta(days=1)), sample(NOON - KEPT + timedelta(days=1))], NOON)
    kept = (NOON - KEPT + timedelta(days=1)).date()
    assert [one.on for one in days(engine, as_of=kept)] == [kept]


def test_lone_surrogates_are_stored(engine):
    record_samples(engine, [Sample("s1", datetime.now(UTC), False, Outcome.TLS, detail="\ud800\0")], NOON)


def test_days_long_past_are_not_read(engine):
    old = [sample(NOON - timedelta(days=back)) for back in (99, 100)]
    record_samples(engine, old, NOON)
    assert [day.on for day in days(engine)] == [(NOON - timedelta(days=99)).date()]
