"""`auditor notices` from the command line: the sheet, the form, and the form filled in and read back."""

import io
import json
import re

import pytest
from openpyxl import load_workbook

from auditor.cli.main import run
from auditor.fetch.browser.chromium import missing
from auditor.follow_up.inspection.form_words import FORM

REGISTER = (
    "编号,类型,名称,主办单位,数据来源,备注\n"
    "hall,公示点位,区政务服务大厅公告栏,某局,import:notices/hall.csv,\n"
    "street,公示点位,河洲街道公示栏,某街道,import:notices/street.csv,\n"
    "old,公示点位,旧公示栏,某街道,,\n"
)
HALL = "标题,张贴时间,到期时间,巡查时间\n停水通知,2026-06-01,2026-06-20,2026-06-02\n办事指南,2026-06-01,长期,\n"
STREET = "标题,张贴时间\n许可公示,2026-06-10\n"
COLUMNS = list(FORM)


@pytest.fixture(autouse=True)
def office(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notices").mkdir()
    (tmp_path / "inventory.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "notices" / "hall.csv").write_text(HALL, encoding="utf-8")
    (tmp_path / "notices" / "street.csv").write_text(STREET, encoding="utf-8")
    return tmp_path


def auditor(capsys, *arguments):
    code = run(["notices", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def fill(path, cells):
    """Write cells into a form: by point and title (or row id), column → text; the first NEW row of a point by 'NEW'."""
    book = load_workbook(path)
    sheet = book.active
    for (point, which), values in cells.items():
        row = next(
            number
            for number in range(4, sheet.max_row + 1)
            if sheet.cell(number, 1).value == point
            and which in (sheet.cell(number, 4).value, sheet.cell(number, 5).value)
            and not (which == "NEW" and sheet.cell(number, 5).value)
        )
        for name, text in values.items():
            sheet.cell(row, COLUMNS.index(name) + 1, text)
    book.save(path)


def test_the_sheet_is_written_and_named_with_one_page_a_point(capsys, office):
    code, out, err = auditor(capsys, "sheet", "--as-of", "2026-06-30")
    assert (code, out) == (0, "reports/inspection-2026-06-30.html\n")
    assert "note: old: no list of sheets" in err
    text = (office / out.strip()).read_text(encoding="utf-8")
    assert text.count('class="point"') == 3
    assert "已过期10天" in text
    code, out, _ = auditor(capsys, "sheet", "--only", "street", "-o", "s.html", "--lang", "en")
    assert (code, out, (office / "s.html").read_text().count('class="point"')) == (0, "s.html\n", 1)


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()), reason=missing() or "there")
def test_the_ending_of_the_file_names_the_format(capsys, office):
    assert auditor(capsys, "sheet", "-o", "s.pdf")[:2] == (0, "s.pdf\n")
    assert (office / "s.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(one.name for one in office.iterdir()) == ["inventory.csv", "notices", "s.pdf"]


def test_without_a_browser_there_is_no_pdf_and_the_reason_is_told(capsys, monkeypatch):
    monkeypatch.setattr("auditor.report.pdf.chromium", lambda: "")
    code, out, err = auditor(capsys, "sheet", "-o", "s.pdf")
    assert (code, out) == (5, "")
    assert "Chromium" in err


def test_a_form_that_may_be_filled_in_is_never_overwritten(capsys, office):
    assert auditor(capsys, "sheet", "-o", "f.xlsx")[0] == 0
    before = (office / "f.xlsx").read_bytes()
    code, _, err = auditor(capsys, "sheet", "-o", "f.xlsx")
    assert (code, (office / "f.xlsx").read_bytes() == before) == (2, True)
    assert "f.xlsx exists" in err


def test_a_register_without_points_is_bad_input(capsys, office):
    (office / "inventory.csv").write_text("名称,主办单位,网址\n甲,乙,https://www.example.com/\n", encoding="utf-8")
    assert auditor(capsys, "sheet")[0] == 2


def test_a_form_filled_in_is_read_back_into_the_lists(capsys, office):
    auditor(capsys, "sheet", "--format", "xlsx", "-o", "f.xlsx", "--as-of", "2026-06-30")
    fill(
        office / "f.xlsx",
        {
            ("hall", "BOARD"): {"inspected_at": "2026-06-30", "inspector": "张三"},
            ("hall", "停水通知"): {"state": "已过期", "action": "撤下"},
            ("hall", "办事指南"): {"state": "破损"},
            ("hall", "NEW"): {"title": "招聘启事", "posted_at": "2026-06-25", "state": "在"},
            ("street", "许可公示"): {"state": "在"},
            ("old", "BOARD"): {"inspected_at": "2026-06-30"},
        },
    )
    code, out, err = auditor(capsys, "import", "f.xlsx", "--dry-run")
    assert (code, (office / "notices" / "hall.csv").read_text()) == (0, HALL)
    code, out, err = auditor(capsys, "import", "f.xlsx")
    assert code == 0
    assert (office / "notices" / "hall.csv").read_text() == (
        "标题,张贴时间,到期时间,巡查时间,现场情况,撤下时间,巡查人\n"
        "停水通知,2026-06-01,2026-06-20,2026-06-30,已过期,2026-06-30,张三\n"
        "办事指南,2026-06-01,长期,2026-06-30,破损,,张三\n"
        "招聘启事,2026-06-25,,2026-06-30,在,,张三\n"
    )
    assert (office / "notices" / "street.csv").read_text() == STREET
    told = [line.split("\t") for line in out.splitlines()]
    assert [(line[0], line[2], line[3]) for line in told] == [
        ("已更新", "hall", "停水通知"), ("已更新", "hall", "办事指南"), ("已新增", "hall", "招聘启事"),
        ("未写入", "street", "许可公示"), ("未写入", "old", "（整个点位）"),
    ]  # fmt: skip
    assert "没有巡查日期" in told[3][4]
    assert "f.xlsx：读入 3 行，未读入 2 行；改写 1 份数据" in err
    assert ".bak" in next(line for line in err.splitlines() if line.startswith("原数据留存为"))
    assert [one.suffix for one in sorted((office / "notices").iterdir())] == [".csv", ".bak", ".csv"]
    assert auditor(capsys, "import", "f.xlsx", "--strict")[0] == 3


def test_read_back_twice_changes_nothing_more(capsys, office):
    auditor(capsys, "sheet", "-o", "f.xlsx", "--as-of", "2026-06-30")
    fill(office / "f.xlsx", {("street", "许可公示"): {"state": "在", "inspected_at": "2026-06-29"},
                             ("street", "NEW"): {"title": "新公告", "inspected_at": "2026-06-29"}})  # fmt: skip
    assert auditor(capsys, "import", "f.xlsx")[0] == 0
    once = (office / "notices" / "street.csv").read_text()
    code, out, _ = auditor(capsys, "import", "f.xlsx")
    assert (code, (office / "notices" / "street.csv").read_text()) == (0, once)
    assert "数据第 3 行已有这一张" in out


def test_the_next_audit_no_longer_finds_what_was_taken_down(capsys, office):
    arguments = ["run", "--as-of", "2026-06-30", "--format", "json", "--no-progress"]

    def found():
        assert run(arguments) == 0
        told = json.loads((office / "reports" / "latest" / "findings.json").read_text())
        return {(one["rule"], one["subject"], one["target"]) for one in told["findings"]}

    assert ("notice-expired", "hall", "停水通知") in found()
    auditor(capsys, "sheet", "-o", "f.xlsx", "--as-of", "2026-06-30")
    fill(office / "f.xlsx", {("hall", "停水通知"): {"action": "已撤下", "inspected_at": "2026-06-30"}})
    assert auditor(capsys, "import", "f.xlsx")[0] == 0
    assert found() == set()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({("hall", "停水通知"): {"state": "撕掉了"}}, "第 5 行，“现场情况”列：“撕掉了”不在选项中"),
        ({("hall", "停水通知"): {"inspected_at": "六月"}}, "第 5 行，“巡查日期”列：“六月”不是明确的日期"),
        ({("hall", "停水通知"): {"inspected_at": "2199-01-01"}}, "第 5 行，“巡查日期”列：“2199-01-01”在今天之后"),
        ({("hall", "停水通知"): {"id": "无", "state": "在"}}, "第 5 行，“行编号”列：这一格是空的"),
    ],
)
def test_a_form_with_a_fault_changes_nothing(capsys, office, cells, says):
    auditor(capsys, "sheet", "-o", "f.xlsx", "--as-of", "2026-06-30")
    fill(office / "f.xlsx", {**cells, ("street", "许可公示"): {"state": "在", "inspected_at": "2026-06-29"}})
    code, out, err = auditor(capsys, "import", "f.xlsx")
    assert (code, out) == (2, "")
    assert says in err
    assert (office / "notices" / "street.csv").read_text() == STREET


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("none.xlsx", None, "没有这个文件"),
        ("a.csv", "甲,乙\n", "没有找到表头"),
        ("b.csv", "点位编号,行编号,标题,张贴日期,到期日期\nhall,NEW,x,,\n", "缺少列：现场情况、巡查日期"),
    ],
)
def test_what_is_no_form_is_bad_input(capsys, office, name, body, says):
    if body is not None:
        (office / name).write_text(body, encoding="utf-8")
    code, _, err = auditor(capsys, "import", name)
    assert code == 2
    assert says in err


def test_the_form_offers_choices_and_shields_what_is_known(capsys, office):
    auditor(capsys, "sheet", "-o", "f.xlsx", "--as-of", "2026-06-30")
    sheet = load_workbook(io.BytesIO((office / "f.xlsx").read_bytes())).active
    lists = {
        re.sub(r"\d+", "", str(one.sqref)): one.formula1
        for one in sheet.data_validations.dataValidation
        if one.type == "list"
    }
    assert lists == {"I:I": '"在,不在,已过期,破损"', "J:J": '"保留,已撤下"'}
    assert sheet.protection.sheet
    row = next(number for number in range(4, 12) if sheet.cell(number, 5).value == "停水通知")
    assert sheet.cell(row, 5).protection.locked
    assert not sheet.cell(row, 9).protection.locked
