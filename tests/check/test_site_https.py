import pytest

from auditor.model import UNDECIDED, Outcome, SiteNetwork, SiteObservation
from auditor.rules import Confidence
from checks.site_https import RULE
from tests.make import AS_OF, HOME, World, days_ago, findings, limits, observed, site, verdicts


def world(outcome=Outcome.OK, **more):
    return World(site(), facts={SiteObservation: {"s1": observed(SiteNetwork(True, outcome, **more))}})


def told(seen, given=None):
    return [(one.target, one.variant, one.confidence) for one in findings(RULE, seen, given)]


def test_a_certificate_with_time_left_is_clean():
    assert verdicts(RULE, world(certificate_until=days_ago(-30))) == {HOME: "Clean"}
    assert verdicts(RULE, world()) == {HOME: "Clean"}


@pytest.mark.parametrize(("left", "variant"), [(29, ""), (0, ""), (-1, "expired")])
def test_the_days_left(left, variant):
    assert told(world(certificate_until=days_ago(-left))) == [(HOME, variant, Confidence.CONFIRMED)]


def test_an_office_that_wants_more_time():
    own = limits(RULE, {"s1": {"days": 60}})
    assert told(world(certificate_until=days_ago(-59)), own) == [(HOME, "", Confidence.CONFIRMED)]


@pytest.mark.parametrize(
    ("detail", "until", "variant", "sure"),
    [
        ("certificate expired on 2026-06-29", days_ago(1), "expired", Confidence.CONFIRMED),
        ("certificate is for a.cn, not for b.cn", days_ago(-90), "host", Confidence.CONFIRMED),
        ("certificate is self-signed", days_ago(-90), "untrusted", Confidence.CONFIRMED),
        ("the server speaks only TLSv1.1", days_ago(-90), "untrusted", Confidence.CONFIRMED),
        ("certificate's key is too weak", days_ago(-90), "untrusted", Confidence.SUSPECTED),
        ("handshake failed", None, "untrusted", Confidence.SUSPECTED),
    ],
)
def test_a_handshake_that_fails(detail, until, variant, sure):
    seen = world(Outcome.TLS, looks=2, detail=detail, certificate_until=until)
    assert told(seen) == [(HOME, variant, sure)]


@pytest.mark.parametrize(("looks", "sure"), [(1, Confidence.SUSPECTED), (2, Confidence.CONFIRMED)])
def test_no_https_takes_two_looks(looks, sure):
    assert told(world(Outcome.REFUSED, looks=looks, detail="connection refused")) == [(HOME, "none", sure)]


def test_a_connection_that_is_reset_may_be_a_firewalls_doing():
    seen = world(Outcome.REFUSED, looks=2, detail="the connection was closed or reset before an answer")
    assert verdicts(RULE, seen) == {HOME: "refused"}


@pytest.mark.parametrize("outcome", sorted(UNDECIDED | {Outcome.DNS, Outcome.PROTOCOL}))
def test_what_decides_nothing_is_unknown(outcome):
    assert verdicts(RULE, world(outcome)) == {HOME: outcome.value}


def test_what_was_not_asked_is_unknown():
    assert verdicts(RULE, World(site(), facts={SiteObservation: {"s1": observed(SiteNetwork())}})) == {HOME: "network"}
    assert verdicts(RULE, World(site())) == {HOME: "no_data"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "https://192.0.2.7/", "http://[::1]/", "http://localhost/"])
def test_addresses_without_a_name_are_not_assessable(url):
    seen = World(
        site(url=url),
        facts={SiteObservation: {"s1": observed(SiteNetwork(False, Outcome.REFUSED, 2, certificate_until=AS_OF))}},
    )
    assert verdicts(RULE, seen) == {url: "not_applicable"}
