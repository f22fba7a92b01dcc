"""Files of accounts on real data: posts of six Weibo accounts, last active days of 430, a saved page of m.weibo.cn."""

import csv
import json
import os
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.collect.accounts.import_file import read_import
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.weibo_posts import made_at, short_number
from auditor.model import AccountReading, ReadingOutcome, Subject
from auditor.model.activity import day_of
from checks.account_dormant import RULE
from tests.make import ZONE, World, account, judged

pytestmark = pytest.mark.realdata
LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lay(source: Path, folder: Path, changed: datetime) -> str:
    """Copy a file as it was last changed at a time, and return what the register calls it."""
    shutil.copyfile(source, folder / source.name)
    os.utime(folder / source.name, (changed.timestamp(), changed.timestamp()))
    return f"import:{source.name}"


def told(subjects: list[Subject], folder: Path, as_of: date, now: datetime = LATER) -> dict[str, str]:
    """Return what account-dormant says of each account: Clean, Finding, or Unknown with its reason."""
    readings = {one.id: read_import(one, folder, Clock(now, ZONE)) for one in subjects}
    verdicts = judged(RULE, World(*subjects, facts={AccountReading: readings}, as_of=as_of))
    return {one.subject: getattr(one, "reason", None) or type(one).__name__ for one in verdicts}


@pytest.mark.parametrize("name", ["es_accounts_age.csv", "es_accounts_autonomias.csv"])
def test_every_account_by_the_day_it_was_last_active(data, tmp_path, name):
    checked = datetime(2026, 8, 5, 20, tzinfo=ZONE)
    source = lay(data / "registers" / name, tmp_path, checked)
    known = {f"a{at}": row for at, row in enumerate(rows(data / "registers" / name))}
    subjects = [
        account(key, name=row["name"], unit=row["unit"], platform=row["platform"], account_id=row["account_id"],
                url=row["url"], source=source)
        for key, row in known.items()
    ]  # fmt: skip
    expected = {}
    for key, row in known.items():
        last = date.fromisoformat(row["last_active"]) if row["last_active"] else None
        silent = last is not None and (date(2026, 8, 5) - last).days >= 14
        expected[key] = "partial" if last is None else "Finding" if silent else "Clean"
    assert told(subjects, tmp_path, date(2026, 8, 5)) == expected
    weeks_later = Counter(told(subjects, tmp_path, date(2026, 8, 20)).values())
    assert weeks_later["Finding"] == 0
    print(name, Counter(expected.values()), "a fortnight later:", weeks_later)


WEIBO = ("cctvnews_2656274875", "guijiao110_2417002494", "huangjinyan1818_2334162530", "jinyun_1960785875",
         "rmrb_2803301701", "toutiao_1618051664")  # fmt: skip


@pytest.mark.parametrize("name", WEIBO)
def test_posts_of_a_live_account_never_call_it_dormant(data, tmp_path, name):
    path = data / "posts_weibo" / f"{name}.import.csv"
    posts = rows(path)
    newest = max(date.fromisoformat(row["published_at"][:10]) for row in posts)
    saved = datetime(newest.year, newest.month, newest.day, 23, tzinfo=ZONE)
    subject = account(platform="weibo", account_id=name.rpartition("_")[2], source=lay(path, tmp_path, saved))
    reading = read_import(subject, tmp_path, Clock(LATER, ZONE))
    assert (reading.outcome, len(reading.posts)) == (ReadingOutcome.OK, len({row["id"] for row in posts}))
    said = {days: told([subject], tmp_path, newest + timedelta(days=days))["a1"] for days in (0, 7, 13, 14, 21, 400)}
    assert said == {0: "Clean", 7: "Clean", 13: "Clean", 14: "stale_data", 21: "stale_data", 400: "stale_data"}
    os.utime(tmp_path / path.name, (LATER.timestamp(), LATER.timestamp()))  # exported again: there was nothing new
    assert told([subject], tmp_path, newest + timedelta(days=14))["a1"] == "Finding"


def test_the_number_of_a_post_holds_its_second_and_its_address(data):
    right = total = 0
    for name in WEIBO:
        for row in rows(data / "posts_weibo" / f"{name}.import.csv"):
            made, shown = made_at(row["id"]), row["published_at"]
            at = datetime.fromisoformat(shown).replace(tzinfo=ZONE)
            right += day_of(made) == at.date() if len(shown) == 10 else abs(made - at) <= timedelta(seconds=2)
            total += 1
        saved = data / "posts_weibo" / f"{name}.json"
        if saved.exists():
            for post in json.loads(saved.read_text())["weibo"]:
                assert short_number(str(post["id"])) == post["bid"]
    assert (right, total) == (2283, 2285)


def test_a_saved_page_by_the_time_it_was_saved_at(data, tmp_path):
    source = data / "api_fixtures" / "weibo_m_api" / "getIndex_cards_page2.json"
    cards = json.loads(source.read_text())["data"]["cards"]
    numbers = [card["mblog"]["id"] for card in cards]
    saved = made_at(numbers[1]) + timedelta(hours=15, minutes=20)  # it says 15小时前
    subject = account(platform="weibo", account_id="5529945701", source=lay(source, tmp_path, saved))
    seen = read_import(subject, tmp_path, Clock(LATER, ZONE))
    assert (seen.outcome, seen.newest_first, seen.posts_total) == (ReadingOutcome.PARTIAL, True, 259)
    for post in seen.posts:
        assert day_of(post.published_at) == day_of(made_at(post.key)), post.date_raw
    assert [post.is_pinned for post in seen.posts] == [True] + [False] * 10
    assert [post.is_repost for post in seen.posts] == [True] + [False] * 10
    assert all(link.startswith("http://t.cn/") for post in seen.posts for link in post.links)
    assert told([subject], tmp_path, saved.date())["a1"] == "Clean"
    assert told([subject], tmp_path, saved.date() + timedelta(days=20))["a1"] == "stale_data"


def test_a_saved_page_that_was_copied_about_accuses_nobody(data, tmp_path):
    source = data / "api_fixtures" / "weibo_m_api" / "getIndex_cards_page2.json"
    subject = account(platform="weibo", account_id="5529945701", source=lay(source, tmp_path, LATER))
    seen = read_import(subject, tmp_path, Clock(LATER, ZONE))
    assert (seen.outcome, [post.published_at for post in seen.posts]) == (ReadingOutcome.UNDATED, [None] * 11)
    assert told([subject], tmp_path, LATER.date())["a1"] == "undated"
