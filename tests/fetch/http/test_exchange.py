"""A server is not called slow for what this process did meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host

ANSWER_S, BUSY_S = 0.3, 0.8


@pytest.fixture
async def slow() -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(ANSWER_S)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()


@pytest.mark.parametrize("busy", [False, True])
async def test_our_own_work_is_no_time_of_the_server(slow: str, busy: bool) -> None:
    settings = replace(FetchSettings(), rate=0, allow_private=True)
    async with Client(settings, [registered_host(slow)]) as client:
        asked = asyncio.create_task(client.get(slow, obey_robots=False))
        await asyncio.sleep(0.05)
        if busy:
            time.sleep(BUSY_S)  # noqa: ASYNC251 - what is tested
        reply = await asked
    assert reply.elapsed_ms < BUSY_S * 1_000
    assert busy or reply.elapsed_ms > ANSWER_S * 900
