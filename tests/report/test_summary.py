from dataclasses import replace
from pathlib import Path

from auditor.model import RegisterStatus
from auditor.model.audit import SiteVerdict
from auditor.report.summary import summary_line, vetoes
from auditor.rules import Confidence
from tests.report.invented import blind_audit, empty_audit, rich_audit


def test_one_line_says_whether_there_is_news():
    made, folder = rich_audit(), Path("reports/2026-06-30T183002Z")
    assert summary_line(made, folder, "en") == (
        "2026-06-30 audit: 2 new, 56 standing, 1 gone, 92 unknown; seen in full 11/14 (78.6 %); veto 4; "
        "reports/2026-06-30T183002Z"
    )
    assert summary_line(made, folder, "zh") == (
        "2026-06-30 巡检：新增 2，仍在 56，已消失 1，未能判定 92；完整检查 11/14（78.6%）；单项否决 4；"
        "reports/2026-06-30T183002Z"
    )


def test_it_names_the_page_where_there_is_one(tmp_path):
    (tmp_path / "index.html").touch()
    assert summary_line(rich_audit(), tmp_path, "en").endswith("/index.html")
    assert summary_line(rich_audit(), None, "en").endswith("no report written")


def test_nothing_seen_and_nothing_registered():
    assert "0 new, 0 standing, 0 gone, 14 unknown; seen in full 0/14 (0.0 %); veto 0" in summary_line(
        blind_audit(), None, "en"
    )
    assert "seen in full 0/0 (– %)" in summary_line(empty_audit(), None, "en")


def test_closed_subjects_with_nothing_to_read_are_not_missing():
    made = rich_audit()
    closed = tuple(
        replace(one, subject=replace(one.subject, status=RegisterStatus.CLOSED), why="no_source")
        if one.subject.id == "street-dy"
        else one
        for one in made.standings
    )
    assert "seen in full 11/13 (84.6 %)" in summary_line(replace(made, standings=closed), None, "en")


def test_vetoes_are_confirmed_findings_and_sums_of_columns():
    made = rich_audit()
    doubtful = tuple(replace(one, confidence=Confidence.SUSPECTED) for one in made.findings)
    sheets = tuple(replace(one, verdict=SiteVerdict.PASS, vetoes=()) for one in made.item_25)
    assert vetoes(replace(made, findings=doubtful, item_25=sheets)) == []
    summed = (replace(made.item_25[0], vetoes=("column-stale",)), *made.item_25[1:])
    assert len(vetoes(replace(made, item_25=summed))) == 5
