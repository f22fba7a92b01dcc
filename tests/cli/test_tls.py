"""A run over sites and links whose TLS is at fault or odd: what is said of each, and that nothing else is accused."""

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import run
from tests.fetch.certificates import DAY, NOW, Issuer
from tests.fetch.hostile import answer

PAGE = "<html><title>{0}</title><body><h1>{0}</h1><p>{1}</body></html>"
STORY = "本区推进相关工作的具体做法和下一步安排，分为三个阶段，各部门按照分工抓好落实。" * 9
GM_ALERT, ALERT = b"\x15\x01\x01\x00\x02\x02\x28", b"\x15\x03\x01\x00\x02\x02\x28"
SURE = {"expired", "future", "other", "self", "nosan", "old", "plain"}
SUSPECTED = {"unknown", "garbage"}
UNDECIDED = {"gm": "unsupported", "refuses": "unsupported", "silent": "unsupported", "wants": "auth"}
LONG = NOW + 90 * DAY
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def shown(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError):  # only the certificate was looked at
        status = "404 Not Found" if b"robots.txt" in await reader.readuntil(b"\r\n\r\n") else "200 OK"
        writer.write(answer(PAGE.format("友好单位", STORY).encode(), status))
        await writer.drain()
    writer.close()


def sends(first: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(first)
        await writer.drain()
        writer.close()

    return serve


def certificates(root: Issuer, folder: Path) -> dict[str, ssl.SSLContext]:
    old = root.serve(folder, "old.test")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("ALL:@SECLEVEL=0")
    wants = root.serve(folder, "wants.test", end=LONG)
    wants.verify_mode = ssl.CERT_REQUIRED
    wants.load_verify_locations(root.pem(folder / "clients.pem"))
    return {
        "good": root.serve(folder, "good.test", end=LONG),
        "expired": root.serve(folder, "expired.test", end=NOW - 9 * DAY),
        "future": root.serve(folder, "future.test", start=NOW + 9 * DAY),
        "other": root.serve(folder, "elsewhere.test"),
        "self": root.serve(folder, "self.test", self_signed=True),
        "nosan": root.serve(folder, common_name="nosan.test"),
        "unknown": Issuer("nobody knows").serve(folder, "unknown.test"),
        "old": old,
        "wants": wants,
    }


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(5)
    writer.close()


@pytest.fixture(scope="module")
def root() -> Issuer:
    return Issuer("root of the sites")


@pytest.fixture
def ports(root: Issuer, tmp_path: Path) -> Iterator[dict[str, int]]:
    """Serve every case in a thread of its own; case to port, 'portal' being the site that links to all."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    contexts = certificates(root, tmp_path)
    raw = {"gm": sends(GM_ALERT), "refuses": sends(ALERT), "silent": silent, "garbage": sends(b"\x00\xffgarbage" * 9),
           "plain": sends(answer(status="400 Bad Request"))}  # fmt: skip
    found: dict[str, int] = {}

    async def portal(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        links = "".join(f"<a href='https://{name}.test:{port}/'>{name}</a>" for name, port in found.items())
        status = "200 OK" if path == b"/" else "404 Not Found"
        writer.write(answer(PAGE.format("门户", links + STORY).encode(), status))
        await writer.drain()
        writer.close()

    async def begin() -> list[asyncio.Server]:
        servers = [await asyncio.start_server(shown, "127.0.0.1", 0, ssl=tls) for tls in contexts.values()]
        servers += [await asyncio.start_server(serve, "127.0.0.1", 0) for serve in raw.values()]
        found.update(zip((*contexts, *raw), (one.sockets[0].getsockname()[1] for one in servers), strict=True))
        return [*servers, await asyncio.start_server(portal, "127.0.0.1", 0)]

    servers = asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
    yield {**found, "portal": servers[-1].sockets[0].getsockname()[1]}
    for server in servers:
        loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if isinstance(host, bytes) and host.endswith(b".test") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def report(
    root: Issuer, ports: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[dict[str, Any]]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", root.pem(tmp_path / "root.pem"))
    address = {name: f"https://{name}.test:{port}/" for name, port in ports.items()}
    address["portal"] = f"http://portal.test:{ports['portal']}/"
    register = ["id,kind,name,unit,url", *(f"{name},site,网站{name},区政府,{url}" for name, url in address.items())]
    (tmp_path / "inventory.csv").write_text("\n".join(register))
    (tmp_path / "auditor.toml").write_text(
        "[fetch]\nsecond_look_s = 0.2\n[evidence]\nscreenshots = 0\n[crawl]\nbrowser = false\n"
    )
    assert run(["run", "--allow-private", "--rate", "0", "--no-progress", "--format", "json"]) == 0
    return json.loads(next(tmp_path.glob("reports/*/findings.json")).read_text())


def found(report: dict[str, list[dict[str, Any]]], rule: str, by: str) -> dict[str, str]:
    """Return case to confidence."""
    every = [one for one in report["findings"] if one["rule"] == rule]
    return {one[by].removeprefix("https://").partition(".")[0]: one["confidence"] for one in every}


def test_each_fault_of_tls_is_named_and_nothing_else_is_accused(report: dict[str, list[dict[str, Any]]]) -> None:
    wanted = dict.fromkeys(SURE, "confirmed") | dict.fromkeys(SUSPECTED, "suspected")
    assert found(report, "link-broken", "target") == wanted
    assert found(report, "site-https", "subject") == wanted
    assert found(report, "site-unreachable", "subject") == wanted

    unknown = [one for one in report["unknown"] if "link-broken" in one["rules"]]
    assert {one["target"][8:].partition(".")[0]: one["reason"] for one in unknown} == UNDECIDED
    said = {one["subject"]: one["evidence"]["detail"] for one in report["findings"] if one["rule"] == "site-https"}
    assert said["expired"] == f"certificate expired on {NOW - 9 * DAY:%Y-%m-%d}"
    assert said["future"] == f"certificate is not valid before {NOW + 9 * DAY:%Y-%m-%d}"
    assert said["other"] == "certificate is for elsewhere.test, not for other.test"
    assert said["nosan"] == "certificate is for no host at all, not for nosan.test"
    assert (said["self"], said["old"]) == ("certificate is self-signed", "the server speaks only TLSv1.1")
