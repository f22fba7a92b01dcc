import io
import json
from dataclasses import replace

import pytest

from auditor.report.report_model import report_of
from auditor.report.sarif import message, write_sarif
from tests.report.hostile import hostile_audit
from tests.report.invented import empty_audit, rich_audit
from tests.report.rules import RULES


def written(audit, lang="zh"):
    out = io.StringIO()
    write_sarif(report_of(audit, RULES.values(), lang), out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("make", [rich_audit, empty_audit, hostile_audit])
def test_what_sarif_requires_is_there(make):
    data = written(make())
    assert (data["version"], len(data["runs"])) == ("2.1.0", 1)
    (run,) = data["runs"]
    ids = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert ids == list(RULES)
    for one in run["results"]:
        assert ids[one["ruleIndex"]] == one["ruleId"]
        assert one["message"]["text"]
        assert one["level"] in {"error", "warning", "note"}
        assert one["baselineState"] in {"new", "unchanged"}
        (place,) = one["locations"]
        assert set(place) <= {"physicalLocation", "logicalLocations"}


def test_only_an_address_is_a_physical_location_and_accepted_findings_are_suppressed():
    audit = rich_audit()
    results = written(audit)["runs"][0]["results"]
    by_mark = {one["partialFingerprints"]["auditor/v1"]: one for one in results}
    sheet = next(one for one in audit.findings if one.rule == "notice-expired")
    assert by_mark[sheet.fingerprint]["locations"][0]["logicalLocations"][0]["name"] == "夏季招生报名通知"
    waived = {one.fingerprint for one in audit.findings if one.status == "waived"}
    assert {mark for mark, one in by_mark.items() if "suppressions" in one} == waived


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("关于[2026]3号文件的通知", "关于[2026]3号文件的通知"),
        ("[click](javascript:alert(1))", "\\[click\\](javascript:alert(1))"),
        ("[a] (1) \\", "\\[a\\] (1) \\\\"),
        ("{0} of {name}", "{{0}} of {{name}}"),
        ("{name}", "{name}"),
    ],
)
def test_no_text_is_a_link_or_a_blank(text, written):
    assert message(text) == written


def test_an_address_is_written_as_a_uri():
    audit = rich_audit()
    one = replace(audit.findings[0], target='https://例子.example/路径/a b"<x>')
    (result,) = written(replace(audit, findings=(one,)))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "https://xn--fsqu00a.example/%E8%B7%AF%E5%BE%84/a%20b%22%3Cx%3E"
