"""Answers recorded from a Mastodon server, read by the parsers and replayed over HTTP."""

from datetime import UTC, date, datetime

import pytest

from auditor.collect.accounts.fediverse import read
from auditor.collect.accounts.mastodon_api import Person, next_cursor, parse_person, parse_statuses
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, client_for
from tests.make import ZONE, account
from tests.realdata.cassettes import exchanges

pytestmark = pytest.mark.realdata
NOW = datetime(2026, 8, 2, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE, chinese=False)
NAMES = ("account", "account_pinned", "accounts", "directory", "fetch_next_previous", "list_timeline", "status",
         "status_edit", "status_reply")  # fmt: skip


@pytest.fixture(scope="module")
def recorded(data):
    folder = data / "api_fixtures" / "mastodon_cassettes"
    return {name: exchanges(folder / f"test_{name}.yaml") for name in NAMES}


def kinds(answer):
    """Yield the accounts and statuses in an answer."""
    for one in answer if isinstance(answer, list) else [answer]:
        if isinstance(one, dict) and "acct" in one:
            yield "account", one
        elif isinstance(one, dict) and "created_at" in one and "content" in one and "uri" in one:
            yield "status", one


def test_every_recorded_account_and_post_is_read(recorded):
    seen = {"account": 0, "status": 0, "private": 0, "answer": 0}
    for exchange in (one for name in NAMES for one in recorded[name]):
        for kind, told in kinds(exchange.answer):
            seen[kind] += 1
            if kind == "account":
                person = parse_person(told)
                assert (person.key, person.name, person.url) == (told["id"], told["acct"], told["url"])
                assert (person.posts, person.followers) == (told["statuses_count"], told["followers_count"])
                assert person.last_day == (
                    date.fromisoformat(told["last_status_at"]) if told["last_status_at"] else None
                )
                assert (person.suspended, person.limited, person.moved_to) == (False, False, "")
                continue
            posts = parse_statuses([told], Person(told["account"]["id"]), CLOCK)
            answers = told["in_reply_to_account_id"] not in (None, told["account"]["id"])
            assert bool(posts) is (told["visibility"] in ("public", "unlisted") and not answers)
            if not posts:
                seen["answer" if answers else "private"] += 1
                continue
            (post,) = posts
            assert (post.key, post.url) == (told["uri"], told["url"])
            assert post.published_at == datetime.fromisoformat(told["created_at"]).replace(microsecond=0)
            assert (post.comments, post.shares, post.likes) == tuple(
                told[name] for name in ("replies_count", "reblogs_count", "favourites_count")
            )
            assert post.text
    print(seen)
    assert min(seen["account"], seen["status"], seen["answer"]) > 0


def test_the_recorded_links_lead_from_page_to_page(recorded):
    pages = [one for one in recorded["fetch_next_previous"] if "/statuses?" in one.uri]
    assert [next_cursor(one.link, one.answer) for one in pages[:2]] == ["117020580489281910", "117020580452511285"]
    assert "max_id=117020580489281910" in pages[1].uri


async def replayed(recorded, account_of, statuses, person):
    """Read an account from a server that answers as recorded: pages by their max_id, nothing after the last."""
    pages = {one.uri.partition("max_id=")[2]: one for one in statuses if one.uri.partition("min_id=")[1] == ""}

    def respond(request):
        if request.path == "/api/v1/accounts/lookup":
            return person if request.query["acct"] == person["acct"] else Told({"error": "Record not found"}, 404)
        if "pinned" in request.query or request.query.get("max_id", "") not in pages:
            return []
        page = pages[request.query.get("max_id", "")]
        return Told(page.answer, headers={"Content-Type": "application/json", "Link": page.link})

    async with ApiServer(respond) as server, client_for(server.url) as client:
        row = account(platform="mastodon", url=f"{server.url}/@{account_of}", account_id="")
        return await read(row, access_to(client, NOW))


async def test_a_recorded_account_with_pages(recorded):
    told = recorded["fetch_next_previous"]
    person = next(one.answer for one in told if one.uri.endswith("verify_credentials"))
    reading = await replayed(recorded, "mastodonpy_test", [one for one in told if "/statuses?" in one.uri], person)
    assert (reading.outcome, reading.complete, reading.newest_first) == (ReadingOutcome.OK, True, True)
    assert [post.text for post in reading.posts] == [f"Toot number {number}!" for number in range(9, -1, -1)]
    assert {post.published_at.date() for post in reading.posts} == {date(2026, 8, 1)}
    assert (reading.display_name, reading.posts_total, reading.followers) == (
        "John Lennon",
        1,
        0,
    )  # counted before the ten posts


async def test_a_recorded_account_without_posts(recorded):
    person = recorded["accounts"][0].answer
    assert person["statuses_count"] == 0
    assert person["last_status_at"]  # it had one once: this field alone would call it active
    reading = await replayed(recorded, person["acct"], [], person)
    assert (reading.outcome, reading.posts_total) == (ReadingOutcome.OK_EMPTY, 0)


async def test_an_account_that_the_server_does_not_know(recorded):
    reading = await replayed(recorded, "somebody_else", [], recorded["accounts"][0].answer)
    assert (reading.outcome, reading.code) == (
        ReadingOutcome.HTTP_ERROR,
        "404",
    )  # webfinger answers with something else
