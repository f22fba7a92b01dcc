import io
import re
import xml.etree.ElementTree as ET

import pytest

from auditor.report.junit import write_junit
from auditor.report.report_model import report_of
from tests.report.hostile import hostile_audit
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES


def suites(audit):
    out = io.StringIO()
    write_junit(report_of(audit, RULES.values(), "zh"), out)
    return ET.fromstring(out.getvalue())


@pytest.mark.parametrize("make", [rich_audit, empty_audit, blind_audit, hostile_audit])
def test_the_counts_are_those_of_the_cases(make):
    root = suites(make())
    assert root.attrib == {}
    assert [suite.get("id") for suite in root] == [str(place) for place in range(len(root))]
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))


def test_findings_fail_their_rule_and_the_unseen_is_skipped():
    root = suites(rich_audit())
    health = next(one for one in root if one.get("name") == "示例区卫生健康委员会")
    failed = {case.get("name") for case in health if case.find("failure") is not None}
    assert failed == {"link-broken", "column-stale", "column-blank", "site-home-stale"}
    sports = next(one for one in root if one.get("name") == "示例区体育局")
    assert {case.get("name") for case in sports if case.find("skipped") is not None} == {"seen"}


def test_nothing_seen_fails_nothing():
    root = suites(blind_audit())
    assert len(root) > 0
    assert {suite.get("failures") for suite in root} == {"0"}


@pytest.mark.parametrize("make", [rich_audit, hostile_audit])
def test_a_suite_has_what_both_schemas_want_in_their_order(make):
    for suite in suites(make()):
        assert set(suite.attrib) == {"id", "name", "package", "tests", "failures", "errors", "skipped", "time",
                                     "timestamp", "hostname"}  # fmt: skip
        assert suite.get("name")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
        tags = [one.tag for one in suite]
        assert tags == ["properties", *["testcase"] * (len(tags) - 3), "system-out", "system-err"]
        for case in suite.findall("testcase"):
            assert set(case.attrib) == {"classname", "name", "time"}
            assert [one.tag for one in case] in (["failure"], ["skipped"])
            assert all(one.get("type") for one in case.findall("failure"))
