from itertools import permutations

import pytest

from auditor.extract.urls import key
from auditor.store.recorder import Recorder
from auditor.store.view import StoredView
from tests.make import AS_OF, HOME, account, days_ago, post, reading
from tests.store.night import Night, article, column, facts, item

TEXT = (
    "区文化馆将于下月举办群众合唱节，各街道可组织两支队伍报名参加，报名材料由街道文化站统一收齐后报送馆办公室，"
    "评审分为资格审查、现场展演两个环节，获奖队伍将代表本区参加市级展演，联系人和地点另行通知。"
)
OTHER = (
    "近期气温偏低，请各物业服务企业检查水箱、管线和消防设施的防冻措施，发现渗漏及时报修，夜间安排专人值守，"
    "确有困难的可以向街道城管科申请支援，检查结果于本周五前书面反馈，逾期未报的将在例会上通报。"
)


def groups(night):
    found = night.view().duplicate_groups("s1", 0.85)
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
    (group,) = night.view().duplicate_groups("s1", 0.85)
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
    (group,) = night.view().duplicate_groups("s1", 0.85)
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
    (group,) = night.view().duplicate_groups("a1", 0.85)
    assert [(copy.key, copy.url) for copy in group.copies] == [
        ("two", "two"), ("one", "https://accounts.example.cn/one"),
    ]  # fmt: skip
    assert [(copy.published.on, copy.published.source) for copy in group.copies] == [
        (days_ago(5), "stat_date"), (days_ago(1), "published"),
    ]  # fmt: skip


def test_undated_posts_can_be_copies(engine):
    night = Night(engine, "r1", account())
    night.recorder.observe("a1", "account", reading(post(None, "one", text=TEXT), post(None, "two", text=TEXT)))
    (group,) = night.view().duplicate_groups("a1", 0.85)
    assert [copy.published for copy in group.copies] == [None, None]


def test_ids_far_apart_are_counted(engine):
    recorder = Recorder(engine, "r0", key)
    recorder.ids.of([f"{HOME}filler/{number}" for number in range(5000)])
    recorder.close()
    night = Night(engine)
    night.site()
    night.pages(article("a.html", days_ago(1), TEXT), article("b.html", days_ago(2), TEXT))
    night.recorder.close()
    view = StoredView(engine, "r1", night.subjects, AS_OF)
    (group,) = view.duplicate_groups("s1", 0.85)
    assert [copy.links_in for copy in group.copies] == [0, 0]
