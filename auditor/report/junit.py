"""junit.xml: a suite a subject, a case a rule, for build servers; what could not be judged counts as skipped.

There is no standard: what is written here fits both schemas in use, Ant's and that of Jenkins' xUnit plug-in.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from auditor.model.audit import StandingFinding
from auditor.report.report_model import Report
from auditor.rules import Severity

Failed = dict[str, list[StandingFinding]]


def write_junit(report: Report, out: TextIO) -> None:
    """Write open findings as failures; advice and accepted findings fail nothing and are left out."""
    failed: dict[str, Failed] = {}
    for one in report.open:
        if one.severity is not Severity.ADVICE:
            failed.setdefault(one.subject, {}).setdefault(one.rule, []).append(one)
    skipped: dict[str, dict[str, str]] = {subject: {} for subject in report.standings}
    for unknown in report.audit.unknown:
        for rule in unknown.rules or ("seen",):
            skipped.setdefault(unknown.subject, {}).setdefault(rule, report.reason(unknown.reason))
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    for place, subject in enumerate(dict.fromkeys((*skipped, *failed))):
        _write_suite(report, out, place, subject, failed.get(subject, {}), skipped.get(subject, {}))
    out.write("</testsuites>\n")


def _write_suite(
    report: Report, out: TextIO, place: int, subject: str, failed: Failed, skipped: dict[str, str]
) -> None:
    only_skipped = {rule: why for rule, why in skipped.items() if rule not in failed}
    tests = len(failed) + len(only_skipped)
    started = report.audit.run.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    out.write(
        f'<testsuite id="{place}" name={quoteattr(report.subject_name(subject) or subject or "-")} '
        f'package={quoteattr(subject)} tests="{tests}" failures="{len(failed)}" errors="0" '
        f'skipped="{len(only_skipped)}" time="0" timestamp="{started}" hostname="localhost">\n<properties/>\n'
    )
    for rule, findings in failed.items():
        head = f"type={quoteattr(str(findings[0].severity))} message={quoteattr(report.rule_title(rule))}"
        lines = escape(_lines(report, findings))
        out.write(f"{_case(subject, rule)}<failure {head}>{lines}</failure></testcase>\n")
    for rule, why in only_skipped.items():
        out.write(f"{_case(subject, rule)}<skipped message={quoteattr(why)}/></testcase>\n")
    out.write("<system-out/>\n<system-err/>\n</testsuite>\n")


def _case(subject: str, rule: str) -> str:
    return f'<testcase classname={quoteattr(subject)} name={quoteattr(rule)} time="0">'


def _lines(report: Report, findings: Iterable[StandingFinding]) -> str:
    return "\n".join(f"{one.target}  {report.sentence(one)}  [{one.fingerprint}]" for one in findings)
