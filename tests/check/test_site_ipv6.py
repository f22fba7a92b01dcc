import pytest

from auditor.model import Outcome, SiteNetwork, SiteObservation
from auditor.rules import Confidence
from checks.site_ipv6 import RULE
from tests.make import HOME, World, findings, observed, site, verdicts


def world(ipv6, **more):
    return World(site(), facts={SiteObservation: {"s1": observed(SiteNetwork(ipv6, Outcome.OK, **more))}})


def test_a_name_without_an_address_is_told():
    (finding,) = findings(RULE, world(False))
    assert (finding.target, finding.confidence, finding.values["host"]) == (
        HOME, Confidence.SUSPECTED, "www.example.gov.cn",
    )  # fmt: skip


def test_a_name_with_one_is_clean():
    assert verdicts(RULE, world(True)) == {HOME: "Clean"}


def test_a_name_that_was_not_asked_is_unknown_for_its_own_reason():
    seen = World(site(), facts={SiteObservation: {"s1": observed(SiteNetwork(None, Outcome.PRIVATE))}})
    assert verdicts(RULE, seen) == {HOME: "private"}


def test_what_was_not_learned_is_unknown():
    assert verdicts(RULE, world(None, detail="the name server did not answer in time")) == {HOME: "network"}
    assert verdicts(RULE, World(site())) == {HOME: "no_data"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "https://192.0.2.7/", "http://[2001:db8::1]/"])
def test_addresses_without_a_name_are_not_assessable(url):
    assert verdicts(RULE, World(site(url=url))) == {url: "not_applicable"}
