import zipfile
from dataclasses import replace

import openpyxl
import pytest

from auditor.model.audit import FindingStatus
from auditor.report.ledger_sheets import sheet_names
from auditor.report.ledger_workbook import write_ledger
from auditor.report.report_model import report_of
from tests.report.hostile import hostile_audit
from tests.report.invented import empty_audit, rich_audit
from tests.report.rules import RULES

HEADS = (
    "序号|责任单位|栏目/账号|问题类型|问题描述|链接|依据|发现日期|建议|整改期限|责任人|整改情况|复查结果|备注|证据|指纹"
)

COUNTED = ("序号", "粉丝数", "问题数", "新增", "单项否决", "待核实")


def book(audit, path, lang="zh"):
    write_ledger(report_of(audit, RULES.values(), lang), path / "ledger.xlsx")
    return openpyxl.load_workbook(path / "ledger.xlsx")


def test_one_sheet_a_unit_and_a_summary(tmp_path):
    audit = rich_audit()
    made = book(audit, tmp_path)
    units = list(dict.fromkeys(one.unit for one in audit.findings if one.status != "waived"))
    assert made.sheetnames == ["汇总", "信息清理方案", "账号整合方案", *units, "已消失", "已认可"]
    for unit in units:
        rows = list(made[unit].values)
        assert "|".join(rows[0]) == HEADS
        marks = {one.fingerprint for one in audit.findings if one.unit == unit and one.status != "waived"}
        assert {row[15] for row in rows[1:]} == marks


def test_a_row_says_who_what_where_and_leaves_the_rest_to_the_unit(tmp_path):
    rows = list(book(rich_audit(), tmp_path)["区卫生健康委"].values)
    stale = next(row for row in rows if row[3] == "首页长期未更新（单项否决）")
    assert [row[0] for row in rows[1:]] == list(range(1, len(rows)))
    assert stale[1:3] == ("区卫生健康委", "示例区卫生健康委员会")
    assert stale[4] == "首页最新一条信息的日期是 2026-06-07，距检查日 23 天（限 14 天）"
    assert stale[5] == "https://wjw.example.gov.cn/"
    assert stale[9:13] == (None, None, "未整改", "待复查")
    column = next(row for row in rows if row[3].startswith("空白栏目"))
    assert column[2] == "示例区卫生健康委员会 / 在线访谈"
    assert any(row[4].endswith("（待核实）") for row in rows[1:])


def test_the_plan_has_a_row_an_account_and_blank_cells_for_the_decision(tmp_path):
    audit = rich_audit()
    heads, *rows = book(audit, tmp_path)["账号整合方案"].values
    assert heads[12:15] == ("决定", "责任人", "完成日期")
    assert {row[15] for row in rows} == {one.subject for one in audit.item_27}
    assert all(row[12:15] == (None, None, None) for row in rows)
    merged = next(row for row in rows if row[7].startswith("合并到"))
    assert merged[11].startswith("1. ")


def test_the_plan_of_item_3_has_a_row_a_proposal_and_blank_cells_for_the_decision(tmp_path):
    audit = rich_audit()
    sheet = book(audit, tmp_path)["信息清理方案"]
    heads, *rows = sheet.values
    assert heads[11:15] == ("决定", "责任人", "完成日期", "指纹")
    assert [row[14] for row in rows] == [one.fingerprint for one in audit.item_3]
    assert all(row[11:14] == (None, None, None) for row in rows)
    merged = next(row for row in rows if row[8] == "归并")
    assert merged[10].split("\n") == list(next(one for one in audit.item_3 if one.fingerprint == merged[14]).members)
    (drop,) = sheet.data_validations.dataValidation
    assert (str(drop.sqref), drop.formula1) == (
        f"L2:L{sheet.max_row}", '"遮盖个人信息,撤下张贴,归并,标注,归档,保留,人工核实"',
    )  # fmt: skip


def test_heads_are_frozen_filtered_and_repeated_and_choices_drop_down(tmp_path):
    made = book(rich_audit(), tmp_path)
    sheet = made["区卫生健康委"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:P{sheet.max_row}"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists == {
        f"L2:L{sheet.max_row}": '"未整改,整改中,已整改,认可不改"',
        f"M2:M{sheet.max_row}": '"待复查,通过,不通过"',
    }


def test_the_summary_counts_each_unit_and_adds_up(tmp_path):
    audit = rich_audit()
    rows = list(book(audit, tmp_path)["汇总"].values)[3:]
    assert rows[0] == ("责任单位", "问题数", "新增", "单项否决", "待核实", "工作表")
    assert rows[-1][:2] == ("合计", 58)
    assert sum(row[1] for row in rows[1:-1]) == 58


@pytest.mark.parametrize("make", [rich_audit, hostile_audit])
def test_every_cell_but_a_count_is_a_string_that_computes_and_links_nothing(make, tmp_path):
    made = book(make(), tmp_path)
    for sheet in made:
        head = 4 if sheet.title == "汇总" else 1
        titles = [cell.value for cell in sheet[head]]
        for row in sheet.iter_rows(min_row=head):
            for title, cell in zip(titles, row, strict=True):
                kinds = {"n"} if title in COUNTED and cell.row > head else {"s", "inlineStr"}
                assert cell.value is None or cell.data_type in kinds, (sheet.title, cell.coordinate)
    with zipfile.ZipFile(tmp_path / "ledger.xlsx") as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    assert not [xml for xml in sheets if "<f>" in xml or "<hyperlink" in xml]


def test_english_too(tmp_path):
    made = book(rich_audit(), tmp_path, "en")
    assert made.sheetnames[0] == "Summary"
    assert next(iter(made["区卫生健康委"].values))[0] == "No."


def test_an_empty_ledger_is_a_summary(tmp_path):
    assert book(empty_audit(), tmp_path).sheetnames == ["汇总"]


def test_a_long_text_is_cut_to_what_a_cell_holds(tmp_path):
    audit = rich_audit()
    long = replace(audit.findings[0], target="标" * 40_000)
    made = book(replace(audit, findings=(long,)), tmp_path)
    (text,) = [row[5] for row in list(made[long.unit].values)[1:]]
    assert (len(text), text[-1]) == (32_767, "…")


def test_sheet_names_are_short_unique_and_allowed():
    units = ["区 [一]/二:三*?\\", "A" * 40, "a" * 40, "汇总", "'quoted'", "", "History", "A" * 40]
    names = sheet_names(units, "汇总")
    assert len({name.casefold() for name in names}) == len(units)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert not [name for name in names if name.startswith("'") or name.endswith("'")]
    assert names[3] != "汇总"


def test_what_is_wrong_with_the_matrix_has_a_sheet_of_that_name(tmp_path):
    audit = rich_audit()
    one = replace(audit.findings[0], subject="matrix", unit="", target="weixin", status=FindingStatus.OPEN)
    made = book(replace(audit, findings=(one,)), tmp_path)
    assert made.sheetnames[-2:] == ["账号矩阵", "已消失"]
    assert next(made["账号矩阵"].iter_rows(min_row=2, values_only=True))[1] == "账号矩阵"


def test_what_is_gone_and_what_is_accepted_are_sheets_to_read(tmp_path):
    audit = rich_audit()
    made = book(audit, tmp_path)
    gone, accepted = (list(made[name].iter_rows(values_only=True)) for name in ("已消失", "已认可"))
    assert gone[0] == (
        "序号",
        "责任单位",
        "栏目/账号",
        "问题类型",
        "问题描述",
        "链接",
        "发现日期",
        "消失日期",
        "责任人",
        "指纹",
    )
    assert accepted[0][7:] == ("认可理由", "认可截止", "指纹")
    assert [row[9] for row in gone[1:]] == [one.fingerprint for one in audit.resolved]
    assert {row[7] for row in gone[1:]} == {audit.run.as_of.isoformat()}
    waived = {one.fingerprint: one for one in audit.findings if one.status is FindingStatus.WAIVED}
    assert {row[9]: row[7] for row in accepted[1:]} == {mark: one.waiver for mark, one in waived.items()}
