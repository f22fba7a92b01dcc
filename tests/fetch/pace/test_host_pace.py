import asyncio
import itertools
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.http.target import Refused
from auditor.fetch.pace.host_pace import HostPace, PaceLimits, retry_after
from auditor.model import Outcome
from tests.fetch.hostile import Case, Hostile, answer

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1.5", None),
        ("٣", None),
        ("99999999999999999999", float("inf")),
        ("Tue, 24 Nov 99999 12:00:30 GMT", None),
        ("Tuesday, 24-Nov-26 12:00:30 GMT", 30.0),
        ("Tue Nov 24 12:00:30 2026", 30.0),
        ("Tue, 24 Nov 2026 20:00:30 +0800", 30.0),
        ("Fri, 24 Nov 2028 12:00:00 GMT", 731 * 86400.0),
        ("1e3", None),
        ("60, 60", None),
    ],
)
def test_both_forms_of_retry_after(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_read(header: str) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or wait >= 0


async def starts(pace: HostPace, count: int, answer_s: float = 0.0) -> list[float]:
    loop = asyncio.get_running_loop()
    begun: list[float] = []

    async def one() -> None:
        turn = await pace.enter()
        turn.sent()
        begun.append(loop.time())
        await asyncio.sleep(answer_s)
        turn.end(answer_s)

    await asyncio.gather(*[one() for _ in range(count)])
    return begun


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(times)]


async def test_a_rate_keeps_its_gap_however_many_wait() -> None:
    begun = await starts(HostPace(PaceLimits(4, 50.0, 1.0, quiet=False), None), 6)
    assert min(gaps(begun)) >= 0.0199


async def test_the_pause_is_as_long_as_the_last_answer_took() -> None:
    pace = HostPace(PaceLimits(4, 1000.0, 1.0, quiet=False), None)
    await starts(pace, 1, 0.06)
    assert min(gaps(await starts(pace, 3, 0.06))) >= 0.0599


async def test_found_hosts_rest_after_the_end_of_an_answer() -> None:
    begun = await starts(HostPace(PaceLimits(1, 1000.0, 2.0, quiet=True), None), 3, 0.03)
    assert min(gaps(begun)) >= 0.0899


async def test_rate_nought_waits_for_nothing_but_slots() -> None:
    pace = HostPace(PaceLimits(2, 0.0, 1.0, quiet=False), None)
    begun = await starts(pace, 4, 0.05)
    assert gaps(begun)[0] < 0.045
    assert begun[2] - begun[0] >= 0.049


async def test_complaints_double_the_pause_and_twenty_good_answers_halve_it() -> None:
    pace = HostPace(PaceLimits(1, 50.0, 0.0, quiet=False), None)
    for _ in range(2):
        pace.judge(Outcome.HTTP_ERROR, 503, "503", None, 60.0)
    assert min(gaps(await starts(pace, 3))[1:]) >= 0.0799
    for _ in range(20):
        pace.judge(Outcome.OK, 200, "", None, 60.0)
    begun = gaps(await starts(pace, 4))[1:]
    assert min(begun) >= 0.0399
    assert min(begun) < 0.0799


async def test_a_pause_at_its_longest_gets_shorter_with_the_next_twenty_good_answers() -> None:
    pace = HostPace(PaceLimits(1, 8.0, 0.0, quiet=False), None)
    for _ in range(40):
        pace.judge(Outcome.HTTP_ERROR, 503, "503", None, 60.0)
    await starts(pace, 1)
    assert pace._pause_s == 30.0
    for _ in range(20):
        pace.judge(Outcome.OK, 200, "", None, 60.0)
    pace._pause_s = 0.0
    await starts(pace, 1)
    assert 14.0 < pace._pause_s < 16.0


async def test_retry_after_is_waited_for_up_to_its_ceiling() -> None:
    pace = HostPace(PaceLimits(1, 0.0, 1.0, quiet=False), None)
    before = asyncio.get_running_loop().time()
    pace.judge(Outcome.RATE_LIMITED, 429, "429", 0.1, 60.0)
    assert (await starts(pace, 1))[0] - before >= 0.0999
    pace.judge(Outcome.RATE_LIMITED, 429, "429", 61.0, 60.0)
    with pytest.raises(Refused, match="come back after 61 s"):
        await pace.enter()


async def test_three_refusals_in_a_row_close_the_host_and_no_other_at_its_address() -> None:
    pace = HostPace(PaceLimits(1, 0.0, 1.0, quiet=False), None)
    for outcome, detail in ((Outcome.CHALLENGE, "412"), (Outcome.RATE_LIMITED, "429"), (Outcome.OK, "")) * 2:
        pace.judge(outcome, 412, detail, None, 60.0, "a.test")
    pace.judge(Outcome.CHALLENGE, 412, "412", None, 60.0, "b.test")
    for detail in ("412", "521"):
        pace.judge(Outcome.CHALLENGE, 412, detail, None, 60.0, "a.test")
    (await pace.enter("a.test")).end(0.0)
    pace.judge(Outcome.CHALLENGE, 412, "202", None, 60.0, "a.test")
    with pytest.raises(Refused, match=r"three times|3 times in a row \(202\)") as refusal:
        await pace.enter("a.test")
    assert refusal.value.outcome is Outcome.CHALLENGE
    (await pace.enter("b.test")).end(0.0)


async def test_what_takes_long_to_connect_does_not_arrive_with_the_next() -> None:
    pace = HostPace(PaceLimits(4, 50.0, 0.0, quiet=False), None)
    loop = asyncio.get_running_loop()
    slow = await pace.enter()
    following = asyncio.ensure_future(pace.enter())
    await asyncio.sleep(0.05)
    assert not following.done()
    slow.sent()
    sent = loop.time()
    (await following).end(0.0)
    assert loop.time() - sent >= 0.0199


async def test_a_host_is_never_asked_on_more_connections_than_allowed(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    live = most = 0

    async def slow(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        nonlocal live, most
        live += 1
        most = max(most, live)
        await asyncio.sleep(0.02)
        live -= 1
        writer.write(answer())

    hostile.extra["slow"] = Case(slow, Outcome.OK)
    async with Client(replace(patient, connections=3), [home], context=context) as client:
        await asyncio.gather(*[client.get(f"{hostile.url}/slow?{number}") for number in range(12)])
    assert most == 3


async def test_a_long_retry_after_closes_the_host_for_the_run(hostile: Hostile, client: Client) -> None:
    hostile.extra["busy"] = Case(answer(b"", "503 x", "Retry-After: 3600"), Outcome.OK)
    first, second = await client.get(f"{hostile.url}/busy"), await client.get(f"{hostile.url}/ok")
    assert (first.outcome, second.outcome, second.requests) == (Outcome.HTTP_ERROR, Outcome.RATE_LIMITED, 0)
    assert hostile.hits["/ok"] == 0


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        (("Retry-After: 61",), False),
        (("Retry-After: 0", "Retry-After: 3600"), False),
        (("Date: Sat, 01 Jan 2000 00:00:00 GMT", "Retry-After: Sat, 01 Jan 2000 01:00:00 GMT"), False),
        (("Date: Sat, 01 Jan 2050 00:00:00 GMT", "Retry-After: Sat, 01 Jan 2050 00:00:00 GMT"), True),
        (("Retry-After: -1", "Retry-After: soon", "Retry-After: 1.5"), True),
    ],
)
async def test_retry_after_in_any_number_and_by_the_servers_clock(
    hostile: Hostile, client: Client, headers: tuple[str, ...], asked: bool
) -> None:
    hostile.extra["busy"] = Case(answer(b"", "429 x", *headers), Outcome.OK)
    await client.get(f"{hostile.url}/busy")
    reply = await client.get(f"{hostile.url}/ok")
    assert reply.outcome is (Outcome.OK if asked else Outcome.RATE_LIMITED)
    assert hostile.hits["/ok"] == asked


async def test_crawl_delay_is_kept(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    body = b"User-agent: *\nCrawl-delay: 0.1"
    hostile.extra["robots.txt"] = Case(answer(body, "200 OK", "Content-Type: text/plain"), Outcome.OK)
    times: list[float] = []

    async def stamp(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        times.append(asyncio.get_running_loop().time())
        writer.write(answer())

    hostile.extra["stamp"] = Case(stamp, Outcome.OK)
    async with Client(patient, [home], context=context) as client:
        await asyncio.gather(*[client.get(f"{hostile.url}/stamp?{number}") for number in range(3)])
    assert min(gaps(times)) >= 0.09


async def test_found_hosts_at_one_address_share_its_pace(
    hostile: Hostile, canary: Hostile, patient: FetchSettings, context: ssl.SSLContext
) -> None:
    times: list[float] = []

    async def stamp(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        times.append(asyncio.get_running_loop().time())
        writer.write(answer())

    for server in (hostile, canary):
        server.extra["stamp"] = Case(stamp, Outcome.OK)
    settings = replace(patient, found_rate=20.0, allow_networks=("127.0.0.0/8",))
    async with Client(settings, context=context) as client:
        await asyncio.gather(*[
            client.get(f"{server.url}/stamp?{number}") for server in (hostile, canary) for number in range(2)
        ])  # fmt: skip
    assert len(times) == 4
    assert min(gaps(times)) >= 0.049


async def test_waiting_for_the_pace_is_no_time_a_page_took(hostile: Hostile, context: ssl.SSLContext) -> None:
    settings = FetchSettings(allow_private=True, rate=2)
    registered = [RegisteredHost("127.0.0.1", hostile.port)]
    async with Client(settings, registered, context=context) as client:
        replies = await asyncio.gather(*(client.get(f"{hostile.url}/ok?{at}") for at in range(4)))
    assert max(reply.elapsed_ms for reply in replies) < 400
