"""The columns of a site: their lists joined, and which of their newest dates stand on a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection, Engine, select

from auditor.extract.published import ADDRESS, DOCUMENT
from auditor.facts.stored_run import StoredRun
from auditor.model import ColumnClass, PageKind, SiteObservation
from auditor.model.urls import key
from auditor.reading.columns import NOT_SHOWN, Column, ListPage, join_columns
from auditor.rules.limit import is_column
from auditor.store.packing import unpack_facts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import looked_at, seen_pages

ASKED_AT_ONCE = 500
GUESSED = frozenset({ADDRESS, DOCUMENT})
OWN = "auditor.toml"
"""`class_source` of a column whose class a person wrote there."""


@dataclass(frozen=True, slots=True)
class ColumnReading(Column):
    """One column of a site as checks read it; its fields are those of Column."""

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["ColumnReading"]:
        """Yield the columns of a site, nearest to the home page first."""
        yield from run.once(_columns, subject)


def _columns(run: StoredRun, site: str) -> tuple[ColumnReading, ...]:
    if run.get(SiteObservation, site) is None:
        return ()
    joined = join_columns(_list_pages(run, site), run.as_of, partial(_published, run))
    columns = [ColumnReading(*(getattr(one, field.name) for field in fields(one))) for one in joined]
    return tuple(with_own_classes(with_sources(run.engine, run.id, columns), run.classes.get(site, {})))


def _list_pages(run: StoredRun, site: str) -> Iterator[ListPage]:
    with reading(run.engine) as connection:
        seen = (page.c.subject == site, page.c.seen_run == run.id)
        bodies = select(page.c.body_hash).where(*seen, page.c.kind == PageKind.HOME.value)
        homes = set(connection.execute(bodies).scalars()) - {None}
        rows = connection.execution_options(yield_per=200).execute(
            select(page.c.facts, page.c.depth, page.c.body_hash)
            .where(*seen, page.c.kind == PageKind.COLUMN.value)
            .order_by(page.c.depth, page.c.url_id)
        )
        for row in rows:
            if row.body_hash in homes:
                continue
            yield ListPage(unpack_facts(row.facts), row.depth, row.body_hash or b"")


def _published(run: StoredRun, addresses: Sequence[str]) -> Mapping[str, date | None]:
    by_key = {key(address): address for address in addresses}
    keys = list(by_key)
    shown: dict[str, date | None] = {}
    with reading(run.engine) as connection:
        for start in range(0, len(keys), ASKED_AT_ONCE):
            rows = connection.execute(
                select(url.c.key, page.c.published)
                .outerjoin(look, looked_at(run.id))
                .join(page, seen_pages(run.id))
                .where(url.c.key.in_(keys[start : start + ASKED_AT_ONCE]))
            )
            for row in rows:
                shown[by_key[row.key]] = date.fromisoformat(row.published) if row.published else None
    return shown


def with_own_classes(columns: Iterable[ColumnReading], classes: Mapping[str, ColumnClass]) -> list[ColumnReading]:
    """Return the columns, those that `classes` names (by name or address) in the class written there."""
    return [_classified(column, classes) for column in columns]


def _classified(column: ColumnReading, classes: Mapping[str, ColumnClass]) -> ColumnReading:
    for wanted, kind in classes.items():
        if is_column(wanted, column.name, column.url):
            return replace(column, column_class=kind, class_source=OWN)
    return column


def shows_its_date(connection: Connection, run: str, address: str) -> bool:
    """Say whether the page at an address prints or declares when it was published.

    A date in the address or under the text (成文日期) may lie before the day it was put up: it can show that a
    column is alive, never that it is not.
    """
    row = connection.execute(
        select(page.c.facts)
        .select_from(url)
        .outerjoin(look, looked_at(run))
        .join(page, seen_pages(run))
        .where(url.c.key == key(address))
    ).first()
    published = unpack_facts(row.facts).published if row else None
    return published is None or published.source not in GUESSED


def with_sources(engine: Engine, run: str, columns: Iterable[ColumnReading]) -> list[ColumnReading]:
    """Return the columns, those whose newest article does not show its date marked as such (`newest_source`)."""
    with reading(engine) as connection:
        return [
            replace(column, newest_source=NOT_SHOWN)
            if column.newest_source == "article" and not shows_its_date(connection, run, column.newest_url)
            else column
            for column in columns
        ]
