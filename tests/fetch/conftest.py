import ssl
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost, registered_host
from auditor.fetch.http.tls import tls_context
from tests.fetch.hostile import Hostile, start


@pytest.fixture(scope="session")
def context() -> ssl.SSLContext:
    return tls_context()


@pytest.fixture
async def hostile() -> AsyncIterator[Hostile]:
    server = Hostile()
    listener = await start(server)
    yield server
    listener.close()


@pytest.fixture
async def canary() -> AsyncIterator[Hostile]:
    """A server nobody registered and nobody may ask."""
    server = Hostile()
    listener = await start(server)
    yield server
    listener.close()


@pytest.fixture
def quick() -> FetchSettings:
    """Settings for loopback: no pace, short limits."""
    return FetchSettings(
        allow_private=True,
        rate=0,
        found_rate=0,
        connections=16,
        connect_s=1.0,
        headers_s=1.0,
        whole_s=1.5,
        second_look_s=0,
    )


@pytest.fixture
def patient(quick: FetchSettings) -> FetchSettings:
    """The same with the time limits of real use."""
    return replace(quick, connect_s=10.0, headers_s=20.0, whole_s=45.0)


@pytest.fixture
def home(hostile: Hostile) -> RegisteredHost:
    host = registered_host(hostile.url)
    assert host is not None
    return host


@pytest.fixture
async def client(patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext) -> AsyncIterator[Client]:
    async with Client(patient, [home], context=context) as running:
        yield running
