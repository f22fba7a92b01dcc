"""What earlier runs read of an account, and what it says where this run's reading failed (docs/accounts.md 6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from auditor.facts.stored_run import StoredRun
from auditor.model import AccountReading, Sighting, SubjectKind, SubjectStanding, SubjectState
from auditor.model.activity import activity, day_of
from auditor.rules import Clean, Unknown, View
from auditor.store.sightings import earlier_sightings, last_good_reading


@dataclass(frozen=True, slots=True)
class EarlierReadings:
    """What earlier runs' readings of an account, for days before the day judged by, told of it; newest first."""

    sightings: tuple[Sighting, ...] = ()

    @classmethod
    def read(cls, run: StoredRun, subject: str) -> Self:
        """Return the earlier readings of an account."""
        return cls(earlier_sightings(run.engine, subject, run.id, run.as_of))


@dataclass(frozen=True, slots=True)
class LastGoodReading:
    """The newest reading of earlier runs, for days up to the day judged by, that saw the account's posts."""

    reading: AccountReading

    @classmethod
    def read(cls, run: StoredRun, subject: str) -> Self | None:
        """Return the last good reading of an account, None where there is none, or it is kept no longer."""
        found = last_good_reading(run.engine, subject, run.id, run.as_of)
        return None if found is None else cls(found)


def recalled(view: View, unknown: Unknown, silent: float, kept: float) -> Clean | Unknown:
    """Return the verdict on an account whose reading decided nothing, with what one of up to `kept` days ago saw.

    It is Clean where the earlier one saw a post fewer than `silent` days before the day judged by (0: never); else it
    stays as it is and tells when the account was last read, and its newest post then.
    """
    told, newest = _earlier(view, unknown.subject, kept)
    if newest and (view.as_of - newest).days < silent:
        return Clean(unknown.subject, unknown.target)
    return replace(unknown, detail="; ".join(filter(None, (unknown.detail, told))))


def with_last_readings(view: View, standings: Mapping[str, SubjectStanding], kept: float) -> dict[str, SubjectStanding]:
    """Return the standings, those of accounts of which nothing was seen with what was seen up to `kept` days before."""
    return {id: _with_last_reading(view, one, kept) for id, one in standings.items()}


def _with_last_reading(view: View, standing: SubjectStanding, kept: float) -> SubjectStanding:
    if standing.state is not SubjectState.UNKNOWN or standing.subject.kind is not SubjectKind.ACCOUNT:
        return standing
    told, _ = _earlier(view, standing.subject.id, kept)
    mark = "; " if ": " in standing.why else ": "
    return replace(standing, why=mark.join(filter(None, (standing.why, told))))


def _earlier(view: View, account: str, kept: float) -> tuple[str, date | None]:
    """Return one line on the last good reading and the day of its newest post; ('', None) without one in time."""
    good = view.get(LastGoodReading, account)
    earlier = good.reading if good else None
    if earlier is None or (view.as_of - (on := day_of(earlier.as_of or earlier.at))).days > kept:
        return "", None
    newest = activity(earlier, view.as_of).newest
    return f"last read on {on}" + (f", newest post then of {newest}" if newest else ""), newest
