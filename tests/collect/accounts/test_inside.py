"""No platform's answer leads an adapter into the office's network, nor its credentials to another host."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.collect.accounts.access import API, DEFAULT, FEED, PAGE, Access, Adapter
from auditor.collect.accounts.adapters import adapters
from auditor.collect.accounts.credentials import Credentials
from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import Reply
from auditor.platforms import default_endpoints
from tests.make import account

SECRET = "S3cret-0123456789"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
NAMES = {"app": "id1234567890", "bluesky": DID, "youtube": "UC1234567890123456789012", "weibo": "1234567890"}
LOCAL = (API, DEFAULT, FEED, PAGE)


class Everything(Mapping[str, str]):
    """An environment that has every credential."""

    def __getitem__(self, name: str) -> str:
        if not name.startswith("MEDIA_") or name.endswith("_COMMERCIAL"):
            raise KeyError(name)
        return NAMES["weibo"] if name.endswith("_UID") else SECRET

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass
class Platform:
    """A server that answers as `answer` says of a path."""

    answer: Callable[[str], bytes] = lambda path: b""
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            writer.write(self.answer(head.split(" ")[1]))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Platform]:
    platform = Platform()
    server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
    platform.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield platform
    server.close()


def said(content: str, status: str = "200 OK", *lines: str, kind: str = "application/json") -> bytes:
    body = content.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


NO_RULES = said("", "404 Not Found")


def moved(inside: str, own: str) -> Callable[[str], bytes]:
    return lambda path: NO_RULES if path == "/robots.txt" else said("", "302 Found", f"Location: {inside}{path}")


def naming(inside: str, own: str) -> Callable[[str], bytes]:
    """Return answers that name an inside address wherever a platform may name one."""
    links = ("url", "href", "next", "next_url", "first", "last", "outbox", "inbox", "feed_url", "home_page_url", "uri")
    link = {"rel": "self", "type": "application/activity+json", "href": f"{inside}/self"}
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": inside}

    def answer(path: str) -> bytes:
        if path == "/robots.txt":
            return NO_RULES
        if path.startswith("/feed"):
            feed = f'<rss version="2.0"><channel><title>x</title><link>{inside}/</link><atom:link xmlns:atom='
            feed += f'"http://www.w3.org/2005/Atom" rel="next" href="{inside}/next"/></channel></rss>'
            return said(feed, kind="application/rss+xml")
        if path.startswith("/page/"):
            page = f"<meta http-equiv=refresh content='0;url={inside}/'><iframe src='{inside}/frame'></iframe>"
            return said(page, kind="text/html")
        told = dict.fromkeys(links, f"{inside}/named")
        told |= {"did": DID, "id": DID if DID in path else f"{own}{path}", "handle": "x.example", "type": "Person"}
        told |= {
            "subject": "acct:x@127.0.0.1",
            "links": [link],
            "service": [service],
            "alsoKnownAs": ["at://x.example"],
        }
        told |= {"active": True, "results": [told], "items": [told], "errcode": 0, "access_token": SECRET, "data": told}
        return said(json.dumps(flat(told), default=str), "200 OK", f'Link: <{inside}/next>; rel="next"')

    return answer


def flat(value: object, depth: int = 3) -> object:
    if isinstance(value, dict):
        return {name: flat(one, depth - 1) for name, one in value.items()} if depth else {}
    if isinstance(value, list):
        return [flat(one, depth - 1) for one in value] if depth else []
    return value


def served() -> list[tuple[Adapter, str, str]]:
    """Return every adapter that asks a network, with each route and one platform of it."""
    return [
        (adapter, route, min(platforms - {"*"}, default="weixin"))
        for adapter in adapters().found
        for route, platforms in adapter.routes.items()
        if route in LOCAL
    ]


def rendering(client: Client) -> Callable[[str], Awaitable[Reply]]:
    async def render(url: str) -> Reply:
        return replace(await client.get(url), rendered=True)

    return render


def case(adapter: Adapter, route: str, platform: str) -> str:
    return f"{adapter.id}-{route or 'default'}"


@pytest.mark.parametrize("answers", [moved, naming])
@pytest.mark.parametrize(("adapter", "route", "platform"), served(), ids=[case(*one) for one in served()])
async def test_no_answer_leads_inside(
    tmp_path: Path, adapter: Adapter, route: str, platform: str, answers: Callable[[str, str], Callable[[str], bytes]]
) -> None:
    async with listening() as outside, listening() as inside:
        outside.answer = answers(inside.url, outside.url)
        host = registered_host(outside.url)
        assert host is not None
        source = {API: API, DEFAULT: "", FEED: f"{outside.url}/feed.xml", PAGE: PAGE}[route]
        subject = account(
            platform=platform, source=source, url=f"{outside.url}/page/@x", account_id=NAMES.get(platform, "x")
        )
        endpoints = dict.fromkeys(default_endpoints(), outside.url)
        fetch = FetchSettings(allow_private=True, rate=0, found_rate=0, second_look_s=0, headers_s=2.0, whole_s=3.0)
        async with Client(fetch, [host]) as client:
            access = Access(
                client, tmp_path, datetime(2026, 6, 30, tzinfo=UTC), UTC, Credentials(Everything(), tmp_path),
                endpoints=endpoints, render=rendering(client),
            )  # fmt: skip
            seen = await adapter.read(subject, access)
    assert outside.connections
    assert (inside.connections, inside.heads) == (0, [])
    assert SECRET not in repr(seen)
    assert not seen.posts
