"""auditor waive and auditor ledger import, over a store with a run in it and ledgers edited as people edit them."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter

from auditor.cli.main import run
from auditor.follow_up.ledger_cells import CellFault, read_cell
from auditor.model.audit import Audit
from auditor.model.decisions import PLAN, Field
from auditor.store.opening import open_store
from auditor.store.review_entries import decisions_of, entries_of
from auditor.store.run_lock import hold
from auditor.store.run_records import begin_run, finish_run
from tests.report.invented import rich_audit

UNIT = "区卫生健康委"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> SimpleNamespace:
    monkeypatch.chdir(tmp_path)
    engine = open_store("sqlite:///reports/auditor.db")

    def keep(audit: Audit) -> Audit:
        subjects = [one.subject for one in audit.standings]
        begun = begin_run(
            engine, inventory="inventory.csv", subjects=subjects, as_of=audit.run.as_of, version="1",
            now=datetime.now(UTC),
        )  # fmt: skip
        made = replace(audit, run=replace(begun, finished_at=datetime.now(UTC)))
        finish_run(engine, made)
        return made

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    def ledger(edit: Callable[[openpyxl.Workbook], None] | None = None, name: str = "back.xlsx") -> Path:
        assert run(["report", "--format", "xlsx,json,html"]) == 0
        capsys.readouterr()
        if edit is None:
            return Path("reports/latest/ledger.xlsx")
        book = openpyxl.load_workbook("reports/latest/ledger.xlsx")
        edit(book)
        book.save(name)
        return Path(name)

    return SimpleNamespace(engine=engine, keep=keep, command=command, ledger=ledger, audit=keep(rich_audit()))


def place(sheet, head: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == head)


def put(sheet, row: int, **values: object) -> str:
    """Fill in a row's cells and return its fingerprint."""
    for head, value in values.items():
        sheet.cell(row, place(sheet, head)).value = value
    return sheet.cell(row, place(sheet, "指纹")).value


def outcomes(out: str) -> set[tuple[str, ...]]:
    return {tuple(line.split("\t")) for line in out.splitlines()}


def test_a_waived_finding_is_listed_apart_at_once_and_open_again_when_withdrawn(office) -> None:
    one = next(one for one in office.audit.findings if one.status == "open")
    code, out, err = office.command("waive", one.fingerprint[:8], "--reason", "本季度改版", "--until", "2099-12-31")
    assert (code, out.split("\t")[:3]) == (0, [one.fingerprint, "已认可", "2099-12-31"])
    assert "auditor report" in err
    office.ledger()
    findings = {
        each["fingerprint"]: each for each in json.loads(Path("reports/latest/findings.json").read_text())["findings"]
    }
    assert findings[one.fingerprint]["status"] == "waived"
    assert "本季度改版" in Path("reports/latest/index.html").read_text()
    assert office.command("waive", "--list")[1].splitlines()[0].startswith(f"{one.fingerprint}\t已认可\t2099-12-31")
    assert office.command("waive", "--withdraw", one.fingerprint)[0] == 0
    office.ledger()
    findings = {
        each["fingerprint"]: each for each in json.loads(Path("reports/latest/findings.json").read_text())["findings"]
    }
    assert findings[one.fingerprint]["status"] == "open"
    assert office.command("waive", "--list") == (0, "", "没有已认可的问题\n")
    assert office.command("waive", "--list", "-q") == (0, "", "")
    assert [entry.value for entry in entries_of(office.engine, one.fingerprint)] == ["本季度改版", "2099-12-31", "", ""]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["waive", "0123456789abcdef", "--reason", "x"], "no finding of the newest run has it"),
        (["waive", "0123", "--reason", "x"], "too short"),
        (["waive", "栏目空白", "--reason", "x"], "is no fingerprint"),
        (["waive", "abcdef12"], "--reason TEXT is missing"),
        (["waive"], "give one of"),
        (["waive", "--list", "--reason", "x"], "do not go with"),
        (["waive", "--withdraw", "abcdef12"], "no accepted finding has it"),
        (["waive", "abcdef12", "--reason", "x", "--until", "soon"], "must be a date"),
    ],
)
def test_what_cannot_be_waived_is_refused_with_a_remedy(office, arguments, words) -> None:
    code, out, err = office.command(*arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_a_past_day_an_empty_reason_and_a_prefix_of_two_are_refused(office) -> None:
    mark = office.audit.findings[0].fingerprint
    assert "is past" in office.command("waive", mark, "--reason", "x", "--until", "2020-01-01")[2]
    assert "--reason is empty" in office.command("waive", mark, "--reason", "  ")[2]
    twins = [replace(one, fingerprint="abcdef" + one.fingerprint[6:]) for one in office.audit.findings[:2]]
    office.keep(replace(office.audit, findings=tuple(twins)))
    code, _, err = office.command("waive", "abcdef", "--reason", "x")
    assert code == 2
    assert "means 2 findings" in err


def test_a_waiver_waits_for_a_run_at_work(office) -> None:
    with hold([Path("reports").resolve()]):
        assert office.command("waive", office.audit.findings[0].fingerprint, "--reason", "x")[0] == 4


def test_the_ledger_brings_back_what_people_wrote_and_prints_it_again(office) -> None:
    marks: list[str] = []

    def edit(book) -> None:
        sheet = book[UNIT]
        marks.append(put(sheet, 2, 责任人="张三", 整改期限="2099年7月底前", 整改情况="整改中", 复查结果="不通过"))
        marks.append(put(sheet, 3, 整改情况="认可不改", 备注="上级统一改版", 整改期限=datetime(2099, 9, 1)))
        plan = book["账号整合方案"]
        plan.cell(2, place(plan, "决定")).value = "关停"
        plan.cell(2, place(plan, "责任人")).value = "李四"
        plan.cell(2, place(plan, "完成日期")).value = "2099/8/1"
        marks.append(plan.cell(2, place(plan, "账号编号")).value)

    path = office.ledger(edit)
    code, out, err = office.command("ledger", "import", str(path), "--dry-run")
    assert code == 0
    assert "试读" in err
    assert "auditor report" not in err
    assert not entries_of(office.engine)
    code, out, err = office.command("ledger", "import", str(path), "--by", "王五")
    assert code == 0
    assert ("读入", UNIT, "2", marks[0], "整改情况", "整改中", "-", "") in outcomes(out)
    assert "未读入 0 项" in err
    assert "auditor report" in err
    now = decisions_of(office.engine)
    review = now.reviews[marks[0]]
    assert (review.owner, review.deadline, review.progress, review.review) == (
        "张三",
        date(2099, 7, 31),
        "busy",
        "fail",
    )
    assert (now.waivers[marks[1]].reason, now.waivers[marks[1]].until) == ("上级统一改版", date(2099, 9, 1))
    decided = now.plans[marks[2]]
    assert (decided.decision, decided.owner, decided.deadline) == ("close", "李四", date(2099, 8, 1))
    assert {entry.who for entry in entries_of(office.engine)} == {"王五"}
    assert office.command("ledger", "import", str(path))[1] == ""
    book = openpyxl.load_workbook(office.ledger())
    rows = [[cell.value for cell in row] for row in book[UNIT].iter_rows(min_row=2)]
    assert marks[1] not in [row[15] for row in rows]
    assert next(row[9:14] for row in rows if row[15] == marks[0]) == ["2099-07-31", "张三", "整改中", "不通过", None]
    plan = [[cell.value for cell in row] for row in book["账号整合方案"].iter_rows(min_row=2)]
    assert next(row[12:15] for row in plan if row[15] == marks[2]) == ["关停", "李四", "2099-08-01"]
    page = Path("reports/latest/index.html").read_text()
    assert "张三" in page
    assert "李四" in page


def test_accepting_without_a_reason_is_listed_and_not_taken(office) -> None:
    marks: list[str] = []
    path = office.ledger(lambda book: marks.append(put(book[UNIT], 2, 整改情况="认可不改", 责任人="张三")))
    _, out, err = office.command("ledger", "import", str(path))
    assert ("未读入", UNIT, "2", marks[0], "整改情况", "认可不改", "-", "认可不改须在备注中写明理由") in outcomes(out)
    assert "读入 1 项，未读入 1 项" in err
    assert not decisions_of(office.engine).waivers
    assert decisions_of(office.engine).reviews[marks[0]].owner == "张三"


def test_newer_words_in_the_store_are_kept_and_untouched_cells_change_nothing(office) -> None:
    marks: list[str] = []
    old = office.ledger(lambda book: marks.append(put(book[UNIT], 2, 责任人="甲")), "old.xlsx")
    untouched = office.ledger(lambda _book: None, "untouched.xlsx")
    new = office.ledger(lambda book: put(book[UNIT], 2, 责任人="乙"), "new.xlsx")
    assert office.command("ledger", "import", str(new))[0] == 0
    assert office.command("ledger", "import", str(untouched))[1] == ""
    _, out, _ = office.command("ledger", "import", str(old))
    why = "台账写出之后另有更新，保留更新的内容"
    assert outcomes(out) == {("未读入", UNIT, "2", marks[0], "责任人", "甲", "乙", why)}
    assert decisions_of(office.engine).reviews[marks[0]].owner == "乙"


def test_one_file_may_be_filled_in_further_and_imported_again(office) -> None:
    marks: list[str] = []
    path = office.ledger(lambda book: marks.append(put(book[UNIT], 2, 整改情况="整改中", 责任人="甲")))
    office.command("ledger", "import", str(path))
    book = openpyxl.load_workbook(path)
    put(book[UNIT], 2, 整改情况="已整改", 责任人=None)
    book.save(path)
    _, out, _ = office.command("ledger", "import", str(path))
    assert ("读入", UNIT, "2", marks[0], "整改情况", "已整改", "整改中", "") in outcomes(out)
    review = decisions_of(office.engine).reviews[marks[0]]
    assert (review.progress, review.owner) == ("done", "甲"), "another copy of the ledger has the cell empty too"


def test_rows_that_disagree_strangers_and_findings_that_are_gone_are_listed(office) -> None:
    marks: list[str] = []

    def edit(book) -> None:
        sheet = book[UNIT]
        marks.append(put(sheet, 2, 责任人="甲"))
        sheet.append([cell.value for cell in sheet[2]])
        put(sheet, sheet.max_row, 责任人="乙")
        put(sheet, 3, 责任人="丙", 指纹="0123456789abcdef")
        marks.append(put(sheet, 4, 责任人="丁"))

    path = office.ledger(edit)
    left = tuple(one for one in office.audit.findings if one.fingerprint != marks[1])
    office.keep(replace(office.audit, findings=left))
    _, out, _ = office.command("ledger", "import", str(path), "--lang", "en")
    told = {(line[3], line[5], line[7]) for line in outcomes(out) if line[0] == "not taken"}
    assert (marks[0], "甲", "several rows of one finding say different things") in told
    assert (marks[0], "乙", "several rows of one finding say different things") in told
    assert ("0123456789abcdef", "丙", "no run knows this fingerprint or id") in told
    assert (marks[1], "丁", "the finding is gone") in told
    assert not decisions_of(office.engine).reviews


def test_sorted_rows_moved_columns_renamed_sheets_and_further_columns_are_read(office) -> None:
    marks: list[str] = []

    def edit(book) -> None:
        sheet = book[UNIT]
        marks.append(put(sheet, 3, 责任人="张三", 整改期限=46_203))
        table = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head, body = table[0], sorted(table[1:], key=lambda row: row[15], reverse=True)
        order = [15, 12, 11, 10, 9, *range(9), 13, 14]
        made = book.create_sheet("张科长改过的表")
        made.append(["2026 年整改台账"])
        for row in (head, *body):
            made.append(["补充", *(row[at] for at in order), "另一列"])
        del book[UNIT]

    code, out, _ = office.command("ledger", "import", str(office.ledger(edit)))
    assert code == 0
    review = decisions_of(office.engine).reviews[marks[0]]
    assert (review.owner, review.deadline) == ("张三", date(2026, 6, 30))
    assert "张科长改过的表" in out


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"整改期限": "尽快"}, "back.xlsx [区卫生健康委], row 2, column 整改期限: '尽快' is not plainly a date"),
        ({"整改期限": "2026-02-30"}, "row 2, column 整改期限"),
        ({"责任人": '=HYPERLINK("http://x","y")'}, "row 2, column 责任人: the cell holds a formula"),
        ({"指纹": 1.23e15}, "row 2, column 指纹: '1230000000000000' is no fingerprint"),
        ({"备注": "长" * 2_001}, "row 2, column 备注: it is longer than 2000 letters"),
    ],
)
def test_faulty_cells_are_named_and_nothing_is_taken(office, cells, words) -> None:
    def edit(book) -> None:
        put(book[UNIT], 3, 责任人="张三")
        put(book[UNIT], 2, **cells)

    code, out, err = office.command("ledger", "import", str(office.ledger(edit)), "--lang", "en")
    assert (code, out) == (2, "")
    assert words in err
    assert not entries_of(office.engine)


def test_merged_cells_and_a_lost_column_of_fingerprints_are_named(office) -> None:
    def merged(book) -> None:
        put(book[UNIT], 2, 责任人="张三")
        book[UNIT].merge_cells("K2:K4")

    code, _, err = office.command("ledger", "import", str(office.ledger(merged)), "--lang", "en")
    assert code == 2
    assert "row 2, column 责任人: K2:K4 are merged" in err

    def lost(book) -> None:
        book[UNIT].delete_cols(16)

    code, _, err = office.command("ledger", "import", str(office.ledger(lost)), "--lang", "en")
    assert code == 2
    assert "the sheet has a column '整改情况' but no column of fingerprints" in err


def test_a_lost_column_leaves_what_is_known(office) -> None:
    marks: list[str] = []
    office.command("ledger", "import", str(office.ledger(lambda book: marks.append(put(book[UNIT], 2, 责任人="甲")))))
    code, out, err = office.command(
        "ledger", "import", str(office.ledger(lambda book: book[UNIT].delete_cols(11), "less.xlsx"))
    )
    assert (code, out) == (0, "")
    assert f"工作表“{UNIT}”没有“责任人”列" in err
    assert decisions_of(office.engine).reviews[marks[0]].owner == "甲"


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (200 * 1024 * 1024))
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"unit,owner\n", "it is no Excel workbook; open it in Excel and save it as .xlsx"),
        (b"", "the file is empty"),
        (b"PK\x03\x04 broken", "the workbook is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook of old Excel"),
        (bomb, "unpacks to more than"),
    ],
)
def test_what_is_no_workbook_is_refused(office, body, words) -> None:
    Path("x.xlsx").write_bytes(body() if callable(body) else body)
    code, out, err = office.command("ledger", "import", "x.xlsx", "--lang", "en")
    assert (code, out) == (2, "")
    assert words in err


def test_a_workbook_of_another_kind_is_refused(office) -> None:
    openpyxl.Workbook().save("other.xlsx")
    code, _, err = office.command("ledger", "import", "other.xlsx", "--lang", "en")
    assert code == 2
    assert "no sheet has the columns of a ledger" in err


def test_a_hundred_thousand_rows_are_read_within_bounds(office) -> None:
    with xlsxwriter.Workbook("large.xlsx", {"constant_memory": True}) as made:
        sheet = made.add_worksheet("表")
        sheet.write_row(0, 0, ["责任人", "整改情况", "指纹"])
        for number in range(1, 100_001):
            sheet.write_row(number, 1, ["未整改", f"{number:016x}"])
    started = datetime.now(UTC)
    code, _out, err = office.command("ledger", "import", "large.xlsx")
    assert code == 0
    assert "100000 行，读入 0 项" in err
    assert datetime.now(UTC) - started < timedelta(seconds=60)


def test_words_of_a_plan_stay_as_they_were_typed(office) -> None:
    def edit(book) -> None:
        plan = book["账号整合方案"]
        plan.cell(2, place(plan, "决定")).value = "并入\n政务发布"

    office.command("ledger", "import", str(office.ledger(edit)))
    said = [one for one in entries_of(office.engine) if one.about.startswith(PLAN)]
    assert [(one.field, one.value) for one in said] == [(Field.DECISION, "并入 政务发布")]


def test_decisions_on_the_plan_of_item_3_come_back_too(office) -> None:
    marks: list[str] = []

    def edit(book) -> None:
        plan = book[book.sheetnames[1]]
        plan.cell(2, place(plan, "决定")).value = "合并"
        plan.cell(2, place(plan, "责任人")).value = "赵六"
        marks.append(plan.cell(2, place(plan, "指纹")).value)

    code, _, err = office.command("ledger", "import", str(office.ledger(edit)))
    assert (code, "未读入 0 项" in err) == (0, True)
    sheet = openpyxl.load_workbook(office.ledger()).worksheets[1]
    rows = {row[place(sheet, "指纹") - 1].value: row for row in sheet.iter_rows(min_row=2)}
    said = [rows[marks[0]][place(sheet, head) - 1].value for head in ("决定", "责任人")]
    assert said == ["合并", "赵六"]


def test_an_old_ledger_accepts_no_finding_again_that_was_withdrawn_since(office) -> None:
    marks: list[str] = []
    path = office.ledger(lambda book: marks.append(put(book[UNIT], 2, 整改情况="认可不改", 备注="改版")))
    assert office.command("ledger", "import", str(path))[0] == 0
    assert office.command("waive", "--withdraw", marks[0])[0] == 0
    _, out, _ = office.command("ledger", "import", str(path))
    why = "台账写出之后另有更新，保留更新的内容"
    assert outcomes(out) == {("未读入", UNIT, "2", marks[0], "整改情况", "认可不改", "-", why)}
    assert not decisions_of(office.engine).waivers


def test_what_is_withdrawn_stands_in_the_next_ledger_as_not_repaired(office) -> None:
    marks: list[str] = []
    path = office.ledger(lambda book: marks.append(put(book[UNIT], 2, 整改情况="认可不改", 备注="改版")))
    office.command("ledger", "import", str(path))
    office.command("waive", "--withdraw", marks[0])
    sheet = openpyxl.load_workbook(office.ledger())[UNIT]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[15].value == marks[0])
    assert [row[at].value for at in (11, 13)] == ["未整改", "改版"]


@pytest.mark.parametrize(
    "typed", ["二〇二六年十二月五日", "二○二六年十二月五号", "二零二六年十二月五日前", "26年12月5日"]
)
def test_days_in_chinese_numbers_are_read(typed) -> None:
    assert read_cell(Field.DEADLINE, typed, date(2026, 6, 1)) == "2026-12-05"


@pytest.mark.parametrize(
    "typed", ["二〇二六年十三月五日", "二〇二六年二月三十日", "二〇二六年十二月", "二〇二年十二月五日"]
)
def test_what_is_no_day_in_chinese_numbers_is_refused(typed) -> None:
    with pytest.raises(CellFault):
        read_cell(Field.DEADLINE, typed, date(2026, 6, 1))


def test_what_is_not_taken_is_told_in_words_and_by_the_sheets_own_heads(office) -> None:
    def edit(book) -> None:
        plan = book["账号整合方案"]
        for row in (2, 3):
            plan.cell(row, place(plan, "决定")).value = "保留"
            plan.cell(row, place(plan, "完成日期")).value = "2099/8/1"
        plan.cell(3, place(plan, "账号编号")).value = "nobody"

    _, out, _ = office.command("ledger", "import", str(office.ledger(edit)))
    told = {(line[0], line[4], line[5]) for line in outcomes(out)}
    assert told == {("读入", "决定", "保留"), ("读入", "完成日期", "2099-08-01"), ("未读入", "-", "保留, 2099-08-01")}


@pytest.mark.parametrize("typed", ["{}", "#f-{}", "file:///srv/latest/index.html#f-{}", " {} ", "wide", "upper"])
def test_a_fingerprint_is_taken_as_it_is_copied(office, typed) -> None:
    mark = office.audit.findings[0].fingerprint
    wide = mark.translate({ord(letter): ord(letter) + 0xFEE0 for letter in mark})
    told = {"wide": wide, "upper": mark.upper()}.get(typed, typed.format(mark))
    code, out, _ = office.command("waive", told, "--reason", "x")
    assert (code, out.split("\t")[0]) == (0, mark)
