"""Tables in: CSV, XLSX and JSON bytes to rows under known column names, with strict numbers and days."""

from auditor.tabular.cells import fold, parse_day, parse_number, plain
from auditor.tabular.faults import Fault, TableFault
from auditor.tabular.files import read_file
from auditor.tabular.json_table import read_json_table
from auditor.tabular.table import Heading, Record, Table, read_table

__all__ = [
    "Fault",
    "Heading",
    "Record",
    "Table",
    "TableFault",
    "fold",
    "parse_day",
    "parse_number",
    "plain",
    "read_file",
    "read_json_table",
    "read_table",
]
