import csv
import io

import pytest

from auditor.report.csv_report import ENCODING, EVIDENCE, FINDINGS, cell, write_csv, write_evidence
from auditor.report.report_model import report_of
from tests.report.hostile import hostile_audit
from tests.report.invented import empty_audit, rich_audit
from tests.report.rules import RULES


def made(audit, lang="zh"):
    return report_of(audit, RULES.values(), lang)


def table(write) -> list[list[str]]:
    out = io.StringIO(newline="")
    write(out)
    return list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "  ＠x"]
)
def test_no_cell_can_compute(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("", ""), (" ", " "), (0, "0"), ("a=1", "a=1"), ("公示", "公示")]
)
def test_other_cells_stay(value, text):
    assert cell(value) == text


def test_every_finding_has_a_row_and_accepted_ones_too():
    audit = rich_audit()
    rows = table(lambda out: write_csv(made(audit), out))
    assert rows[0] == list(FINDINGS)
    assert [row[0] for row in rows[1:]] == [one.fingerprint for one in audit.findings]
    assert {row[1] for row in rows[1:]} == {"new", "open", "waived"}


def test_every_cell_is_quoted_and_the_file_starts_with_a_mark(tmp_path):
    path = tmp_path / "findings.csv"
    with path.open("w", encoding=ENCODING, newline="") as out:
        write_csv(made(rich_audit()), out)
    raw = path.read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"fingerprint",')
    assert all(line.startswith('"') and line.endswith('"') for line in raw.decode("utf-8-sig").split("\r\n") if line)


def test_an_attack_is_only_text():
    audit = made(hostile_audit())
    tables = [table(lambda out: write_csv(audit, out))]
    tables += [table(lambda out, name=name: write_evidence(audit, name, out)) for name in EVIDENCE]
    for rows in tables:
        assert len({len(row) for row in rows}) == 1
        cells = [one for row in rows for one in row]
        assert not [one for one in cells if one.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r\n"))]
        assert not [one for one in cells if "\x1b" in one or "\u202e" in one or "\n" in one]


def test_evidence_holds_places_columns_accounts_and_the_unseen():
    audit = made(rich_audit())
    sizes = {name: len(table(lambda out, name=name: write_evidence(audit, name, out))) - 1 for name in EVIDENCE}
    assert sizes == {
        "locations.csv": sum(len(one.locations) for one in audit.audit.findings),
        "columns.csv": 24,
        "accounts.csv": 10,
        "redundant.csv": 9,
        "unknown.csv": len(audit.audit.unknown),
    }


def test_an_empty_audit_has_only_heads():
    assert table(lambda out: write_csv(made(empty_audit()), out)) == [list(FINDINGS)]
