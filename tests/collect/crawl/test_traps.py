"""Sites without end are left after a few hundred requests, by night and by night, and what was cut is told."""

import pytest

from auditor.facts.link_targets import TargetReading
from auditor.facts.standings import site_state
from auditor.model import Outcome, SubjectState
from auditor.store.opening import open_store
from tests.collect.crawl.test_site_walk import walk
from tests.collect.crawl.traps import TRAPS, TrapServer

MOST = 600
ENDS_BY_ITSELF = frozenset({"jsessionid"})
TWO_NIGHTS = frozenset({"facets_paths", "frames", "maze", "pagination", "session_path"})


@pytest.mark.parametrize("name", TRAPS)
async def test_traps_end_each_night(tmp_path, name):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    asked: set[str] = set()
    try:
        async with TrapServer(TRAPS[name]) as server:
            for run, previous in (("r1", None), ("r2", "r1"))[: 1 + (name in TWO_NIGHTS)]:
                server.asked.clear()
                observation, view = await walk(engine, server, run, previous)
                assert len(server.asked) <= MOST
                missing = any(one.soft_404 for one in view.each(TargetReading, "s"))
                partial = site_state(observation)[0] is SubjectState.PARTIAL
                assert (partial or missing) is (name not in ENDS_BY_ITSELF)
                asked.update(server.asked)
            accused = [one.url for one in view.each(TargetReading, "s") if one.outcome is not Outcome.NOT_REACHED]
            assert {url.removeprefix(server.url[:-1]) for url in accused} <= asked
    finally:
        engine.dispose()
