"""Read reviewers' decisions back from a ledger into the store.

Each cell is compared with the value it was written with and with the value that the store has now.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from auditor.engine.previous_run import audits_of_registers
from auditor.errors import BadInput
from auditor.follow_up.ledger_reader import LedgerBook, LedgerRow, read_ledger
from auditor.inventory.tables import TableFault, read_file
from auditor.model.audit import Audit
from auditor.model.decisions import ACCEPT, PLAN, Entry, Field
from auditor.report.sanitize import visible
from auditor.store.review_entries import entries_of, record_entries, said
from auditor.store.run_records import finished_runs, stored_audit

Key = tuple[str, Field]
FIRST = (Field.PROGRESS, Field.REASON, Field.UNTIL)


class Why(StrEnum):
    """Why something in a ledger was not taken."""

    NO_MARK = "no_mark"
    STRANGER = "stranger"
    GONE = "gone"
    NO_REASON = "no_reason"
    ENDED = "ended"
    NEWER = "newer"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Change:
    """One value taken over: what it was before ('' = nothing) and is now ('' = taken back)."""

    row: LedgerRow
    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One value not taken over; `kept` is what the store holds and goes on to hold. `field` None: the whole row."""

    row: LedgerRow
    field: Field | None
    value: str
    kept: str
    why: Why


@dataclass(frozen=True, slots=True)
class Known:
    """What fingerprints and plan rows there are: `open` ones, and all ever met, which are gone where not open."""

    open: Collection[str]
    met: Collection[str]


@dataclass(frozen=True, slots=True)
class Merge:
    """The changes that a ledger makes, and its conflicts, in the order of its rows."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


def merge(
    rows: Iterable[LedgerRow],
    base: Mapping[Key, Entry],
    store: Mapping[Key, Entry],
    known: Known,
    *,
    source: str,
    on: date,
) -> Merge:
    """Return what to take over from a ledger and what not.

    `base` is what the store held when the ledger was written, `store` what it holds now; what it has of this same
    ledger (`source`) may be changed by it. `on` is today: a finding cannot be accepted up to a day before it.
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    grouped: dict[str, list[LedgerRow]] = {}
    for row in rows:
        if row.about:
            grouped.setdefault(row.about, []).append(row)
        else:
            conflicts.append(Conflict(row, None, _told(row), "", Why.NO_MARK))
    for about, same in grouped.items():
        if about not in known.open:
            conflicts += _strangers(same, base, known)
            continue
        wanted, disagreeing = _wanted(same, base, store)
        conflicts += disagreeing
        if not about.startswith(PLAN):
            conflicts += _accepting(same, wanted, base, store, on)
        for outcome in _settle(wanted, base, store, source):
            (changes if isinstance(outcome, Change) else conflicts).append(outcome)  # type: ignore[arg-type]
    return Merge(tuple(changes), tuple(conflicts))


def _of(values: Mapping[Key, Entry], about: str, field: Field) -> str:
    entry = values.get((about, field))
    return entry.value if entry else ""


def _told(row: LedgerRow) -> str:
    return ", ".join(value for value in row.values.values() if value)


def _strangers(rows: Iterable[LedgerRow], base: Mapping[Key, Entry], known: Known) -> Iterator[Conflict]:
    """Yield rows of findings that are not open; those that are gone only where a person wrote into them."""
    for row in rows:
        touched = any(value != _of(base, row.about, field) for field, value in row.values.items())
        if row.about not in known.met:
            yield Conflict(row, None, _told(row), "", Why.STRANGER)
        elif touched:
            yield Conflict(row, None, _told(row), "", Why.GONE)


Wanted = dict[Field, tuple[str, LedgerRow]]


def _wanted(
    rows: list[LedgerRow], base: Mapping[Key, Entry], store: Mapping[Key, Entry]
) -> tuple[Wanted, list[Conflict]]:
    """Return the values that people wrote into the rows of one finding, and those that contradict each other."""
    wanted: Wanted = {}
    conflicts: list[Conflict] = []
    about = rows[0].about
    for field in dict.fromkeys(field for row in rows for field in row.values):
        written = _of(base, about, field)
        said: dict[str, LedgerRow] = {}
        for row in rows:
            if field in row.values and row.values[field] != written:
                said.setdefault(row.values[field], row)
        if len(said) == 1:
            wanted[field] = next(iter(said.items()))
        elif said:
            kept = _of(store, about, field)
            conflicts += [Conflict(row, field, value, kept, Why.DISAGREE) for value, row in said.items()]
    return wanted, conflicts


def _accepting(
    rows: list[LedgerRow], wanted: Wanted, base: Mapping[Key, Entry], store: Mapping[Key, Entry], on: date
) -> Iterator[Conflict]:
    """Turn "accepted as it is" into a waiver in `wanted`: remarks are its reason, the deadline its last day.

    Without a reason, or with a last day that has passed, the progress is not taken over, and the row is yielded.
    """
    about = rows[0].about
    progress, row = wanted.get(Field.PROGRESS, (_of(base, about, Field.PROGRESS), rows[0]))
    touched = {Field.PROGRESS, Field.REMARKS, Field.DEADLINE} & set(wanted)
    if progress != ACCEPT:
        if Field.PROGRESS in wanted and _of(store, about, Field.PROGRESS) == ACCEPT:
            wanted[Field.REASON] = wanted[Field.UNTIL] = ("", row)
        return
    if not touched:
        return
    reason = row.values.get(Field.REMARKS, _of(store, about, Field.REMARKS))
    until = row.values.get(Field.DEADLINE, _of(store, about, Field.DEADLINE))
    why = Why.NO_REASON if not reason else Why.ENDED if until and date.fromisoformat(until) < on else None
    if why is not None:
        if _of(store, about, Field.PROGRESS) != ACCEPT or Field.PROGRESS not in wanted:
            yield Conflict(row, Field.PROGRESS, ACCEPT, _of(store, about, Field.PROGRESS), why)
        wanted.pop(Field.PROGRESS, None)
        return
    wanted[Field.REASON], wanted[Field.UNTIL] = (reason, row), (until, row)


def _settle(
    wanted: Wanted, base: Mapping[Key, Entry], store: Mapping[Key, Entry], source: str
) -> Iterator[Change | Conflict]:
    """Yield a change for what the store still has as the ledger was written, a conflict for what it has newer, be it
    that something was taken back."""
    refused = False
    for field in sorted(wanted, key=lambda field: FIRST.index(field) if field in FIRST else len(FIRST)):
        value, row = wanted[field]
        held = store.get((row.about, field))
        now = held.value if held else ""
        if value == now or (field in FIRST and refused):
            continue
        if held == base.get((row.about, field)) or (held is not None and held.source == source):
            yield Change(row, field, now, value)
        else:
            refused = refused or field in FIRST
            yield Conflict(row, field, value, now, Why.NEWER)


LOOKED_BACK = 30
"""Runs looked through for findings that are gone."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A ledger as read, what was taken over of it and what was not."""

    book: LedgerBook
    merge: Merge


def book_of(path: Path, on: date, lang: str) -> LedgerBook:
    """Return a ledger file read back. Raises BadInput with every fault, by sheet, row and column."""
    try:
        book = read_ledger(read_file(path), on)
    except TableFault as wrong:
        raise BadInput(wrong.fault.text(lang, str(path))) from None
    if book.faults:
        lines = [one.fault.text(lang, f"{path.name} [{one.sheet}]" if one.sheet else path.name) for one in book.faults]
        nothing = (
            "没有读入任何内容；改正后重新导入" if lang == "zh" else "nothing was taken over; correct and import again"
        )
        raise BadInput("\n".join([*lines, nothing]))
    return book


def import_ledger(
    engine: Engine, book: LedgerBook, name: str, *, on: date, at: datetime, who: str, dry: bool
) -> Imported:
    """Take over what people wrote into a ledger; with `dry` nothing is written. `name` is the file's.

    Raises BadInput where the store has no finished run yet.
    """
    audits = list(audits_of_registers(engine))
    if not audits:
        raise BadInput("the store holds no finished run, so no finding of the ledger can be known; give its --store")
    entries = entries_of(engine)
    source = visible(f"{name} ({book.run or '?'})")
    base = said(entries, book.written) if book.written else {}
    store = said(entries)
    open_ = {mark for audit in audits for mark in _open(audit)}
    met = open_ | {about for about, _ in store}
    if any(row.about and row.about not in met for row in book.rows):
        met |= set(_met(engine, audits, book.run))
    made = merge(book.rows, base, store, Known(open_, met), source=source, on=on)
    if not dry:
        record_entries(engine, [Entry(one.row.about, one.field, one.after, at, who, source) for one in made.changes])
    return Imported(book, made)


def _open(audit: Audit) -> Iterator[str]:
    for one in (*audit.findings, *audit.carried):
        yield one.fingerprint
    for proposal in audit.item_27:
        yield PLAN + proposal.subject
    for sheet in audit.item_3:
        yield PLAN + sheet.fingerprint


def _met(engine: Engine, audits: list[Audit], wanted: str) -> Iterator[str]:
    """Yield what runs of late knew, and the run that the ledger was written for."""
    for audit in audits:
        yield from (one.fingerprint for one in audit.resolved)
    runs = [one.id for one in finished_runs(engine)]
    for name in dict.fromkeys([wanted] * (wanted in runs) + runs[:LOOKED_BACK]):
        if earlier := stored_audit(engine, name):
            yield from _open(earlier)
            yield from (one.fingerprint for one in earlier.resolved)
