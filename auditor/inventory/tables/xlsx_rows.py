"""The first sheet of an XLSX workbook to rows of text, with every size bounded before it is believed."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from auditor.inventory.tables.csv_rows import MAX_CELL, MEBIBYTE
from auditor.inventory.tables.table_faults import table_fault

MAX_UNPACKED_MIB = 128
MAX_PARTS = 5_000
MAX_CELLS = 5_000_000
MAX_SHEET_ROWS = 1_048_576
PROLOG_BYTES = 4_096
WORKBOOK = "[Content_Types].xml"
BOUNDED_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What Excel writes, and what zipfile unpacks no further than it is asked to."""

PARSING = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, SyntaxError)
UNREADABLE = (*PARSING, EOFError, OSError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error)
"""What openpyxl, zipfile and the XML parser raise for a damaged workbook."""


def xlsx_rows(body: bytes) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the first worksheet, empty ones too, cells as text without trailing empty ones.

    Dates are ISO 8601, whole numbers have no ".0", formulas give their cached value. Raises TableFault for
    what is no workbook, is damaged, holds a DTD, or is larger than the bounds above.
    """
    try:
        inspect_workbook(body)
        yield from _rows(body)
    except UNREADABLE as error:
        raise table_fault("broken_xlsx", error=type(error).__name__) from None


def inspect_workbook(body: bytes) -> None:
    """Raise TableFault for what is no workbook, holds a DTD, or unpacks to more than the bounds above.

    What is damaged raises one of UNREADABLE.
    """
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        if WORKBOOK not in archive.namelist():
            raise table_fault("not_xlsx")
        if any(part.flag_bits & 1 for part in parts):
            raise table_fault("encrypted")
        if any(part.compress_type not in BOUNDED_METHODS for part in parts):
            raise table_fault("not_xlsx")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_MIB * MEBIBYTE:
            raise table_fault("swollen", limit=MAX_UNPACKED_MIB)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    _refuse_declarations(file.read(PROLOG_BYTES))


def _refuse_declarations(start: bytes) -> None:
    def declared(*_: object) -> None:
        raise table_fault("declarations")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(start, False)
    except expat.ExpatError:
        return  # openpyxl will say so too


def _rows(body: bytes) -> Iterator[tuple[str, ...]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that don't matter to the values
        workbook = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        try:
            if not workbook.worksheets:
                raise table_fault("not_xlsx")
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()
            cells = 0
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells += len(row) + 1
                if cells > MAX_CELLS or number > MAX_SHEET_ROWS:
                    raise table_fault("too_many_cells", number, limit=MAX_CELLS)
                yield _texts(row, number)
        finally:
            workbook.close()


def _texts(row: tuple[object, ...], number: int) -> tuple[str, ...]:
    texts = [_text(value) for value in row]
    if any(len(text) > MAX_CELL for text in texts):
        raise table_fault("cell_too_long", number, limit=MAX_CELL)
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return _moment(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _moment(value: datetime) -> str:
    seconds = (value + timedelta(microseconds=500_000)).replace(microsecond=0)  # Excel counts in binary fractions
    return seconds.date().isoformat() if seconds.time() == time() else seconds.isoformat(" ")
