"""Accounts read from a file that somebody saved from the platform: posts, states of accounts, or answers of m.weibo.cn.

A column or a line above the header says when the file was exported, else its last change does: an old export does
not mean silence. docs/contract.md 1, docs/accounts.md 4.2.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from auditor.collect.accounts.access import EVERY, IMPORT, Access, Adapter
from auditor.collect.accounts.attest import EXAMPLES, checks_in
from auditor.collect.accounts.posts import Clock, verdict_on, with_unique_keys
from auditor.collect.accounts.saved_files import Kind, Sheet, rows_of, sheet_at, sheet_of
from auditor.collect.accounts.sheet_columns import POST_COLUMNS as COLUMNS
from auditor.collect.accounts.sheet_columns import Reach, moment_in, reach_of
from auditor.collect.accounts.sheet_rows import Rows, newest_state, post_in, reading_of, state_in
from auditor.collect.accounts.weibo_saved import parse_saved, saved_reading
from auditor.inventory.sources import ATTEST_PREFIX, IMPORT_PREFIX, import_file
from auditor.inventory.tables import Fault, Record, TableFault
from auditor.inventory.tables.table_faults import table_fault
from auditor.model import AccountReading, Basis, Post, ReadingOutcome, Subject, SubjectKind

__all__ = ["ADAPTER", "COLUMNS", "parse", "read", "read_import"]


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what the account's file says; a fault in the file makes the account unknown, with the row named."""
    return await asyncio.to_thread(read_import, subject, access.folder, Clock(access.now, access.zone))


def read_import(subject: Subject, folder: Path, clock: Clock) -> AccountReading:
    """Return what the account's file says of its posts or its state, as far as the file reaches, at most to now."""
    name, path = subject.source.removeprefix(IMPORT_PREFIX), import_file(subject.source, folder)
    try:
        if path is None or not path.is_file():
            return _failed(
                subject, clock, ReadingOutcome.NO_SOURCE, f"{name}: there is no such file; put the export there"
            )
        sheet = sheet_at(path)
        faults: list[Fault] = []
        reading = _reading(sheet, subject, clock, faults)
    except TableFault as error:
        return _failed(subject, clock, ReadingOutcome.PARSE_ERROR, error.fault.text("en", name))
    except OSError as error:
        return _failed(subject, clock, ReadingOutcome.NO_SOURCE, f"{name}: it cannot be read: {error.strerror}")
    if faults:
        more = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
        return _failed(subject, clock, ReadingOutcome.PARSE_ERROR, faults[0].text("en", name) + more)
    return replace(reading, detail=f"{name}: {reading.detail}" if reading.detail else "", source_url=subject.source)


def parse(body: bytes, clock: Clock) -> tuple[Post, ...]:
    """Return the public posts of an export in the file's order, whosever they are.

    Raises TableFault for a file that is not a table of posts, a date that cannot be read, and a row that does not fit
    the header.
    An empty date is none; counts that can't be read are unknown.
    """
    sheet = sheet_of(body, "", clock.now)
    if sheet.kind is Kind.SAVED:
        return parse_saved(sheet.saved, clock.now, clock).posts
    faults: list[Fault] = []
    posts, _ = _posts(sheet, sheet.table.records, clock, faults)
    if faults:
        raise TableFault(faults[0])
    return posts


def _reading(sheet: Sheet, subject: Subject, clock: Clock, faults: list[Fault]) -> AccountReading:
    if sheet.kind is Kind.SAVED:
        return saved_reading(sheet.saved, subject, ADAPTER.id, sheet.changed, clock)
    taken = rows_of(sheet, subject)
    if taken.wrong:
        return _failed(subject, clock, ReadingOutcome.NO_SOURCE, taken.wrong)
    if sheet.kind is Kind.STATES:
        state = newest_state(taken.records, sheet, clock, faults)
        if state is None:
            return _failed(subject, clock, ReadingOutcome.NO_SOURCE, "it has no row of this account")
        return reading_of(state, subject, ADAPTER.id, clock)
    posts, hidden = _posts(sheet, taken.records, clock, faults)
    reach = reach_of(sheet.table, taken.records, "exported_at", sheet.changed, clock, faults)
    reading = _told(subject, posts, reach, clock)
    if hidden:
        reading = replace(reading, detail="; ".join(filter(None, (reading.detail, f"{hidden} posts are not public"))))
    if taken.doubt and reading.outcome is ReadingOutcome.OK:
        reading = replace(reading, outcome=ReadingOutcome.PARTIAL, complete=False, detail=taken.doubt)
    return reading


def _posts(sheet: Sheet, records: Sequence[Record], clock: Clock, faults: list[Fault]) -> tuple[tuple[Post, ...], int]:
    rows = Rows(sheet.table, clock, faults)
    found = (post_in(record, rows) for record in records if record.values)
    return with_unique_keys(post for post in found if post), rows.hidden


def _told(subject: Subject, posts: tuple[Post, ...], reach: Reach, clock: Clock) -> AccountReading:
    outcome, detail = verdict_on(posts, clock)
    return AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=outcome,
        at=clock.now,
        as_of=_reaching(posts, reach.until, clock).astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
        posts=posts,
        detail=detail,
        basis=Basis.ATTESTED,
        window_from=reach.since.astimezone(clock.zone) if reach.since else None,
    )


def _reaching(posts: Sequence[Post], until: datetime, clock: Clock) -> datetime:
    """Return the time up to which posts are there: at least to the newest of them, at most to now."""
    newest = max((post.published_at for post in posts if post.published_at), default=until)
    return min(clock.now, max(until, newest))


def _failed(subject: Subject, clock: Clock, outcome: ReadingOutcome, detail: str) -> AccountReading:
    return AccountReading(subject.id, ADAPTER.id, outcome, clock.now, detail=detail, source_url=subject.source)


ADAPTER = Adapter("import", {IMPORT: EVERY}, read)


# Every fault of the files that a register and its settings name, found before a run.

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
            for prefix in (IMPORT_PREFIX, ATTEST_PREFIX):
                if subject.source.startswith(prefix):
                    wanted[subject.source.removeprefix(prefix), prefix == ATTEST_PREFIX] = None
    wanted |= dict.fromkeys((name, True) for name in checks)
    for name, by_person in wanted:
        for one in _faults(folder / name, by_person, clock):
            yield name, one


def without_rows(subjects: Iterable[Subject], folder: Path) -> Iterator[tuple[Subject, str]]:
    """Yield the accounts whose own file has no row of theirs, with why; files that can't be read are left out."""
    for subject in subjects:
        if subject.kind is not SubjectKind.ACCOUNT or not subject.source.startswith((IMPORT_PREFIX, ATTEST_PREFIX)):
            continue
        name = subject.source.removeprefix(IMPORT_PREFIX).removeprefix(ATTEST_PREFIX)
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
