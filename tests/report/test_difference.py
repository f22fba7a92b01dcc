import json

from auditor.report.difference import difference, difference_json, difference_markdown, difference_text
from auditor.rules import Clean, Finding
from tests.consolidate.build import audit, observed, unseen
from tests.make import HOME, site
from tests.report.hostile import hostile_audit
from tests.report.invented import rich_audit
from tests.report.rules import RULES


def found(*paths):
    return [("link-broken", Finding("s1", HOME + path, {})) for path in paths]


def kinds(a, b):
    change = difference(a, b)
    return {
        kind: [one.target.removeprefix(HOME) for one in getattr(change, kind)]
        for kind in ("new", "open", "resolved", "unseen")
    }


def test_new_open_and_gone():
    a = audit(observed(site()), found("a", "b"))
    b = audit(observed(site()), found("b", "c"))
    assert kinds(a, b) == {"new": ["c"], "open": ["b"], "resolved": ["a"], "unseen": []}
    assert kinds(a, a) == {"new": [], "open": ["a", "b"], "resolved": [], "unseen": []}


def test_what_the_later_run_did_not_see_is_not_gone():
    a = audit(observed(site()), found("a"))
    b = audit([unseen(site())], previous=a)
    assert kinds(a, b) == {"new": [], "open": [], "resolved": [], "unseen": ["a"]}


def test_back_after_a_run_that_did_not_look_is_not_new():
    a = audit([unseen(site())], previous=audit(observed(site()), found("a")))
    b = audit(observed(site()), found("a"), previous=a)
    assert kinds(a, b)["open"] == ["a"]


def test_gone_after_a_run_that_did_not_look_is_gone():
    a = audit([unseen(site())], previous=audit(observed(site()), found("a")))
    b = audit(observed(site()), [("link-broken", Clean("s1", HOME + "a"))], previous=a)
    assert kinds(a, b) == {"new": [], "open": [], "resolved": ["a"], "unseen": []}


def test_what_left_the_register_or_is_of_another_is_not_gone():
    a = audit(observed(site()), found("a"))
    b = audit(observed(site("elsewhere")), previous=a, registered={"elsewhere"})
    assert kinds(a, b) == {"new": [], "open": [], "resolved": [], "unseen": ["a"]}


def test_text_json_and_markdown_say_the_same():
    a, b = audit(observed(site()), found("a", "b")), audit(observed(site()), found("b", "c"))
    change = difference(a, b)
    rules = RULES.values()
    data = json.loads(difference_json(change, rules, "en"))
    assert {kind: len(data[kind]) for kind in ("new", "open", "resolved", "unseen")} == {
        "new": 1,
        "open": 1,
        "resolved": 1,
        "unseen": 0,
    }
    text, page = difference_text(change, rules, "en"), difference_markdown(change, rules, "en")
    assert "New: 1" in text
    assert "## Gone (1)" in page
    for one in (*change.new, *change.resolved):
        assert one.fingerprint in text
        assert one.fingerprint in page


def test_attacks_are_only_text():
    change = difference(rich_audit(), hostile_audit())
    text = difference_text(change, RULES.values(), "zh")
    page = difference_markdown(change, RULES.values(), "zh")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>" not in page.replace("`", "").replace("\\<", "") or all(
        "<script>" not in line.split("`")[0] for line in page.splitlines()
    )
