"""People's decisions: an append-only table of what was said when; what holds is the newest of each field."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Engine, Row, func, insert, select

from auditor.model.audit import Waiver
from auditor.model.decisions import PLAN, Decisions, Entry, Field, PlanDecision, Review
from auditor.store.packing import storable
from auditor.store.schema import decision
from auditor.store.store_faults import reading, writing
from auditor.store.times import milliseconds, moment

LONGEST = 2_000
"""Letters kept of one value."""

Said = Mapping[tuple[str, Field], Entry]


def record_entries(engine: Engine, entries: Iterable[Entry]) -> None:
    """Add what people said, in order, in one transaction; nothing that was said before is changed. Raises RunFailed."""
    said = list(entries)
    if not said:
        return
    with writing(engine) as connection:
        newest = connection.execute(select(func.max(decision.c.seq))).scalar() or 0
        rows = [
            {
                "seq": newest + place, "about": storable(one.about[:LONGEST]), "field": one.field.value,
                "value": storable(one.value[:LONGEST]), "at": milliseconds(one.at), "who": storable(one.who[:100]),
                "source": storable(one.source[:300]),
            }
            for place, one in enumerate(said, start=1)
        ]  # fmt: skip
        connection.execute(insert(decision), rows)


def entries_of(engine: Engine, about: str | None = None) -> list[Entry]:
    """Return everything said (of one finding or plan row, where `about` is given), oldest first."""
    query = select(decision).order_by(decision.c.seq)
    if about is not None:
        query = query.where(decision.c.about == about)
    with reading(engine) as connection:
        return [_entry(row) for row in connection.execute(query)]


def said(entries: Iterable[Entry], until: datetime | None = None) -> dict[tuple[str, Field], Entry]:
    """Return the newest entry of each field, of those said up to `until` (inclusive) where it is given."""
    return {(one.about, one.field): one for one in entries if until is None or one.at <= until}


def decisions_of(engine: Engine) -> Decisions:
    """Return what holds now. Waivers that have run out are among it: their last day says so."""
    fields: dict[str, dict[Field, str]] = {}
    for (about, field), entry in said(entries_of(engine)).items():
        if entry.value:
            fields.setdefault(about, {})[field] = entry.value
    found = {about: one for about, one in fields.items() if not about.startswith(PLAN)}
    plans = {about.removeprefix(PLAN): one for about, one in fields.items() if about.startswith(PLAN)}
    return Decisions(
        waivers={about: Waiver(one[Field.REASON], _day(one, Field.UNTIL)) for about, one in found.items()
                 if Field.REASON in one},
        reviews={about: review for about, one in found.items() if (review := _review(one)) != Review()},
        plans={mark: PlanDecision(one.get(Field.DECISION, ""), one.get(Field.OWNER, ""), _day(one, Field.DEADLINE))
               for mark, one in plans.items()},
    )  # fmt: skip


def _review(one: Mapping[Field, str]) -> Review:
    return Review(
        owner=one.get(Field.OWNER, ""),
        deadline=_day(one, Field.DEADLINE),
        progress=one.get(Field.PROGRESS, ""),
        review=one.get(Field.REVIEW, ""),
        remarks=one.get(Field.REMARKS, ""),
    )


def _day(one: Mapping[Field, str], field: Field) -> date | None:
    return date.fromisoformat(one[field]) if field in one else None


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(row.about, Field(row.field), row.value, moment(row.at), row.who, row.source)
