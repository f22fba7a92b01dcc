import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.inventory.tables import TableFault, read_file, read_table
from auditor.inventory.tables.csv_rows import csv_rows, decode

ALIASES = {"name": ("名称",), "unit": ("主办单位",), "url": ("网址",), "followers": ("粉丝数", "粉丝量（万）")}
HEADER = "名称,主办单位,网址\n"


def rows(text: str | bytes, needed: int = 3) -> list[tuple[int, dict[str, str]]]:
    body = text.encode() if isinstance(text, str) else text
    return [(record.number, dict(record.values)) for record in read_table(body, ALIASES, needed).records]


def refusal(body: bytes, needed: int = 3) -> str:
    with pytest.raises(TableFault) as caught:
        read_table(body, ALIASES, needed)
    return caught.value.fault.text("en", "f.csv")


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(lambda text: text.encode(), id="utf-8"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="utf-8 with mark"),
        pytest.param(lambda text: text.encode("gb18030"), id="gb18030"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: b"\xfe\xff" + text.encode("utf-16-be"), id="utf-16 big end first"),
        pytest.param(lambda text: text.encode("utf-32"), id="utf-32"),
        pytest.param(lambda text: text.replace(",", "\t").encode(), id="tabs"),
        pytest.param(lambda text: text.replace(",", ";").encode(), id="semicolons"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="cr"),
    ],
)
def test_encodings_and_delimiters(encoded):
    text = HEADER + "甲站𠀀,某局,http://a/\n"
    assert rows(encoded(text)) == [(2, {"name": "甲站𠀀", "unit": "某局", "url": "http://a/"})]


def test_rows_above_the_header_are_skipped_and_counted():
    text = (
        "某区政务新媒体登记表,,\n填报单位：某局,,填报日期：2025-01-02\n,,\n"
        + HEADER
        + "甲,某局,http://a/\n\n乙,某局,http://b/\n"
    )
    table = read_table(text.encode(), ALIASES)
    assert table.header_row == 4
    assert [record.number for record in table.records] == [5, 7]


def test_quoted_newlines_keep_the_rows_number_of_a_spreadsheet():
    assert rows(HEADER + '甲,"第一行\n第二行",http://a/\n乙,某局,http://b/\n') == [
        (2, {"name": "甲", "unit": "第一行\n第二行", "url": "http://a/"}),
        (3, {"name": "乙", "unit": "某局", "url": "http://b/"}),
    ]


def test_ragged_rows():
    table = read_table((HEADER + "甲\n乙,某局,http://b/,,\n丙,某局,http://c/,多出\n").encode(), ALIASES)
    assert [(dict(record.values), record.surplus) for record in table.records] == [
        ({"name": "甲"}, False),
        ({"name": "乙", "unit": "某局", "url": "http://b/"}, False),
        ({"name": "丙", "unit": "某局", "url": "http://c/"}, True),
    ]


@pytest.mark.parametrize("word", ["", "无", "-", "／", "—", " ", "\u3000"])
def test_null_words_are_empty_cells(word):
    assert rows(HEADER + f"甲,{word},http://a/\n") == [(2, {"name": "甲", "url": "http://a/"})]


@pytest.mark.parametrize(
    "title",
    ["名称", " 名 称 ", "名称（必填）", "*名称", "名称：", "NAME", "Ｎａｍｅ", "na_me", "\ufeff名称", '"名\n称"'],
)
def test_header_words_are_folded(title):
    assert rows(f"{title},主办单位,网址\n甲,某局,http://a/\n")[0][1]["name"] == "甲"


def test_unknown_columns_are_kept_apart():
    record = read_table("名称,主办单位,网址,联系人,联系人,\n甲,某局,http://a/,张,李,王\n".encode(), ALIASES).records[0]
    assert dict(record.extra) == {"联系人": "张", "联系人 2": "李", "?": "王"}


def test_two_columns_of_one_name_join_and_clash():
    aliases = {**ALIASES, "name": ("网站名称", "账号名称")}
    text = "网站名称,账号名称,主办单位,网址\n甲,,某局,http://a/\n,乙,某局,http://b/\n丙,丁,某局,http://c/\n"
    records = read_table(text.encode(), aliases).records
    assert [(record["name"], record.clashes) for record in records] == [("甲", ()), ("乙", ()), ("丙", ("账号名称",))]


def test_the_header_of_the_filled_column_gives_the_factor():
    text = "名称,主办单位,粉丝数,粉丝量（万）\n甲,某局,12000,\n乙,某局,,1.2\n"
    records = read_table(text.encode(), ALIASES).records
    assert [(record["followers"], record.factors.get("followers", 1)) for record in records] == [
        ("12000", 1),
        ("1.2", 10_000),
    ]


def test_repeated_header_rows_are_named():
    table = read_table((HEADER + "甲,某局,http://a/\n" + HEADER + "乙,某局,http://b/\n").encode(), ALIASES)
    assert (table.repeated, [record["name"] for record in table.records]) == ((3,), ["甲", "乙"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "f.csv: the file is empty; fill in a header and rows"),
        (b"\xef\xbb\xbf\n,,\n", "f.csv: the file is empty; fill in a header and rows"),
        (b"a\x00b", "f.csv: it is no table (it holds binary data)"),
        (b"%PDF-1.7", "f.csv: it is no table (it holds binary data)"),
        (b"\n<html><table>", "f.csv: it is a web page, not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "f.csv: it is a workbook of old Excel (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "f.csv: the workbook has a password",
        ),
        ("序号,备注\n1,2\n".encode(), "f.csv: no header found; one row must hold at least 3 known column names"),
        ("名称,网址\n甲,http://a/\n".encode(), "f.csv: no header found, row 1 comes nearest with 名称, 网址;"),
        (
            (HEADER + '甲,"某局,http://a/\n乙,某局,http://b/\n').encode(),
            "f.csv, row 2: a quotation mark opened in this row",
        ),
        ((HEADER + f"甲,{'长' * 32_768},http://a/\n").encode(), "f.csv, row 2: a cell is longer than 32767 characters"),
        (
            (HEADER + f"甲,{'长' * 140_000},http://a/\n").encode(),
            "f.csv, row 2: a cell is longer than 32767 characters",
        ),
        (
            HEADER.encode() + "甲某局某站\n".encode() * 3 + b"\xe7\x94",
            "f.csv: the file is UTF-8, but line 5 holds damaged",
        ),
        (b"\xff\xfe" + HEADER.encode("utf-16-le") + b"\x00\xd8\x00\x41", "f.csv: line 2 holds bytes that are neither"),
        ("名称".encode("gbk") + b"\n\xff\xff\n", "f.csv: line 2 holds bytes that are neither UTF-8 nor GB18030"),
    ],
)
def test_what_is_no_table_is_refused_with_a_remedy(body, says):
    assert refusal(body).startswith(says)


def test_every_fault_speaks_chinese_too():
    with pytest.raises(TableFault) as caught:
        read_table((HEADER + '甲,"某局').encode(), ALIASES)
    assert caught.value.fault.text("zh", "登记表.csv").startswith("登记表.csv，第 2 行：从这一行开始的引号没有闭合；")


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr("auditor.inventory.tables.table.MAX_ROWS", 3)
    assert "f.csv, row 5: there are more than 3 rows" in refusal((HEADER + "甲,某局,http://a/\n" * 4).encode())


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch):
    def says(path: Path) -> str:
        with pytest.raises(TableFault) as caught:
            read_file(path)
        return caught.value.fault.en.partition(";")[0]

    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "large.csv").write_bytes(b"x" * 2_000_000)
    monkeypatch.setattr("auditor.inventory.tables.csv_rows.MAX_FILE_MIB", 1)
    assert says(tmp_path / "none.csv") == "there is no such file"
    assert says(tmp_path / "large.csv" / "under.csv") == "there is no such file"
    assert says(tmp_path) == "it is a folder, not a file"
    assert says(Path("/dev/null")) == "it is not a regular file"
    assert says(tmp_path / "empty.csv") == "the file is empty"
    assert says(tmp_path / "large.csv") == "the file is over 1 MiB"
    assert says(tmp_path / ("n" * 300)) == "reading it failed (OSError)"
    assert says(tmp_path / "a\0b") == "reading it failed (ValueError)"
    monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(PermissionError))
    assert says(tmp_path / "large.csv") == "it may not be read"


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60)
@example([["\r", "a"]])
def test_csv_written_by_python_reads_back(written):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(written)
    read = list(csv_rows(decode(out.getvalue().encode()), ","))
    assert [list(row) for row in read[: len(written)]] == written


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_a_table_or_a_named_fault(body):
    refused = None
    try:
        read_table(HEADER.encode() + body, ALIASES)
    except TableFault as error:
        refused = error.fault
    assert refused is None or (";" in refused.en and "；" in refused.zh)
