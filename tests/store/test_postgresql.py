"""The store on a real PostgreSQL server: the same answers as SQLite, and whole runs, killed and cut off too."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from auditor.errors import ExitCode, Locked, RunFailed
from auditor.facts.account_copies import PostCopies
from auditor.facts.home import HomeReading
from auditor.facts.kept_copies import PageCopies
from auditor.facts.link_targets import TargetReading
from auditor.facts.pages import PageReading
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.model import AccountReading, LinkKind, Outcome, SubjectState
from auditor.model.subject import PointObservation
from auditor.store.opening import open_store, sole_writer
from auditor.store.run_records import finished_runs, stored_audit
from auditor.store.schema import metadata
from tests.forked import forked
from tests.make import AS_OF, HOME, account, days_ago, point, post, reading, sheet, site
from tests.office import AS_OF as AS_OF_NIGHT
from tests.office import Office, environment, settled, wait_until
from tests.office import site as small_site
from tests.postgresql import binaries, postgresql
from tests.site_server import SiteServer
from tests.store.night import NOW, TERMS, Night, article, column, facts, finished, home, item, link, reply

pytest.importorskip("psycopg")
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server is installed"),
]
TEXT = "区文化馆将于下月举办群众合唱节，各街道可组织两支队伍报名参加，报名材料由街道文化站统一收齐后报送馆办公室。" * 3
SUBJECTS = (site(), account(), point())


@pytest.fixture(scope="module")
def server():
    with postgresql() as address:
        yield address


@pytest.fixture
def address(server):
    """Give the address of a store without tables."""
    yield server
    engine = create_engine(server.replace("://", "+psycopg://"), poolclass=NullPool)
    metadata.drop_all(engine)


@pytest.fixture
def shared(address):
    engine = open_store(address)
    yield engine
    engine.dispose()


def one_night(engine, run="r1"):
    """Record a night of everything the store keeps."""
    night = Night(engine, run, *SUBJECTS)
    night.page(home("n/", "gone.html", items=[item("2026/1.html", days_ago(20)), item("headline.html")]), depth=0)
    night.page(column("n/", item("n/1.html"), item("n/2.html")))
    night.page(article("n/1.html", days_ago(9), TEXT, links=(link("gone.html", text="附件\0\ud800"), link("n/"))))
    night.page(article("n/two.html", days_ago(3), TEXT, title="题\0目"), asked=HOME + "n/2.html")
    night.page(facts("list.html", link("gone.png", LinkKind.IMAGE)), body=b"\0\xff")
    night.look(reply("gone.html", Outcome.HTTP_ERROR, 404, detail="not\0found"), looks=2)
    night.look(reply("gone.png", Outcome.DNS, None))
    night.look(reply("gone.png", Outcome.TIMEOUT, None))
    night.look(reply("list.html", final_url=HOME), soft_404="页面不存在")
    night.look(reply("headline.html", Outcome.TIMEOUT, None))
    night.recorder.cut("s1", {"depth": 2})
    night.recorder.observe("a1", "account", reading(post(1, "k", text=TEXT), post(2, "l", text=TEXT)))
    night.recorder.observe("p1", "point", PointObservation((sheet("停水通知"),)))
    night.site(looked=9, pages=5, undecided={"timeout": 1})
    return night


def answers(view):
    """Return everything a view can be asked."""
    return {
        "standings": [view.standing(subject.id) for subject in view.subjects()],
        "home": view.get(HomeReading, "s1"),
        "targets": list(view.each(TargetReading, "s1")),
        "columns": list(view.each(ColumnReading, "s1")),
        "pages": list(view.each(PageReading, "s1")),
        "copies": [*view.each(PageCopies, "s1", TERMS), *view.each(PostCopies, "a1", TERMS.jaccard)],
        "posts": list(view.get(AccountReading, "a1").posts),
        "sheets": list(view.get(PointObservation, "p1").sheets),
    }


def test_both_databases_tell_the_same(shared, engine):
    told, expected = (answers(one_night(one).view()) for one in (shared, engine))
    assert told == expected
    assert [target.url.removeprefix(HOME) for target in told["targets"]] == ["gone.html", "headline.html", "gone.png"]
    assert (len(told["columns"]), len(told["copies"]), told["home"].complete) == (1, 2, False)
    assert told["standings"][0].state is SubjectState.PARTIAL


def test_the_next_night_finds_what_the_first_kept(shared):
    one_night(shared).view()
    second = Night(shared, "r2", *SUBJECTS)
    second.page(home("n/", "gone.html"), depth=0)
    second.recorder.seen_again(second.recorder.ids.one(HOME + "n/"), 3)
    second.look(reply("gone.html"))
    second.site()
    view = second.view()
    assert [one.level for one in view.each(ColumnReading, "s1")] == [3]
    assert list(view.each(TargetReading, "s1")) == []
    assert [target.url for target in StoredView(shared, "r1", SUBJECTS, AS_OF).each(TargetReading, "s1")] != []


def test_runs_and_audits(shared):
    first = finished(shared, NOW, SUBJECTS)
    night = finished(shared, NOW + timedelta(days=1), SUBJECTS)
    assert [one.id for one in finished_runs(shared)] == [night.run.id, first.run.id]
    assert stored_audit(shared, before=night.run.started_at) == first
    assert stored_audit(shared) == night


def test_one_writer_at_a_time(shared, address):
    other = open_store(address)
    with sole_writer(shared), pytest.raises(Locked, match="another run is at work"), sole_writer(other):
        pass
    with sole_writer(other):
        pass
    other.dispose()


def test_a_connection_that_the_server_ends_fails_with_a_sentence(shared):
    night = one_night(shared)
    with shared.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    with pytest.raises(RunFailed, match=r"see whether the server runs .* and start the same command again"):
        night.recorder.flush()
    night.recorder.connection.close()
    assert finished_runs(shared) == []


async def test_whole_runs_one_killed_one_locked_out_one_cut_off_and_one_to_the_end(address, tmp_path):
    async with SiteServer(small_site()) as server:
        office = Office(tmp_path / "office", server, store=address).set_up()
        process = await office.start(rate="40")
        await wait_until(lambda: len(server.asked) >= 20, process)
        code, words = await office.run(out="elsewhere")
        assert (code, "another run is at work" in words) == (ExitCode.LOCKED, True)
        assert process.returncode is None
        process.kill()
        await process.communicate()
        committed = office.looked()
        assert committed

        server.asked.clear()
        process = await office.start(rate="40")
        await wait_until(lambda: len(server.asked) >= 10, process)
        office.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        _, said = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == ExitCode.FAILED
        assert "start the same command again" in said.decode().splitlines()[-1]
        assert set(server.asked) & settled(committed) == set()
        committed = office.looked()

        server.asked.clear()
        assert (await office.run())[0] == ExitCode.DONE
        assert set(server.asked) & settled(committed) == set()
        assert office.report()["run"]["resumed"] is True
        assert len(office.looked()) > 120


async def test_a_waiver_and_a_recheck_work_on_the_server_too(address, tmp_path):
    async with SiteServer(small_site()) as server:
        office = Office(tmp_path / "office", server, store=address).set_up()
        assert (await office.run())[0] == ExitCode.DONE
        dead = [one for one in office.report()["findings"] if one["rule"] == "link-broken"]

        async def auditor(*arguments: str) -> tuple[int, str]:
            whole = (*arguments, "--store", address)
            code, out, err = await forked(whole, office.folder, environment(), longest_s=60)
            assert b"Traceback" not in err, err.decode()
            assert b"internal error" not in err, err.decode()
            return code, out.decode()

        assert (await auditor("waive", dead[0]["fingerprint"], "--reason", "待迁移"))[0] == ExitCode.DONE
        path = "/" + dead[1]["target"].split("/", 3)[3]
        server.answers[path] = "<html><title>恢复</title><body>恢复访问</body></html>"
        code, out = await auditor(
            "recheck", "--as-of", AS_OF_NIGHT, "--rate", "0", "--allow-private", "--format", "json", "--lang", "en"
        )
        assert code == ExitCode.DONE
        assert [line.split("\t")[1] for line in out.splitlines() if line.startswith("repaired")] == [
            dead[1]["fingerprint"]
        ]
        again = {one["fingerprint"]: one["status"] for one in office.report()["findings"]}
        assert again[dead[0]["fingerprint"]] == "waived"
