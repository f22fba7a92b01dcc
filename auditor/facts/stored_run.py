"""One run of the store, from which facts are read."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import TypeVar, cast

from sqlalchemy import Engine, select

from auditor.model import AccountReading, ColumnClass, SiteObservation, Subject, SubjectKind
from auditor.model.limits import OFFICE_ZONE
from auditor.model.recorded import Recorded
from auditor.model.subject import PointObservation
from auditor.rules.view import Single, Streamed
from auditor.store.packing import unpack
from auditor.store.schema import observation
from auditor.store.store_faults import reading, store_faults

RECORDED = {
    SubjectKind.SITE: SiteObservation,
    SubjectKind.ACCOUNT: AccountReading,
    SubjectKind.NOTICE_POINT: PointObservation,
}

Kept = TypeVar("Kept")
Found = TypeVar("Found")


class StoredRun:
    """What a fact is read from: one run of a store, and the facts that were worked out of it before.

    `id` is the run's. Days are those of `zone`'s calendar, up to `as_of`. `register` is the whole register, rows left
    out of this run included; None where there is none (an ad-hoc run). `classes` are the classes that auditor.toml
    gives to columns, by site and by name or address. `canaries` are the ids of accounts known to post daily. Every
    method raises RunFailed when the store fails.
    """

    def __init__(
        self,
        engine: Engine,
        id: str,
        subjects: Sequence[Subject],
        as_of: date,
        zone: tzinfo = OFFICE_ZONE,
        *,
        classes: Mapping[str, Mapping[str, ColumnClass]] | None = None,
        register: Sequence[Subject] | None = None,
        canaries: frozenset[str] = frozenset(),
    ) -> None:
        self.engine = engine
        self.id = id
        self.zone = zone
        self.classes = classes or {}
        self.register = register
        self.canaries = canaries
        self._as_of = as_of
        self._subjects = tuple(subjects)
        self.by_id = {subject.id: subject for subject in subjects}
        self._once: dict[tuple[Hashable, ...], object] = {}
        with reading(engine) as connection:
            rows = connection.execute(select(observation.c.subject, observation.c.blob).where(observation.c.run == id))
            self._observations: Mapping[str, bytes] = {row.subject: row.blob for row in rows}

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by."""
        return self._as_of

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject of the run, in register order."""
        return self._subjects

    def seen(self, subject: str) -> bool:
        """Return whether anything was recorded of a registered subject."""
        return subject in self.by_id and subject in self._observations

    def recorded(self, kind: type[Kept], subject: str) -> Kept | None:
        """Return what was recorded of a subject, None where there is nothing or the subject is of another kind."""
        if not self.seen(subject) or RECORDED[self.by_id[subject].kind] is not kind:
            return None
        with store_faults(self.engine):
            return unpack(self._observations[subject], kind)

    def get(self, fact: type[Single], subject: str = "", *terms: Hashable) -> Single | None:
        """Return the fact of that type, worked out once.

        What was recorded whole is unpacked anew each time: the readings of all accounts do not stay in memory.
        """
        if issubclass(fact, Recorded):
            return fact.read(self, subject)
        return self.once(fact.read, subject, *terms)

    def each(self, fact: type[Streamed], subject: str = "", *terms: Hashable) -> Iterator[Streamed]:
        """Yield the values of the fact of that type, read from the store as they are asked for."""
        yield from fact.stream(self, subject, *terms)

    def once(self, work: Callable[..., Found], *terms: Hashable) -> Found:
        """Return what `work(run, *terms)` returns; it is asked once a run and its answer is held.

        For what several facts share, and for streams that are dear to read and small.
        """
        key = (work, *terms)
        if key not in self._once:
            self._once[key] = work(self, *terms)
        return cast(Found, self._once[key])
