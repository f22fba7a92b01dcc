"""Write inspections into a point's list: the cells meant and no others, the old list kept beside it."""

import csv
import io
import os
import re
import shutil
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor.collect.notice_points import COLUMNS, NEEDED, SheetError, read_sheets
from auditor.errors import BadInput, RunFailed
from auditor.follow_up.inspection.form_changes import Conflict, Filled, Outcome, changes_of
from auditor.follow_up.inspection.form_words import LISTED, STATES, in_lang
from auditor.inventory.sources import import_file
from auditor.inventory.tables import Table, TableFault, fold, read_file, read_table
from auditor.inventory.tables.csv_rows import decode, encoding_of
from auditor.inventory.tables.table import ZIP, delimiter_of, names_by_alias
from auditor.model import NoticeSheet, Subject, SubjectKind

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A list as it is to be written, and what it was read as."""

    path: Path
    before: bytes
    after: bytes


def draft(path: Path, edits: Sequence[tuple[int, Cells]]) -> Draft:
    """Return a list with cells written: each edit names a row of the file (0: a new one) and cells by column.

    Columns that the list lacks are added on the right. CSV keeps its encoding, and every row that is not meant keeps
    its bytes; a workbook keeps its other sheets and formats. Raises BadInput for a list that cannot be changed.
    """
    try:
        before = read_file(path)
        table = read_table(before, COLUMNS, NEEDED)
        after = _workbook(before, table, edits, path) if before.startswith(ZIP) else _csv(before, table, edits)
        read_table(after, COLUMNS, NEEDED)
    except TableFault as fault:
        raise BadInput(fault.fault.text("en", str(path))) from None
    return Draft(path, before, after)


def save(drafts: Sequence[Draft], now: datetime) -> list[Path]:
    """Write drafts in place of their lists and return the copies kept of what was there.

    Each list is replaced at once. A list that was changed since it was read is a fault, and then nothing is written.
    Raises RunFailed where the disk is full or may not be written.
    """
    kept, written = [], []
    try:
        for one in drafts:
            if one.path.read_bytes() != one.before:
                raise BadInput(f"{one.path} was changed by somebody else just now; nothing was written, import again")
        for one in drafts:
            written.append((_beside(one), one.path.resolve()))
        for one in drafts:
            kept.append(_copy(one, now))
        for new, place in written:
            new.replace(place)
            _sync(place.parent)
        written.clear()
    except OSError as fault:
        raise RunFailed(f"{fault.filename or drafts[0].path}: cannot be written: {fault.strerror}") from fault
    finally:
        for new, _ in written:
            new.unlink(missing_ok=True)
    return kept


def _beside(one: Draft) -> Path:
    place = one.path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(one.after)
        out.flush()
        os.fsync(out.fileno())
    shutil.copymode(place, name)
    return Path(name)


def _copy(one: Draft, now: datetime) -> Path:
    place = one.path.resolve()
    for more in range(100):
        copy = place.with_name(f"{place.name}.{now:%Y%m%dT%H%M%SZ}{f'-{more}' if more else ''}.bak")
        try:
            with copy.open("xb") as out:
                out.write(one.before)
            shutil.copystat(place, copy)
            return copy
        except FileExistsError:
            continue
    raise RunFailed(f"{place}: there are too many copies of it; move them away")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _places(table: Table, edits: Sequence[tuple[int, Cells]]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the place of every column to write, from 0, and the heads of those to add."""
    title = table.heading("title")
    pair = 0 if title is None or not title.title.isascii() else 1
    places: dict[str, int] = {}
    heads: dict[str, str] = {}
    free = max(len(table.headings), *(number + 1 for number, one in enumerate(table.headings) if one.title), 0)
    for name in dict.fromkeys(name for _, cells in edits for name in cells):
        words = {fold(word) for word in LISTED[name]}
        found = (
            at for at, one in enumerate(table.headings) if one.name == name or (one.title and fold(one.title) in words)
        )
        place = next(found, None)
        if place is None:
            place, free, heads[name] = free, free + 1, LISTED[name][pair]
        places[name] = place
    return places, heads


def _csv(before: bytes, table: Table, edits: Sequence[tuple[int, Cells]]) -> bytes:
    encoding, text = encoding_of(before), decode(before)
    delimiter = delimiter_of(text, names_by_alias(COLUMNS), NEEDED)
    lines = LINE.findall(text)
    end = "\r\n" if "\r\n" in text else "\n"
    places, heads = _places(table, edits)
    wanted = {row: {places[name]: cell for name, cell in cells.items()} for row, cells in edits if row}
    if heads:
        wanted[table.header_row] = {places[name]: head for name, head in heads.items()}
    out, start = [], 0
    reader = csv.reader(lines, delimiter=delimiter)
    for number, record in enumerate(reader, 1):
        raw = "".join(lines[start : reader.line_num])
        start = reader.line_num
        out.append(_line(_put(record, wanted[number]), delimiter, end) if number in wanted else raw)
    if out and not out[-1].endswith(("\n", "\r")):
        out[-1] += end
    for row, cells in edits:
        if not row:
            out.append(_line(_put([], {places[name]: cell for name, cell in cells.items()}), delimiter, end))
    return "".join(out).encode(encoding)


def _put(record: Sequence[str], cells: Mapping[int, str]) -> list[str]:
    width = max(len(record), *(place + 1 for place in cells))
    made = [*record, *[""] * (width - len(record))]
    for place, cell in cells.items():
        made[place] = cell
    return made


def _line(record: Sequence[str], delimiter: str, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(record)
    return out.getvalue()


def _workbook(before: bytes, table: Table, edits: Sequence[tuple[int, Cells]], path: Path) -> bytes:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(before), keep_vba=path.suffix.lower() == ".xlsm")
    sheet = book.worksheets[0]
    if any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row):
        raise BadInput(f"{path}: its cells hold formulas, whose values would be lost; save it with values, or as CSV")
    places, heads = _places(table, edits)
    last = sheet.max_row
    wanted = [(table.header_row, {places[name]: head for name, head in heads.items()})]
    for row, cells in edits:
        last += not row
        wanted.append((row or last, {places[name]: cell for name, cell in cells.items()}))
    for row, by_place in wanted:
        for place, text in by_place.items():
            cell = sheet.cell(row, place + 1)
            if type(cell).__name__ == "MergedCell":
                raise BadInput(f"{path}: row {row} holds merged cells; part them, or save it as CSV")
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# A filled-in form against the lists of the register's points: what to write where, and what is left out.


def plan_import(
    subjects: Sequence[Subject], folder: Path, filled: Sequence[Filled], lang: str
) -> tuple[Outcome, list[Draft]]:
    """Return what a form changes, and the lists as they are to be written; nothing is written here.

    `folder` is the register's. A list that cannot be changed makes conflicts of the rows meant for it.
    """
    points = {one.id: one for one in subjects if one.kind is SubjectKind.NOTICE_POINT}
    named = {one.point for one in filled}
    lists = {id: _sheets(point, folder) for id, point in points.items() if id in named}
    made = changes_of(filled, lists, {code: in_lang(pair, lang) for code, pair in STATES.items()})
    files: dict[Path, set[str]] = {}
    edits: defaultdict[Path, list[tuple[int, Cells]]] = defaultdict(list)
    for change in made.changes:
        path = import_file(points[change.point].source, folder)
        if path is not None:
            edits[path.resolve()].append((change.row, change.cells))
            files.setdefault(path.resolve(), set()).add(change.point)
    drafts = []
    for path, wanted in edits.items():
        try:
            drafts.append(draft(path, wanted))
        except BadInput as fault:
            _give_up(made, files[path], str(fault))
    return made, drafts


def _sheets(point: Subject, folder: Path) -> Sequence[NoticeSheet] | str:
    try:
        return read_sheets(point, folder)
    except SheetError as fault:
        return fault.detail


def _give_up(made: Outcome, points: set[str], why: str) -> None:
    for change in [one for one in made.changes if one.point in points]:
        made.changes.remove(change)
        made.conflicts.append(Conflict(change.form_row, change.point, "", change.title, "unreadable", why))
