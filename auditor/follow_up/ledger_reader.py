"""Read the ledger's workbook: the rows of every sheet with a column of fingerprints, in any order of columns."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from auditor.follow_up.ledger_cells import CELL_WORDS, CellFault, read_cell, text_of
from auditor.inventory.tables import Fault, fold
from auditor.inventory.tables.table import ENCRYPTED, OLE, ZIP
from auditor.inventory.tables.table_faults import fault, table_fault
from auditor.inventory.tables.xlsx_rows import MAX_CELLS, UNREADABLE, inspect_workbook
from auditor.model.decisions import PLAN, Field
from auditor.report.catalogue import LANGUAGES, words
from auditor.report.sanitize import visible

HEADER_WITHIN = 200
MOST_FAULTS = 500
MOST_MERGED = 2_000
LONGEST_MARK = 2_000
CHUNK = 1 << 20
OVERLAP = 400
MARK = "mark"
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,100}ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
OF_FINDINGS = {name: f"ledger.{name}" for name in ("deadline", "owner", "progress", "review", "remarks", MARK)}
OF_PLANS = {name: f"plan_head.{name}" for name in ("decision", "owner", "deadline", MARK)}
ALSO = {
    "owner": ("负责人", "整改责任人"),
    "deadline": ("期限", "完成时限", "整改时限"),
    "remarks": ("说明", "备注说明"),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row. `about` is a fingerprint, or PLAN and the mark of a plan's row, '' where the row has no mark; columns
    that the sheet lacks have no value."""

    sheet: str
    row: int
    about: str
    values: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault and the sheet it is in ('' = the workbook)."""

    sheet: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class LedgerBook:
    """A ledger read back: the run it was written for and when ('' and None where the file no longer says so), its
    rows, sheets with the titles of columns they lack, and every fault."""

    run: str
    written: datetime | None
    rows: tuple[LedgerRow, ...]
    lacking: tuple[tuple[str, str], ...]
    faults: tuple[SheetFault, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: Mapping[int, str]
    titles: Mapping[int, str]
    plan: bool


def read_ledger(body: bytes, on: date) -> LedgerBook:
    """Return the rows of a ledger; `on` stands in for the day it was written where the file does not say.

    Raises TableFault for what is no workbook, is damaged or larger than the bounds of auditor.inventory.tables.
    """
    if body.startswith(OLE):
        raise table_fault("encrypted" if ENCRYPTED in body else "old_excel")
    if not body.startswith(ZIP):
        raise table_fault("not_xlsx")
    try:
        inspect_workbook(body)
        return _read(body, on)
    except UNREADABLE as error:
        raise table_fault("broken_xlsx", error=type(error).__name__) from None


def _read(body: bytes, on: date) -> LedgerBook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that don't matter to the values
        workbook = load_workbook(io.BytesIO(body), read_only=True, data_only=False)
        try:
            created = workbook.properties.created
            written = created.replace(tzinfo=created.tzinfo or UTC) if isinstance(created, datetime) else None
            reader = _Reader(body, written.date() if written else on)
            for sheet in workbook.worksheets:
                reader.sheet(sheet)
            if not reader.found and not reader.faults:
                reader.faults.append(SheetFault("", fault(CELL_WORDS, "no_sheet")))
            run = str(workbook.properties.description or "").strip()[:60]
            return LedgerBook(run, written, tuple(reader.rows), tuple(reader.lacking), tuple(reader.faults))
        finally:
            workbook.close()


class _Reader:
    """Reads sheet after sheet; `rows` and `faults` collect what is read and what is wrong."""

    def __init__(self, body: bytes, written: date) -> None:
        self._body = body
        self._written = written
        self._cells = 0
        self.found = False
        self.rows: list[LedgerRow] = []
        self.lacking: list[tuple[str, str]] = []
        self.faults: list[SheetFault] = []

    def sheet(self, sheet: Any) -> None:
        sheet.reset_dimensions()
        name = visible(str(sheet.title))
        header: _Header | None = None
        filled: set[int] = set()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            self._cells += len(cells) + 1
            if self._cells > MAX_CELLS:
                raise table_fault("too_many_cells", number, limit=MAX_CELLS)
            if header is not None:
                if self._row(name, number, cells, header):
                    filled.add(number)
            elif number <= HEADER_WITHIN:
                header = self._header(name, number, cells)
        if header is not None:
            self._merged(name, sheet, header, filled)

    def _header(self, sheet: str, number: int, cells: Sequence[Any]) -> _Header | None:
        titles = {place: text_of(cell.value) for place, cell in enumerate(cells) if isinstance(cell.value, str)}
        for plan, known in ((False, _FINDING_HEADS), (True, _PLAN_HEADS)):
            columns = {place: known[word] for place, title in titles.items() if (word := fold(title)) in known}
            own = {"decision"} if plan else {"progress", "review"}
            if not own & set(columns.values()):
                continue
            if MARK not in columns.values():
                first = next(titles[place] for place, name in columns.items() if name in own)
                self._fault(sheet, "no_mark_column", number, found=first)
                return None
            self.found = True
            wanted = OF_PLANS if plan else OF_FINDINGS
            lang = "zh" if any(not titles[place].isascii() for place in columns) else "en"
            gone = [words(lang)(key) for name, key in wanted.items() if name not in columns.values()]
            self.lacking += [(sheet, title) for title in gone]
            return _Header(number, columns, titles, plan)
        return None

    def _row(self, sheet: str, number: int, cells: Sequence[Any], header: _Header) -> bool:
        """Read one row below the header; return whether anything stands in its columns."""
        values: dict[Field, str] = {}
        mark: str | None = ""
        wrong: list[tuple[CellFault, str]] = []
        some = False
        for place, name in header.columns.items():
            cell = cells[place] if place < len(cells) else None
            value = cell.value if cell is not None else None
            some = some or value not in (None, "")
            try:
                if cell is not None and cell.data_type == "f":
                    raise CellFault("formula")
                if name == MARK:
                    mark = self._mark(value, plan=header.plan) if mark is not None else None
                    continue
                field = Field(name)
                said = read_cell(field, value, self._written)
                if values.get(field, said) != said:
                    raise CellFault("twice", title=header.titles[place])
                values[field] = said
            except CellFault as fault_:
                wrong.append((fault_, header.titles[place]))
                mark = None if name == MARK else mark
        if mark != "":
            for one, title in wrong:
                self._fault(sheet, one.code, number, title, **one.values)
        if mark or (mark == "" and (wrong or any(values.values()))):
            about = (PLAN if header.plan else "") + mark if mark else ""
            self.rows.append(LedgerRow(sheet, number, about, values))
        return some

    def _mark(self, value: object, *, plan: bool) -> str:
        text = text_of(value).strip() if plan else text_of(value).strip().lower()
        if text and not plan and (not isinstance(value, str) or not FINGERPRINT.fullmatch(text)):
            raise CellFault("bad_mark", value=visible(text)[:40])
        return text[:LONGEST_MARK]

    def _merged(self, name: str, sheet: Any, header: _Header, filled: Iterable[int]) -> None:
        """Name merged cells of our columns that reach over several rows with something in them."""
        below = set(filled)
        for left, top, right, bottom in _merged_cells(self._body, getattr(sheet, "_worksheet_path", "")):
            rows = range(max(top, header.row + 1), bottom + 1)
            places = [place for place in header.columns if left <= place <= right]
            several = bottom > top or right > left
            if several and places and any(row in below for row in rows):
                cells = f"{_letters(left)}{top}:{_letters(right)}{bottom}"
                self._fault(name, "merged", rows.start, header.titles[places[0]], cells=cells)

    def _fault(self, sheet: str, code: str, row: int, column: str = "", **values: object) -> None:
        if len(self.faults) < MOST_FAULTS:
            made = fault(CELL_WORDS, code, row, visible(" ".join(column.split()))[:40], **values)
            self.faults.append(SheetFault(sheet, made))


def _heads(keys: Mapping[str, str]) -> dict[str, str]:
    heads = {fold(words(lang)(key)): name for lang in LANGUAGES for name, key in keys.items()}
    return {fold(word): name for name in keys for word in ALSO.get(name, ())} | heads


_FINDING_HEADS = _heads(OF_FINDINGS)
_PLAN_HEADS = _heads(OF_PLANS) | {word: name for word, name in _FINDING_HEADS.items() if name == MARK}


def _merged_cells(body: bytes, part: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield merged cells of a sheet as left, top, right, bottom; columns count from 0, rows from 1."""
    if not part:
        return
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(part) as file:
        rest, count = b"", 0
        while chunk := file.read(CHUNK):
            window = rest + chunk
            end = 0
            for match in MERGED.finditer(window):
                left, top, right, bottom = match.groups()
                yield _place(left), int(top), _place(right), int(bottom)
                end, count = match.end(), count + 1
                if count == MOST_MERGED:
                    return
            rest = window[max(end, len(window) - OVERLAP) :]


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _letters(place: int) -> str:
    text, number = "", place + 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(65 + letter) + text
    return text
