import pytest

from auditor.consolidate import fingerprint
from auditor.consolidate.item_3 import ACTIONS
from auditor.model import Location
from auditor.model.audit import Meeting, Reach, Waiver
from auditor.rules import Confidence, Finding
from tests.consolidate.build import audit, observed, sight
from tests.make import HOME, account, point, site

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
    one = plan("post-duplicate", suspected)
    assert (one.action, one.wanted, one.members) == ("review", "merge", (COPY,))


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


def plans(*found, reach=None, subjects=None):
    look = sight(reach=lambda site, addresses: {url: reach[url] for url in addresses if url in (reach or {})})
    return audit(observed(*(subjects or (site(), point(), account()))), found, look).item_3


def expired(path, *places, count=0, **fields):
    where = tuple(Location(place) for place in places)
    return "post-expired", Finding("s1", HOME + path, {}, where, count or len(where), **fields)


def test_what_most_readers_meet_comes_first():
    reach = {
        HOME + "few.html": Reach(pages=2),
        HOME + "many.html": Reach(pages=30),
        HOME + "listed.html": Reach(on_column=True, pages=1),
        HOME + "home.html": Reach(on_home=True, pages=1),
        HOME + "alone.html": Reach(),
    }
    made = plans(
        *(expired(url.removeprefix(HOME)) for url in reach),
        ("notice-expired", Finding("p1", "A sheet", {}, action="take_down_sheet")),
        ("post-duplicate", Finding("a1", "https://accounts.example.cn/a1/1", {"members": ["x"]}, action="review")),
        reach=reach,
    )
    assert [one.target.removeprefix(HOME) for one in made] == [
        "home.html", "listed.html", "A sheet", "https://accounts.example.cn/a1/1", "many.html", "few.html",
        "alone.html",
    ]  # fmt: skip
    assert [(one.met, one.linking) for one in made][::3] == [
        (Meeting.HOME, 1),
        (Meeting.ACCOUNT, 0),
        (Meeting.NOWHERE, 0),
    ]


def test_of_several_copies_the_one_that_most_readers_meet_counts():
    copies = ("post-duplicate", Finding("s1", KEEP, {"members": [COPY]}, (Location(HOME),), 1, action="merge"))
    (one,) = plans(copies, reach={KEEP: Reach(pages=1), COPY: Reach(on_column=True, pages=9)})
    assert (one.met, one.linking) == (Meeting.COLUMN, 9)


def test_places_that_lead_to_it_tell_it_where_the_store_does_not():
    first, second, third = plans(expired("a.html", HOME), expired("b.html", HOME + "n/", count=7), expired("c.html"))
    assert [(one.met, one.linking) for one in (first, second, third)] == [("home", 1), ("pages", 7), ("nowhere", 0)]


def test_marks_of_secrecy_do_not_wait():
    made = plans(
        expired("home.html", HOME, action="mark"),
        ("secrecy-marking", Finding("s1", HOME + "x.pdf", {}, confidence=Confidence.SUSPECTED, action="review")),
    )
    assert [(one.reason, one.action) for one in made] == [("secrecy-marking", "review"), ("post-expired", "mark")]


@pytest.mark.parametrize("rule", ["page-orphan", "post-expired", "document-lapsed"])
@pytest.mark.parametrize("asked", ["archive", "merge", "take_down_sheet", "delete", "mark", "keep", "review"])
@pytest.mark.parametrize("values", [{}, {"disclosure": True}, {"disclosure": [KEEP]}])
def test_a_record_is_only_ever_kept_marked_or_looked_at(rule, asked, values):
    target = KEEP if values else RECORD
    assert plan(rule, Finding("s1", target, values, action=asked)).action in {"keep", "mark", "review"}


def test_personal_data_are_masked_on_records_too():
    assert plan("personal-data", Finding("s1", RECORD, {}, action="mask")).action == "mask"


def test_only_a_board_has_sheets_to_take_down():
    assert plan("post-expired", Finding("s1", KEEP, {}, action="take_down_sheet")).action == "mark"
