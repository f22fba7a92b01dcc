"""personal-data and secrecy-marking: fires, quiet, cannot tell; never a whole number."""

from dataclasses import replace

from auditor.facts.attachment_leaks import LeakReading
from auditor.facts.home import HomeReading
from auditor.model import AccountReading, Leak, Location
from auditor.rules import Confidence
from auditor.rules.registry import load
from tests.make import HOME, World, account, days_ago, findings, home, post, reading, site, verdicts
from tests.text.invented import invented_id

PERSONAL, SECRECY = load().get("personal-data"), load().get("secrecy-marking")
ID = Leak("resident_id", 2, ("310*************18",), (), True)
GRADE = Leak("grade", 1, ("秘密★1年",), ("p. 1",))


def world(*seen):
    return World(site(), facts={HomeReading: {"s1": home(1)}, LeakReading: {"s1": seen}})


def test_a_page_with_ids():
    (found,) = findings(PERSONAL, world(LeakReading(HOME + "a.html", "名单", (ID,))))
    assert (found.target, found.action, found.confidence) == (HOME + "a.html", "mask", Confidence.CONFIRMED)
    assert found.values["numbers"] == 2


def test_a_document_is_the_target_and_linking_pages_the_locations():
    place = Location(HOME + "a.html", "附件", "anchor")
    seen = LeakReading(HOME + "a.xlsx", "附件", (replace(ID, places=("S!3",)),), "xlsx", "", "", (place,), 7)
    (found,) = findings(PERSONAL, world(seen))
    assert (found.target, found.locations, found.location_count) == (HOME + "a.xlsx", (place,), 7)
    assert found.values["stands_at"] == ["S!3"]


def test_what_is_not_sure_is_suspected():
    (found,) = findings(PERSONAL, world(LeakReading(HOME + "a.html", "名单", (Leak("mobiles", 3, ("138******01",)),))))
    assert found.confidence is Confidence.SUSPECTED


def test_marks_are_always_suspected_and_none_of_the_other_rule():
    both = world(LeakReading(HOME + "a.html", "通知", (GRADE,)))
    (found,) = findings(SECRECY, both)
    assert (found.confidence, found.values["marks"]) == (Confidence.SUSPECTED, ["grade"])
    assert findings(PERSONAL, both) == []
    assert findings(SECRECY, world(LeakReading(HOME + "a.html", "名单", (ID,)))) == []


def test_unread_documents_are_unknown():
    seen = LeakReading(HOME + "a.doc", "附件", (), "doc", "file_encrypted")
    for rule in (PERSONAL, SECRECY):
        assert verdicts(rule, world(seen)) == {HOME + "a.doc": "file_encrypted"}
        assert verdicts(rule, world()) == {HOME: "Clean"}


def test_a_document_read_in_part_still_leaks():
    seen = LeakReading(HOME + "a.xlsx", "附件", (ID,), "xlsx", "file_too_large")
    assert len(findings(PERSONAL, world(seen))) == 1


def test_posts():
    number = invented_id()
    told = post(1, text=f"名单\n身份证号：{number}", url="https://weibo.com/1/a", title="公示")
    removed, passed_on = post(2, text=number, removed="owner"), post(3, text=number, is_repost=True)
    seen = World(account(), facts={AccountReading: {"a1": reading(told, removed, passed_on, post(4))}})
    (found,) = findings(PERSONAL, seen)
    assert (found.target, found.variant) == ("https://weibo.com/1/a", "post")
    assert number not in repr(found)


def test_a_post_in_whose_day_nobody_could_be_born_is_quiet():
    tomorrow = invented_id(1, born=f"{days_ago(-1):%Y%m%d}")
    seen = World(account(), facts={AccountReading: {"a1": reading(post(1, text=f"身份证号：{tomorrow}"))}})
    assert findings(PERSONAL, seen) == []
