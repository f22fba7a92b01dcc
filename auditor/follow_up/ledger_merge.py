"""What a ledger changes, and what it may not: each cell against what it was written with and what the store has since.

Pure. A cell that says what the ledger was written with was not touched by a person and changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditor.follow_up.ledger_book import LedgerRow
from auditor.model.decisions import ACCEPT, PLAN, Entry, Field

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
    """What a ledger comes to, in the order of its rows."""

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
