"""How pages came and by what ways links led, as the store tells checks."""

from datetime import timedelta

from auditor.facts.page_loads import PageLoad
from auditor.facts.redirect_chains import RedirectReading
from auditor.model import Hop, Outcome
from tests.make import HOME
from tests.store.night import NOW, Night, facts, finished, home, reply

MOVED = tuple(Hop(f"{HOME}hop{at}", 302) for at in range(4))


def test_a_page_has_the_time_of_its_own_answer_and_of_the_finished_run_before(engine):
    nights = []
    for day, elapsed_ms in ((3, 9000), (2, 5000), (1, 4000)):
        audit = finished(engine, NOW - timedelta(days=day))
        night = Night(engine, audit.run.id)
        night.site()
        night.pages(facts("a.html", size=7), facts("same.html", size=8), facts("moved.html", size=9))
        night.look(reply("a.html", elapsed_ms=elapsed_ms))
        night.look(reply("same.html", status=304 if day == 1 else 200, elapsed_ms=elapsed_ms))
        night.look(reply("old.html", final_url=HOME + "moved.html", hops=MOVED[:1], elapsed_ms=elapsed_ms))
        night.look(reply("moved.html", outcome=Outcome.TIMEOUT, status=None, elapsed_ms=elapsed_ms))
        nights.append(night.view())
    assert {one.url.removeprefix(HOME): one for one in nights[-1].each(PageLoad, "s1")} == {
        "a.html": PageLoad(HOME + "a.html", 7, 4000, 5000),
        "same.html": PageLoad(HOME + "same.html", 8, None, 5000),
        "moved.html": PageLoad(HOME + "moved.html", 9, None, None),
    }


def test_the_first_run_knows_of_none_before(engine):
    night = Night(engine)
    night.site()
    night.page(facts("a.html"))
    assert [one.earlier_ms for one in night.view().each(PageLoad, "s1")] == [None]


def test_ways_of_several_hops_or_down_to_http_are_told_with_the_pages_that_link(engine):
    night = Night(engine)
    night.site()
    night.page(home("long.html", "short.html", "down.html", "gone.html"), depth=0)
    night.page(facts("a.html", "long.html"))
    night.look(reply("long.html", final_url=HOME + "end.html", hops=MOVED))
    night.look(reply("short.html", final_url=HOME + "end.html", hops=MOVED[:1]))
    night.look(
        reply("down.html", final_url="http://www.example.gov.cn/down.html", hops=(Hop(HOME + "down.html", 301),))
    )
    night.look(reply("gone.html", outcome=Outcome.HTTP_ERROR, status=404, final_url=HOME + "end.html", hops=MOVED))
    told = {one.url.removeprefix(HOME): one for one in night.view().each(RedirectReading, "s1")}
    assert {name: (one.hops, one.downgraded) for name, one in told.items()} == {
        "long.html": (4, False), "down.html": (1, True),
    }  # fmt: skip
    assert {place.url for place in told["long.html"].referrers} == {HOME, HOME + "a.html"}
    assert told["long.html"].final_url == HOME + "end.html"
