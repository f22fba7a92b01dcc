import pytest

from auditor.facts.availability import SampleDay
from auditor.facts.home import HomeReading
from auditor.model import FAULTS, UNDECIDED, Outcome
from auditor.rules import Confidence, Severity
from checks.site_unreachable import RULE
from tests.make import HOME, World, days_ago, findings, home, limits, site, verdicts


def world(outcome, status=None, **fields):
    return World(site(), facts={HomeReading: {"s1": home(None, outcome=outcome, status=status, **fields)}})


@pytest.mark.parametrize("outcome", sorted(FAULTS))
def test_a_home_page_that_fails_is_a_major_finding_and_no_veto(outcome):
    (finding,) = findings(RULE, world(outcome, looks=2, detail="certificate expired on 2026-01-01"))
    assert (finding.target, finding.severity, finding.confidence) == (HOME, Severity.MAJOR, Confidence.CONFIRMED)


def test_a_certificate_that_a_browser_may_trust_stays_suspected():
    (finding,) = findings(RULE, world(Outcome.TLS, looks=9, detail="certificate's key is too weak"))
    assert finding.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(("looks", "expected"), [(1, Confidence.SUSPECTED), (2, Confidence.CONFIRMED)])
def test_one_look_is_a_suspicion(looks, expected):
    assert findings(RULE, world(Outcome.HTTP_ERROR, 500, looks=looks))[0].confidence is expected


def test_looks_follow_the_limit():
    (finding,) = findings(RULE, world(Outcome.DNS, looks=2), limits(RULE, {"s1": {"looks": 3}}))
    assert finding.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize("outcome", sorted(UNDECIDED))
def test_what_decides_nothing_is_unknown(outcome):
    assert verdicts(RULE, world(outcome)) == {HOME: outcome.value}


@pytest.mark.parametrize(("status", "reason"), [(403, "auth"), (412, "challenge"), (429, "rate_limited")])
def test_refusing_statuses_are_unknown(status, reason):
    assert verdicts(RULE, world(Outcome.HTTP_ERROR, status, looks=2)) == {HOME: reason}


def test_a_firewall_like_status_stays_suspected():
    assert findings(RULE, world(Outcome.HTTP_ERROR, 405, looks=5))[0].confidence is Confidence.SUSPECTED


def test_an_open_home_page_is_clean():
    assert verdicts(RULE, world(Outcome.OK, 200)) == {HOME: "Clean"}


def test_a_site_never_asked_is_unknown():
    assert verdicts(RULE, World(site())) == {HOME: "no_data"}


def week(failed, taken=20, days=7):
    return {"s1": [SampleDay(days_ago(back), taken, failed if back == 0 else 0) for back in range(days)]}


def sampled(failed, outcome=Outcome.OK, **more):
    return World(site(), facts={HomeReading: {"s1": home(None, outcome=outcome)}, SampleDay: week(failed, **more)})


def test_a_week_of_samples_vetoes_at_the_limit():
    (finding,) = findings(RULE, sampled(7))
    assert (finding.severity, finding.confidence, finding.variant) == (None, Confidence.CONFIRMED, "sampled")
    assert (finding.values["samples"], finding.values["samples_failed"]) == (140, 7)
    assert (finding.values["sampled_from"], finding.values["sampled_to"]) == (days_ago(6), days_ago(0))


def test_just_inside_the_limit_is_clean():
    assert verdicts(RULE, sampled(6)) == {HOME: "Clean"}


@pytest.mark.parametrize("few", [{"taken": 19}, {"days": 6}])
def test_too_few_samples_veto_nothing(few):
    assert verdicts(RULE, sampled(19, **few)) == {HOME: "Clean"}
    (finding,) = findings(RULE, sampled(19, Outcome.REFUSED, **few))
    assert finding.severity is Severity.MAJOR


def test_enough_good_samples_decide_where_this_run_saw_nothing():
    assert verdicts(RULE, sampled(6, Outcome.CHALLENGE)) == {HOME: "Clean"}
    assert verdicts(RULE, World(site(), facts={SampleDay: week(0)})) == {HOME: "Clean"}


def test_a_home_page_that_fails_now_is_told_whatever_the_week_was():
    (finding,) = findings(RULE, sampled(0, Outcome.REFUSED))
    assert finding.severity is Severity.MAJOR


def test_a_stricter_office():
    assert len(findings(RULE, sampled(2), limits(RULE, {"s1": {"failures": 0.01}}))) == 1
