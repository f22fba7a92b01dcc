"""Apps by Apple's look-up: the day of a release, and no claim about other stores."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.appstore import ADAPTER, Named, named_by, parse
from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from auditor.model import Basis, ReadingOutcome
from tests.collect.accounts.api_server import ApiServer, Told, access_to, came_of, client_for
from tests.collect.accounts.test_douyin_open import JSON
from tests.make import ZONE, account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)
PAGE = "https://apps.apple.com/cn/app/x/id1234567890"
FOUND = {
    "wrapperType": "software",
    "trackId": 1234567890,
    "trackName": "某区  通",
    "sellerName": "某区大数据中心",
    "version": "3.2.1",
    "currentVersionReleaseDate": "2026-05-01T17:30:00Z",
    "releaseDate": "2019-01-01T08:00:00Z",
    "trackViewUrl": PAGE,
}


async def read(answer, subject=None):
    async with ApiServer(lambda request: answer) as api, client_for(api.url) as client:
        subject = subject or account("a1", platform="app", url=PAGE, account_id="")
        reading = await ADAPTER.read(subject, access_to(client, NOW, appstore=api.url))
        return reading, api.requests


async def test_the_last_release_and_who_sells_it():
    reading, requests = await read({"resultCount": 1, "results": [FOUND]})
    assert [(one.method, one.path, one.query) for one in requests] == [
        ("GET", "/lookup", {"id": "1234567890", "country": "cn"})
    ]
    assert (reading.outcome, reading.posts, reading.basis) == (ReadingOutcome.OK, (), Basis.REPORTED)
    assert (reading.display_name, reading.subject_seen) == ("某区 通", "某区大数据中心")
    assert (reading.released, reading.detail) == (date(2026, 5, 2), ""), "the day is that of the configured zone"
    assert (reading.key_seen, reading.posts_total, reading.verified) == ("1234567890", None, None)


@pytest.mark.parametrize("subject", [
    account("a1", platform="app", url=PAGE, account_id=""),
    account("a1", platform="app", url="", account_id="1234567890"),
    account("a1", platform="app", url="https://www.example.gov.cn/app", account_id="id1234567890"),
])  # fmt: skip
async def test_a_number_that_is_not_there_is_said_of_this_store_only(subject):
    reading, _ = await read({"resultCount": 0, "results": []}, subject)
    assert (reading.outcome, reading.released) == (ReadingOutcome.NOT_FOUND, None)
    assert reading.detail == ("there is no app 1234567890 in the App Store (cn); this says nothing of other stores")


async def test_a_number_that_may_be_another_stores_is_not_missing():
    subject = account("a1", platform="app", url="https://appgallery.example.com/app/1", account_id="1234567890")
    reading, _ = await read({"resultCount": 0, "results": []}, subject)
    assert (reading.outcome, reading.posts) == (ReadingOutcome.UNSUPPORTED, ())
    assert "write id before it" in reading.detail


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"resultCount": 0},
        {"resultCount": 1, "results": []},
        {"results": []},
        {"resultCount": "", "results": []},
        {"resultCount": 0, "results": {}},
        {"resultCount": 1, "results": [{**FOUND, "trackId": 7}]},
        Told(b"\n\n\n"),
        Told(b"<html>"),
    ],
)
async def test_what_is_no_look_up_is_no_missing_app(answer):
    reading, _ = await read(answer)
    assert (reading.outcome, reading.released) == (ReadingOutcome.PARSE_ERROR, None)


@pytest.mark.parametrize("fields", [{"wrapperType": "artist", "trackId": None}, {"wrapperType": "track"}])
async def test_a_number_of_something_else_is_no_app(fields):
    reading, _ = await read({"resultCount": 1, "results": [{**FOUND, **fields}]})
    assert reading.outcome is ReadingOutcome.NO_SOURCE


@pytest.mark.parametrize(
    ("status", "outcome"), [(403, "rate_limited"), (429, "rate_limited"), (404, "http_error"), (503, "http_error")]
)
async def test_refusals(status, outcome):
    reading, _ = await read(Told({}, status))
    assert (reading.outcome.value, reading.code) == (outcome, str(status))


@pytest.mark.parametrize("raw", [None, "", "soon", "2099-01-01T00:00:00Z", 7])
async def test_a_day_that_cannot_be_read_is_none(raw):
    reading, _ = await read({"resultCount": 1, "results": [{**FOUND, "currentVersionReleaseDate": raw}]})
    assert (reading.outcome, reading.released) == (ReadingOutcome.OK, None)
    assert "could not be read" in reading.detail


@pytest.mark.parametrize(
    ("url", "key", "expected"),
    [
        (PAGE, "", Named("1234567890")),
        ("https://apps.apple.com/us/app/id1234567890?l=zh", "", Named("1234567890", "us")),
        ("https://apps.apple.com/app/id1234567890", "id999999999", Named("1234567890")),
        ("https://itunes.apple.com/cn/app/%E6%9F%90/id1234567890/", "", Named("1234567890")),
        ("https://apps.apple.com/cn/developer/x/id1234567890", "", None),
        ("", "ID1234567890", Named("1234567890")),
        ("", " 1234567890 ", Named("1234567890")),
        ("https://apps.apple.com/cn/", "1234567890", Named("1234567890")),
        ("https://app.example.com/x/id1234567890", "1234567890", Named("1234567890", sure=False)),
        ("https://app.example.com/x/id1234567890", "", None),
        ("", "C10130713", None),
        ("", "cn.gov.example.app", None),
        ("", "12345", None),
        ("http://[", "", None),
    ],
)
async def test_how_a_row_names_an_app(url, key, expected):
    subject = account("a1", platform="app", url=url, account_id=key)
    assert named_by(subject) == expected
    if expected is None:
        reading, requests = await read({}, subject)
        assert (reading.outcome, requests) == (ReadingOutcome.NO_SOURCE, [])
        assert "attest:" in reading.detail


@given(st.dictionaries(st.sampled_from(["resultCount", "results"]), JSON))
def test_whatever_is_answered_it_is_an_app_or_a_fault(answer):
    app = came_of(lambda: parse(answer, Named("1234567890"), CLOCK))
    if isinstance(app, Unread) and app.outcome is ReadingOutcome.NOT_FOUND:
        assert (answer["resultCount"], answer["results"]) in ((0, []), ("0", []))
    elif not isinstance(app, Unread):
        assert len(answer["results"]) > 0
