"""What a page's encrypted requests wait for, and what its answers teach; Chromium trusts no server of tests."""

import asyncio
from typing import Any

import pytest

from auditor.config import FetchSettings
from auditor.fetch.browser.politeness import Politeness
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.target import Refused, parse_target
from auditor.model import Outcome

SETTINGS = FetchSettings(allow_private=True, rate=50, connections=1)
OWN = RegisteredHost("127.0.0.1", 8443, robots_owner=True)
AT = "https://127.0.0.1:8443"


class Request:
    def __init__(self, url: str) -> None:
        self.url = url


async def test_encrypted_requests_of_a_page_take_turns() -> None:
    async with Client(SETTINGS, [OWN]) as client:
        manners: Any = Politeness(client)
        first, second = Request(f"{AT}/a"), Request(f"{AT}/b")
        assert await manners.admit(first)
        waiting = asyncio.ensure_future(manners.admit(second))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        manners._end(first)
        assert await waiting
        manners._end(second)
        manners._end(second)
        assert await manners.admit(Request("http://127.0.0.1:8443/")), "plain requests wait in the proxy"
        assert not await manners.admit(Request("https://10.0.0.1/")), "the guard holds"


async def test_the_turn_of_a_page_is_its_own_and_given_back_unused() -> None:
    async with Client(SETTINGS, [OWN]) as client:
        manners = Politeness(client)
        target = parse_target(f"{AT}/")
        turn = await manners.reserve(f"{AT}/")
        assert await manners.enter(target, await client.guard.route(target)) is turn
        manners.give_up(turn)
        manners.give_up(await manners.reserve(f"{AT}/"))
        manners.give_up(await manners.reserve(f"{AT}/"))


@pytest.mark.parametrize(
    ("field", "outcome"), [("retry-after: 3600", Outcome.RATE_LIMITED), ("Retry-After: soon", None)]
)
async def test_a_host_that_complains_to_the_browser_is_heard(field: str, outcome: Outcome | None) -> None:
    async with Client(SETTINGS, [OWN]) as client:
        manners = Politeness(client)
        route = await client.guard.route(parse_target(AT))
        manners.heard(route, f"HTTP/1.1 429 Too Many\r\n{field}\r\n\r\n".encode())
        if outcome is None:
            manners.give_up(await manners.reserve(f"{AT}/"))
        else:
            with pytest.raises(Refused) as refusal:
                await manners.reserve(f"{AT}/")
            assert refusal.value.outcome is outcome
