"""link-empty, link-hidden, link-risky and page-fragment-missing over worlds made by hand."""

import pytest

from auditor.facts.home import HomeReading
from auditor.facts.link_marks import EmptyLinks, HiddenTarget, LostFragment
from auditor.facts.link_targets import TargetReading
from auditor.facts.register import RegisteredHosts
from auditor.model import FAULTS, Location, Outcome
from auditor.rules import Confidence
from checks.link_empty import RULE as EMPTY
from checks.link_hidden import RULE as HIDDEN
from checks.link_risky import RULE as RISKY
from checks.page_fragment_missing import RULE as FRAGMENT
from tests.make import HOME, World, findings, home, partial, site, target, verdicts

SPAM = "http://spam.example.com/"
PLACE = (Location(HOME + "list.html", "文字", "anchor"),)


def world(facts=(), **fields):
    return World(site(), facts={HomeReading: {"s1": home()}, **dict(facts)}, **fields)


def landed(outcome=Outcome.OK, **fields):
    return target(outcome=outcome, **{"url": SPAM, "internal": False, "risk": "parked", "risk_words": ("x",), **fields})


@pytest.mark.parametrize("rule", [EMPTY, HIDDEN, RISKY, FRAGMENT], ids=lambda rule: rule.id)
def test_a_site_without_any_is_clean_and_one_seen_in_part_is_unknown(rule):
    assert verdicts(rule, world()) == {HOME: "Clean"}
    assert verdicts(rule, world(standings={"s1": partial(site())})) == {HOME: "partial"}


def test_empty_links_are_one_finding_a_page():
    found = findings(EMPTY, world({EmptyLinks: {"s1": [EmptyLinks(HOME + "a.html", 30, ("标题",))]}}))
    assert [(one.target, one.location_count, one.values["count"]) for one in found] == [(HOME + "a.html", 30, 30)]


def test_hidden_links_are_suspected_and_hosts_of_the_register_are_not_foreign():
    links = [
        HiddenTarget(SPAM, ("文字",), ("off_screen",), PLACE, 1),
        HiddenTarget("http://www.friend.example.org/a", ("文字",), ("off_screen",), PLACE, 1),
    ]
    found = findings(
        HIDDEN,
        world({HiddenTarget: {"s1": links}, RegisteredHosts: {"": RegisteredHosts(frozenset({"friend.example.org"}))}}),
    )
    assert [(one.target, one.confidence) for one in found] == [(SPAM, Confidence.SUSPECTED)]


def test_a_risky_landing_page_is_suspected():
    found = findings(RISKY, world({TargetReading: {"s1": [landed()]}}))
    assert [(one.target, one.confidence) for one in found] == [(SPAM, Confidence.SUSPECTED)]


@pytest.mark.parametrize("outcome", sorted(FAULTS))
def test_a_page_that_failed_and_one_of_the_site_itself_are_no_risk(outcome):
    assert (
        findings(RISKY, world({TargetReading: {"s1": [landed(outcome), landed(internal=True, url=HOME + "x")]}})) == []
    )


def test_without_a_network_the_site_is_unknown_once():
    seen = world(
        {TargetReading: {"s1": [landed(Outcome.NETWORK), landed(Outcome.NETWORK, url="http://b.example.com/")]}}
    )
    assert verdicts(RISKY, seen) == {HOME: "network"}


def test_fragments_of_one_page_are_told_apart():
    lost = [LostFragment(HOME + "a.html", name, PLACE, 1) for name in ("one", "two")]
    found = findings(FRAGMENT, world({LostFragment: {"s1": lost}}))
    assert {one.confidence for one in found} == {"confirmed"}
    assert [(one.target, one.part) for one in found] == [(HOME + "a.html", "one"), (HOME + "a.html", "two")]


def test_a_place_that_a_script_may_make_is_suspected():
    lost = [LostFragment(HOME + "a.html", "one", PLACE, 1, scripted=True)]
    assert [one.confidence for one in findings(FRAGMENT, world({LostFragment: {"s1": lost}}))] == ["suspected"]
