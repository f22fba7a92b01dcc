import pytest

from auditor.facts.home import HomeReading
from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, UNDECIDED, LinkKind, Outcome
from auditor.rules import Confidence
from checks.link_private import RULE
from tests.make import HOME, World, findings, home, partial, site, target, verdicts

INSIDE = "http://192.168.1.8/file.doc"


def world(*targets, **fields):
    return World(site(), facts={HomeReading: {"s1": home()}, TargetReading: {"s1": targets}}, **fields)


def test_a_private_address_is_found():
    assert verdicts(RULE, world(target(outcome=Outcome.PRIVATE, url=INSIDE))) == {INSIDE: "Finding"}


@pytest.mark.parametrize("outcome", sorted(FAULTS | {Outcome.OK}))
def test_addresses_that_were_asked_are_not_private(outcome):
    assert verdicts(RULE, world(target("x.html", outcome))) == {HOME: "Clean"}


@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.PRIVATE}))
def test_what_was_not_seen_is_unknown(outcome):
    assert verdicts(RULE, world(target("x.html", outcome))) == {HOME + "x.html": outcome.value}


def test_what_only_a_sitemap_names_is_no_link():
    seen = world(target(outcome=Outcome.PRIVATE, url=INSIDE, kinds=frozenset({int(LinkKind.SITEMAP)})))
    assert verdicts(RULE, seen) == {HOME: "Clean"}


def test_a_site_seen_in_part_is_unknown_beside_its_findings():
    seen = world(target(outcome=Outcome.PRIVATE, url=INSIDE), standings={"s1": partial(site())})
    assert verdicts(RULE, seen) == {INSIDE: "Finding", HOME: "partial"}


@pytest.mark.parametrize(
    ("url", "confidence"),
    [
        (INSIDE, Confidence.CONFIRMED),
        ("http://[fd00::1]:8080/x", Confidence.CONFIRMED),
        ("http://localhost:8080/", Confidence.CONFIRMED),
        ("http://oa.localhost/", Confidence.CONFIRMED),
        ("http://oa.example.gov.cn/", Confidence.SUSPECTED),
    ],
)
def test_a_name_that_only_we_may_see_inside_is_suspected(url, confidence):
    found = findings(RULE, world(target(outcome=Outcome.PRIVATE, url=url)))
    assert [(one.target, one.confidence) for one in found] == [(url, confidence)]
