import pytest

from auditor.facts.home import HomeReading
from auditor.facts.interpretations import InterpretationReading
from auditor.rules import Confidence, Severity
from checks.interpretation_unlinked import RULE
from tests.make import HOME, World, findings, home, partial, site, verdicts

URL, POLICY = HOME + "jd.html", HOME + "zc.html"
NAME = "青禾区生活垃圾分类管理办法"


def reading(**fields):
    known = {"url": URL, "title": f"《{NAME}》解读", "policies": (NAME,), "policy_url": POLICY, "policy_title": NAME}
    return InterpretationReading(**{**known, **fields})


def world(*readings, **more):
    return World(site(), facts={HomeReading: {"s1": home()}, InterpretationReading: {"s1": readings}}, **more)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, {URL: "Finding", POLICY: "Finding"}),
        ({"back_linked": True}, {URL: "Finding"}),
        ({"linked": True}, {URL: "Clean", POLICY: "Finding"}),
        ({"linked": True, "back_linked": True}, {URL: "Clean"}),
        ({"policy_url": ""}, {URL: "policy_unseen"}),
        ({"policy_url": "", "leads_to_government": True}, {URL: "Clean"}),
        ({"policy_url": "", "linked": True}, {URL: "Clean"}),
        ({"complete": False}, {URL: "partial"}),
    ],
)
def test_each_must_lead_to_the_other(fields, told):
    assert verdicts(RULE, world(reading(**fields))) == told


def test_a_policy_that_leads_to_one_of_its_explanations_is_fine():
    other = reading(url=HOME + "tj.html", linked=True)
    assert verdicts(RULE, world(other, reading(linked=True, back_linked=True))) == {
        URL: "Clean",
        HOME + "tj.html": "Clean",
    }


def test_a_loose_match_is_only_suspected():
    assert {one.confidence for one in findings(RULE, world(reading(loose=True)))} == {Confidence.SUSPECTED}
    assert {one.confidence for one in findings(RULE, world(reading()))} == {Confidence.CONFIRMED}
    assert RULE.severity is Severity.MINOR


def test_a_site_without_explanations_is_clean_and_one_seen_in_part_unknown():
    assert verdicts(RULE, world()) == {HOME: "Clean"}
    assert verdicts(RULE, world(standings={"s1": partial(site())})) == {HOME: "partial"}
