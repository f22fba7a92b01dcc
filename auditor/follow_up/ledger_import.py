"""Read reviewers' decisions back from a ledger into the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from auditor.engine.previous_run import audits_of_registers
from auditor.errors import BadInput
from auditor.follow_up.ledger_book import LedgerBook, read_ledger
from auditor.follow_up.ledger_merge import Known, Merge, merge
from auditor.inventory.tables import TableFault, read_file
from auditor.model.audit import Audit
from auditor.model.decisions import PLAN, Entry
from auditor.report.escape import visible
from auditor.store.review_entries import entries_of, record_entries, said
from auditor.store.run_records import finished_runs, stored_audit

LOOKED_BACK = 30
"""Runs looked through for findings that are gone."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a ledger: the file as read, and what was taken over and not."""

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
