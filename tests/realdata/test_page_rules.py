"""Dates and tags of pages of real sites: the differences the labels name, and none beside them."""

import csv
from datetime import date

import pytest

from auditor.extract.date_texts import read_date
from auditor.extract.extract_page import extract
from auditor.facts.pages import PageReading
from checks.page_date import RULE
from tests.make import World, findings, limits, site

pytestmark = pytest.mark.realdata

TODAY = date(2026, 6, 30)


def labelled(data, name):
    with (data / name / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def facts_of(data, name, row):
    body = (data / name / row["file"]).read_bytes()
    address = f"https://{name}.example.gov.cn/{row['file']}"
    return extract(body, address, "text/html", is_home=row["kind"] == "home", today=TODAY)


@pytest.mark.parametrize("name", ["gov_single_pages", "news_pages"])
def test_tags_are_those_of_the_labels(data, name):
    for row in labelled(data, name):
        meta = facts_of(data, name, row).meta
        read = [meta.get(tag, "") for tag in ("pubdate", "siteidcode", "columnname")]
        assert read == [" ".join(row[label].split()) for label in ("pubdate_meta", "site_code_meta", "column_meta")]


@pytest.mark.parametrize(("name", "least"), [("gov_single_pages", 6), ("news_pages", 0), ("gbk_pages", 0)])
def test_dates_differ_where_the_labels_say_so_and_nothing_is_called_missing(data, name, least):
    rows, pages = labelled(data, name), []
    apart = set()
    for row in rows:
        seen = facts_of(data, name, row)
        pages.append(
            PageReading(
                seen.url, seen.kind, seen.title, seen.published, seen.dates, seen.meta, heading=seen.heading,
                name=seen.column_name, column_class=seen.column_class, trail=seen.trail, origin=seen.origin,
                characters=len(seen.text), date_doubt=seen.date_doubt,
            )
        )  # fmt: skip
        shown, declared = (read_date(row.get(label, "")) for label in ("published_shown", "pubdate_meta"))
        if shown and declared and abs((shown - declared).days) >= limits(RULE)["apart"]:
            apart.add(seen.url)
    found = findings(RULE, World(site(), facts={PageReading: {"s1": pages}}))
    assert len(apart) >= least
    assert {(one.variant, one.target) for one in found} == {("differs", url) for url in apart}
