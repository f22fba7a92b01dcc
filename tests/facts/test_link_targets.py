import pytest

from auditor.facts.link_targets import MOST_LOCATIONS, TargetReading
from auditor.model import LinkKind, Location, Outcome
from auditor.store.recorder import What
from tests.make import HOME, site
from tests.store.night import Night, address, facts, home, link, reply


def doubtful(night, subject="s1"):
    return {target.url.removeprefix(HOME): target for target in night.view().each(TargetReading, subject)}


def test_what_is_told_of_a_target(engine):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    night.page(facts("a.html", link("gone.html", text="去年的通知")))
    night.look(reply("gone.html", Outcome.HTTP_ERROR, 410, detail="Gone"), looks=2)
    told = doubtful(night)
    assert list(told) == ["gone.html"]
    target = told["gone.html"]
    assert (target.outcome, target.status, target.detail, target.looks) == (Outcome.HTTP_ERROR, 410, "Gone", 2)
    assert target.referrers == (Location(HOME + "a.html", "去年的通知", "anchor"),)
    assert (target.referrer_count, target.on_home, target.internal) == (1, False, True)
    assert target.kinds == {int(LinkKind.ANCHOR)}


def test_at_most_twenty_places_nearest_to_the_home_page_first(engine):
    night = Night(engine)
    night.site()
    for number in range(30):
        night.page(facts(f"deep/{number}.html", "gone.html"), depth=3, queue=False)
    night.page(facts("near.html", "gone.html"), depth=1, queue=False)
    night.queue("gone.html")
    night.look(reply("gone.html", Outcome.HTTP_ERROR, 404))
    target = doubtful(night)["gone.html"]
    assert len(target.referrers) == MOST_LOCATIONS
    assert target.referrer_count == 31
    assert target.referrers[0].url == HOME + "near.html"


def test_every_kind_of_holding_it_is_kept(engine):
    night = Night(engine)
    night.site()
    night.page(home(link("x.png", LinkKind.IMAGE)), depth=0)
    night.page(facts("a.html", link("x.png", LinkKind.CSS)))
    night.look(reply("x.png", Outcome.HTTP_ERROR, 404))
    target = doubtful(night)["x.png"]
    assert target.kinds == {int(LinkKind.IMAGE), int(LinkKind.CSS)}
    assert target.on_home


@pytest.mark.parametrize("name", ["index.jsp;jsessionid=CC12345678901234", "start.html"])
def test_the_home_page_is_known_by_all_its_addresses(engine, name):
    night = Night(engine)
    night.site(home=HOME + "index.jsp;jsessionid=DD12345678901234", homes=(HOME, HOME + "start.html"))
    night.page(facts(name, "gone.html"), depth=0)
    night.look(reply("gone.html", Outcome.HTTP_ERROR, 404))
    assert doubtful(night)["gone.html"].on_home


def test_addresses_of_nobody_and_of_other_sites_are_external(engine):
    night = Night(engine, "r1", site(), site("s2", url="https://other.example.cn/"))
    night.site()
    night.site("s2", home="https://other.example.cn/", homes=())
    night.page(home("https://other.example.cn/x.html", "mine.html"), depth=0, queue=False)
    night.queue("https://other.example.cn/x.html", what=What.EXTERNAL)
    night.queue("mine.html")
    night.page(facts("https://other.example.cn/y.html", "https://other.example.cn/x.html"), subject="s2")
    night.look(reply("https://other.example.cn/x.html", Outcome.DNS, None), subject="s2")
    night.look(reply("mine.html", Outcome.TIMEOUT, None))
    view = night.view()
    mine = {target.url: target.internal for target in view.each(TargetReading, "s1")}
    assert mine == {"https://other.example.cn/x.html": False, HOME + "mine.html": True}
    assert {target.url: target.internal for target in view.each(TargetReading, "s2")} == {
        "https://other.example.cn/x.html": True
    }


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.OK}))
def test_every_outcome_but_ok_is_doubtful(engine, outcome):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    night.look(reply("a.html", outcome, None))
    assert doubtful(night)["a.html"].outcome is outcome


def test_a_page_that_says_it_is_gone_with_where_it_led(engine):
    night = Night(engine)
    night.site()
    night.page(home("a.html", "b.html"), depth=0)
    night.look(reply("a.html", final_url=address("error.html")), soft_404="页面不存在")
    night.look(reply("b.html"))
    told = doubtful(night)
    assert list(told) == ["a.html"]
    assert (told["a.html"].soft_404, told["a.html"].final_url) == ("页面不存在", HOME + "error.html")


def test_faults_that_no_page_of_the_site_holds_are_left_out(engine):
    night = Night(engine)
    night.site()
    night.page(home(), depth=0)
    night.look(reply("only-in-the-sitemap.html", Outcome.HTTP_ERROR, 404))
    assert doubtful(night) == {}


def test_pages_and_looks_of_other_runs_hold_nothing(engine):
    before = Night(engine, "r0")
    before.site()
    before.page(facts("old.html", "gone.html", "back.html"))
    before.look(reply("gone.html", Outcome.HTTP_ERROR, 404))
    before.look(reply("back.html", Outcome.HTTP_ERROR, 404))
    before.view()
    night = Night(engine)
    night.site()
    night.page(home("gone.html", "back.html"), depth=0)
    night.look(reply("gone.html", Outcome.HTTP_ERROR, 404))
    night.look(reply("back.html"))
    told = doubtful(night)
    assert {name: target.referrer_count for name, target in told.items()} == {"gone.html": 1}


def test_asked_twice_the_answer_is_the_same(engine):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    night.look(reply("a.html", Outcome.TIMEOUT, None))
    view = night.view()
    first = list(view.each(TargetReading, "s1"))
    assert first == list(view.each(TargetReading, "s1")) == list(Night(engine).view().each(TargetReading, "s1"))


def test_a_site_not_walked_has_none(engine):
    night = Night(engine)
    night.page(home("a.html"), depth=0)
    night.look(reply("a.html", Outcome.TIMEOUT, None))
    assert doubtful(night) == {}
    assert doubtful(Night(engine), "nobody") == {}
