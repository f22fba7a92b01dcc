import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.guard import RegisteredHost
from auditor.fetch.robots import parse_robots, rules_of_answer
from auditor.model import Outcome
from tests.fetch.hostile import Case, Hostile, answer, moved, reset

HOST = "http://www.example.gov.cn"


def allowed(text: str, *paths: str) -> list[bool]:
    rules = parse_robots(text.encode())
    return [rules.allows(HOST + path) for path in paths]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("User-agent: *\nDisallow: /a", [False, True]),
        ("User-agent: *\nDisallow: /\nAllow: /a", [True, False]),
        ("User-agent: *\nDisallow:", [True, True]),
        ("User-agent: auditor\nDisallow: /a\n\nUser-agent: *\nDisallow: /", [False, True]),
        ("User-agent: Auditor/2.0 (x)\nDisallow: /a\n\nUser-agent: *\nDisallow: /", [False, True]),
        ("User-agent: auditorium\nDisallow: /a", [True, True]),
        ("User-agent: audit\nDisallow: /a", [True, True]),
        ("User-agent: * # all\nDisallow: /a", [False, True]),
        ("User-agent: auditor\nDisallow: /b\nUser-agent: auditor\nDisallow: /a", [False, False]),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", [False, True]),
        ("User-agent: *\rDisallow: /a\r", [False, True]),
        ("User-agent: *\nDisallow: /*.html$", [True, True]),
        ("Disallow: /a", [True, True]),
        ("", [True, True]),
    ],
)
def test_rules_bind_as_rfc_9309_says(text: str, verdicts: list[bool]) -> None:
    assert allowed(text, "/a", "/b") == verdicts


def test_sitemaps_and_delay_are_exposed() -> None:
    rules = parse_robots(b"Sitemap: https://x.example/s.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: /t.xml")
    assert (rules.sitemaps, rules.crawl_delay_s) == (("https://x.example/s.xml", "/t.xml"), 2.5)


@pytest.mark.parametrize(
    ("status", "open_"),
    [
        (200, True),
        (204, True),
        (401, True),
        (403, True),
        (404, True),
        (412, True),
        (429, False),
        (500, False),
        (503, False),
    ],
)
def test_what_a_status_means(status: int, open_: bool) -> None:
    assert rules_of_answer(status, "text/plain", b"").allows(HOST + "/a") is open_


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /",
        b"\xef\xbb\xbf\n<html>User-agent: *\nDisallow: /",
        b"<p>\nDisallow: /",
    ],
)
def test_a_page_served_as_robots_txt_holds_no_rules(page: bytes) -> None:
    assert rules_of_answer(200, "text/html", page).allows(HOST + "/a")


def test_rules_served_with_the_type_of_a_page_are_rules() -> None:
    assert not rules_of_answer(200, "text/html", b"User-agent: *\nDisallow: /").allows(HOST + "/a")


def test_many_names_with_many_rules_take_no_time() -> None:
    body = b"".join(b"User-agent: u%d\n" % number for number in range(15_000)) + b"Disallow: /x\nAllow: /y\n" * 12_000
    started = time.perf_counter()
    assert parse_robots(body).allows(HOST + "/x")
    assert time.perf_counter() - started < 2


@given(st.binary(max_size=400))
def test_any_bytes_are_read(body: bytes) -> None:
    assert parse_robots(body).allows(HOST + "/") in (True, False)


@pytest.fixture
async def clients(
    hostile: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> AsyncIterator[dict[str, Client]]:
    settings = replace(patient, second_look_s=60.0)
    async with (
        Client(settings, [home], context=context) as obeying,
        Client(settings, [replace(home, robots_owner=True)], context=context) as owner,
    ):
        yield {"obeying": obeying, "owner": owner}


def serve_robots(hostile: Hostile, send: object) -> None:
    hostile.extra["robots.txt"] = Case(send, Outcome.OK)  # type: ignore[arg-type]


RULES = answer(b"User-agent: *\nDisallow: /private\nSitemap: /s.xml", "200 OK", "Content-Type: text/plain")


async def test_forbidden_addresses_are_not_asked(hostile: Hostile, clients: dict[str, Client]) -> None:
    serve_robots(hostile, RULES)
    client = clients["obeying"]
    assert (await client.get(f"{hostile.url}/ok")).outcome is Outcome.OK
    reply = await client.get(f"{hostile.url}/private/x")
    assert (reply.outcome, reply.detail, reply.requests) == (Outcome.ROBOTS, "forbidden by robots.txt", 0)
    assert (await client.get(f"{hostile.url}/private/x", obey_robots=False)).outcome is Outcome.OK
    assert (await clients["owner"].get(f"{hostile.url}/private/x")).outcome is Outcome.OK
    assert hostile.hits["/robots.txt"] == 1
    assert await client.sitemaps(f"{hostile.url}/any") == ("/s.xml",)


async def test_a_redirect_into_a_forbidden_address_stops_there(hostile: Hostile, clients: dict[str, Client]) -> None:
    serve_robots(hostile, RULES)
    hostile.extra["door"] = Case(moved("/private/x"), Outcome.OK)
    reply = await clients["obeying"].get(f"{hostile.url}/door")
    assert (reply.outcome, len(reply.hops), hostile.hits["/private/x"]) == (Outcome.ROBOTS, 1, 0)


@pytest.mark.parametrize(
    ("send", "outcome"),
    [
        (answer(b"", "403 x"), Outcome.OK),
        (answer(b"", "500 x"), Outcome.ROBOTS),
        (answer(b"", "429 x"), Outcome.ROBOTS),
        (reset, Outcome.ROBOTS),
        (moved("/robots-moved"), Outcome.ROBOTS),
        (moved("/forever"), Outcome.OK),
        (moved("file:///x"), Outcome.OK),
        (answer(b"#" * 520_000 + b"\nUser-agent: *\nDisallow: /", "200 OK", "Content-Type: text/plain"), Outcome.OK),
    ],
)
async def test_a_robots_txt_that_fails(
    hostile: Hostile, clients: dict[str, Client], send: object, outcome: Outcome
) -> None:
    hostile.extra["robots-moved"] = Case(answer(b"User-agent: *\nDisallow: /", "200 OK", "Content-Type: text/plain"),
                                         Outcome.OK)  # fmt: skip
    serve_robots(hostile, send)
    client = clients["obeying"]
    replies = [await client.get(f"{hostile.url}/ok?{number}") for number in range(3)]
    assert {reply.outcome for reply in replies} == {outcome}
    assert hostile.hits["/robots.txt"] <= 2


async def test_robots_txt_is_followed_over_five_redirects(hostile: Hostile, clients: dict[str, Client]) -> None:
    serve_robots(hostile, moved("/hop-5"))
    assert (await clients["obeying"].get(f"{hostile.url}/ok")).outcome is Outcome.OK
    assert (hostile.hits["/hop-1"], hostile.hits["/hop-0"]) == (1, 0)


async def test_a_host_that_cannot_be_reached_is_told_as_such(clients: dict[str, Client], hostile: Hostile) -> None:
    reply = await clients["obeying"].get("http://nosuch.invalid/")
    assert reply.outcome in (Outcome.DNS, Outcome.NETWORK)
    assert (await clients["obeying"].get("http://192.168.0.1/")).outcome is Outcome.PRIVATE
