import io
import json
from dataclasses import replace

import jsonschema
import pytest

from auditor.report.json_report import schema, write_json
from auditor.report.report_model import report_of
from tests.report.hostile import hostile_audit
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES


def written(audit, lang="zh", rules=RULES):
    out = io.StringIO()
    write_json(report_of(audit, rules.values(), lang), out)
    return json.loads(out.getvalue(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [rich_audit, empty_audit, blind_audit, hostile_audit])
def test_real_output_satisfies_the_schema_that_ships(make, lang):
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(written(make(), lang))


def test_the_schema_refuses_what_the_contract_forbids():
    check = jsonschema.Draft202012Validator(schema())
    good = written(rich_audit())
    for spoil in (
        lambda d: d["findings"][0].update(fingerprint="x"),
        lambda d: d["findings"][0].update(status="gone"),
        lambda d: d["findings"][0].pop("evidence"),
        lambda d: d["plan"].pop("item_25"),
        lambda d: d["plan"]["item_3"][0].update(action="delete"),
        lambda d: d["run"].update(started_at="2026-06-30 18:30"),
        lambda d: d["findings"][0].update(locations=[{"url": "u", "text": "", "context": ""}] * 21),
    ):
        bad = json.loads(json.dumps(good))
        spoil(bad)
        assert not check.is_valid(bad)


def test_keys_and_nesting_are_those_of_the_contract():
    data = written(rich_audit())
    assert list(data) == ["schema_version", "run", "subjects", "findings", "resolved", "plan", "unknown"]
    assert list(data["plan"]) == ["item_3", "item_25", "item_27"]
    assert data["run"]["started_at"] == "2026-06-30T18:30:02Z"
    assert data["run"]["as_of"] == "2026-06-30"


def test_a_finding_says_everything():
    data = written(rich_audit())
    one = next(one for one in data["findings"] if one["rule"] == "site-home-stale")
    assert one | {"fingerprint": "", "locations": []} == {
        "fingerprint": "",
        "rule": "site-home-stale",
        "item": 25,
        "severity": "veto",
        "confidence": "confirmed",
        "subject": "health",
        "unit": "区卫生健康委",
        "target": "https://wjw.example.gov.cn/",
        "summary": "首页最新一条信息的日期是 2026-06-07，距检查日 23 天（限 14 天）",
        "evidence": {"days": 23, "limit": 14.0, "newest": "2026-06-07", "place": "home"},
        "locations": [],
        "location_count": 0,
        "suggestion": {"action": "review", "text": "核对后改正；确需保留的，在显著位置注明。"},
        "first_seen": one["first_seen"],
        "status": "open",
    }


def test_sentences_follow_the_language_and_nothing_else_does():
    zh, en = written(rich_audit(), "zh"), written(rich_audit(), "en")
    assert zh["findings"][0]["summary"] != en["findings"][0]["summary"]
    for data in (zh, en):
        for one in data["findings"]:
            one.pop("summary")
            one.pop("suggestion")
    assert zh["findings"] == en["findings"]
    assert zh["unknown"] == en["unknown"]


def test_the_sheet_of_a_site_is_in_words():
    data = written(rich_audit())
    health = next(one for one in data["plan"]["item_25"] if one["subject"] == "health")
    assert (health["verdict"], health["vetoes"]) == ("fail", ["site-home-stale"])
    lines = {one["rule"]: one for one in health["checks"]}
    assert lines["site-home-stale"]["observed"] == "确认 1"
    assert lines["site-home-stale"]["limit"] == "未更新 14 天"
    assert lines["link-broken"]["confirmed"] is False
    assert lines["column-stale"]["limit"].startswith("按类别 14 至 365 天；")


def test_unknown_is_listed_and_never_a_finding():
    data = written(blind_audit())
    assert data["findings"] == []
    assert {one["verdict"] for one in data["plan"]["item_25"]} == {"not_assessable"}
    assert {one["action"] for one in data["plan"]["item_27"]} == {"review"}
    assert {one["reason"] for one in data["unknown"]} == {"network"}


def test_a_rule_that_is_no_longer_installed_still_prints():
    data = written(rich_audit(), rules={})
    assert all(one["summary"] for one in data["findings"])


def test_numbers_that_json_lacks_never_get_out():
    made = rich_audit()
    bad = replace(made, findings=(replace(made.findings[0], values={"share": float("nan")}),))
    with pytest.raises(ValueError, match="JSON compliant"):
        written(bad)


def test_braces_in_observed_text_are_only_text():
    made = rich_audit()
    one = replace(made.findings[0], values={"title": "{target} {0} {subject!r}"})
    assert "{target} {0} {subject!r}" in written(replace(made, findings=(one,)))["findings"][0]["summary"]
