"""When refusals of single pages close a host, and when they do not."""

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome
from tests.fetch.hostile import Case, Hostile, answer, start


async def test_pages_that_refuse_in_a_row_close_no_host_that_still_shows_others() -> None:
    walls = [Case(answer(b"<p>no", f"{status} x"), Outcome.CHALLENGE) for status in (412, 521, 999)]
    server = Hostile()
    server.extra = {f"wall-{number}": walls[number % 3] for number in range(9)} | {"home": Case(answer(), Outcome.OK)}
    async with await start(server):
        settings = FetchSettings(allow_private=True, rate=0)
        async with Client(settings, [RegisteredHost("127.0.0.1", server.port)]) as client:
            names = ("home", *list(server.extra)[:6], "ok")
            seen = [(await client.get(f"{server.url}/{name}")).outcome for name in names]
            assert seen == [Outcome.OK, *[Outcome.CHALLENGE] * 6, Outcome.OK]
            assert server.hits["/home"] == 3, "asked again after each three refusals"
            server.extra["home"] = walls[0]
            for number in (6, 7, 8, 0):
                await client.get(f"{server.url}/wall-{number}")
            assert (await client.get(f"{server.url}/ok")).detail.startswith("not asked: the host refused")
            assert server.hits["/wall-0"] == 1
            assert server.hits["/home"] == 4


async def test_three_refusals_alike_close_a_host_whatever_it_showed_before() -> None:
    wall = Case(answer(b"<p>no", "429 x"), Outcome.RATE_LIMITED)
    server = Hostile()
    server.extra = {f"wall-{number}": wall for number in range(4)}
    async with await start(server):
        settings = FetchSettings(allow_private=True, rate=0)
        async with Client(settings, [RegisteredHost("127.0.0.1", server.port)]) as client:
            for name in ("home", *server.extra):
                await client.get(f"{server.url}/{name}")
    assert (server.hits["/home"], server.hits["/wall-2"], server.hits["/wall-3"]) == (1, 1, 0)
