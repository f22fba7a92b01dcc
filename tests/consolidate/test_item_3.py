import pytest

from auditor.audit import Waiver
from auditor.consolidate import fingerprint
from auditor.consolidate.item_3 import ACTIONS
from auditor.rule import Confidence, Finding
from tests.consolidate.build import audit, observed
from tests.make import HOME, point, site

KEEP, COPY = HOME + "news/1.html", HOME + "tzgg/1.html"
RECORD = HOME + "zfxxgk/fdzdgknr/1.html"


def plan(rule, finding, **more):
    (one,) = audit(observed(site(), point()), [(rule, finding)], **more).item_3
    return one


def test_copies_merge_into_the_page_to_keep():
    one = plan("post-duplicate", Finding("s1", KEEP, {"members": [KEEP, COPY]}, action="merge"))
    assert (one.action, one.keep, one.members, one.reason) == ("merge", KEEP, (COPY,), "post-duplicate")
    assert one.fingerprint == fingerprint("post-duplicate", "s1", KEEP)


def test_pages_of_the_disclosure_area_are_never_merged_away():
    one = plan("post-duplicate", Finding("s1", KEEP, {"members": [COPY, RECORD]}, action="merge"))
    assert (one.action, one.members) == ("merge", (COPY,))
    assert plan("post-duplicate", Finding("s1", KEEP, {"members": [RECORD]}, action="merge")).action == "keep"
    named = {"members": [COPY], "disclosure": [COPY]}
    assert plan("post-duplicate", Finding("s1", KEEP, named, action="merge")).action == "keep"


def test_pages_of_the_disclosure_area_are_marked_where_others_are_archived():
    assert plan("page-orphan", Finding("s1", COPY, {}, action="archive")).action == "archive"
    assert plan("page-orphan", Finding("s1", RECORD, {}, action="archive")).action == "mark"


def test_what_is_suspected_is_for_review():
    suspected = Finding("s1", KEEP, {"members": [COPY]}, action="merge", confidence=Confidence.SUSPECTED)
    assert plan("post-duplicate", suspected).action == "review"


@pytest.mark.parametrize(
    ("rule", "subject", "action"),
    [("post-expired", "s1", "mark"), ("notice-expired", "p1", "take_down_sheet"), ("post-duplicate", "s1", "keep")],
)
def test_each_rule_has_its_usual_proposal(rule, subject, action):
    assert plan(rule, Finding(subject, "x", {}, action="whatever")).action == action


def test_nothing_is_ever_deleted():
    assert not {word for word in ACTIONS if "delete" in word or "remove" in word}
    assert plan("post-expired", Finding("s1", KEEP, {}, action="delete")).action == "mark"


def test_accepted_findings_need_no_proposal():
    waivers = {fingerprint("post-expired", "s1", KEEP): Waiver("kept on purpose")}
    made = audit(observed(site()), [("post-expired", Finding("s1", KEEP, {}))], terms={"waivers": waivers})
    assert made.item_3 == ()
