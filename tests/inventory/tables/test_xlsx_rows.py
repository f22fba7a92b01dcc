import io
import random
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from auditor.inventory.tables import TableFault, read_table
from auditor.inventory.tables.xlsx_rows import xlsx_rows

ALIASES = {"name": ("名称",), "unit": ("主办单位",), "url": ("网址",)}
HEADER = ["名称", "主办单位", "网址"]


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def book(*rows: list[object]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def repacked(body: bytes, changes: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in {**dict.fromkeys(old.namelist()), **changes}:
            new.writestr(name, changes.get(name) or old.read(name))
    return out.getvalue()


def refusal(body: bytes) -> str:
    with pytest.raises(TableFault) as caught:
        read_table(body, ALIASES)
    return caught.value.fault.text("en", "f.xlsx")


def test_cells_become_text():
    row = [12, 12.0, 1.5, True, date(2025, 1, 2), datetime(2025, 1, 2, 8, 30), time(8, 30), "文", None, 3101090001.0]
    assert list(xlsx_rows(book(row))) == [
        ("12", "12", "1.5", "TRUE", "2025-01-02", "2025-01-02 08:30:00", "08:30:00", "文", "", "3101090001")
    ]


def test_times_are_rounded_to_the_second():
    assert list(xlsx_rows(book([datetime(2025, 1, 2, 7, 59, 59, 999_990)]))) == [("2025-01-02 08:00:00",)]


def test_the_1904_calendar():
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append([date(2025, 1, 2)])
    assert list(xlsx_rows(saved(workbook))) == [("2025-01-02",)]


def test_formulas_give_their_cached_value():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><f>A0</f><v>#REF!</v></c></row>'
        b"</sheetData></worksheet>"
    )
    body = repacked(book(["x"]), {"xl/worksheets/sheet1.xml": sheet})
    assert list(xlsx_rows(body)) == [("2", "#REF!")]


def test_the_first_sheet_is_read_with_its_row_numbers():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = "某区登记表"
    for column, title in enumerate(HEADER, 2):
        sheet.cell(4, column, title)
        sheet.cell(6, column, f"值{column}")
    sheet["Z90"].number_format = "@"
    workbook.create_sheet("别的").append(HEADER)
    table = read_table(saved(workbook), ALIASES)
    assert (table.header_row, [(one.number, dict(one.values)) for one in table.records]) == (
        4,
        [(6, {"name": "值2", "unit": "值3", "url": "值4"})],
    )


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    body = book(HEADER, ["甲", "某局", "http://a/"])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1:A1"')
    assert len(read_table(repacked(body, {"xl/worksheets/sheet1.xml": sheet}), ALIASES).records) == 1


def test_a_document_that_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert refusal(out.getvalue()).startswith("f.xlsx: it is no Excel workbook")


def test_a_bomb_is_refused_before_it_is_unpacked():
    body = repacked(book(HEADER), {"xl/bomb.xml": b"<a>" + b" " * (129 * 1024 * 1024)})
    assert len(body) < 300_000
    assert refusal(body).startswith("f.xlsx: the workbook unpacks to more than 128 MiB")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_unpack_without_bound_are_refused(method):
    assert refusal(repacked(book(HEADER), {}, method)).startswith("f.xlsx: it is no Excel workbook")


def test_a_dtd_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'
    assert refusal(repacked(book(HEADER), {"xl/sharedStrings.xml": bomb})).startswith(
        "f.xlsx: the workbook holds a DTD"
    )


def test_a_row_far_down_does_not_hold_us_up():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="999999999"><c r="A999999999"><v>2</v></c></row></sheetData></worksheet>'
    )
    assert "there are more than 5000000 cells" in refusal(repacked(book(HEADER), {"xl/worksheets/sheet1.xml": sheet}))


def test_a_cell_that_is_too_long():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 32_768 + b"</t></is></c></row></sheetData></worksheet>"
    )
    body = repacked(book(HEADER), {"xl/worksheets/sheet1.xml": sheet})
    assert refusal(body).startswith("f.xlsx, row 1: a cell is longer than 32767 characters")


def test_damaged_workbooks_are_named_never_raised():
    body = book(HEADER, ["甲", "某局", "http://a/"])
    chance = random.Random(7)
    refused: list[str] = []
    for _ in range(150):
        broken = bytearray(body)
        for _ in range(chance.randint(1, 20)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        try:
            read_table(bytes(broken[: chance.randint(len(body) // 2, len(body))]), ALIASES)
        except TableFault as error:
            refused.append(error.fault.en)
    assert len(refused) > 100
    assert all(";" in words for words in refused)
