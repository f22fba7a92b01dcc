"""Pages that hang, flood or outgrow a browser: every look ends, and the browser is there for the next page."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.config import FetchSettings
from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.lifecycle import BrowserUnavailable
from auditor.fetch.browser.processes import end_orphans, family, process
from auditor.fetch.browser.screenshot import screenshot_taker
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome
from tests.site_server import Answer, SiteServer

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]

FETCH = replace(FetchSettings(), rate=0, allow_private=True, second_look_s=0)
BOUNDS = BrowserSettings(look_s=2.5, memory_mb=300, restarts=2)
OVERHEAD_S = 8.0
"""What closing a page that hangs, and asking whether the browser still answers, may take on a busy machine."""

HARMLESS = {
    "beforeunload": "onbeforeunload = e => { e.preventDefault(); return 'x' }; onunload = () => { for (;;); }",
    "dialogs": "setInterval(() => { confirm('x'); prompt('y'); alert('z') }, 5)",
    "print": "print(); setInterval(print, 10)",
    "windows": "setInterval(() => window.open('/fine?' + Math.random()), 5)",
    "history": "let i = 0; setInterval(() => { for (let k = 99; k > 0; k--) history.pushState({}, '', '#' + i++) })",
    "permissions": "Notification.requestPermission();"
                   "navigator.geolocation.getCurrentPosition(() => 0, () => document.body.append('unplaced'))",
    "workers": "const b = new Blob(['for (;;);']); for (let i = 0; i < 9; i++) new Worker(URL.createObjectURL(b))",
}  # fmt: skip
HANGING = {
    "alert": "while (true) alert('x')",
    "spin": "onload = () => setTimeout(() => { for (;;); }, 30)",
}
ENDLESS = {
    "onward": "location = '/onward?' + Math.random()",
    "buffers": "const a = []; for (;;) a.push(new Uint8Array(5e7).fill(1))",
    "elements": "for (;;) { const d = document.createElement('div'); d.textContent = 'x'.repeat(999);"
                " document.body.append(d) }",
    "canvas": "for (let i = 0; i < 50; i++) { const c = document.createElement('canvas'); c.width = c.height = 16000;"
              " const g = c.getContext('2d'); g.fillRect(0, 0, 9, 9); g.getImageData(0, 0, 4000, 4000) }",
}  # fmt: skip


class Anything(SiteServer):
    """Answers whatever the query; /slow takes a while."""

    def _answer(self, path: str) -> Answer:
        return super()._answer(path.partition("?")[0])


def page(script: str) -> str:
    return (
        f"<html><head><meta charset=utf-8><title>通知</title></head><body>正文<script>{script}</script></body></html>"
    )


@asynccontextmanager
async def opened(
    scripts: dict[str, str], bounds: BrowserSettings = BOUNDS, notes: list[str] | None = None
) -> AsyncIterator[tuple[SiteServer, Browser]]:
    answers = {f"/{name}": page(script) for name, script in {**scripts, "fine": ""}.items()}
    async with Anything(dict(answers)) as server:
        host = registered_host(server.url)
        assert host is not None
        told = notes.append if notes is not None else None
        async with Client(FETCH, [host]) as client, Browser(client, bounds, told) as browser:
            yield server, browser


async def test_pages_that_only_make_noise_are_seen() -> None:
    async with opened(HARMLESS, replace(BOUNDS, look_s=20)) as (server, browser):
        shown = await asyncio.gather(*(browser.show(server.url + name) for name in HARMLESS))
        seen = dict(zip(HARMLESS, shown, strict=True))
        starts = browser.chromium.generation
    assert {name: one.reply.outcome for name, one in seen.items()} == dict.fromkeys(HARMLESS, Outcome.OK)
    assert seen["permissions"].text == "正文unplaced"
    assert starts == 1
    assert len([path for path in server.asked if path.startswith("/fine")]) == 0, "no window opens by itself"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.fetch.browser.contexts._CLOSE_S", 1.0)
    monkeypatch.setattr("auditor.fetch.browser.lifecycle._ANSWER_S", 1.0)


@pytest.mark.usefixtures("impatient")
async def test_pages_that_hang_or_never_end_are_left_in_time_and_memory_and_harm_no_other() -> None:
    async with opened({**HANGING, **ENDLESS}) as (server, browser):
        seen, took = {}, {}
        for number, name in enumerate({**HANGING, **ENDLESS}):
            started = time.monotonic()
            seen[name] = (await browser.show(server.url + name)).reply
            took[name] = time.monotonic() - started
            if number % 2:
                assert (await browser.show(server.url + "fine")).reply.outcome is Outcome.OK, name
        for _ in range(3):
            await browser.show(server.url + "onward")
        asked = len(server.asked)
        left = (await browser.show(server.url + "fine")).reply
        assert (left.outcome, "not opened" in left.detail, len(server.asked)) == (Outcome.UNSUPPORTED, True, asked)
        head, peak, starts = browser.process, browser.chromium.peak, browser.chromium.generation
        running = len(family(head))
    assert {name: seen[name].outcome for name in HANGING} == dict.fromkeys(HANGING, Outcome.TIMEOUT)
    assert {seen[name].outcome for name in ENDLESS} <= {Outcome.UNSUPPORTED, Outcome.TIMEOUT}
    assert "more memory" in seen["buffers"].detail
    assert seen["onward"].outcome is Outcome.TIMEOUT or "without end" in seen["onward"].detail  # a busy machine
    assert max(took.values()) < BOUNDS.look_s + OVERHEAD_S
    assert peak < 1200 * 10**6
    assert (running > 5, family(head), starts) == (True, [], 1)


@pytest.mark.usefixtures("impatient")
async def test_a_browser_that_dies_or_hangs_is_started_again_but_not_for_ever() -> None:
    notes: list[str] = []
    async with opened({}, replace(BOUNDS, look_s=4), notes) as (server, browser):

        async def fine() -> tuple[Outcome, int]:
            return (await browser.show(server.url + "fine")).reply.outcome, browser.chromium.generation

        assert await fine() == (Outcome.OK, 1)
        os.kill(browser.process, signal.SIGSTOP)
        hung = await asyncio.gather(*(browser.show(server.url + "fine") for _ in range(2)))
        assert {one.reply.outcome for one in hung} <= {Outcome.TIMEOUT, Outcome.OK}
        assert await fine() == (Outcome.OK, 2)
        looking = asyncio.create_task(fine())
        await asyncio.sleep(0.05)
        os.kill(browser.process, signal.SIGKILL)
        assert await looking == (Outcome.OK, 3), "a look that a crash took with it is done once more"
        os.kill(browser.process, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await fine() == (Outcome.UNSUPPORTED, 3)
        assert await fine() == (Outcome.UNSUPPORTED, 3)
    assert len(notes) == 1
    assert "3 times" in notes[0]


@pytest.mark.usefixtures("impatient")
async def test_screenshots_are_bound_alike() -> None:
    answers = {f"/{name}": page(script) for name, script in {**HANGING, "fine": ""}.items()}
    async with Anything(dict(answers)) as server:
        host = registered_host(server.url)
        assert host is not None
        fetch = replace(FETCH, whole_s=2)
        async with Client(fetch, [host]) as client, screenshot_taker(client, BOUNDS) as camera:
            for name in ("spin", "fine"):
                url = server.url + name
                assert await camera.take(url, {url}, Outcome.OK, []) == [], name
        bounds = replace(BOUNDS, executable="/no")
        async with Client(fetch, [host]) as client, screenshot_taker(client, bounds) as camera:
            with pytest.raises(BrowserUnavailable, match="Chromium"):
                await camera.take(url, {url}, Outcome.OK, [])


OWNER = """
import asyncio, sys
from auditor.config import FetchSettings
from auditor.fetch.browser.browser import Browser
from auditor.fetch.client import Client
async def main():
    async with Client(FetchSettings()) as client:
        browser = Browser(client)
        await browser.chromium.get()
        print(browser.process, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.fixture
def short_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr("auditor.fetch.browser.processes.SHORT", ())
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_what_a_killed_run_left_is_ended_at_the_next_start(short_folder: Path) -> None:
    secret = {"AUDITOR_NOTIFY_JSON_TOKEN": "geheim", "HTTP_PROXY": "http://127.0.0.1:1"}
    environ = {**os.environ, "TMPDIR": str(short_folder), "PYTHONPATH": os.pathsep.join(sys.path), **secret}
    with subprocess.Popen([sys.executable, "-c", OWNER], env=environ, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        head = process(int(owner.stdout.readline()))
        assert head is not None
        assert end_orphans() == 0, "its owner is at work"
        told = Path(f"/proc/{head.id}/environ").read_bytes()
        assert [word for pair in secret.items() for word in pair if word.encode() in told] == []
        left = family(head.parent)
        for one in left:
            os.kill(one.id, signal.SIGSTOP)  # else they end by themselves as their pipes close
        owner.kill()
    assert len([one for one in left if process(one.id) is not None]) >= 3
    assert end_orphans() == 1
    until = time.monotonic() + 5
    while any(process(one.id) for one in left) and time.monotonic() < until:
        time.sleep(0.05)
    assert [one for one in left if process(one.id) is not None] == []
    assert list(short_folder.iterdir()) == []
