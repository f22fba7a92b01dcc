import pytest

from auditor.facts.home import HomeReading
from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, UNDECIDED, LinkKind, Outcome
from auditor.rules import Confidence
from checks.link_soft_404 import RULE
from tests.make import HOME, World, findings, home, limits, site, target, verdicts


def world(*targets):
    return World(site(), facts={HomeReading: {"s1": home()}, TargetReading: {"s1": targets}})


def soft(path="soft.html", **fields):
    return target(path, Outcome.OK, status=200, looks=1, soft_404="页面不存在", **fields)


def test_a_page_that_says_it_is_gone_is_found():
    (finding,) = findings(RULE, world(soft(final_url=HOME)))
    assert (finding.target, finding.values["sign"], finding.confidence) == (
        HOME + "soft.html",
        "页面不存在",
        Confidence.CONFIRMED,
    )


def test_more_looks_can_be_asked_for():
    (finding,) = findings(RULE, world(soft()), limits(RULE, looks=2))
    assert finding.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize("outcome", sorted(FAULTS))
def test_faults_belong_to_link_broken(outcome):
    assert verdicts(RULE, world(target("x.html", outcome, soft_404="页面不存在"))) == {HOME: "Clean"}


@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.PRIVATE}))
def test_what_decides_nothing_is_unknown(outcome):
    seen = world(target("x.html", outcome, soft_404="页面不存在"))
    assert verdicts(RULE, seen) == {HOME + "x.html": outcome.value}


def test_refusing_status_is_unknown():
    assert verdicts(RULE, world(target("x.html", status=403))) == {HOME + "x.html": "auth"}


def test_what_only_a_sitemap_names_is_no_link():
    assert verdicts(RULE, world(soft(kinds=frozenset({int(LinkKind.SITEMAP)})))) == {HOME: "Clean"}


def test_pages_that_exist_are_clean():
    assert verdicts(RULE, world()) == {HOME: "Clean"}
