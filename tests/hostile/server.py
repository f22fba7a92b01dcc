"""Many hosts on loopback in one thread: a table of paths each, a log of what was asked, and a host nobody may ask."""

import asyncio
import socket
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.hostile.truth import Truth

LONGEST_S = 90
CANARY = "127.0.0.66"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as it arrived. `times`: how often the path was asked on this host, this time included."""

    method: str
    path: str
    headers: Mapping[str, str]
    times: int


Send = bytes | Callable[[Ask, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """One address and the truths allowed of it.

    `address` is what findings call it; `link` is how pages write it ('' = `address`). `send` is what its host answers
    (None: its host has no such path, or it is nobody's). `closes`: the connection ends with the answer. `browser`:
    truths allowed where a browser looks too (empty: the same). `unasked`: no request for it may ever be sent.
    `html` is written on the page instead of an ordinary link. `shown`: the words of the link as a finding shows them.
    `host`: whose pages link to it.
    """

    category: str
    name: str
    address: str
    send: Send | None
    truths: tuple[Truth, ...]
    link: str = ""
    text: str = ""
    closes: bool = False
    browser: tuple[Truth, ...] = ()
    unasked: bool = False
    html: str = ""
    shown: str = ""
    host: str = ""


@dataclass(slots=True)
class Host:
    """One listening address. `answers` maps paths to what is sent, `fallback` answers every other path.

    `seen` holds the moments at which each path was asked, `live_max` the most connections at a time.
    """

    name: str
    url: str
    answers: dict[str, Send] = field(default_factory=dict)
    fallback: Callable[[Ask], Send] | None = None
    closing: set[str] = field(default_factory=set)
    tls: ssl.SSLContext | None = None
    raw: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] | None = None
    seen: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    asked: int = 0
    live: int = 0
    live_max: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends."""
        self.live += 1
        self.live_max = max(self.live, self.live_max)
        try:
            if self.raw is not None:
                await self.raw(reader, writer)
                return
            async with asyncio.timeout(LONGEST_S):
                while await self._turn(reader, writer):
                    pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, TimeoutError):
            pass
        finally:
            self.live -= 1
            writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path = lines[0].split(" ")[:2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        plain = path.partition("?")[0]
        self.asked += 1
        self.seen[path].append(time.monotonic())
        ask = Ask(method, path, headers, len(self.seen[path]))
        send = self.answers.get(path, self.answers.get(plain))
        if send is None:
            send = self.fallback(ask) if self.fallback else MISSING
        if isinstance(send, bytes):
            writer.write(send)
        else:
            await send(ask, writer)
        await writer.drain()
        return path not in self.closing and "close" not in headers.get("connection", "").lower()


MISSING_PAGE = b"<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(MISSING_PAGE)
MISSING += MISSING_PAGE


@dataclass
class Web:
    """The hosts of one hostile web, the cases on them, and what reached the host nobody may ask."""

    hosts: dict[str, Host] = field(default_factory=dict)
    sockets: dict[str, socket.socket] = field(default_factory=dict)
    canary_port: int = 0
    canary_hits: list[str] = field(default_factory=list)
    _canaries: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._canaries = [_bound(CANARY, 0)]
        self.canary_port = self._canaries[0].getsockname()[1]
        for address, port in (("127.0.0.1", self.canary_port), (CANARY, 80), ("::1", self.canary_port)):
            with suppress(OSError):  # a port below 1024 needs rights, ::1 a machine that has IPv6
                self._canaries.append(_bound(address, port))

    @property
    def canary(self) -> str:
        """Return HOST:PORT of the private service that must get no connection."""
        return f"{CANARY}:{self.canary_port}"

    def host(self, name: str, scheme: str = "http", address: str = "") -> Host:
        """Return the host of that name; a new one gets an address of its own, or a new port at `address`."""
        if name not in self.hosts:
            bound = _bound(address or f"127.0.2.{len(self.hosts) + 1}", 0)
            self.sockets[name] = bound
            self.hosts[name] = Host(name, "{}://{}:{}".format(scheme, *bound.getsockname()[:2]))
        return self.hosts[name]

    def dead(self) -> str:
        """Return HOST:PORT of a port that refuses connections as long as the web stands."""
        if "dead" not in self.sockets:
            self.sockets["dead"] = _bound("127.0.2.250", 0)
        return "{}:{}".format(*self.sockets["dead"].getsockname()[:2])

    def requests(self) -> Counter[str]:
        """Return how many requests each host got."""
        return Counter({name: host.asked for name, host in self.hosts.items()})

    async def _touched(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.canary_hits.append("connection")
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(2):
                self.canary_hits[-1] = (await reader.read(300)).decode("latin-1")
            body = b"<html><title>inside</title>inside</html>"
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        writer.close()

    async def listen(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Serve every host until `stop` is set."""
        asyncio.get_running_loop().set_exception_handler(lambda loop, told: None)  # clients go away in every way
        servers = [
            await asyncio.start_server(host.serve, sock=self.sockets[name], backlog=512, ssl=host.tls)
            for name, host in self.hosts.items()
        ]
        servers += [await asyncio.start_server(self._touched, sock=one) for one in self._canaries]
        ready.set()
        await stop.wait()
        for server in servers:
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


def _bound(address: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    return bound


@contextmanager
def serving(web: Web) -> Iterator[Web]:
    """Serve a web in a thread of its own while the block runs."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(web.listen(ready, stop),), daemon=True)
    thread.start()
    try:
        assert ready.wait(20), "the hostile web did not start"
        yield web
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        for bound in (*web.sockets.values(), *web._canaries):
            bound.close()
