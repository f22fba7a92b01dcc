"""Columns whose class a person wrote into auditor.toml."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.model import ColumnClass
from auditor.rules import ColumnReading
from auditor.rules.limit import is_column

OWN = "auditor.toml"
"""`class_source` of such a column."""


def with_own_classes(columns: Iterable[ColumnReading], classes: Mapping[str, ColumnClass]) -> list[ColumnReading]:
    """Return the columns, those that `classes` names (by name or address) in the class written there."""
    return [_classified(column, classes) for column in columns]


def _classified(column: ColumnReading, classes: Mapping[str, ColumnClass]) -> ColumnReading:
    for wanted, kind in classes.items():
        if is_column(wanted, column.name, column.url):
            return replace(column, column_class=kind, class_source=OWN)
    return column
