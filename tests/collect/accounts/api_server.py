"""A platform's interface on loopback: a function answers each request, and all that was asked is kept."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Credentials, Tokens
from auditor.collect.accounts.interface_answers import Unread
from auditor.config import FetchSettings
from auditor.config.settings import AccountSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.platforms import default_endpoints
from tests.make import ZONE


@dataclass
class Request:
    """What was asked; `query` and `form` hold one value a name."""

    method: str
    path: str
    query: dict[str, str]
    fields: dict[str, str]
    body: bytes = b""

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Told:
    """An answer: an object to be sent as JSON, or bytes as they are."""

    body: object = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


T = TypeVar("T")
Respond = Callable[[Request], object]


class ApiServer:
    """Serve what `respond` returns: a Told, or an object to be sent as JSON with 200."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.requests: list[Request] = []
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "ApiServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    def asked(self, path: str) -> list[Request]:
        """Return the requests for a path, in order."""
        return [one for one in self.requests if one.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = lines[0].split(" ")
                fields = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                parts = urlsplit(target)
                request = Request(method, parts.path, dict(parse_qsl(parts.query)), fields, body)
                self.requests.append(request)
                told = self.respond(request)
                writer.write(_wire(told if isinstance(told, Told) else Told(told)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def came_of(make: Callable[[], T]) -> T | Unread:
    """Return what a parser made of something, or the fault it raised."""
    try:
        return make()
    except Unread as fault:
        return fault


def _wire(told: Told) -> bytes:
    body = told.body if isinstance(told.body, bytes) else json.dumps(told.body, ensure_ascii=False).encode()
    head = {"Content-Length": str(len(body)), **told.headers}
    lines = [f"HTTP/1.1 {told.status} X", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def client_for(*urls: str) -> Client:
    """Return a client that may ask these loopback servers."""
    settings = FetchSettings(allow_private=True, rate=0, second_look_s=0)
    hosts = [host for url in urls if (host := registered_host(url))]
    return Client(settings, hosts)


def access_to(client, now, environ=None, tokens=None, folder=Path(), window_days=90, most_posts=2_000, **endpoints):
    """Return what adapters get, with the interfaces at the given addresses and credentials out of `environ`."""
    return Access(
        client,
        folder,
        now,
        ZONE,
        Credentials(environ or {}, folder),
        tokens or Tokens(None),
        default_endpoints() | endpoints,
        AccountSettings(window_days=window_days, most_posts=most_posts),
    )
