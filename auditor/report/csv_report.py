"""findings.csv and the tables under evidence/: for spreadsheets, so quoted, with a BOM, and unable to compute."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from auditor.report.phrases import evidence, reason, rests_on, step
from auditor.report.plan_tables import redundancy_rows
from auditor.report.report_model import Report

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
APOSTROPHE = "'"
ENCODING = "utf-8-sig"
FINDINGS = """
    fingerprint status item severity confidence rule rule_title unit subject subject_name target summary evidence
    location_count first_location suggestion source first_seen
""".split()
LOCATIONS = ("fingerprint", "url", "text", "context")
COLUMNS = "subject name url class newest items limit_days state why class_source limit_source".split()
REDUNDANT = """
    number unit subject_name title target met reason rests_on action explained members fingerprint
""".split()
UNKNOWN = ("subject", "subject_name", "target", "reason", "reason_text", "detail", "rules")
ACCOUNTS = """
    subject subject_name unit platform role last_post posts action into confidence followers reasons rests_on
    steps
""".split()


def cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula (full-width signs too)."""
    text = "" if value is None else str(value)
    first = text[:1] if text[:1] != " " else text.lstrip(" ")[:1]
    return APOSTROPHE + text if first in FORMULA_STARTS and first else text


def write_table(out: TextIO, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table; open `out` with ENCODING and newline=''."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)


def write_csv(report: Report, out: TextIO) -> None:
    """Write findings.csv, accepted findings included."""
    write_table(out, FINDINGS, _findings(report))


def write_evidence(report: Report, name: str, out: TextIO) -> None:
    """Write one table of EVIDENCE."""
    head, rows = EVIDENCE[name]
    write_table(out, head, rows(report))


def _findings(report: Report) -> Iterator[Sequence[object]]:
    for one in report.audit.findings:
        yield (
            one.fingerprint,
            one.status,
            one.item,
            one.severity,
            one.confidence,
            one.rule,
            report.rule_title(one.rule),
            one.unit,
            one.subject,
            report.subject_name(one.subject),
            one.target,
            report.sentence(one),
            "; ".join(f"{label}: {text}" for label, text in evidence(report, one)),
            one.location_count,
            one.locations[0].url if one.locations else "",
            report.suggestion(one),
            report.rule_source(one.rule),
            one.first_seen,
        )


def _locations(report: Report) -> Iterator[Sequence[object]]:
    for one in report.audit.findings:
        for place in one.locations:
            yield one.fingerprint, place.url, place.text, place.context


def _columns(report: Report) -> Iterator[Sequence[object]]:
    for sheet in report.audit.item_25:
        for line in sheet.columns:
            limit = None if line.limit_days is None else f"{line.limit_days:g}"
            basis = "auditor.toml" if line.own_limit else line.column_class if limit else ""
            origin = (line.class_source, basis)
            facts = (line.column_class, line.newest, line.items, limit, line.state, line.why, *origin)
            yield sheet.subject, line.name, line.url, *facts


def _unknown(report: Report) -> Iterator[Sequence[object]]:
    for one in report.audit.unknown:
        yield (
            one.subject,
            report.subject_name(one.subject),
            one.target,
            one.reason,
            report.reason(one.reason),
            one.detail,
            " ".join(one.rules),
        )


def _accounts(report: Report) -> Iterator[Sequence[object]]:
    for one in report.audit.item_27:
        subject = report.subject(one.subject)
        yield (
            one.subject,
            subject.name if subject else "",
            subject.unit if subject else "",
            subject.platform if subject else "",
            subject.role if subject else "",
            one.last_post,
            one.posts,
            one.action,
            one.into,
            one.confidence,
            one.followers,
            report.words.parted([reason(report, why) for why in one.reasons]),
            rests_on(report, one),
            " ".join(
                f"{place}. {step(report, each)} {each.by or ''}".strip()
                for place, each in enumerate(one.steps, start=1)
            ),
        )


def _redundant(report: Report) -> Iterator[Sequence[object]]:
    for row in redundancy_rows(report):
        yield *(str(cell).replace("\n", " ") for cell in row[: len(REDUNDANT) - 1]), row[-1]


EVIDENCE = {
    "locations.csv": (LOCATIONS, _locations),
    "columns.csv": (COLUMNS, _columns),
    "accounts.csv": (ACCOUNTS, _accounts),
    "redundant.csv": (REDUNDANT, _redundant),
    "unknown.csv": (UNKNOWN, _unknown),
}
