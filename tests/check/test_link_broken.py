import pytest

from auditor.facts.home import HomeReading
from auditor.facts.link_targets import TargetReading
from auditor.model import FAULTS, UNDECIDED, LinkKind, Location, Outcome
from auditor.rules import Confidence, Severity
from checks.link_broken import RULE
from tests.make import HOME, World, findings, home, limits, partial, site, target, verdicts


def world(*targets, **fields):
    return World(site(), facts={HomeReading: {"s1": home()}, TargetReading: {"s1": targets}}, **fields)


def one(*targets):
    (finding,) = findings(RULE, world(*targets))
    return finding


@pytest.mark.parametrize("outcome", sorted(FAULTS))
def test_every_fault_is_found(outcome):
    assert verdicts(RULE, world(target("x.html", outcome))) == {HOME + "x.html": "Finding"}


@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.PRIVATE}))
def test_what_decides_nothing_is_unknown(outcome):
    assert verdicts(RULE, world(target("x.html", outcome))) == {HOME + "x.html": outcome.value}


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "auth"), (403, "auth"), (407, "auth"), (429, "rate_limited"), (451, "auth"), (999, "challenge"),
     (412, "challenge"), (521, "challenge")],
)  # fmt: skip
def test_refusing_statuses_are_unknown_whatever_the_outcome(status, reason):
    assert verdicts(RULE, world(target("x.html", status=status))) == {HOME + "x.html": reason}


@pytest.mark.parametrize("status", [400, 404, 410, 500, 502, 503])
def test_other_statuses_are_confirmed_after_two_looks(status):
    assert one(target(status=status, looks=2)).confidence is Confidence.CONFIRMED
    assert one(target(status=status, looks=1)).confidence is Confidence.SUSPECTED


@pytest.mark.parametrize("status", [405, 406])
def test_statuses_that_firewalls_use_stay_suspected(status):
    assert one(target(status=status, looks=9)).confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(
    ("detail", "rendered", "sure"),
    [
        ("certificate expired on 2026-01-01", False, Confidence.CONFIRMED),
        ("certificate is for a.cn, not for b.cn", False, Confidence.CONFIRMED),
        ("the server speaks only TLSv1.1", False, Confidence.CONFIRMED),
        ("certificate's issuer is unknown or its chain is incomplete", False, Confidence.SUSPECTED),
        ("certificate's issuer is unknown or its chain is incomplete", True, Confidence.CONFIRMED),
        ("certificate's signature is too weak", False, Confidence.SUSPECTED),
    ],
)
def test_certificates_that_a_browser_may_trust_stay_suspected(detail, rendered, sure):
    assert one(target(outcome=Outcome.TLS, detail=detail, rendered=rendered, looks=2)).confidence is sure


def test_looks_are_a_limit_of_each_site():
    given = limits(RULE, {"s1": {"looks": 3}}, looks=1)
    assert findings(RULE, world(target(looks=2)), given)[0].confidence is Confidence.SUSPECTED
    assert findings(RULE, world(target(looks=2)), limits(RULE, looks=1))[0].confidence is Confidence.CONFIRMED


def test_home_page_links_weigh_more():
    assert one(target(on_home=True)).severity is Severity.MAJOR
    assert one(target(on_home=False)).severity is Severity.MINOR


def test_a_fault_with_soft_404_words_is_still_a_fault():
    assert verdicts(RULE, world(target("x.html", soft_404="页面不存在"))) == {HOME + "x.html": "Finding"}


def test_soft_404_and_private_targets_belong_to_other_rules():
    seen = world(target("a", Outcome.OK, soft_404="页面不存在"), target("b", Outcome.PRIVATE))
    assert verdicts(RULE, seen) == {HOME: "Clean"}


@pytest.mark.parametrize("kinds", [frozenset(), frozenset({int(LinkKind.SITEMAP)})])
def test_what_no_page_links_is_no_link(kinds):
    assert verdicts(RULE, world(target(kinds=kinds))) == {HOME: "Clean"}


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("x.html", LinkKind.ANCHOR, ["link"]),
        ("x.pdf", LinkKind.ANCHOR, ["attachment"]),
        ("X.DOCX?v=1", LinkKind.ANCHOR, ["attachment"]),
        ("x.png", LinkKind.IMAGE, ["image"]),
        ("x.js", LinkKind.SCRIPT, ["script"]),
        ("x.css", LinkKind.STYLESHEET, ["style_sheet"]),
        ("x.htm", LinkKind.FRAME, ["frame"]),
    ],
)
def test_kinds_are_named(path, kind, words):
    assert one(target(path, kinds=frozenset({int(kind)}))).values["kinds"] == words


def test_a_template_link_is_one_finding_with_its_places():
    places = tuple(Location(f"{HOME}{number}.html", "A link", "anchor") for number in range(20))
    finding = one(target(referrers=places, referrer_count=180))
    assert (finding.location_count, finding.locations, finding.values["pages"]) == (180, places, 180)


def test_both_own_and_foreign_targets_are_judged():
    foreign = target(url="https://elsewhere.example.org/x", internal=False)
    assert verdicts(RULE, world(foreign, target("x.html"))) == {
        "https://elsewhere.example.org/x": "Finding",
        HOME + "x.html": "Finding",
    }


def test_a_site_seen_in_part_is_not_clean():
    assert verdicts(RULE, world(standings={"s1": partial(site())})) == {HOME: "partial"}


def test_an_unseen_site_is_unknown_with_its_reason():
    seen = World(
        site(), facts={HomeReading: {"s1": home(None, outcome=Outcome.CHALLENGE)}, TargetReading: {"s1": [target()]}}
    )
    assert verdicts(RULE, seen) == {HOME: "challenge"}
