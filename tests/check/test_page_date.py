"""The rule page-date: missing, future and differing dates of articles; migrations told once."""

import pytest

from auditor.facts.pages import PageReading
from auditor.model import ColumnClass, FoundDate, PageKind
from auditor.rules import Confidence, Severity
from checks.page_date import RULE
from tests.make import HOME, World, dated_page, days_ago, findings, limits, page, partial, site, verdicts


def of_site(*pages, **fields):
    return World(site(), facts={PageReading: {"s1": pages}}, **fields)


def told(*pages):
    return {
        one.target.removeprefix(HOME): (one.variant, one.confidence.value) for one in findings(RULE, of_site(*pages))
    }


def test_a_dated_article_is_clean():
    assert verdicts(RULE, of_site(dated_page("a.html", days_ago(3), days_ago(3)))) == {HOME + "a.html": "Clean"}


@pytest.mark.parametrize(
    "sign", [{"origin": "某单位"}, {"column_class": ColumnClass.NEWS}, {"meta": {"pubdate": "2026-06-01"}}]
)
def test_an_article_that_shows_no_date_is_suspected(sign):
    assert told(page("a.html", characters=300, **sign)) == {"a.html": ("", "suspected")}


def test_what_the_document_says_of_itself_is_no_publication_date():
    signed = FoundDate(days_ago(9), "document", "2026年6月21日")
    assert told(page("a.html", characters=300, origin="某单位", dates=(signed,))) == {"a.html": ("", "suspected")}


@pytest.mark.parametrize(("doubt", "reason"), [("script", "script_filled"), ("unread", "undated")])
def test_a_date_that_may_be_there_is_unknown(doubt, reason):
    seen = of_site(page("a.html", characters=300, origin="某单位", date_doubt=doubt))
    assert verdicts(RULE, seen) == {HOME + "a.html": reason}


@pytest.mark.parametrize(("characters", "expected"), [(100, "Finding"), (99, "undated")])
def test_a_page_of_few_words_is_unknown(characters, expected):
    seen = of_site(page("a.html", characters=characters, origin="某单位"))
    assert verdicts(RULE, seen) == {HOME + "a.html": expected}


@pytest.mark.parametrize(
    "kind",
    [
        {"heading": "单位概况"},
        {"name": "领导简介"},
        {"trail": ("首页", "办事指南")},
        {"column_class": ColumnClass.NO_LIMIT},
        {"kind": PageKind.COLUMN},
        {"kind": PageKind.OTHER},
        {"kind": PageKind.HOME},
        {"soft_404": "页面不存在"},
    ],
)
def test_what_is_no_news_is_not_judged(kind):
    assert not told(page("a.html", characters=300, **{"origin": "某单位", **kind}))


def test_a_page_without_any_sign_of_news_is_not_judged():
    assert not told(page("a.html", characters=300))


@pytest.mark.parametrize(
    ("ahead", "expected"), [(0, {}), (1, {"a.html": ("future", "suspected")}), (2, {"a.html": ("future", "confirmed")})]
)
def test_a_date_in_the_future(ahead, expected):
    later = FoundDate(days_ago(-ahead), "shown_later", "later")
    assert told(dated_page("a.html", days_ago(-ahead), days_ago(-ahead))) == expected
    if ahead:
        assert told(page("a.html", dates=(later,), origin="某单位", characters=300)) == expected


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("days", "expected"), [(1, {}), (2, {"a.html": ("differs", "confirmed")})])
def test_pubdate_that_is_not_the_day_shown(days, expected, sign):
    assert told(dated_page("a.html", days_ago(30), days_ago(30 + sign * days))) == expected


def test_days_apart_are_a_setting():
    seen = of_site(dated_page("a.html", days_ago(30), days_ago(25)))
    assert not findings(RULE, seen, limits(RULE, {"s1": {"apart": 6}}))


def test_an_address_that_sides_with_pubdate_leaves_a_doubt():
    seen = dated_page("a.html", days_ago(30), days_ago(20))
    doubtful = dated_page("b.html", dates=(*seen.dates, FoundDate(days_ago(20), "url", "/2026-06/10/")))
    assert told(doubtful) == {"b.html": ("differs", "suspected")}


def test_a_day_of_last_change_is_not_compared():
    assert not told(dated_page("a.html", days_ago(3), days_ago(30), raw="更新时间：2026-06-27"))


def moved(count, spread=0):
    pages = [dated_page(f"{at}.html", days_ago(100 + at), days_ago(20)) for at in range(count)]
    return pages + [dated_page(f"fine{at}.html", days_ago(5), days_ago(5)) for at in range(spread)]


def test_a_migration_is_one_piece_of_advice():
    (found,) = findings(RULE, of_site(*moved(25), dated_page("other.html", days_ago(9), days_ago(9))))
    assert (found.variant, found.severity, found.target) == ("migration", Severity.ADVICE, HOME + "0.html")
    assert (found.values["pages"], found.values["pubdate"]) == (25, days_ago(20))
    assert (len(found.locations), found.location_count) == (20, 25)


@pytest.mark.parametrize(("count", "variants"), [(20, {"migration"}), (19, {"differs"})])
def test_how_many_pages_make_a_migration(count, variants):
    assert {one.variant for one in findings(RULE, of_site(*moved(count)))} == variants


@pytest.mark.parametrize(("share", "variants"), [(0.5, {"migration"}), (0.51, {"differs"})])
def test_what_share_of_pages_makes_a_migration(share, variants):
    seen = of_site(*moved(20, spread=20))
    assert {one.variant for one in findings(RULE, seen, limits(RULE, migrated_share=share))} == variants


def test_a_page_out_of_the_migration_is_told_on_its_own():
    assert told(*moved(20), dated_page("x.html", days_ago(9), days_ago(4)))["x.html"] == (
        "differs",
        Confidence.CONFIRMED.value,
    )


def test_a_site_seen_in_part():
    assert verdicts(RULE, of_site(standings={"s1": partial(site())})) == {HOME: "partial"}
