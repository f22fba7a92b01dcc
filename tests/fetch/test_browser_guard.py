"""Chromium on pages that try every way into the office's network: nothing arrives there, and no secret leaves."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from auditor.config import FetchSettings
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.resolve import Resolver
from auditor.model import Outcome
from tests.fetch.hostile import PAGE, Case, Hostile, answer, moved, start

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")]

SECRET = "S3cret-0123456789"
HEAD = """<title>x</title><link rel=dns-prefetch href="//inside.example"><link rel=preconnect href="{inside}">
<link rel=prefetch href="{inside}/prefetch"><link rel=preload as=script href="{inside}/preload">
<link rel=stylesheet href="{inside}/css"><link rel=icon href="{inside}/favicon.ico">
<link rel=manifest href="{inside}/manifest"><link rel=modulepreload href="{inside}/module.js">
<script type=speculationrules>{{"prefetch":[{{"source":"list","urls":["{inside}/speculation"]}}]}}</script>"""
BODY = """<p>正文</p><iframe src="/refresh"></iframe><iframe src="{inside}/frame"></iframe><img src="{inside}/img">
<iframe src="file:///etc/passwd"></iframe><iframe src="view-source:{inside}/"></iframe><embed src="{inside}/embed">
<iframe src="chrome://settings"></iframe><iframe src="ftp://127.0.0.1:{port}/"></iframe><object data="{inside}/object">
</object><iframe src="http://localhost:{port}/"></iframe><iframe src="http://[::ffff:127.0.0.1]:{port}/"></iframe>
<iframe src="http://2130706433:{port}/"></iframe><iframe src="http://0x7f.1:{port}/"></iframe>
<iframe src="http://rebinding.example:{port}/"></iframe><video src="{inside}/video" autoplay></video>
<a id=ping ping="{inside}/ping" href="#x">x</a>
<form id=form action="{inside}/form" method=post target=frame><input name=a></form><iframe name=frame></iframe>"""
SCRIPT = """const tries = [
  () => fetch('{inside}/fetch', {{mode: 'no-cors'}}),
  () => fetch('{inside}/live', {{mode: 'no-cors', keepalive: true}}),
  () => fetch('/led'), () => navigator.sendBeacon('{inside}/beacon', 'x'), () => new WebSocket('{socket}/socket'),
  () => new WebSocket('ws://' + location.host + '/socket'), () => new EventSource('{inside}/events'),
  () => window.open('{inside}/open'), () => document.getElementById('ping').click(), () => import('{inside}/import.js'),
  () => document.getElementById('form').submit(), () => new Worker('/worker.js'), () => new SharedWorker('/worker.js'),
  () => navigator.serviceWorker.register('/worker.js'), () => new WebTransport('https://127.0.0.1:{port}/transport'),
  () => {{ const x = new XMLHttpRequest(); x.open('GET', '{inside}/xhr'); x.send(); }},
  () => fetch('http://169.254.169.254/latest/meta-data/'),
  () => {{
    const peer = new RTCPeerConnection({{iceServers: [
      {{urls: ['stun:127.0.0.1:{udp}', 'stun:localhost:{udp}', 'stun:inside.example:{udp}']}},
      {{urls: ['turn:127.0.0.1:{port}?transport=tcp', 'turn:127.0.0.1:{udp}'], username: 'a', credential: 'b'}}]}});
    peer.createDataChannel('x');
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
  }},
];
for (const one of tries) {{ try {{ const r = one(); if (r && r.catch) r.catch(() => 0); }} catch (e) {{}} }}"""
WORKER = """fetch('{inside}/worker').catch(() => 0);
for (const url of ['{socket}/socket', 'ws://' + location.host + '/socket'])
  {{ try {{ new WebSocket(url); }} catch (e) {{}} }}
try {{ importScripts('{inside}/imported'); }} catch (e) {{}}"""


@pytest.fixture(autouse=True)
def _soon_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.fetch.browser.tab._QUIET_MS", 700)


@dataclass
class Datagrams(asyncio.DatagramProtocol):
    """What a UDP port got."""

    port: int = 0
    got: list[bytes] = field(default_factory=list)

    def datagram_received(self, data: bytes, _address: object) -> None:
        self.got.append(data)


@pytest.fixture
async def datagrams() -> AsyncIterator[Datagrams]:
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Datagrams, local_addr=("127.0.0.1", 0)
    )
    protocol.port = transport.get_extra_info("sockname")[1]
    yield protocol
    transport.close()


class Rebinding(Resolver):
    """Leads every name to the public net once, then into this machine; remembers nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def addresses(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        return ("127.0.0.1",) if self.asked.count(host) > 1 else ("192.0.2.1",)


@pytest.fixture
async def browser(patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext) -> AsyncIterator[Browser]:
    async with Client(patient, [home], context=context, resolver=Rebinding()) as client, Browser(client) as running:
        yield running


def lay_out(hostile: Hostile, canary: Hostile, datagrams: Datagrams) -> None:
    names = {
        "inside": canary.url, "socket": canary.url.replace("http", "ws"), "port": canary.port, "udp": datagrams.port,
    }  # fmt: skip
    page = HEAD.format(**names) + BODY.format(**names) + f"<script>{SCRIPT.format(**names)}</script>"
    link = f"Link: <{canary.url}/hint>; rel=preload; as=script, <{canary.url}>; rel=preconnect"
    reports = f"Content-Security-Policy-Report-Only: default-src 'none'; report-uri {canary.url}/reports"
    hostile.extra["page"] = Case(answer(page.encode(), "200 OK", link, reports), Outcome.OK)
    script = answer(WORKER.format(**names).encode(), "200 OK", "Content-Type: text/javascript")
    hostile.extra["worker.js"] = Case(script, Outcome.OK)
    hostile.extra["led"] = Case(moved(f"{canary.url}/led"), Outcome.OK)
    refresh = f"<meta http-equiv=refresh content='0;url={canary.url}/refresh'>正文"
    hostile.extra["refresh"] = Case(answer(refresh.encode()), Outcome.OK)
    zipped = ("Content-Type: application/zip", "Content-Disposition: attachment; filename=x.zip")
    hostile.extra["zip"] = Case(answer(b"x", "200 OK", *zipped), Outcome.OK)


async def test_no_way_out_of_a_page_leads_inside(
    browser: Browser, hostile: Hostile, canary: Hostile, datagrams: Datagrams
) -> None:
    lay_out(hostile, canary, datagrams)
    shown = await browser.show(f"{hostile.url}/page")
    assert (shown.reply.outcome, "正文" in shown.text) == (Outcome.OK, True)
    assert hostile.hits["/worker.js"]
    assert (await browser.render(f"{hostile.url}/refresh")).outcome is Outcome.PRIVATE
    saved = await browser.render(f"{hostile.url}/zip")
    assert saved.final_url == f"{hostile.url}/zip"
    for url in (
        "file:///etc/passwd",
        f"view-source:{hostile.url}/",
        "chrome://version",
        f"ftp://127.0.0.1:{canary.port}",
    ):
        assert (await browser.render(url)).outcome is Outcome.UNSUPPORTED
    await asyncio.sleep(0.3)
    assert (canary.connections, datagrams.got) == (0, [])
    tried = {url.removeprefix(canary.url) for url in browser.refused}
    assert {"/frame", "/fetch", "/beacon", "/led", "/refresh", "/xhr", "/form", "/worker"} <= tried
    assert not [head for head in hostile.heads if "upgrade: websocket" in head.lower()]
    assert "/socket" not in hostile.hits
    assert not [name for name in browser.refused if "google" in name]


async def test_what_a_page_holds_goes_to_its_own_origin_only(
    patient: FetchSettings, context: ssl.SSLContext, home: RegisteredHost, hostile: Hostile
) -> None:
    other = Hostile()
    listener = await start(other)
    asks = "".join(
        f"fetch('{url}', {{mode: 'no-cors', credentials: 'include'}});" for url in (f"{other.url}/a", "/own")
    )
    page = f"<meta name=referrer content=unsafe-url>正文<iframe src='{other.url}/b'></iframe><script>{asks}</script>"
    hostile.extra["page"] = Case(answer(page.encode(), "200 OK", f"Set-Cookie: session={SECRET}"), Outcome.OK)
    hostile.extra["login"] = Case(answer(PAGE, "401 x", 'WWW-Authenticate: Basic realm="x"'), Outcome.OK)
    login = f"http://user:{SECRET}@127.0.0.1:{hostile.port}/login"
    hostile.extra["to-login"] = Case(moved(login), Outcome.OK)
    hosts = [home, RegisteredHost("127.0.0.1", other.port)]
    async with Client(patient, hosts, context=context) as client, Browser(client) as browser:
        await browser.render(f"{hostile.url}/page?token={SECRET}")
        replies = [await browser.render(url) for url in (login, f"{hostile.url}/to-login", f"{other.url}/c")]
    listener.close()
    assert [(reply.outcome, reply.final_url) for reply in replies[:2]] == [(Outcome.AUTH, f"{hostile.url}/login")] * 2
    assert {"/a", "/b", "/c"} <= set(other.hits)
    assert not [head for head in other.heads if re.search(r"(?im)^(cookie|referer|authorization):", head)]
    assert not [head for head in hostile.heads if "authorization:" in head.lower()]
    assert f"session={SECRET}" in next(head for head in hostile.heads if head.startswith("GET /own "))
