"""A run without a browser: said once, no failure; and what a killed run left of its browser is ended."""

import json
import os
import tempfile
from dataclasses import replace

import pytest

from auditor.config.settings import BrowserSettings
from auditor.engine.local import collect
from auditor.engine.run_notes import browser_note
from auditor.fetch.browser import processes
from auditor.model.progress import Silent
from auditor.store.opening import open_store
from tests.engine.test_local import PAGES, task
from tests.make import site
from tests.site_server import SiteServer


class Notes(Silent):
    def __init__(self):
        self.told = []

    def note(self, text):
        self.told.append(text)


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_browser_that_is_wanted_and_not_there_is_told_once(engine, tmp_path, wanted):
    async with SiteServer(dict(PAGES)) as server:
        one = task(engine, tmp_path, site(url=server.url))
        crawl = replace(one.settings.crawl, browser=wanted)
        settings = replace(one.settings, crawl=crawl, browser=BrowserSettings(executable="/no/such/chrome"))
        progress = Notes()
        collected = await collect(engine, replace(one, settings=settings), progress)
    assert collected.pages == 3
    assert len([text for text in progress.told if text.startswith("browser: missing")]) == wanted
    assert bool(collected.no_browser) is wanted
    assert [len(browser_note(collected.no_browser, lang)) for lang in ("zh", "en")] == [wanted, wanted]


async def test_what_a_killed_run_left_is_ended_whether_a_browser_is_wanted_or_not(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(processes, "SHORT", ())
    folder = processes.make_browser_folder()
    note = folder / "processes.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"owner": [os.getpid(), 1]}))
    progress = Notes()
    async with SiteServer(dict(PAGES)) as server:
        await collect(engine, task(engine, tmp_path, site(url=server.url)), progress)
    assert not folder.exists()
    assert [text for text in progress.told if "ended 1 left" in text]
