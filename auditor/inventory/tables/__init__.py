"""Tables in: CSV, XLSX and JSON bytes to rows under known column names, with strict numbers and days."""

from auditor.inventory.tables.cells import fold, parse_day, parse_number, plain
from auditor.inventory.tables.csv_rows import read_file
from auditor.inventory.tables.json_table import read_json_table
from auditor.inventory.tables.table import Heading, Record, Table, read_table
from auditor.inventory.tables.table_faults import Fault, TableFault

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
