import io
import stat
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

from auditor.collect.notice_points import read_sheets
from auditor.errors import BadInput, RunFailed
from auditor.follow_up.inspection.point_lists import draft, save
from tests.make import point

NOW = datetime(2026, 6, 30, 1, 2, 3, tzinfo=UTC)
LISTED = (
    '某街道公示栏,,,\r\n标题,张贴时间,到期时间,电话\r\n"甲, ""一""",2026-05-01,,021-1\r\n\r\n乙,2026-05-02,长期,\r\n'
)
EDITS = [(3, {"inspected_at": "2026-06-30", "state": "在"}), (0, {"title": "丙", "inspected_at": "2026-06-30"})]


def written(tmp_path, body, edits=EDITS, name="board.csv"):
    path = tmp_path / name
    path.write_bytes(body)
    save([draft(path, edits)], NOW)
    return path.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_only_the_cells_meant_change_in_the_encoding_of_the_list(tmp_path, encoding):
    told = written(tmp_path, LISTED.encode(encoding)).decode(encoding)
    assert told == (
        "某街道公示栏,,,\r\n标题,张贴时间,到期时间,电话,巡查时间,现场情况\r\n"
        '"甲, ""一""",2026-05-01,,021-1,2026-06-30,在\r\n\r\n乙,2026-05-02,长期,\r\n丙,,,,2026-06-30\r\n'
    )


def test_other_delimiters_line_ends_and_a_last_line_without_one(tmp_path):
    listed = b"title;posted_at;inspected_at\nA;2026-05-01;\n\nB;2026-05-02;2026-06-01"
    edits = [(2, EDITS[0][1]), EDITS[1]]
    assert written(tmp_path, listed, edits).decode() == (
        "title;posted_at;inspected_at;state\nA;2026-05-01;2026-06-30;在\n\nB;2026-05-02;2026-06-01\n丙;;2026-06-30\n"
    )


def test_what_was_there_is_kept_beside_it_and_the_mode_too(tmp_path):
    path = tmp_path / "board.csv"
    path.write_text(LISTED, newline="")
    path.chmod(0o640)
    before = path.read_bytes()
    (kept,) = save([draft(path, EDITS)], NOW)
    (again,) = save([draft(path, EDITS[:1])], NOW)
    assert (kept.name, again.name) == ("board.csv.20260630T010203Z.bak", "board.csv.20260630T010203Z-1.bak")
    assert kept.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {one.name for one in tmp_path.iterdir()} == {"board.csv", kept.name, again.name}


def test_a_list_changed_in_between_is_not_written_nor_any_other(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, second):
        path.write_text(LISTED, newline="")
    drafts = [draft(first, EDITS), draft(second, EDITS)]
    second.write_text(LISTED + "丁,2026-05-02,,\r\n", newline="")
    with pytest.raises(BadInput, match=r"b\.csv was changed by somebody else"):
        save(drafts, NOW)
    assert first.read_text() == LISTED.replace("\r\n", "\n")
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_written_the_lists_are_as_they_were(tmp_path, monkeypatch):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, second):
        path.write_text(LISTED, newline="")
    drafts = [draft(first, EDITS), draft(second, EDITS)]
    count = []

    def full(handle):
        count.append(handle)
        if len(count) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("auditor.follow_up.inspection.point_lists.os.fsync", full)
    with pytest.raises(RunFailed, match="No space left"):
        save(drafts, NOW)
    assert {path.read_bytes().decode() for path in (first, second)} == {LISTED}


def workbook(**cells):
    book = Workbook()
    sheet = book.active
    for row in (
        ["某街道公示栏"],
        ["标题", "张贴时间", "电话"],
        ["甲", "2026-05-01", "021-1"],
        ["乙", "2026-05-02", ""],
    ):
        sheet.append(row)
    book.create_sheet("说明").append(["不动"])
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_keeps_its_other_sheets_and_takes_no_text_for_a_formula(tmp_path):
    edits = [(3, {"taken_down_at": "2026-06-30"}), (0, {"title": "=1+1"})]
    book = load_workbook(io.BytesIO(written(tmp_path, workbook(), edits, "b.xlsx")))
    assert list(book.active.values) == [
        ("某街道公示栏", None, None, None),
        ("标题", "张贴时间", "电话", "撤下时间"),
        ("甲", "2026-05-01", "021-1", "2026-06-30"),
        ("乙", "2026-05-02", None, None),
        ("=1+1", None, None, None),
    ]
    assert book["说明"]["A1"].value == "不动"
    assert book.active["A5"].data_type == "s"
    sheets = read_sheets(point("p1", source="import:b.xlsx"), tmp_path)
    assert [(one.title, bool(one.taken_down_on)) for one in sheets] == [("甲", True), ("乙", False), ("=1+1", False)]


def test_a_workbook_of_formulas_is_left_as_it_is(tmp_path):
    path = tmp_path / "b.xlsx"
    path.write_bytes(workbook(C4="=A1"))
    with pytest.raises(BadInput, match="formulas"):
        draft(path, EDITS)
