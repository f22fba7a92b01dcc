"""A table under known column names: find the header, sort the cells, keep what is unknown apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from auditor.inventory.tables.cells import factor_of, fold, plain
from auditor.inventory.tables.csv_rows import DELIMITERS, csv_rows, decode
from auditor.inventory.tables.table_faults import TableFault, table_fault
from auditor.inventory.tables.xlsx_rows import xlsx_rows

HEADER_WITHIN = 200
LONGEST_TITLE = 60
MAX_ROWS = 200_000
NEEDED = 3
SHOWN_NAMES = 6

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BINARY = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"PK\x05\x06")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column. `name` is the canonical name ('' where unknown), `title` the header's own words on one line,
    `factor` what its numbers are multiplied by (10,000 for 粉丝量（万）)."""

    name: str
    title: str
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the header. `number` counts the file's rows from 1 as a spreadsheet shows them.

    `values` holds the filled cells of known columns by canonical name, `extra` the rest by title; null words
    count as empty. `factors` are what the numbers of a column are multiplied by, where it is not 1.
    `clashes` are titles of columns that give one name a second, other value. `surplus` says that cells stand
    to the right of the header's last column.
    """

    number: int
    values: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[str, ...] = ()
    surplus: bool = False
    factors: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return the cell of that column, '' when it is empty or the table has no such column."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A header with its row number, and the records below it; rows without any content are left out.

    `repeated` are the numbers of rows that only repeat the header. `above` are the cells of the rows above the header,
    which often say when and for what time a list was exported."""

    header_row: int
    headings: tuple[Heading, ...]
    records: tuple[Record, ...]
    repeated: tuple[int, ...] = ()
    above: tuple[Cells, ...] = ()

    def heading(self, name: str) -> Heading | None:
        """Return the first column of that canonical name, None when the table has none."""
        return next((one for one in self.headings if one.name == name), None)

    def fault(self, code: str, record: Record, name: str = "", **values: object) -> TableFault:
        """Return the exception for one of TABLE_WORDS in a record's cell ('' for the whole row)."""
        heading = self.heading(name)
        return table_fault(code, record.number, heading.title if heading else name, **values)


def names_by_alias(aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return folded header words to canonical names, from a canonical name's further aliases."""
    return {fold(word): name for name, words in aliases.items() for word in (name, *words)}


def read_table(body: bytes, aliases: Mapping[str, Sequence[str]], needed: int = NEEDED) -> Table:
    """Read a CSV file or the first sheet of an XLSX workbook.

    `aliases` maps each canonical column name to the other names it goes by. The header is the first row with
    `needed` of them; rows above it (title, 填报单位) are skipped. Raises TableFault with row and remedy.
    """
    known = names_by_alias(aliases)
    rows = _rows(body, known, needed)
    start = _header_at(rows, known, needed)
    if start is None:
        examples = [" ".join((name, *words[:1])) for name, words in aliases.items()][:SHOWN_NAMES]
        raise _no_header(rows, known, needed, ", ".join(examples))
    headings = tuple(heading_of(cell, known) for cell in rows[start])
    header = [heading.title for heading in headings]
    records: list[Record] = []
    repeated: list[int] = []
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        texts = tuple(plain(cell) for cell in cells)
        if not any(texts):
            continue
        if _title(cells[0]) == header[0] and [_title(cell) for cell in cells] == header:
            repeated.append(number)
            continue
        if len(records) == MAX_ROWS:
            raise table_fault("too_many_rows", number, limit=MAX_ROWS)
        cells_of = zip(headings, texts, strict=False)
        records.append(record_of(number, cells_of, surplus=any(texts[len(headings) :])))
    return Table(start + 1, headings, tuple(records), tuple(repeated), tuple(rows[:start]))


def _rows(body: bytes, known: Mapping[str, str], needed: int) -> Sequence[Cells]:
    if body.startswith(ZIP):
        return _bounded(xlsx_rows(body))
    if body.startswith(OLE):
        raise table_fault("encrypted" if ENCRYPTED in body else "old_excel")
    if body.startswith(BINARY):
        raise table_fault("binary")
    text = decode(body)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise table_fault("web_page")
    if not text.strip("\ufeff \t\r\n,;"):
        raise table_fault("empty")
    return _bounded(csv_rows(text, delimiter_of(text, known, needed)))


def delimiter_of(text: str, known: Mapping[str, str], needed: int) -> str:
    """Return what parts the cells of a CSV text: the sign under which a row has most of the `known` names."""
    return max(DELIMITERS, key=lambda one: _fit(text, one, known, needed))


def _bounded(rows: Iterator[Cells]) -> Sequence[Cells]:
    kept: list[Cells] = []
    filled = 0
    for cells in rows:
        filled += any(cells)
        if filled > MAX_ROWS + HEADER_WITHIN:
            raise table_fault("too_many_rows", len(kept) + 1, limit=MAX_ROWS)
        kept.append(cells)
    return kept


def _fit(text: str, delimiter: str, known: Mapping[str, str], needed: int) -> int:
    best = 0
    try:
        for cells in islice(csv_rows(text, delimiter), HEADER_WITHIN):
            best = max(best, len(_names(cells, known)))
            if best >= needed:
                break
    except TableFault:
        return best  # under the right delimiter the whole reading meets it again
    return best


def _names(cells: Cells, known: Mapping[str, str]) -> set[str]:
    return {known[word] for cell in cells if len(cell) <= LONGEST_TITLE and (word := fold(cell)) in known}


def _header_at(rows: Sequence[Cells], known: Mapping[str, str], needed: int) -> int | None:
    near = enumerate(rows[:HEADER_WITHIN])
    return next((index for index, cells in near if len(_names(cells, known)) >= needed), None)


def _no_header(rows: Sequence[Cells], known: Mapping[str, str], needed: int, examples: str) -> TableFault:
    near = max(range(len(rows[:HEADER_WITHIN])), key=lambda index: len(_names(rows[index], known)), default=0)
    found = [_title(cell) for cell in rows[near] if fold(cell) in known] if rows else []
    if not found:
        return table_fault("no_header", needed=needed, examples=examples)
    return table_fault("near_header", near=near + 1, found=", ".join(found), needed=needed, examples=examples)


def _title(cell: str) -> str:
    return " ".join(plain(cell).split())[:LONGEST_TITLE]


def heading_of(cell: str, known: Mapping[str, str]) -> Heading:
    """Return the column that a header's cell names; `known` are canonical names by folded word."""
    return Heading(known.get(fold(cell), ""), _title(cell), factor_of(cell))


def record_of(number: int, cells: Iterable[tuple[Heading, str]], *, surplus: bool = False) -> Record:
    """Return the row of that number; `cells` are its columns with their texts, empty ones too."""
    values: dict[str, str] = {}
    extra: dict[str, str] = {}
    factors: dict[str, int] = {}
    clashes = []
    for heading, text in cells:
        if not text:
            continue
        if not heading.name:
            extra[_free(extra, heading.title)] = text
        elif heading.name not in values:
            values[heading.name] = text
            if heading.factor != 1:
                factors[heading.name] = heading.factor
        elif values[heading.name] != text:
            clashes.append(heading.title)
    return Record(number, values, extra, tuple(clashes), surplus, factors)


def _free(taken: Mapping[str, str], title: str) -> str:
    names = (title or "?", *(f"{title or '?'} {count}" for count in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
