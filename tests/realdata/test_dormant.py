"""account-dormant on the last active days of real accounts, and on real posts around the limits."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from auditor.model import AccountReading, ReadingOutcome
from auditor.rules import Finding
from checks.account_dormant import RULE
from tests.make import ZONE, World, account, at, judged, post, reading

pytestmark = pytest.mark.realdata
CHECKED_ON = date(2026, 8, 5)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def told(world):
    (verdict,) = judged(RULE, world)
    return (verdict.variant or "dormant") if isinstance(verdict, Finding) else type(verdict).__name__


def read(*posts, as_of, outcome=ReadingOutcome.OK):
    moment = at(as_of, 23, 59)
    return World(
        account(),
        facts={AccountReading: {"a1": reading(*posts, outcome=outcome, at=moment, as_of=moment)}},
        as_of=as_of,
    )


@pytest.mark.parametrize("name", ["es_accounts_age.csv", "es_accounts_autonomias.csv"])
def test_last_active_days(data, name):
    accounts = rows(data / "registers" / name)
    wrong = []
    counts = Counter()
    for row in accounts:
        day = date.fromisoformat(row["last_active"]) if row["last_active"] else None
        world = read(*([post(published_at=at(day))] if day else []), as_of=CHECKED_ON)
        silent = (CHECKED_ON - day).days if day else None
        true = "Unknown" if silent is None else "Clean" if silent < 14 else "dormant" if silent < 90 else "zombie"
        counts[told(world)] += 1
        if told(world) != true:
            wrong.append((row["account_id"], silent, told(world)))
    print(name, dict(counts))
    assert wrong == []
    assert counts.keys() == {"Clean", "dormant", "zombie", "Unknown"}


def test_real_posts_around_the_limits(data):
    files = sorted((data / "posts_weibo").glob("*.import.csv"))
    assert files
    for path in files:
        posts = [
            post(published_at=datetime.fromisoformat(row["published_at"]).replace(tzinfo=ZONE), key=row["id"])
            for row in rows(path)
        ]
        newest = max(one.published_at for one in posts).date()
        verdicts = [told(read(*posts, as_of=newest + timedelta(days=days))) for days in (0, 13, 14, 89, 90)]
        assert verdicts == ["Clean", "Clean", "dormant", "dormant", "zombie"], path.name
        cut = read(*posts, as_of=newest + timedelta(days=14), outcome=ReadingOutcome.PARTIAL)
        assert told(cut) == "Unknown", path.name
