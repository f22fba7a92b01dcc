"""findings.sarif: open findings for code-scanning tools (SARIF 2.1.0, OASIS)."""

import json
import re
from collections.abc import Iterator
from typing import TextIO

import ada_url

from auditor.model.audit import FindingStatus, StandingFinding
from auditor.report.report_model import Report
from auditor.report.sanitize import href
from auditor.rules import Rule, Severity
from auditor.rules import sentences as rule_text

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.VETO: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.ADVICE: "note"}
LINK = re.compile(r"\]\s*\(")
BLANK = re.compile(r"\{\d+\}")
Json = dict[str, object]


def write_sarif(report: Report, out: TextIO) -> None:
    """Write one SARIF run; accepted findings are in it as suppressed."""
    ids = list(report.rules)
    run = {
        "tool": {
            "driver": {
                "name": "auditor",
                "version": report.audit.run.tool_version,
                "rules": [_rule(report, rule) for rule in report.rules.values()],
            }
        },
        "automationDetails": {"id": report.audit.run.id},
        "columnKind": "unicodeCodePoints",
    }
    head = json.dumps(run, ensure_ascii=False, allow_nan=False)
    out.write(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n{head[:-1]}, "results": [')
    for place, result in enumerate(_results(report, ids)):
        out.write(f"{',' if place else ''}\n{json.dumps(result, ensure_ascii=False, allow_nan=False)}")
    out.write("]}]}\n")


def _rule(report: Report, rule: Rule) -> Json:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule_text.title(rule, report.lang)},
        "fullDescription": {"text": rule_text.words(rule, report.lang).why},
        "help": {"text": rule_text.source(rule.source, report.lang)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _results(report: Report, ids: list[str]) -> Iterator[Json]:
    for one in report.audit.findings:
        result: Json = {
            "ruleId": one.rule,
            "level": LEVELS[one.severity],
            "message": {"text": message(report.sentence(one))},
            "locations": [_location(one)],
            "partialFingerprints": {"auditor/v1": one.fingerprint},
            "baselineState": "new" if one.status is FindingStatus.NEW else "unchanged",
            "properties": {"subject": one.subject, "unit": one.unit, "confidence": str(one.confidence)},
        }
        if one.rule in report.rules:
            result["ruleIndex"] = ids.index(one.rule)
        if files := report.files.get(one.fingerprint):
            result["attachments"] = [{"artifactLocation": {"uri": f"evidence/{file.name}"}} for file in files]
        if one.status is FindingStatus.WAIVED:
            result["suppressions"] = [{"kind": "external", "justification": one.waiver}]
        yield result


def _location(one: StandingFinding) -> Json:
    """Return the address at fault as a URI (letters beyond ASCII encoded); what is none becomes a logical location."""
    if href(one.target) is not None:
        return {"physicalLocation": {"artifactLocation": {"uri": ada_url.URL(one.target).href}}}
    return {"logicalLocations": [{"name": one.target, "fullyQualifiedName": f"{one.subject}/{one.target}"}]}


def message(text: str) -> str:
    """Return a text as SARIF writes it: what would be read as a link or as a blank to fill in is escaped
    (sections 3.11.5 and 3.11.6)."""
    if LINK.search(text):
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}") if BLANK.search(text) else text
