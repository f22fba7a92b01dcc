"""Whole commands over a line that is cut while they work: our own outage is not theirs (docs/reliability.md 2)."""

import sqlite3

import pytest

from tests.outages import ARTICLES, RUN, Line, auditor, set_up
from tests.postgresql import binaries, postgresql

# A server of asyncio that is closed leaves what it has just accepted without an owner.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SITES = 12


def cut_at(request, how="refused", sites=None, back_s=None, log=None):
    """Cut the line once at a request, and mend it after some seconds, once the run says that it pauses."""
    done = []

    def when(line):
        if line.requests >= request and not done:
            done.append(True)
            line.cut(how, sites)
            if back_s is not None:
                line.mend(back_s, log=log)

    return when


def gone(line):
    return sorted(f"{site.address}gone.html" for site in line.sites)


@pytest.mark.parametrize("how", ["refused", "silent"])
async def test_a_run_goes_on_where_the_line_comes_back_and_calls_nothing_broken_for_it(tmp_path, how):
    async with Line(SITES) as line:
        line.when = cut_at(60, how, back_s=0.1, log=tmp_path / "log")
        set_up(tmp_path, line, f"a1,account,发布,某局,weibo,,{line.sites[0].address}feed.xml", wait_s=20,
               silent=how == "silent")  # fmt: skip
        told = await auditor(tmp_path, *RUN, "-v", "--log-file", "log")
        assert told.code == 0, told.err
        assert "paused: " in told.err, told.err
        assert "the run goes on" in told.err
        assert told.found("link-broken") == gone(line)
        assert [one["state"] for one in told.report["subjects"]] == ["observed"] * (SITES + 1)
        assert {page for site in line.sites for page in site.asked} >= {f"/{n}.html" for n in range(ARTICLES)}


@pytest.mark.parametrize("how", ["refused", "silent"])
async def test_a_run_whose_line_stays_away_is_invalid_and_the_next_one_begins_clean(tmp_path, how):
    async with Line(SITES) as line:
        set_up(tmp_path, line, silent=how == "silent")
        first = await auditor(tmp_path, *RUN)
        assert first.code == 0
        line.when = cut_at(line.requests + 60, how)
        lost = await auditor(tmp_path, *RUN, "--full")
        assert lost.code == 5
        assert "our own network is suspect" in lost.err.splitlines()[-1]
        assert lost.report["run"]["id"] == first.report["run"]["id"]
        with sqlite3.connect(tmp_path / "reports/auditor.db") as store:
            states = store.execute("SELECT state FROM run ORDER BY started_at").fetchall()
            kept = store.execute("SELECT DISTINCT outcome FROM look ORDER BY outcome").fetchall()
        store.close()
        assert (states, kept) == ([("finished",), ("invalid",)], [("http_error",), ("ok",)])
        line.mend()
        line.when = lambda _: None
        again = await auditor(tmp_path, *RUN)
        assert again.code == 0
        assert again.report["run"]["resumed"]
        assert again.found("link-broken") == gone(line)
        assert again.report["resolved"] == []
        assert {one["status"] for one in again.report["findings"] if one["target"] in gone(line)} == {"open"}


async def test_a_line_that_is_dead_from_the_start_makes_a_run_invalid(tmp_path):
    async with Line(SITES) as line:
        line.cut()
        set_up(tmp_path, line)
        told = await auditor(tmp_path, *RUN)
        assert told.code == 5
        assert "hosts failed alike (refused)" in told.err
        assert not (tmp_path / "reports/latest").exists()


async def test_half_of_the_hosts_lost_on_the_way_make_a_run_invalid_unless_a_sentinel_answers(tmp_path):
    async with Line(SITES) as line, Line(1) as sentinel:
        line.when = cut_at(60, sites=SITES // 2)
        set_up(tmp_path, line)
        told = await auditor(tmp_path, *RUN)
        assert told.code == 5
        assert "[fetch] sentinels" in told.err
        line.mend()
        line.when = cut_at(line.requests + 60, sites=SITES // 2)
        set_up(tmp_path, line, fetch=f'sentinels = ["{sentinel.sites[0].address}"]')
        told = await auditor(tmp_path, *RUN)
        assert told.code == 0
        assert set(gone(line)[-2:]) <= set(told.found("link-broken"))


async def test_all_of_a_few_hosts_lost_on_the_way_are_our_outage_too(tmp_path):
    async with Line(4) as line:
        line.when = cut_at(20)
        set_up(tmp_path, line)
        told = await auditor(tmp_path, *RUN)
        assert told.code == 5
        assert "of 4 hosts that had answered does so any more" in told.err or "none of 3 hosts" in told.err


async def test_a_dead_sentinel_stops_a_run_before_it_asks_anything(tmp_path):
    async with Line(2) as line, Line(1) as sentinel:
        sentinel.cut()
        set_up(tmp_path, line, fetch=f'sentinels = ["{sentinel.sites[0].address}"]')
        told = await auditor(tmp_path, *RUN)
        assert told.code == 5
        assert "none of the sentinels answers" in told.err
        assert line.requests == 0


@pytest.mark.parametrize(("how", "at"), [("refused", 0), ("silent", 30)])
async def test_one_of_three_sites_that_is_down_is_theirs(tmp_path, how, at):
    async with Line(3) as line:
        line.when = cut_at(at, how, sites=1)
        if not at:
            line.cut(how, sites=1)
        set_up(tmp_path, line, silent=how == "silent")
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0
        assert "paused" not in told.err
        assert set(told.found("link-broken")) >= set(gone(line)[1:])


@pytest.mark.parametrize("at", [0, 6])
async def test_one_site_alone_that_is_down_is_no_outage(tmp_path, at):
    async with Line(1) as line:
        line.when = cut_at(at)
        if not at:
            line.cut()
        set_up(tmp_path, line)
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0
        assert "paused" not in told.err
        assert set(told.found("link-broken")) <= set(gone(line)), "pages of a site that went away are not broken"


async def test_one_dead_host_with_a_thousand_links_is_no_outage(tmp_path):
    async with Line(2) as line, Line(1) as big:
        big.cut()
        address = big.sites[0].address
        line.sites[0].others = "".join(f'<a href="{address}{number}">第{number}条</a>' for number in range(1000))
        set_up(tmp_path, line, f"big,site,大站,某局,,{address},")
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0
        assert "paused" not in told.err
        assert f"{address}7" in told.found("link-broken")


async def test_many_dead_hosts_among_many_that_answer_are_theirs(tmp_path):
    async with Line(SITES) as line, Line(SITES, port=0) as dead:
        dead.cut()
        line.sites[0].others = "".join(f'<a href="{site.address}">旧网站</a>' for site in dead.sites)
        rows = [f"d{number},site,旧站{number},某局,,{site.address}," for number, site in enumerate(dead.sites)]
        set_up(tmp_path, line, *rows)
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0
        assert {site.address for site in dead.sites} <= set(told.found("link-broken"))


async def test_a_recheck_over_a_lost_line_leaves_the_report_as_it_was(tmp_path):
    async with Line(SITES) as line:
        set_up(tmp_path, line)
        await auditor(tmp_path, *RUN)
        first = await auditor(tmp_path, *RUN)
        line.when = cut_at(line.requests + 15)
        lost = await auditor(tmp_path, "recheck", *RUN[1:])
        assert lost.code == 5
        assert lost.report == first.report
        line.mend()
        line.when = lambda _: None
        again = await auditor(tmp_path, "recheck", *RUN[1:])
        assert again.code == 0
        assert again.found("link-broken") == gone(line)
        assert again.report["run"]["id"] != first.report["run"]["id"]


async def test_a_check_says_that_the_line_is_lost_and_of_nothing_that_it_is_broken(tmp_path):
    async with Line(SITES) as line:
        line.when = cut_at(60)
        set_up(tmp_path, line)
        told = await auditor(tmp_path, "check", "--allow-private", *(site.address for site in line.sites))
        assert (told.code, told.out) == (5, "")
        assert "resumes" not in told.err


async def test_a_probe_goes_by_its_sentinels(tmp_path):
    async with Line(2) as line, Line(1) as sentinel:
        line.cut()
        set_up(tmp_path, line, fetch=f'sentinels = ["{sentinel.sites[0].address}"]')
        told = await auditor(tmp_path, "probe", "--allow-private")
        assert (told.code, told.err) == (0, "2 sites sampled: 2 not open\n")
        sentinel.cut()
        told = await auditor(tmp_path, "probe", "--allow-private")
        assert (told.code, told.err) == (5, "2 sites sampled: 2 unknown: this machine has no network\n")


async def test_accounts_and_interfaces_are_read_again_once_the_line_is_back(tmp_path):
    async with Line(SITES) as line:
        line.when = cut_at(20, back_s=0.1, log=tmp_path / "log")
        rows = [f"f{n},account,发布{n},某局,weibo,,{site.address}feed.xml" for n, site in enumerate(line.sites)]
        rows += [
            f"m{n},account,@a@{site.address[7:-1]},某局,mastodon,{site.address}@a," for n, site in enumerate(line.sites)
        ]
        set_up(tmp_path, line, *rows, wait_s=20)
        told = await auditor(tmp_path, *RUN, "-v", "--log-file", "log")
        assert told.code == 0
        assert "the run goes on" in told.err
        states = {one["id"]: one["state"] for one in told.report["subjects"]}
        assert {states[f"f{n}"] for n in range(SITES)} == {"observed"}, told.err
        reasons = {one["reason"] for one in told.report["unknown"] if one["subject"].startswith(("f", "m"))}
        assert not reasons & {"network", "timeout"}


async def test_people_are_told_that_the_run_failed(tmp_path):
    async with Line(SITES) as line, Line(1) as robot:
        line.cut()
        set_up(tmp_path, line, more='[notify]\nwebhooks = ["json"]\n', wait_s=0.2)
        told = await auditor(tmp_path, *RUN, AUDITOR_NOTIFY_JSON_URL=f"{robot.sites[0].address}hook")
        assert told.code == 5
        assert robot.sites[0].asked == ["/hook"]


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL")
async def test_the_same_in_postgresql(tmp_path):
    async with Line(SITES) as line:
        with postgresql() as store:
            line.when = cut_at(60)
            set_up(tmp_path, line)
            assert (await auditor(tmp_path, *RUN, "--store", store)).code == 5
            line.mend()
            line.when = lambda _: None
            told = await auditor(tmp_path, *RUN, "--store", store)
            assert (told.code, told.report["run"]["resumed"]) == (0, True)
            assert told.found("link-broken") == gone(line)


@pytest.mark.parametrize("sites", [1, SITES])
async def test_after_a_short_blip_every_page_is_seen(tmp_path, sites):
    async with Line(sites) as line:
        line.when = cut_at(6 * sites, back_s=0.2)
        set_up(tmp_path, line, wait_s=20)
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0
        assert told.found("link-broken") == gone(line)
        assert {one["state"] for one in told.report["subjects"]} == {"observed"}
        assert [one for one in told.report["unknown"] if one["reason"] in ("network", "timeout", "refused")] == []
