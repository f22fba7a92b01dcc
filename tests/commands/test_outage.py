"""Whole commands over a line that is cut while they work: our own outage is not theirs (RELIABILITY.md 2)."""

import sqlite3

import pytest

from tests.outages import ARTICLES, RUN, Line, auditor, set_up

SITES = 12


def cut_at(request, how="refused", sites=None, back_s=None):
    """Cut the line once at a request, and mend it after some seconds."""
    done = []

    def when(line):
        if line.requests >= request and not done:
            done.append(True)
            line.cut(how, sites)
            if back_s is not None:
                line.mend(back_s)

    return when


def gone(line):
    return sorted(f"{site.address}gone.html" for site in line.sites)


@pytest.mark.parametrize("how", ["refused", "silent"])
async def test_a_run_goes_on_where_the_line_comes_back_and_calls_nothing_broken_for_it(tmp_path, how):
    async with Line(SITES) as line:
        line.when = cut_at(60, how, back_s=1.0)
        set_up(tmp_path, line, f"a1,account,发布,某局,weibo,,{line.sites[0].address}feed.xml", wait_s=20)
        told = await auditor(tmp_path, *RUN, "-v")
        assert told.code == 0, told.err
        assert "paused: " in told.err and "the run goes on" in told.err
        assert told.found("link-broken") == gone(line)
        assert [one["state"] for one in told.report["subjects"]] == ["observed"] * (SITES + 1)
        assert {page for site in line.sites for page in site.asked} >= {f"/{n}.html" for n in range(ARTICLES)}


@pytest.mark.parametrize("how", ["refused", "silent"])
async def test_a_run_whose_line_stays_away_is_invalid_and_the_next_one_begins_clean(tmp_path, how):
    async with Line(SITES) as line:
        set_up(tmp_path, line)
        first = await auditor(tmp_path, *RUN)
        assert first.code == 0
        line.when = cut_at(line.requests + 60, how)
        lost = await auditor(tmp_path, *RUN, "--full")
        assert lost.code == 5
        assert "our own network is suspect" in lost.err.splitlines()[-1]
        assert lost.report["run"]["id"] == first.report["run"]["id"]
        with sqlite3.connect(tmp_path / "reports/auditor.db") as store:
            states = store.execute("SELECT state FROM run ORDER BY started_at").fetchall()
            bad = store.execute(
                "SELECT count(*) FROM look WHERE outcome IN ('refused', 'timeout', 'network')"
            ).fetchall()
        store.close()
        assert (states, bad) == ([("finished",), ("invalid",)], [(0,)])
        line.mend(0)
        line.when = lambda _: None
        again = await auditor(tmp_path, *RUN)
        assert again.code == 0
        assert again.report["run"]["resumed"]
        assert again.found("link-broken") == gone(line)
        assert again.report["resolved"] == []
        assert {one["status"] for one in again.report["findings"]} == {"open"}
