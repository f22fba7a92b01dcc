"""Many sites on loopback addresses of their own whose line can be cut and mended while a run reads them."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from tests.forked import forked

ARTICLES = 6
FAST = """[fetch]
second_look_s = 0.2
rate = 0
found_rate = 0
connect_s = 2
headers_s = {headers_s}
whole_s = 10
outage_ask_s = 0.1
outage_wait_s = {wait_s}
{fetch}
[crawl]
browser = false
[evidence]
screenshots = 0
{more}
"""


def page(title: str, body: str) -> bytes:
    """Return a page."""
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>".encode()


def feed(address: str) -> bytes:
    """Return a feed of one post."""
    return (
        f'<rss version="2.0"><channel><title>发布</title><item><title>开展防汛演练的通报</title>'
        f"<link>{address}1.html</link><pubDate>Tue, 30 Jun 2026 08:00:00 +0800</pubDate></item></channel></rss>"
    ).encode()


@dataclass
class Site:
    """One host: a home page, articles, a dead link, a feed. `line` is 'up', 'refused' or 'silent'."""

    address: str
    line: str = "up"
    asked: list[str] = field(default_factory=list)
    extra: dict[str, bytes] = field(default_factory=dict)
    others: str = ""

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return the status and body of a path."""
        links = "".join(f'<a href="/{number}.html">关于第{number}号事项的通知</a> ' for number in range(ARTICLES))
        pages = {
            "/": page("某区某局", links + '<a href="/gone.html">旧文</a>' + self.others),
            "/feed.xml": feed(self.address),
            **{
                f"/{number}.html": page(f"关于第{number}号事项的通知", f"<p>{f'第{number}号事项的做法。' * 20}</p>")
                for number in range(ARTICLES)
            },
            **self.extra,
        }
        return (200, pages[path]) if path in pages else (404, page("404", "404 Not Found"))


class Line:
    """The sites of a district, all reached over one line. `when(line)` is called at each request that comes in."""

    def __init__(self, count: int, port: int = 0) -> None:
        self.sites = [Site("") for _ in range(count)]
        self.requests = 0
        self.when: Callable[[Line], None] = lambda _: None
        self._port = port
        self._servers: list[asyncio.Server | None] = []
        self._open: list[tuple[Site, asyncio.StreamWriter]] = []
        self._pending: set[asyncio.Future[object]] = set()

    async def __aenter__(self) -> "Line":
        for number, site in enumerate(self.sites):
            server = await self._listen(number)
            self._port = server.sockets[0].getsockname()[1]
            site.address = f"http://{self._host(number)}:{self._port}/"
            self._servers.append(server)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            if server is not None:
                server.close()
        for task in self._pending:
            task.cancel()
        for _, writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0.01)

    def _host(self, number: int) -> str:
        return f"127.0.{1 + number // 200}.{1 + number % 200}"

    async def _listen(self, number: int) -> asyncio.Server:
        site = self.sites[number]
        return await asyncio.start_server(
            lambda reader, writer: self._serve(site, reader, writer), self._host(number), self._port
        )

    def cut(self, how: str = "refused", sites: int | None = None) -> None:
        """Cut the first `sites` sites off (None: all): 'refused' refuses connections, 'silent' never answers."""
        for number, site in list(enumerate(self.sites))[:sites]:
            site.line = how
            server = self._servers[number]
            if how == "refused" and server is not None:
                server.close()
                self._servers[number] = None
            for other, writer in self._open:
                if other is site and how == "refused":
                    writer.transport.abort()

    def mend(self, after_s: float = 0.0, *, log: Path | None = None) -> None:
        """Let every site answer again after some seconds, once a run that logs there says that it pauses."""
        self._pending.add(asyncio.ensure_future(self._mend(after_s, log)))

    async def _mend(self, after_s: float, log: Path | None) -> None:
        while log is not None and not _says_paused(log):  # noqa: ASYNC110 (another process writes it)
            await asyncio.sleep(0.05)
        await asyncio.sleep(after_s)
        for number, site in enumerate(self.sites):
            site.line = "up"
            if self._servers[number] is None:
                self._servers[number] = await self._listen(number)

    async def _serve(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.append((site, writer))
        try:
            with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    path = head.split(b" ")[1].decode("latin-1")
                    self.requests += 1
                    self.when(self)
                    if site.line == "refused":
                        writer.transport.abort()
                        return
                    if site.line == "silent":
                        await asyncio.sleep(30)
                    site.asked.append(path)
                    status, body = site.answer(path)
                    kind = "application/rss+xml" if path.endswith(".xml") else "text/html; charset=utf-8"
                    writer.write(
                        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                        + body
                    )
                    await writer.drain()
        finally:
            writer.close()


def _says_paused(log: Path) -> bool:
    return log.exists() and "paused: " in log.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Told:
    """What the command came to, with the newest report as it is then, {} where there is none."""

    code: int
    out: str
    err: str
    report: dict[str, list[dict[str, object]]]

    def found(self, *rules: str) -> list[str]:
        """Return the targets of findings of these rules, of all without any."""
        return sorted(str(one["target"]) for one in self.report["findings"] if not rules or one["rule"] in rules)


def set_up(
    folder: Path, line: Line, *rows: str, fetch: str = "", more: str = "", wait_s: float = 1.0,
    silent: bool = False,
) -> None:  # fmt: skip
    """Write the register of every site of a line, with further rows, and the settings; `silent`: be impatient."""
    sites = [f"s{number},site,站点{number},某局,,{site.address}," for number, site in enumerate(line.sites)]
    (folder / "inventory.csv").write_text(
        "\n".join(["id,kind,name,unit,platform,url,source", *sites, *rows]) + "\n", encoding="utf-8"
    )
    (folder / "auditor.toml").write_text(
        FAST.format(wait_s=wait_s, headers_s=1.2 if silent else 8, fetch=fetch, more=more), encoding="utf-8"
    )


async def auditor(folder: Path, *arguments: str, **variables: str) -> Told:
    """Run the command in a folder as a process of its own."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", **variables}
    code, out, err = await forked(arguments, folder, environment, 60)
    newest = folder / "reports/latest/findings.json"
    report = json.loads(newest.read_text(encoding="utf-8")) if newest.exists() else {}
    return Told(code, out.decode(), err.decode(), report)


RUN = ("run", "--allow-private", "--as-of", "2026-06-30", "--format", "json", "--lang", "en")
