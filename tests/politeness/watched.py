"""A server of many hosts that writes down who came when, and how many at once; hosts are told apart by address."""

import asyncio
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

PAGE = "text/html; charset=utf-8"


@dataclass
class Answer:
    """One answer; `after_s` is how long the server takes to begin it."""

    body: bytes = b""
    status: int = 200
    headers: tuple[str, ...] = (f"Content-Type: {PAGE}",)
    after_s: float = 0.0

    def wire(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} X", f"Content-Length: {len(self.body)}", *self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


Site = Callable[[str], Answer | None]
"""Path with query to the answer, None: not found."""


@dataclass
class Log:
    """What one host saw. Times are monotonic seconds."""

    requests: list[tuple[float, str]] = field(default_factory=list)
    live: int = 0
    most_live: int = 0
    agents: Counter[str] = field(default_factory=Counter)

    @property
    def gaps(self) -> list[float]:
        times = [at for at, _ in self.requests]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def most_within(self, seconds: float) -> int:
        """Return the most requests that arrived within any window of so many seconds."""
        times = [at for at, _ in self.requests]
        first = most = 0
        for last, at in enumerate(times):
            while at - times[first] >= seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def paths(self) -> Counter[str]:
        return Counter(path for _, path in self.requests)


class Watched:
    """Serve `sites` (host address to its site) on one port of the loopback network, and keep a log a host."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self.sites = sites
        self.logs: dict[str, Log] = defaultdict(Log)
        self.port = 0
        self.most_found_live = 0
        self.own: set[str] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Watched":
        self._server = await asyncio.start_server(self._serve, "0.0.0.0", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        log = self.logs[host]
        log.live += 1
        log.most_live = max(log.most_live, log.live)
        if host not in self.own:
            found = sum(one.live for name, one in self.logs.items() if name not in self.own)
            self.most_found_live = max(self.most_found_live, found)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                log.requests.append((time.monotonic(), path))
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                log.agents[fields.get("User-Agent", "")] += 1
                answer = self.sites[host](path) if host in self.sites else None
                answer = answer or Answer(b"<title>404</title><p>Not Found", 404)
                await asyncio.sleep(answer.after_s)
                writer.write(answer.wire())
                await writer.drain()
                if fields.get("Connection", "").lower() == "close":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            log.live -= 1
            writer.transport.abort()
