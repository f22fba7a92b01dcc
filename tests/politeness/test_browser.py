import asyncio
from statistics import median

import pytest

from auditor.config import FetchSettings
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.screenshot import screenshot_taker
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome
from tests.politeness.watched import Answer, Watched

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]

OWN, FOUND = "127.0.0.1", "127.0.0.11"
SCRIPTS, FOUND_SCRIPTS, RATE, FOUND_RATE, HICCUPS = 9, 2, 20, 10, 2
SETTINGS = FetchSettings(
    contact="it@example.gov.cn", allow_private=True, rate=RATE, connections=2, found_rate=FOUND_RATE,
    allow_networks=("127.0.0.0/8",),
)  # fmt: skip


def sites(server: Watched) -> None:
    scripts = "".join(f"<script async src='/s{number}.js'></script>" for number in range(SCRIPTS))
    parts = f"<iframe src='/frame'></iframe><img src='/i.png'><script src='/no/x.js'></script>{scripts}"
    parts += "".join(
        f"<script async src='{server.url(FOUND, f'/{number}.js')}'></script>" for number in range(FOUND_SCRIPTS)
    )
    body = f"<html><title>首页</title><body>{parts}<p>通知公告".encode()
    rules = Answer(b"User-agent: *\nDisallow: /no/", headers=("Content-Type: text/plain",))
    script = Answer(b"document.body.append('!')", headers=("Content-Type: text/javascript",), after_s=0.05)
    answers = {"/robots.txt": rules, "/": Answer(body), "/frame": Answer(b"<p>x"), "/no/x.js": script}
    server.sites[OWN] = lambda path: script if path.startswith("/s") else answers.get(path, Answer(b"<p>y"))
    server.sites[FOUND] = lambda path: script if path.endswith("js") else None


async def test_scripts_frames_and_pictures_wait_for_their_hosts_pace() -> None:
    async with Watched({}) as server:
        sites(server)
        async with Client(SETTINGS, [RegisteredHost(OWN, server.port)]) as client:
            async with Browser(client) as browser:
                shown, replies = await asyncio.gather(
                    browser.show(server.url(OWN)),
                    asyncio.gather(*(client.get(server.url(OWN, f"/{n}")) for n in range(6))),
                )
            async with screenshot_taker(client) as camera:
                await camera.take(server.url(OWN), {server.url(OWN)}, Outcome.OK, [])
    assert shown.reply.outcome is Outcome.OK
    assert {reply.outcome for reply in replies} == {Outcome.OK}
    assert shown.text.count("!") == SCRIPTS + FOUND_SCRIPTS
    own, found = server.logs[OWN], server.logs[FOUND]
    assert own.most_live <= 2
    assert found.most_live == 1
    assert own.most_within(1.0) <= RATE + HICCUPS
    assert found.most_within(1.0) <= FOUND_RATE + HICCUPS
    assert median(own.gaps) >= 1 / RATE
    assert min(found.gaps[1:]) >= 5 * 0.05 * 0.9
    asked = own.paths()
    assert (asked["/robots.txt"], asked["/no/x.js"], asked["/i.png"]) == (1, 0, 1)
    assert (asked["/s0.js"], asked["/frame"], found.paths()["/0.js"]) == (2, 2, 2)
    assert all("auditor/" in agent and "(+it@example.gov.cn)" in agent for agent in own.agents)
