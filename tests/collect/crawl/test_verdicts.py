"""What is said of a link after two looks spread in time, each case one path of a real server (docs/contract.md 4.5)."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.engine.local import CollectTask, collect
from auditor.facts.stored_view import StoredView
from auditor.model.progress import Silent
from auditor.rules.judge import judge
from auditor.rules.registry import load
from auditor.store.opening import open_store
from auditor.store.run_records import begin_run
from tests.make import site
from tests.store.night import NOW

TODAY = date(2026, 6, 30)
FETCH = replace(FetchSettings(), rate=0, second_look_s=0.05, headers_s=0.4, whole_s=0.8, allow_private=True)
PAGE = "<html><head><title>通知</title></head><body><p>正文</p></body></html>"
SLIDER = "<html><head><title>安全验证</title></head><body>请拖动滑块</body></html>"
HANG, BREAK = b"hang", b"break"


def answer(status: int, body: str = PAGE, *fields: str) -> bytes:
    data = body.encode()
    head = [f"HTTP/1.1 {status} x", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(data)}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data


FINE, GONE, BUSY, BOOM = answer(200), answer(404, "404"), answer(503, "busy"), answer(500, "boom")
CASES: dict[str, tuple[tuple[bytes, ...], str]] = {
    "gone": ((GONE,), "confirmed"),
    "boom-gone": ((BOOM, GONE), "confirmed"),
    "busy": ((BUSY,), "confirmed"),
    "broken-off": ((BREAK,), "confirmed"),
    "broken-off-gone": ((BREAK, GONE), "confirmed"),
    "gone-fine": ((GONE, FINE), "ok"),
    "busy-fine": ((BUSY, FINE), "ok"),
    "broken-off-fine": ((BREAK, FINE), "ok"),
    "late-gone": ((HANG, GONE), "suspected"),
    "gone-late": ((GONE, HANG), "timeout"),
    "late": ((HANG,), "timeout"),
    "late-fine": ((HANG, FINE), "ok"),
    "gone-refused": ((GONE, answer(403)), "auth"),
    "gone-slider": ((GONE, answer(200, SLIDER)), "challenge"),
    "gone-slow-down": ((GONE, answer(429)), "rate_limited"),
    "refused": ((answer(403),), "auth"),
    "legal": ((answer(451),), "auth"),
    "linkedin": ((answer(999),), "challenge"),
    "not-allowed": ((answer(405),), "suspected"),
    "unheard-of": ((answer(444),), "suspected"),
    "beyond": ((answer(600),), "unsupported"),
    "nothing-new": ((b"HTTP/1.1 304 x\r\n\r\n",), "unsupported"),
    "nowhere": ((answer(302, "<p>moved</p>"),), "unsupported"),
    "leads-on": ((answer(302, "", "Location: /fine"),), "ok"),
    "leads-to-gone": ((answer(302, "", "Location: /gone"),), "confirmed"),
    "no-content": ((b"HTTP/1.1 204 x\r\n\r\n",), "ok"),
    "part": ((answer(206),), "ok"),
    "choices": ((answer(300),), "ok"),
    "early-hints": ((b"HTTP/1.1 103 x\r\nLink: </a>\r\n\r\n" + FINE,), "ok"),
    "empty": ((answer(200, ""),), "unsupported"),
    "fine": ((FINE,), "ok"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what is said of each case: 'ok', the confidence of a broken link, or the reason of an unknown."""
    return asyncio.run(look_at_all(tmp_path_factory.mktemp("verdicts")))


async def look_at_all(folder) -> dict[str, str]:
    times: Counter[str] = Counter()

    async def serve(reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode().strip("/")
        times[path] += 1
        links = "".join(f"<a href='/{name}'>{name}</a>" for name in CASES)
        sends = CASES[path][0] if path in CASES else (answer(200, f"<title>x</title>{links}") if not path else GONE,)
        send = sends[min(times[path], len(sends)) - 1]
        try:
            if send == HANG:
                await asyncio.sleep(1)
            elif send == BREAK:
                writer.transport.abort()
            else:
                writer.write(send)
        finally:  # also where the looks are over before the second is
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        subject = site(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        engine = open_store(f"sqlite:///{folder}/a.db")
        run = begin_run(engine, inventory="i.csv", subjects=(subject,), as_of=TODAY, version="1", now=NOW).id
        settings = Settings(fetch=FETCH, crawl=replace(CrawlSettings(), browser=False))
        await collect(engine, CollectTask((subject,), folder, run, None, TODAY, "v1", settings), Silent())
        rules = [rule for rule in load().rules if rule.id == "link-broken"]
        judged = judge(StoredView(engine, run, (subject,), TODAY), rules, settings)
        engine.dispose()
    said = {one.target: one.confidence.value for _, one in judged.findings}
    said |= {one.target: one.reason for _, one in judged.unknown}
    return {address.removeprefix(subject.url): verdict for address, verdict in said.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_link_is_called_what_its_two_looks_prove(told: dict[str, str], name: str) -> None:
    assert told.get(name, "ok") == CASES[name][1]
