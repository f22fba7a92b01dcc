"""What is wrong with a table, where, and what to do: one line in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` is the row of the file counted from 1 (0: the whole file), `column` the header's words
    ('': the whole row); `zh` and `en` say what is wrong and, after a semicolon, the remedy."""

    row: int
    column: str
    zh: str
    en: str

    def text(self, lang: str = "en", file: str = "") -> str:
        """Return "file, row, column: what; remedy" on one line; `lang` is zh or en."""
        if lang == "zh":
            place = [file, f"第 {self.row} 行" if self.row else "", f"“{self.column}”列" if self.column else ""]
            return "：".join(part for part in ("，".join(filter(None, place)), self.zh) if part)
        place = [file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return ": ".join(part for part in (", ".join(filter(None, place)), self.en) if part)


class TableFault(Exception):
    """A file that cannot be read as a table at all; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text())
        self.fault = fault


def fault(words: Words, code: str, row: int = 0, column: str = "", /, **values: object) -> Fault:
    """Return the fault that `words` has under `code`, its blanks filled with `values`."""
    zh, en = words[code]
    return Fault(row, column, zh.format(**values), en.format(**values))


def table_fault(code: str, row: int = 0, column: str = "", /, **values: object) -> TableFault:
    """Return the exception for one of TABLE_WORDS."""
    return TableFault(fault(TABLE_WORDS, code, row, column, **values))


TABLE_WORDS: Words = {
    "missing": ("没有这个文件；请核对路径", "there is no such file; check the path"),
    "folder": ("这是文件夹，不是文件；请写明文件名", "it is a folder, not a file; name the file"),
    "not_a_file": ("这不是普通文件；请使用 CSV 或 XLSX 文件", "it is not a regular file; use a CSV or XLSX file"),
    "no_permission": (
        "没有读取权限；请让运行本程序的用户可以读取它",
        "it may not be read; allow the user who runs this program to read it",
    ),
    "unreadable": ("读取失败（{error}）；请检查磁盘和路径", "reading it failed ({error}); check the disk and the path"),
    "empty": ("文件是空的；请填入表头和内容", "the file is empty; fill in a header and rows"),
    "too_large": (
        "文件超过 {limit} MiB；请拆分或删去多余内容",
        "the file is over {limit} MiB; split it or cut it down",
    ),
    "binary": (
        "这不是表格（含二进制内容）；请另存为 CSV（UTF-8）或 .xlsx",
        "it is no table (it holds binary data); save it as CSV (UTF-8) or .xlsx",
    ),
    "web_page": (
        "这是网页而不是表格（有些系统把网页存成 .xls）；请用 Excel 打开后另存为 .xlsx",
        "it is a web page, not a table (some systems export one as .xls); open it in Excel and save it as .xlsx",
    ),
    "encrypted": (
        "工作簿设有密码；请去掉密码后另存为 .xlsx",
        "the workbook has a password; remove it and save it as .xlsx",
    ),
    "old_excel": (
        "这是旧版 Excel（.xls）；请另存为 .xlsx",
        "it is a workbook of old Excel (.xls); save it as .xlsx",
    ),
    "not_xlsx": (
        "这不是 Excel 工作簿；请用 Excel 打开后另存为 .xlsx",
        "it is no Excel workbook; open it in Excel and save it as .xlsx",
    ),
    "broken_xlsx": (
        "工作簿已损坏（{error}）；请用 Excel 打开后重新另存",
        "the workbook is damaged ({error}); open it in Excel and save it again",
    ),
    "swollen": (
        "工作簿解压后超过 {limit} MiB；请只保留需要的内容",
        "the workbook unpacks to more than {limit} MiB; keep only what is needed",
    ),
    "declarations": (
        "工作簿中含有 DTD 声明，Excel 不会这样写；请用 Excel 重新另存",
        "the workbook holds a DTD, which Excel never writes; save it again in Excel",
    ),
    "too_many_rows": (
        "超过 {limit} 行；请拆分文件",
        "there are more than {limit} rows; split the file",
    ),
    "too_many_cells": (
        "单元格太多（超过 {limit} 个）；请删去空白行列的格式后另存",
        "there are more than {limit} cells; clear the formatting of empty rows and columns and save again",
    ),
    "cell_too_long": (
        "一个单元格超过 {limit} 字，多半是前面少了一个引号；请检查引号",
        "a cell is longer than {limit} characters, most likely for want of a quotation mark; check the quotes",
    ),
    "open_quote": (
        "从这一行开始的引号没有闭合；请补上引号，内容中的引号要写两遍",
        "a quotation mark opened in this row is never closed; close it, and double the quotes inside a value",
    ),
    "damaged_utf8": (
        "文件是 UTF-8，但第 {line} 行有损坏的字节；请重新导出",
        "the file is UTF-8, but line {line} holds damaged bytes; export it again",
    ),
    "encoding": (
        "第 {line} 行的字节既不是 UTF-8 也不是 GB18030；请另存为 CSV UTF-8",
        "line {line} holds bytes that are neither UTF-8 nor GB18030; save it as CSV UTF-8",
    ),
    "no_header": (
        "没有找到表头；应有一行至少含 {needed} 个已知列名，例如 {examples}",
        "no header found; one row must hold at least {needed} known column names, such as {examples}",
    ),
    "near_header": (
        "没有找到表头，最接近的是第 {near} 行，只认得 {found}；应至少含 {needed} 个已知列名，例如 {examples}",
        "no header found, row {near} comes nearest with {found}; one row must hold at least {needed} known column "
        "names, such as {examples}",
    ),
    "no_rows": ("表头下面没有内容；请填入至少一行", "there are no rows below the header; fill in at least one"),
    "surplus": (
        "内容比表头多出几格，多半是内容里的逗号没有加引号；请检查这一行",
        "it has more cells than the header, most likely an unquoted comma in a value; check the row",
    ),
    "broken_json": (
        "文件不是完整的 JSON（第 {line} 行）；请重新导出，JSON Lines 每行一个对象",
        "the file is no whole JSON (line {line}); export it again; JSON Lines holds one object a line",
    ),
    "json_shape": (
        'JSON 里没有对象列表；请写成 [{{"title": …, "published_at": …}}, …]',
        'the JSON holds no list of objects; write [{{"title": …, "published_at": …}}, …]',
    ),
    "no_text": ("这一格是空的；请填写", "the cell is empty; fill it in"),
    "no_dates": ("表中没有时间列；请增加一列，列名可用：{names}", "there is no column of dates; add one named {names}"),
    "bad_day": ("“{value}”不是明确的日期；请写成 2025-01-02", "'{value}' is not plainly a date; write 2025-01-02"),
    "bad_moment": (
        "“{value}”不是带年份的时间；请写成 2025-01-02 08:00",
        "'{value}' is not plainly a date with its year; write 2025-01-02 08:00",
    ),
}
