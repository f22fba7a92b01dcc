"""The rule page-orphan: pages that answer and that nothing leads to."""

import pytest

from auditor.facts.pages import PageReading
from auditor.facts.unlinked import UnlinkedPage, UnlinkedPages
from auditor.model import PageKind
from auditor.rules import Confidence, Severity
from checks.page_orphan import RULE
from tests.make import HOME, World, findings, partial, site, verdicts

LONE = UnlinkedPage(HOME + "alone.html", "A page", PageKind.ARTICLE)


def of_site(seen, **fields):
    return World(site(), facts={PageReading: {"s1": []}, UnlinkedPages: {"s1": seen}}, **fields)


def test_a_page_without_links_is_advice_to_archive():
    (found,) = findings(RULE, of_site(UnlinkedPages(pages=(LONE,))))
    assert (found.target, found.action, found.confidence) == (LONE.url, "archive", Confidence.CONFIRMED)
    assert RULE.severity is Severity.ADVICE


def test_links_that_only_scripts_open_leave_a_doubt():
    (found,) = findings(RULE, of_site(UnlinkedPages(pages=(LONE,), scripted=True)))
    assert found.confidence is Confidence.SUSPECTED


def test_records_are_only_marked():
    page = UnlinkedPage(HOME + "zwgk/alone.html", "A page", PageKind.ARTICLE, disclosure=True)
    (found,) = findings(RULE, of_site(UnlinkedPages(pages=(page,))))
    assert found.action == "mark"


@pytest.mark.parametrize("gap", ["partial", "script_filled"])
def test_a_walk_with_gaps_cannot_tell(gap):
    seen = UnlinkedPages(gap, "3", (LONE,))
    assert verdicts(RULE, of_site(seen)) == {HOME: gap}
    assert verdicts(RULE, of_site(seen, standings={"s1": partial(site())})) == {HOME: "partial"}


def test_a_site_where_every_page_is_linked_is_clean():
    assert verdicts(RULE, of_site(UnlinkedPages())) == {HOME: "Clean"}
