"""When there is news."""

from dataclasses import replace

import pytest

from auditor.model.audit import FindingStatus
from auditor.notify.message import run_message
from auditor.notify.run_news import News, Veto, news, vetoes, wanted
from auditor.rules import Confidence, Severity
from tests.report.invented import blind_audit, rich_audit
from tests.report.rules import RULES


def changed(audit, **more):
    """Return the audit whose vetoes' findings are changed."""
    return replace(
        audit,
        findings=tuple(replace(one, **more) if one.severity is Severity.VETO else one for one in audit.findings),
    )


def test_of_a_first_run_everything_is_news():
    audit = rich_audit()
    found = news(audit, None)
    assert found.vetoes == set(vetoes(audit)) != set()
    assert found.new == sum(one.status is FindingStatus.NEW for one in audit.findings)


def test_a_run_like_the_one_before_has_none():
    audit = rich_audit()
    quiet = replace(audit, findings=tuple(replace(one, status=FindingStatus.OPEN) for one in audit.findings))
    found = news(quiet, audit)
    assert found == News(frozenset(), 0, 0)
    assert not wanted(found, ("veto", "new", "unseen"))
    assert wanted(found, ("always",))


def test_a_veto_that_was_suspected_is_news_when_it_is_confirmed():
    before = changed(rich_audit(), confidence=Confidence.SUSPECTED)
    after = changed(rich_audit(), confidence=Confidence.CONFIRMED, status=FindingStatus.OPEN)
    assert "site-home-stale" in {one.rule for one in news(after, before).vetoes}
    assert news(before, after).vetoes == frozenset()


def test_a_veto_by_the_sum_of_columns_is_news_once():
    audit = rich_audit()
    sheets = tuple(replace(one, vetoes=("column-stale",)) if one.subject == "portal" else one for one in audit.item_25)
    after = replace(audit, item_25=sheets)
    assert Veto("portal", "column-stale") in news(after, audit).vetoes
    assert news(after, after).vetoes == frozenset()


def test_an_accepted_veto_is_none():
    audit = changed(rich_audit(), status=FindingStatus.WAIVED)
    assert "site-home-stale" not in {one.rule for one in vetoes(audit) if one.mark}


@pytest.mark.parametrize(
    ("when", "there"), [(("veto",), False), (("new",), False), (("unseen",), True), (("failure",), False), ((), False)]
)
def test_more_that_could_not_be_judged_is_news_only_where_asked_for(when, there):
    before = replace(blind_audit(), unknown=blind_audit().unknown[:-1])
    assert wanted(news(blind_audit(), before), when) is there


def test_a_new_veto_is_marked_and_comes_first():
    message = run_message(rich_audit(), None, RULES.values(), "zh", None)
    assert message.sections[0].lines[0].startswith("【新】")
    old = run_message(rich_audit(), rich_audit(), RULES.values(), "zh", None)
    assert not [line for line in old.sections[0].lines if line.startswith("【新】")]


def test_a_link_is_there_only_where_reports_are_served(tmp_path):
    audit = rich_audit()
    folder = tmp_path / audit.run.id
    folder.mkdir()
    served = run_message(audit, None, RULES.values(), "zh", folder, "http://reports.example/r/")
    assert served.link == f"http://reports.example/r/{audit.run.id}/index.html"
    assert run_message(audit, None, RULES.values(), "zh", folder).link == ""
    assert run_message(audit, None, RULES.values(), "zh", None, "http://reports.example/").link == ""
