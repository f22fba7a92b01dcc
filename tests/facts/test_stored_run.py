from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from auditor.config.settings import Settings
from auditor.errors import RunFailed
from auditor.facts.account_copies import PostCopies
from auditor.facts.home import HomeReading
from auditor.facts.kept_copies import PageCopies
from auditor.facts.link_targets import TargetReading
from auditor.facts.pages import PageReading
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_view import StoredView
from auditor.model import AccountReading, ListState, Outcome, PageKind, ReadingOutcome, SubjectState
from auditor.model.subject import PointObservation
from auditor.rules.judge import judge
from auditor.rules.registry import load
from auditor.store.recorder import Recorder
from auditor.store.schema import metadata
from tests.make import AS_OF, HOME, account, at, days_ago, point, post, reading, sheet, site
from tests.store.night import TERMS, Night, article, column, facts, home, item, reply


def columns(night, subject="s1"):
    return {one.url.removeprefix(HOME): one for one in night.view().each(ColumnReading, subject)}


def test_columns_with_their_newest_date(engine):
    night = Night(engine)
    night.site()
    night.page(column("news/", item("news/1.html", days_ago(5)), item("news/2.html", days_ago(9))), depth=1)
    night.page(column("empty/", list_state=ListState.EMPTY), depth=2)
    found = columns(night)
    assert list(found) == ["news/", "empty/"]
    assert (found["news/"].newest, found["news/"].dated, found["news/"].level) == (days_ago(5), 2, 1)
    assert (found["empty/"].list_state, found["empty/"].newest) == (ListState.EMPTY, None)


def test_pages_of_one_list_are_one_column(engine):
    night = Night(engine)
    night.site()
    night.page(column("n/", item("n/1.html", days_ago(5)), next_pages=(HOME + "n/index_2.html",)))
    night.page(column("n/index_2.html", item("n/2.html", days_ago(2))), depth=2)
    found = columns(night)
    assert list(found) == ["n/"]
    assert (found["n/"].newest, found["n/"].pages) == (days_ago(2), (HOME + "n/", HOME + "n/index_2.html"))


def test_equal_bodies_at_two_addresses_are_one_column(engine):
    night = Night(engine)
    night.site()
    night.page(column("n/", item("n/1.html", days_ago(5))), body=b"same")
    night.page(column("n/index.html", item("n/1.html", days_ago(5))), body=b"same", depth=2)
    assert list(columns(night)) == ["n/"]


def test_undated_lists_take_the_dates_of_their_articles_redirected_ones_too(engine):
    night = Night(engine)
    night.site()
    night.page(column("n/", item("n/1.html"), item("n/2.html"), item("n/3.html")))
    night.page(article("n/1.html", days_ago(40)))
    night.page(article("n/two.html", days_ago(3)), asked=HOME + "n/2.html")
    found = columns(night)["n/"]
    assert (found.newest, found.newest_url, found.newest_source) == (days_ago(3), HOME + "n/2.html", "article")
    assert not found.complete


def test_undated_lists_whose_articles_were_all_seen_are_complete(engine):
    night = Night(engine)
    night.site()
    night.page(column("n/", item("n/1.html"), item("n/2.html")))
    night.pages(article("n/1.html", days_ago(40)), article("n/2.html"))
    found = columns(night)["n/"]
    assert (found.newest, found.complete, found.undated_articles) == (days_ago(40), True, 1)


def test_columns_and_pages_of_earlier_runs_and_other_sites_are_left_out(engine):
    before = Night(engine, "r0")
    before.page(column("old/", item("old/1.html", days_ago(5))))
    before.view()
    night = Night(engine, "r1", site(), site("s2", url="https://other.example.cn/"))
    night.site()
    night.page(column("https://other.example.cn/n/", item("n/1.html", days_ago(5))), subject="s2")
    night.page(home(), depth=0)
    view = night.view()
    assert list(view.each(ColumnReading, "s1")) == []
    assert [one.url for one in view.each(PageReading, "s1")] == [HOME]


def test_pages_nearest_to_the_home_page_first_without_style_sheets(engine):
    night = Night(engine)
    night.site()
    night.page(article("a.html", days_ago(3), meta={"pubdate": "2026-06-27"}), depth=2)
    night.page(home(), depth=0)
    recorder = night.recorder
    recorder.page(
        "s1", recorder.ids.one(HOME + "s.css"), facts("s.css"), [], reply("s.css"), depth=1, kind="style",
        body_hash=b"", extractor="v1",
    )  # fmt: skip
    found = list(night.view().each(PageReading, "s1"))
    assert [(one.url, one.kind) for one in found] == [(HOME, PageKind.HOME), (HOME + "a.html", PageKind.ARTICLE)]
    assert found[1].published.on == days_ago(3)
    assert found[1].meta == {"pubdate": "2026-06-27"}


def test_a_page_found_unchanged_is_of_this_run_at_its_new_depth(engine):
    before = Night(engine, "r0")
    before.page(column("n/", item("n/1.html", days_ago(5))), depth=4)
    before.view()
    night = Night(engine)
    night.site()
    night.recorder.seen_again(night.recorder.ids.one(HOME + "n/"), 2)
    assert columns(night)["n/"].level == 2


def test_the_standing_of_a_site(engine):
    night = Night(engine)
    night.site(looked=9, pages=4, unchanged=1, undecided={"timeout": 2}, cut={"depth": 3}, not_reached=5, seconds=7.9)
    night.page(home(items=[item("2026/1.html", days_ago(9))]), depth=0)
    night.page(column("n/", item("n/1.html", days_ago(4))))
    standing = night.view().standing("s1")
    assert (standing.state, standing.last_update) == (SubjectState.PARTIAL, days_ago(4))
    assert standing.why == "timeout: 2, not_reached: 5, budget depth: 3"
    assert standing.stats == {
        "looked": 9, "pages": 4, "unchanged": 1, "sitemap_urls": 0, "not_reached": 5, "columns": 1, "undecided": 2,
        "seconds": 7,
    }  # fmt: skip


def test_a_site_code_of_12_digits_is_noted_in_the_stats(engine):
    night = Night(engine)
    night.site()
    night.page(home(meta={"siteidcode": "310000000199"}), depth=0)
    assert night.view().standing("s1").stats["site_code_of_12_digits"] == "310000000199"


def test_the_home_page_at_a_second_address_is_no_column(engine):
    night = Night(engine)
    night.site()
    night.page(home(), depth=0, body=b"same")
    night.page(column("index.html", item("n/1.html", days_ago(5))), body=b"same")
    assert [one.kind for one in night.view().each(PageReading, "s1")] == [PageKind.HOME, PageKind.HOME]


def test_pages_as_the_rules_of_tags_and_dates_need_them(engine):
    night = Night(engine)
    night.site()
    told = article("a.html", days_ago(3), text="正文" * 60, trail=("首页", "动态"), origin="某局", date_doubt="script")
    night.page(told, depth=2)
    (seen,) = night.view().each(PageReading, "s1")
    assert (seen.depth, seen.trail, seen.origin, seen.date_doubt) == (2, ("首页", "动态"), "某局", "script")
    assert (seen.heading, seen.characters, seen.listed) == ("一篇文章", 120, 0)


def test_a_subject_nobody_came_to_is_unknown(engine):
    night = Night(engine, "r1", site(), account(), point())
    view = night.view()
    assert {
        one.id: (view.standing(one.id).state, view.standing(one.id).why) for one in view.subjects()
    } == dict.fromkeys(("s1", "a1", "p1"), (SubjectState.UNKNOWN, "not_reached"))
    assert (view.get(HomeReading, "s1"), view.get(AccountReading, "a1")) == (None, None)
    assert (view.get(PointObservation, "p1"), list(view.each(ColumnReading, "s1"))) == (None, [])
    assert list(view.each(PageCopies, "s1", TERMS)) == list(view.each(PostCopies, "a1", TERMS.jaccard)) == []


def test_an_account_and_its_posts(engine):
    told = reading(post(3), post(9), post(None, "undated"), display_name="发布", followers=120)
    night = Night(engine, "r1", account(), site())
    night.recorder.observe("a1", "account", told)
    view = night.view()
    assert view.get(AccountReading, "a1") == told
    assert list(view.get(AccountReading, "a1").posts) == list(told.posts)
    standing = view.standing("a1")
    assert (standing.state, standing.last_update) == (SubjectState.OBSERVED, days_ago(3))
    assert standing.stats == {"posts": 3, "adapter": "feed"}
    assert view.get(AccountReading, "s1") is None


@pytest.mark.parametrize("as_of", [at(AS_OF, 23, 59), None])
def test_the_day_of_a_post_is_the_office_s(engine, as_of):
    late = post(key="k", published_at=datetime(2026, 6, 28, 17, 30, tzinfo=UTC))
    tomorrow = post(key="l", published_at=datetime(2026, 6, 30, 17, 30, tzinfo=UTC))
    night = Night(engine, "r1", account())
    night.recorder.observe("a1", "account", reading(late, tomorrow, as_of=as_of))
    assert night.view().standing("a1").last_update == date(2026, 6, 29)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (ReadingOutcome.EMPTY, SubjectState.UNKNOWN),
        (ReadingOutcome.PARTIAL, SubjectState.PARTIAL),
        (ReadingOutcome.CHALLENGE, SubjectState.UNKNOWN),
        (ReadingOutcome.DELETED, SubjectState.OBSERVED),
    ],
)
def test_the_standing_of_an_account_says_why(engine, outcome, state):
    night = Night(engine, "r1", account())
    night.recorder.observe("a1", "account", reading(outcome=outcome, detail="so it said"))
    standing = night.view().standing("a1")
    assert standing.state is state
    assert standing.why == ("" if state is SubjectState.OBSERVED else f"{outcome}: so it said")


def test_a_notice_point_and_its_sheets(engine):
    board = PointObservation((sheet("停水通知"), sheet("旧公告", posted_on=days_ago(60))))
    night = Night(engine, "r1", point(), point("p2"))
    night.recorder.observe("p1", "point", board)
    night.recorder.observe("p2", "point", PointObservation(fault="board.csv: no such file"))
    view = night.view()
    assert list(view.get(PointObservation, "p1").sheets) == list(board.sheets)
    assert (view.standing("p1").state, view.standing("p1").last_update) == (SubjectState.OBSERVED, days_ago(10))
    assert (view.standing("p2").state, view.standing("p2").why) == (SubjectState.UNKNOWN, "board.csv: no such file")


QUESTIONS = {
    "standing": lambda view: view.standing("s1"),
    "home": lambda view: view.get(HomeReading, "s1"),
    "doubtful_targets": lambda view: list(view.each(TargetReading, "s1")),
    "columns": lambda view: list(view.each(ColumnReading, "s1")),
    "pages": lambda view: list(view.each(PageReading, "s1")),
    "duplicate_groups": lambda view: list(view.each(PageCopies, "s1", TERMS)),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_that_fails_while_checks_read_ends_the_run_with_a_sentence(engine, question):
    night = Night(engine)
    night.site()
    night.page(home("a.html", items=[item("2026/1.html", days_ago(9))]), depth=0)
    night.look(reply("a.html", Outcome.TIMEOUT, None))
    view = night.view()
    with engine.begin() as connection:
        metadata.tables["page"].drop(connection)
        metadata.tables["look"].drop(connection)
    with pytest.raises(RunFailed, match=r"^the store sqlite:////.* cannot be used: no such table: (page|look)$"):
        QUESTIONS[question](view)


def test_a_store_that_fails_is_no_fault_of_a_rule(engine):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    view = night.view()
    with engine.begin() as connection:
        metadata.tables["page"].drop(connection)
    with pytest.raises(RunFailed):
        judge(view, load().rules, Settings())


def test_a_store_that_cannot_be_opened_fails_with_a_sentence(engine):
    with engine.begin() as connection:
        metadata.tables["observation"].drop(connection)
    with pytest.raises(RunFailed, match="no such table: observation"):
        StoredView(engine, "r1", (), AS_OF)


@pytest.mark.parametrize("damage", ["x'00'", "x'28b52ffd00'"])
def test_records_that_cannot_be_unpacked_are_damage(engine, damage):
    night = Night(engine)
    night.site()
    night.page(column("n/", item("n/1.html")))
    view = night.view()
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE page SET facts = {damage}"))
        connection.execute(text(f"UPDATE observation SET blob = {damage}"))
    with pytest.raises(RunFailed, match="holds a record that cannot be read"):
        list(view.each(ColumnReading, "s1"))
    with pytest.raises(RunFailed, match="holds a record that cannot be read"):
        StoredView(engine, "r1", night.subjects, AS_OF).standing("s1")


def test_reading_goes_on_beside_writing(engine):
    night = Night(engine)
    night.site()
    night.pages(*(article(f"{number}.html", days_ago(1)) for number in range(450)))
    view = night.view()
    pages = view.each(PageReading, "s1")
    next(pages)
    recorder = Recorder(engine, "r2", str)
    recorder.observe("s1", "site", 1)
    recorder.close()
    assert len(list(pages)) == 449
