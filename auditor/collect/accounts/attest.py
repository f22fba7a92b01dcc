"""Accounts as a person saw them: who looked, when, what was there, and a picture of it (docs/accounts.md 4.3).

A check is a row of a table of accounts with by 核查人 and at 核查时间. It proves what was seen up to its own time and
nothing after it. The picture is never opened; its SHA-256 tells later whether it is still the same file.
"""

import asyncio
import hashlib
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath

from auditor.collect.accounts.access import ATTEST, EVERY, Access, Adapter
from auditor.collect.accounts.posts import LONGEST_TITLE, Clock
from auditor.collect.accounts.saved_files import Kind, Sheet, rows_of, sheet_at
from auditor.collect.accounts.sheet_columns import STATE_COLUMNS
from auditor.collect.accounts.sheet_rows import Rows, State, reading_of, released_in, state_in
from auditor.inventory.sources import ATTEST_PREFIX, import_file
from auditor.inventory.tables import Fault, Record, TableFault
from auditor.inventory.tables.csv_rows import MEBIBYTE
from auditor.inventory.tables.table_faults import table_fault
from auditor.model import AccountReading, Attestation, Basis, Interaction, ReadingOutcome, Subject

LARGEST_PICTURE_MIB = 64
LONGEST_NAME = 80
EXAMPLES = "name 名称, at 核查时间, by 核查人, last_post_at 最近发布时间"
SAYS_NOTHING_NEW = "a check holds for {days} days, and this one is of {day}"


@dataclass(frozen=True, slots=True)
class Check:
    """What one row of a table of checks says: the account's state, and who vouches for it. `source` is the table as a
    register names it, '' for the account's own."""

    state: State
    attested: Attestation
    source: str = ""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what a person saw of the account; a fault in the table makes the account unknown, with the row named."""
    clock = Clock(access.now, access.zone)
    return await asyncio.to_thread(read_attest, subject, access.folder, clock, access.settings.check_days)


def read_attest(subject: Subject, folder: Path, clock: Clock, check_days: int) -> AccountReading:
    """Return what the newest check of the account says.

    One older than `check_days` still tells when the account had last posted, and nothing else.
    """
    name, path = subject.source.removeprefix(ATTEST_PREFIX), import_file(subject.source, folder)
    faults: list[Fault] = []
    try:
        if path is None or not path.is_file():
            detail = f"{name}: there is no such file; put the table of checks there"
            return _failed(subject, clock, ReadingOutcome.NO_SOURCE, detail)
        sheet = sheet_at(path)
        if sheet.kind is not Kind.STATES:
            raise table_fault("no_header", needed=2, examples=EXAMPLES)
        taken = rows_of(sheet, subject)
        checks = checks_in(taken.records, sheet, path.parent, clock, faults)
    except TableFault as error:
        return _failed(subject, clock, ReadingOutcome.PARSE_ERROR, error.fault.text("en", name))
    except OSError as error:
        return _failed(subject, clock, ReadingOutcome.NO_SOURCE, f"{name}: it cannot be read: {error.strerror}")
    if faults:
        return _failed(subject, clock, ReadingOutcome.PARSE_ERROR, faults[0].text("en", name))
    if not checks:
        wrong = taken.wrong or "it has no check of this account"
        return _failed(subject, clock, ReadingOutcome.NO_SOURCE, f"{name}: {wrong}")
    reading = reading_of_check(checks[0], subject, ADAPTER.id, clock)
    return _aged(reading, check_days, clock) if is_old(checks[0], check_days, clock) else reading


def checks_in(
    records: Sequence[Record], sheet: Sheet, folder: Path, clock: Clock, faults: list[Fault]
) -> tuple[Check, ...]:
    """Return the checks that rows hold, the newest first; `folder` is the table's. Rows with a fault give none."""
    found = [check for record in records if (check := check_in(record, sheet, folder, clock, faults))]
    found.sort(key=lambda check: check.attested.at, reverse=True)
    rows = Rows(sheet.table, clock, faults)
    for newer, older in pairwise(found):
        first, second = newer.state.record, older.state.record
        if newer.attested.at == older.attested.at and dict(first.values) != dict(second.values):
            rows.wrong("same_check", second, other=first.number)
    return tuple(found)


def check_in(record: Record, sheet: Sheet, folder: Path, clock: Clock, faults: list[Fault]) -> Check | None:
    """Return the check of a row, None where it has a fault, which goes to `faults`."""
    before = len(faults)
    rows = Rows(sheet.table, clock, faults)
    for column in ("by", "checked_at"):
        if not record[column]:
            names = " / ".join((column, *STATE_COLUMNS[column][:2]))
            rows.wrong("not_filled", record, column, names=names)
    state = state_in(record, sheet, clock, faults)
    digest = _digest(record, rows, folder) if record["picture"] else ""
    if len(faults) > before:
        return None
    attested = Attestation(
        by=" ".join(record["by"].split())[:LONGEST_NAME],
        at=state.at,
        words=" ".join(record["words"].split())[:LONGEST_TITLE],
        picture=record["picture"] if digest else "",
        picture_sha256=digest,
    )
    return Check(state, attested)


def reading_of_check(check: Check, subject: Subject, adapter: str, clock: Clock) -> AccountReading:
    """Return the reading of an account that a check gives."""
    told = reading_of(check.state, subject, adapter, clock)
    return replace(told, attested=check.attested, basis=Basis.ATTESTED, source_url=check.source or subject.source)


def is_old(check: Check, check_days: int, clock: Clock) -> bool:
    """Say whether a check is older than it holds."""
    return _age(check.attested.at, clock) > check_days


def _aged(reading: AccountReading, check_days: int, clock: Clock) -> AccountReading:
    """Return what an old check still tells: the last post or release up to its own time."""
    day = (reading.as_of or clock.now).astimezone(clock.zone).date().isoformat()
    there = reading.outcome in (ReadingOutcome.OK, ReadingOutcome.OK_EMPTY)
    return replace(
        reading,
        outcome=reading.outcome if there else ReadingOutcome.PARTIAL,
        complete=there,
        display_name="",
        subject_seen="",
        verified=None,
        interaction=Interaction(),
        detail=SAYS_NOTHING_NEW.format(days=check_days, day=day),
    )


def _age(at: datetime, clock: Clock) -> int:
    return (clock.now - at) // timedelta(days=1)


def _digest(record: Record, rows: Rows, folder: Path) -> str:
    """Return the SHA-256 of the picture beside the table, '' with a fault noted where there is none."""
    name = record["picture"].replace("\\", "/")
    shown = name[:LONGEST_NAME]
    path = PurePosixPath(name)
    if path.is_absolute() or PureWindowsPath(name).drive or ".." in path.parts:
        rows.wrong("picture_outside", record, "picture", value=shown)
        return ""
    try:
        file = folder / path
        seen = file.stat()
        if not stat.S_ISREG(seen.st_mode):
            raise FileNotFoundError
        if not file.resolve().is_relative_to(folder.resolve()):
            rows.wrong("picture_outside", record, "picture", value=shown)
            return ""
        if not 0 < seen.st_size <= LARGEST_PICTURE_MIB * MEBIBYTE:
            rows.wrong("picture_size", record, "picture", value=shown, limit=LARGEST_PICTURE_MIB)
            return ""
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except (OSError, ValueError):
        rows.wrong("picture_missing", record, "picture", value=shown)
        return ""


def _failed(subject: Subject, clock: Clock, outcome: ReadingOutcome, detail: str) -> AccountReading:
    return AccountReading(subject.id, ADAPTER.id, outcome, clock.now, detail=detail, source_url=subject.source)


ADAPTER = Adapter("attest", {ATTEST: EVERY}, read)


# Checks by persons that hold for every account. They fill in what the accounts' own sources do not show.

LONGEST = 300
NO_WAY = frozenset({ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED})
"""There is no way to read the account, so a check is the reading."""

STANDS = frozenset(
    ReadingOutcome(code)
    for code in "ok ok_empty partial undated not_found deleted suspended deactivated moved private"
    " account_restricted".split()
)
"""Outcomes by which a source says whether the account is there."""


async def with_checks(reading: AccountReading, subject: Subject, access: Access) -> AccountReading:
    """Return a reading with what persons' checks say of name, subject, interaction, release and existence, where the
    account's own source did not see it; without such files the reading itself."""
    if not access.settings.checks:
        return reading
    return await asyncio.to_thread(merged, reading, subject, access)


def merged(reading: AccountReading, subject: Subject, access: Access) -> AccountReading:
    """Return `reading` with the checks of the account; of what several say the newest counts.

    A check older than `check_days` is only noted, and so are faults in the files.
    """
    clock, days = Clock(access.now, access.zone), access.settings.check_days
    checks: list[Check] = []
    notes: list[str] = []
    for name in access.settings.checks:
        checks += _checks_of(name, subject, access.folder, clock, notes)
    checks.sort(key=lambda check: check.attested.at, reverse=True)
    fresh = [check for check in checks if not is_old(check, days, clock)]
    if checks and not fresh:
        notes.append(f"the check of {_day(checks[0], clock)} is older than {days} days and is not used")
    if fresh:
        reading = _existing(reading, fresh[0], subject, clock, notes)
        for check in fresh:
            reading = _filled(reading, check, subject, clock)
    detail = "; ".join(dict.fromkeys(filter(None, (reading.detail, *notes))))
    return replace(reading, detail=detail[: max(LONGEST, len(reading.detail))])


def _checks_of(name: str, subject: Subject, folder: Path, clock: Clock, notes: list[str]) -> Iterator[Check]:
    faults: list[Fault] = []
    try:
        path = folder / name
        sheet = sheet_at(path)
        if sheet.kind is Kind.STATES:
            for check in checks_in(rows_of(sheet, subject).records, sheet, path.parent, clock, faults):
                yield replace(check, source=ATTEST_PREFIX + name)
        else:
            notes.append(f"{name}: it is no table of checks")
    except TableFault as error:
        notes.append(error.fault.text("en", name))
    except OSError as error:
        notes.append(f"{name}: it cannot be read: {error.strerror}")
    notes += [one.text("en", name) for one in faults]


def _existing(
    reading: AccountReading, newest: Check, subject: Subject, clock: Clock, notes: list[str]
) -> AccountReading:
    """Return the reading with what the newest check says of whether the account is there."""
    seen = newest.state.outcome
    if reading.outcome in NO_WAY:
        return reading_of_check(newest, subject, "attest", clock)
    if seen is ReadingOutcome.OK or seen is reading.outcome:
        return reading
    if reading.outcome in STANDS:
        notes.append(f"a check of {_day(newest, clock)} says: {newest.state.record['state']}"[:LONGEST])
        return reading
    notes.append(f"its source: {reading.outcome.value} {reading.detail}".strip()[:LONGEST])
    return reading_of_check(newest, subject, "attest", clock)


def _filled(reading: AccountReading, check: Check, subject: Subject, clock: Clock) -> AccountReading:
    state, own = check.state, reading.interaction
    both = (own, state.interaction)
    filled = replace(
        reading,
        display_name=reading.display_name or state.display_name,
        subject_seen=reading.subject_seen or state.subject,
        verified=state.verified if reading.verified is None else reading.verified,
        moved_to=reading.moved_to or state.moved_to,
        released=reading.released or released_in(state, subject, clock),
        interaction=Interaction(
            *(mine if mine is not None else theirs for mine, theirs in zip(*map(_switches, both), strict=True))
        ),
    )
    if filled == reading:
        return reading
    named = (reading.display_name, reading.subject_seen, reading.verified) != (
        filled.display_name, filled.subject_seen, filled.verified,
    )  # fmt: skip
    basis = Basis.ATTESTED if named else reading.basis  # who the account is rests on a person now
    return replace(filled, attested=reading.attested or check.attested, basis=basis)


def _switches(shown: Interaction) -> tuple[bool | None, ...]:
    return shown.comments, shown.messages, shown.menu


def _day(check: Check, clock: Clock) -> str:
    return check.attested.at.astimezone(clock.zone).date().isoformat()
