"""The rule page-tags: one finding a site, kind, tag and fault; quiet where a page's kind is unsure."""

import pytest

from auditor.facts.pages import PageReading
from auditor.model import FoundDate, ListState, PageKind
from checks.page_tags import RULE
from tests.make import HOME, World, days_ago, findings, limits, page, partial, site, verdicts

SITE = {"sitename": "某区某局", "sitedomain": "www.example.gov.cn", "siteidcode": "3100000001"}
COLUMN = {"columnname": "动态", "columndescription": "描述", "columnkeywords": "词", "columntype": "工作动态"}
ARTICLE = {"articletitle": "题", "pubdate": "2026-06-01 10:00", "contentsource": "某局"}
SHOWN = (FoundDate(days_ago(29), "shown", "2026-06-01"),)


def article(path="a.html", drop=(), **changed):
    meta = {name: value for name, value in (SITE | ARTICLE | changed).items() if name not in drop}
    return page(path, meta=meta, dates=SHOWN)


def column(path="news/", drop=(), **changed):
    meta = {name: value for name, value in (SITE | COLUMN | changed).items() if name not in drop}
    return page(path, kind=PageKind.COLUMN, list_state=ListState.FILLED, listed=9, meta=meta)


def home(path="", **changed):
    return page(path, kind=PageKind.HOME, meta=SITE | changed)


def told(*pages, who=None, others=(), **given):
    world = World(who or site(name="某区某局"), *others, facts={PageReading: {"s1": pages}})
    return {(one.part, one.target.removeprefix(HOME)) for one in findings(RULE, world, limits(RULE, **given))}


def test_pages_with_their_tags_are_clean():
    world = World(site(), facts={PageReading: {"s1": [home(), column(), article()]}})
    assert set(verdicts(RULE, world).values()) == {"Clean"}


@pytest.mark.parametrize("tag", ["SiteName", "SiteDomain", "SiteIDCode"])
def test_every_page_owes_the_tags_of_the_site(tag):
    assert told(column(drop=(tag.lower(),)), article()) == {(f"page {tag} missing", "news/")}


@pytest.mark.parametrize("tag", ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"])
def test_columns_owe_theirs(tag):
    assert told(home(), column(drop=(tag.lower(),)), article()) == {(f"column {tag} missing", "news/")}


@pytest.mark.parametrize("tag", ["ArticleTitle", "PubDate", "ContentSource"])
def test_articles_owe_theirs(tag):
    assert told(home(), column(), article(drop=(tag.lower(),))) == {(f"article {tag} missing", "a.html")}


def test_one_finding_for_all_pages_and_twenty_places():
    (found,) = findings(
        RULE,
        World(
            site(), facts={PageReading: {"s1": [article(f"{at}.html", drop=("contentsource",)) for at in range(25)]}}
        ),
    )
    assert (found.target, found.location_count, len(found.locations)) == (HOME + "0.html", 25, 20)
    assert found.locations[0].url == found.target
    assert (found.values["pages"], found.values["judged"]) == (25, 25)


def test_a_site_without_any_tag_has_one_finding_a_kind_and_tag():
    bare = [
        page("", kind=PageKind.HOME),
        page("news/", kind=PageKind.COLUMN, list_state=ListState.FILLED, listed=9),
        page("a.html", dates=SHOWN),
    ]
    assert len(told(*bare)) == 3 + 4 + 3


def test_empty_is_not_missing():
    assert told(article(contentsource=" ")) == {("article ContentSource empty", "a.html")}


@pytest.mark.parametrize(
    "value", ["2026-06-01", "2026-06-01 10:00", "2026-06-01 10:00:59", "2026——06——01 10:00", "2026-06-01  10:00"]
)
def test_pubdate_as_it_may_be_written(value):
    assert not told(article(pubdate=value))


@pytest.mark.parametrize("value", ["2026/06/01", "2026-6-1", "0000-00-00", "6月1日", "2026-06-01 10", "2026-13-01"])
def test_pubdate_as_it_may_not(value):
    assert told(article(pubdate=value)) == {("article PubDate malformed", "a.html")}


@pytest.mark.parametrize(
    ("value", "fine"),
    [("bm12345678", True), ("3100000001", True), ("310000000101", True), ("bm1234567", False), ("310000", False)],
)
def test_site_codes(value, fine):
    assert (not told(article(siteidcode=value))) is fine


@pytest.mark.parametrize("value", ["http://www.example.gov.cn/", "example.gov.cn", "old.cn,www.example.gov.cn"])
def test_the_domain_is_compared_without_scheme_and_www(value):
    assert not told(article(sitedomain=value))


def test_a_domain_of_another_site_is_copied():
    pages = [article(f"{at}.html") for at in range(5)]
    assert told(*pages, article("b.html", sitedomain="www.other.gov.cn")) == {("page SiteDomain copied", "b.html")}


def test_a_domain_with_the_port_of_the_register():
    who = site(url="http://127.0.0.1:8001/", name="某区某局")
    pages = [article(f"{at}.html", sitedomain="127.0.0.1:8001") for at in range(3)]
    assert not told(*pages, who=who)
    assert told(*pages, article("b.html", sitedomain="www.other.gov.cn"), who=who) == {
        ("page SiteDomain copied", "b.html")
    }


def test_a_site_served_at_a_bare_address_is_not_compared_with_it():
    assert not told(*(article(f"{at}.html") for at in range(3)), who=site(url="http://127.0.0.1:8001/"))


@pytest.mark.parametrize(("own", "copied"), [(3, True), (2, False)])
def test_most_pages_say_what_the_site_s_code_is(own, copied):
    pages = [article(f"{at}.html") for at in range(own)]
    other = [article("b.html", siteidcode="3100000099"), article("c.html", siteidcode="3100000098")]
    assert bool(told(*pages, *other)) is copied


def test_the_register_says_what_the_site_s_code_is():
    who = site(name="某区某局", site_code="3100000001")
    assert not told(article(), who=who)
    assert not told(article(siteidcode="310000000199"), who=who)
    assert told(article(siteidcode="3100000002"), who=who) == {("page SiteIDCode copied", "a.html")}


def test_a_site_that_bears_another_s_name_should_say_its_own():
    other = site("s2", name="示例教育局", unit="Other Unit", url="https://jy.example.gov.cn/")
    world = World(
        site(name="某区某局"),
        other,
        facts={PageReading: {"s1": [article(f"{at}.html", sitename="示例教育局") for at in range(9)]}},
    )
    (found,) = [one for one in findings(RULE, world) if one.part == "page SiteName copied"]
    assert "某区某局" in found.values.values()


@pytest.mark.parametrize(
    ("name", "copied"), [("上海市某区某局", False), ("某区某局门户网站", False), ("岚皋县水利局", True)]
)
def test_a_name_in_other_words_is_no_copy(name, copied):
    pages = [article(f"{at}.html") for at in range(5)]
    assert bool(told(*pages, article("b.html", sitename=name))) is copied


def test_pages_that_call_themselves_another_registered_site():
    other = site("s2", name="某区水利局", unit="水利局", url="https://other.example.cn/")
    own = site("s3", name="某区水利局", url="https://other.example.cn/")
    assert told(article(sitename="某区水利局"), others=[other]) == {("page SiteName copied", "a.html")}
    assert not told(article(sitename="某区水利局"), others=[own])


@pytest.mark.parametrize(
    "unsure",
    [
        page("a", kind=PageKind.OTHER),
        page("a", soft_404="页面不存在"),
        page("a", title=""),
    ],
)
def test_error_pages_fragments_and_other_pages_are_not_judged(unsure):
    assert not told(unsure)


@pytest.mark.parametrize(
    "unsure",
    [
        page("a.html", meta=SITE, characters=900),
        page("a.html", meta=SITE | COLUMN, dates=SHOWN),
        page("n/", meta=SITE, kind=PageKind.COLUMN, list_state=ListState.EMPTY),
        page("index5.html", meta=SITE, kind=PageKind.COLUMN, list_state=ListState.FILLED, listed=9),
    ],
)
def test_pages_of_no_sure_kind_owe_the_tags_of_the_site_only(unsure):
    assert not told(unsure)


def test_a_site_seen_in_part():
    assert verdicts(RULE, World(site(), facts={PageReading: {"s1": []}}, standings={"s1": partial(site())})) == {
        HOME: "partial"
    }


@pytest.mark.parametrize(
    ("alone", "owed"), [(PageKind.OTHER, set()), (PageKind.COLUMN, {("page sitename missing", "a.html")})]
)
def test_a_page_of_two_kinds_owes_no_tags_of_either(alone, owed):
    meta = {name: value for name, value in SITE.items() if name != "sitename"}
    unsure = page("a.html", meta=meta, dates=SHOWN, origin="某局", alone=alone)
    assert {(part.lower(), where) for part, where in told(unsure, article())} == owed
