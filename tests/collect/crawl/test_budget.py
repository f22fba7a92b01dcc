from dataclasses import replace

import pytest

from auditor.collect.crawl.budget import Budget
from auditor.config.settings import CrawlSettings

SMALL = replace(CrawlSettings(), max_depth=3, repeated_segments=2, query_variants=2, equal_bodies=2, url_length=60)


@pytest.mark.parametrize(
    ("url", "depth", "admitted"),
    [
        ("http://a.cn/x", 3, True),
        ("http://a.cn/x", 4, False),
        ("http://a.cn/a/b/a/b/1.html", 1, True),
        ("http://a.cn/a/b/a/b/a/1.html", 1, False),
        ("http://a.cn/" + "x" * 48, 1, True),
        ("http://a.cn/" + "x" * 49, 1, False),
    ],
)
def test_limits_are_inclusive(url, depth, admitted):
    assert (not Budget(SMALL).refusal(url, depth)) is admitted


def test_query_variants_of_a_path():
    budget = Budget(SMALL)
    refused = [budget.refusal(f"http://a.cn/list?page={number}", 1) != "" for number in range(4)]
    assert refused == [False, False, True, True]
    assert not budget.refusal("http://a.cn/other?page=1", 1)
    assert dict(budget.cut) == {"query_variants": 2}


def test_numbered_documents_have_a_budget_of_their_own():
    budget = Budget(replace(SMALL, document_ids=5))
    refused = [budget.refusal(f"http://a.cn/show.jsp?id={number}", 1) != "" for number in range(7)]
    assert refused == [False] * 5 + [True] * 2
    assert budget.refusal("http://a.cn/show.jsp?id=abc", 1)


def test_pages_of_equal_body_are_repeats_at_last():
    budget = Budget(SMALL)
    assert [budget.repeats(b"same") for _ in range(4)] == [False, False, True, True]
    assert not budget.repeats(b"other")
