import io
import xml.etree.ElementTree as ET

import pytest

from auditor.report.edition import edition
from auditor.report.junit import write_junit
from tests.report.hostile import hostile_audit
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES


def suites(audit):
    out = io.StringIO()
    write_junit(edition(audit, RULES.values(), "zh"), out)
    return ET.fromstring(out.getvalue())


@pytest.mark.parametrize("make", [rich_audit, empty_audit, blind_audit, hostile_audit])
def test_the_counts_are_those_of_the_cases(make):
    root = suites(make())
    assert int(root.get("failures")) == len(root.findall(".//failure"))
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
    assert suites(blind_audit()).get("failures") == "0"
