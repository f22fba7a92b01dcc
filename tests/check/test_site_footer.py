from auditor.facts.home import HomeReading
from checks.site_footer import ELEMENTS, RULE
from tests.make import FOOTER, HOME, World, findings, home, site, verdicts


def seen(**fields):
    return World(site(), facts={HomeReading: {"s1": home(1, **fields)}})


def without(*names):
    return {name: words for name, words in FOOTER.items() if name not in names}


def test_each_missing_element_is_a_finding_of_its_own():
    found = findings(RULE, seen(footer={}))
    assert [one.part for one in found] == list(ELEMENTS)
    assert {one.target for one in found} == {HOME}


def test_words_are_confirmed_and_pictures_suspected():
    found = {one.part: one.confidence for one in findings(RULE, seen(footer={}))}
    assert found["icp"] == found["police"] == found["site_code"] == "confirmed"
    assert found["conac"] == found["find_errors"] == "suspected"


def test_a_whole_footer_is_clean():
    assert verdicts(RULE, seen()) == {HOME: "Clean"}


def test_scripts_that_may_write_more_leave_a_suspicion():
    found = findings(RULE, seen(footer=without("icp"), written_by="scripts"))
    assert [(one.part, one.confidence) for one in found] == [("icp", "suspected")]


def test_a_footer_written_by_script_is_not_judged():
    assert verdicts(RULE, seen(footer={"conac": "conac"}, written_by="footer_script")) == {HOME: "script_filled"}
    found = findings(RULE, seen(footer=without("police"), written_by="footer_script"))
    assert [(one.part, one.confidence) for one in found] == [("police", "suspected")]


def test_an_unread_frame_may_hold_the_rest():
    assert verdicts(RULE, seen(footer=without("icp"), written_by="frame")) == {HOME: "partial"}
    assert verdicts(RULE, seen(written_by="frame")) == {HOME: "Clean"}


def test_a_code_that_a_script_fills_in_is_suspected():
    found = findings(RULE, seen(footer=without("site_code") | {"site_code": ""}))
    assert [(one.part, one.confidence) for one in found] == [("site_code", "suspected")]


def test_a_unit_without_contact_is_told_apart():
    found = findings(RULE, seen(footer=without("owner") | {"owner_alone": "主办：某单位"}))
    assert [(one.part, one.variant) for one in found] == [("owner", "contact")]


def test_a_home_that_was_read_elsewhere_is_not_judged():
    assert verdicts(RULE, seen(footer={}, links=(), title="")) == {HOME: "no_data"}
