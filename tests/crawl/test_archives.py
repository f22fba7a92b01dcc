"""Large honest sites are walked to their last article, night by night, though their addresses look like a trap's."""

import pytest

from auditor.model import SubjectState
from auditor.store.opening import open_store
from auditor.store.standing import site_state
from tests.crawl.archives import ARCHIVES, archive
from tests.crawl.test_site import walk
from tests.site_server import SiteServer


@pytest.mark.parametrize("name", ARCHIVES)
async def test_every_article_is_read_each_night(tmp_path, name):
    answers, paths = archive(90, 2, *ARCHIVES[name])
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    try:
        async with SiteServer(answers) as server:
            for run, previous in (("r1", None), ("r2", "r1")):
                server.asked.clear()
                observation, _ = await walk(engine, server, run, previous, document_ids=30)
                assert set(paths) - set(server.asked) == set()
                assert site_state(observation) == (SubjectState.OBSERVED, "")
    finally:
        engine.dispose()
