from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from auditor.errors import BadInput, RunFailed
from auditor.facts.link_targets import TargetReading
from auditor.model import Outcome, RegisterStatus
from auditor.model.audit import Audit
from auditor.store.run_records import (
    RESUMED_WITHIN,
    begin_run,
    finish_run,
    finished_runs,
    invalidate_run,
    register_hash,
    report_written,
    stored_audit,
)
from auditor.store.schema import cut, doubtful, frontier, look, observation, page, run, url
from tests.make import AS_OF, account, site
from tests.store.night import NOW, Night, finished, home, reply

MINUTE = timedelta(minutes=1)


ROWS = (site(),)


def begin(engine, now=NOW, subjects=ROWS, as_of=AS_OF, version="1", inventory="inventory.csv"):
    return begin_run(engine, inventory=inventory, subjects=subjects, as_of=as_of, version=version, now=now)


def states(engine):
    with engine.connect() as connection:
        return {row.id: row.state for row in connection.execute(select(run.c.id, run.c.state))}


def test_an_unfinished_run_is_resumed(engine):
    first = begin(engine)
    assert (first.id, first.resumed, first.finished_at) == ("2026-06-30T020000Z", False, None)
    again = begin(engine, NOW + MINUTE, inventory="moved/inventory.csv")
    assert again == replace(first, resumed=True)
    assert states(engine) == {first.id: "collecting"}


def test_an_invalid_run_is_resumed_without_what_it_could_not_see(engine):
    first = begin(engine)
    night = Night(engine, first.id)
    night.look(reply("a.html"))
    for name, outcome in (("b", Outcome.REFUSED), ("c", Outcome.TIMEOUT), ("d", Outcome.NETWORK), ("e", Outcome.DNS)):
        night.look(reply(f"{name}.html", outcome))
    night.look(reply("f.html", Outcome.HTTP_ERROR))
    night.recorder.close()
    invalidate_run(engine, first.id)
    assert states(engine) == {first.id: "invalid"}
    assert finished_runs(engine) == []
    with engine.connect() as connection:
        assert sorted(connection.execute(select(look.c.outcome)).scalars()) == ["http_error", "ok"]
    assert begin(engine, NOW + MINUTE) == replace(first, resumed=True)
    assert states(engine) == {first.id: "collecting"}


def test_the_run_of_another_day_leaves_an_invalid_one_behind(engine):
    first = begin(engine)
    invalidate_run(engine, first.id)
    second = begin(engine, NOW + timedelta(1), as_of=AS_OF + timedelta(1))
    assert states(engine) == {first.id: "abandoned", second.id: "collecting"}


@pytest.mark.parametrize(
    "other",
    [
        {"now": NOW + RESUMED_WITHIN},
        {"as_of": AS_OF + timedelta(1)},
        {"version": "2"},
        {"subjects": (site(), account())},
        {"subjects": (site(url="https://moved.example.gov.cn/"),)},
        {"subjects": (site(status=RegisterStatus.CLOSED),)},
    ],
    ids=["too old", "another day", "another version", "another row", "another address", "another status"],
)
def test_another_run_abandons_it(engine, other):
    first = begin(engine)
    second = begin(engine, **{"now": NOW + MINUTE, **other})
    assert not second.resumed
    assert states(engine) == {first.id: "abandoned", second.id: "collecting"}


def test_the_order_of_rows_and_their_notes_do_not_matter():
    rows = [site(), account()]
    assert register_hash(rows) == register_hash([account(notes="x", row=9), site(name="Another name")])
    assert register_hash(rows) != register_hash(rows[:1])


def test_runs_of_one_second_have_names_of_their_own(engine):
    assert [finished(engine, NOW).run.id for _ in range(3)] == [
        "2026-06-30T020000Z", "2026-06-30T020000Z-2", "2026-06-30T020000Z-3",
    ]  # fmt: skip


def test_a_finished_run_is_not_resumed(engine):
    first = finished(engine, NOW, [site()], as_of=AS_OF)
    second = begin(engine, NOW + MINUTE)
    assert not second.resumed
    assert states(engine) == {first.run.id: "finished", second.id: "collecting"}


def test_a_judged_run_without_its_report_is_resumed_and_can_be_printed(engine):
    info = begin(engine)
    audit = Audit(replace(info, finished_at=NOW), *[()] * 8)
    finish_run(engine, audit, reported=False)
    assert stored_audit(engine) == audit
    assert [one.id for one in finished_runs(engine)] == [info.id]
    assert begin(engine, NOW + MINUTE) == replace(info, resumed=True)
    finish_run(engine, audit, reported=False)
    report_written(engine, info.id)
    assert states(engine) == {info.id: "finished"}
    assert not begin(engine, NOW + MINUTE).resumed


def test_a_judged_run_of_another_register_counts_as_finished(engine):
    info = begin(engine)
    finish_run(engine, Audit(replace(info, finished_at=NOW), *[()] * 8), reported=False)
    second = begin(engine, NOW + MINUTE, version="2")
    assert states(engine) == {info.id: "finished", second.id: "collecting"}


def test_a_report_ends_judged_runs_only(engine):
    info = begin(engine)
    report_written(engine, info.id)
    assert states(engine) == {info.id: "collecting"}


def test_finished_runs_newest_first(engine):
    runs = [finished(engine, NOW + number * MINUTE).run for number in range(3)]
    begin(engine, NOW + 9 * MINUTE)
    assert finished_runs(engine) == runs[::-1]


def test_audits_come_back(engine):
    assert stored_audit(engine) is None
    first = finished(engine, NOW)
    second = finished(engine, NOW + MINUTE)
    assert stored_audit(engine) == second
    assert stored_audit(engine, first.run.id) == first
    with pytest.raises(BadInput, match=r"no finished run is called 'r9'; 'auditor runs' lists them"):
        stored_audit(engine, "r9")


def test_the_audit_before_a_run_is_never_its_own_or_a_later_one(engine):
    first = finished(engine, NOW)
    second = finished(engine, NOW + MINUTE)
    assert stored_audit(engine, before=NOW) is None
    assert stored_audit(engine, before=second.run.started_at) == first
    assert stored_audit(engine, before=NOW + 2 * MINUTE) == second
    unfinished = begin(engine, NOW + 3 * MINUTE)
    assert stored_audit(engine, before=unfinished.started_at) == second


def test_an_audit_of_another_format_fails_with_a_sentence(engine):
    finished(engine, NOW)
    with engine.begin() as connection:
        connection.execute(update(run).values(audit=b"no audit"))
    with pytest.raises(RunFailed, match="holds a record that cannot be read"):
        stored_audit(engine)


def test_an_unfinished_audit_cannot_be_stored(engine):
    audit = finished(engine, NOW)
    with pytest.raises(ValueError, match="has an end"):
        finish_run(engine, replace(audit, run=replace(audit.run, finished_at=None)))


@pytest.mark.parametrize("ask", [begin, finished_runs, stored_audit, lambda engine: finished(engine, NOW)])
def test_a_store_that_fails_ends_with_a_sentence(engine, ask):
    with engine.begin() as connection:
        run.drop(connection)
    with pytest.raises(RunFailed, match="no such table: run"):
        ask(engine)


def record_night(engine, info):
    night = Night(engine, info.id)
    night.page(home("a.html"), depth=0)
    night.look(reply("a.html", Outcome.HTTP_ERROR, 404))
    night.recorder.cut("s1", {"depth": 1})
    night.site()
    assert list(night.view().each(TargetReading, "s1"))


def kept(engine):
    with engine.connect() as connection:
        return {
            table.name: sorted(connection.execute(select(table.c.run).distinct()).scalars())
            for table in (frontier, cut, doubtful, look, observation)
        }


def test_a_new_run_lets_go_of_what_ended_runs_worked_with(engine):
    first = begin(engine)
    record_night(engine, first)
    assert set(map(tuple, kept(engine).values())) == {(first.id,)}
    begin(engine, NOW + MINUTE, version="2")
    assert kept(engine) == {"frontier": [], "cut": [], "doubtful": [], "look": [], "observation": []}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM page")).scalar() == 1
        assert connection.execute(select(url.c.id)).all()


def test_looks_are_kept_for_a_week_and_those_of_the_newest_finished_run_always(engine):
    days = (120, 60, 20, 3)
    names = {}
    for ago in days:
        now = NOW - timedelta(days=ago)
        info = begin(engine, now)
        record_night(engine, info)
        names[ago] = info.id
        finish_run(engine, Audit(replace(info, finished_at=now), *[()] * 8))
    begin(engine, NOW)
    assert kept(engine)["look"] == [names[3]]
    assert kept(engine)["observation"] == sorted(names[ago] for ago in (60, 20, 3))
    assert len(finished_runs(engine)) == 4


def test_a_resumed_run_keeps_everything(engine):
    info = begin(engine)
    record_night(engine, info)
    assert begin(engine, NOW + MINUTE).resumed
    assert set(map(tuple, kept(engine).values())) == {(info.id,)}
    with engine.connect() as connection:
        assert connection.execute(select(page.c.seen_run)).scalars().all() == [info.id]
