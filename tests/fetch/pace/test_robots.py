import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.fetch.pace.robots import parse_robots, rules_of_answer
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
        ("User-agent: *\nDisallow: /a\nAllow: /a", [True, True]),
        ("User-agent: *\nAllow: /a\n\nUser-agent: auditor\nDisallow: /a", [False, True]),
        ("User-agent: other\nDisallow: /\nUser-agent: *\nUser-agent: auditor\nDisallow: /a", [False, True]),
        ("User-agent: auditor\nSitemap: /s.xml\nUser-agent: other\nDisallow: /a", [False, True]),
        ("User-agent: auditor\nCrawl-delay: 3\nUser-agent: other\nDisallow: /a", [False, True]),
        ("User-agent: auditor\nUnheard-of: x\nUser-agent: other\nDisallow: /a", [False, True]),
        ("User-agent: auditor\nDisallow: /a\nUser-agent: other\nDisallow: /b", [False, True]),
        ("uSER-aGENT:*\ndISALLOW:/a", [False, True]),
        ("  User-agent : * \n\t Disallow\t:\t/a\t# not this", [False, True]),
        ("User-agent *\nDisallow /a", [False, True]),
        ("User-agent: *\nDisallow /a and /b", [True, True]),
        ("User-agent: *\nDisalow: /a", [False, True]),
        ("User-agent: *auditor\nDisallow: /a", [True, True]),
        ("User-agent:\nDisallow: /a", [True, True]),
        ("User-agent: *\nDisallow: a", [True, True]),
        ("User-agent: *\nDisallow: *", [False, False]),
        ("User-agent: *\nDisallow: /*\nAllow: /b$", [False, True]),
        ("User-agent: *\nDisallow: /a$b", [True, True]),
        ("User-agent: *\n# Disallow: /\nDisallow: /b#a", [True, False]),
        ("\x00\x00User-agent: *\nDisallow: /a", [False, True]),
    ],
)
def test_rules_bind_as_rfc_9309_says(text: str, verdicts: list[bool]) -> None:
    assert allowed(text, "/a", "/b") == verdicts


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/下载", "/%E4%B8%8B%E8%BD%BD/x", True),
        ("/%e4%b8%8b", "/%E4%B8%8B", True),
        ("/%CF%C2", "/%CF%C2%D4%D8", True),
        ("/%CF%C2", "/%C9%CF%B4%AB", False),
        ("/~li", "/%7Eli", True),
        ("/%7Eli", "/~li", True),
        ("/%62%61%7A", "/baz", True),
        ("/a%2Fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", True),
        ("/a/b", "/a%2Fb", False),
        ("/a%3Fb", "/a?b", False),
        ("/a?u=http://x", "/a?u=http%3A%2F%2Fx", True),
        ("/a?u=1%262", "/a?u=1&2", False),
        ("/a%2A", "/a*b", True),
        ("/a%2A", "/ab", False),
        ("/a%24", "/a$b", True),
        ("/a$", "/a$", False),
        ("/a$", "/a", True),
        ("/a$", "/a?", False),
        ("/a%", "/a%", True),
        ("/*.php$", "/x.php/y.php", True),
        ("/*.php$", "/x.php?y", False),
        ("/*a*a*b", "/aab", True),
        ("/*a*a*b", "/ab", False),
        ("/**.do*", "/x.do;jsessionid=1", True),
        ("/a*a$", "/a", False),
        ("/A", "/a", False),
        ("/?", "/?x", True),
        ("/?", "/", False),
    ],
)
def test_paths_and_patterns_are_compared_octet_by_octet(pattern: str, path: str, matches: bool) -> None:
    assert allowed(f"User-agent: *\nDisallow: {pattern}", path) == [not matches]


def test_bytes_that_are_no_utf_8_are_compared_as_they_are() -> None:
    rules = parse_robots("User-agent: *\nDisallow: /下载/".encode("gb18030"))
    assert (rules.allows(HOST + "/%CF%C2%D4%D8/"), rules.allows(HOST + "/%C9%CF%B4%AB/")) == (False, True)


def test_robots_txt_itself_is_never_forbidden() -> None:
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt", "/robots.txt?x", "") == [True, False, False]


def test_of_a_file_that_was_cut_only_whole_lines_bind() -> None:
    body = b"User-agent: *\nDisallow: /a\nDisallow: /"
    assert rules_of_answer(200, "text/plain", body, cut=True).allows(HOST + "/b")
    assert not rules_of_answer(200, "text/plain", body, cut=True).allows(HOST + "/a")
    assert rules_of_answer(200, "text/plain", b"User-agent: * Disallow: /", cut=True).allows(HOST + "/b")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("7", 7.0), ("0.5", 0.5), (".5", 0.5), ("1000000", 1e6), ("-3", 0.0), ("10s", 0.0), ("1,5", 0.0), ("nan", 0.0),
     ("inf", 0.0), ("1e3", 0.0), ("1_0", 0.0), ("", 0.0), ("3 # s", 3.0)],
)  # fmt: skip
def test_crawl_delay_is_a_decimal_number_or_nothing(line: str, seconds: float) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {line}".encode()).crawl_delay_s == seconds
    assert parse_robots(f"User-agent: other\nCrawl-delay: {line}".encode()).crawl_delay_s == 0.0


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


def test_patterns_of_many_stars_take_no_time() -> None:
    rules = parse_robots(b"User-agent: *\n" + b"Disallow: /" + b"*a" * 8000 + b"*b\n" * 25)
    started = time.perf_counter()
    assert rules.allows(f"{HOST}/{'a' * 30_000}")
    assert time.perf_counter() - started < 1


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
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *\nDisallow: /private\nDisallow: /", Outcome.OK),
        (answer(b"User-agent: *\n" + b"Disallow: /no\n" * 36_600 + b"Disallow: /", "200 OK"), Outcome.OK),
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


async def test_robots_txt_moved_to_another_host_binds_the_host_that_was_asked(
    hostile: Hostile, canary: Hostile, patient: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    serve_robots(hostile, moved(f"{canary.url}/theirs.txt"))
    canary.extra["theirs.txt"] = Case(answer(b"User-agent: *\nDisallow: /private", "200 OK"), Outcome.OK)
    async with Client(replace(patient, allow_networks=("127.0.0.0/8",)), [home], context=context) as client:
        assert (await client.get(f"{hostile.url}/private/x")).outcome is Outcome.ROBOTS
        assert (await client.get(f"{hostile.url}/ok")).outcome is Outcome.OK
        assert (await client.get(f"{canary.url}/private/x")).outcome is not Outcome.ROBOTS
    assert hostile.hits["/private/x"] == 0


async def test_robots_txt_moved_to_where_nobody_may_ask_allows_nothing(
    hostile: Hostile, canary: Hostile, clients: dict[str, Client]
) -> None:
    serve_robots(hostile, moved(f"{canary.url}/theirs.txt"))
    reply = await clients["obeying"].get(f"{hostile.url}/ok")
    assert (reply.outcome, sum(canary.hits.values())) == (Outcome.ROBOTS, 0)


async def test_robots_txt_that_does_not_come_to_its_end_in_time_allows_nothing(
    hostile: Hostile, quick: FetchSettings, home: RegisteredHost, context: ssl.SSLContext
) -> None:
    async def drip(server: Hostile, path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n")
        await asyncio.sleep(5)

    serve_robots(hostile, drip)
    settings = replace(quick, headers_s=0.3, whole_s=0.4, second_look_s=60.0)
    async with Client(settings, [home], context=context) as client:
        reply = await client.get(f"{hostile.url}/ok")
    assert (reply.outcome, hostile.hits["/ok"]) == (Outcome.ROBOTS, 0)
    assert reply.detail.startswith("robots.txt: ")


async def test_a_host_that_cannot_be_reached_is_told_as_such(clients: dict[str, Client], hostile: Hostile) -> None:
    reply = await clients["obeying"].get("http://nosuch.invalid/")
    assert reply.outcome in (Outcome.DNS, Outcome.NETWORK)
    assert (await clients["obeying"].get("http://192.168.0.1/")).outcome is Outcome.PRIVATE
