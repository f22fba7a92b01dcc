from auditor.extract.fragment_names import pack_names
from auditor.facts.link_marks import EmptyLinks, HiddenTarget, LostFragment
from auditor.facts.link_targets import TargetReading
from auditor.model import FragmentLink, HiddenLink, Link, LinkKind, Outcome
from auditor.store.recorder import What
from tests.make import HOME
from tests.store.night import Night, facts, home, reply

SPAM = "http://spam.example.com/"


def told(engine, *pages):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    night.pages(*pages)
    return night.view()


def test_empty_links_of_each_page(engine):
    view = told(engine, facts("a.html", empty_links=30, empty_texts=("标题",)), facts("b.html"))
    assert [(one.url, one.count, one.texts) for one in view.each(EmptyLinks, "s1")] == [
        (HOME + "a.html", 30, ("标题",))
    ]


def test_a_hidden_address_comes_once_with_every_page(engine):
    shown = [HiddenLink(SPAM, "文字", "off_screen")]
    view = told(engine, *(facts(path, hidden_links=tuple(shown)) for path in ("a.html", "b.html")))
    (one,) = view.each(HiddenTarget, "s1")
    assert (one.url, one.texts, one.how, one.referrer_count) == (SPAM, ("文字",), ("off_screen",), 2)
    assert {place.url for place in one.referrers} == {HOME + "a.html", HOME + "b.html"}


def test_a_place_is_lost_only_on_a_page_that_was_seen_and_shows_its_places(engine):
    wanted = [("b.html", "there"), ("b.html", "part2"), ("scripted.html", "part2"), ("unseen.html", "part2")]
    view = told(
        engine,
        facts("a.html", fragment_links=tuple(FragmentLink(HOME + path, name) for path, name in wanted)),
        facts("b.html", names=pack_names({"there"}), lost_fragments=("own",)),
        facts("scripted.html"),
    )
    lost = {(one.url, one.fragment): [place.url for place in one.referrers] for one in view.each(LostFragment, "s1")}
    assert lost == {(HOME + "b.html", "own"): [HOME + "b.html"], (HOME + "b.html", "part2"): [HOME + "a.html"]}


def test_a_page_that_loads_scripts_is_told_apart(engine):
    script = Link(HOME + "js/site.js", int(LinkKind.SCRIPT), "")
    view = told(
        engine,
        facts("a.html", lost_fragments=("own",)),
        facts("b.html", lost_fragments=("own",), links=(script,)),
        facts("c.html", names=pack_names({"there"}), links=(script,)),
        facts("d.html", fragment_links=(FragmentLink(HOME + "c.html", "part2"),)),
    )
    assert {one.url: one.scripted for one in view.each(LostFragment, "s1")} == {
        HOME + "a.html": False, HOME + "b.html": True, HOME + "c.html": True,
    }  # fmt: skip


def test_a_risk_noted_with_a_look_makes_its_target_doubtful(engine):
    night = Night(engine)
    night.site()
    night.page(facts("a.html", SPAM, "http://fine.example.com/"), queue=False)
    night.queue(SPAM, "http://fine.example.com/", what=What.EXTERNAL)
    night.look(reply(SPAM), risk="parked", risk_words=("域名出售",))
    night.look(reply("http://fine.example.com/"))
    (one,) = night.view().each(TargetReading, "s1")
    assert (one.url, one.outcome, one.risk, one.risk_words) == (SPAM, Outcome.OK, "parked", ("域名出售",))
    assert (one.internal, one.referrers[0].url) == (False, HOME + "a.html")
