"""Near-duplicates on pairs of real pages judged by reading, on real accounts and on real lists of titles."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from auditor.extract.extract_page import extract
from auditor.model import PageFacts, PageKind
from auditor.text.comparison import Holding
from auditor.text.duplicates import Document, find_groups
from auditor.text.matter_differences import companions
from auditor.text.signature import sign

pytestmark = pytest.mark.realdata

JACCARD = 0.85
HELD = Holding(share=0.9, times=2, titled=True)
AS_OF = date(2021, 6, 30)
COPIES = ("same_text", "same_text_minor_edits")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def page(data: Path, name: str) -> PageFacts:
    return extract((data / name).read_bytes(), f"https://site.example/{name}", "text/html", today=AS_OF)


def document(key: int, facts: PageFacts) -> Document:
    assert facts.signature
    day = facts.published.on if facts.published else None
    return Document(key, facts.heading or facts.title, facts.signature, len(facts.text), day, facts.media)


def groups(pages: dict[int, PageFacts]) -> Iterator[set[int]]:
    documents = [document(key, facts) for key, facts in pages.items() if facts.signature]
    for group in find_groups(documents, lambda key: pages[key].text, JACCARD, holding=HELD):
        yield {group.keep, *(member.key for member in group.members)}


@pytest.fixture(scope="module")
def found(data: Path) -> Counter[tuple[str, bool]]:
    """Return how many pairs of each label were grouped, judged two by two as articles."""
    told: Counter[tuple[str, bool]] = Counter()
    for row in rows(data / "near_duplicates/pairs.csv"):
        pages = {at: page(data, row[name]) for at, name in enumerate(("file_a", "file_b"))}
        articles = {at: facts for at, facts in pages.items() if facts.kind is PageKind.ARTICLE}
        told[row["label"], any(groups(articles))] += 1
    print("\nlabel, grouped: pairs", *sorted(told.items()), sep="\n")
    return told


def test_nothing_but_copies_is_grouped(found):
    assert {label for (label, grouped) in found if grouped} == set(COPIES)


def test_copies_are_grouped(found):
    hits = sum(found[label, True] for label in COPIES)
    assert hits / sum(found[label, grouped] for label in COPIES for grouped in (True, False)) >= 0.95
    assert found["same_text", True] >= 31


def test_every_group_of_a_site_holds_only_known_copies(data):
    """One search over all pages of the pairs: no template meets another, whatever else is on the site."""
    judged = rows(data / "near_duplicates/pairs.csv")
    names = sorted({row[side] for row in judged for side in ("file_a", "file_b")})
    pages = {key: facts for key, name in enumerate(names) if (facts := page(data, name)).kind is PageKind.ARTICLE}
    together = {(names[a], names[b]) for group in groups(pages) for a in group for b in group}
    wrong = [
        row["title_a"] for row in judged if row["label"] not in COPIES and (row["file_a"], row["file_b"]) in together
    ]
    assert wrong == []


def test_accounts_repeat_little(data):
    """Read by eye: two posts in 2,285 are posted again, and nothing else is near to another."""
    told = {}
    for path in sorted((data / "posts_weibo").glob("*.import.csv")):
        posts = dict(enumerate(rows(path)))
        documents = [
            Document(key, row["title"], mark, len(row["text"]), date.fromisoformat(row["published_at"][:10]))
            for key, row in posts.items()
            if (mark := sign(row["text"]))
        ]
        told[path.name.partition("_")[0]] = sum(
            len(group.members) for group in find_groups(documents, lambda key, all=posts: all[key]["text"], JACCARD)
        )
    assert told == {"cctvnews": 0, "guijiao110": 0, "huangjinyan1818": 0, "jinyun": 1, "rmrb": 0, "toutiao": 1}


@pytest.mark.parametrize("name", ["sh_stats_posts", "housing_policy_posts"])
def test_a_series_of_titles_is_told_apart(data, name):
    """Titles alike to four fifths whose numbers contradict each other never pass for one matter."""
    hosts: dict[str, set[str]] = {}
    for row in rows(data / f"policies/{name}.csv"):
        hosts.setdefault(row["host"], set()).add(row["title"])
    series = [
        (a, b)
        for titles in hosts.values()
        for a, b in combinations(sorted(titles), 2)
        if fuzz.ratio(a, b) >= 80 and numbers(a) - numbers(b) and numbers(b) - numbers(a)
    ]
    taken_for_one = [pair for pair in series if not companions(*pair)]
    print(f"\n{name}: {len(series)} pairs of a series, {len(taken_for_one)} taken for one matter")
    assert len(series) >= 50
    assert taken_for_one == []


def numbers(title: str) -> set[str]:
    return {number.lstrip("0") for number in re.findall(r"\d+", title)}


def test_documents_of_the_state_council_are_all_different(data):
    with (data / "policies/gov_cn_policy_pages.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    field = max(records[0], key=lambda name: len(str(records[0][name])))
    pages = {
        key: extract(
            str(record[field]).encode(), f"https://site.example/{key}.html", "text/html; charset=utf-8", today=AS_OF
        )
        for key, record in enumerate(records)
    }
    assert sum(facts.signature is not None for facts in pages.values()) >= 30
    assert list(groups(pages)) == []
