from dataclasses import replace

import pytest

from auditor.engine.ad_hoc import is_folder, is_home, judged_as_pages, page_standing, without_sheets
from auditor.model import SubjectState
from auditor.rules import Clean, Finding, Severity, Unknown, Verdict
from auditor.rules.judge import Judgement
from tests.consolidate.build import RULES, audit, observed, rule
from tests.make import HOME, partial, site

PAGE = site("page", url=HOME + "news/1.html")
PART = site("part", url=HOME + "news/")
KINDS = {"site-home-stale": "site", "site-unreachable": "site", "column-stale": "column"}


@pytest.mark.parametrize(
    ("path", "home", "folder"),
    [
        ("", True, True),
        ("index.html", True, True),
        ("Default.aspx", True, True),
        ("news/", False, True),
        ("news/index.html", False, True),
        ("news/1.html", False, False),
        ("?id=1", False, False),
        ("news", False, False),
    ],
)
def test_sites_parts_and_pages_are_told_by_their_addresses(path, home, folder):
    assert (is_home(HOME + path), is_folder(HOME + path)) == (home, folder)


def test_what_lies_deeper_than_a_page_was_never_wanted():
    seen = page_standing(partial(PAGE, "budget depth: 6"))
    assert (seen.state, seen.why) == (SubjectState.OBSERVED, "")
    seen = page_standing(partial(PAGE, "auth: 1, budget depth: 6"))
    assert (seen.state, seen.why) == (SubjectState.PARTIAL, "auth: 1")
    assert page_standing(partial(PART, "budget depth: 6")).state is SubjectState.PARTIAL


def told(*verdicts: tuple[str, Verdict]) -> Judgement:
    """Return what is left of verdicts on s1, a site, on PAGE and on PART."""
    known = {**RULES, "site-unreachable": rule("site-unreachable")}
    rules = {name: replace(one, kind=KINDS.get(name, one.kind)) for name, one in known.items()}
    given = Judgement(
        tuple((rules[name], one) for name, one in verdicts if isinstance(one, Finding)),
        tuple((rules[name], one) for name, one in verdicts if isinstance(one, Unknown)),
        {(name, one.subject): frozenset({one.target}) for name, one in verdicts if isinstance(one, Clean)},
    )
    return judged_as_pages(given, {one.subject.id: one for one in observed(PAGE, PART)}, tuple(rules.values()))


@pytest.mark.parametrize("subject", [PAGE, PART])
def test_no_page_or_part_is_judged_as_a_site(subject):
    made = told(
        ("site-home-stale", Finding(subject.id, subject.url, {})),
        ("site-home-stale", Unknown(subject.id, subject.url, "undated")),
        ("site-home-stale", Clean(subject.id, subject.url)),
    )
    assert (made.findings, made.unknown, made.clean) == ((), (), {})


def test_sites_beside_it_are_judged_as_ever():
    made = told(("site-home-stale", Finding("s1", HOME, {})), ("column-stale", Unknown("s1", HOME + "n/", "undated")))
    assert (len(made.findings), len(made.unknown)) == (1, 1)


def test_columns_elsewhere_concern_a_part_of_a_site_and_no_page():
    column = HOME + "news/more/"
    assert told(("column-stale", Finding("page", column, {}))).findings == ()
    assert len(told(("column-stale", Finding("part", column, {}))).findings) == 1
    assert len(told(("column-stale", Finding("page", PAGE.url, {}))).findings) == 1


def test_links_on_it_weigh_as_on_any_page():
    ((_, one),) = told(
        ("link-broken", Finding("page", HOME + "x", {"on_home": True}, severity=Severity.MAJOR))
    ).findings
    assert (one.severity, one.values["on_home"]) == (None, False)


def test_a_page_that_does_not_open_is_a_broken_link():
    finding = Finding("page", PAGE.url, {"status": 404}, severity=Severity.MAJOR, action="restore", variant="status")
    ((broken, one),) = told(("site-unreachable", finding)).findings
    assert (broken.id, one.target, one.severity, one.action) == ("link-broken", PAGE.url, None, "fix_link")
    assert (one.values["status"], one.values["kinds"], one.values["pages"]) == (404, ["link"], 0)


def test_a_page_has_no_sheet():
    made = audit(observed(site(), PAGE))
    assert [sheet.subject for sheet in without_sheets(made, {"page"}).item_25] == ["s1"]
