"""junit.xml: a suite a subject, a case a rule, for build servers; what could not be judged counts as skipped."""

from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from auditor.audit import StandingFinding
from auditor.report.edition import Edition
from auditor.rule import Severity

Failed = dict[str, list[StandingFinding]]


def write_junit(edition: Edition, out: TextIO) -> None:
    """Write open findings as failures; advice and accepted findings fail nothing and are left out."""
    failed: dict[str, Failed] = {}
    for one in edition.open:
        if one.severity is not Severity.ADVICE:
            failed.setdefault(one.subject, {}).setdefault(one.rule, []).append(one)
    skipped: dict[str, dict[str, str]] = {subject: {} for subject in edition.standings}
    for unknown in edition.audit.unknown:
        for rule in unknown.rules or ("seen",):
            skipped.setdefault(unknown.subject, {}).setdefault(rule, edition.reason(unknown.reason))
    failures = sum(map(len, failed.values()))
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="auditor" failures="{failures}">\n')
    for subject in dict.fromkeys((*skipped, *failed)):
        _write_suite(edition, out, subject, failed.get(subject, {}), skipped.get(subject, {}))
    out.write("</testsuites>\n")


def _write_suite(edition: Edition, out: TextIO, subject: str, failed: Failed, skipped: dict[str, str]) -> None:
    only_skipped = {rule: why for rule, why in skipped.items() if rule not in failed}
    tests = len(failed) + len(only_skipped)
    out.write(
        f'<testsuite name={quoteattr(edition.subject_name(subject))} tests="{tests}" '
        f'failures="{len(failed)}" errors="0" skipped="{len(only_skipped)}">\n'
    )
    for rule, findings in failed.items():
        message = quoteattr(edition.rule_title(rule))
        lines = escape(_lines(edition, findings))
        out.write(f"{_case(subject, rule)}<failure message={message}>{lines}</failure></testcase>\n")
    for rule, why in only_skipped.items():
        out.write(f"{_case(subject, rule)}<skipped message={quoteattr(why)}/></testcase>\n")
    out.write("</testsuite>\n")


def _case(subject: str, rule: str) -> str:
    return f"<testcase classname={quoteattr(subject)} name={quoteattr(rule)}>"


def _lines(edition: Edition, findings: Iterable[StandingFinding]) -> str:
    return "\n".join(f"{one.target}  {edition.sentence(one)}  [{one.fingerprint}]" for one in findings)
