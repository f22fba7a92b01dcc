from datetime import date

from auditor.consolidate import fingerprint
from auditor.model import ColumnClass, Location
from auditor.model.audit import Waiver
from auditor.rules import Confidence, Finding, Severity
from tests.consolidate.build import audit, observed
from tests.make import AS_OF, days_ago, site

GONE = "https://www.example.gov.cn/gone.html"
MARK = fingerprint("link-broken", "s1", GONE)


def one(finding, **more):
    (found,) = audit(observed(site()), [("link-broken", finding)], **more).findings
    return found


def test_a_finding_takes_unit_severity_and_day_from_its_surroundings():
    found = one(Finding("s1", GONE, {"status": 404}))
    assert (found.fingerprint, found.unit, found.severity, found.item) == (MARK, "Example Unit", Severity.MINOR, 25)
    assert (found.first_seen, found.status) == (AS_OF, "new")


def test_the_finding_may_weigh_more_than_its_rule():
    assert one(Finding("s1", GONE, {}, severity=Severity.MAJOR)).severity is Severity.MAJOR


def test_values_become_what_json_can_hold():
    values = {
        "newest": date(2026, 6, 1),
        "class": ColumnClass.NEWS,
        "members": ("b", "a"),
        "kinds": {"b", "a"},
        "by": {"list": 1, "article": 2},
        "share": float("nan"),
        "none": None,
        "yes": True,
    }
    assert one(Finding("s1", GONE, values)).values == {
        "newest": "2026-06-01",
        "class": "news",
        "members": ["b", "a"],
        "kinds": ["a", "b"],
        "by.list": 1,
        "by.article": 2,
        "share": None,
        "none": None,
        "yes": True,
    }


def test_at_most_twenty_locations_and_their_whole_count():
    places = tuple(Location(f"https://www.example.gov.cn/{n}") for n in range(30))
    found = one(Finding("s1", GONE, {}, places, 180))
    assert (found.locations, found.location_count) == (places[:20], 180)
    assert one(Finding("s1", GONE, {}, places)).location_count == 30


def test_two_verdicts_of_one_fingerprint_become_one_finding():
    a = Finding("s1", GONE, {"n": 1}, (Location("https://a/"),), 1)
    b = Finding("s1", GONE, {"n": 2}, (Location("https://b/"),), 1, severity=Severity.MAJOR)
    (found,) = audit(observed(site()), [("link-broken", a), ("link-broken", b)]).findings
    assert (found.severity, found.values, found.location_count) == (Severity.MAJOR, {"n": 2}, 2)


def test_parts_stay_apart():
    parts = [("link-broken", Finding("s1", GONE, {}, part=part)) for part in ("SiteName", "SiteDomain")]
    assert len(audit(observed(site()), parts).findings) == 2


def test_a_waiver_holds_to_its_last_day_inclusive():
    for until, status in ((None, "waived"), (AS_OF, "waived"), (days_ago(1), "new")):
        found = one(Finding("s1", GONE, {}), terms={"waivers": {MARK: Waiver("known", until)}})
        assert found.status == status
        assert found.waiver == ("known" if status == "waived" else "")


def test_order_is_item_severity_register_rule_target():
    verdicts = [
        ("account-main", Finding("matrix", "weixin", {})),
        ("link-broken", Finding("s2", "https://b/", {})),
        ("link-broken", Finding("s2", "https://a/", {})),
        ("link-broken", Finding("s1", "https://z/", {})),
        ("column-stale", Finding("s2", "https://y/", {})),
        ("post-expired", Finding("s2", "https://x/", {}, confidence=Confidence.SUSPECTED)),
    ]
    found = audit(observed(site("s1"), site("s2", url="https://two/")), verdicts).findings
    assert [one.target for one in found] == [
        "https://x/",
        "https://y/",
        "https://z/",
        "https://a/",
        "https://b/",
        "weixin",
    ]
