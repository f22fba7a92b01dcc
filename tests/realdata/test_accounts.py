"""Real posts: exports read whole, and the same posts through hand-made feeds of each dialect."""

import csv
import json
import os
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import pytest

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.adapters import read_account
from auditor.collect.accounts.feed import parse
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.inventory import read_register
from auditor.model import ReadingOutcome, SubjectKind
from tests.make import ZONE

pytestmark = pytest.mark.realdata
NOW = datetime(2026, 6, 30, tzinfo=UTC)
DATE = re.compile(r'"(?:created_at|create_time|last_status_at|verified_at)": ?"?([0-9][^",}\\]*)')
ACCOUNTS = ["cctvnews_2656274875", "guijiao110_2417002494", "huangjinyan1818_2334162530", "jinyun_1960785875",
            "rmrb_2803301701", "toutiao_1618051664"]  # fmt: skip


def written(data, name):
    with (data / "posts_weibo" / f"{name}.import.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_the_exports_of_the_sample_inventory(data):
    path = data / "registers" / "inventory_sample_zh.csv"
    accounts = [one for one in read_register(path).subjects if one.kind is SubjectKind.ACCOUNT]
    assert len(accounts) == 6
    for account in accounts:
        reading = await read_account(account, Access(None, path.parent, NOW, ZONE))
        export = written(data, os.path.basename(account.source).removesuffix(".import.csv"))
        assert (reading.outcome, reading.complete) == (ReadingOutcome.OK, True)
        assert [post.key for post in reading.posts] == [row["id"] for row in export]
        assert [post.published_at for post in reading.posts] == [
            datetime.fromisoformat(row["published_at"]).replace(tzinfo=ZONE) for row in export
        ]
        assert [(post.likes, post.comments) for post in reading.posts] == [
            (int(row["likes"]), int(row["comments"])) for row in export
        ]
        assert [post.text for post in reading.posts] == [row["text"].strip() for row in export]


def rss(rows):
    items = "".join(
        f"<item><title>{escape(row['title'])}</title><link>{row['url']}</link>"
        f"<guid isPermaLink='false'>{row['id']}</guid><pubDate>{format_datetime(moment(row))}</pubDate>"
        f"<description>{escape(escape(row['text']))}</description></item>"
        for row in rows
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def atom(rows):
    items = "".join(
        f"<entry><id>{row['id']}</id><title>{escape(row['title'])}</title><link href='{row['url']}'/>"
        f"<published>{moment(row).isoformat()}</published><updated>{NOW.isoformat()}</updated>"
        f"<content>{escape(row['text'])}</content></entry>"
        for row in rows
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{items}</feed>'


def json_feed(rows):
    items = [
        {"id": row["id"], "url": row["url"], "title": row["title"], "content_text": row["text"],
         "date_published": moment(row).isoformat()}
        for row in rows
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items})


def moment(row):
    return datetime.fromisoformat(row["published_at"]).replace(tzinfo=ZONE)


def letters(text):
    return [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize("make", [rss, atom, json_feed])
@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_same_posts_through_a_feed(data, name, make):
    rows = written(data, name)
    feed = parse(make(rows).encode(), "https://feeds.example.cn/1", Clock(NOW, ZONE))
    assert feed.outcome is ReadingOutcome.OK
    assert [post.key for post in feed.posts] == [row["id"] for row in rows]
    assert [post.published_at for post in feed.posts] == [moment(row) for row in rows]
    assert [post.url for post in feed.posts] == [row["url"] for row in rows]
    differing = [
        row["id"] for post, row in zip(feed.posts, rows, strict=True) if letters(post.text) != letters(row["text"])
    ]
    assert len(differing) <= len(rows) * 0.01


def test_dates_as_platforms_write_them(data):
    """Read every date of the recorded interfaces: whole ones are times, those without a year are refused."""
    found = set()
    for path in sorted((data / "api_fixtures").rglob("*")):
        if path.suffix in (".json", ".yaml"):
            found |= set(DATE.findall(path.read_text(encoding="utf-8", errors="replace")))
    assert len(found) > 20
    now = datetime(2026, 8, 31, tzinfo=UTC)  # after the day the recordings were made
    refused = {raw for raw in found if read_moment(raw, now, ZONE).at is None}
    print(f"{len(found)} dates, refused {sorted(refused)}")
    assert {raw for raw in found if "T" in raw or raw.isdecimal()}.isdisjoint(refused)
    assert {raw for raw in found if "前" in raw or len(raw) == 5} <= refused


def test_times_count_in_the_zone_of_the_account(data):
    rows = written(data, "cctvnews_2656274875")
    late = next(row for row in rows if moment(row).hour < 8)
    utc_day = moment(late).astimezone(UTC).date()
    assert utc_day == moment(late).date() - timedelta(days=1)
    assert read_moment(late["published_at"], NOW, ZONE).at.astimezone(ZONE).date() == moment(late).date()
