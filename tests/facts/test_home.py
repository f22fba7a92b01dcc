from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.facts.home import HomeReading
from auditor.model import LinkKind, ListItem, ListState, Outcome, PageKind
from auditor.store.recorder import What
from tests.make import AS_OF, HOME, days_ago
from tests.store.night import Night, article, column, facts, home, item, link, reply

DATED = [item("2026/1.html", days_ago(20)), item("2026/2.html", days_ago(30))]


def seen_home(night):
    return night.view().get(HomeReading, "s1")


def test_the_newest_date_of_its_lists_and_never_one_to_come(engine):
    night = Night(engine)
    night.site()
    night.page(home(items=[*DATED, item("2026/3.html", AS_OF + timedelta(1))]), depth=0)
    seen = seen_home(night)
    assert (seen.newest, seen.newest_url, seen.newest_source) == (days_ago(20), HOME + "2026/1.html", "list")
    assert (seen.items, seen.dated, seen.navigation_only) == (3, 2, False)


def test_the_articles_it_links_to_count_too(engine):
    night = Night(engine)
    night.site()
    night.page(home("2026/9.html", items=DATED), depth=0)
    night.page(article("2026/9.html", days_ago(3)))
    seen = seen_home(night)
    assert (seen.newest, seen.newest_url, seen.newest_source) == (days_ago(3), HOME + "2026/9.html", "article")
    assert seen.complete


def test_an_article_behind_a_redirect_counts(engine):
    night = Night(engine)
    night.site()
    night.page(home("old/9.html"), depth=0)
    night.page(article("new/9.html", days_ago(3)), asked=HOME + "old/9.html")
    assert (seen := seen_home(night)).newest == days_ago(3)
    assert seen.complete


def test_days_without_a_year_take_the_year_of_their_articles(engine):
    night = Night(engine)
    night.site()
    rows = [replace(item(f"2026/{number}.html", days_ago(number)), yearless=True) for number in (2, 30)]
    night.page(home(items=rows), depth=0)
    night.page(article("2026/2.html", days_ago(2).replace(year=2019)))
    night.look(reply("2026/30.html", Outcome.TIMEOUT, None))
    seen = seen_home(night)
    assert (seen.newest, seen.dated, seen.complete) == (days_ago(30), 2, True)


def test_lists_in_frames_are_its_own(engine):
    night = Night(engine)
    night.site()
    night.page(home(link("frame.html", LinkKind.FRAME), items=DATED), depth=0)
    night.page(column("new/frame.html", item("2026/9.html", days_ago(3))), asked=HOME + "frame.html")
    seen = seen_home(night)
    assert (seen.newest, seen.newest_source, seen.items, seen.dated) == (days_ago(3), "list", 3, 3)
    assert seen.complete


def test_articles_linked_in_frames_of_frames_count_too(engine):
    night = Night(engine)
    night.site()
    night.page(home(link("top.html", LinkKind.FRAME)), depth=0)
    night.page(facts("top.html", link("main.html", LinkKind.FRAME), link("top.html", LinkKind.FRAME)))
    night.page(facts("main.html", items=[item("a.html"), item("b.html")]), depth=2)
    night.page(article("a.html", days_ago(4)), depth=3)
    night.look(reply("b.html", Outcome.TIMEOUT, None))
    seen = seen_home(night)
    assert (seen.newest, seen.newest_source, seen.items) == (days_ago(4), "article", 2)
    assert seen.detail == f"linked pages not seen: 1, such as {HOME}b.html"


def test_a_navigation_page_in_a_frame_has_its_second_level_behind_the_frame(engine):
    night = Night(engine)
    night.site()
    night.page(home(link("menu.html", LinkKind.FRAME)), depth=0)
    night.page(facts("menu.html", "news/"))
    night.page(column("news/", item("news/1.html", days_ago(7))), depth=2)
    assert (seen := seen_home(night)).newest == days_ago(7)
    assert (seen.navigation_only, seen.complete) == (True, True)


def test_pages_that_are_no_articles_date_nothing(engine):
    night = Night(engine)
    night.site()
    night.page(home("about.html"), depth=0)
    night.page(article("about.html", days_ago(3), kind=PageKind.OTHER))
    assert seen_home(night).newest is None


def test_a_navigation_page_is_judged_by_its_second_level(engine):
    night = Night(engine)
    night.site()
    night.page(home("news/", "deep/"), depth=0)
    night.page(column("news/", item("news/1.html", days_ago(40))), depth=1)
    night.page(column("deep/", item("deep/1.html", days_ago(2))), depth=2)
    seen = seen_home(night)
    assert (seen.newest, seen.newest_source, seen.navigation_only) == (days_ago(40), "second_level", True)


def test_the_pages_of_another_run_date_nothing(engine):
    before = Night(engine, "r0")
    before.site()
    before.page(article("2026/9.html", days_ago(1)))
    before.view()
    night = Night(engine)
    night.site()
    night.page(home("2026/9.html"), depth=0)
    night.look(reply("2026/9.html", Outcome.TIMEOUT, None))
    seen = seen_home(night)
    assert (seen.newest, seen.complete) == (None, False)


@pytest.mark.parametrize(
    ("outcome", "complete"),
    [(None, False), (Outcome.TIMEOUT, False), (Outcome.CHALLENGE, False), (Outcome.ROBOTS, False),
     (Outcome.NOT_REACHED, False), (Outcome.HTTP_ERROR, True), (Outcome.DNS, True), (Outcome.OK, True)],
)  # fmt: skip
def test_an_undated_headline_not_reached_leaves_it_incomplete(engine, outcome, complete):
    night = Night(engine)
    night.site()
    night.page(home(items=[*DATED, item("headline.html")]), depth=0)
    if outcome:
        night.look(reply("headline.html", outcome, None))
    seen = seen_home(night)
    assert seen.complete is complete
    assert seen.detail == ("" if complete else f"linked pages not seen: 1, such as {HOME}headline.html")


@pytest.mark.parametrize(
    ("held", "items", "complete"),
    [
        (link("2026/9.html"), DATED, False),
        (link("2026/1.html"), DATED, True),
        (link("login.jsp"), DATED, True),
        (link("login.jsp"), [item("2026/1.html")], False),
        (link("login.jsp"), [], False),
        (link("search9.jsp", LinkKind.FORM), [], True),
        (link("2026/9.png", LinkKind.IMAGE), [], True),
        (link("https://other.example.cn/2026/9.html"), [], True),
        (link("frame.html", LinkKind.FRAME), DATED, False),
    ],
    ids=["an article", "an article the list dates", "a menu entry beside dated lists", "the same beside undated lists",
         "the same without lists", "a form", "an image", "another site", "a frame"],
)  # fmt: skip
def test_which_unseen_links_leave_it_incomplete(engine, held, items, complete):
    night = Night(engine)
    night.site()
    night.page(home(held, items=items), depth=0, queue=False)
    night.queue(*(HOME + name for name in ("login.jsp", "2026/9.html", "frame.html", "2026/1.html")))
    if items and items[0].on is None:
        night.page(article("2026/1.html"))
    night.queue("https://other.example.cn/2026/9.html", what=What.EXTERNAL)
    assert seen_home(night).complete is complete


def test_an_article_that_a_budget_kept_out_of_the_queue_was_not_seen(engine):
    night = Night(engine)
    night.site()
    night.page(home("show.jsp?id=31", "show.doc", items=[]), depth=0, queue=False)
    seen = seen_home(night)
    assert not seen.complete
    assert seen.detail.endswith("show.jsp?id=31")


@pytest.mark.parametrize(("dated", "complete"), [([], False), (DATED, True)])
def test_rows_that_only_a_script_opens_may_be_new_where_nothing_is_dated(engine, dated, complete):
    night = Night(engine)
    night.site()
    rows = [*dated, ListItem("", "一条要闻"), ListItem("", "又一条")]
    night.page(replace(home(), items=tuple(rows), list_state=ListState.FILLED), depth=0)
    seen = seen_home(night)
    assert (seen.complete, seen.detail) == (complete, "" if complete else "linked pages not seen: 2, such as 一条要闻")


def test_a_list_filled_by_script_is_not_complete(engine):
    night = Night(engine)
    night.site()
    night.page(home(list_state=ListState.SCRIPT_FILLED), depth=0)
    seen = seen_home(night)
    assert (seen.script_filled, seen.complete) == (True, False)


def test_the_home_page_is_found_by_any_of_its_names(engine):
    night = Night(engine)
    night.site(home=HOME + "index.jsp;jsessionid=BB12345678901234")
    night.page(facts("index.jsp;jsessionid=AA12345678901234", items=DATED, kind=PageKind.HOME), depth=0)
    assert seen_home(night).newest == days_ago(20)


def test_a_home_page_that_was_not_read_as_a_page_is_not_complete(engine):
    night = Night(engine)
    night.site()
    night.look(reply(""), depth=0)
    seen = seen_home(night)
    assert (seen.outcome, seen.newest, seen.complete) == (Outcome.OK, None, False)


def test_looks_are_those_at_the_address_that_failed(engine):
    night = Night(engine)
    night.site(outcome=Outcome.HTTP_ERROR, status=404, home="", homes=(HOME, HOME + "portal/"))
    night.look(reply(""), looks=1)
    night.look(reply("portal/", Outcome.HTTP_ERROR, 404), looks=3)
    seen = seen_home(night)
    assert (seen.outcome, seen.status, seen.looks, seen.complete) == (Outcome.HTTP_ERROR, 404, 3, False)


def test_a_site_without_a_walk_has_no_home_page(engine):
    night = Night(engine)
    assert seen_home(night) is None
