"""When a platform says that an account is gone: on how many days, and when its source is to blame instead."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from auditor.model import GONE, AccountReading, Basis, ReadingOutcome, Sighting, SubjectKind
from auditor.model.activity import WHOLE, day_of
from auditor.rules import View
from auditor.rules.registered import running

PROVES_NOTHING = frozenset({"feed"})
"""Adapters whose word that an account is gone proves nothing (docs/contract.md 4.13)."""

THERE = frozenset({ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL, ReadingOutcome.UNDATED})
"""Outcomes by which a source shows the account."""

NOT_THERE = GONE | {ReadingOutcome.DEACTIVATED, ReadingOutcome.MOVED}
"""Outcomes by which visitors find no account there."""

ENDS = THERE | {ReadingOutcome.PRIVATE, ReadingOutcome.DEACTIVATED, ReadingOutcome.MOVED}
"""Outcomes by which an account is something else than gone: what was said of it before no longer counts."""

FILES = {"import": "list", "attest": "person"}

Source = tuple[str, str, ReadingOutcome]


@dataclass(frozen=True, slots=True)
class Absence:
    """That a platform says an account is gone, and on which days it said so without a better reading in between.

    `days` counts different days; `since` is the first of them. `routes` are the ways it was said by, sorted.
    """

    days: int
    since: date
    routes: tuple[str, ...]


def absence(reading: AccountReading, before: Sequence[Sighting]) -> Absence | None:
    """Return what a reading says of an account's being gone, with earlier ones (newest first); None where it does not.

    A failed reading in between changes nothing. The day is that of what was read: an attestation read on two nights is
    one look, and a file that does not say of when it is counts once.
    """
    if reading.outcome not in GONE or reading.adapter in PROVES_NOTHING:
        return None
    told = [(_day(reading.as_of, reading.at), reading.adapter)]
    for sighting in before:
        if sighting.outcome in ENDS:
            break
        same_file = sighting.adapter in WHOLE and sighting.as_of is None  # nobody knows when it was written
        if sighting.outcome in GONE and sighting.adapter not in PROVES_NOTHING and not same_file:
            told.append((_day(sighting.as_of, sighting.at), sighting.adapter))
    days = {day for day, _ in told}
    return Absence(len(days), min(days), tuple(sorted({route for _, route in told})))


def told_by(reading: AccountReading) -> str:
    """Return whose word it is that an account is there or not: 'platform', 'list' (imported) or 'person' (a check)."""
    return FILES.get(reading.adapter, "platform")


def named_by(reading: AccountReading) -> str:
    """Return whose word an account's name and subject are: a person's check may have filled them in."""
    return "person" if reading.attested is not None and reading.basis is Basis.ATTESTED else told_by(reading)


def is_gone(view: View, account: str) -> bool:
    """Return whether this run's reading of an account says that it is gone."""
    reading = view.get(AccountReading, account)
    return reading is not None and reading.outcome in GONE


def failed_sources(view: View, least: float, share: float) -> frozenset[Source]:
    """Return (platform, adapter, outcome) by which at least `least` accounts, and more than `share` of those read so,
    are gone at once: then the source has failed, not they (docs/accounts.md 6.4)."""
    told: Counter[Source] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for account in running(view, SubjectKind.ACCOUNT):
        reading = view.get(AccountReading, account.id)
        if reading is not None:
            asked[account.platform, reading.adapter] += 1
            told[account.platform, reading.adapter, reading.outcome] += reading.outcome in GONE
    return frozenset(_too_many(told, asked, least, share))


def _too_many(told: Counter[Source], asked: Counter[tuple[str, str]], least: float, share: float) -> Iterable[Source]:
    for (platform, adapter, outcome), count in told.items():
        if count >= least and count > share * asked[platform, adapter]:
            yield platform, adapter, outcome


def _day(as_of: datetime | None, at: datetime) -> date:
    return day_of(min(as_of, at) if as_of else at)
