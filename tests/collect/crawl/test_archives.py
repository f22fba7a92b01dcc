"""Large honest sites are walked to their last article, night by night, though their addresses look like a trap's."""

import pytest

from auditor.facts.standings import site_state
from auditor.model import SubjectState
from auditor.store.opening import open_store
from tests.collect.crawl.archives import ARCHIVES, archive
from tests.collect.crawl.test_site_walk import walk
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


async def test_issues_that_differ_in_their_number_alone_are_read_too(tmp_path):
    names = [f"/gb/index_{n}.html" if n else "/gb/index.html" for n in range(15)]
    issues = [f"/gb/t{n}.html" for n in range(300)]
    answers = {"/": "<title>首页</title><a href=/gb/index.html>公报</a>"}
    answers |= {path: f"<title>第{n}期</title><h1>2024年第{n}期公报</h1>" for n, path in enumerate(issues)}
    for at, name in enumerate(names):
        rows = "".join(f"<li><a href='{issues[n]}'>第{n}期公报</a>" for n in range(at * 20, at * 20 + 20))
        turn = f"<a href='{names[at + 1]}'>下一页</a>" if at + 1 < len(names) else ""
        answers[name] = f"<title>公报</title><ul>{rows}</ul>{turn}"
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    async with SiteServer(answers) as server:
        observation, _ = await walk(engine, server, repeating_pages=30)
        assert set(issues) - set(server.asked) == set()
        assert len(server.asked) < len(answers) + 40
    engine.dispose()
    assert site_state(observation) == (SubjectState.OBSERVED, "")
