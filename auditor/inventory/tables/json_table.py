"""A table out of JSON: a list of objects, an object around one, or one object a line (JSON Lines)."""

import json
from collections.abc import Mapping, Sequence

from auditor.inventory.tables.cells import plain
from auditor.inventory.tables.csv_rows import MAX_CELL, decode
from auditor.inventory.tables.table import (
    MAX_ROWS,
    NEEDED,
    SHOWN_NAMES,
    Heading,
    Record,
    Table,
    heading_of,
    names_by_alias,
    record_of,
)
from auditor.inventory.tables.table_faults import table_fault

MAX_NAMES = 500

Object = Mapping[str, object]


def read_json_table(body: bytes, aliases: Mapping[str, Sequence[str]], needed: int = NEEDED) -> Table:
    """Return the objects of a JSON file as rows counted from 1, their names as the header (row 0).

    Single values beside the list are the rows above the header. Lists and objects in an object are no cells.
    Raises TableFault for what is no JSON, holds no list of objects, or has fewer than `needed` known names.
    """
    return table_of(json_values(body), aliases, needed)


def json_values(body: bytes) -> object:
    """Return what a JSON file says, of JSON Lines the list of its lines. Raises TableFault for what is no JSON."""
    text = decode(body).lstrip("\ufeff")
    if not text.strip():
        raise table_fault("empty")
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise table_fault("json_shape") from None
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise table_fault("broken_json", line=error.lineno) from None
    except ValueError:  # a number of more digits than Python reads
        raise table_fault("broken_json", line=1) from None
    found = []
    for number, line in lines:
        try:
            found.append(json.loads(line, strict=False))
        except (ValueError, RecursionError):
            raise table_fault("broken_json", line=number) from None
    return found


def table_of(value: object, aliases: Mapping[str, Sequence[str]], needed: int = NEEDED) -> Table:
    """Return the table that values read from JSON hold; see `read_json_table`."""
    objects, around = _objects(value)
    if len(objects) > MAX_ROWS:
        raise table_fault("too_many_rows", MAX_ROWS + 1, limit=MAX_ROWS)
    names = dict.fromkeys(name for one in objects for name in one)
    known = names_by_alias(aliases)
    headings = {name: heading_of(name, known) for name in names}
    if len(names) > MAX_NAMES or len({one.name for one in headings.values() if one.name}) < needed:
        examples = ", ".join(" ".join((name, *words[:1])) for name, words in list(aliases.items())[:SHOWN_NAMES])
        raise table_fault("no_header", needed=needed, examples=examples)
    records = tuple(_record(number, one, headings) for number, one in enumerate(objects, 1))
    above = tuple((name, text) for name, one in around.items() if (text := cell(one)))
    return Table(0, tuple(headings.values()), records, above=above)


def cell(value: object) -> str:
    """Return a value as a cell's text: '' for null, lists and objects."""
    match value:
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case int() | str():
            return plain(str(value))
        case _:
            return ""


def _objects(value: object) -> tuple[list[Object], Object]:
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        around = {str(name): one for name, one in value.items() if not isinstance(one, list | dict)}
        if len(lists) == 1:
            value = lists[0]
        elif lists or not around:
            raise table_fault("json_shape")
        else:
            return [value], {}
    else:
        around = {}
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise table_fault("json_shape")
    return value, around


def _record(number: int, entry: Object, headings: Mapping[str, Heading]) -> Record:
    cells = [(headings[name], cell(value)) for name, value in entry.items()]
    if any(len(text) > MAX_CELL for _, text in cells):
        raise table_fault("cell_too_long", number, limit=MAX_CELL)
    return record_of(number, cells)
