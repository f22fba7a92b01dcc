"""Persons' checks that hold for every account: what the accounts' own sources did not see, filled in from them.

The files are `[accounts] checks` of auditor.toml. A check never stands over what a source says; it fills what is empty.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.attest import Check, checks_in, is_old, reading_of_check
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.saved_files import Kind, rows_of, sheet_at
from auditor.collect.accounts.state_rows import released_in
from auditor.inventory.sources import ATTEST
from auditor.inventory.tables import Fault, TableFault
from auditor.model import AccountReading, Basis, Interaction, ReadingOutcome, Subject

LONGEST = 300
NO_WAY = frozenset({ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED})
"""There is no way to read the account, so a check is the reading."""

STANDS = frozenset(
    {
        ReadingOutcome.OK,
        ReadingOutcome.OK_EMPTY,
        ReadingOutcome.PARTIAL,
        ReadingOutcome.UNDATED,
        ReadingOutcome.NOT_FOUND,
        ReadingOutcome.DELETED,
        ReadingOutcome.SUSPENDED,
        ReadingOutcome.DEACTIVATED,
        ReadingOutcome.MOVED,
        ReadingOutcome.PRIVATE,
        ReadingOutcome.ACCOUNT_RESTRICTED,
    }
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
                yield replace(check, source=ATTEST + name)
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
