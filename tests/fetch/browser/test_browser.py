import asyncio
import os
import ssl
from collections.abc import AsyncIterator

import pytest

from auditor.config import FetchSettings
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome
from tests.fetch.hostile import Case, Hostile, answer, moved

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]


@pytest.fixture
async def browser(patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext) -> AsyncIterator[Browser]:
    async with Client(patient, [home], context=context) as client, Browser(client) as running:
        yield running
        process = running.process
        assert is_running(process)
    assert not is_running(process)


def is_running(process: int) -> bool:
    return os.path.exists(f"/proc/{process}/exe")


PAGE = """<html><head><title>x</title></head><body><ul id=list></ul>
<img src="{inside}/img"><iframe src="{inside}/frame"></iframe><script src="{inside}/script"></script>
<script>
  document.getElementById('list').innerHTML = '<li>' + '栏' + '目</li>';
  for (const url of ['{inside}/fetch', '/led']) fetch(url).catch(() => 0);
  navigator.sendBeacon('{inside}/beacon', 'x');
  try {{ new WebSocket('{socket}/ws'); }} catch (e) {{}}
</script></body></html>"""

GATE = """<html><script>$_ts = {};
if (document.cookie.indexOf('pass=1') < 0) { document.cookie = 'pass=1'; location.reload(); }</script></html>"""


async def test_the_browser_sees_scripts_work_and_never_leaves_the_guard(
    browser: Browser, hostile: Hostile, canary: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.fetch.browser.browser._CHALLENGE_WAIT_S", 0.2)
    page = PAGE.format(inside=canary.url, socket=canary.url.replace("http", "ws"))
    hostile.extra["page"] = Case(answer(page.encode()), Outcome.OK)
    hostile.extra["led"] = Case(moved(f"{canary.url}/led"), Outcome.OK)

    async def gate(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        open_ = "pass=1" in server.cookies[-1]
        writer.write(answer() if open_ else answer(GATE.encode(), "412 Precondition Failed"))

    hostile.extra["gate"] = Case(gate, Outcome.OK)
    hostile.extra["away"] = Case(moved(f"{canary.url}/"), Outcome.OK)
    hostile.extra["gone"] = Case(answer(b"", "410 Gone"), Outcome.OK)
    seen = await browser.render(f"{hostile.url}/page")
    assert (seen.outcome, seen.status, "<li>栏目</li>" in seen.body.decode()) == (Outcome.OK, 200, True)
    assert "seen in a browser" in seen.detail
    let_in = await browser.render(f"{hostile.url}/gate")
    assert (let_in.outcome, "正文" in let_in.body.decode()) == (Outcome.OK, True)
    assert (await browser.render(f"{hostile.url}/status-404")).outcome is Outcome.HTTP_ERROR
    assert (await browser.render(f"{hostile.url}/slider-200")).outcome is Outcome.CHALLENGE
    for url in (f"{hostile.url}/away", f"{canary.url}/", "http://10.0.0.1/", "file:///etc/passwd"):
        assert (await browser.render(url)).outcome in (Outcome.PRIVATE, Outcome.UNSUPPORTED)
    empty = await browser.render(f"{hostile.url}/gone")
    assert (empty.outcome, empty.status) == (Outcome.HTTP_ERROR, 410)
    await asyncio.sleep(0.3)
    assert canary.connections == 0
    assert any(url.endswith("/led") for url in browser.refused)
