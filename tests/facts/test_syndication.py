"""What sites publish for others is counted in their standing, and judged by nobody."""

import pytest

from auditor.facts import syndication
from auditor.facts.kept_copies import PageCopies
from auditor.facts.syndication import Syndicated, read_syndication
from auditor.text.post_marks import from_above
from tests.facts.test_kept_copies import OTHER, TEXT
from tests.make import HOME, days_ago, site
from tests.store.night import TERMS, Night, article

SITES = (site("s1", unit="虹桥区教育局"), site("s2", unit="虹桥区民政局", url="https://mz.example.gov.cn/"))
THERE = "https://mz.example.gov.cn/"


def night(engine, run="r1", there=TEXT):
    told = Night(engine, run, *SITES)
    told.pages(
        article("a.html", days_ago(3), TEXT, origin="新华社"),
        article("b.html", days_ago(3), TEXT),
        article("c.html", days_ago(3), OTHER, origin="虹桥区教育局"),
        article("d.html", days_ago(3), "暂无", heading="转发：关于做好防汛工作的通知"),
    )
    told.page(article(THERE + "a.html", days_ago(2), there, origin="市民政局"), subject="s2")
    told.site("s1")
    told.site("s2", home=THERE, homes=(THERE,))
    told.recorder.flush()
    return told


def test_items_of_higher_authorities_and_of_other_sites_are_counted(engine):
    view = night(engine).view()
    told = {one.id: view.standing(one.id).stats for one in SITES}
    assert {name: told["s1"][name] for name in ("from_above", "elsewhere")} == {"from_above": 2, "elsewhere": 2}
    assert {name: told["s2"][name] for name in ("from_above", "elsewhere")} == {"from_above": 1, "elsewhere": 1}


def test_no_page_of_another_site_is_in_a_group(engine):
    view = night(engine).view()
    copies = [copy.url for one in SITES for group in view.each(PageCopies, one.id, TERMS) for copy in group.copies]
    assert copies == [HOME + "a.html", HOME + "b.html"]


def test_alone_a_site_has_nothing_elsewhere(engine):
    night(engine)
    assert read_syndication(engine, "r1", SITES[:1]) == {"s1": Syndicated(from_above=2, elsewhere=None)}
    assert read_syndication(engine, "r1", SITES)["s1"].elsewhere == 2


def test_the_next_night_compares_what_changed(engine, monkeypatch):
    fetched = []
    honest = syndication.text_of
    monkeypatch.setattr(syndication, "text_of", lambda engine, page: (fetched.append(page), honest(engine, page))[1])
    night(engine)
    first = read_syndication(engine, "r1", SITES)
    assert fetched
    fetched.clear()
    night(engine, "r2")
    assert read_syndication(engine, "r2", SITES) == first
    assert fetched == []
    night(engine, "r3", there=OTHER)
    assert read_syndication(engine, "r3", SITES)["s1"].elsewhere == 1
    assert fetched


def test_a_notice_of_the_same_template_is_another_item(engine):
    told = Night(engine, "r1", *SITES)
    told.page(article("a.html", days_ago(3), f"{TEXT}现将2026年5月补贴金额320元公示如下。"))
    told.page(article(THERE + "a.html", days_ago(3), f"{TEXT}现将2026年6月补贴金额450元公示如下。"), subject="s2")
    told.recorder.flush()
    assert [one.elsewhere for one in read_syndication(engine, "r1", SITES).values()] == [0, 0]


@pytest.mark.parametrize(
    ("origin", "title", "expected"),
    [
        ("新华社", "", True),
        ("来源：中国政府网", "", True),
        ("上海市人民政府", "", True),
        ("市民政局", "", True),
        ("市民投稿", "", False),
        ("虹桥区教育局", "", False),
        ("教育局", "", False),
        ("", "转载：防汛知识", True),
        ("", "关于转发市教委通知的通知", True),
        ("", "关于做好防汛工作的通知", False),
        ("原创", "", False),
    ],
)
def test_who_stands_above(origin, title, expected):
    assert from_above(origin, title, SITES[0]) is expected
