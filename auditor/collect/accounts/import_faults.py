"""What is wrong with the files of accounts that a register and its settings name, all of it, before any run."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.collect.accounts.attest import EXAMPLES, checks_in
from auditor.collect.accounts.post_rows import Rows, post_in
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.saved_files import Kind, Sheet, rows_of, sheet_at
from auditor.collect.accounts.sheet_times import moment_in
from auditor.collect.accounts.state_rows import state_in
from auditor.inventory.sources import ATTEST, IMPORT
from auditor.inventory.tables import Fault, TableFault
from auditor.inventory.tables.table_faults import table_fault
from auditor.model import Subject, SubjectKind

MOST_A_FILE = 50


def file_faults(
    subjects: Iterable[Subject], folder: Path, checks: Iterable[str], clock: Clock
) -> Iterator[tuple[str, Fault]]:
    """Yield the faults of every import and attest file of the accounts and of the files of `checks`, with the file's
    name: at most MOST_A_FILE a file, in the file's order. A file in which an account has no row is none.

    `folder` is the register's; every file is read once, in whole.
    """
    wanted: dict[tuple[str, bool], None] = {}
    for subject in subjects:
        if subject.kind is SubjectKind.ACCOUNT:
            for prefix in (IMPORT, ATTEST):
                if subject.source.startswith(prefix):
                    wanted[subject.source.removeprefix(prefix), prefix == ATTEST] = None
    wanted |= dict.fromkeys((name, True) for name in checks)
    for name, by_person in wanted:
        for one in _faults(folder / name, by_person, clock):
            yield name, one


def without_rows(subjects: Iterable[Subject], folder: Path) -> Iterator[tuple[Subject, str]]:
    """Yield the accounts whose own file has no row of theirs, with why; files that can't be read are left out."""
    for subject in subjects:
        if subject.kind is not SubjectKind.ACCOUNT or not subject.source.startswith((IMPORT, ATTEST)):
            continue
        name = subject.source.removeprefix(IMPORT).removeprefix(ATTEST)
        try:
            sheet = sheet_at(folder / name)
        except (TableFault, OSError):
            continue
        if sheet.kind is not Kind.SAVED and (wrong := rows_of(sheet, subject).wrong):
            yield subject, f"{name}: {wrong}"


def _faults(path: Path, by_person: bool, clock: Clock) -> list[Fault]:
    faults: list[Fault] = []
    try:
        sheet = sheet_at(path)
        if by_person and sheet.kind is not Kind.STATES:
            raise table_fault("no_header", needed=2, examples=EXAMPLES)
        _read_all(sheet, path, by_person, clock, faults)
    except TableFault as error:
        return [error.fault]
    except OSError as error:
        return [table_fault("unreadable", error=error.strerror or type(error).__name__).fault]
    return sorted(dict.fromkeys(faults), key=lambda one: one.row)[:MOST_A_FILE]


def _read_all(sheet: Sheet, path: Path, by_person: bool, clock: Clock, faults: list[Fault]) -> None:
    records = [record for record in sheet.table.records if record.values]
    if by_person:
        for record in records:  # one by one: two accounts may be checked at one time
            checks_in((record,), sheet, path.parent, clock, faults)
    elif sheet.kind is Kind.STATES:
        for record in records:
            state_in(record, sheet, clock, faults)
    else:
        rows = Rows(sheet.table, clock, faults)
        for record in records:
            post_in(record, rows)
            moment_in(record, "exported_at", sheet.table, clock, faults)
