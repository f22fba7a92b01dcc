from datetime import UTC, datetime
from itertools import permutations

import pytest

from auditor.facts.account_copies import PostCopies
from auditor.facts.account_overlaps import AccountOverlap
from auditor.facts.kept_copies import PageCopies
from auditor.facts.stored_view import StoredView
from auditor.store.recorder import Recorder
from auditor.text.personal_numbers import mask_text
from auditor.text.post_index import OverlapTerms
from tests.make import AS_OF, HOME, account, days_ago, post, reading
from tests.store.night import TERMS, Night, article, column, facts, item

TEXT = (
    "区文化馆将于下月举办群众合唱节，各街道可组织两支队伍报名参加，报名材料由街道文化站统一收齐后报送馆办公室，"
    "评审分为资格审查、现场展演两个环节，获奖队伍将代表本区参加市级展演，联系人和地点另行通知。"
)
OTHER = (
    "近期气温偏低，请各物业服务企业检查水箱、管线和消防设施的防冻措施，发现渗漏及时报修，夜间安排专人值守，"
    "确有困难的可以向街道城管科申请支援，检查结果于本周五前书面反馈，逾期未报的将在例会上通报。"
)


def groups(night):
    found = night.view().each(PageCopies, "s1", TERMS)
    return [[copy.url.removeprefix(HOME) for copy in group.copies] for group in found]


def test_one_text_at_two_addresses_the_earlier_first(engine):
    night = Night(engine)
    night.site()
    night.pages(
        article("b.html", days_ago(2), TEXT, origin="区文化馆"),
        article("a.html", days_ago(1), TEXT),
        article("c.html", days_ago(1), OTHER),
    )
    night.page(facts("list.html", "a.html", "b.html"))
    night.page(facts("more.html", "b.html"))
    (group,) = night.view().each(PageCopies, "s1", TERMS)
    assert [copy.url for copy in group.copies] == [HOME + "b.html", HOME + "a.html"]
    assert [copy.links_in for copy in group.copies] == [2, 1]
    assert (group.copies[0].title, group.copies[0].origin) == ("一篇文章", "区文化馆")
    assert group.copies[0].published.on == days_ago(2)
    assert group.similarity == 1
    assert group.characters == len(TEXT)


@pytest.mark.parametrize("names", list(permutations(["a.html", "b.html", "news/2026/a.html"])))
def test_the_order_of_the_walk_decides_nothing(engine, names):
    night = Night(engine)
    night.site()
    night.pages(*(article(name, days_ago(1), TEXT) for name in names))
    assert groups(night) == [["a.html", "b.html", "news/2026/a.html"]]


@pytest.mark.parametrize("view", ["a.html?from=weixin", "a_print.html", "print/a.html", "a.html?print=1"])
def test_a_view_of_a_page_is_no_copy(engine, view):
    night = Night(engine)
    night.site()
    night.pages(article("a.html", days_ago(1), TEXT), article(view, days_ago(1), TEXT))
    assert groups(night) == []


@pytest.mark.parametrize(
    "names", [["show.jsp?id=1", "show.jsp?id=2"], ["b/a.html?x=1", "c.html"], ["a.html", "blueprint.html"]]
)
def test_pages_told_apart_by_query_or_name_are_copies(engine, names):
    night = Night(engine)
    night.site()
    night.pages(*(article(name, days_ago(1), TEXT) for name in names))
    assert [sorted(group) for group in groups(night)] == [sorted(names)]


def test_the_disclosure_area_is_kept(engine):
    night = Night(engine)
    night.site()
    night.pages(article("a.html", days_ago(9), TEXT), article("zfxxgk/a.html", days_ago(1), TEXT))
    (group,) = night.view().each(PageCopies, "s1", TERMS)
    assert [(copy.url, copy.disclosure) for copy in group.copies] == [
        (HOME + "zfxxgk/a.html", True), (HOME + "a.html", False),
    ]  # fmt: skip


def test_only_articles_of_this_site_and_run_are_compared(engine):
    before = Night(engine, "r0")
    before.page(article("old.html", days_ago(1), TEXT))
    before.view()
    night = Night(engine)
    night.site()
    night.page(article("a.html", days_ago(1), TEXT))
    night.page(article("https://other.example.cn/a.html", days_ago(1), TEXT), subject="s2")
    night.page(column("list.html", item("a.html"), text=TEXT, signature=article("x", None, TEXT).signature))
    assert groups(night) == []


def test_texts_too_short_to_sign_are_left_out(engine):
    night = Night(engine)
    night.site()
    night.pages(article("a.html", days_ago(1), "暂无内容"), article("b.html", days_ago(1), "暂无内容"))
    assert groups(night) == []


def test_posts_of_an_account_without_its_reposts(engine):
    night = Night(engine, "r1", account())
    posts = [
        post(1, "one", title="合唱节报名", text=TEXT, url="https://accounts.example.cn/one"),
        post(5, "two", title="合唱节报名", text="合唱节报名" + TEXT, time_basis="stat_date"),
        post(3, "three", title="合唱节报名", text=TEXT, is_repost=True),
        post(2, "four", title="防冻提示", text=OTHER),
    ]
    night.recorder.observe("a1", "account", reading(*posts))
    (group,) = night.view().each(PostCopies, "a1", TERMS.jaccard)
    assert [(copy.key, copy.url) for copy in group.copies] == [
        ("two", "two"), ("one", "https://accounts.example.cn/one"),
    ]  # fmt: skip
    assert [(copy.published.on, copy.published.source) for copy in group.copies] == [
        (days_ago(5), "stat_date"), (days_ago(1), "published"),
    ]  # fmt: skip


def test_undated_posts_can_be_copies(engine):
    night = Night(engine, "r1", account())
    night.recorder.observe("a1", "account", reading(post(None, "one", text=TEXT), post(None, "two", text=TEXT)))
    (group,) = night.view().each(PostCopies, "a1", TERMS.jaccard)
    assert [copy.published for copy in group.copies] == [None, None]


def test_ids_far_apart_are_counted(engine):
    recorder = Recorder(engine, "r0", mask_text)
    recorder.ids.of([f"{HOME}filler/{number}" for number in range(5000)])
    recorder.close()
    night = Night(engine)
    night.site()
    night.pages(article("a.html", days_ago(1), TEXT), article("b.html", days_ago(2), TEXT))
    night.recorder.close()
    view = StoredView(engine, "r1", night.subjects, AS_OF)
    (group,) = view.each(PageCopies, "s1", TERMS)
    assert [copy.links_in for copy in group.copies] == [0, 0]


def posted(engine, *posts, **fields):
    """Return the keys of the groups of an account's posts."""
    night = Night(engine, "r1", account(**fields))
    night.recorder.observe("a1", "account", reading(*posts))
    return [[copy.key for copy in group.copies] for group in night.view().each(PostCopies, "a1", TERMS.jaccard)]


@pytest.mark.parametrize(
    "second",
    [
        {"text": TEXT + "\n来源：国务院办公厅"},
        {"text": TEXT, "title": "转发：群众合唱节报名"},
        {"text": "转发微博//@区文化馆:" + TEXT},
        {"text": TEXT, "title": "更正：群众合唱节报名"},
        {"text": "【更新】" + TEXT},
        {"text": TEXT, "removed": "owner"},
        {"text": TEXT, "repost_of": "https://weibo.example.cn/1"},
        {"text": TEXT, "url": "https://accounts.example.cn/same"},
    ],
)
def test_posts_that_are_no_repeat_of_ones_own(engine, second):
    first = post(5, "one", title="群众合唱节报名", text=TEXT, url="https://accounts.example.cn/same")
    assert posted(engine, first, post(3, "two", **{"title": "群众合唱节报名"} | second)) == []


@pytest.mark.parametrize(
    "tail", [" 网页链接", " 区文化馆的微博视频", "（记者王某）", "\n来源：示例单位", "\n编辑：王某"]
)
def test_what_is_added_by_the_platform_or_an_editor_hides_no_repeat(engine, tail):
    first = post(5, "one", title="群众合唱节报名", text=TEXT)
    again = post(3, "two", title="群众合唱节报名", text=TEXT + tail)
    assert posted(engine, first, again, unit="示例单位") == [["one", "two"]]


def test_posts_of_a_few_words_repeat_each_other_only_with_the_same_links(engine):
    link = ("https://www.example.gov.cn/live",)
    posts = [
        post(1, "late", title="", text="直播开始了！", links=link),
        post(4, "early", title="", text="直播开始了", links=link),
        post(3, "other", title="", text="直播开始了", links=("https://www.example.gov.cn/other",)),
        post(2, "none", title="", text="直播开始了"),
        post(2, "none-again", title="", text="直播开始了"),
    ]
    assert posted(engine, *posts) == [["early", "late"]]


def test_days_of_posts_are_those_of_the_accounts_zone(engine):
    """Seventeen o'clock UTC is the next day in China."""
    night = Night(engine, "r1", account())
    moments = [datetime(2026, 6, day, 17, tzinfo=UTC) for day in (1, 3)]
    posts = [post(None, f"{at}", text=TEXT, published_at=moment) for at, moment in enumerate(moments)]
    night.recorder.observe("a1", "account", reading(*posts))
    (group,) = night.view().each(PostCopies, "a1", TERMS.jaccard)
    assert [copy.published.on.day for copy in group.copies] == [2, 4]


def test_overlaps_are_found_in_the_store_and_looked_for_once(engine, monkeypatch):
    accounts = [account("a", unit="甲局"), account("b", unit="乙局"), account("c", unit="丙局")]
    night = Night(engine, "r1", *accounts)
    for name, texts in (("a", (TEXT, OTHER)), ("b", (OTHER,)), ("c", ())):
        posts = [post(at, f"{at}", text=text) for at, text in enumerate(texts)]
        night.recorder.observe(name, "account", reading(*posts, account_id=name))
    view, terms = night.view(), OverlapTerms(90, 0.6, 0.9, 72, 5)
    (found,) = view.each(AccountOverlap, "", terms)
    assert (found.first, found.second, found.equal, found.first_posts, found.second_posts) == ("a", "b", 1, 2, 1)
    monkeypatch.setattr(view, "recorded", None)
    assert list(view.each(AccountOverlap, "", terms)) == [found]


def test_accounts_without_a_reading_have_no_overlaps(engine):
    night = Night(engine, "r1", account("a"), account("b"))
    assert list(night.view().each(AccountOverlap, "", OverlapTerms(90, 0.6, 0.9, 72, 5))) == []
